package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.function.FloatMath;
import dev.soma.kernel.product.Panels;
import java.lang.foreign.MemorySegment;

/// The hot operations on `float[]` windows (array, offset, sizes).
///
/// Every implementation returns **equal bits**, for any lane count and number of threads: each
/// element of a product starts at +0 and adds one `fma` a step over k ascending; every other
/// reduction is one fixed tree ([Sums]). Windows that are written must not overlap windows that are
/// read, unless they are the same window in an element by element operation. Sizes are checked by
/// the caller; kernels only assert them.
///
/// An instance owns its scratch memory and threads, so it belongs to one caller at a time.
public interface Kernels extends AutoCloseable {
  /// Numbers of Z that are still in the nearest cache when they are read again.
  int NEAR = 4 * 1024;

  /// Some of the rows or elements of a whole, which kernels of its own work on.
  interface Part {
    /// Does the rows or elements from `from` to before `to`.
    void run(Kernels own, int from, int to);
  }

  /// What runs, for people: `scalar`, `vector 512-bit, 2 threads`.
  String describe();

  /// How many threads work on an operation.
  default int threads() {
    return 1;
  }

  /// C = A B^T, or C += A B^T. A `[m x k]`, B `[n x k]`, C `[m x n]`; lda, ldb, ldc are the
  /// distances between rows.
  void multiplyNT(
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
      boolean add);

  /// C = A B, or C += A B. A `[m x k]`, B `[k x n]`, C `[m x n]`.
  void multiplyNN(
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
      boolean add);

  /// C = A^T B, or C += A^T B. A `[k x m]`, B `[k x n]`, C `[m x n]`.
  void multiplyTN(
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
      boolean add);

  /// Memory that [#pack] fills for W `[n x k]`, outside the heap, where each vector lies in one
  /// line of the caches; it is freed after nobody refers to it any more.
  default MemorySegment panels(int n, int k) {
    return Panels.memory((n + 15L) / 16 * 16 * k);
  }

  /// W `[n x k]` in the form that [#multiplyPacked] reads; `ldw` is the distance between its rows.
  /// All kernels of one choice share one form.
  ///
  /// @param packed memory of [#panels]
  /// @param off where this W begins there, in numbers
  void pack(int n, int k, float[] w, int wOff, int ldw, MemorySegment packed, int off);

  /// C = A W^T, with W packed. A `[m x k]`, C `[m x n]`; lda, ldc are the distances between rows.
  void multiplyPacked(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      MemorySegment packed,
      int off,
      float[] c,
      int cOff,
      int ldc);

  /// Z = A W^T + b and F = f(Z), rows at a time so that Z is still near when it is read again; with
  /// [Elementwise#IDENTITY], F is not written. `ld` is the distance between the rows of Z and of F.
  default void forward(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      MemorySegment packed,
      int off,
      float[] bias,
      int biasOff,
      Elementwise f,
      float alpha,
      float[] z,
      int zOff,
      float[] out,
      int outOff,
      int ld) {
    int rows = nearRows(n);
    for (int i = 0; i < m; i += rows) {
      int mb = Math.min(rows, m - i);
      int q = zOff + i * ld;
      int to = outOff + i * ld;
      multiplyPacked(mb, n, k, a, aOff + i * lda, lda, packed, off, z, q, ld);
      if (ld == n) {
        finish(mb, n, bias, biasOff, f, alpha, z, q, out, to);
      } else {
        for (int r = 0; r < mb; r++) {
          finish(1, n, bias, biasOff, f, alpha, z, q + r * ld, out, to + r * ld);
        }
      }
    }
  }

  /// Rows of n numbers that [#forward] takes at a time.
  static int nearRows(int n) {
    return Math.max(48, NEAR / Math.max(1, n) / 24 * 24);
  }

  /// What follows a product: Z += b in every row, then F = f(Z); with [Elementwise#IDENTITY], F is
  /// not written. Z, F `[rows x cols]`, contiguous.
  default void finish(
      int rows,
      int cols,
      float[] bias,
      int biasOff,
      Elementwise f,
      float alpha,
      float[] z,
      int zOff,
      float[] out,
      int outOff) {
    addRow(rows, cols, bias, biasOff, z, zOff);
    if (f != Elementwise.IDENTITY) {
      activate(f, alpha, rows * cols, z, zOff, out, outOff);
    }
  }

  /// Does all of `part`, from 0 to before n; several threads take pieces of it, in whole grains, if
  /// that pays. No piece may need what another writes.
  ///
  /// @param steps what all of it costs, in multiplications and additions
  default void split(int n, int grain, long steps, Part part) {
    part.run(this, 0, n);
  }

  /// Adds a row to every row: c_rj += row_j. C `[rows x cols]`, contiguous.
  void addRow(int rows, int cols, float[] row, int rowOff, float[] c, int cOff);

  /// Adds all rows to a row, ascending: sum_j += c_0j, then c_1j, and so on. C `[rows x cols]`,
  /// rows `ldc` apart.
  void sumRows(int rows, int cols, float[] c, int cOff, int ldc, float[] sum, int sumOff);

  /// a_i = f(z_i) for n elements; a may be z.
  void activate(Elementwise f, float alpha, int n, float[] z, int zOff, float[] a, int aOff);

