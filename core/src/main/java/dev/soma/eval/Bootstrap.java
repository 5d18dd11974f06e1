package dev.soma.eval;

import dev.soma.kernel.ThreadTeam;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Resampling of rows with replacement, and percentiles of what comes out.
///
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, percentile intervals.
final class Bootstrap {
  private static final int USUAL = 1_000;
  private static final int LEAST = 200;
  private static final long MOST_ROWS = 20_000_000;

  private static final int ROWS_A_THREAD = 2_000_000;
  private static final int MOST_THREADS = 8;
  private static final int RESAMPLES_A_THREAD = 4;

  private Bootstrap() {}

  /// 1,000 resamples; fewer, but never less than 200, where they would draw more than 20 million
  /// rows.
  static int resamples(int rows) {
    return (int) Math.max(LEAST, Math.min(USUAL, MOST_ROWS / Math.max(1, rows)));
  }

  /// Values of each score `[scores x resamples]` on the same resamples.
  ///
  /// Rows are drawn one after the other from the stream; what is drawn is scored on several threads
  /// where that is worth it.
  ///
  /// @param scores may be asked by several threads at once
  /// @param weights of the rows; a row that is drawn twice weighs double
  static double[][] values(List<RowScore> scores, double[] weights, SplittableRandom random) {
    int rows = weights.length;
    int count = resamples(rows);
    double[][] values = new double[scores.size()][count];
    long worth = 1 + (long) rows * count * scores.size() / ROWS_A_THREAD;
    int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    int threads = (int) Math.min(worth, most);
    double[][] drawn = new double[threads == 1 ? 1 : RESAMPLES_A_THREAD * threads][rows];
    try (ThreadTeam team = new ThreadTeam(threads)) {
      for (int from = 0; from < count; from += drawn.length) {
        int some = Math.min(drawn.length, count - from);
        for (int i = 0; i < some; i++) {
          draw(drawn[i], weights, random);
        }
        int first = from;
        team.run(
            (part, _) -> {
              for (int s = 0; s < values.length; s++) {
                values[s][first + part] = scores.get(s).value(drawn[part]);
              }
            },
            some);
      }
    }
    return values;
  }

  /// One resample: the weights of the rows that are drawn, in the order of the stream.
  private static void draw(double[] drawn, double[] weights, SplittableRandom random) {
    Arrays.fill(drawn, 0);
    for (int i = 0; i < drawn.length; i++) {
      int r = random.nextInt(drawn.length);
      drawn[r] += weights[r];
    }
  }

  /// The 2.5 % and the 97.5 % quantile of the values that are not NaN; NaN if these are less than
  /// half of all, or one of the ends is infinite.
  static double[] interval(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (2 * sorted.length < values.length || sorted.length == 0) {
      return new double[] {Double.NaN, Double.NaN};
    }
    double[] ends = {quantile(sorted, 0.025), quantile(sorted, 0.975)};
    return Double.isFinite(ends[0]) && Double.isFinite(ends[1])
        ? ends
        : new double[] {Double.NaN, Double.NaN};
  }

  /// Linear interpolation between the order statistics.
  static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = q * (sorted.length - 1);
    int low = (int) position;
    int high = Math.min(low + 1, sorted.length - 1);
    if (low == position || sorted[low] == sorted[high]) { // also where one is infinite
      return sorted[low];
    }
    return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
  }

  /// Wilson's 95 % interval of a share. Source: Wilson, 1927.
  ///
  /// @param share that was seen, in `[0, 1]`
  /// @param n how many rows, > 0; with weights, how many equal ones they are worth
  static double[] wilson(double share, double n) {
    double z2 = 1.959963984540054 * 1.959963984540054;
    double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = StrictMath.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n);
    return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
  }
}
