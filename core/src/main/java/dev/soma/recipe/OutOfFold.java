package dev.soma.recipe;

import dev.soma.data.Table;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.model.Predictions;
import dev.soma.model.calibration.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What the networks of each fold say of the rows that the fold held out: every row is predicted by
/// networks that have not learned from it.
///
/// @param parts one a fold that was trained, in their order
public record OutOfFold(List<Part> parts) {
  /// The rows that one fold held out.
  ///
  /// @param fold from 1
  /// @param rows with their targets
  /// @param predictions means over the networks of the fold
  /// @param outcomes the same beside the truth
  public record Part(int fold, Table rows, Predictions predictions, Outcomes outcomes) {
    private Part decidedBy(Calibration calibration) {
      if (!(outcomes instanceof Outcomes.Classes c) || c.classes() > 2 || !c.scored()) {
        return this;
      }
      Predictions decided = predictions.decidedBy(calibration);
      int[] classes = IntStream.range(0, c.rows()).map(decided::predictedClass).toArray();
      return new Part(fold, rows, decided, c.withPredicted(classes));
    }
  }

  /// A metric over the folds.
  ///
  /// @param metric which
  /// @param mean over the folds where it can be said
  /// @param sd standard deviation over them, divided by their number less one; NaN for fewer than
  ///   two
  /// @param values one a fold; NaN where it cannot be said
  public record Score(Metric metric, double mean, double sd, List<Double> values) {
    /// Copies.
    public Score {
      values = List.copyOf(values);
    }
  }

  /// Copies.
  public OutOfFold {
    parts = List.copyOf(parts);
  }

  /// All rows together, in the order of the folds.
  Outcomes outcomes() {
    return Outcomes.concat(parts.stream().map(Part::outcomes).toList());
  }

  /// How many rows have an output of their fold that is not finite.
  public int unpredicted() {
    return parts.stream().mapToInt(p -> p.outcomes().unpredicted()).sum();
  }

  /// The same, decided by the threshold of the model that the networks are part of.
  OutOfFold decidedBy(Calibration calibration) {
    return new OutOfFold(parts.stream().map(p -> p.decidedBy(calibration)).toList());
  }

  /// The usual metrics, each measured on the rows of one fold at a time.
  public List<Score> scores() {
    List<Score> scores = new ArrayList<>();
    if (!parts.isEmpty()) {
      for (Metric metric : Metric.usual(parts.getFirst().outcomes())) {
        scores.add(score(metric, parts.stream().map(p -> metric.of(p.outcomes())).toList()));
      }
    }
    return scores;
  }

  private static Score score(Metric metric, List<Double> values) {
    double sum = 0;
    int count = 0;
    for (double x : values) {
      if (!Double.isNaN(x)) {
        sum += x;
        count++;
      }
    }
    double mean = count == 0 ? Double.NaN : sum / count;
    double squares = 0;
    for (double x : values) {
      squares += Double.isNaN(x) ? 0 : (x - mean) * (x - mean);
    }
    double sd = count < 2 ? Double.NaN : StrictMath.sqrt(squares / (count - 1));
    return new Score(metric, mean, sd, values);
  }
}