  /// delta_i *= f'(z_i), with a_i = f(z_i).
  ///
  /// Logistic, tanh and exp read a only, ELU and SELU read z and a, all others z only. The product
  /// is always made: 0 times an infinite delta is NaN.
  void activateBackward(
      Elementwise f,
      float alpha,
      int n,
      float[] z,
      int zOff,
      float[] a,
      int aOff,
      float[] delta,
      int deltaOff);

  /// Row by row: a_j = e^(z_j - max) / sum, and logSum_r = max + ln sum. Z, A `[rows x cols]`,
  /// logSum `[rows]`, or an array of length 0 if it is not wanted; a may be z.
  ///
  /// A row that holds NaN or +infinity, or nothing but -infinity, becomes NaN.
  void softmax(
      int rows, int cols, float[] z, int zOff, float[] a, int aOff, float[] logSum, int logSumOff);

  /// x_i *= factor.
  void scale(int n, float factor, float[] x, int xOff);

  /// y_i = fma(factor, x_i, y_i).
  void addScaled(int n, float factor, float[] x, int xOff, float[] y, int yOff);

  /// y_i *= x_i.
  void multiply(int n, float[] x, int xOff, float[] y, int yOff);

  /// The sum of x, by the fixed tree of [Sums].
  double sum(int n, float[] x, int xOff);

  /// The sum of x_i y_i, each product rounded to float, by the fixed tree of [Sums].
  double dot(int n, float[] x, int xOff, float[] y, int yOff);

  /// Ends the threads, if there are any.
  @Override
  void close();

  /// a = cos(2 pi z), z in turns.
  default void cosine(int n, float[] z, int zOff, float[] a, int aOff) {
    for (int i = 0; i < n; i++) {
      a[aOff + i] = FloatMath.cosine(z[zOff + i]);
    }
  }

  /// delta *= -2 pi sin(2 pi z), z in turns.
  default void cosineBackward(int n, float[] z, int zOff, float[] delta, int deltaOff) {
    for (int i = 0; i < n; i++) {
      delta[deltaOff + i] *= FloatMath.cosineSlope(z[zOff + i]);
    }
  }

  // Rows times a row of factors. X, Y, Z, A `[rows x cols]`; where they share one offset and no
  // distance is named, they are contiguous.

  /// y_rj = x_rj f_j; y may be x.
  default void multiplyRow(
      int rows, int cols, float[] f, int fOff, float[] x, int xOff, float[] y, int yOff) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < cols; j++) {
        y[yOff + r * cols + j] = x[xOff + r * cols + j] * f[fOff + j];
      }
    }
  }

  /// a_rj = fma(f_j, y_rj - z_rj, z_rj): z where f is 0, y where it is 1.
  default void mix(
      int rows, int cols, float[] f, int fOff, float[] z, float[] y, float[] a, int off) {
    for (int r = 0, q = off; r < rows; r++, q += cols) {
      for (int j = 0; j < cols; j++) {
        float x = z[q + j];
        a[q + j] = Math.fma(f[fOff + j], y[q + j] - x, x);
      }
    }
  }

  /// x_rj in two parts: x_rj f_j, which replaces it, and the rest.
  default void share(int rows, int cols, float[] f, int fOff, float[] x, float[] rest, int off) {
    for (int r = 0, q = off; r < rows; r++, q += cols) {
      for (int j = 0; j < cols; j++) {
        float whole = x[q + j];
        x[q + j] = whole * f[fOff + j];
        rest[q + j] = whole - x[q + j];
      }
    }
  }

  /// Adds products of all rows to a row, ascending: sum_j += x_0j y_0j, then x_1j y_1j, and so on,
  /// each product rounded to float; rows `ld` apart.
  default void sumProducts(
      int rows,
      int cols,
      float[] x,
      int xOff,
      float[] y,
      int yOff,
      int ld,
      float[] sum,
      int sumOff) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < cols; j++) {
        sum[sumOff + j] += x[xOff + r * ld + j] * y[yOff + r * ld + j];
      }
    }
  }

  /// The same with x_rj (y_rj - z_rj).
  default void sumDifferences(
      int rows,
      int cols,
      float[] x,
      float[] y,
      float[] z,
      int off,
      int ld,
      float[] sum,
      int sumOff) {
    for (int r = 0, q = off; r < rows; r++, q += ld) {
      for (int j = 0; j < cols; j++) {
        sum[sumOff + j] += x[q + j] * (y[q + j] - z[q + j]);
      }
    }
  }

  /// z_ri = fma(f_i, x_r, t p_i) for a column x of numbers: rows of X `ldx` apart, of Z `ldz`.
  ///
  /// @param n how many f and p there are
  /// @param f f and p, at their offsets
  default void waves(
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
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i++) {
        z[zOff + r * ldz + i] = Math.fma(f[fOff + i], x[xOff + r * ldx], f[pOff + i] * t);
      }
    }
  }

  /// Its gradients, rows ascending: df_i = fma(x_r, dz_ri, df_i) and dp_i = fma(t, dz_ri, dp_i).
  ///
  /// @param g df and dp, at their offsets
  default void sumWaves(
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
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i++) {
        float d = dz[zOff + r * ldz + i];
        g[fOff + i] = Math.fma(x[xOff + r * ldx], d, g[fOff + i]);
        g[pOff + i] = Math.fma(t, d, g[pOff + i]);
      }
    }
  }
}
