package dev.soma.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The matrix products of [VectorKernels]: packed operands, tiles of C in registers.
///
/// B is packed in panels `[k x width]` of 1, 2 or 4 vectors, A in tiles `[k x 4]`; a tile of C is 4
/// rows by one panel. Vectors run across the columns of C; k is cut in blocks between which the
/// float sums rest in C, so every element keeps its ascending order over k.
final class VectorProducts {
  private static final int L = VectorKernels.LANES;

  /// Rows of a tile.
  private static final int ROWS = 4;

  /// Vectors of a wide panel; a tile of 4 x 4 needs 32 registers, which 256-bit machines lack.
  private static final int WIDE = L == 8 ? 2 : 4;

  /// Steps of k between two rests in C.
  private static final int K_BLOCK = 256;

  /// Rows of A and columns of B that are packed at a time.
  private static final int M_BLOCK = 128;

  private static final int N_BLOCK = 512;

  private final float[] edge = new float[ROWS * 4 * L];
  private float[] packedA = new float[0];
  private float[] packedB = new float[0];

  /// C = A B or C += A B; element (i, p) of A lies at `aOff + i aRow + p aStep`, (p, j) of B at
  /// `bOff + p bStep + j bCol`; one of aRow and aStep is 1, and one of bStep and bCol.
  void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int aRow,
      int aStep,
      float[] b,
      int bOff,
      int bStep,
      int bCol,
      float[] c,
      int cOff,
      int ldc,
      boolean add) {
    if (k == 0 && !add) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOff + i * ldc, cOff + i * ldc + n, 0f);
      }
    }
    reserve(m, n, k);
    for (int j = 0; j < n; j += N_BLOCK) {
      int nb = Math.min(N_BLOCK, n - j);
      for (int p = 0; p < k; p += K_BLOCK) {
        int kb = Math.min(K_BLOCK, k - p);
        packB(nb, kb, b, bOff + p * bStep + j * bCol, bStep, bCol);
        for (int i = 0; i < m; i += M_BLOCK) {
          int mb = Math.min(M_BLOCK, m - i);
          packA(mb, kb, a, aOff + i * aRow + p * aStep, aRow, aStep);
          block(mb, nb, kb, c, cOff + i * ldc + j, ldc, !add && p == 0);
        }
      }
    }
  }

  private void reserve(int m, int n, int k) {
    int kb = Math.min(k, K_BLOCK);
    int sizeA = (Math.min(m, M_BLOCK) + ROWS - 1) / ROWS * ROWS * kb;
    int sizeB = (Math.min(n, N_BLOCK) + L - 1) / L * L * kb;
    // a panel of two vectors may be half empty
    sizeB += L * kb;
    if (packedA.length < sizeA) {
      packedA = new float[sizeA];
    }
    if (packedB.length < sizeB) {
      packedB = new float[sizeB];
    }
  }

  /// Vectors of the panel that begins with so many columns left.
  private static int panel(int left) {
    return left >= WIDE * L ? WIDE : (left > L ? 2 : 1);
  }

  private void packB(int n, int k, float[] b, int bOff, int bStep, int bCol) {
    int to = 0;
    for (int j = 0, width; j < n; j += width) {
      width = panel(n - j) * L;
      int valid = Math.min(width, n - j);
      if (bCol == 1) {
        copyRows(k, valid, b, bOff + j, bStep, packedB, to, width);
      } else {
        transpose(valid, k, b, bOff + j * bCol, bCol, packedB, to, width);
      }
      if (valid < width) {
        for (int p = 0; p < k; p++) {
          Arrays.fill(packedB, to + p * width + valid, to + (p + 1) * width, 0f);
        }
      }
      to += k * width;
    }
  }

  private static void copyRows(
      int rows, int cols, float[] x, int off, int ld, float[] y, int yOff, int yLd) {
    int whole = cols - cols % L;
    for (int r = 0; r < rows; r++) {
      int from = off + r * ld;
      int to = yOff + r * yLd;
      int j = 0;
      for (; j < whole; j += L) {
        FloatVector.fromArray(VectorKernels.S, x, from + j).intoArray(y, to + j);
      }
      for (; j < cols; j++) {
        y[to + j] = x[from + j];
      }
    }
  }

  /// y_cr = x_rc, four rows of x at a time.
  private static void transpose(
      int rows, int cols, float[] x, int off, int ld, float[] y, int yOff, int yLd) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int x0 = off + r * ld;
      int x1 = x0 + ld;
      int x2 = x1 + ld;
      int x3 = x2 + ld;
      for (int p = 0, q = yOff + r; p < cols; p++, q += yLd) {
        y[q] = x[x0 + p];
        y[q + 1] = x[x1 + p];
        y[q + 2] = x[x2 + p];
        y[q + 3] = x[x3 + p];
      }
    }
    for (; r < rows; r++) {
      for (int p = 0, from = off + r * ld, q = yOff + r; p < cols; p++, q += yLd) {
        y[q] = x[from + p];
      }
    }
  }

  private void packA(int m, int k, float[] a, int aOff, int aRow, int aStep) {
    int to = 0;
    for (int i = 0; i < m; i += ROWS) {
      int valid = Math.min(ROWS, m - i);
      if (valid < ROWS) {
        Arrays.fill(packedA, to, to + k * ROWS, 0f);
      }
      if (aStep == 1) {
        transpose(valid, k, a, aOff + i * aRow, aRow, packedA, to, ROWS);
      } else if (valid == ROWS) {
        copyFours(k, a, aOff + i, aStep, packedA, to);
      } else {
        copyRows(k, valid, a, aOff + i, aStep, packedA, to, ROWS);
      }
      to += k * ROWS;
    }
  }

  private static void copyFours(int k, float[] a, int aOff, int aStep, float[] y, int yOff) {
    for (int p = 0, q = aOff, to = yOff; p < k; p++, q += aStep, to += 4) {
      y[to] = a[q];
      y[to + 1] = a[q + 1];
      y[to + 2] = a[q + 2];
      y[to + 3] = a[q + 3];
    }
  }

  private void block(int m, int n, int k, float[] c, int cOff, int ldc, boolean first) {
    int from = 0;
    for (int j = 0, vectors; j < n; j += vectors * L) {
      vectors = panel(n - j);
      int width = vectors * L;
      int cols = Math.min(width, n - j);
      for (int i = 0; i < m; i += ROWS) {
        int rows = Math.min(ROWS, m - i);
        int at = cOff + i * ldc + j;
        if (rows == ROWS && cols == width) {
          tile(vectors, k, i * k, from, c, at, ldc, first);
        } else {
          edgeTile(vectors, rows, cols, k, i * k, from, c, at, ldc, first);
        }
      }
      from += k * width;
    }
  }

  private void tile(
      int vectors, int k, int aOff, int bOff, float[] c, int cOff, int ldc, boolean first) {
    switch (vectors) {
      case 4 -> tile4(k, packedA, aOff, packedB, bOff, c, cOff, ldc, first);
      case 2 -> tile2(k, packedA, aOff, packedB, bOff, c, cOff, ldc, first);
      default -> tile1(k, packedA, aOff, packedB, bOff, c, cOff, ldc, first);
    }
  }

  private void edgeTile(
      int vectors,
      int rows,
      int cols,
      int k,
      int aOff,
      int bOff,
      float[] c,
      int cOff,
      int ldc,
      boolean first) {
    int width = vectors * L;
    if (!first) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(c, cOff + i * ldc, edge, i * width, cols);
      }
    }
    tile(vectors, k, aOff, bOff, edge, 0, width, first);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(edge, i * width, c, cOff + i * ldc, cols);
    }
  }

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(VectorKernels.S, x, off);
  }

  private static void tile1(
      int k, float[] a, int aOff, float[] b, int bOff, float[] c, int c0, int ldc, boolean first) {
    int c1 = c0 + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    FloatVector zero = FloatVector.zero(VectorKernels.S);
    FloatVector s0 = first ? zero : load(c, c0);
    FloatVector s1 = first ? zero : load(c, c1);
    FloatVector s2 = first ? zero : load(c, c2);
    FloatVector s3 = first ? zero : load(c, c3);
    for (int p = 0; p < k; p++) {
      int q = aOff + 4 * p;
      FloatVector x = load(b, bOff + p * L);
      s0 = FloatVector.broadcast(VectorKernels.S, a[q]).fma(x, s0);
      s1 = FloatVector.broadcast(VectorKernels.S, a[q + 1]).fma(x, s1);
      s2 = FloatVector.broadcast(VectorKernels.S, a[q + 2]).fma(x, s2);
      s3 = FloatVector.broadcast(VectorKernels.S, a[q + 3]).fma(x, s3);
    }
    s0.intoArray(c, c0);
    s1.intoArray(c, c1);
    s2.intoArray(c, c2);
    s3.intoArray(c, c3);
  }

  private static void tile2(
      int k, float[] a, int aOff, float[] b, int bOff, float[] c, int c0, int ldc, boolean first) {
    int c1 = c0 + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    FloatVector zero = FloatVector.zero(VectorKernels.S);
    FloatVector s00 = first ? zero : load(c, c0);
    FloatVector s01 = first ? zero : load(c, c0 + L);
    FloatVector s10 = first ? zero : load(c, c1);
    FloatVector s11 = first ? zero : load(c, c1 + L);
    FloatVector s20 = first ? zero : load(c, c2);
    FloatVector s21 = first ? zero : load(c, c2 + L);
    FloatVector s30 = first ? zero : load(c, c3);
    FloatVector s31 = first ? zero : load(c, c3 + L);
    for (int p = 0; p < k; p++) {
      int q = aOff + 4 * p;
      int r = bOff + 2 * L * p;
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + L);
      FloatVector y = FloatVector.broadcast(VectorKernels.S, a[q]);
      s00 = y.fma(x0, s00);
      s01 = y.fma(x1, s01);
      y = FloatVector.broadcast(VectorKernels.S, a[q + 1]);
      s10 = y.fma(x0, s10);
      s11 = y.fma(x1, s11);
      y = FloatVector.broadcast(VectorKernels.S, a[q + 2]);
      s20 = y.fma(x0, s20);
      s21 = y.fma(x1, s21);
      y = FloatVector.broadcast(VectorKernels.S, a[q + 3]);
      s30 = y.fma(x0, s30);
      s31 = y.fma(x1, s31);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
  }

  private static void tile4(
      int k, float[] a, int aOff, float[] b, int bOff, float[] c, int c0, int ldc, boolean first) {
    int c1 = c0 + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    FloatVector zero = FloatVector.zero(VectorKernels.S);
    FloatVector s00 = first ? zero : load(c, c0);
    FloatVector s01 = first ? zero : load(c, c0 + L);
    FloatVector s02 = first ? zero : load(c, c0 + 2 * L);
    FloatVector s03 = first ? zero : load(c, c0 + 3 * L);
    FloatVector s10 = first ? zero : load(c, c1);
    FloatVector s11 = first ? zero : load(c, c1 + L);
    FloatVector s12 = first ? zero : load(c, c1 + 2 * L);
    FloatVector s13 = first ? zero : load(c, c1 + 3 * L);
    FloatVector s20 = first ? zero : load(c, c2);
    FloatVector s21 = first ? zero : load(c, c2 + L);
    FloatVector s22 = first ? zero : load(c, c2 + 2 * L);
    FloatVector s23 = first ? zero : load(c, c2 + 3 * L);
    FloatVector s30 = first ? zero : load(c, c3);
    FloatVector s31 = first ? zero : load(c, c3 + L);
    FloatVector s32 = first ? zero : load(c, c3 + 2 * L);
    FloatVector s33 = first ? zero : load(c, c3 + 3 * L);
    for (int p = 0; p < k; p++) {
      int q = aOff + 4 * p;
      int r = bOff + 4 * L * p;
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + L);
      FloatVector x2 = load(b, r + 2 * L);
      FloatVector x3 = load(b, r + 3 * L);
      FloatVector y = FloatVector.broadcast(VectorKernels.S, a[q]);
      s00 = y.fma(x0, s00);
      s01 = y.fma(x1, s01);
      s02 = y.fma(x2, s02);
      s03 = y.fma(x3, s03);
      y = FloatVector.broadcast(VectorKernels.S, a[q + 1]);
      s10 = y.fma(x0, s10);
      s11 = y.fma(x1, s11);
      s12 = y.fma(x2, s12);
      s13 = y.fma(x3, s13);
      y = FloatVector.broadcast(VectorKernels.S, a[q + 2]);
      s20 = y.fma(x0, s20);
      s21 = y.fma(x1, s21);
      s22 = y.fma(x2, s22);
      s23 = y.fma(x3, s23);
      y = FloatVector.broadcast(VectorKernels.S, a[q + 3]);
      s30 = y.fma(x0, s30);
      s31 = y.fma(x1, s31);
      s32 = y.fma(x2, s32);
      s33 = y.fma(x3, s33);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + L);
    s02.intoArray(c, c0 + 2 * L);
    s03.intoArray(c, c0 + 3 * L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s12.intoArray(c, c1 + 2 * L);
    s13.intoArray(c, c1 + 3 * L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s22.intoArray(c, c2 + 2 * L);
    s23.intoArray(c, c2 + 3 * L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
    s32.intoArray(c, c3 + 2 * L);
    s33.intoArray(c, c3 + 3 * L);
  }
}
