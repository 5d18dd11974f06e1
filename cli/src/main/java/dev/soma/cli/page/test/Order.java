package dev.soma.cli.page.test;

import java.util.Arrays;

/// Rows by a number.
final class Order {
  /// Rows that are looked at; of more, evenly spaced ones.
  static final int MOST = 200_000;

  private Order() {}

  /// The places of the finite numbers, by rising number as a float; of equals the earlier first. Of
  /// very many numbers only evenly spaced ones are ordered.
  static int[] rising(double[] values) {
    int step = Math.max(1, Math.ceilDiv(values.length, MOST));
    long[] keys = new long[Math.ceilDiv(values.length, step)];
    int count = 0;
    for (int i = 0; i < values.length; i += step) {
      if (Double.isFinite(values[i])) {
        int bits = Float.floatToIntBits((float) values[i]);
        bits ^= (bits >> 31) & Integer.MAX_VALUE; // now integers are in the order of the floats
        keys[count++] = ((long) bits << 32) | i;
      }
    }
    Arrays.sort(keys, 0, count);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }
}
