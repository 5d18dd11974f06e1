package dev.soma.kernel.product;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix products: a tile of C stays in registers while k runs.
///
/// A is packed in slices of 4 rows `[k x 4]`, `slice` floats apart; B in a panel `[k x 1 or 2
/// vectors]` of memory that begins at a cache line ([Panels]), so that no vector of it lies in two:
/// that is 4 to 8 % of the time. Each method is locals only and calls nothing but the Vector API
/// and [Panels#known]: a vector that crossed a call would be boxed.
final class VectorTiles {
  private static final VectorSpecies<Float> S = Lanes.S;
  private static final int L = Lanes.COUNT;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /// Bytes of a vector: the steps of a panel are counted in them.
  private static final long V = 4L * L;

  /// Rows of the largest tile; 24 sums and 3 operands need 32 registers, which 256-bit machines
  /// lack.
  static final int MOST_ROWS = L == 8 ? 4 : 12;

  private VectorTiles() {}

  /// C = F + A B for 4, 8 or 12 rows and 1 or 2 vectors of columns; the sums start at F, which may
  /// be C, or one row of zeros with `ldf` 0; with 12 rows they start at +0, and F is not read.
  ///
  /// @param bOff where the panel begins in B, in floats; the tiles count in bytes
  static void multiply(
      int rows,
      int vectors,
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      int bOff,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    int slice = 4 * k;
    long at = 4L * bOff;
    if (vectors == 2) {
      switch (rows) {
        case 12 -> tile12x2(k, a, aOff, slice, b, at, c, cOff, ldc);
        case 8 -> tile8x2(k, a, aOff, slice, b, at, from, fOff, ldf, c, cOff, ldc);
        default -> tile4x2(k, a, aOff, b, at, from, fOff, ldf, c, cOff, ldc);
      }
    } else {
      switch (rows) {
        case 12 -> tile12x1(k, a, aOff, slice, b, at, c, cOff, ldc);
        case 8 -> tile8x1(k, a, aOff, slice, b, at, from, fOff, ldf, c, cOff, ldc);
        default -> tile4x1(k, a, aOff, b, at, from, fOff, ldf, c, cOff, ldc);
      }
    }
  }

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(S, x, off);
  }

  private static FloatVector load(MemorySegment x, long bytes) {
    return FloatVector.fromMemorySegment(S, x, bytes, ORDER);
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  private static void tile12x2(
      int k,
      float[] a,
      int aOff,
      int slice,
      MemorySegment b,
      long r,
      float[] c,
      int cOff,
      int ldc) {
    Panels.known(b);
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
    for (int p = 0, q = aOff; p < k; p++, q += 4, r += 2 * V) {
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + V);
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
    s8.intoArray(c, cOff + 8 * ldc);
    t8.intoArray(c, cOff + 8 * ldc + L);
    s9.intoArray(c, cOff + 9 * ldc);
    t9.intoArray(c, cOff + 9 * ldc + L);
    s10.intoArray(c, cOff + 10 * ldc);
    t10.intoArray(c, cOff + 10 * ldc + L);
    s11.intoArray(c, cOff + 11 * ldc);
    t11.intoArray(c, cOff + 11 * ldc + L);
  }

  private static void tile12x1(
      int k,
      float[] a,
      int aOff,
      int slice,
      MemorySegment b,
      long r,
      float[] c,
      int cOff,
      int ldc) {
    Panels.known(b);
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    FloatVector s4 = zero;
    FloatVector s5 = zero;
    FloatVector s6 = zero;
    FloatVector s7 = zero;
    FloatVector s8 = zero;
    FloatVector s9 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    for (int p = 0, q = aOff; p < k; p++, q += 4, r += V) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      y = all(a[q]);
      s0 = y.fma(x0, s0);
      y = all(a[q + 1]);
      s1 = y.fma(x0, s1);
      y = all(a[q + 2]);
      s2 = y.fma(x0, s2);
      y = all(a[q + 3]);
      s3 = y.fma(x0, s3);
      y = all(a[q + slice]);
      s4 = y.fma(x0, s4);
      y = all(a[q + slice + 1]);
      s5 = y.fma(x0, s5);
      y = all(a[q + slice + 2]);
      s6 = y.fma(x0, s6);
      y = all(a[q + slice + 3]);
      s7 = y.fma(x0, s7);
      y = all(a[q + 2 * slice]);
      s8 = y.fma(x0, s8);
      y = all(a[q + 2 * slice + 1]);
      s9 = y.fma(x0, s9);
      y = all(a[q + 2 * slice + 2]);
      s10 = y.fma(x0, s10);
      y = all(a[q + 2 * slice + 3]);
      s11 = y.fma(x0, s11);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + ldc);
    s2.intoArray(c, cOff + 2 * ldc);
    s3.intoArray(c, cOff + 3 * ldc);
    s4.intoArray(c, cOff + 4 * ldc);
    s5.intoArray(c, cOff + 5 * ldc);
    s6.intoArray(c, cOff + 6 * ldc);
    s7.intoArray(c, cOff + 7 * ldc);
    s8.intoArray(c, cOff + 8 * ldc);
    s9.intoArray(c, cOff + 9 * ldc);
    s10.intoArray(c, cOff + 10 * ldc);
    s11.intoArray(c, cOff + 11 * ldc);
  }

  private static void tile8x2(
      int k,
      float[] a,
      int aOff,
      int slice,
      MemorySegment b,
      long bOff,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    Panels.known(b);
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
    long r = bOff;
    for (int p = 0, q = aOff; p < k; p++, q += 4, r += 2 * V) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + V);
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

  private static void tile8x1(
      int k,
      float[] a,
      int aOff,
      int slice,
      MemorySegment b,
      long bOff,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    Panels.known(b);
    FloatVector s0 = load(from, fOff);
    FloatVector s1 = load(from, fOff + ldf);
    FloatVector s2 = load(from, fOff + 2 * ldf);
    FloatVector s3 = load(from, fOff + 3 * ldf);
    FloatVector s4 = load(from, fOff + 4 * ldf);
    FloatVector s5 = load(from, fOff + 5 * ldf);
    FloatVector s6 = load(from, fOff + 6 * ldf);
    FloatVector s7 = load(from, fOff + 7 * ldf);
    long r = bOff;
    for (int p = 0, q = aOff; p < k; p++, q += 4, r += V) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      y = all(a[q]);
      s0 = y.fma(x0, s0);
      y = all(a[q + 1]);
      s1 = y.fma(x0, s1);
      y = all(a[q + 2]);
      s2 = y.fma(x0, s2);
      y = all(a[q + 3]);
      s3 = y.fma(x0, s3);
      y = all(a[q + slice]);
      s4 = y.fma(x0, s4);
      y = all(a[q + slice + 1]);
      s5 = y.fma(x0, s5);
      y = all(a[q + slice + 2]);
      s6 = y.fma(x0, s6);
      y = all(a[q + slice + 3]);
      s7 = y.fma(x0, s7);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + ldc);
    s2.intoArray(c, cOff + 2 * ldc);
    s3.intoArray(c, cOff + 3 * ldc);
    s4.intoArray(c, cOff + 4 * ldc);
    s5.intoArray(c, cOff + 5 * ldc);
    s6.intoArray(c, cOff + 6 * ldc);
    s7.intoArray(c, cOff + 7 * ldc);
  }

  private static void tile4x2(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    Panels.known(b);
    FloatVector s0 = load(from, fOff);
    FloatVector t0 = load(from, fOff + L);
    FloatVector s1 = load(from, fOff + ldf);
    FloatVector t1 = load(from, fOff + ldf + L);
    FloatVector s2 = load(from, fOff + 2 * ldf);
    FloatVector t2 = load(from, fOff + 2 * ldf + L);
    FloatVector s3 = load(from, fOff + 3 * ldf);
    FloatVector t3 = load(from, fOff + 3 * ldf + L);
    long r = bOff;
    for (int p = 0, q = aOff; p < k; p++, q += 4, r += 2 * V) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      FloatVector x1 = load(b, r + V);
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

  private static void tile4x1(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] from,
      int fOff,
      int ldf,
      float[] c,
      int cOff,
      int ldc) {
    Panels.known(b);
    FloatVector s0 = load(from, fOff);
    FloatVector s1 = load(from, fOff + ldf);
    FloatVector s2 = load(from, fOff + 2 * ldf);
    FloatVector s3 = load(from, fOff + 3 * ldf);
    long r = bOff;
    for (int p = 0, q = aOff; p < k; p++, q += 4, r += V) {
      FloatVector y;
      FloatVector x0 = load(b, r);
      y = all(a[q]);
      s0 = y.fma(x0, s0);
      y = all(a[q + 1]);
      s1 = y.fma(x0, s1);
      y = all(a[q + 2]);
      s2 = y.fma(x0, s2);
      y = all(a[q + 3]);
      s3 = y.fma(x0, s3);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + ldc);
    s2.intoArray(c, cOff + 2 * ldc);
    s3.intoArray(c, cOff + 3 * ldc);
  }

  /// One row of C = A B over whole panels of 2 vectors that lie `2 L k` apart.
  static void row(
      int panels, int k, float[] x, int xOff, MemorySegment b, int bOff, float[] c, int cOff) {
    long panel = 2L * V * k;
    long at = 4L * bOff;
    int done = 0;
    for (; done + 4 <= panels; done += 4) {
      row4(k, x, xOff, b, at + done * panel, panel, c, cOff + done * 2 * L);
    }
    for (; done + 2 <= panels; done += 2) {
      row2(k, x, xOff, b, at + done * panel, panel, c, cOff + done * 2 * L);
    }
    if (done < panels) {
      row1(k, x, xOff, b, at + done * panel, c, cOff + done * 2 * L);
    }
  }

  /// One row of C = A B over a panel of 1 vector.
  static void lastRow(int k, float[] x, int xOff, MemorySegment b, int bOff, float[] c, int cOff) {
    Panels.known(b);
    FloatVector s = FloatVector.zero(S);
    long r = 4L * bOff;
    for (int p = 0; p < k; p++, r += V) {
      s = all(x[xOff + p]).fma(load(b, r), s);
    }
    s.intoArray(c, cOff);
  }

  private static void row4(
      int k, float[] x, int xOff, MemorySegment b, long bOff, long panel, float[] c, int cOff) {
    Panels.known(b);
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector t0 = zero;
    FloatVector s1 = zero;
    FloatVector t1 = zero;
    FloatVector s2 = zero;
    FloatVector t2 = zero;
    FloatVector s3 = zero;
    FloatVector t3 = zero;
    long r = bOff;
    for (int p = 0; p < k; p++, r += 2 * V) {
      FloatVector y = all(x[xOff + p]);
      s0 = y.fma(load(b, r), s0);
      t0 = y.fma(load(b, r + V), t0);
      s1 = y.fma(load(b, r + panel), s1);
      t1 = y.fma(load(b, r + panel + V), t1);
      s2 = y.fma(load(b, r + 2 * panel), s2);
      t2 = y.fma(load(b, r + 2 * panel + V), t2);
      s3 = y.fma(load(b, r + 3 * panel), s3);
      t3 = y.fma(load(b, r + 3 * panel + V), t3);
    }
    s0.intoArray(c, cOff);
    t0.intoArray(c, cOff + L);
    s1.intoArray(c, cOff + 2 * L);
    t1.intoArray(c, cOff + 3 * L);
    s2.intoArray(c, cOff + 4 * L);
    t2.intoArray(c, cOff + 5 * L);
    s3.intoArray(c, cOff + 6 * L);
    t3.intoArray(c, cOff + 7 * L);
  }

  private static void row2(
      int k, float[] x, int xOff, MemorySegment b, long bOff, long panel, float[] c, int cOff) {
    Panels.known(b);
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector t0 = zero;
    FloatVector s1 = zero;
    FloatVector t1 = zero;
    long r = bOff;
    for (int p = 0; p < k; p++, r += 2 * V) {
      FloatVector y = all(x[xOff + p]);
      s0 = y.fma(load(b, r), s0);
      t0 = y.fma(load(b, r + V), t0);
      s1 = y.fma(load(b, r + panel), s1);
      t1 = y.fma(load(b, r + panel + V), t1);
    }
    s0.intoArray(c, cOff);
    t0.intoArray(c, cOff + L);
    s1.intoArray(c, cOff + 2 * L);
    t1.intoArray(c, cOff + 3 * L);
  }

  private static void row1(
      int k, float[] x, int xOff, MemorySegment b, long bOff, float[] c, int cOff) {
    Panels.known(b);
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector t0 = zero;
    long r = bOff;
    for (int p = 0; p < k; p++, r += 2 * V) {
      FloatVector y = all(x[xOff + p]);
      s0 = y.fma(load(b, r), s0);
      t0 = y.fma(load(b, r + V), t0);
    }
    s0.intoArray(c, cOff);
    t0.intoArray(c, cOff + L);
  }
}
