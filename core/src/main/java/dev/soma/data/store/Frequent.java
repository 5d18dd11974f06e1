package dev.soma.data.store;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/// Numbers that many rows have, found with a bounded memory: the values are read once for each
/// million rows, and a reading counts the numbers of some hashes.
public final class Frequent {
  private static final int ROWS_A_READING = 1 << 20;

  private Frequent() {}

  /// The finite numbers that at least so many rows have, in ascending order; 0 and -0 are one.
  public static double[] of(int rows, IntToDoubleFunction value, int least) {
    int readings = Math.max(1, Math.ceilDiv(rows, ROWS_A_READING));
    DoubleStream.Builder found = DoubleStream.builder();
    for (int reading = 0; reading < readings; reading++) {
      counts(rows, value, reading, readings)
          .forEach(
              (v, count) -> {
                if (count >= least) {
                  found.accept(v);
                }
              });
    }
    return found.build().sorted().toArray();
  }

  private static Map<Double, Integer> counts(
      int rows, IntToDoubleFunction value, int reading, int readings) {
    Map<Double, Integer> counts = new HashMap<>();
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r) + 0.0; // -0 becomes 0
      long hash = NumberSet.mix(Double.doubleToRawLongBits(v));
      if (Double.isFinite(v) && Long.remainderUnsigned(hash, readings) == reading) {
        counts.merge(v, 1, Integer::sum);
      }
    }
    return counts;
  }
}
