package dev.soma.eval;

import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A metric with everything prepared that does not depend on the row weights, so that a bootstrap,
/// which only changes how often a row counts, costs one pass a resample.
interface RowScore {
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

  /// Prepares a metric.
  ///
  /// @throws SomaException.Usage E235 if it does not apply
  static RowScore of(Metric metric, Outcomes outcomes) {
    if (!metric.applies(outcomes)) {
      String others =
          Metric.usual(outcomes).stream().map(Metric::name).collect(Collectors.joining(", "));
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
      case Metric.MacroF1 _ -> w -> macro(f1(c, w));
      case Metric.RocAuc _ -> auc(c);
      case Metric.Rmse _, Metric.Mae _, Metric.R2 _, Metric.PoissonDeviance _, Metric.Pinball _ ->
          throw new IllegalArgumentException(metric + " is for numbers");
    };
  }

  private static RowScore ofLabel(Metric metric, Outcomes.Classes yesOrNo) {
    if (metric instanceof Metric.MacroF1) {
      return w -> {
        double f = f1(yesOrNo, w)[1];
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
      case Metric.R2 _ -> w -> r2(squares.value(w), y, w);
      case Metric.PoissonDeviance _ -> mean(n.rows(), r -> deviance(y[r], a[r]));
      case Metric.Pinball p -> mean(n.rows(), r -> pinball(y[r] - a[r], p.tau()));
      case Metric.Accuracy _, Metric.LogLoss _, Metric.MacroF1 _, Metric.RocAuc _ ->
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

  /// F1 of each class; NaN for a class that is neither true nor predicted.
  private static double[] f1(Outcomes.Classes c, double[] w) {
    double[] both = new double[c.classes()];
    double[] either = new double[c.classes()];
    for (int r = 0; r < c.rows(); r++) {
      int y = c.truth()[r];
      int a = c.predicted()[r];
      either[y] += w[r];
      if (a >= 0) {
        either[a] += w[r];
      }
      if (a == y) {
        both[y] += w[r];
      }
    }
    double[] f1 = new double[c.classes()];
    for (int k = 0; k < f1.length; k++) {
      f1[k] = 2 * both[k] / either[k];
    }
    return f1;
  }

  private static RowScore auc(Outcomes.Classes c) {
    if (Arrays.stream(c.probabilities()).anyMatch(Double::isNaN)) {
      return w -> Double.NaN;
    }
    int first = c.classes() == 2 ? 1 : 0; // of two classes one says it all
    return mean(IntStream.range(first, c.classes()).mapToObj(k -> auc(c, k)).toList());
  }

  /// Class k against the rest: average ranks, that is half of the area beside a tie.
  private static RowScore auc(Outcomes.Classes c, int k) {
    if (IntStream.range(1, c.rows()).allMatch(r -> c.p(r, k) == c.p(0, k))) {
      return w -> aucOfOneTie(c.truth(), k, w);
    }
    int[] order =
        IntStream.range(0, c.rows())
            .boxed()
            .sorted(Comparator.comparingDouble(r -> c.p(r, k)))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] positive = new boolean[order.length];
    boolean[] ends = new boolean[order.length]; // the last row of a tie, or a row without one
    for (int i = 0; i < order.length; i++) {
      positive[i] = c.truth()[order[i]] == k;
      ends[i] = i + 1 == order.length || c.p(order[i], k) != c.p(order[i + 1], k);
    }
    return w -> auc(order, positive, ends, w);
  }

  /// The same where every row has the same probability, such as that of a baseline: a half, unless
  /// one side has no rows.
  private static double aucOfOneTie(int[] truth, int k, double[] w) {
    boolean yes = false;
    boolean no = false;
    for (int r = 0; r < w.length && !(yes && no); r++) {
      yes |= w[r] > 0 && truth[r] == k;
      no |= w[r] > 0 && truth[r] != k;
    }
    return yes && no ? 0.5 : Double.NaN;
  }

  private static double auc(int[] order, boolean[] positive, boolean[] ends, double[] w) {
    double below = 0;
    double area = 0;
    double yes = 0;
    double tiedYes = 0;
    double tiedNo = 0;
    for (int i = 0; i < order.length; i++) {
      double weight = w[order[i]];
      tiedYes += positive[i] ? weight : 0;
      tiedNo += positive[i] ? 0 : weight;
      if (ends[i]) {
        area += tiedYes * (below + tiedNo / 2);
        below += tiedNo;
        yes += tiedYes;
        tiedYes = 0;
        tiedNo = 0;
      }
    }
    return area / (yes * below); // 0 / 0 where one side has no rows
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
