package dev.soma.eval;

import java.util.Arrays;

/// How often each true class was predicted as each class; rows are counted, not weighted.
///
/// @param counts `[true class x predicted class]`; rows without a prediction are in no cell
public record Confusion(long[][] counts) {
  /// Counts.
  static Confusion of(Outcomes.Classes c) {
    long[][] counts = new long[c.classes()][c.classes()];
    for (int r = 0; r < c.rows(); r++) {
      if (c.predicted()[r] >= 0) {
        counts[c.truth()[r]][c.predicted()[r]]++;
      }
    }
    return new Confusion(counts);
  }

  /// Number of classes.
  public int classes() {
    return counts.length;
  }

  /// Share of the rows of a class that were predicted as it; NaN if it has none.
  public double recall(int k) {
    return (double) counts[k][k] / Arrays.stream(counts[k]).sum();
  }

  /// Share of the rows predicted as a class that are of it; NaN if there are none.
  public double precision(int k) {
    return (double) counts[k][k] / Arrays.stream(counts).mapToLong(row -> row[k]).sum();
  }

  /// 2 TP / (2 TP + FP + FN); NaN if the class is neither true nor predicted.
  public double f1(int k) {
    long truth = Arrays.stream(counts[k]).sum();
    long predicted = Arrays.stream(counts).mapToLong(row -> row[k]).sum();
    return 2.0 * counts[k][k] / (truth + predicted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Confusion c && Arrays.deepEquals(counts, c.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(counts);
  }
}
