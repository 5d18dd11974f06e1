package dev.soma.eval;

import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The pieces of an [Evaluation].
final class Scores {
  private Scores() {}

  /// The metrics that can be said, with intervals.
  static List<Evaluation.Score> of(Outcomes outcomes, List<Metric> metrics, Seeds seeds) {
    double[] weights = RowScore.weights(outcomes);
    List<RowScore> prepared = metrics.stream().map(m -> RowScore.of(m, outcomes)).toList();
    List<RowScore> resampled =
        IntStream.range(0, metrics.size())
            .filter(i -> !isShare(metrics.get(i), outcomes))
            .mapToObj(prepared::get)
            .toList();
    double[][] draws =
        weights.length < 2 || resampled.isEmpty()
            ? new double[resampled.size()][0]
            : Bootstrap.values(resampled, weights, seeds.stream("bootstrap"));
    List<Evaluation.Score> scores = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      double value = value(metrics.get(i), prepared.get(i), outcomes, weights);
      int draw = resampled.indexOf(prepared.get(i));
      double[] ends =
          Double.isInfinite(value)
              ? new double[] {Double.NaN, Double.NaN}
              : draw < 0 ? share(value, weights) : Bootstrap.interval(draws[draw]);
      if (!Double.isNaN(value)) {
        scores.add(new Evaluation.Score(metrics.get(i), value, ends[0], ends[1]));
      }
    }
    return scores;
  }

  /// A metric over all rows; as bad as can be where a prediction or a true number is not finite and
  /// so the metric is none, also of one of several targets.
  static double value(Metric metric, RowScore prepared, Outcomes outcomes, double[] weights) {
    double value = prepared.value(weights);
    boolean none =
        isBroken(outcomes)
            && ((outcomes instanceof Outcomes.Numbers n && n.targets() > 1)
                ? IntStream.range(0, n.targets())
                    .mapToObj(n::target)
                    .anyMatch(one -> isBroken(one) && Double.isNaN(metric.of(one)))
                : Double.isNaN(value));
    double worst = metric.higherIsBetter() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    return none ? worst : value;
  }

  /// Whether something is not finite.
  private static boolean isBroken(Outcomes outcomes) {
    DoubleStream all =
        switch (outcomes) {
          case Outcomes.Classes c ->
              c.scored() ? Arrays.stream(c.probabilities()) : DoubleStream.empty();
          case Outcomes.Labels l -> Arrays.stream(l.probabilities());
          case Outcomes.Numbers n ->
              DoubleStream.concat(Arrays.stream(n.predicted()), Arrays.stream(n.truth()));
        };
    return !all.allMatch(Double::isFinite);
  }

  private static boolean isShare(Metric metric, Outcomes outcomes) {
    boolean one =
        outcomes instanceof Outcomes.Classes
            || (outcomes instanceof Outcomes.Labels l && l.labels() == 1);
    return one && metric instanceof Metric.Accuracy;
  }

  private static double[] share(double value, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    double squares = Arrays.stream(weights).map(w -> w * w).sum();
    return weights.length < 2
        ? new double[] {Double.NaN, Double.NaN}
        : Bootstrap.wilson(value, sum * sum / squares);
  }

  static Evaluation.Residuals residuals(Outcomes.Numbers n) {
    double[] r =
        IntStream.range(0, n.rows())
            .mapToDouble(i -> residual(n.truth()[i] - n.predicted()[i]))
            .toArray();
    Arrays.sort(r);
    return new Evaluation.Residuals(
        Bootstrap.quantile(r, 0),
        Bootstrap.quantile(r, 0.05),
        Bootstrap.quantile(r, 0.25),
        Bootstrap.quantile(r, 0.5),
        Bootstrap.quantile(r, 0.75),
        Bootstrap.quantile(r, 0.95),
        Bootstrap.quantile(r, 1));
  }

  /// Truth minus prediction; one that is no number is infinite.
  private static double residual(double difference) {
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /// Mistakes by falling confidence, and before them rows without a predicted class; or numbers by
  /// falling absolute residual; of equals the earlier row first.
  static List<Evaluation.WorstRow> worst(Outcomes outcomes, int most) {
    List<Evaluation.WorstRow> rows =
        switch (outcomes) {
          case Outcomes.Classes c -> mistakes(c, 0);
          case Outcomes.Labels l ->
              IntStream.range(0, l.labels())
                  .mapToObj(j -> mistakes(l.label(j), j))
                  .flatMap(List::stream)
                  .toList();
          case Outcomes.Numbers n ->
              IntStream.range(0, n.truth().length)
                  .mapToObj(
                      i ->
                          new Evaluation.WorstRow(
                              i / n.targets(),
                              i % n.targets(),
                              n.truth()[i],
                              n.predicted()[i],
                              Double.NaN))
                  .toList();
        };
    Comparator<Evaluation.WorstRow> badness =
        outcomes instanceof Outcomes.Numbers
            ? Comparator.comparingDouble(w -> -Math.abs(residual(w.truth() - w.predicted())))
            : Comparator.comparingDouble(
                w -> w.predicted() < 0 ? Double.NEGATIVE_INFINITY : -w.p());
    return rows.stream()
        .sorted(badness.thenComparingInt(Evaluation.WorstRow::row))
        .limit(most)
        .toList();
  }

  private static List<Evaluation.WorstRow> mistakes(Outcomes.Classes c, int column) {
    List<Evaluation.WorstRow> mistakes = new ArrayList<>();
    for (int r = 0; r < c.rows(); r++) {
      int a = c.predicted()[r];
      if (a != c.truth()[r]) {
        double p = !c.scored() ? Double.NaN : a < 0 ? Double.POSITIVE_INFINITY : c.p(r, a);
        mistakes.add(new Evaluation.WorstRow(r, column, c.truth()[r], a, p));
      }
    }
    return mistakes;
  }
}
