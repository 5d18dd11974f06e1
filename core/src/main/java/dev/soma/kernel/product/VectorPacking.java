package dev.soma.kernel.product;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies operands of a matrix product into the order in which the tiles read them.
///
/// A slice is 4 rows `[k x 4]`: element (p, i) at `4 p + i`. A panel is `width` columns `[k x
/// width]`: element (p, j) at `width p + j`, in memory outside the heap that begins at a cache line
/// ([Panels]); it is written in whole vectors. What lies beyond the operand is 0.
final class VectorPacking {
  private static final VectorSpecies<Float> S = Lanes.S;
  private static final int L = Lanes.COUNT;
  private static final long V = 4L * L; // bytes of a vector
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /// Steps of k of a panel that are turned at a time, within the nearest cache.
  private static final int NEAR = 64;

  /// Where the vectors are in the scratch memory that are put together one by one.
  private static final int REST = NEAR * 2 * L;

  /// Numbers of the scratch memory that turning a panel takes.
  static final int SCRATCH = 2 * REST;

  /// Lanes of the first half of two vectors in turn: x0, y0, x1, y1, ...
  private static final IntVector LOW = zip(0, 1);

  /// The same of the second half.
  private static final IntVector HIGH = zip(L / 2, 1);

  /// Fours of lanes of the first half of two vectors in turn.
  private static final IntVector LOW_FOURS = zip(0, 4);

  /// The same of the second half.
  private static final IntVector HIGH_FOURS = zip(L / 2, 4);

  private VectorPacking() {}

  private static IntVector zip(int from, int grain) {
    int[] lanes = new int[L];
    for (int i = 0; i < L; i++) {
      int g = i / grain;
      lanes[i] = (from + g / 2 * grain + i % grain + g % 2 * L) % (2 * L);
    }
    return IntVector.fromArray(S.withLanes(int.class), lanes, 0);
  }

  private static FloatVector lowFours(FloatVector x, FloatVector y) {
    return LOW_FOURS
        .selectFrom(x.viewAsIntegralLanes(), y.viewAsIntegralLanes())
        .viewAsFloatingLanes();
  }

  private static FloatVector highFours(FloatVector x, FloatVector y) {
    return HIGH_FOURS
        .selectFrom(x.viewAsIntegralLanes(), y.viewAsIntegralLanes())
        .viewAsFloatingLanes();
  }

  private static FloatVector low(FloatVector x, FloatVector y) {
    return LOW.selectFrom(x.viewAsIntegralLanes(), y.viewAsIntegralLanes()).viewAsFloatingLanes();
  }

  private static FloatVector high(FloatVector x, FloatVector y) {
    return HIGH.selectFrom(x.viewAsIntegralLanes(), y.viewAsIntegralLanes()).viewAsFloatingLanes();
  }

  /// Copies 4 numbers, one by one: [FloatVector#intoArray] is one method for vectors of all
  /// lengths, and once it has seen two of them C2 asks each vector that is stored for its class,
  /// for which it must be an object, in the tiles too.
  private static void four(float[] from, int off, float[] to, int at) {
    to[at] = from[off];
    to[at + 1] = from[off + 1];
    to[at + 2] = from[off + 2];
    to[at + 3] = from[off + 3];
  }

  private static FloatVector load(float[] x, int off) {
    return FloatVector.fromArray(S, x, off);
  }

  private static void store(FloatVector x, MemorySegment to, long bytes) {
    x.intoMemorySegment(to, bytes, ORDER);
  }

  /// Slices of rows that lie `ld` apart, k steps 1 apart.
  static void slicesOfRows(int rows, int k, float[] a, int aOff, int ld, float[] to) {
    int whole = k - k % L;
    for (int i = 0, at = 0; i < rows; i += 4, at += 4 * k) {
      int valid = Math.min(4, rows - i);
      int from = aOff + i * ld;
      if (valid == 4) {
        sliceOfRows(whole, a, from, ld, to, at);
        sliceRest(4, whole, k, a, from, ld, to, at);
      } else {
        Arrays.fill(to, at, at + 4 * k, 0f);
        sliceRest(valid, 0, k, a, from, ld, to, at);
      }
    }
  }

