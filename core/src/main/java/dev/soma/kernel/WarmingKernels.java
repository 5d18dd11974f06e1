package dev.soma.kernel;

import dev.soma.kernel.product.VectorProducts;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// Scalar kernels that become [VectorKernels] as soon as those are compiled.
///
/// Vector code that C2 has not compiled yet is some hundred times slower than plain code. So each
/// kind of operation begins scalar; after a few milliseconds of work a daemon thread runs the
/// vector form on small data until it is the faster one, and from then on it is used. The bits are
/// the same, so nothing but the time depends on when that happens; a run too short to gain from
/// vectors never starts the thread. `scale`, `addScaled` and `multiply` stay scalar: C2 makes
/// vectors of them by itself where their offsets are equal.
final class WarmingKernels implements Kernels {
  private static final int PRODUCTS = 0;
  private static final int ROWS = 1;
  private static final int REDUCTIONS = 2;
  private static final int ONE_ROW = 3;
  private static final int FACTORS = 4;
  private static final int FUNCTIONS = 5;

  private static final int COLD = 0;
  private static final int ASKED = 1;
  private static final int WARM = 2;

  private static final int NONE = -1;

  /// Scalar steps after which vectors are worth their compilation: some 100 ms of compiled code.
  private static final long PRODUCT_STEPS = 400_000_000;

  private static final long ELEMENTS = 5_000_000;

  /// Milliseconds in which other kinds become warm before the rare paths of one are finished.
  private static final long OTHERS_FIRST = 300;

  private final Kernels scalar = new ScalarKernels(2 * VectorKernels.LANES);
  private final Kernels vector = new VectorKernels();
  private final Warmth warmth;

  WarmingKernels(Warmth warmth) {
    this.warmth = warmth;
  }

  /// What is compiled already.
  static final class Warmth {
    /// Code is compiled once for all that run in this Java, so a second model finds it warm.
    static final Warmth OF_THIS_JAVA = new Warmth();

    private final AtomicIntegerArray states =
        new AtomicIntegerArray(FUNCTIONS + 2 * Elementwise.values().length);
    private final AtomicLongArray work = new AtomicLongArray(states.length());

    // guarded by this
    private final Queue<Integer> asked = new ArrayDeque<>();
    private boolean running;

    boolean warm(int kind, long steps) {
      if (states.get(kind) == WARM) {
        return true;
      }
      long limit = kind == PRODUCTS || kind == ONE_ROW ? PRODUCT_STEPS : ELEMENTS;
      if (work.addAndGet(kind, steps) > limit) {
        ask(kind);
      }
      return false;
    }

    /// Compiles what every network of rectifiers needs, in the background and before it is needed;
    /// first what takes longest.
    @SuppressWarnings("EnumOrdinal") // an index that is never stored
    void prepare() {
      int relu = FUNCTIONS + 2 * Elementwise.RELU.ordinal();
      IntStream.of(PRODUCTS, REDUCTIONS, relu, relu + 1, ROWS).forEach(this::ask);
    }

    private void ask(int kind) {
      if (states.compareAndSet(kind, COLD, ASKED) && first(kind)) {
        Thread.ofPlatform().daemon().name("soma-warm-up").start(this::exercise);
      }
    }

    /// Whether nobody works on what is asked for.
    private synchronized boolean first(int kind) {
      asked.add(kind);
      boolean first = !running;
      running = true;
      return first;
    }

    private synchronized int next() {
      Integer kind = asked.poll();
      return kind == null ? NONE : kind;
    }

    private synchronized boolean ended() {
      running = !asked.isEmpty();
      return !running;
    }

    /// One kind at a time, in the order in which they were asked for: the compiler has little more
    /// than one thread, and the caller wants it too. Rare paths when nothing else is asked for.
    private void exercise() {
      WarmUp warmUp = new WarmUp();
      Queue<Integer> rare = new ArrayDeque<>();
      do {
        int kind = next();
        if (kind != NONE) {
          if (warmUp.run(kind)) {
            states.set(kind, WARM);
            rare.add(kind);
          }
        } else if (!rare.isEmpty()) {
          int some = rare.remove();
          if (WarmUp.pause(OTHERS_FIRST)) {
            warmUp.finish(some);
          }
        }
      } while (!rare.isEmpty() || !ended());
    }
  }

  /// Runs every path of one kind of vector operation until C2 has compiled it.
  ///
  /// First all paths together, until they are fast. Such a mixture is fast as soon as the frequent
  /// paths are compiled, and a rare one, such as the tile of a last layer of two units, would stay
  /// slow for seconds; so then each path on its own.
  ///
  /// Fast is a time, not a comparison with the scalar form, which the compiler would then have to
  /// compile too. Code that is not compiled is a hundred times slower than code that is, so any
  /// bound between the two serves.
  private static final class WarmUp {
    /// Gives up, and stays scalar, if a path is still slow after so many rounds.
    private static final int ROUNDS = 20_000;

