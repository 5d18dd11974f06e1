package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.function.FloatMath;

/// The one tree by which every reduction adds.
///
/// 16 partial sums p_0 .. p_15 start at +0; term i is added to p_(i mod 16) in ascending order.
/// Then p_j += p_(j+8) for j < 8, p_j += p_(j+4) for j < 4, p_j += p_(j+2), p_0 += p_1. Blocks of
/// [#BLOCK] terms are each added so in float, and the block sums in double, ascending. The tree
/// does not depend on lanes or threads.
final class Sums {
  /// Terms a block.
  static final int BLOCK = 4096;

  /// Partial sums a block.
  static final int WAYS = 16;

  private Sums() {}

  /// Folds the 16 partial sums at `p[0 .. 15]`; destroys them.
  static float fold(float[] p) {
    for (int half = WAYS / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        p[j] += p[j + half];
      }
    }
    return p[0];
  }

  /// Softmax around the e^x and the sums of some kernels, which make its bits.
  ///
  /// Rows of a few numbers are turned round, some at a time, so that loops run over many rows:
  /// those the compiler turns into vectors by itself, and loops over two numbers it does not.
  static final class Softmax {
    /// Rows that are turned round at a time.
    private static final int ROWS = 64;

    /// Numbers that it takes.
    static final int NUMBERS = (2 * WAYS + 1) * ROWS;

    private final float[] columns = new float[WAYS * ROWS];
    private final float[] sums = new float[WAYS * ROWS];
    private final float[] most = new float[ROWS];

    /// [Kernels#softmax].
    void run(
        Kernels kernels,
        int rows,
        int cols,
        float[] z,
        int zOff,
        float[] a,
        int aOff,
        float[] logSum,
        int logSumOff) {
      if (cols > WAYS) {
        wide(kernels, rows, cols, z, zOff, a, aOff, logSum, logSumOff);
        return;
      }
      for (int r = 0; r < rows; r += ROWS) {
        int n = Math.min(ROWS, rows - r);
        shift(n, cols, z, zOff + r * cols);
        kernels.activate(Elementwise.EXP, 0f, n * cols, columns, 0, columns, 0);
        add(n, cols);
        divide(n, cols, a, aOff + r * cols);
        if (logSum.length > 0) {
          for (int i = 0; i < n; i++) {
            logSum[logSumOff + r + i] = most[i] + FloatMath.log(sums[i]);
          }
        }
      }
    }

    /// The columns of z, less the largest number of each row.
    private void shift(int n, int cols, float[] z, int zOff) {
      for (int j = 0; j < cols; j++) {
        for (int i = 0, from = zOff + j; i < n; i++, from += cols) {
          columns[j * n + i] = z[from];
        }
      }
      System.arraycopy(columns, 0, most, 0, n);
      for (int j = 1; j < cols; j++) {
        for (int i = 0; i < n; i++) {
          most[i] = Math.max(most[i], columns[j * n + i]);
        }
      }
      for (int j = 0; j < cols; j++) {
        for (int i = 0; i < n; i++) {
          columns[j * n + i] -= most[i];
        }
      }
    }

    /// The sum of each row: the tree of [Sums] without its zeros, since no term is negative.
    private void add(int n, int cols) {
      System.arraycopy(columns, 0, sums, 0, n * cols);
      int left = cols;
      for (int half = WAYS / 2; half > 0; half /= 2) {
        for (int j = 0; j + half < left; j++) {
          int other = (j + half) * n;
          for (int i = 0; i < n; i++) {
            sums[j * n + i] += sums[other + i];
          }
        }
        left = Math.min(left, half);
      }
    }

    private void divide(int n, int cols, float[] a, int aOff) {
      for (int j = 0; j < cols; j++) {
        for (int i = 0; i < n; i++) {
          columns[j * n + i] /= sums[i];
        }
        for (int i = 0, to = aOff + j; i < n; i++, to += cols) {
          a[to] = columns[j * n + i];
        }
      }
    }

    private void wide(
        Kernels kernels,
        int rows,
        int cols,
        float[] z,
        int zOff,
        float[] a,
        int aOff,
        float[] logSum,
        int logSumOff) {
      for (int r = 0; r < rows; r++) {
        int from = zOff + r * cols;
        int to = aOff + r * cols;
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < cols; j++) {
          max = Math.max(max, z[from + j]);
        }
        for (int j = 0; j < cols; j++) {
          a[to + j] = z[from + j] - max;
        }
        kernels.activate(Elementwise.EXP, 0f, cols, a, to, a, to);
        float sum = (float) kernels.sum(cols, a, to);
        for (int j = 0; j < cols; j++) {
          a[to + j] /= sum;
        }
        if (logSum.length > 0) {
          logSum[logSumOff + r] = max + FloatMath.log(sum);
        }
      }
    }
  }
}