  private static void sliceOfRows(int k, float[] a, int aOff, int ld, float[] to, int at) {
    for (int p = 0, q = aOff, t = at; p < k; p += L, q += L, t += 4 * L) {
      FloatVector x0 = load(a, q);
      FloatVector x1 = load(a, q + ld);
      FloatVector x2 = load(a, q + 2 * ld);
      FloatVector x3 = load(a, q + 3 * ld);
      FloatVector u0 = low(x0, x2);
      FloatVector u1 = high(x0, x2);
      FloatVector v0 = low(x1, x3);
      FloatVector v1 = high(x1, x3);
      low(u0, v0).intoArray(to, t);
      high(u0, v0).intoArray(to, t + L);
      low(u1, v1).intoArray(to, t + 2 * L);
      high(u1, v1).intoArray(to, t + 3 * L);
    }
  }

  private static void sliceRest(
      int rows, int from, int k, float[] a, int aOff, int ld, float[] to, int at) {
    for (int p = from; p < k; p++) {
      for (int i = 0; i < rows; i++) {
        to[at + 4 * p + i] = a[aOff + i * ld + p];
      }
    }
  }

  /// Slices of columns: rows 1 apart, k steps `ld` apart. Columns of whole vectors are turned by
  /// fours of lanes; some steps of all of them at a time, since a line of memory serves two
  /// vectors.
  static void slicesOfColumns(int rows, int k, float[] a, int aOff, int ld, float[] to) {
    int i = L > 4 ? rows - rows % L : 0;
    for (int p = 0; i > 0 && p < k; p += NEAR) {
      int steps = Math.min(NEAR, k - p);
      for (int c = 0; c < i; c += L) {
        vectorOfColumns(steps, a, aOff + p * ld + c, ld, to, c * k + 4 * p, 4 * k);
      }
    }
    for (; i + 4 <= rows; i += 4) {
      sliceOfColumns(k, a, aOff + i, ld, to, i * k);
    }
    if (i < rows) {
      Arrays.fill(to, i * k, i * k + 4 * k, 0f);
      for (int p = 0; p < k; p++) {
        for (int r = i; r < rows; r++) {
          to[i * k + 4 * p + r - i] = a[aOff + p * ld + r];
        }
      }
    }
  }

  /// A vector of columns into slices that lie `slice` apart.
  private static void vectorOfColumns(
      int k, float[] a, int aOff, int ld, float[] to, int at, int slice) {
    int fours = L / 4;
    int whole = k - k % fours;
    if (L == 16) {
      fourSlicesOfColumns(whole, a, aOff, ld, to, at, slice);
    } else {
      twoSlicesOfColumns(whole, a, aOff, ld, to, at, slice);
    }
    for (int s = 0; s < fours; s++) {
      sliceOfColumns(k - whole, a, aOff + whole * ld + 4 * s, ld, to, at + s * slice + 4 * whole);
    }
  }

  /// 4 steps of 16 columns a time: each load has a four of each slice.
  private static void fourSlicesOfColumns(
      int k, float[] a, int aOff, int ld, float[] to, int at, int slice) {
    for (int p = 0, q = aOff, t = at; p < k; p += 4, q += 4 * ld, t += 16) {
      FloatVector x0 = load(a, q);
      FloatVector x1 = load(a, q + ld);
      FloatVector x2 = load(a, q + 2 * ld);
      FloatVector x3 = load(a, q + 3 * ld);
      FloatVector u0 = lowFours(x0, x2);
      FloatVector u1 = highFours(x0, x2);
      FloatVector v0 = lowFours(x1, x3);
      FloatVector v1 = highFours(x1, x3);
      lowFours(u0, v0).intoArray(to, t);
      highFours(u0, v0).intoArray(to, t + slice);
      lowFours(u1, v1).intoArray(to, t + 2 * slice);
      highFours(u1, v1).intoArray(to, t + 3 * slice);
    }
  }

