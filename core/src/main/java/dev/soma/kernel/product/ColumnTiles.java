package dev.soma.kernel.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The tiles of [VectorTiles] for A in columns: rows of A lie 1 apart, steps `lda`. These are the
/// sums over the rows of a batch, dW.
final class ColumnTiles {
  private static final VectorSpecies<Float> S = Lanes.S;
  private static final int L = Lanes.COUNT;

  private ColumnTiles() {}

  /// C = A B for 4, 8 or 12 rows and 2 vectors of columns, `second` floats apart.
  static void multiply(
      int rows,
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
    switch (rows) {
      case 12 -> cols12x2(k, a, aOff, lda, b, bOff, ldb, second, c, cOff, ldc);
      case 8 -> cols8x2(k, a, aOff, lda, b, bOff, ldb, second, c, cOff, ldc);
      default -> cols4x2(k, a, aOff, lda, b, bOff, ldb, second, c, cOff, ldc);
    }
  }

  /// One row of C = A B for 4 vectors of columns; steps of A lie `lda` apart.
  static void one(
      int k, float[] a, int aOff, int lda, float[] b, int bOff, int ldb, float[] c, int cOff) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int p = 0, q = aOff, r = bOff; p < k; p++, q += lda, r += ldb) {
      FloatVector y = all(a[q]);
      s0 = y.fma(load(b, r), s0);
      s1 = y.fma(load(b, r + L), s1);
      s2 = y.fma(load(b, r + 2 * L), s2);
      s3 = y.fma(load(b, r + 3 * L), s3);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + L);
    s2.intoArray(c, cOff + 2 * L);
    s3.intoArray(c, cOff + 3 * L);
  }

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(S, x, off);
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  /// @param q where A begins, its steps `la` apart
  /// @param r where B begins, its rows `lb` apart
  /// @param d from the first vector of a row to the second
  /// @param o where C begins
  private static void cols12x2(
      int k, float[] a, int q, int la, float[] b, int r, int lb, int d, float[] c, int o, int ldc) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector t0 = zero;
    FloatVector s1 = zero;
    FloatVector t1 = zero;
    FloatVector s2 = zero;
    FloatVector t2 = zero;
    FloatVector s3 = zero;
    FloatVector t3 = zero;
    FloatVector s4 = zero;
    FloatVector t4 = zero;
    FloatVector s5 = zero;
    FloatVector t5 = zero;
    FloatVector s6 = zero;
    FloatVector t6 = zero;
    FloatVector s7 = zero;
    FloatVector t7 = zero;
    FloatVector s8 = zero;
    FloatVector t8 = zero;
    FloatVector s9 = zero;
    FloatVector t9 = zero;
    FloatVector s10 = zero;
    FloatVector t10 = zero;
    FloatVector s11 = zero;
    FloatVector t11 = zero;
    for (int p = 0; p < k; p++, q += la, r += lb) {
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + d);
      FloatVector y = all(a[q]);
      s0 = y.fma(x0, s0);
      t0 = y.fma(x1, t0);
      y = all(a[q + 1]);
      s1 = y.fma(x0, s1);
      t1 = y.fma(x1, t1);
      y = all(a[q + 2]);
      s2 = y.fma(x0, s2);
      t2 = y.fma(x1, t2);
      y = all(a[q + 3]);
      s3 = y.fma(x0, s3);
      t3 = y.fma(x1, t3);
      y = all(a[q + 4]);
      s4 = y.fma(x0, s4);
      t4 = y.fma(x1, t4);
      y = all(a[q + 5]);
      s5 = y.fma(x0, s5);
      t5 = y.fma(x1, t5);
      y = all(a[q + 6]);
      s6 = y.fma(x0, s6);
      t6 = y.fma(x1, t6);
      y = all(a[q + 7]);
      s7 = y.fma(x0, s7);
      t7 = y.fma(x1, t7);
      y = all(a[q + 8]);
      s8 = y.fma(x0, s8);
      t8 = y.fma(x1, t8);
      y = all(a[q + 9]);
      s9 = y.fma(x0, s9);
      t9 = y.fma(x1, t9);
      y = all(a[q + 10]);
      s10 = y.fma(x0, s10);
      t10 = y.fma(x1, t10);
      y = all(a[q + 11]);
      s11 = y.fma(x0, s11);
      t11 = y.fma(x1, t11);
    }
    s0.intoArray(c, o);
    t0.intoArray(c, o + d);
    s1.intoArray(c, o + ldc);
    t1.intoArray(c, o + ldc + d);
    s2.intoArray(c, o + 2 * ldc);
    t2.intoArray(c, o + 2 * ldc + d);
    s3.intoArray(c, o + 3 * ldc);
    t3.intoArray(c, o + 3 * ldc + d);
    s4.intoArray(c, o + 4 * ldc);
    t4.intoArray(c, o + 4 * ldc + d);
    s5.intoArray(c, o + 5 * ldc);
    t5.intoArray(c, o + 5 * ldc + d);
    s6.intoArray(c, o + 6 * ldc);
    t6.intoArray(c, o + 6 * ldc + d);
    s7.intoArray(c, o + 7 * ldc);
    t7.intoArray(c, o + 7 * ldc + d);
    s8.intoArray(c, o + 8 * ldc);
    t8.intoArray(c, o + 8 * ldc + d);
    s9.intoArray(c, o + 9 * ldc);
    t9.intoArray(c, o + 9 * ldc + d);
    s10.intoArray(c, o + 10 * ldc);
    t10.intoArray(c, o + 10 * ldc + d);
    s11.intoArray(c, o + 11 * ldc);
    t11.intoArray(c, o + 11 * ldc + d);
  }

  private static void cols8x2(
      int k, float[] a, int q, int la, float[] b, int r, int lb, int d, float[] c, int o, int ldc) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector t0 = zero;
    FloatVector s1 = zero;
    FloatVector t1 = zero;
    FloatVector s2 = zero;
    FloatVector t2 = zero;
    FloatVector s3 = zero;
    FloatVector t3 = zero;
    FloatVector s4 = zero;
    FloatVector t4 = zero;
    FloatVector s5 = zero;
    FloatVector t5 = zero;
    FloatVector s6 = zero;
    FloatVector t6 = zero;
    FloatVector s7 = zero;
    FloatVector t7 = zero;
    for (int p = 0; p < k; p++, q += la, r += lb) {
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + d);
      FloatVector y = all(a[q]);
      s0 = y.fma(x0, s0);
      t0 = y.fma(x1, t0);
      y = all(a[q + 1]);
      s1 = y.fma(x0, s1);
      t1 = y.fma(x1, t1);
      y = all(a[q + 2]);
      s2 = y.fma(x0, s2);
      t2 = y.fma(x1, t2);
      y = all(a[q + 3]);
      s3 = y.fma(x0, s3);
      t3 = y.fma(x1, t3);
      y = all(a[q + 4]);
      s4 = y.fma(x0, s4);
      t4 = y.fma(x1, t4);
      y = all(a[q + 5]);
      s5 = y.fma(x0, s5);
      t5 = y.fma(x1, t5);
      y = all(a[q + 6]);
      s6 = y.fma(x0, s6);
      t6 = y.fma(x1, t6);
      y = all(a[q + 7]);
      s7 = y.fma(x0, s7);
      t7 = y.fma(x1, t7);
    }
    s0.intoArray(c, o);
    t0.intoArray(c, o + d);
    s1.intoArray(c, o + ldc);
    t1.intoArray(c, o + ldc + d);
    s2.intoArray(c, o + 2 * ldc);
    t2.intoArray(c, o + 2 * ldc + d);
    s3.intoArray(c, o + 3 * ldc);
    t3.intoArray(c, o + 3 * ldc + d);
    s4.intoArray(c, o + 4 * ldc);
    t4.intoArray(c, o + 4 * ldc + d);
    s5.intoArray(c, o + 5 * ldc);
    t5.intoArray(c, o + 5 * ldc + d);
    s6.intoArray(c, o + 6 * ldc);
    t6.intoArray(c, o + 6 * ldc + d);
    s7.intoArray(c, o + 7 * ldc);
    t7.intoArray(c, o + 7 * ldc + d);
  }

  private static void cols4x2(
      int k, float[] a, int q, int la, float[] b, int r, int lb, int d, float[] c, int o, int ldc) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector t0 = zero;
    FloatVector s1 = zero;
    FloatVector t1 = zero;
    FloatVector s2 = zero;
    FloatVector t2 = zero;
    FloatVector s3 = zero;
    FloatVector t3 = zero;
    for (int p = 0; p < k; p++, q += la, r += lb) {
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + d);
      FloatVector y = all(a[q]);
      s0 = y.fma(x0, s0);
      t0 = y.fma(x1, t0);
      y = all(a[q + 1]);
      s1 = y.fma(x0, s1);
      t1 = y.fma(x1, t1);
      y = all(a[q + 2]);
      s2 = y.fma(x0, s2);
      t2 = y.fma(x1, t2);
      y = all(a[q + 3]);
      s3 = y.fma(x0, s3);
      t3 = y.fma(x1, t3);
    }
    s0.intoArray(c, o);
    t0.intoArray(c, o + d);
    s1.intoArray(c, o + ldc);
    t1.intoArray(c, o + ldc + d);
    s2.intoArray(c, o + 2 * ldc);
    t2.intoArray(c, o + 2 * ldc + d);
    s3.intoArray(c, o + 3 * ldc);
    t3.intoArray(c, o + 3 * ldc + d);
  }
}
