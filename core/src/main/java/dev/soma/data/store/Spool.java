package dev.soma.data.store;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// A growing array of numbers in a work file: first all are added, then they are read.
///
/// Several spools of a group grow side by side in one file, a block of up to 32 KB at a time, so
/// that the values of the same rows lie near each other. The more spools, the smaller their blocks:
/// those that are being filled take 8 MB of the heap together. Only the last block of a spool is
/// short, so no file is larger than its values by more than a few bytes a spool.
public final class Spool {
  private static final int MOST_BITS = 15;
  private static final int LEAST_BITS = 6;

  /// What the blocks of a group take in the heap while they are being filled.
  private static final int FILLED = 1 << 23;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final WorkFile file;
  private final int blockBits; // of the bytes of a block
  private final int bits; // of the bytes of a value
  private final int shift;
  private final int mask;
  private ByteBuffer block;
  private int[] places = new int[4];
  private int size;
  private int last = -1; // the block that is short
  private long placeOfLast;

  private Spool(WorkFile file, int blockBits, int bits) {
    this.file = file;
    this.blockBits = blockBits;
    this.bits = bits;
    this.shift = blockBits - bits;
    this.mask = (1 << shift) - 1;
    this.block = ByteBuffer.allocate(1 << blockBits).order(ByteOrder.nativeOrder());
    file.opened(this);
  }

  /// Spools that grow together in one file.
  public static final class Group {
    private final WorkFile file;
    private final int blockBits;

    /// A new file in the folder.
    ///
    /// @param spools how many will grow in it
    public Group(WorkFolder folder, int spools) {
      int bytes = Math.max(1, FILLED / Math.max(1, spools));
      int fitting = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bytes);
      this.blockBits = Math.clamp(fitting, LEAST_BITS, MOST_BITS);
      this.file = folder.file();
    }

    /// Frees the space; nothing of the group can be used any more.
    public void discard() {
      file.discard();
    }

    /// A spool of `double` or `long` values.
    public Spool longs() {
      return new Spool(file, blockBits, 3);
    }

    /// A spool of `int` values.
    public Spool ints() {
      return new Spool(file, blockBits, 2);
    }
  }

  /// These integers in a file of their own.
  public static Spool of(WorkFolder folder, int count, IntUnaryOperator value) {
    Spool spool = new Group(folder, 1).ints();
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

  /// Writes a full block.
  private void flush() {
    int n = (size - 1) >> shift;
    if (n == places.length) {
      places = Arrays.copyOf(places, 2 * n);
    }
    block.clear();
    places[n] = Math.toIntExact(file.append(block) >> blockBits);
    block.clear();
  }

  /// Writes the block that was begun, padded to whole `long` values. Nothing is added any more.
  void finish() {
    if (block.position() > 0) {
      last = (size - 1) >> shift;
      block.limit((block.position() + Long.BYTES - 1) & -Long.BYTES);
      placeOfLast = file.append(block.rewind());
    }
    block = NONE;
    places = Arrays.copyOf(places, size >> shift);
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
    int n = index >> shift;
    long begin = n == last ? placeOfLast : (long) places[n] << blockBits;
    return begin + ((long) (index & mask) << bits);
  }
}