  /// 2 steps of 8 columns a time.
  private static void twoSlicesOfColumns(
      int k, float[] a, int aOff, int ld, float[] to, int at, int slice) {
    for (int p = 0, q = aOff, t = at; p < k; p += 2, q += 2 * ld, t += 8) {
      FloatVector x0 = load(a, q);
      FloatVector x1 = load(a, q + ld);
      lowFours(x0, x1).intoArray(to, t);
      highFours(x0, x1).intoArray(to, t + slice);
    }
  }

  private static void sliceOfColumns(int k, float[] a, int aOff, int ld, float[] to, int at) {
    for (int p = 0, q = aOff, t = at; p < k; p++, q += ld, t += 4) {
      four(a, q, to, t);
    }
  }

  /// One vector of columns of a panel, of rows `ld` apart.
  ///
  /// @param width from one step of the panel to the next
  private static void vectors(
      int k, float[] from, int off, int ld, MemorySegment to, int at, int width) {
    Panels.known(to);
    long t = 4L * at;
    for (int p = 0, q = off; p < k; p++, q += ld, t += 4L * width) {
      store(load(from, q), to, t);
    }
  }

  /// A panel of columns 1 apart, k steps `ld` apart.
  ///
  /// @param scratch at least [#SCRATCH]
  static void panelOfRows(
      int cols,
      int k,
      float[] b,
      int bOff,
      int ld,
      MemorySegment to,
      int at,
      int width,
      float[] scratch) {
    if (cols == 2 * L) {
      Panels.known(to);
      long t = 4L * at;
      for (int p = 0, q = bOff; p < k; p++, q += ld, t += 2 * V) {
        store(load(b, q), to, t);
        store(load(b, q + L), to, t + V);
      }
      return;
    }
    if (cols >= L) {
      vectors(k, b, bOff, ld, to, at, width);
    }
    int whole = cols / L * L;
    if (whole < cols) {
      restOfRows(cols - whole, k, b, bOff + whole, ld, to, at + whole, width, scratch);
    }
  }

  /// Fewer columns than a vector has, by way of an array: a segment is slow one by one.
  private static void restOfRows(
      int cols,
      int k,
      float[] b,
      int bOff,
      int ld,
      MemorySegment to,
      int at,
      int width,
      float[] scratch) {
    Arrays.fill(scratch, 0, NEAR * L, 0f);
    for (int p = 0; p < k; p += NEAR) {
      int steps = Math.min(NEAR, k - p);
      for (int i = 0, q = bOff + p * ld; i < steps; i++, q += ld) {
        for (int j = 0; j < cols; j++) {
          scratch[i * L + j] = b[q + j];
        }
      }
      vectors(steps, scratch, 0, L, to, at + p * width, width);
    }
  }

  /// A panel of columns `ld` apart, k steps 1 apart.
  ///
  /// @param scratch at least [#SCRATCH]
  static void panelOfColumns(
      int cols,
      int k,
      float[] b,
      int bOff,
      int ld,
      MemorySegment to,
      int at,
      int width,
      float[] scratch) {
    for (int p = 0; p < k; p += NEAR) {
      int steps = Math.min(NEAR, k - p);
      for (Turn turn : TURNS) {
        turn.run(cols, steps, b, bOff + p, ld, to, at + p * width, width, scratch);
      }
    }
  }

  /// A step of turning a panel; called through this interface, so that C2 compiles each on its own:
  /// together they are more than it inlines, and the vectors would be boxed.
  private interface Turn {
    /// @param scratch the slices, and from [#REST] on the vectors that are put together one by one
    void run(
        int cols,
        int k,
        float[] b,
        int bOff,
        int ld,
        MemorySegment to,
        int at,
        int width,
        float[] scratch);
  }

