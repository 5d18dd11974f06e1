package dev.soma.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Rows by rising probability of one class, which is set against the rest.
final class Ranking {
  /// Bytes of a row in a ranking: its place, and two truths.
  static final long KEPT = 4 + 1 + 1;

  /// Bytes of a row while [#order] sorts: an Integer, where it is, half of that again, its place.
  static final long SORTS = 16 + 4 + 2 + 4;

  private final int[] truth;
  private final int k;

  /// Rows by rising p; empty where all have the same, such as that of a baseline.
  private final int[] order;

  private final boolean[] positive;

  /// Whether a place is the last of a tie, or a row without one.
  private final boolean[] ends;

  private Ranking(Outcomes.Classes c, int k) {
    this.truth = c.truth();
    this.k = k;
    boolean tie = IntStream.range(1, c.rows()).allMatch(r -> c.p(r, k) == c.p(0, k));
    order = tie ? new int[0] : order(c.rows(), r -> c.p(r, k));
    positive = new boolean[order.length];
    ends = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      positive[i] = truth[order[i]] == k;
      ends[i] = i + 1 == order.length || c.p(order[i], k) != c.p(order[i + 1], k);
    }
  }

  /// A score of each class against the rest; of two classes class 1 says it all. NaN if a
  /// probability is.
  static List<RowScore> each(Outcomes.Classes c, Function<Ranking, RowScore> score) {
    if (Arrays.stream(c.probabilities()).anyMatch(Double::isNaN)) {
      return List.of(_ -> Double.NaN);
    }
    int first = c.classes() == 2 ? 1 : 0;
    return IntStream.range(first, c.classes())
        .mapToObj(k -> score.apply(new Ranking(c, k)))
        .toList();
  }

  /// Row numbers by rising value, of equals the earlier row first.
  static int[] order(int rows, IntToDoubleFunction value) {
    return IntStream.range(0, rows)
        .boxed()
        .sorted(Comparator.comparingDouble(value::applyAsDouble))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Average ranks, that is half of the area beside a tie.
  RowScore auc() {
    return order.length == 0 ? this::aucOfOneTie : this::auc;
  }

  /// A half, unless one side has no rows.
  private double aucOfOneTie(double[] w) {
    boolean yes = false;
    boolean no = false;
    for (int r = 0; r < w.length && !(yes && no); r++) {
      yes |= w[r] > 0 && truth[r] == k;
      no |= w[r] > 0 && truth[r] != k;
    }
    return yes && no ? 0.5 : Double.NaN;
  }

  private double auc(double[] w) {
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

  /// Precision at each step down the ranking, weighted by the recall that the step gains.
  RowScore averagePrecision() {
    return order.length == 0 ? this::shareOfClass : this::averagePrecision;
  }

  /// One step: the precision of saying yes to all rows.
  private double shareOfClass(double[] w) {
    double yes = 0;
    double all = 0;
    for (int r = 0; r < w.length; r++) {
      yes += truth[r] == k ? w[r] : 0;
      all += w[r];
    }
    return yes > 0 ? yes / all : Double.NaN;
  }

  private double averagePrecision(double[] w) {
    double sum = 0;
    double yes = 0;
    double all = 0;
    double tiedYes = 0;
    double tied = 0;
    for (int i = order.length - 1; i >= 0; i--) {
      double weight = w[order[i]];
      tiedYes += positive[i] ? weight : 0;
      tied += weight;
      if (i == 0 || ends[i - 1]) {
        yes += tiedYes;
        all += tied;
        sum += all > 0 ? tiedYes * (yes / all) : 0;
        tiedYes = 0;
        tied = 0;
      }
    }
    return sum / yes; // 0 / 0 where no row is of the class
  }
}
