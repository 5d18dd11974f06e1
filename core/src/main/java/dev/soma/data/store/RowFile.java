package dev.soma.data.store;

import dev.soma.math.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Encoded rows in a work file, one after the other: numbers, targets and weight as float32,
/// category codes as int32.
public final class RowFile {
  private final WorkFile file;
  private final int numbers;
  private final int codes;
  private final int targets;
  private final boolean weighted;
  private final long stride;
  private int rows;
  private @Nullable MemorySegment mapped;

  /// No rows yet.
  ///
  /// @param numbers number inputs of a row
  /// @param codes categories of a row
  /// @param targets targets of a row
  /// @param weighted whether each row has a weight
  public RowFile(WorkFolder folder, int numbers, int codes, int targets, boolean weighted) {
    this.file = folder.file();
    this.numbers = numbers;
    this.codes = codes;
    this.targets = targets;
    this.weighted = weighted;
    this.stride = 4L * (numbers + codes + targets + (weighted ? 1 : 0));
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

  /// Adds rows at the end.
  ///
  /// @throws dev.soma.error.SomaException.Resource E809 if the disk is full
  public void append(Matrix x, int[] c, Matrix y, float @Nullable [] w) {
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
    }
    file.append(buffer.flip());
    rows += x.rows();
  }

  /// Copies a row to row `to` of these blocks.
  public void copy(int row, Matrix x, int[] c, Matrix y, float @Nullable [] w, int to) {
    MemorySegment m = read();
    long at = row * stride;
    MemorySegment.copy(m, ValueLayout.JAVA_FLOAT, at, x.data(), x.offset() + to * numbers, numbers);
    at += 4L * numbers;
    if (codes > 0) {
      MemorySegment.copy(m, ValueLayout.JAVA_INT, at, c, to * codes, codes);
      at += 4L * codes;
    }
    target(m, at, y, to);
    if (weighted && w != null) {
      w[to] = m.get(ValueLayout.JAVA_FLOAT, at + 4L * targets);
    }
  }

  /// Copies the targets and the weight of a row alone.
  public void copyTargets(int row, Matrix y, float @Nullable [] w, int to) {
    MemorySegment m = read();
    long at = row * stride + 4L * (numbers + codes);
    target(m, at, y, to);
    if (weighted && w != null) {
      w[to] = m.get(ValueLayout.JAVA_FLOAT, at + 4L * targets);
    }
  }

  private void target(MemorySegment m, long at, Matrix y, int to) {
    for (int i = 0; i < targets; i++) {
      y.data()[y.offset() + to * targets + i] = m.get(ValueLayout.JAVA_FLOAT, at + 4L * i);
    }
  }

  private MemorySegment read() {
    MemorySegment m = mapped;
    if (m == null) {
      m = file.map();
      mapped = m;
    }
    return m;
  }
}
