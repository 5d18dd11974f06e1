package dev.soma.kernel;

import static dev.soma.kernel.Sums.BLOCK;
import static dev.soma.kernel.Sums.WAYS;

import dev.soma.kernel.function.Elementwise;
import dev.soma.kernel.function.FloatMath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The kernels in plain Java: what every other implementation has to agree with, bit for bit.
///
/// Products run over whole rows of C, two steps of k a pass, which the compiler turns into vectors
/// (it does not for four); the order of every sum stays that of [Kernels].
final class ScalarKernels implements Kernels {
  /// Columns of C that one pass works on.
  private static final int STRIP = 256;

  /// Products of at most so many rows run over the rows of B directly.
  private static final int FEW_ROWS = 3;

  /// Columns of a panel of packed weights, unless the vector kernels share them.
  static final int PANEL = 32;

  private final int panel;
  private final float[] ways = new float[WAYS];
  private final Sums.Softmax softmax = new Sums.Softmax();
  private float[] scratch = new float[0];

  ScalarKernels() {
    this(PANEL);
  }

  /// @param panel columns of a panel of packed weights; the last one may have half of them
  ScalarKernels(int panel) {
    this.panel = panel;
  }

  @Override
  public String describe() {
    return "scalar";
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
    assert fits(m, k, a, aOff, lda) && fits(n, k, b, bOff, ldb) && fits(m, n, c, cOff, ldc);
    if (m <= FEW_ROWS) {
      for (int i = 0; i < m; i++) {
        rowTimesRows(n, k, a, aOff + i * lda, b, bOff, ldb, c, cOff + i * ldc, add);
      }
      return;
    }
    float[] t = scratch(n * k);
    for (int j = 0; j < n; j++) {
      for (int p = 0, from = bOff + j * ldb, to = j; p < k; p++, to += n) {
        t[to] = b[from + p];
      }
    }
    strips(m, n, k, a, aOff, lda, 1, t, 0, n, c, cOff, ldc, add);
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
    assert fits(m, k, a, aOff, lda) && fits(k, n, b, bOff, ldb) && fits(m, n, c, cOff, ldc);
    strips(m, n, k, a, aOff, lda, 1, b, bOff, ldb, c, cOff, ldc, add);
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
    assert fits(k, m, a, aOff, lda) && fits(k, n, b, bOff, ldb) && fits(m, n, c, cOff, ldc);
    strips(m, n, k, a, aOff, 1, lda, b, bOff, ldb, c, cOff, ldc, add);
  }

  @Override
  public void pack(int n, int k, float[] w, int wOff, int ldw, MemorySegment to, int off) {
    for (int j = 0, width; j < n; j += width) {
      width = n - j > panel / 2 ? panel : panel / 2;
      int cols = Math.min(width, n - j);
      float[] near = scratch(width * k);
      for (int p = 0; p < k; p++) {
        for (int i = 0; i < width; i++) {
          near[p * width + i] = i < cols ? w[wOff + (j + i) * ldw + p] : 0f;
        }
      }
      MemorySegment.copy(near, 0, to, ValueLayout.JAVA_FLOAT, 4L * (off + j * k), width * k);
    }
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
    assert fits(m, k, a, aOff, lda) && fits(m, n, c, cOff, ldc);
    for (int j = 0, width; j < n; j += width) {
      width = n - j > panel / 2 ? panel : panel / 2;
      int cols = Math.min(width, n - j);
      // one by one, a segment is slow before C2 compiles the loop
      float[] near = scratch(width * k);
      MemorySegment.copy(w, ValueLayout.JAVA_FLOAT, 4L * (off + j * k), near, 0, width * k);
      strips(m, cols, k, a, aOff, lda, 1, near, 0, width, c, cOff + j, ldc, false);
    }
  }