    /// Rounds in a row that have to be fast.
    private static final int FAST = 10;

    /// After so many rounds the compiler knows of the path and only needs the core.
    private static final int KNOWN = 2_000;

    /// Nanoseconds within which a call is fast, to which those of its work are added.
    private static final long CALL = 2_000;

    /// Nanoseconds of as many steps of a product as a vector has lanes.
    private static final long PRODUCT = 4;

    /// Nanoseconds of an element of a plain operation.
    private static final long PLAIN = 2;

    /// Nanoseconds of an element of a function such as exp.
    private static final long FUNCTION = 8;

    private static final int L = VectorKernels.LANES;

    /// Steps of most products: 1,024 calls, after which Java looks, then make the 15,000 turns that
    /// C2 waits for. All of them are slow, so no more than needed.
    private static final int K = 14;

    private static final int PRODUCT_PATHS = 23;

    private final Kernels vectors = new VectorKernels();
    private final Kernels cut = new VectorKernels(VectorProducts.Blocks.TINY);
    private final float[] x = new float[16384];
    private final float[] y = new float[16384];
    private final float[] z = new float[16384];

    WarmUp() {
      for (int i = 0; i < x.length; i++) {
        x[i] = (i % 100 - 50) * 0.01f;
      }
    }

    /// Whether the paths of this kind together are fast now.
    boolean run(int kind) {
      int fast = 0;
      for (int round = 0; round < ROUNDS && fast < FAST; round++) {
        long start = System.nanoTime();
        long bound = 0;
        for (int path = 0; path < paths(kind); path++) {
          bound += CALL + run(kind, path);
        }
        fast = System.nanoTime() - start < bound ? fast + 1 : 0;
      }
      return fast > 0;
    }

    /// Goes on until each path is fast.
    void finish(int kind) {
      for (int path = 0; path < paths(kind); path++) {
        if (!warm(kind, path)) {
          return;
        }
      }
    }

    private static int paths(int kind) {
      return switch (kind) {
        case PRODUCTS -> PRODUCT_PATHS;
        case ROWS -> 2;
        case REDUCTIONS -> 4;
        case FACTORS -> 9;
        default -> 1;
      };
    }

    private boolean warm(int kind, int path) {
      int fast = 0;
      for (int round = 0; round < ROUNDS && fast < FAST; round++) {
        if (round > KNOWN && round % 16 == 0 && !pause(1)) {
          return false;
        }
        long start = System.nanoTime();
        long bound = CALL + run(kind, path);
        fast = System.nanoTime() - start < bound ? fast + 1 : 0;
      }
      return fast == FAST;
    }

