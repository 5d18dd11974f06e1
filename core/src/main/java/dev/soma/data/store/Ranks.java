package dev.soma.data.store;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// The numbers of many ranks at once, found in bounded memory: what is sorted at a time is at most
/// 4 MB, however many rows there are.
public final class Ranks {
  private static final int DIGIT = 16;
  private static final int FEW = 1 << 19;

  private final int rows;
  private final IntToDoubleFunction value;
  private final int few;
  private final int[] ranks;
  private final double[] found;

  private Ranks(int rows, IntToDoubleFunction value, int[] ranks, int few) {
    this.rows = rows;
    this.value = value;
    this.ranks = ranks;
    this.few = few;
    this.found = new double[ranks.length];
  }

  /// The finite numbers that would stand at these indices if all were sorted (-0 before 0).
  ///
  /// @param ranks ascending, each below the number of finite values
  public static double[] of(int rows, IntToDoubleFunction value, int[] ranks) {
    return of(rows, value, ranks, FEW);
  }

  /// @param few so many numbers are sorted at a time
  static double[] of(int rows, IntToDoubleFunction value, int[] ranks, int few) {
    Ranks search = new Ranks(rows, value, ranks, few);
    if (rows <= few) {
      search.sort(0, -1L, 0, rows, 0, ranks.length);
    } else {
      search.divide(0, Long.SIZE, 0, 0, ranks.length);
    }
    return search.found;
  }

  /// Finds the ranks `from` .. `to` among the numbers whose keys begin with the prefix.
  ///
  /// @param shift bits of a key below the prefix
  /// @param before how many numbers are smaller than all of them
  private void divide(long prefix, int shift, int before, int from, int to) {
    int next = shift - DIGIT;
    int[] counts = counts(prefix, shift);
    int below = before; // numbers smaller than bucket d
    int r = from;
    for (int d = 0; d < counts.length && r < to; d++) {
      if (ranks[r] >= below + counts[d]) {
        below += counts[d];
        continue;
      }
      long first = prefix | (long) d << next;
      int last = d;
      int size = counts[d];
      while (last + 1 < counts.length && size + (long) counts[last + 1] <= few) {
        last++;
        size += counts[last];
      }
      int end = r;
      while (end < to && ranks[end] < below + size) {
        end++;
      }
      if (size <= few) {
        sort(first, (prefix | (long) last << next) | ((1L << next) - 1), below, size, r, end);
      } else if (next == 0) {
        Arrays.fill(found, r, end, number(first)); // all are equal
      } else {
        divide(first, next, below, r, end);
      }
      below += size;
      d = last;
      r = end;
    }
  }

  private int[] counts(long prefix, int shift) {
    int[] counts = new int[1 << DIGIT];
    long above = shift == Long.SIZE ? 0 : -1L << shift;
    for (int row = 0; row < rows; row++) {
      double v = value.applyAsDouble(row);
      if (Double.isFinite(v)) {
        long key = key(v);
        if ((key & above) == prefix) {
          counts[(int) (key >>> (shift - DIGIT)) & ((1 << DIGIT) - 1)]++;
        }
      }
    }
    return counts;
  }

  /// Sorts the numbers whose keys are from `first` to `last`, at most `size` of them.
  private void sort(long first, long last, int before, int size, int from, int to) {
    long[] keys = new long[size];
    int n = 0;
    for (int row = 0; row < rows; row++) {
      double v = value.applyAsDouble(row);
      if (Double.isFinite(v)) {
        long key = key(v);
        if (Long.compareUnsigned(key, first) >= 0 && Long.compareUnsigned(key, last) <= 0) {
          keys[n++] = key ^ Long.MIN_VALUE;
        }
      }
    }
    Arrays.sort(keys, 0, n);
    for (int r = from; r < to; r++) {
      found[r] = number(keys[ranks[r] - before] ^ Long.MIN_VALUE);
    }
  }

  /// Unsigned keys in the order of the numbers.
  private static long key(double v) {
    long bits = Double.doubleToRawLongBits(v);
    return bits ^ ((bits >> 63) | Long.MIN_VALUE);
  }

  private static double number(long key) {
    return Double.longBitsToDouble(key < 0 ? key ^ Long.MIN_VALUE : ~key);
  }
}
