package dev.soma.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Whether one column alone predicts the target.
final class Leak {
  /// Share of rows that must be right.
  private static final double ACCURACY = 0.995;

  /// Correlation with a number to be predicted.
  private static final double CORRELATION = 0.9999;

  /// Rows a level needs on average, so that the levels are not simply learned by heart.
  private static final int ROWS_A_LEVEL = 5;

  private Leak() {}

  /// How well, for display, such as `accuracy 100.0 %`; empty if not well enough.
  static String of(Column column, int distinct, Column target, @Nullable Task task) {
    if (distinct < 2) {
      return "";
    }
    if (task == Task.REGRESSION) {
      boolean numbers = column instanceof Column.Numbers && target instanceof Column.Numbers;
      double r = numbers ? correlation((Column.Numbers) column, (Column.Numbers) target) : 0;
      return Math.abs(r) >= CORRELATION ? String.format(Locale.ROOT, "correlation %.5f", r) : "";
    }
    int[] classes = codes(target);
    double majority = accuracy(new int[classes.length], classes);
    double accuracy =
        (long) distinct * ROWS_A_LEVEL <= column.rows()
            ? accuracy(codes(column), classes)
            : column instanceof Column.Numbers n && separates(n, classes) ? 1 : 0;
    return accuracy >= ACCURACY && accuracy > majority + (1 - majority) / 2
        ? String.format(Locale.ROOT, "accuracy %.1f %%", 100 * accuracy)
        : "";
  }

  private static int[] codes(Column column) {
    int[] codes = new int[column.rows()];
    switch (column) {
      case Column.Text text -> Arrays.setAll(codes, r -> text.code(r) + 1);
      case Column.Numbers numbers -> {
        Map<Double, Integer> known = new HashMap<>();
        Arrays.setAll(codes, r -> known.computeIfAbsent(numbers.value(r), _ -> known.size()));
      }
    }
    return codes;
  }

  /// Share of rows that have the most frequent class of their level.
  private static double accuracy(int[] levels, int[] classes) {
    Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
    for (int r = 0; r < levels.length; r++) {
      counts.computeIfAbsent(levels[r], _ -> new HashMap<>()).merge(classes[r], 1, Integer::sum);
    }
    long right =
        counts.values().stream()
            .mapToLong(c -> c.values().stream().mapToInt(Integer::intValue).max().orElse(0))
            .sum();
    return (double) right / levels.length;
  }

  /// Whether thresholds on the number separate all classes, each class in one interval.
  private static boolean separates(Column.Numbers numbers, int[] classes) {
    Integer[] order = IntStream.range(0, classes.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(numbers::value));
    int changes = 0;
    for (int i = 1; i < order.length; i++) {
      changes += classes[order[i]] != classes[order[i - 1]] ? 1 : 0;
    }
    return changes == Arrays.stream(classes).distinct().count() - 1;
  }

  private static double correlation(Column.Numbers x, Column.Numbers y) {
    double n = 0;
    double mx = 0;
    double my = 0;
    for (int r = 0; r < x.rows(); r++) {
      if (!x.isMissing(r)) {
        n++;
        mx += x.value(r);
        my += y.value(r);
      }
    }
    mx /= n;
    my /= n;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int r = 0; r < x.rows(); r++) {
      if (!x.isMissing(r)) {
        double dx = x.value(r) - mx;
        double dy = y.value(r) - my;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
      }
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }
}
