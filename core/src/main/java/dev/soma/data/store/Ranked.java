package dev.soma.data.store;

import java.util.function.IntToDoubleFunction;

/// The number of a rank among many, found by counting: nothing is sorted and nothing copied.
public final class Ranked {
  private static final int DIGIT = 16;

  private Ranked() {}

  /// The finite number that would stand at index `rank` if all were sorted (-0 before 0).
  ///
  /// Four passes, each decides 16 bits of it.
  public static double of(int rows, IntToDoubleFunction value, int rank) {
    long prefix = 0;
    int left = rank;
    for (int shift = Long.SIZE - DIGIT; shift >= 0; shift -= DIGIT) {
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
      int digit = 0;
      while (left >= counts[digit]) {
        left -= counts[digit];
        digit++;
      }
      prefix |= (long) digit << shift;
    }
    return number(prefix);
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
