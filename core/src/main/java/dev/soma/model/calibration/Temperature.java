package dev.soma.model.calibration;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One number T > 0 that the scores z of the output layer are divided by before softmax or the
/// logistic function: a(n_l) = softmax(z(n_l) / T). Above 1 probabilities move towards each other.
///
/// Decisions are taken on z, which T does not change: neither does it change the accuracy. Source:
/// Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, 2017.
///
/// Where the network is right on all rows, the log loss falls to T = 0, and a single mistake among
/// other rows would cost without a limit. Then T is as small as the rows back: the mean p of what
/// is predicted is (k + 1) / (n + 2) if k of n rows are right, which is Laplace's rule of
/// succession.
///
/// @param found the T with the least log loss on the validation rows, from 1/20 to 20; or the one
///   that they back
/// @param kept whether it is used: only if it gains more than chance would
/// @param rows how many validation rows it was found on
/// @param before log loss of these rows without it
/// @param after log loss of these rows with it
/// @param backed whether it is the one that the rows back, as the log loss falls on below it
public record Temperature(
    double found, boolean kept, int rows, double before, double after, boolean backed) {
  /// Half of the 95 % quantile of chi-squared with one degree of freedom: what one useless number
  /// gains in log likelihood, of all rows together, in one of twenty cases.
  static final double MARGIN = 1.920729410347062;

  private static final double LARGEST = 20;
  private static final double END = 1.001 / LARGEST;
  private static final int COARSE = 12;
  private static final int FINE = 24;
  private static final double GOLDEN = 0.6180339887498949;

  /// Whether it is at an end of what is looked through.
  public boolean isAtEnd() {
    return found < END || found > 0.999 * LARGEST;
  }

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
      List<float[]> members,
      Matrix truth,
      float @Nullable [] weights) {
    int rows = truth.rows();
    if (rows == 0) {
      return null;
    }
    int width = members.getFirst().length / rows;
    DoubleFunction<Outcomes> at =
        t -> {
          float[] a = mean(output, members, width, t);
          return TargetOutcomes.of(target, width, members.getFirst(), a, truth, weights);
        };
    DoubleUnaryOperator loss = t -> Metric.LOG_LOSS.of(at.apply(t));
    double before = loss.applyAsDouble(1);
    double least = least(loss);
    double worth = worth(rows, weights);
    boolean falls = least < END || right(at.apply(1)) == 1;
    double t = falls ? backed(at, worth) : least;
    double after = loss.applyAsDouble(t);
    if (!Double.isFinite(before) || !Double.isFinite(after)) {
      return null;
    }
    boolean kept = worth * (before - after) > MARGIN;
    return new Temperature(t, kept, rows, before, after, falls && t > END);
  }

  /// The mean over the members of what each says with a temperature.
  private static float[] mean(Activation output, List<float[]> members, int width, double t) {
    float[] a = new float[members.getFirst().length];
    for (float[] z : members) {
      for (int i = 0; i < a.length; i += width) {
        add(output, t, z, i, width, a, i);
      }
    }
    for (int i = 0; i < a.length && members.size() > 1; i++) {
      a[i] /= members.size();
    }
    return a;
  }

  /// The smallest T, of those that are looked through, with which the network is no surer than by
  /// the rule of succession: the surer, the smaller T is.
  ///
  /// @param n how many equal rows these are worth
  private static double backed(DoubleFunction<Outcomes> at, double n) {
    double most = (n * right(at.apply(1)) + 1) / (n + 2);
    double low = -StrictMath.log(LARGEST);
    double high = -low;
    if (sure(at.apply(1 / LARGEST)) <= most) {
      return 1 / LARGEST;
    }
    for (int i = 0; i < FINE; i++) {
      double middle = (low + high) / 2;
      if (sure(at.apply(StrictMath.exp(middle))) > most) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return StrictMath.exp(high);
  }

  /// The share of the rows, or of all labels of the rows, that are right.
  private static double right(Outcomes outcomes) {
    return mean(outcomes, (c, r) -> c.predicted()[r] == c.truth()[r] ? 1 : 0);
  }

  /// The mean probability of what is predicted.
  private static double sure(Outcomes outcomes) {
    return mean(outcomes, (c, r) -> c.predicted()[r] < 0 ? Double.NaN : c.p(r, c.predicted()[r]));
  }

  private interface OfRow {
    double of(Outcomes.Classes classes, int row);
  }

  private static double mean(Outcomes outcomes, OfRow value) {
    List<Outcomes.Classes> all =
        switch (outcomes) {
          case Outcomes.Classes c -> List.of(c);
          case Outcomes.Labels l -> IntStream.range(0, l.labels()).mapToObj(l::label).toList();
          case Outcomes.Numbers _ -> List.of();
        };
    double sum = 0;
    double total = 0;
    for (Outcomes.Classes c : all) {
      double[] weights = c.weights();
      for (int r = 0; r < c.rows(); r++) {
        double w = weights == null ? 1 : weights[r];
        sum += w * value.of(c, r);
        total += w;
      }
    }
    return sum / total;
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
