package dev.soma.eval;

import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.List;

/// Whether one set of predictions is better than another on the same rows.
///
/// A paired bootstrap: both are scored on the same resamples of the rows, as many as for an
/// [Evaluation]. The difference is significant if its 95 % percentile interval leaves out 0, and
/// there are at least 6 rows: of fewer, all of them in favour of one are no rarity (2 / 2^5 > 5 %).
/// Where one score alone is not finite, no interval is needed.
///
/// @param metric by which they are compared
/// @param rows how many rows
/// @param first score of the first; infinitely bad where a prediction is not finite
/// @param second score of the second
/// @param low lower end of the interval of first - second; NaN where it cannot be said, as where a
///   score or an end is not finite
/// @param high upper end; NaN likewise
public record PairedTest(
    Metric metric, int rows, double first, double second, double low, double high) {
  /// By how much equal true numbers may differ, as a share of the largest.
  private static final double ROUNDING = 1e-6;

  private static final int LEAST_ROWS = 6;

  /// What can be said.
  public enum Verdict {
    /// The first is better.
    FIRST,
    /// The second is better.
    SECOND,
    /// The rows are too few, or the difference too small, to say.
    NOT_SIGNIFICANT
  }

  /// What a verdict rests on.
  public enum Ground {
    /// The interval of the difference.
    INTERVAL,
    /// One score alone is finite: that of the better.
    ONE_FINITE,
    /// Neither score is finite, which says nothing.
    NONE_FINITE
  }

  /// Compares two predictions of the same rows.
  ///
  /// @param seeds the stream `bootstrap` is used
  /// @throws IllegalArgumentException if the true values or the row weights differ; numbers may
  ///   differ by the rounding of a float, since two models may scale them otherwise
  /// @throws dev.soma.error.SomaException.Usage E235 if the metric does not apply
  public static PairedTest of(Metric metric, Outcomes first, Outcomes second, Seeds seeds) {
    Outcomes other = besideTheTruthOf(first, second);
    if (!sameTruth(first, other) || !Arrays.equals(first.weights(), other.weights())) {
      throw new IllegalArgumentException(
          "a paired test needs the same rows: the true values or the weights differ");
    }
    double[] weights = RowScore.weights(first);
    RowScore a = RowScore.of(metric, first);
    RowScore b = RowScore.of(metric, other);
    double one = Scores.value(metric, a, first, weights);
    double two = Scores.value(metric, b, other, weights);
    double[] ends = {Double.NaN, Double.NaN};
    if (weights.length >= 2 && !Double.isInfinite(one) && !Double.isInfinite(two)) {
      RowScore difference = w -> a.value(w) - b.value(w);
      ends =
          Bootstrap.interval(
              Bootstrap.values(List.of(difference), weights, seeds.stream("bootstrap"))[0]);
    }
    return new PairedTest(metric, weights.length, one, two, ends[0], ends[1]);
  }

  /// First minus second, in units of the metric; NaN where neither is finite.
  public double difference() {
    return first - second;
  }

  /// What the verdict rests on.
  public Ground ground() {
    boolean both = Double.isInfinite(first) && Double.isInfinite(second);
    boolean either = Double.isInfinite(first) || Double.isInfinite(second);
    return both ? Ground.NONE_FINITE : either ? Ground.ONE_FINITE : Ground.INTERVAL;
  }

  /// Which one is better, if either; one whose score is not finite is worse than one whose is.
  public Verdict verdict() {
    return switch (ground()) {
      case NONE_FINITE -> Verdict.NOT_SIGNIFICANT;
      case ONE_FINITE -> Double.isInfinite(second) ? Verdict.FIRST : Verdict.SECOND;
      case INTERVAL -> byInterval();
    };
  }

  private Verdict byInterval() {
    if (rows < LEAST_ROWS) {
      return Verdict.NOT_SIGNIFICANT;
    }
    boolean up = low > 0;
    boolean down = high < 0;
    if (!up && !down) {
      return Verdict.NOT_SIGNIFICANT;
    }
    return up == metric.higherIsBetter() ? Verdict.FIRST : Verdict.SECOND;
  }

  /// `significant at n = 52` or `not significant at n = 52`.
  public String significance() {
    String not = verdict() == Verdict.NOT_SIGNIFICANT ? "not " : "";
    return not + "significant at n = " + rows;
  }

  /// The second predictions beside the first true numbers, if those are the same but for rounding.
  private static Outcomes besideTheTruthOf(Outcomes first, Outcomes second) {
    if (!(first instanceof Outcomes.Numbers n && second instanceof Outcomes.Numbers m)
        || n.targets() != m.targets()
        || n.rows() != m.rows()) {
      return second;
    }
    double largest = Arrays.stream(n.truth()).map(Math::abs).max().orElse(0);
    for (int i = 0; i < n.truth().length; i++) {
      if (!(Math.abs(n.truth()[i] - m.truth()[i]) <= ROUNDING * largest)) {
        return second;
      }
    }
    return new Outcomes.Numbers(n.targets(), m.predicted(), n.truth(), m.weights());
  }

  private static boolean sameTruth(Outcomes first, Outcomes second) {
    return switch (first) {
      case Outcomes.Classes c ->
          second instanceof Outcomes.Classes d && Arrays.equals(c.truth(), d.truth());
      case Outcomes.Labels c ->
          second instanceof Outcomes.Labels d
              && c.labels() == d.labels()
              && Arrays.equals(c.truth(), d.truth());
      case Outcomes.Numbers c ->
          second instanceof Outcomes.Numbers d
              && c.targets() == d.targets()
              && Arrays.equals(c.truth(), d.truth());
    };
  }
}
