package dev.soma.model.calibration;

import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import java.util.Arrays;
import java.util.TreeSet;

/// The probability of the positive one of two classes from which it is said.
///
/// @param p in [0, 1]; 1/2 is the decision of the network itself
/// @param metric that it was chosen by on validation rows; empty if it was given
/// @param before the metric of these rows at 1/2; NaN if it was given
/// @param after the metric of these rows at p; NaN if it was given
public record Threshold(double p, String metric, double before, double after) {
  /// The decision of the network itself.
  public static final Threshold HALF = new Threshold(0.5, "", Double.NaN, Double.NaN);

  private static final int CUTS = 200;

  /// A threshold that is given.
  ///
  /// @throws IllegalArgumentException if it is not a probability
  public static Threshold of(double p) {
    return new Threshold(p, "", Double.NaN, Double.NaN);
  }

  /// Checks the range.
  public Threshold {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("a threshold is a probability from 0 to 1, got " + p);
    }
  }

  /// The metric that a threshold is chosen by: the one that chose the epoch if it reads decisions
  /// only, else the accuracy.
  static Metric metric(Metric chosen) {
    return switch (chosen) {
      case Metric.Accuracy _, Metric.MacroF1 _, Metric.BalancedAccuracy _, Metric.Mcc _ -> chosen;
      default -> Metric.ACCURACY;
    };
  }

  /// The best of 1/2 and up to 200 values between neighbouring probabilities, at evenly spaced
  /// ranks; of equals the one nearest to 1/2.
  static Threshold learn(Metric metric, Outcomes.Classes rows) {
    double half = metric.of(at(rows, 0.5));
    double best = 0.5;
    double value = half;
    for (double p : cuts(rows)) {
      double here = metric.of(at(rows, p));
      boolean better = here > value || (Double.isNaN(value) && !Double.isNaN(here));
      boolean nearer = here == value && Math.abs(p - 0.5) < Math.abs(best - 0.5);
      if (better || nearer) {
        best = p;
        value = here;
      }
    }
    return new Threshold(best, metric.name(), half, value);
  }

  private static TreeSet<Double> cuts(Outcomes.Classes rows) {
    double[] p = new double[rows.rows()];
    Arrays.setAll(p, r -> rows.p(r, 1));
    double[] distinct =
        Arrays.stream(p).filter(x -> !Double.isNaN(x)).sorted().distinct().toArray();
    TreeSet<Double> cuts = new TreeSet<>();
    int gaps = distinct.length - 1;
    int most = Math.min(CUTS, gaps);
    for (int i = 0; i < most; i++) {
      int at = (int) ((long) i * gaps / most);
      cuts.add((distinct[at] + distinct[at + 1]) / 2);
    }
    return cuts;
  }

  /// The same outcomes, two classes decided at this threshold if it is not 1/2.
  public Outcomes decided(Outcomes outcomes) {
    return p != 0.5 && outcomes instanceof Outcomes.Classes c && c.classes() == 2
        ? at(c, p)
        : outcomes;
  }

  /// The same rows, decided at p; those without a class stay so.
  static Outcomes.Classes at(Outcomes.Classes rows, double p) {
    int[] decided = new int[rows.rows()];
    for (int r = 0; r < decided.length; r++) {
      double own = rows.p(r, 1);
      boolean none = rows.predicted()[r] < 0 || !Double.isFinite(own);
      decided[r] = none ? -1 : own >= p ? 1 : 0;
    }
    return rows.withPredicted(decided);
  }
}