    private static boolean pause(long milliseconds) {
      try {
        Thread.sleep(milliseconds);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /// Runs a path once, and says how many nanoseconds its work may take.
    @SuppressWarnings("EnumOrdinal") // an index that is never stored
    private long run(int kind, int path) {
      return switch (kind) {
        case PRODUCTS -> path < 10 ? tile(path) : packing(path);
        case ONE_ROW -> packed(1, 14 * L + 3);
        case ROWS -> rows(path);
        case REDUCTIONS -> reduction(path);
        case FACTORS -> factors(path);
        default -> function(Elementwise.values()[(kind - FUNCTIONS) / 2], (kind - FUNCTIONS) % 2);
      };
    }

    private long rows(int path) {
      if (path == 0) {
        vectors.addRow(16, 100, x, 0, z, 0);
      } else {
        vectors.sumRows(16, 100, x, 0, 100, z, 0);
      }
      return PLAIN * 16 * 100;
    }

    private long function(Elementwise f, int backward) {
      if (backward == 0) {
        vectors.activate(f, 0.1f, 1000, x, 0, y, 0);
      } else {
        vectors.activateBackward(f, 0.1f, 1000, x, 0, y, 0, z, 0);
      }
      return FUNCTION * 1000;
    }

    private long reduction(int path) {
      switch (path) {
        case 0 -> {
          vectors.softmax(8, 40, x, 0, y, 0, z, 0);
          return 2 * FUNCTION * 8 * 40;
        }
        case 1 -> {
          vectors.softmax(40, 3, x, 0, y, 0, z, 0);
          return 2 * FUNCTION * 40 * 3;
        }
        case 2 -> z[0] = (float) vectors.sum(1000, x, 0);
        default -> z[0] = (float) vectors.dot(1000, x, 0, x, 0);
      }
      return PLAIN * 1000;
    }

    private long factors(int path) {
      switch (path) {
        case 0 -> vectors.multiplyRow(16, 100, x, 0, y, 0, z, 0);
        case 1 -> vectors.mix(16, 100, x, 0, x, y, z, 0);
        case 2 -> vectors.share(16, 100, x, 0, y, z, 0);
        case 3 -> vectors.sumProducts(16, 100, x, 0, y, 0, 100, z, 0);
        case 4 -> vectors.sumDifferences(16, 100, x, y, y, 0, 100, z, 0);
        case 5 -> vectors.waves(64, L + 3, x, 0, 5, x, 0, 40, 0.2f, z, 0, L + 3);
        case 6 -> vectors.sumWaves(64, L + 3, x, 0, 5, x, 0, L + 3, 0.2f, z, 0, 40);
        case 7 -> vectors.cosine(1000, x, 0, y, 0);
        default -> vectors.cosineBackward(1000, x, 0, y, 0);
      }
      return path < 5 ? PLAIN * 16 * 100 : FUNCTION * 1000;
    }

    /// Tiles of every height and width, begun at zero and going on from C.
    private long tile(int path) {
      int n = path % 2 == 0 ? 2 * L : L;
      int m = path < 2 ? 12 : path < 6 ? 8 : 4;
      boolean add = path >= 2 && path / 2 % 2 == 0;
      return nn(vectors, m, n, K, add);
    }

    /// Operands of every form, whole and ragged, for every length of vectors.
    private long packing(int path) {
      return switch (path) {
        case 10 -> nt(24, 96, 32);
        case 11 -> nt(24, 2 * L + 3, K + 2);
        case 12 -> nn(vectors, 35, 69, K, true);
        case 13 -> nn(vectors, 64, 64, 2, false);
        case 14 -> nn(vectors, 64, 64, 10, false);
        case 15 -> tn(24, 64, K, false);
        case 16 -> tn(39, 64, K, true);
        case 17 -> tn(10, 64, K, false);
        case 18 -> tn(2, 64, K, false);
        case 19 -> pack(2 * L + 10, 40);
        case 20 -> pack(2, 40);
        case 21 -> packed(20, 8 * L + 10);
        default -> nn(cut, 35, 69, K, false);
      };
    }

    private long nt(int m, int n, int k) {
      vectors.multiplyNT(m, n, k, x, 0, k, x, 0, k, z, 0, n, false);
      return steps(m, n, k);
    }

    private long nn(Kernels kernels, int m, int n, int k, boolean add) {
      kernels.multiplyNN(m, n, k, x, 0, k, x, 0, n, z, 0, n, add);
      return steps(m, n, k);
    }

    private long tn(int m, int n, int k, boolean add) {
      vectors.multiplyTN(m, n, k, x, 0, m, x, 0, n, z, 0, n, add);
      return steps(m, n, k);
    }

    private static long steps(int m, int n, int k) {
      return PRODUCT * m * n * k / L;
    }

    private long packed(int m, int n) {
      vectors.multiplyPacked(m, n, K, x, 0, K, y, 0, z, 0, n);
      return steps(m, n, K);
    }

    private long pack(int n, int k) {
      vectors.pack(n, k, x, 0, k, y, 0);
      return steps(16, n, k);
    }
  }

  @SuppressWarnings("EnumOrdinal") // an index that is never stored
  private static int kind(Elementwise f, int backward) {
    return FUNCTIONS + 2 * f.ordinal() + backward;
  }

  private Kernels at(int kind, long steps) {
    return warmth.warm(kind, steps) ? vector : scalar;
  }

  @Override
  public String describe() {
    return vector.describe();
  }

  @Override
  public void multiplyNT(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc,
      boolean add) {
    at(PRODUCTS, (long) m * n * k)
        .multiplyNT(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void multiplyNN(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc,
      boolean add) {
    at(PRODUCTS, (long) m * n * k)
        .multiplyNN(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void multiplyTN(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc,
      boolean add) {
    at(PRODUCTS, (long) m * n * k)
        .multiplyTN(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void pack(int n, int k, float[] w, int wOff, int ldw, float[] packed, int off) {
    at(PRODUCTS, 16L * n * k).pack(n, k, w, wOff, ldw, packed, off);
  }

  @Override
  public void multiplyPacked(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] w,
      int off,
      float[] c,
      int cOff,
      int ldc) {
    at(m == 1 ? ONE_ROW : PRODUCTS, (long) m * n * k)
        .multiplyPacked(m, n, k, a, aOff, lda, w, off, c, cOff, ldc);
  }

  @Override
  public void addRow(int rows, int cols, float[] row, int rowOff, float[] c, int cOff) {
    at(ROWS, (long) rows * cols).addRow(rows, cols, row, rowOff, c, cOff);
  }

  @Override
  public void sumRows(int rows, int cols, float[] c, int cOff, int ldc, float[] sum, int sumOff) {
    at(ROWS, (long) rows * cols).sumRows(rows, cols, c, cOff, ldc, sum, sumOff);
  }

  @Override
  public void activate(
      Elementwise f, float alpha, int n, float[] z, int zOff, float[] a, int aOff) {
    at(kind(f, 0), n).activate(f, alpha, n, z, zOff, a, aOff);
  }

  @Override
  public void activateBackward(
      Elementwise f,
      float alpha,
      int n,
      float[] z,
      int zOff,
      float[] a,
      int aOff,
      float[] delta,
      int deltaOff) {
    at(kind(f, 1), n).activateBackward(f, alpha, n, z, zOff, a, aOff, delta, deltaOff);
  }

  @Override
  public void softmax(
      int rows, int cols, float[] z, int zOff, float[] a, int aOff, float[] logSum, int logSumOff) {
    at(REDUCTIONS, 2L * rows * cols).softmax(rows, cols, z, zOff, a, aOff, logSum, logSumOff);
  }

  @Override
  public void scale(int n, float factor, float[] x, int xOff) {
    scalar.scale(n, factor, x, xOff);
  }

  @Override
  public void addScaled(int n, float factor, float[] x, int xOff, float[] y, int yOff) {
    scalar.addScaled(n, factor, x, xOff, y, yOff);
  }

  @Override
  public void multiply(int n, float[] x, int xOff, float[] y, int yOff) {
    scalar.multiply(n, x, xOff, y, yOff);
  }

  @Override
  public void multiplyRow(
      int rows, int cols, float[] f, int fOff, float[] x, int xOff, float[] y, int yOff) {
    at(FACTORS, (long) rows * cols).multiplyRow(rows, cols, f, fOff, x, xOff, y, yOff);
  }

  @Override
  public void mix(
      int rows, int cols, float[] f, int fOff, float[] z, float[] y, float[] a, int off) {
    at(FACTORS, (long) rows * cols).mix(rows, cols, f, fOff, z, y, a, off);
  }

  @Override
  public void share(int rows, int cols, float[] f, int fOff, float[] x, float[] rest, int off) {
    at(FACTORS, (long) rows * cols).share(rows, cols, f, fOff, x, rest, off);
  }

  @Override
  public void sumProducts(
      int rows,
      int cols,
      float[] x,
      int xOff,
      float[] y,
      int yOff,
      int ld,
      float[] sum,
      int sumOff) {
    at(FACTORS, (long) rows * cols).sumProducts(rows, cols, x, xOff, y, yOff, ld, sum, sumOff);
  }

  @Override
  public void sumDifferences(
      int rows,
      int cols,
      float[] x,
      float[] y,
      float[] z,
      int off,
      int ld,
      float[] sum,
      int sumOff) {
    at(FACTORS, (long) rows * cols).sumDifferences(rows, cols, x, y, z, off, ld, sum, sumOff);
  }

  @Override
  public void waves(
      int rows,
      int n,
      float[] x,
      int xOff,
      int ldx,
      float[] f,
      int fOff,
      int pOff,
      float t,
      float[] z,
      int zOff,
      int ldz) {
    at(FACTORS, (long) rows * n).waves(rows, n, x, xOff, ldx, f, fOff, pOff, t, z, zOff, ldz);
  }

  @Override
  public void sumWaves(
      int rows,
      int n,
      float[] x,
      int xOff,
      int ldx,
      float[] dz,
      int zOff,
      int ldz,
      float t,
      float[] g,
      int fOff,
      int pOff) {
    at(FACTORS, (long) rows * n).sumWaves(rows, n, x, xOff, ldx, dz, zOff, ldz, t, g, fOff, pOff);
  }

  @Override
  public void cosine(int n, float[] z, int zOff, float[] a, int aOff) {
    at(FACTORS, n).cosine(n, z, zOff, a, aOff);
  }

  @Override
  public void cosineBackward(int n, float[] z, int zOff, float[] delta, int deltaOff) {
    at(FACTORS, n).cosineBackward(n, z, zOff, delta, deltaOff);
  }

  @Override
  public double sum(int n, float[] x, int xOff) {
    return at(REDUCTIONS, n).sum(n, x, xOff);
  }

  @Override
  public double dot(int n, float[] x, int xOff, float[] y, int yOff) {
    return at(REDUCTIONS, n).dot(n, x, xOff, y, yOff);
  }

  @Override
  public void close() {
    scalar.close();
    vector.close();
  }
}
