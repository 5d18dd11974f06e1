package dev.soma.kernel.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The tiles of [VectorTiles] for a small B that is not packed: its rows lie `ldb` floats apart.
final class RowTiles {
  private static final VectorSpecies<Float> S = Lanes.S;
  private static final int L = Lanes.COUNT;

  private RowTiles() {}

  /// C = F + A B for 4 or 8 rows and 2 vectors of columns; the sums start at F, which may be C, or
  /// one row of zeros with `ldf` 0.
  static void multiply(
      int rows,
      int k,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int ldb,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    if (rows == 8) {
      rows8x2(k, a, aOff, 4 * k, b, bOff, ldb, from, fOff, ldf, c, cOff, ldc);
    } else {
      rows4x2(k, a, aOff, b, bOff, ldb, from, fOff, ldf, c, cOff, ldc);
    }
  }

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(S, x, off);
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  private static void rows8x2(
      int k,
      float[] a,
      int aOff,
      int slice,
      float[] b,
      int bOff,
      int ldb,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0 = load(from, fOff);
    FloatVector t0 = load(from, fOff + L);
    FloatVector s1 = load(from, fOff + ldf);
    FloatVector t1 = load(from, fOff + ldf + L);
    FloatVector s2 = load(from, fOff + 2 * ldf);
    FloatVector t2 = load(from, fOff + 2 * ldf + L);
    FloatVector s3 = load(from, fOff + 3 * ldf);
    FloatVector t3 = load(from, fOff + 3 * ldf + L);
    FloatVector s4 = load(from, fOff + 4 * ldf);
    FloatVector t4 = load(from, fOff + 4 * ldf + L);
    FloatVector s5 = load(from, fOff + 5 * ldf);
    FloatVector t5 = load(from, fOff + 5 * ldf + L);
    FloatVector s6 = load(from, fOff + 6 * ldf);
    FloatVector t6 = load(from, fOff + 6 * ldf + L);
    FloatVector s7 = load(from, fOff + 7 * ldf);
    FloatVector t7 = load(from, fOff + 7 * ldf + L);
    for (int p = 0, q = aOff, r = bOff; p < k; p++, q += 4, r += ldb) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + L);
      y = all(a[q]);
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
      y = all(a[q + slice]);
      s4 = y.fma(x0, s4);
      t4 = y.fma(x1, t4);
      y = all(a[q + slice + 1]);
      s5 = y.fma(x0, s5);
      t5 = y.fma(x1, t5);
      y = all(a[q + slice + 2]);
      s6 = y.fma(x0, s6);
      t6 = y.fma(x1, t6);
      y = all(a[q + slice + 3]);
      s7 = y.fma(x0, s7);
      t7 = y.fma(x1, t7);
    }
    s0.intoArray(c, cOff);
    t0.intoArray(c, cOff + L);
    s1.intoArray(c, cOff + ldc);
    t1.intoArray(c, cOff + ldc + L);
    s2.intoArray(c, cOff + 2 * ldc);
    t2.intoArray(c, cOff + 2 * ldc + L);
    s3.intoArray(c, cOff + 3 * ldc);
    t3.intoArray(c, cOff + 3 * ldc + L);
    s4.intoArray(c, cOff + 4 * ldc);
    t4.intoArray(c, cOff + 4 * ldc + L);
    s5.intoArray(c, cOff + 5 * ldc);
    t5.intoArray(c, cOff + 5 * ldc + L);
    s6.intoArray(c, cOff + 6 * ldc);
    t6.intoArray(c, cOff + 6 * ldc + L);
    s7.intoArray(c, cOff + 7 * ldc);
    t7.intoArray(c, cOff + 7 * ldc + L);
  }

  private static void rows4x2(
      int k,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      int ldb,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    FloatVector s0 = load(from, fOff);
    FloatVector t0 = load(from, fOff + L);
    FloatVector s1 = load(from, fOff + ldf);
    FloatVector t1 = load(from, fOff + ldf + L);
    FloatVector s2 = load(from, fOff + 2 * ldf);
    FloatVector t2 = load(from, fOff + 2 * ldf + L);
    FloatVector s3 = load(from, fOff + 3 * ldf);
    FloatVector t3 = load(from, fOff + 3 * ldf + L);
    for (int p = 0, q = aOff, r = bOff; p < k; p++, q += 4, r += ldb) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + L);
      y = all(a[q]);
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
    s0.intoArray(c, cOff);
    t0.intoArray(c, cOff + L);
    s1.intoArray(c, cOff + ldc);
    t1.intoArray(c, cOff + ldc + L);
    s2.intoArray(c, cOff + 2 * ldc);
    t2.intoArray(c, cOff + 2 * ldc + L);
    s3.intoArray(c, cOff + 3 * ldc);
    t3.intoArray(c, cOff + 3 * ldc + L);
  }
}
