package dev.soma.data.store;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// The number of a rank among many, found by counting: not all are sorted or copied.
public final class Ranked {
  private static final int DIGIT = 16;

  /// So many candidates are sorted: 2 MB.
  private static final int FEW = 1 << 18;

  private Ranked() {}

  /// The finite number that would stand at index `rank` if all were sorted (-0 before 0).
  public static double of(int rows, IntToDoubleFunction value, int rank) {
    return of(rows, value, rank, rank);
  }

  /// The mean of the finite numbers that would stand at the indices `rank` and `next`, which is
  /// `rank` or the one after it.
  ///
  /// Each pass decides 16 bits of the second, until few enough candidates are left to be sorted.
  public static double of(int rows, IntToDoubleFunction value, int rank, int next) {
    long prefix = 0;
    int left = next; // rank among those that begin with the prefix
    int candidates = Integer.MAX_VALUE;
    int shift = Long.SIZE;
    while (shift > 0 && candidates > FEW) {
      shift -= DIGIT;
      int[] counts = counts(rows, value, prefix, shift);
      int digit = 0;
      while (left >= counts[digit]) {
        left -= counts[digit];
        digit++;
      }
      candidates = counts[digit];
      prefix |= (long) digit << shift;
    }
    return last(rows, value, prefix, shift, candidates, left, next - rank);
  }

  /// How many numbers that begin with the prefix have each next digit.
  private static int[] counts(int rows, IntToDoubleFunction value, long prefix, int shift) {
    int[] counts = new int[1 << DIGIT];
    long above = shift + DIGIT == Long.SIZE ? 0 : -1L << (shift + DIGIT);
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      if (Double.isFinite(v)) {
        long key = key(v);
        if ((key & above) == prefix) {
          counts[(int) (key >>> shift) & ((1 << DIGIT) - 1)]++;
        }
      }
    }
    return counts;
  }

  /// The number at `left` of those that begin with the prefix, or its mean with the one before it.
  private static double last(
      int rows,
      IntToDoubleFunction value,
      long prefix,
      int shift,
      int candidates,
      int left,
      int before) {
    boolean equal = shift == 0; // all that begin with the prefix
    long[] keys = new long[equal ? 0 : candidates];
    int n = 0;
    long below = Long.MIN_VALUE; // the largest before the prefix, as a signed number
    long above = -1L << shift;
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      if (Double.isFinite(v)) {
        long key = key(v);
        if ((key & above) == prefix) {
          if (!equal) {
            keys[n++] = key ^ Long.MIN_VALUE;
          }
        } else if (Long.compareUnsigned(key, prefix) < 0) {
          below = Math.max(below, key ^ Long.MIN_VALUE);
        }
      }
    }
    Arrays.sort(keys);
    double found = number(equal ? prefix : keys[left] ^ Long.MIN_VALUE);
    if (before == 0) {
      return found;
    }
    long other = left == 0 ? below : equal ? prefix ^ Long.MIN_VALUE : keys[left - 1];
    double lower = number(other ^ Long.MIN_VALUE);
    double sum = lower + found;
    return Double.isFinite(sum) ? sum / 2 : lower / 2 + found / 2;
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
