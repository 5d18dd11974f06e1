package dev.soma.kernel.product;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The tiles of [VectorTiles] for a B whose rows lie `ldb` floats apart: one that is too small to
/// be packed, or is packed by the tile that reads it first.
final class RowTiles {
  private static final VectorSpecies<Float> S = Lanes.S;
  private static final int L = Lanes.COUNT;
  private static final long V = 4L * L; // bytes of a vector
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

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

  /// C `[12 x 2 vectors]` = A B for the first 12 rows of A and 2 vectors of columns of B, which it
  /// copies to a panel as it reads them: so the rows of B are waited for while it multiplies.
  ///
  /// @param slice numbers of a slice of A: 4 k
  /// @param w where the panel begins, in bytes
  static void packing12x2(
      int slice, float[] a, float[] b, int bOff, int ldb, MemorySegment panel, long w, float[] c) {
    Panels.known(panel);
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = s0;
    FloatVector s1 = s0;
    FloatVector t1 = s0;
    FloatVector s2 = s0;
    FloatVector t2 = s0;
    FloatVector s3 = s0;
    FloatVector t3 = s0;
    FloatVector s4 = s0;
    FloatVector t4 = s0;
    FloatVector s5 = s0;
    FloatVector t5 = s0;
    FloatVector s6 = s0;
    FloatVector t6 = s0;
    FloatVector s7 = s0;
    FloatVector t7 = s0;
    FloatVector s8 = s0;
    FloatVector t8 = s0;
    FloatVector s9 = s0;
    FloatVector t9 = s0;
    FloatVector s10 = s0;
    FloatVector t10 = s0;
    FloatVector s11 = s0;
    FloatVector t11 = s0;
    for (int q = 0, r = bOff; q < slice; q += 4, r += ldb, w += 2 * V) {
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + L);
      x0.intoMemorySegment(panel, w, ORDER);
      x1.intoMemorySegment(panel, w + V, ORDER);
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
      y = all(a[q + 2 * slice]);
      s8 = y.fma(x0, s8);
      t8 = y.fma(x1, t8);
      y = all(a[q + 2 * slice + 1]);
      s9 = y.fma(x0, s9);
      t9 = y.fma(x1, t9);
      y = all(a[q + 2 * slice + 2]);
      s10 = y.fma(x0, s10);
      t10 = y.fma(x1, t10);
      y = all(a[q + 2 * slice + 3]);
      s11 = y.fma(x0, s11);
      t11 = y.fma(x1, t11);
    }
    s0.intoArray(c, 0);
    t0.intoArray(c, L);
    s1.intoArray(c, 2 * L);
    t1.intoArray(c, 3 * L);
    s2.intoArray(c, 4 * L);
    t2.intoArray(c, 5 * L);
    s3.intoArray(c, 6 * L);
    t3.intoArray(c, 7 * L);
    s4.intoArray(c, 8 * L);
    t4.intoArray(c, 9 * L);
    s5.intoArray(c, 10 * L);
    t5.intoArray(c, 11 * L);
    s6.intoArray(c, 12 * L);
    t6.intoArray(c, 13 * L);
    s7.intoArray(c, 14 * L);
    t7.intoArray(c, 15 * L);
    s8.intoArray(c, 16 * L);
    t8.intoArray(c, 17 * L);
    s9.intoArray(c, 18 * L);
    t9.intoArray(c, 19 * L);
    s10.intoArray(c, 20 * L);
    t10.intoArray(c, 21 * L);
    s11.intoArray(c, 22 * L);
    t11.intoArray(c, 23 * L);
  }
}
