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
/// vectors of them by itself.
final class WarmingKernels implements Kernels {
  private static final int PRODUCTS = 0;
  private static final int ROWS = 1;
  private static final int REDUCTIONS = 2;
  private static final int FUNCTIONS = 3;

  private static final int COLD = 0;
  private static final int ASKED = 1;
  private static final int WARM = 2;

  /// Scalar steps after which vectors are worth their compilation: some 100 ms of compiled code.
  private static final long PRODUCT_STEPS = 400_000_000;

  private static final long ELEMENTS = 5_000_000;

  /// Stays scalar if vectors are not faster after so many rounds.
  private static final int ROUNDS = 20_000;

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
      long limit = kind == PRODUCTS ? PRODUCT_STEPS : ELEMENTS;
      if (work.addAndGet(kind, steps) > limit && states.compareAndSet(kind, COLD, ASKED)) {
        Thread.ofPlatform().daemon().name("soma-warm-up").start(() -> exercise(kind));
      }
      return false;
    }

    /// Compiles what every network of rectifiers needs, in the background and before it is needed.
    @SuppressWarnings("EnumOrdinal") // an index that is never stored
    void prepare() {
      int relu = FUNCTIONS + 2 * Elementwise.RELU.ordinal();
      int[] wanted = {PRODUCTS, relu, relu + 1, ROWS, REDUCTIONS};
      int[] asked =
          IntStream.of(wanted).filter(kind -> states.compareAndSet(kind, COLD, ASKED)).toArray();
      Thread.ofPlatform()
          .daemon()
          .name("soma-warm-up")
          .start(() -> IntStream.of(asked).forEach(this::exercise));
    }

    // one at a time: the compiler has little more than one thread, and the caller wants it too
    private synchronized void exercise(int kind) {
      Exercise vectors = new Exercise(new VectorKernels());
      Exercise cut = new Exercise(new VectorKernels(VectorProducts.Blocks.TINY));
      Exercise plain = new Exercise(new ScalarKernels(2 * VectorKernels.LANES));
      int faster = 0;
      for (int round = 0; round < ROUNDS && faster < 10; round++) {
        if (round % 8 == 0) {
          cut.run(kind); // slower than scalar, but every loop and branch must be compiled
        }
        long start = System.nanoTime();
        vectors.run(kind);
        long between = System.nanoTime();
        plain.run(kind);
        faster = between - start < System.nanoTime() - between ? faster + 1 : 0;
      }
      if (faster > 0) {
        states.set(kind, WARM);
      }
    }
  }

  /// A little of every path of one kind of operation.
  private static final class Exercise {
    private final Kernels kernels;
    private final float[] x = new float[8192];
    private final float[] y = new float[8192];
    private final float[] z = new float[8192];

    Exercise(Kernels kernels) {
      this.kernels = kernels;
      for (int i = 0; i < x.length; i++) {
        x[i] = (i % 100 - 50) * 0.01f;
      }
    }

    @SuppressWarnings("EnumOrdinal") // an index that is never stored
    void run(int kind) {
      switch (kind) {
        case PRODUCTS -> {
          // together tiles of every height and panels of every width, whole and ragged, for every
          // length of vectors
          kernels.multiplyNT(24, 106, 24, x, 0, 24, x, 0, 24, z, 0, 106, false);
          kernels.multiplyNN(35, 69, 25, x, 0, 25, x, 0, 69, z, 0, 69, true);
          kernels.multiplyTN(39, 64, 24, x, 0, 39, x, 0, 64, z, 0, 64, false);
          kernels.pack(202, 10, x, 0, 10, y, 0);
          kernels.multiplyPacked(1, 202, 10, x, 0, 10, y, 0, z, 0);
          kernels.multiplyPacked(1, 138, 10, x, 0, 10, y, 0, z, 0);
          kernels.multiplyPacked(20, 138, 10, x, 0, 10, y, 0, z, 0);
          kernels.multiplyTN(32, 10, 20, x, 0, 32, x, 0, 10, z, 0, 10, false);
        }
        case ROWS -> {
          kernels.addRow(16, 100, x, 0, z, 0);
          kernels.sumRows(16, 100, x, 0, 100, z, 0);
        }
        case REDUCTIONS -> {
          kernels.softmax(8, 40, x, 0, y, 0, z, 0);
          z[0] = (float) (kernels.sum(1000, x, 0) + kernels.dot(1000, x, 0, x, 0));
        }
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
      int m, int n, int k, float[] a, int aOff, int lda, float[] w, int off, float[] c, int cOff) {
    at(PRODUCTS, (long) m * n * k).multiplyPacked(m, n, k, a, aOff, lda, w, off, c, cOff);
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