  private static final Turn[] TURNS = {
    (cols, k, b, bOff, ld, to, at, width, scratch) -> slicesOfRows(cols, k, b, bOff, ld, scratch),
    (cols, k, b, bOff, ld, to, at, width, scratch) -> spreadWhole(cols, k, scratch, to, at, width),
    (cols, k, b, bOff, ld, to, at, width, scratch) -> spreadRest(cols, k, scratch, width),
    (cols, k, b, bOff, ld, to, at, width, scratch) -> moveRest(cols, k, scratch, to, at, width)
  };

  /// Columns of whole vectors that whole fours of steps are spread to.
  private static int whole(int cols, int k) {
    return k % 4 == 0 ? (cols + 3) / 4 * 4 / L * L : 0;
  }

  private static void spreadWhole(
      int cols, int k, float[] slices, MemorySegment to, int at, int width) {
    for (int j = 0; j < whole(cols, k); j += L) {
      if (L == 16) {
        spreadFour(k, slices, j * k, to, at + j, width);
      } else if (L == 8) {
        spreadTwo(k, slices, j * k, to, at + j, width);
      } else {
        vectors(k, slices, j * k, 4, to, at + j, width);
      }
    }
  }

  private static void spreadRest(int cols, int k, float[] scratch, int width) {
    int end = (cols + 3) / 4 * 4;
    int whole = whole(cols, k);
    for (int j = whole; j < end; j += 4) {
      spread(k, scratch, j * k, REST + j, width);
    }
    for (int t = REST; whole < width && end < width && t < REST + k * width; t += width) {
      Arrays.fill(scratch, t + end, t + width, 0f);
    }
  }

  private static void moveRest(
      int cols, int k, float[] scratch, MemorySegment to, int at, int width) {
    for (int j = whole(cols, k); j < width; j += L) {
      vectors(k, scratch, REST + j, width, to, at + j, width);
    }
  }

  /// Four slices of vectors of 4 steps each into a vector of columns of a panel, 4 steps a time.
  private static void spreadFour(
      int k, float[] slices, int from, MemorySegment to, int at, int width) {
    Panels.known(to);
    int slice = 4 * k;
    long step = 4L * width;
    long t = 4L * at;
    for (int p = 0, q = from; p < k; p += 4, q += 16, t += 4 * step) {
      FloatVector x0 = load(slices, q);
      FloatVector x1 = load(slices, q + slice);
      FloatVector x2 = load(slices, q + 2 * slice);
      FloatVector x3 = load(slices, q + 3 * slice);
      FloatVector u0 = lowFours(x0, x2);
      FloatVector u1 = highFours(x0, x2);
      FloatVector v0 = lowFours(x1, x3);
      FloatVector v1 = highFours(x1, x3);
      store(lowFours(u0, v0), to, t);
      store(highFours(u0, v0), to, t + step);
      store(lowFours(u1, v1), to, t + 2 * step);
      store(highFours(u1, v1), to, t + 3 * step);
    }
  }

  /// Two slices of vectors of 2 steps each into a vector of columns of a panel, 4 steps a time.
  private static void spreadTwo(
      int k, float[] slices, int from, MemorySegment to, int at, int width) {
    Panels.known(to);
    int slice = 4 * k;
    long step = 4L * width;
    long t = 4L * at;
    for (int p = 0, q = from; p < k; p += 4, q += 16, t += 4 * step) {
      FloatVector x0 = load(slices, q);
      FloatVector x1 = load(slices, q + slice);
      FloatVector y0 = load(slices, q + 8);
      FloatVector y1 = load(slices, q + slice + 8);
      store(lowFours(x0, x1), to, t);
      store(highFours(x0, x1), to, t + step);
      store(lowFours(y0, y1), to, t + 2 * step);
      store(highFours(y0, y1), to, t + 3 * step);
    }
  }

  /// A slice into four columns of a panel, within the scratch memory.
  private static void spread(int k, float[] scratch, int from, int at, int width) {
    for (int p = 0, q = from, t = at; p < k; p++, q += 4, t += width) {
      four(scratch, q, scratch, t);
    }
  }
}
