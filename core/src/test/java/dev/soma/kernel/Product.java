package dev.soma.kernel;

/// The sizes and the form of one product, with the sums that every kernel must give.
///
/// @param ta whether A lies with its columns in rows
/// @param tb whether B does
/// @param add whether C is added to
record Product(int m, int n, int k, boolean ta, boolean tb, boolean add) {
  int aRows() {
    return ta ? k : m;
  }

  int aCols() {
    return ta ? m : k;
  }

  int bRows() {
    return tb ? n : k;
  }

  int bCols() {
    return tb ? k : n;
  }

  /// One fma a step over k ascending, for each element of C.
  void naive(float[] a, int aOff, int lda, float[] b, int bOff, int ldb, float[] c, int cOff) {
    int ldc = ldc();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = add ? c[cOff + i * ldc + j] : 0f;
        for (int p = 0; p < k; p++) {
          float x = a[aOff + (ta ? p * lda + i : i * lda + p)];
          float y = b[bOff + (tb ? j * ldb + p : p * ldb + j)];
          sum = Math.fma(x, y, sum);
        }
        c[cOff + i * ldc + j] = sum;
      }
    }
  }

  /// The same by kernels.
  void by(
      Kernels kernels,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff) {
    if (tb) {
      kernels.multiplyNT(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc(), add);
    } else if (ta) {
      kernels.multiplyTN(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc(), add);
    } else {
      kernels.multiplyNN(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc(), add);
    }
  }

  /// How far the rows of C are apart.
  int ldc() {
    return n + 3;
  }
}
