package dev.soma.eval;

import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A metric with everything prepared that does not depend on the row weights, so that a bootstrap,
/// which only changes how often a row counts, costs one pass a resample.
interface RowScore {
  /// Share of the largest |y| up to which y is 0 within what is kept of it: a target is scaled to a
  /// float and back.
  double ZERO = 0x1p-22;

  /// The metric with these row weights, one a row, >= 0.
  double value(double[] weights);

  /// The weights of the rows, 1 where there are none.
  static double[] weights(Outcomes outcomes) {
    double[] given = outcomes.weights();
    if (given != null) {
      return given;
    }
    double[] ones = new double[outcomes.rows()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /// Bytes of a row, at most at a time, while a metric of it is computed.
  ///
  /// @param one outcomes without rows, for their kind and how many classes, labels or targets
  /// @param weighted whether rows have weights
  static long bytes(Metric metric, Outcomes one, boolean weighted) {
    boolean ranks = metric instanceof Metric.RocAuc || metric instanceof Metric.AveragePrecision;
    boolean median = metric instanceof Metric.Medae;
    boolean sums =
        metric instanceof Metric.MacroF1
            || metric instanceof Metric.BalancedAccuracy
            || metric instanceof Metric.Mcc;
    long kept = ranks ? Ranking.KEPT : median ? 8 + 4 : sums ? 0 : 8;
    long sorts = ranks ? Ranking.SORTS - kept : median ? 8 + Ranking.SORTS - kept : 0;
    return switch (one) {
      case Outcomes.Classes c -> {
        long columns = ranks && c.classes() > 2 ? c.classes() : 1; // of each against the rest
        yield most(8L * c.classes() + 8, columns * kept, sorts, weighted);
      }
      case Outcomes.Labels l -> { // each as two classes, 24 bytes, of which some are kept
        long own = ranks ? 4 : sums ? 24 : 0;
        yield most(12L * l.labels(), l.labels() * (kept + own), sorts + 24 - own, weighted);
      }
      case Outcomes.Numbers n when n.targets() == 1 -> most(16, kept, sorts, weighted);
      case Outcomes.Numbers n -> { // each alone, 16 bytes
        long own = metric instanceof Metric.R2 ? 8 : 0;
        yield most(16L * n.targets(), n.targets() * (kept + own), sorts + 16 - own, weighted);
      }
    };
  }

  /// @param kept by the prepared metric
  /// @param more while it is prepared; weights that are all 1 are made after that
  private static long most(long outcomes, long kept, long more, boolean weighted) {
    return outcomes + kept + (weighted ? 8 + more : Math.max(8, more));
  }

  /// Prepares a metric.
  ///
  /// @throws SomaException.Usage E235 if it does not apply
  static RowScore of(Metric metric, Outcomes outcomes) {
    if (!metric.applies(outcomes)) {
      String others =
          Metric.all(outcomes).stream().map(Metric::name).collect(Collectors.joining(", "));
      throw new SomaException.Usage(
          "E235",
          "metric " + metric + " cannot be asked of these predictions; there are " + others,
          Metric.usual(outcomes).stream().map(m -> "--metric " + m).toArray(String[]::new));
    }
    return switch (outcomes) {
      case Outcomes.Classes c -> ofClasses(metric, c);
      case Outcomes.Labels l ->
          mean(IntStream.range(0, l.labels()).mapToObj(j -> ofLabel(metric, l.label(j))).toList());
      case Outcomes.Numbers n when n.targets() > 1 ->
          mean(IntStream.range(0, n.targets()).mapToObj(j -> of(metric, n.target(j))).toList());
      case Outcomes.Numbers n -> ofNumbers(metric, n);
    };
  }

  private static RowScore ofClasses(Metric metric, Outcomes.Classes c) {
    return switch (metric) {
      case Metric.Accuracy _ -> mean(c.rows(), r -> c.predicted()[r] == c.truth()[r] ? 1 : 0);
      case Metric.LogLoss _ -> mean(c.rows(), r -> logLoss(c, r));
      case Metric.Brier _ -> mean(c.rows(), r -> brier(c, r));
      case Metric.MacroF1 _ -> w -> macro(new ClassSums(c, w).f1());
      case Metric.BalancedAccuracy _ -> w -> macro(new ClassSums(c, w).recalls());
      case Metric.Mcc _ -> w -> new ClassSums(c, w).mcc();
      case Metric.RocAuc _ -> mean(Ranking.each(c, Ranking::auc));
      case Metric.AveragePrecision _ -> mean(Ranking.each(c, Ranking::averagePrecision));
      case Metric.Rmse _,
          Metric.Mae _,
          Metric.Medae _,
          Metric.Mape _,
          Metric.R2 _,
          Metric.PoissonDeviance _,
          Metric.Pinball _ ->
          throw new IllegalArgumentException(metric + " is for numbers");
    };
  }

  private static RowScore ofLabel(Metric metric, Outcomes.Classes yesOrNo) {
    if (metric instanceof Metric.MacroF1) {
      return w -> {
        double f = new ClassSums(yesOrNo, w).f1()[1];
        return Double.isNaN(f) ? 0 : f;
      };
    }
    return ofClasses(metric, yesOrNo);
  }

  private static RowScore ofNumbers(Metric metric, Outcomes.Numbers n) {
    double[] a = n.predicted();
    double[] y = n.truth();
    RowScore squares = mean(n.rows(), r -> (a[r] - y[r]) * (a[r] - y[r]));
    return switch (metric) {
      case Metric.Rmse _ -> w -> StrictMath.sqrt(squares.value(w));
      case Metric.Mae _ -> mean(n.rows(), r -> Math.abs(a[r] - y[r]));
      case Metric.Medae _ -> median(n.rows(), r -> Math.abs(a[r] - y[r]));
      case Metric.Mape _ -> {
        double zero = ZERO * Arrays.stream(y).map(Math::abs).max().orElse(0);
        yield mean(
            n.rows(),
            r -> Math.abs(y[r]) <= zero ? Double.NaN : Math.abs(a[r] - y[r]) / Math.abs(y[r]));
      }
      case Metric.R2 _ -> w -> r2(squares.value(w), y, w);
      case Metric.PoissonDeviance _ -> mean(n.rows(), r -> deviance(y[r], a[r]));
      case Metric.Pinball p -> mean(n.rows(), r -> pinball(y[r] - a[r], p.tau()));
      case Metric.Accuracy _,
          Metric.LogLoss _,
          Metric.Brier _,
          Metric.MacroF1 _,
          Metric.BalancedAccuracy _,
          Metric.Mcc _,
          Metric.RocAuc _,
          Metric.AveragePrecision _ ->
          throw new IllegalArgumentException(metric + " is for classes");
    };
  }

  /// The mean over the rows of a value of each.
  private static RowScore mean(int rows, IntToDoubleFunction valueOfRow) {
    double[] values = IntStream.range(0, rows).mapToDouble(valueOfRow).toArray();
    if (Arrays.stream(values).allMatch(Double::isFinite)) {
      return w -> meanOfFinite(values, w);
    }
    return w -> {
      double sum = 0;
      double total = 0;
      for (int r = 0; r < values.length; r++) {
        if (w[r] > 0) { // a row that was not drawn must not spread an infinity
          sum += w[r] * values[r];
          total += w[r];
        }
      }
      return sum / total; // no rows: 0 / 0
    };
  }

  /// The same without a look at what was drawn, which no processor can foresee: + 0 changes no sum.
  private static double meanOfFinite(double[] values, double[] w) {
    double sum = 0;
    double total = 0;
    for (int r = 0; r < values.length; r++) {
      sum += w[r] * values[r];
      total += w[r];
    }
    return sum / total;
  }

  /// The weighted median over the rows of a value of each; NaN if one is NaN, or without rows.
  private static RowScore median(int rows, IntToDoubleFunction valueOfRow) {
    double[] values = IntStream.range(0, rows).mapToDouble(valueOfRow).toArray();
    if (rows == 0 || Arrays.stream(values).anyMatch(Double::isNaN)) {
      return _ -> Double.NaN;
    }
    int[] order = Ranking.order(rows, r -> values[r]);
    return w -> {
      double half = Arrays.stream(w).sum() / 2;
      double below = 0;
      for (int i = 0; i < rows; i++) {
        below += w[order[i]];
        if (below >= half && w[order[i]] > 0) {
          return below > half
              ? values[order[i]]
              : (values[order[i]] + values[order[drawn(order, w, i + 1)]]) / 2;
        }
      }
      return Double.NaN; // no row weighs anything
    };
  }

  /// The first place from `i` on whose row weighs something; the last if there is none.
  private static int drawn(int[] order, double[] w, int i) {
    int at = i;
    while (at < order.length - 1 && w[order[at]] == 0) {
      at++;
    }
    return Math.min(at, order.length - 1);
  }

  /// The mean over several scores, of those that are not NaN.
  private static RowScore mean(List<RowScore> scores) {
    return w -> macro(scores.stream().mapToDouble(s -> s.value(w)).toArray());
  }

  private static double macro(double[] values) {
    double sum = 0;
    int count = 0;
    for (double v : values) {
      if (!Double.isNaN(v)) {
        sum += v;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private static double logLoss(Outcomes.Classes c, int row) {
    double sum = 0;
    for (int k = 0; k < c.classes(); k++) {
      sum += Math.max(c.p(row, k), 1e-7);
    }
    return -StrictMath.log(Math.max(c.p(row, c.truth()[row]), 1e-7) / sum);
  }

  private static double brier(Outcomes.Classes c, int row) {
    double sum = 0;
    for (int k = c.classes() == 2 ? 1 : 0; k < c.classes(); k++) {
      double d = c.p(row, k) - (c.truth()[row] == k ? 1 : 0);
      sum += d * d;
    }
    return sum;
  }

  private static double r2(double meanSquare, double[] y, double[] w) {
    double total = 0;
    double mean = 0;
    for (int r = 0; r < y.length; r++) {
      total += w[r];
      mean += w[r] * y[r];
    }
    mean /= total;
    double variance = 0;
    for (int r = 0; r < y.length; r++) {
      variance += w[r] * (y[r] - mean) * (y[r] - mean);
    }
    variance /= total;
    boolean constant = variance <= 1e-24 * mean * mean; // nothing but the rounding of the mean
    return constant ? Double.NaN : 1 - meanSquare / variance;
  }

  private static double deviance(double y, double a) {
    if (a < 0 || y < 0) {
      return Double.NaN;
    }
    return 2 * (y == 0 ? a : y * StrictMath.log(y / a) - y + a);
  }

  private static double pinball(double d, double tau) {
    return d >= 0 ? tau * d : (tau - 1) * d;
  }
}
