package dev.soma.data.text;

import java.util.List;

/// Whole numbers that may stand for things, as against counts and amounts.
public final class WholeNumbers {
  /// A code stands in so many rows on average.
  private static final int OFTEN = 10;

  /// The range of codes is so many times their number.
  private static final int APART = 10;

  /// Ids fill at least one in so many of the numbers of their range.
  private static final int DENSE = 2;

  /// Of fewer rows they may be anything.
  private static final int MANY = 100;

  /// Scattered ids are as few as that: one in so many of all pairs would be equal by chance.
  private static final int SCATTERED = 4;

  private static final double LEAST_SCATTERED = 1000;

  private static final double FIRST_YEAR = 1500;
  private static final double LAST_YEAR = 2100;

  private WholeNumbers() {}

  /// What a column of which no two values are equal looks like.
  public enum Ids {
    /// Amounts, or the years of a table by year.
    NONE,
    /// Numbers of things, or times, or by chance no two are equal.
    MAYBE,
    /// The rows, counted in their order from 0 or 1. In another order they may be ranks, and with
    /// gaps ages or temperatures.
    SURELY
  }

  /// Whether numbers may be codes: few of them, each often, far apart, and not in steps.
  ///
  /// @param distinct all different values, the most frequent one first
  /// @param most rows that have it
  public static boolean areCodes(List<Double> distinct, int most, int rows) {
    if (distinct.size() <= 2 || (long) OFTEN * distinct.size() > rows) {
      return false;
    }
    double min = distinct.stream().mapToDouble(x -> x).min().orElse(0);
    double max = distinct.stream().mapToDouble(x -> x).max().orElse(0);
    boolean apart = max - min + 1 >= (double) APART * distinct.size();
    return apart && 2L * most <= rows && step(distinct, min) == 1;
  }

  /// What numbers look like that are all different.
  ///
  /// @param rising whether each is larger than the one before
  public static Ids ids(int rows, double min, double max, boolean rising) {
    double range = max - min + 1;
    if (rising && min >= FIRST_YEAR && max <= LAST_YEAR) {
      return Ids.NONE;
    }
    if (rising && range == rows && (min == 0 || min == 1)) {
      return Ids.SURELY;
    }
    boolean dense = min >= 0 && rows >= MANY && range <= (double) DENSE * rows;
    boolean digits =
        min >= LEAST_SCATTERED
            && NumberText.canonical(min).length() == NumberText.canonical(max).length();
    boolean fewEqual = (double) rows * (rows - 1) / 2 >= range / SCATTERED;
    return rising || dense || (digits && fewEqual) ? Ids.MAYBE : Ids.NONE;
  }

  /// The largest step that whole numbers are apart, counted from the smallest.
  private static double step(List<Double> numbers, double min) {
    double step = 0;
    for (double number : numbers) {
      double rest = number - min;
      while (rest != 0) { // Euclid
        double next = step % rest;
        step = rest;
        rest = next;
      }
    }
    return step;
  }
}
