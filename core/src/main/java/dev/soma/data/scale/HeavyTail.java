package dev.soma.data.scale;

import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/// Which numbers run over several decades, as counts, sums and incomes do. Of them the logarithm is
/// scaled ([Scale.Logarithm]): else most are near one another, and a clip makes one of the others.
public final class HeavyTail {
  /// The 95th percentile is at least so many times the median.
  private static final double ABOVE_MEDIAN = 8;

  /// It is at least so many times the 5th percentile: two decades.
  private static final double DECADES = 100;

  /// Of fewer values the percentiles are those of one or two rows.
  private static final int FEWEST = 40;

  private HeavyTail() {}

  /// The unit of the logarithm: the 5th percentile of what is above 0. Empty if the numbers do not
  /// run over two decades, if some are below 0, or if fewer than 40 are above it.
  ///
  /// @param value of each row; NaN where it is missing
  /// @param min the smallest
  /// @param max the largest
  public static OptionalDouble unit(int rows, IntToDoubleFunction value, double min, double max) {
    if (!(min >= 0 && max >= DECADES * min)) {
      return OptionalDouble.empty();
    }
    IntToDoubleFunction above =
        r -> {
          double v = value.applyAsDouble(r);
          return v > 0 ? v : Double.NaN;
        };
    int count = 0;
    for (int r = 0; r < rows; r++) {
      if (above.applyAsDouble(r) > 0) {
        count++;
      }
    }
    if (count < FEWEST) {
      return OptionalDouble.empty();
    }
    double[] q = Sorted.of(rows, above, count).quantiles(0.05, 0.5, 0.95);
    boolean heavy = q[2] / ABOVE_MEDIAN >= q[1] && q[2] / DECADES >= q[0];
    return heavy ? OptionalDouble.of(q[0]) : OptionalDouble.empty();
  }
}
