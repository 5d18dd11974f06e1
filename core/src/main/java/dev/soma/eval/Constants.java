package dev.soma.eval;

import dev.soma.eval.Evaluation.Offsets;
import dev.soma.nn.Activation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Predicting the same for every row, but for its offset if it has one.
final class Constants {
  /// z of a probability that no double tells from 0 or 1.
  private static final double SURE = 750;

  private static final int STEPS = 100;
  private static final double CLOSE = 1e-12;

  private Constants() {}

  /// Shares of the classes or labels, or means of the targets, weighted; NaN without rows.
  static double[] of(Outcomes outcomes) {
    double[] w = RowScore.weights(outcomes);
    int columns =
        switch (outcomes) {
          case Outcomes.Classes c -> c.classes();
          case Outcomes.Labels l -> l.labels();
          case Outcomes.Numbers n -> n.targets();
        };
    double[] sums = new double[columns];
    for (int r = 0; r < outcomes.rows(); r++) {
      for (int j = 0; j < columns; j++) {
        sums[j] +=
            w[r]
                * switch (outcomes) {
                  case Outcomes.Classes c -> c.truth()[r] == j ? 1 : 0;
                  case Outcomes.Labels l -> l.truth()[r * columns + j];
                  case Outcomes.Numbers n -> n.truth()[r * columns + j];
                };
      }
    }
    double total = Arrays.stream(w).sum();
    return Arrays.stream(sums).map(s -> s / total).toArray();
  }

  /// The same rows, all with this prediction.
  static Outcomes predicting(Outcomes outcomes, double[] constant) {
    int rows = outcomes.rows();
    double[] all = new double[rows * constant.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = constant[i % constant.length];
    }
    return switch (outcomes) {
      case Outcomes.Classes c -> {
        int largest = 0;
        for (int k = 0; k < constant.length; k++) {
          largest = constant[k] > constant[largest] ? k : largest;
        }
        int[] predicted = new int[rows];
        Arrays.fill(predicted, largest);
        yield new Outcomes.Classes(c.classes(), all, predicted, c.truth(), c.weights());
      }
      case Outcomes.Labels l -> new Outcomes.Labels(l.labels(), all, l.truth(), l.weights());
      case Outcomes.Numbers n -> new Outcomes.Numbers(n.targets(), all, n.truth(), n.weights());
    };
  }

  /// What fits these rows best beside their offsets: shares of the two classes, or a number, of a
  /// row whose offset is 0.
  ///
  /// @param outcomes of one target, or two classes
  static double[] of(Outcomes outcomes, Offsets offsets) {
    return switch (outcomes) {
      case Outcomes.Classes c -> {
        double[] y = Arrays.stream(c.truth()).asDoubleStream().toArray();
        double p = beside(offsets, y, c.weights());
        yield new double[] {1 - p, p};
      }
      case Outcomes.Numbers n -> new double[] {beside(offsets, n.truth(), n.weights())};
      case Outcomes.Labels _ -> throw new IllegalArgumentException("offsets are added to one z");
    };
  }

  /// f(c) that fits these rows best.
  static double beside(Offsets offsets, double[] y, double @Nullable [] weights) {
    float[] o = offsets.values();
    if (offsets.link() instanceof Activation.Logistic) {
      return logistic(logit(o, y, weights));
    }
    boolean rate = offsets.link() instanceof Activation.Exponential;
    double sum = 0;
    double total = 0;
    for (int r = 0; r < y.length; r++) {
      double w = weights == null ? 1 : weights[r];
      sum += w * (rate ? y[r] : y[r] - o[r]);
      total += w * (rate ? StrictMath.exp(o[r]) : 1);
    }
    return sum / total;
  }

  /// c with sum of w logistic(c + o) = sum of w y: halving, and Newton's step where it stays
  /// inside.
  private static double logit(float[] o, double[] y, double @Nullable [] weights) {
    double low = -SURE;
    double high = SURE;
    for (float each : o) {
      low = Math.min(low, -SURE - each);
      high = Math.max(high, SURE - each);
    }
    double c = 0;
    double moved = high - low;
    for (int i = 0; i < STEPS && moved > CLOSE; i++) {
      double excess = 0;
      double slope = 0;
      for (int r = 0; r < y.length; r++) {
        double w = weights == null ? 1 : weights[r];
        double p = logistic(c + o[r]);
        excess += w * (p - y[r]);
        slope += w * p * (1 - p);
      }
      low = excess < 0 ? c : low;
      high = excess < 0 ? high : c;
      double next = c - excess / slope;
      double to = next > low && next < high ? next : (low + high) / 2;
      moved = Math.abs(to - c);
      c = to;
    }
    return c;
  }

  private static double logistic(double z) {
    return 1 / (1 + StrictMath.exp(-z));
  }

  /// The same rows, each with f(c + o).
  ///
  /// @param constant as [#of(Outcomes, Offsets)] gives it
  static Outcomes predicting(Outcomes outcomes, double[] constant, Offsets offsets) {
    float[] o = offsets.values();
    double[] all = new double[o.length];
    boolean exp = offsets.link() instanceof Activation.Exponential;
    boolean logistic = offsets.link() instanceof Activation.Logistic;
    for (int r = 0; r < all.length; r++) {
      all[r] =
          exp
              ? constant[0] * StrictMath.exp(o[r])
              : logistic
                  ? logistic(StrictMath.log(constant[1] / constant[0]) + o[r])
                  : constant[0] + o[r];
    }
    return switch (outcomes) {
      case Outcomes.Classes c -> {
        double[] both = new double[2 * all.length];
        int[] predicted = new int[all.length];
        for (int r = 0; r < all.length; r++) {
          both[2 * r] = 1 - all[r];
          both[2 * r + 1] = all[r];
          predicted[r] = all[r] >= 0.5 ? 1 : 0;
        }
        yield new Outcomes.Classes(2, both, predicted, c.truth(), c.weights());
      }
      case Outcomes.Numbers n -> new Outcomes.Numbers(1, all, n.truth(), n.weights());
      case Outcomes.Labels _ -> throw new IllegalArgumentException("offsets are added to one z");
    };
  }
}
