package dev.soma.kernel.product;

/// Products C = A^T B of operands that are near, read where they lie: [ColumnTiles].
///
/// A tile that would reach beyond C begins so much earlier, and computes again what another one
/// did: nothing is copied, and no window is left.
final class ColumnProducts {
  /// Numbers of the larger operand up to which packing takes longer than reading it in long steps.
  private static final int MOST = 16 * 1024;

  private static final int L = Lanes.COUNT;

  private ColumnProducts() {}

  /// C = A^T B; A `[k x m]`, B `[k x n]`, C `[m x n]`.
  ///
  /// @return false, and nothing is done, if packing the operands pays
  static boolean multiply(
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
      int ldc) {
    if (!near(m, n, k)) {
      return false;
    }
    if (m < 4) {
      return few(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
    }
    for (int j = 0; j < n; j += 2 * L) {
      int second = Math.min(L, n - L - j);
      panel(m, k, a, aOff, lda, b, bOff + j, ldb, second, c, cOff + j, ldc);
    }
    return true;
  }

  /// Whether the operands of C `[m x n]`, of k steps, are read where they lie.
  static boolean near(int m, int n, int k) {
    if ((long) Math.max(m, n) * k > MOST) {
      return false;
    }
    return m < 4 ? n >= 4 * L : n > L && (n + L - 1) / L % 2 == 0;
  }

  private static void panel(
      int m,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      int second,
      float[] c,
      int cOff,
      int ldc) {
    for (int i = 0, tile; i < m; i += tile) {
      tile = tileRows(m - i);
      i = Math.min(i, m - tile);
      ColumnTiles.multiply(tile, k, a, aOff + i, lda, b, bOff, ldb, second, c, cOff + i * ldc, ldc);
    }
  }

  private static int tileRows(int left) {
    if (VectorTiles.MOST_ROWS < 12 || left < 8) {
      return 4;
    }
    return left < 12 || left == 16 ? 8 : 12;
  }

  /// Fewer rows than a tile has, one by one: the gradient of a last layer of one to three units.
  private static boolean few(
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
      int ldc) {
    for (int j = 0; j < n; j += 4 * L) {
      int at = Math.min(j, n - 4 * L);
      for (int i = 0; i < m; i++) {
        ColumnTiles.one(k, a, aOff + i, lda, b, bOff + at, ldb, c, cOff + i * ldc + at);
      }
    }
    return true;
  }
}
