package dev.soma.data.store;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// A growing array of numbers in a work file: first all are added, then they are read.
///
/// Several spools of a group grow side by side in one file, a block of 32 KB at a time, so that the
/// values of the same rows lie near each other.
public final class Spool {
  private static final int BLOCK_BITS = 15;

  private final WorkFile file;
  private final int bits; // of the bytes of a value
  private final int shift;
  private final int mask;
  private final ByteBuffer block;
  private int[] places = new int[4];
  private int size;

  private Spool(WorkFile file, int bits) {
    this.file = file;
    this.bits = bits;
    this.shift = BLOCK_BITS - bits;
    this.mask = (1 << shift) - 1;
    this.block = ByteBuffer.allocate(1 << BLOCK_BITS).order(ByteOrder.nativeOrder());
    file.opened(this);
  }

  /// Spools that grow together in one file.
  public static final class Group {
    private final WorkFile file;

    /// A new file in the folder.
    public Group(WorkFolder folder) {
      this.file = folder.file();
    }

    /// Frees the space; nothing of the group can be used any more.
    public void discard() {
      file.discard();
    }

    /// A spool of `double` or `long` values.
    public Spool longs() {
      return new Spool(file, 3);
    }

    /// A spool of `int` values.
    public Spool ints() {
      return new Spool(file, 2);
    }
  }

  /// These integers in a file of their own.
  public static Spool of(WorkFolder folder, int count, IntUnaryOperator value) {
    Spool spool = new Group(folder).ints();
    for (int i = 0; i < count; i++) {
      spool.add(value.applyAsInt(i));
    }
    return spool;
  }

  /// How many values were added.
  public int size() {
    return size;
  }

  /// Adds an `int`.
  public void add(int value) {
    block.putInt(value);
    added();
  }

  /// Adds a `double`.
  public void add(double value) {
    block.putDouble(value);
    added();
  }

  /// Adds the first of these numbers.
  void add(double[] values, int count) {
    for (int from = 0; from < count; ) {
      int n = Math.min(count - from, block.remaining() >> 3);
      block.asDoubleBuffer().put(values, from, n);
      block.position(block.position() + 8 * n);
      size += n;
      from += n;
      if (!block.hasRemaining()) {
        flush();
      }
    }
  }

  /// Adds a `long`.
  public void add(long value) {
    block.putLong(value);
    added();
  }

  private void added() {
    size++;
    if (!block.hasRemaining()) {
      flush();
    }
  }

  /// Writes the block that was begun.
  void flush() {
    if (block.position() == 0) {
      return;
    }
    int n = (size - 1) >> shift;
    if (n == places.length) {
      places = Arrays.copyOf(places, 2 * n);
    }
    block.clear();
    places[n] = Math.toIntExact(file.append(block) >> BLOCK_BITS);
    block.clear();
  }

  /// The `int` of that index.
  public int intAt(int index) {
    return file.map().get(ValueLayout.JAVA_INT, place(index));
  }

  /// The `double` of that index.
  public double doubleAt(int index) {
    return file.map().get(ValueLayout.JAVA_DOUBLE, place(index));
  }

  /// The `long` of that index.
  public long longAt(int index) {
    return file.map().get(ValueLayout.JAVA_LONG, place(index));
  }

  private long place(int index) {
    return ((long) places[index >> shift] << BLOCK_BITS) + ((long) (index & mask) << bits);
  }
}
