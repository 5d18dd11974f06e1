package dev.soma.math;

/// How much of a number the level of its row explains.
public final class Levels {
  private final int[] counts;
  private final double[] means;
  private final double[] within; // sums of squares around the mean of the level

  /// No rows yet.
  ///
  /// @param levels how many there are
  public Levels(int levels) {
    counts = new int[levels];
    means = new double[levels];
    within = new double[levels];
  }

  /// Adds a row of a level from 0.
  public void add(int level, double number) {
    counts[level]++;
    double d = number - means[level];
    means[level] += d / counts[level];
    within[level] += d * (number - means[level]);
  }

  /// Share of the variance that is gone if each row is predicted by the mean of the other rows of
  /// its level, at most 1, less than 0 if that is worse than the mean of all rows. That mean
  /// predicts the rows of levels with too few rows, so that levels which are learned by heart
  /// explain nothing.
  ///
  /// @param few fewer rows of a level than this are too few, at least 2
  public double explained(int few) {
    double rows = 0;
    double mean = 0;
    for (int l = 0; l < counts.length; l++) {
      rows += counts[l];
      mean += counts[l] == 0 ? 0 : counts[l] * (means[l] - mean) / rows;
    }
    double total = 0;
    double left = 0;
    for (int l = 0; l < counts.length; l++) {
      double n = counts[l];
      double around = within[l] + n * (means[l] - mean) * (means[l] - mean);
      total += around;
      left += n < few ? around : within[l] * (n / (n - 1)) * (n / (n - 1));
    }
    return total > 0 ? 1 - left / total : 0;
  }
}
