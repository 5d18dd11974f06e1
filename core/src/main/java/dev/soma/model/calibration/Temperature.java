package dev.soma.model.calibration;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One number T > 0 that the scores z of the output layer are divided by before softmax or the
/// logistic function: a(n_l) = softmax(z(n_l) / T). Above 1 probabilities move towards each other.
///
/// Decisions are taken on z, which T does not change: neither does it change the accuracy. Source:
/// Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, 2017.
///
/// @param found the T with the least log loss on the validation rows
/// @param kept whether it is used: only if it gains more than chance would
/// @param rows how many validation rows it was found on
/// @param before log loss of these rows without it
/// @param after log loss of these rows with it
public record Temperature(double found, boolean kept, int rows, double before, double after) {
  /// Half of the 95 % quantile of chi-squared with one degree of freedom: what one useless number
  /// gains in log likelihood, of all rows together, in one of twenty cases.
  static final double MARGIN = 1.920729410347062;

  private static final double LARGEST = 20;
  private static final int COARSE = 12;
  private static final int FINE = 24;
  private static final double GOLDEN = 0.6180339887498949;

  /// What the scores are divided by: 1 if it is not kept.
  public double value() {
    return kept ? found : 1;
  }

  /// Whether outputs of this kind have a temperature.
  static boolean applies(Activation output) {
    return output instanceof Activation.Softmax || output instanceof Activation.Logistic;
  }

  /// Learned from the scores of rows whose truth is known: a coarse and then a golden-section
  /// search over ln T from -ln 20 to ln 20, the same steps each time.
  ///
  /// @param members scores z `[rows x width]` of each member, whose probabilities are averaged
  /// @param truth as [TargetOutcomes#of] wants it
  /// @return null if the log loss is not finite, or there are no rows
  static @Nullable Temperature learn(
      TargetEncoder target,
      Activation output,
      java.util.List<float[]> members,
      Matrix truth,
      float @Nullable [] weights) {
    int rows = truth.rows();
    if (rows == 0) {
      return null;
    }
    int width = members.getFirst().length / rows;
    DoubleUnaryOperator loss =
        t -> {
          float[] a = new float[rows * width];
          for (float[] z : members) {
            for (int r = 0; r < rows; r++) {
              add(output, t, z, r * width, width, a, r * width);
            }
          }
          for (int i = 0; i < a.length && members.size() > 1; i++) {
            a[i] /= members.size();
          }
          Outcomes outcomes =
              TargetOutcomes.of(target, width, members.getFirst(), a, truth, weights);
          return Metric.LOG_LOSS.of(outcomes);
        };
    double before = loss.applyAsDouble(1);
    double t = least(loss);
    double after = loss.applyAsDouble(t);
    if (!Double.isFinite(before) || !Double.isFinite(after)) {
      return null;
    }
    boolean kept = worth(rows, weights) * (before - after) > MARGIN;
    return new Temperature(t, kept, rows, before, after);
  }

  /// How many equal rows these are worth.
  private static double worth(int rows, float @Nullable [] weights) {
    if (weights == null) {
      return rows;
    }
    double sum = 0;
    double squares = 0;
    for (float w : weights) {
      sum += w;
      squares += (double) w * w;
    }
    return squares > 0 ? sum * sum / squares : 0;
  }

  private static double least(DoubleUnaryOperator loss) {
    double step = 2 * StrictMath.log(LARGEST) / COARSE;
    double[] values = new double[COARSE + 1];
    Arrays.setAll(
        values, i -> loss.applyAsDouble(StrictMath.exp(i * step - StrictMath.log(LARGEST))));
    int best = 0;
    for (int i = 1; i <= COARSE; i++) {
      best = values[i] < values[best] ? i : best;
    }
    double low = Math.max(0, best - 1) * step - StrictMath.log(LARGEST);
    double high = Math.min(COARSE, best + 1) * step - StrictMath.log(LARGEST);
    return golden(u -> loss.applyAsDouble(StrictMath.exp(u)), low, high);
  }

  /// e to the middle of what is left of the bracket.
  private static double golden(DoubleUnaryOperator f, double from, double to) {
    double low = from;
    double high = to;
    double a = high - GOLDEN * (high - low);
    double b = low + GOLDEN * (high - low);
    double fa = f.applyAsDouble(a);
    double fb = f.applyAsDouble(b);
    for (int i = 0; i < FINE; i++) {
      if (fa <= fb) {
        high = b;
        b = a;
        fb = fa;
        a = high - GOLDEN * (high - low);
        fa = f.applyAsDouble(a);
      } else {
        low = a;
        a = b;
        fa = fb;
        b = low + GOLDEN * (high - low);
        fb = f.applyAsDouble(b);
      }
    }
    return StrictMath.exp((low + high) / 2);
  }

  /// Adds the outputs of one row to `a`, in double, rounded once.
  ///
  /// @param output softmax or logistic
  /// @param t divides z, > 0
  static void add(Activation output, double t, float[] z, int from, int width, float[] a, int to) {
    if (output instanceof Activation.Logistic) {
      for (int k = 0; k < width; k++) {
        a[to + k] += (float) logistic(z[from + k] / t);
      }
      return;
    }
    double most = largest(z, from, width);
    double sum = 0;
    for (int k = 0; k < width; k++) {
      sum += StrictMath.exp((z[from + k] - most) / t);
    }
    for (int k = 0; k < width; k++) {
      a[to + k] += (float) (StrictMath.exp((z[from + k] - most) / t) / sum);
    }
  }

  private static double largest(float[] z, int from, int width) {
    double most = z[from];
    for (int k = 1; k < width; k++) {
      most = Math.max(most, z[from + k]);
    }
    return most;
  }

  /// 1 / (1 + exp(-u)), without overflow.
  public static double logistic(double u) {
    double e = StrictMath.exp(-Math.abs(u));
    return u >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
}
