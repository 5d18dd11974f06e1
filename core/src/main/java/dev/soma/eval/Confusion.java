package dev.soma.eval;

import java.util.Arrays;

/// How often each true class was predicted as each class; rows are counted, not weighted.
///
/// @param counts `[true class x predicted class]`; rows without a prediction are in no cell
/// @param none rows of each true class without a prediction
public record Confusion(long[][] counts, long[] none) {
  /// Of rows that all have a prediction.
  public Confusion(long[][] counts) {
    this(counts, new long[counts.length]);
  }

  /// Counts.
  static Confusion of(Outcomes.Classes c) {
    long[][] counts = new long[c.classes()][c.classes()];
    long[] none = new long[c.classes()];
    for (int r = 0; r < c.rows(); r++) {
      if (c.predicted()[r] >= 0) {
        counts[c.truth()[r]][c.predicted()[r]]++;
      } else {
        none[c.truth()[r]]++;
      }
    }
    return new Confusion(counts, none);
  }

  /// Number of classes.
  public int classes() {
    return counts.length;
  }

  /// Rows of a true class.
  public long rows(int k) {
    return Arrays.stream(counts[k]).sum() + none[k];
  }

  /// Share of the rows of a class that were predicted as it; NaN if it has none.
  public double recall(int k) {
    return (double) counts[k][k] / rows(k);
  }

  /// Share of the rows predicted as a class that are of it; NaN if there are none.
  public double precision(int k) {
    return (double) counts[k][k] / Arrays.stream(counts).mapToLong(row -> row[k]).sum();
  }

  /// 2 TP / (2 TP + FP + FN); NaN if the class is neither true nor predicted.
  public double f1(int k) {
    long predicted = Arrays.stream(counts).mapToLong(row -> row[k]).sum();
    return 2.0 * counts[k][k] / (rows(k) + predicted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Confusion c
        && Arrays.deepEquals(counts, c.counts)
        && Arrays.equals(none, c.none);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(counts) + Arrays.hashCode(none);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(counts) + " and none " + Arrays.toString(none);
  }
}