  private float[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new float[size];
    }
    return scratch;
  }

  private static boolean fits(int rows, int cols, float[] x, int off, int ld) {
    return off >= 0 && (rows == 0 || cols == 0 || off + (rows - 1) * ld + cols <= x.length);
  }

  /// A row of A times the rows of B, eight outputs at a time.
  private static void rowTimesRows(
      int n,
      int k,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      boolean add) {
    int j = 0;
    for (; j + 8 <= n; j += 8) {
      int q = cOff + j;
      float s0 = add ? c[q] : 0;
      float s1 = add ? c[q + 1] : 0;
      float s2 = add ? c[q + 2] : 0;
      float s3 = add ? c[q + 3] : 0;
      float s4 = add ? c[q + 4] : 0;
      float s5 = add ? c[q + 5] : 0;
      float s6 = add ? c[q + 6] : 0;
      float s7 = add ? c[q + 7] : 0;
      int b0 = bOff + j * ldb;
      int b4 = b0 + 4 * ldb;
      for (int p = 0; p < k; p++) {
        float x = a[aOff + p];
        s0 = Math.fma(x, b[b0 + p], s0);
        s1 = Math.fma(x, b[b0 + ldb + p], s1);
        s2 = Math.fma(x, b[b0 + 2 * ldb + p], s2);
        s3 = Math.fma(x, b[b0 + 3 * ldb + p], s3);
        s4 = Math.fma(x, b[b4 + p], s4);
        s5 = Math.fma(x, b[b4 + ldb + p], s5);
        s6 = Math.fma(x, b[b4 + 2 * ldb + p], s6);
        s7 = Math.fma(x, b[b4 + 3 * ldb + p], s7);
      }
      c[q] = s0;
      c[q + 1] = s1;
      c[q + 2] = s2;
      c[q + 3] = s3;
      c[q + 4] = s4;
      c[q + 5] = s5;
      c[q + 6] = s6;
      c[q + 7] = s7;
    }
    for (; j < n; j++) {
      float s = add ? c[cOff + j] : 0;
      for (int p = 0, q = bOff + j * ldb; p < k; p++) {
        s = Math.fma(a[aOff + p], b[q + p], s);
      }
      c[cOff + j] = s;
    }
  }

  /// C = A B for B in rows `[k x n]`; element (i, p) of A lies at `aOff + i aRow + p aStep`.
  private static void strips(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int aRow,
      int aStep,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc,
      boolean add) {
    for (int j = 0; j < n; j += STRIP) {
      int width = Math.min(STRIP, n - j);
      for (int i = 0; i < m; i++) {
        int q = cOff + i * ldc + j;
        if (!add) {
          Arrays.fill(c, q, q + width, 0f);
        }
        strip(width, k, a, aOff + i * aRow, aStep, b, bOff + j, ldb, c, q);
      }
    }
  }

  private static void strip(
      int width,
      int k,
      float[] a,
      int aOff,
      int aStep,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff) {
    int p = 0;
    for (; p + 2 <= k; p += 2) {
      int q = aOff + p * aStep;
      int b0 = bOff + p * ldb;
      twoSteps(width, a[q], a[q + aStep], b, b0, b0 + ldb, c, cOff);
    }
    if (p < k) {
      float x = a[aOff + p * aStep];
      int b0 = bOff + p * ldb;
      for (int j = 0; j < width; j++) {
        c[cOff + j] = Math.fma(x, b[b0 + j], c[cOff + j]);
      }
    }
  }

  private static void twoSteps(
      int width, float x0, float x1, float[] b, int b0, int b1, float[] c, int cOff) {
    for (int j = 0; j < width; j++) {
      c[cOff + j] = Math.fma(x1, b[b1 + j], Math.fma(x0, b[b0 + j], c[cOff + j]));
    }
  }

  @Override
  public void addRow(int rows, int cols, float[] row, int rowOff, float[] c, int cOff) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0, q = cOff + r * cols; j < cols; j++) {
        c[q + j] += row[rowOff + j];
      }
    }
  }

  @Override
  public void sumRows(int rows, int cols, float[] c, int cOff, int ldc, float[] sum, int sumOff) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0, q = cOff + r * ldc; j < cols; j++) {
        sum[sumOff + j] += c[q + j];
      }
    }
  }

  @Override
  public void activate(
      Elementwise f, float alpha, int n, float[] z, int zOff, float[] a, int aOff) {
    switch (f) {
      case IDENTITY -> System.arraycopy(z, zOff, a, aOff, n);
      case STEP -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.step(z[zOff + i]);
        }
      }
      case LOGISTIC -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.logistic(z[zOff + i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.tanh(z[zOff + i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.relu(z[zOff + i]);
        }
      }
      case LEAKY_RELU -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.leakyRelu(alpha, z[zOff + i]);
        }
      }
      case ABS -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = Math.abs(z[zOff + i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.softplus(z[zOff + i]);
        }
      }
      case ELU -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.elu(1, alpha, z[zOff + i]);
        }
      }
      case SELU -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.elu(FloatMath.LAMBDA, FloatMath.LAMBDA_ALPHA, z[zOff + i]);
        }
      }
      case GELU -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.gelu(z[zOff + i]);
        }
      }
      case SILU -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.silu(z[zOff + i]);
        }
      }
      case MISH -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.mish(z[zOff + i]);
        }
      }
      case EXP -> {
        for (int i = 0; i < n; i++) {
          a[aOff + i] = FloatMath.exp(z[zOff + i]);
        }
      }
    }
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
    switch (f) {
      case IDENTITY -> {}
      case STEP -> scale(n, 0, delta, deltaOff);
      case LOGISTIC -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.logisticSlope(a[aOff + i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.tanhSlope(a[aOff + i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.leakySlope(0, z[zOff + i]);
        }
      }
      case LEAKY_RELU -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.leakySlope(alpha, z[zOff + i]);
        }
      }
      case ABS -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.absSlope(z[zOff + i]);
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.logistic(z[zOff + i]);
        }
      }
      case ELU -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.eluSlope(1, alpha, z[zOff + i], a[aOff + i]);
        }
      }
      case SELU -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *=
              FloatMath.eluSlope(
                  FloatMath.LAMBDA, FloatMath.LAMBDA_ALPHA, z[zOff + i], a[aOff + i]);
        }
      }
      case GELU -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.geluSlope(z[zOff + i]);
        }
      }
      case SILU -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.siluSlope(z[zOff + i]);
        }
      }
      case MISH -> {
        for (int i = 0; i < n; i++) {
          delta[deltaOff + i] *= FloatMath.mishSlope(z[zOff + i]);
        }
      }
      case EXP -> multiply(n, a, aOff, delta, deltaOff);
    }
  }

  @Override
  public void softmax(
      int rows, int cols, float[] z, int zOff, float[] a, int aOff, float[] logSum, int logSumOff) {
    softmax.run(this, rows, cols, z, zOff, a, aOff, logSum, logSumOff);
  }

  @Override
  public void scale(int n, float factor, float[] x, int xOff) {
    for (int i = 0; i < n; i++) {
      x[xOff + i] *= factor;
    }
  }

  @Override
  public void addScaled(int n, float factor, float[] x, int xOff, float[] y, int yOff) {
    if (xOff == yOff) { // only with one index for both does C2 make vectors of it
      for (int i = xOff; i < xOff + n; i++) {
        y[i] = Math.fma(factor, x[i], y[i]);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      y[yOff + i] = Math.fma(factor, x[xOff + i], y[yOff + i]);
    }
  }

  @Override
  public void multiply(int n, float[] x, int xOff, float[] y, int yOff) {
    if (xOff == yOff) {
      for (int i = xOff; i < xOff + n; i++) {
        y[i] *= x[i];
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      y[yOff + i] *= x[xOff + i];
    }
  }

  @Override
  public double sum(int n, float[] x, int xOff) {
    if (n <= BLOCK) {
      return blockSum(n, x, xOff);
    }
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockSum(Math.min(BLOCK, n - i), x, xOff + i);
    }
    return total;
  }

  private float blockSum(int n, float[] x, int xOff) {
    float[] p = ways;
    Arrays.fill(p, 0f);
    int i = 0;
    for (; i + WAYS <= n; i += WAYS) {
      for (int j = 0; j < WAYS; j++) {
        p[j] += x[xOff + i + j];
      }
    }
    for (int j = 0; i + j < n; j++) {
      p[j] += x[xOff + i + j];
    }
    return Sums.fold(p);
  }

  @Override
  public double dot(int n, float[] x, int xOff, float[] y, int yOff) {
    if (n <= BLOCK) {
      return blockDot(n, x, xOff, y, yOff);
    }
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockDot(Math.min(BLOCK, n - i), x, xOff + i, y, yOff + i);
    }
    return total;
  }

  private float blockDot(int n, float[] x, int xOff, float[] y, int yOff) {
    float[] p = ways;
    Arrays.fill(p, 0f);
    int i = 0;
    for (; i + WAYS <= n; i += WAYS) {
      for (int j = 0; j < WAYS; j++) {
        p[j] += x[xOff + i + j] * y[yOff + i + j];
      }
    }
    for (int j = 0; i + j < n; j++) {
      p[j] += x[xOff + i + j] * y[yOff + i + j];
    }
    return Sums.fold(p);
  }

  @Override
  public void close() {}
}
