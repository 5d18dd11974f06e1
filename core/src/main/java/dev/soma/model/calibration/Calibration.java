package dev.soma.model.calibration;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is learned from the validation rows when the weights stand, and used when predicting.
///
/// @param temperature of the probabilities; null if none was looked for
/// @param threshold of the decision between two classes
/// @param intervals around predicted numbers; null for classes, or without validation rows
public record Calibration(
    @Nullable Temperature temperature, Threshold threshold, @Nullable Conformal intervals) {
  /// Nothing: predictions are what the network says.
  public static final Calibration NONE = new Calibration(null, Threshold.HALF, null);

  /// What is looked for.
  ///
  /// @param temperature whether probabilities get a temperature
  /// @param threshold probability from which the positive class is said; NaN: the best one
  public record Rules(boolean temperature, double threshold) {
    /// A temperature where it helps, and 1/2.
    public static final Rules STANDARD = new Rules(true, 0.5);
  }

  /// What the scores are divided by; 1 is nothing.
  public double t() {
    return temperature == null ? 1 : temperature.value();
  }

  /// Learns from rows whose truth is known and that had no part in a gradient.
  ///
  /// @param output activation of the output layer
  /// @param members scores z `[rows x width]` of each member
  /// @param outputs a `[rows x width]`, the mean over the members without a temperature
  /// @param truth as [TargetOutcomes#of] wants it
  /// @param metric that chose the epoch
  public static Calibration learn(
      Rules rules,
      TargetEncoder target,
      Activation output,
      List<float[]> members,
      float[] outputs,
      Matrix truth,
      float @Nullable [] weights,
      Metric metric) {
    int rows = truth.rows();
    if (target instanceof TargetEncoder.Numbers) {
      if (rows == 0) {
        return NONE;
      }
      int width = outputs.length / rows;
      Outcomes numbers = TargetOutcomes.of(target, width, members.getFirst(), outputs, truth, null);
      return new Calibration(null, Threshold.HALF, Conformal.learn((Outcomes.Numbers) numbers));
    }
    boolean warm = rules.temperature() && Temperature.applies(output);
    Temperature t = warm ? Temperature.learn(target, output, members, truth, weights) : null;
    Calibration found = new Calibration(t, Threshold.HALF, null);
    if (!Double.isNaN(rules.threshold())) {
      return new Calibration(t, Threshold.of(rules.threshold()), null);
    }
    if (rows == 0) {
      return found;
    }
    float[] a = found.t() == 1 ? outputs : found.outputs(output, members.getFirst(), rows);
    Outcomes two =
        TargetOutcomes.of(target, a.length / rows, members.getFirst(), a, truth, weights);
    Threshold best = Threshold.learn(Threshold.metric(metric), (Outcomes.Classes) two);
    return new Calibration(t, best, null);
  }

  /// Learns from what networks said of rows that they had not learned from, each of other rows: no
  /// temperature, because what one network says is surer than what the mean of all will be.
  ///
  /// @param metric that chose the epochs
  public static Calibration ofFolds(Rules rules, Outcomes outcomes, Metric metric) {
    return switch (outcomes) {
      case Outcomes.Numbers n ->
          new Calibration(null, Threshold.HALF, Conformal.learn(n).heldOut());
      case Outcomes.Classes c when Double.isNaN(rules.threshold()) ->
          new Calibration(null, Threshold.learn(Threshold.metric(metric), c), null);
      case Outcomes.Classes _ -> new Calibration(null, Threshold.of(rules.threshold()), null);
      case Outcomes.Labels _ -> NONE;
    };
  }

  /// softmax(z / T), or logistic(z / T), of all rows.
  ///
  /// @param z `[rows x width]`
  public float[] outputs(Activation output, float[] z, int rows) {
    float[] a = new float[z.length];
    if (rows > 0) {
      add(output, new Matrix(z, 0, rows, z.length / rows), a, 0);
    }
    return a;
  }

  /// Adds softmax(z / T), or logistic(z / T), of some rows to `a`.
  ///
  /// @param z `[rows x width]`
  /// @param a where the outputs are added, from `at`
  private void add(Activation output, Matrix z, float[] a, int at) {
    int width = z.cols();
    for (int r = 0; r < z.rows(); r++) {
      Temperature.add(output, t(), z.data(), z.offset() + r * width, width, a, at + r * width);
    }
  }
}
