package dev.soma.data.store;

import dev.soma.math.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Encoded rows in a work file, one after the other: numbers, targets, weight and offset as
/// float32, category codes as int32. What reads many of them out of order does so through a
/// [RowWindow].
public final class RowFile {
  private final WorkFile file;
  private final int numbers;
  private final int codes;
  private final int targets;
  private final boolean weighted;
  private final boolean shifted;
  private final long stride;
  private int rows;

  /// No rows yet.
  ///
  /// @param numbers number inputs of a row
  /// @param codes categories of a row
  /// @param targets targets of a row
  /// @param weighted whether each row has a weight
  /// @param shifted whether each row has an offset
  public RowFile(
      WorkFolder folder, int numbers, int codes, int targets, boolean weighted, boolean shifted) {
    this.file = folder.file();
    this.numbers = numbers;
    this.codes = codes;
    this.targets = targets;
    this.weighted = weighted;
    this.shifted = shifted;
    this.stride = 4L * (numbers + codes + targets + (weighted ? 1 : 0) + (shifted ? 1 : 0));
  }

  /// How many rows there are.
  public int rows() {
    return rows;
  }

  /// Targets of a row.
  public int targets() {
    return targets;
  }

  /// Whether each row has a weight.
  public boolean weighted() {
    return weighted;
  }

  /// Whether each row has an offset.
  public boolean shifted() {
    return shifted;
  }

  /// Adds rows at the end.
  ///
  /// @throws dev.soma.error.SomaException.Resource E809 if the disk is full
  public void append(Matrix x, int[] c, Matrix y, float @Nullable [] w, float @Nullable [] o) {
    int bytes = Math.toIntExact(x.rows() * stride);
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    for (int r = 0; r < x.rows(); r++) {
      for (int i = 0; i < numbers; i++) {
        buffer.putFloat(x.data()[x.offset() + r * numbers + i]);
      }
      for (int i = 0; i < codes; i++) {
        buffer.putInt(c[r * codes + i]);
      }
      for (int i = 0; i < targets; i++) {
        buffer.putFloat(y.data()[y.offset() + r * targets + i]);
      }
      if (weighted && w != null) {
        buffer.putFloat(w[r]);
      }
      if (shifted && o != null) {
        buffer.putFloat(o[r]);
      }
    }
    file.append(buffer.flip());
    rows += x.rows();
  }

  /// Copies a row to row `to` of these blocks.
  public void copy(
      int row, Matrix x, int[] c, Matrix y, float @Nullable [] w, float @Nullable [] o, int to) {
    MemorySegment m = file.map();
    long at = row * stride;
    MemorySegment.copy(m, ValueLayout.JAVA_FLOAT, at, x.data(), x.offset() + to * numbers, numbers);
    rest(m, at, c, y, w, o, to);
  }

  /// Copies a row that was [#read] to this place of an array.
  ///
  /// @param segment the same array
  void copy(
      float[] data,
      int at,
      MemorySegment segment,
      Matrix x,
      int[] c,
      Matrix y,
      float @Nullable [] w,
      float @Nullable [] o,
      int to) {
    System.arraycopy(data, at, x.data(), x.offset() + to * numbers, numbers);
    if (codes == 0 && targets == 1 && !weighted && !shifted) { // most tables
      y.data()[y.offset() + to] = data[at + numbers];
    } else {
      rest(segment, 4L * at, c, y, w, o, to);
    }
  }

  /// Copies what comes after the numbers of the row that begins there.
  private void rest(
      MemorySegment m,
      long at,
      int[] c,
      Matrix y,
      float @Nullable [] w,
      float @Nullable [] o,
      int to) {
    if (codes > 0) {
      MemorySegment.copy(m, ValueLayout.JAVA_INT, at + 4L * numbers, c, to * codes, codes);
    }
    targets(m, at, y, w, o, to);
  }

  /// Copies the targets, the weight and the offset of a row alone.
  public void copyTargets(int row, Matrix y, float @Nullable [] w, float @Nullable [] o, int to) {
    targets(file.map(), row * stride, y, w, o, to);
  }

  private void targets(
      MemorySegment m, long row, Matrix y, float @Nullable [] w, float @Nullable [] o, int to) {
    long at = row + 4L * (numbers + codes);
    for (int i = 0; i < targets; i++) {
      y.data()[y.offset() + to * targets + i] = m.get(ValueLayout.JAVA_FLOAT, at + 4L * i);
    }
    if (weighted && w != null) {
      w[to] = m.get(ValueLayout.JAVA_FLOAT, at + 4L * targets);
    }
    if (shifted && o != null) {
      o[to] = m.get(ValueLayout.JAVA_FLOAT, row + stride - 4);
    }
  }

  /// How many numbers, codes, targets, weights and offsets a row has, 4 bytes each.
  int values() {
    return (int) (stride / 4);
  }

  /// Copies neighbouring rows as they are in the file.
  ///
  /// @param through memory outside the heap for so many rows or more; written over
  void read(int from, int count, MemorySegment through, float[] into, int at) {
    long bytes = count * stride;
    MemorySegment read = through.asSlice(0, bytes);
    MemorySegment rows =
        file.read(from * stride, read) ? read : file.map().asSlice(from * stride, bytes);
    MemorySegment.copy(rows, ValueLayout.JAVA_FLOAT, 0, into, at, count * values());
  }
}
