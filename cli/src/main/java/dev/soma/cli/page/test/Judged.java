package dev.soma.cli.page.test;

import dev.soma.cli.screen.Text;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Outcomes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// What was said of some rows with a probability, and whether it is so.
///
/// @param name of the class or label
/// @param p probability, one a row
/// @param yes whether it is so, one a row
/// @param weights one a row
record Judged(String name, double[] p, boolean[] yes, double[] weights) {
  private static final int CURVES = 8;
  private static final int POINTS = 150;
  private static final int NAME = 30;
  private static final double Z = 1.959964; // of a 95 % interval

  /// The positive of two classes, the largest of more against the rest, or the first labels.
  static List<Judged> each(Outcomes outcomes, TargetEncoder target) {
    return switch (outcomes) {
      case Outcomes.Classes c when c.scored() && target instanceof TargetEncoder.Classes t -> {
        int[] counts = new int[c.classes()];
        Arrays.stream(c.truth()).forEach(k -> counts[k]++);
        int[] classes =
            c.classes() == 2
                ? new int[] {1}
                : IntStream.range(0, c.classes())
                    .boxed()
                    .sorted((a, b) -> Integer.compare(counts[b], counts[a]))
                    .limit(CURVES)
                    .mapToInt(k -> k)
                    .sorted()
                    .toArray();
        List<Judged> all = new ArrayList<>();
        for (int k : classes) {
          all.add(of(t.levels().get(k), c, r -> c.p(r, k), r -> c.truth()[r] == k));
        }
        yield all;
      }
      case Outcomes.Labels l -> {
        List<Judged> all = new ArrayList<>();
        for (int j = 0; j < Math.min(CURVES, l.labels()); j++) {
          Outcomes.Classes c = l.label(j);
          all.add(of(target.names().get(j), c, r -> c.p(r, 1), r -> c.truth()[r] == 1));
        }
        yield all;
      }
      case Outcomes.Classes _, Outcomes.Numbers _ -> List.of();
    };
  }

  /// The class that was predicted, whichever it is: of two the positive one.
  static List<Judged> chosen(Outcomes outcomes, TargetEncoder target) {
    if (outcomes instanceof Outcomes.Classes c && c.scored() && c.classes() > 2) {
      return List.of(
          of(
              "the predicted class",
              c,
              r -> c.predicted()[r] < 0 ? Double.NaN : c.p(r, c.predicted()[r]),
              r -> c.predicted()[r] == c.truth()[r]));
    }
    return each(outcomes, target);
  }

  private static Judged of(String name, Outcomes rows, IntToDoubleFunction p, IntPredicate yes) {
    boolean[] is = new boolean[rows.rows()];
    double[] each = new double[rows.rows()];
    for (int r = 0; r < is.length; r++) {
      is[r] = yes.test(r);
      each[r] = p.applyAsDouble(r);
    }
    double[] weights = rows.weights();
    if (weights == null) {
      weights = new double[is.length];
      Arrays.fill(weights, 1);
    }
    return new Judged(Text.cut(name, NAME), each, is, weights);
  }

  /// Points of a curve.
  ///
  /// @param x from 0 to 1
  /// @param y from 0 to 1
  record Curve(double[] x, double[] y) {}

  /// The receiver operating characteristic: for falling thresholds the share of the other rows that
  /// are said to be so (x), and of the rows that are (y). Rows of equal p come together; points
  /// that lie close together are thinned. No points if either kind of row is absent.
  Curve roc() {
    int[] order = Order.rising(p);
    double yesAll = 0;
    double noAll = 0;
    for (int r : order) {
      yesAll += yes[r] ? weights[r] : 0;
      noAll += yes[r] ? 0 : weights[r];
    }
    List<Double> x = new ArrayList<>(List.of(0.0));
    List<Double> y = new ArrayList<>(List.of(0.0));
    double yesSum = 0;
    double noSum = 0;
    for (int i = order.length - 1; i >= 0 && yesAll > 0 && noAll > 0; i--) {
      yesSum += yes[order[i]] ? weights[order[i]] : 0;
      noSum += yes[order[i]] ? 0 : weights[order[i]];
      if (i > 0 && (float) p[order[i - 1]] == (float) p[order[i]]) {
        continue;
      }
      double dx = noSum / noAll - x.getLast();
      double dy = yesSum / yesAll - y.getLast();
      if (i == 0 || dx + dy >= 1.0 / POINTS) {
        x.add(noSum / noAll);
        y.add(yesSum / yesAll);
      }
    }
    return new Curve(
        x.stream().mapToDouble(v -> v).toArray(), y.stream().mapToDouble(v -> v).toArray());
  }

  /// Rows of similar p.
  ///
  /// @param rows how many
  /// @param p their mean probability
  /// @param share how many of them are so
  /// @param low lower end of the 95 % interval of that share, Wilson's
  /// @param high its upper end
  record Bin(int rows, double p, double share, double low, double high) {}

  /// The rows of all, in bins of equal width; without empty ones. Rows are counted, not weighted.
  static List<Bin> bins(List<Judged> all, int count) {
    int[] rows = new int[count];
    int[] so = new int[count];
    double[] sums = new double[count];
    for (Judged j : all) {
      for (int r = 0; r < j.p.length; r++) {
        if (j.p[r] >= 0 && j.p[r] <= 1) {
          int bin = Math.min(count - 1, (int) (j.p[r] * count));
          rows[bin]++;
          so[bin] += j.yes[r] ? 1 : 0;
          sums[bin] += j.p[r];
        }
      }
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      if (rows[b] > 0) {
        bins.add(bin(rows[b], sums[b] / rows[b], (double) so[b] / rows[b]));
      }
    }
    return bins;
  }

  private static Bin bin(int n, double p, double share) {
    double shrink = 1 + Z * Z / n;
    double middle = (share + Z * Z / (2 * n)) / shrink;
    double half = Z / shrink * StrictMath.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
    return new Bin(n, p, share, Math.max(0, middle - half), Math.min(1, middle + half));
  }
}
