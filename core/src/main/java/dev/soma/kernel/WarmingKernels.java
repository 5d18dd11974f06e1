package dev.soma.kernel;

import static dev.soma.kernel.Warmth.FACTORS;
import static dev.soma.kernel.Warmth.ONE_ROW;
import static dev.soma.kernel.Warmth.PRODUCTS;
import static dev.soma.kernel.Warmth.REDUCTIONS;
import static dev.soma.kernel.Warmth.ROWS;
import static dev.soma.kernel.Warmth.kind;

import dev.soma.kernel.function.Elementwise;
import java.lang.foreign.MemorySegment;

/// Scalar kernels that become [VectorKernels] as soon as those are compiled.
///
/// Vector code that C2 has not compiled yet is some hundred times slower than plain code. So each
/// kind of operation begins scalar; after a few milliseconds of work a daemon thread runs the
/// vector form on small data until it is the faster one, and from then on it is used. The bits are
/// the same, so nothing but the time depends on when that happens; a run too short to gain from
/// vectors never starts the thread. `scale`, `addScaled` and `multiply` stay scalar: C2 makes
/// vectors of them by itself where their offsets are equal.
final class WarmingKernels implements Kernels {
  private final Kernels scalar = new ScalarKernels(2 * VectorKernels.LANES);
  private final Kernels vector = new VectorKernels();
  private final Warmth warmth;

  WarmingKernels(Warmth warmth) {
    this.warmth = warmth;
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
  public void pack(int n, int k, float[] w, int wOff, int ldw, MemorySegment packed, int off) {
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
      MemorySegment w,
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
