package dev.soma.kernel;

import dev.soma.kernel.product.VectorProducts;
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

    /// Compiles what every network of rectifiers needs, in the background and before it is needed.
    @SuppressWarnings("EnumOrdinal") // an index that is never stored
    void prepare() {
      int relu = FUNCTIONS + 2 * Elementwise.RELU.ordinal();
      IntStream.of(PRODUCTS, relu, relu + 1, ROWS, REDUCTIONS).forEach(this::ask);
    }

    private void ask(int kind) {
      if (states.compareAndSet(kind, COLD, ASKED)) {
        Thread.ofPlatform().daemon().name("soma-warm-up").start(() -> exercise(kind));
      }
    }

    private void exercise(int kind) {
      WarmUp warmUp = new WarmUp();
      // one at a time: the compiler has little more than one thread, and the caller wants it too
      synchronized (this) {
        if (!warmUp.run(kind)) {
          return;
        }
        states.set(kind, WARM);
      }
      if (WarmUp.pause(OTHERS_FIRST)) {
        synchronized (this) {
          warmUp.finish(kind);
        }
      }
    }
  }

  /// Runs every path of one kind of vector operation until C2 has compiled it.
  ///
  /// First all paths together, until they are faster than the scalar ones. Such a mixture is fast
  /// as soon as the frequent paths are compiled, and a rare one, such as the tile of a last layer
  /// of two units, would stay slow for seconds; so then each path on its own.
  private static final class WarmUp {
    /// Gives up, and stays scalar, if a path is still slow after so many rounds.
    private static final int ROUNDS = 20_000;

    /// Rounds in a row that have to be fast.
    private static final int FAST = 10;

    /// After so many rounds the compiler knows of the path and only needs the core.
    private static final int KNOWN = 2_000;

    /// Code that is not compiled is some hundred times slower, so this bound is safe where timings
    /// are rough and a path is little faster than its scalar form.
    private static final long BOUND = 2;

    /// The scalar form is timed again after so many rounds: it is what is compared with, not what
    /// is to be compiled, and the cores are wanted elsewhere.
    private static final int SCALAR_AGAIN = 4;

    private static final int L = VectorKernels.LANES;
    private static final int K = 24;
    private static final int PRODUCT_PATHS = 23;

    private final Kernels vectors = new VectorKernels();
    private final Kernels cut = new VectorKernels(VectorProducts.Blocks.TINY);
    private final Kernels plain = new ScalarKernels(2 * L);
    private final float[] x = new float[16384];
    private final float[] y = new float[16384];
    private final float[] z = new float[16384];

    WarmUp() {
      for (int i = 0; i < x.length; i++) {
        x[i] = (i % 100 - 50) * 0.01f;
      }
    }

    /// Whether the paths of this kind together are faster than the scalar ones now.
    boolean run(int kind) {
      int faster = 0;
      long scalar = 0;
      for (int round = 0; round < ROUNDS && faster < FAST; round++) {
        if (round % SCALAR_AGAIN == 0) {
          scalar = time(() -> all(plain, kind));
        }
        faster = time(() -> all(vectors, kind)) < scalar ? faster + 1 : 0;
      }
      return faster > 0;
    }

    private void all(Kernels kernels, int kind) {
      for (int path = 0; path < paths(kind); path++) {
        run(kernels, kind, path);
      }
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
      long scalar = 0;
      for (int round = 0; round < ROUNDS && fast < FAST; round++) {
        if (round > KNOWN && round % 16 == 0 && !pause(1)) {
          return false;
        }
        if (round % SCALAR_AGAIN == 0) {
          scalar = time(() -> run(plain, kind, path));
        }
        fast = time(() -> run(vectors, kind, path)) < BOUND * scalar ? fast + 1 : 0;
      }
      return fast == FAST;
    }

    private static long time(Runnable work) {
      long start = System.nanoTime();
      work.run();
      return System.nanoTime() - start;
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

    @SuppressWarnings("EnumOrdinal") // an index that is never stored
    private void run(Kernels kernels, int kind, int path) {
      switch (kind) {
        case PRODUCTS -> {
          if (path < 10) {
            tile(kernels, path);
          } else {
            packing(kernels, path);
          }
        }
        case ONE_ROW -> kernels.multiplyPacked(1, 14 * L + 3, 20, x, 0, 20, y, 0, z, 0, 14 * L + 3);
        case ROWS -> {
          if (path == 0) {
            kernels.addRow(16, 100, x, 0, z, 0);
          } else {
            kernels.sumRows(16, 100, x, 0, 100, z, 0);
          }
        }
        case REDUCTIONS -> reduction(kernels, path);
        case FACTORS -> factors(kernels, path);
        default -> {
          Elementwise f = Elementwise.values()[(kind - FUNCTIONS) / 2];
          if ((kind - FUNCTIONS) % 2 == 0) {
            kernels.activate(f, 0.1f, 1000, x, 0, y, 0);
          } else {
            kernels.activateBackward(f, 0.1f, 1000, x, 0, y, 0, z, 0);
          }
        }
      }
    }

    private void reduction(Kernels kernels, int path) {
      switch (path) {
        case 0 -> kernels.softmax(8, 40, x, 0, y, 0, z, 0);
        case 1 -> kernels.softmax(40, 3, x, 0, y, 0, z, 0);
        case 2 -> z[0] = (float) kernels.sum(1000, x, 0);
        default -> z[0] = (float) kernels.dot(1000, x, 0, x, 0);
      }
    }

    private void factors(Kernels kernels, int path) {
      switch (path) {
        case 0 -> kernels.multiplyRow(16, 100, x, 0, y, 0, z, 0);
        case 1 -> kernels.mix(16, 100, x, 0, x, y, z, 0);
        case 2 -> kernels.share(16, 100, x, 0, y, z, 0);
        case 3 -> kernels.sumProducts(16, 100, x, 0, y, 0, 100, z, 0);
        case 4 -> kernels.sumDifferences(16, 100, x, y, y, 0, 100, z, 0);
        case 5 -> kernels.waves(64, L + 3, x, 0, 5, x, 0, 40, 0.2f, z, 0, L + 3);
        case 6 -> kernels.sumWaves(64, L + 3, x, 0, 5, x, 0, L + 3, 0.2f, z, 0, 40);
        case 7 -> kernels.cosine(1000, x, 0, y, 0);
        default -> kernels.cosineBackward(1000, x, 0, y, 0);
      }
    }

    /// Tiles of every height and width, begun at zero and going on from C.
    private void tile(Kernels kernels, int path) {
      int n = path % 2 == 0 ? 2 * L : L;
      int m = path < 2 ? 12 : path < 6 ? 8 : 4;
      boolean add = path >= 2 && path / 2 % 2 == 0;
      kernels.multiplyNN(m, n, K, x, 0, K, x, 0, n, z, 0, n, add);
    }

    /// Operands of every form, whole and ragged, for every length of vectors.
    private void packing(Kernels kernels, int path) {
      switch (path) {
        case 10 -> kernels.multiplyNT(24, 96, 64, x, 0, 64, x, 0, 64, z, 0, 96, false);
        case 11 ->
            kernels.multiplyNT(24, 2 * L + 3, 25, x, 0, 25, x, 0, 25, z, 0, 2 * L + 3, false);
        case 12 -> kernels.multiplyNN(35, 69, 25, x, 0, 25, x, 0, 69, z, 0, 69, true);
        case 13 -> kernels.multiplyNN(64, 64, 2, x, 0, 2, x, 0, 64, z, 0, 64, false);
        case 14 -> kernels.multiplyNN(64, 64, 10, x, 0, 10, x, 0, 64, z, 0, 64, false);
        case 15 -> kernels.multiplyTN(48, 64, 64, x, 0, 48, x, 0, 64, z, 0, 64, false);
        case 16 -> kernels.multiplyTN(39, 64, 24, x, 0, 39, x, 0, 64, z, 0, 64, true);
        case 17 -> kernels.multiplyTN(10, 64, 64, x, 0, 10, x, 0, 64, z, 0, 64, false);
        case 18 -> kernels.multiplyTN(2, 64, 64, x, 0, 2, x, 0, 64, z, 0, 64, false);
        case 19 -> kernels.pack(2 * L + 10, 100, x, 0, 100, y, 0);
        case 20 -> kernels.pack(2, 64, x, 0, 64, y, 0);
        case 21 -> kernels.multiplyPacked(20, 8 * L + 10, 20, x, 0, 20, y, 0, z, 0, 8 * L + 10);
        default -> {
          // slower than scalar in itself, but its loops and branches are to be compiled too
          if (kernels instanceof VectorKernels) {
            cut.multiplyNN(35, 69, 25, x, 0, 25, x, 0, 69, z, 0, 69, false);
          } else {
            kernels.multiplyNN(35, 69, 25, x, 0, 25, x, 0, 69, z, 0, 69, false);
            kernels.multiplyNN(35, 69, 25, x, 0, 25, x, 0, 69, z, 0, 69, false);
          }
        }
      }
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
