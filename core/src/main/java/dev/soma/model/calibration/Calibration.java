package dev.soma.model.calibration;

import dev.soma.data.encode.Dataset;
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
/// @param lack why temperature and threshold were not learned although they were looked for; null
///   if the rows had what is needed
public record Calibration(
    @Nullable Temperature temperature,
    Threshold threshold,
    @Nullable Conformal intervals,
    @Nullable Lack lack) {
  /// Nothing: predictions are what the network says.
  public static final Calibration NONE = new Calibration(null, Threshold.HALF, null);

  /// What was learned from rows that lacked nothing.
  public Calibration(
      @Nullable Temperature temperature, Threshold threshold, @Nullable Conformal intervals) {
    this(temperature, threshold, intervals, null);
  }

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

  /// Learns from rows whose truth is known and that had no part in a gradient. Of rows that lack
  /// classes neither temperature nor threshold is learned, see [Lack].
  ///
  /// @param output activation of the output layer
  /// @param members scores z `[rows x width]` of each member
  /// @param outputs a `[rows x width]`, the mean over the members without a temperature
  /// @param rows with their targets, and weights if there are any
  /// @param training the rows that the network has learned from
  /// @param metric that chose the epoch
  public static Calibration learn(
      Rules rules,
      TargetEncoder target,
      Activation output,
      List<float[]> members,
      float[] outputs,
      Dataset rows,
      Dataset training,
      Metric metric) {
    if (rows.rows() == 0) {
      return new Calibration(null, given(rules), null);
    }
    Matrix truth = rows.targets();
    float[] z = members.getFirst();
    int width = outputs.length / rows.rows();
    if (target instanceof TargetEncoder.Numbers) {
      Outcomes numbers = TargetOutcomes.of(target, width, z, outputs, truth, null);
      return new Calibration(null, Threshold.HALF, Conformal.learn((Outcomes.Numbers) numbers));
    }
    boolean warm = rules.temperature() && Temperature.applies(output);
    boolean cut = Double.isNaN(rules.threshold());
    List<String> lacking = warm || cut ? Lack.of(target, rows, training) : List.of();
    if (!lacking.isEmpty()) {
      Lack lack = new Lack(lacking, rows.rows(), warm, cut);
      return new Calibration(null, given(rules), null, lack);
    }
    float[] weights = rows.weights();
    Temperature t = warm ? Temperature.learn(target, output, members, truth, weights) : null;
    Calibration found = new Calibration(t, given(rules), null);
    if (!cut) {
      return found;
    }
    float[] a = found.t() == 1 ? outputs : found.outputs(output, z, rows.rows());
    Outcomes two = TargetOutcomes.of(target, width, z, a, truth, weights);
    Threshold best = Threshold.learn(Threshold.metric(metric), (Outcomes.Classes) two);
    return new Calibration(t, best, null);
  }

  /// The threshold that was given, or 1/2 where the best one is looked for.
  private static Threshold given(Rules rules) {
    return Double.isNaN(rules.threshold()) ? Threshold.HALF : Threshold.of(rules.threshold());
  }

  /// Learns from what networks said of rows that they had not learned from, each of other rows: no
  /// temperature, because what one network says is surer than what the mean of all will be. Of rows
  /// that are all of one class no threshold is learned, see [Lack].
  ///
  /// @param metric that chose the epochs
  public static Calibration ofFolds(
      Rules rules, TargetEncoder target, Outcomes outcomes, Metric metric) {
    return switch (outcomes) {
      case Outcomes.Numbers n ->
          new Calibration(null, Threshold.HALF, Conformal.learn(n).heldOut());
      case Outcomes.Classes c when Double.isNaN(rules.threshold()) -> {
        List<String> lacking =
            target instanceof TargetEncoder.Classes own
                ? Lack.of(own.levels(), c.truth(), c.weights())
                : List.of();
        yield lacking.isEmpty()
            ? new Calibration(null, Threshold.learn(Threshold.metric(metric), c), null)
            : new Calibration(null, Threshold.HALF, null, new Lack(lacking, c.rows(), false, true));
      }
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
