package dev.soma.data.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A column that grows, of numbers or of integers: in an array, or in a work file.
public final class Cells {
  /// An array of which this share is used is not cut to size.
  private static final double FULL = 0.95;

  /// Arrays grow by this factor at most, whatever the rows so far promise.
  private static final double MOST_GROWTH = 16;

  private final @Nullable Spool spool;
  private double[] numbers = new double[0];
  private int[] integers = new int[0];
  private int size;

  private Cells(@Nullable Spool spool) {
    this.spool = spool;
  }

  /// Numbers; in memory without a group.
  public static Cells ofNumbers(Spool.@Nullable Group disk) {
    return new Cells(disk == null ? null : disk.longs());
  }

  /// Integers; in memory without a group.
  public static Cells ofIntegers(Spool.@Nullable Group disk) {
    return new Cells(disk == null ? null : disk.ints());
  }

  /// Room for all rows of a file as it looks so far, within limits.
  ///
  /// @param rows rows so far
  /// @param share the part of the file that they are, 0 to 1; 0 if that is not known
  public static int capacity(int rows, double share) {
    double expected = share == 0 ? 0 : 1.01 * rows / share + 16;
    return (int)
        Math.min(
            Integer.MAX_VALUE - 8, Math.max(1.5 * rows, Math.min(MOST_GROWTH * rows, expected)));
  }

  /// The work file that they are in; null in memory.
  public @Nullable Spool spool() {
    return spool;
  }

  /// Adds a number.
  public void add(double number) {
    if (spool != null) {
      spool.add(number);
    } else {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, grown());
      }
      numbers[size] = number;
    }
    size++;
  }

  /// Adds an integer.
  public void add(int integer) {
    if (spool != null) {
      spool.add(integer);
    } else {
      if (size == integers.length) {
        integers = Arrays.copyOf(integers, grown());
      }
      integers[size] = integer;
    }
    size++;
  }

  private int grown() {
    return Math.max(16, size + (size >> 1));
  }

  /// Adds the numbers of others in memory.
  ///
  /// @param capacity numbers to make room for in memory, if there is no room for these
  public void addNumbers(Cells others, int capacity) {
    if (spool != null) {
      spool.add(others.numbers, others.size);
      size += others.size;
      return;
    }
    int all = size + others.size;
    numbers = all <= numbers.length ? numbers : Arrays.copyOf(numbers, capacity);
    System.arraycopy(others.numbers, 0, numbers, size, others.size);
    size = all;
  }

  /// Makes room in memory for so many integers, if there is no room for `all`.
  public void roomForIntegers(int all, int capacity) {
    if (spool == null && all > integers.length) {
      integers = Arrays.copyOf(integers, capacity);
    }
  }

  /// The number of a row.
  public double number(int row) {
    return spool == null ? numbers[row] : spool.doubleAt(row);
  }

  /// The integer of a row.
  public int integer(int row) {
    return spool == null ? integers[row] : spool.intAt(row);
  }

  /// Forgets those in memory and keeps their room.
  public void clear() {
    size = 0;
  }

  /// The numbers in the array where they are, unless much of it is empty.
  public double[] numbers() {
    return size >= FULL * numbers.length ? numbers : Arrays.copyOf(numbers, size);
  }

  /// The integers in an array of their own.
  public int[] integers() {
    return Arrays.copyOf(integers, size);
  }
}
