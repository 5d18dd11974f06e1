package dev.soma.train;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.SourceInfo;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.List;
import java.util.stream.IntStream;

/// The number that chooses the best epoch: a metric of the validation rows, in the units of the
/// target.
///
/// @param metric which
/// @param target what the outputs mean
public record Scorer(Metric metric, TargetEncoder target) {
  private static final String ROWS = "validate with rows that have weight and several values";

  /// Checks that the metric can be asked of what a network says of the target.
  ///
  /// @param output the activation of its last layer; step units decide without probabilities
  /// @throws SomaException.Usage E235 naming the metrics that can
  public void check(Activation output) {
    int[] one = {0};
    Outcomes row =
        switch (target) {
          case TargetEncoder.Classes c when output instanceof Activation.Step ->
              Outcomes.decisions(c.levels().size(), one, one);
          case TargetEncoder.Classes c ->
              new Outcomes.Classes(
                  c.levels().size(), new double[c.levels().size()], one, one, null);
          case TargetEncoder.Labels _ -> new Outcomes.Labels(1, new double[1], one, null);
          case TargetEncoder.Numbers _ -> Outcomes.numbers(new double[1], new double[1]);
        };
    double _ = metric.of(row);
  }

  /// Checks that it can be said of these rows, were they predicted perfectly.
  ///
  /// @param source where the rows come from
  /// @param chosen whether it was asked for; else it is the usual one, and to ask for that is no
  ///   way out
  /// @throws SomaException.Data E325 if it cannot, as for the AUC of rows that are all of one class
  public void check(Dataset validation, SourceInfo source, boolean chosen) {
    int rows = validation.rows();
    if (rows == 0) {
      return;
    }
    Matrix truth = validation.targets();
    int columns = truth.cols();
    boolean numbered = target instanceof TargetEncoder.Classes && columns == 1;
    int width = numbered ? target.outputs() : columns;
    float[] z = new float[rows * width];
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < width; k++) {
        float y = truth.get(r, numbered ? 0 : k);
        z[r * width + k] = numbered && width > 1 ? (y == k ? 1 : 0) : y;
      }
    }
    float[] decided = z.clone();
    if (!(target instanceof TargetEncoder.Numbers)) {
      for (int i = 0; i < decided.length; i++) {
        decided[i] -= 0.5f;
      }
    }
    Outcomes perfect = outcomes(decided, z, validation);
    if (oneIsNone(perfect)) {
      checkSize(validation, source);
    }
    if (Double.isNaN(metric.of(perfect))) {
      throw new SomaException.Data(
          "E325",
          "metric "
              + metric
              + " cannot be said of the validation rows, whatever is predicted: they are of one"
              + " class or one value, or below 0 where counts are meant, or 0 where errors are"
              + " shares of them (mape), or weigh nothing",
          chosen ? new String[] {"--metric auto", ROWS} : new String[] {ROWS});
    }
  }

  /// Whether the metric cannot be said of one of the numbers, which the mean over them leaves out.
  private boolean oneIsNone(Outcomes perfect) {
    return perfect instanceof Outcomes.Numbers n
        && IntStream.range(0, n.targets()).anyMatch(k -> Double.isNaN(metric.of(n.target(k))));
  }

  /// Numbers that are infinite in units of the deviation of the training rows have no error.
  private void checkSize(Dataset validation, SourceInfo source) {
    if (!(target instanceof TargetEncoder.Numbers numbers)) {
      return;
    }
    Matrix truth = validation.targets();
    List<Integer> rows =
        IntStream.range(0, truth.rows()).filter(r -> infinite(truth, r) >= 0).boxed().toList();
    if (rows.isEmpty()) {
      return;
    }
    int k = infinite(truth, rows.getFirst());
    boolean several = rows.size() > 1;
    boolean scaled = numbers.means().get(k) != 0 || numbers.sds().get(k) != 1;
    throw new SomaException.Data(
        "E325",
        "number too large · "
            + source.name()
            + " line "
            + validation.line(rows.getFirst())
            + (several ? ", the first of " + rows.size() + " lines" : "")
            + ", column \""
            + numbers.names().get(k)
            + "\": metric "
            + metric
            + " cannot be said of the validation rows, whatever is predicted\nexpected at most about 1e38"
            + (scaled ? " deviations of the target in the training rows" : ""),
        "validate with rows without " + (several ? "those lines" : "that line"));
  }

  /// The first column in which a row is infinite; -1 without one.
  private static int infinite(Matrix truth, int row) {
    return IntStream.range(0, truth.cols())
        .filter(k -> Float.isInfinite(truth.get(row, k)))
        .findFirst()
        .orElse(-1);
  }

  /// Its value.
  ///
  /// @param z `[rows x outputs]` before the output activation
  /// @param a `[rows x outputs]` after it
  /// @param data the rows with their targets and weights
  double score(float[] z, float[] a, Dataset data) {
    return metric.of(outcomes(z, a, data));
  }

  private Outcomes outcomes(float[] z, float[] a, Dataset data) {
    return TargetOutcomes.of(target, a.length / data.rows(), z, a, data.targets(), data.weights());
  }
}
