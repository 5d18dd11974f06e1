package dev.soma.eval;

import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How good predictions are on some rows: data only, printing is for others.
///
/// @param rows how many rows
/// @param unpredicted how many of them have a probability, or a predicted number, that is not
///   finite: no class is said of them, and they are never right
/// @param scores of the metrics that were asked for; those that cannot be said are left out
/// @param baseline what always predicting the same would score on the same rows
/// @param confusion for classes
/// @param parts one a label or target where there are several
/// @param residuals one a target, for numbers
/// @param worst up to [#WORST] rows, the worst first
public record Evaluation(
    int rows,
    int unpredicted,
    List<Score> scores,
    Baseline baseline,
    Optional<Confusion> confusion,
    List<Part> parts,
    List<Residuals> residuals,
    List<WorstRow> worst) {
  /// How many of the worst rows are kept.
  public static final int WORST = 10;

  /// A metric with its 95 % confidence interval.
  ///
  /// @param metric which
  /// @param value over all rows; infinitely bad where a prediction or a true number is not finite
  /// @param low lower end; NaN for fewer than two rows, or where most resamples cannot say
  /// @param high upper end, likewise
  public record Score(Metric metric, double value, double low, double high) {}

  /// Always predicting the same.
  ///
  /// @param constant shares of the classes or labels (the largest class is predicted), or means of
  ///   the targets
  /// @param scores on the evaluated rows; interval as for the model
  /// @param link what constant plus offset went through: the prediction was the same but for the
  ///   offset of each row; null without offsets
  public record Baseline(List<Double> constant, List<Score> scores, @Nullable Activation link) {
    /// The score of a metric.
    public Optional<Score> score(Metric metric) {
      return find(scores, metric);
    }
  }

  /// What is added to z in each row: a baseline that knows it says f(c + o), with the same c for
  /// all rows.
  ///
  /// @param link f, the activation of the output: the identity, logistic or exp
  /// @param values o of each row, in units of the target
  public record Offsets(Activation link, float[] values) {
    /// f(c) of the c that fits these rows best: of the identity the mean of y - o, of exp the rate
    /// (sum of y) / (sum of e^o), of logistic the p for which the probabilities add up to as many
    /// as there are.
    ///
    /// @param y truth of each row, 0 or 1 for two classes
    /// @param weights one a row, or null where all count the same
    public double constant(double[] y, double @Nullable [] weights) {
      return Constants.beside(this, y, weights);
    }
  }

  /// One label or target of several.
  ///
  /// @param column which, from 0
  /// @param scores with intervals
  /// @param confusion for a label: class 1 is "yes"
  public record Part(int column, List<Score> scores, Optional<Confusion> confusion) {}

  /// Quantiles of truth minus prediction, in units of the target; infinite where one of the two is
  /// not finite.
  ///
  /// @param least the most negative: the prediction was too high
  /// @param q05 5 %
  /// @param q25 25 %
  /// @param median 50 %
  /// @param q75 75 %
  /// @param q95 95 %
  /// @param most the largest: the prediction was too low
  public record Residuals(
      double least, double q05, double q25, double median, double q75, double q95, double most) {}

  /// A row that was predicted badly.
  ///
  /// @param row position among the evaluated rows, from 0
  /// @param column label or target, 0 if there is one
  /// @param truth true class, label or number
  /// @param predicted class, label or number; -1 for no class
  /// @param p probability that was given to the wrong class; NaN for numbers and mere decisions,
  ///   infinite where the probabilities are not finite
  public record WorstRow(int row, int column, double truth, double predicted, double p) {}

  /// Copies the lists.
  public Evaluation {
    scores = List.copyOf(scores);
    parts = List.copyOf(parts);
    residuals = List.copyOf(residuals);
    worst = List.copyOf(worst);
  }

  /// Evaluates the usual metrics against the baseline of the same rows.
  ///
  /// @param seeds the stream `bootstrap` is used
  public static Evaluation of(Outcomes outcomes, Seeds seeds) {
    return of(outcomes, null, seeds);
  }

  /// Evaluates the usual metrics against the baseline of the same rows.
  ///
  /// @param offsets that the baseline adds; null for none
  /// @param seeds the stream `bootstrap` is used
  public static Evaluation of(Outcomes outcomes, @Nullable Offsets offsets, Seeds seeds) {
    return of(outcomes, Metric.usual(outcomes), constant(outcomes, offsets), offsets, seeds);
  }

  /// What a baseline would predict that knew these rows: shares of the classes or labels, or means
  /// of the targets, weighted; with offsets those of a row whose offset is 0.
  public static double[] constant(Outcomes outcomes, @Nullable Offsets offsets) {
    return offsets == null ? Constants.of(outcomes) : Constants.of(outcomes, offsets);
  }

  /// What predicting the same for every row comes to, beside the truth of some outcomes; with
  /// offsets the same but for these.
  ///
  /// @param constant as for [#of(Outcomes, List, double\[\], Seeds)]
  /// @param offsets of these rows; null for none
  public static Outcomes always(Outcomes outcomes, double[] constant, @Nullable Offsets offsets) {
    return offsets == null
        ? Constants.predicting(outcomes, constant)
        : Constants.predicting(outcomes, constant, offsets);
  }

  /// Evaluates.
  ///
  /// Intervals are Wilson's for the accuracy of classes; otherwise percentiles of a bootstrap over
  /// the rows with 1,000 resamples, fewer (200 at least) beyond 20,000 rows.
  ///
  /// @param metrics in the order in which they are to appear
  /// @param constant what the baseline predicts: class shares (K numbers), label shares or target
  ///   means, best those of the training rows
  /// @param seeds the stream `bootstrap` is used
  /// @throws dev.soma.error.SomaException.Usage E235 if a metric does not apply
  /// @throws IllegalArgumentException if there are not as many constants as classes, labels or
  ///   targets
  public static Evaluation of(
      Outcomes outcomes, List<Metric> metrics, double[] constant, Seeds seeds) {
    return of(outcomes, metrics, constant, null, seeds);
  }

  /// The same where the baseline knows what is added to z in each row.
  ///
  /// @param offsets of these rows; null for none
  public static Evaluation of(
      Outcomes outcomes,
      List<Metric> metrics,
      double[] constant,
      @Nullable Offsets offsets,
      Seeds seeds) {
    List<Part> parts = new ArrayList<>();
    List<Residuals> residuals = new ArrayList<>();
    Optional<Confusion> confusion = Optional.empty();
    switch (outcomes) {
      case Outcomes.Classes c -> confusion = Optional.of(Confusion.of(c));
      case Outcomes.Labels l -> {
        for (int j = 0; j < l.labels(); j++) {
          Optional<Confusion> counts = Optional.of(Confusion.of(l.label(j)));
          parts.add(new Part(j, Scores.of(l.only(j), metrics, seeds), counts));
        }
      }
      case Outcomes.Numbers n -> {
        for (int j = 0; j < n.targets(); j++) {
          Outcomes.Numbers target = n.target(j);
          residuals.add(Scores.residuals(target));
          if (n.targets() > 1) {
            parts.add(new Part(j, Scores.of(target, metrics, seeds), Optional.empty()));
          }
        }
      }
    }
    return new Evaluation(
        outcomes.rows(),
        outcomes.unpredicted(),
        Scores.of(outcomes, metrics, seeds),
        baseline(outcomes, metrics, constant, offsets, seeds),
        confusion,
        parts,
        residuals,
        Scores.worst(outcomes, WORST));
  }

  private static Baseline baseline(
      Outcomes outcomes,
      List<Metric> metrics,
      double[] constant,
      @Nullable Offsets offsets,
      Seeds seeds) {
    Outcomes always = always(outcomes, constant, offsets);
    return new Baseline(
        Arrays.stream(constant).boxed().toList(),
        Scores.of(always, metrics.stream().filter(m -> m.applies(always)).toList(), seeds),
        offsets == null ? null : offsets.link());
  }

  /// The score of a metric, if it was asked for and can be said.
  public Optional<Score> score(Metric metric) {
    return find(scores, metric);
  }

  /// `12 rows: accuracy 0.9167 (95 % CI 0.6461 to 0.9851), log_loss 0.2013 (...)`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(rows + " rows");
    String between = ": ";
    for (Score s : scores) {
      text.append(between).append(s.metric().name()).append(' ').append(figure(s.value()));
      if (s.low() <= s.high()) {
        text.append(" (95 % CI ").append(figure(s.low()));
        text.append(" to ").append(figure(s.high())).append(')');
      }
      between = ", ";
    }
    return text.toString();
  }

  private static String figure(double x) {
    return String.format(Locale.ROOT, Math.abs(x) >= 1000 ? "%.0f" : "%.4g", x);
  }

  private static Optional<Score> find(List<Score> scores, Metric metric) {
    return scores.stream().filter(s -> s.metric().equals(metric)).findFirst();
  }
}
