package dev.soma.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
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

  /// Cells of a table of levels and classes that is still counted.
  private static final int TABLE = 50_000_000;

  private final Column target;
  private final boolean regression;
  private final int[] classes;
  private final int count;
  private final double majority;

  Leak(Column target, @Nullable Task task) {
    this.target = target;
    this.regression = task == Task.REGRESSION;
    this.classes = regression ? new int[0] : codes(target);
    this.count = IntStream.of(classes).max().orElse(0) + 1;
    this.majority = regression ? 0 : accuracy(new int[classes.length], 1);
  }

  /// How well, for display, such as `accuracy 100.0 %`; empty if not well enough.
  Optional<String> of(Column column, int distinct) {
    if (distinct < 2 || (long) distinct * count > TABLE) {
      return Optional.empty();
    }
    if (regression) {
      boolean numbers = column instanceof Column.Numbers && target instanceof Column.Numbers;
      double r = numbers ? correlation((Column.Numbers) column, (Column.Numbers) target) : 0;
      return Math.abs(r) < CORRELATION
          ? Optional.empty()
          : Optional.of(String.format(Locale.ROOT, "correlation %.5f", r));
    }
    double accuracy = 0;
    if ((long) distinct * ROWS_A_LEVEL <= column.rows()) {
      int[] codes = codes(column);
      accuracy = accuracy(codes, IntStream.of(codes).max().orElse(0) + 1);
    } else if (column instanceof Column.Numbers numbers && separates(numbers)) {
      accuracy = 1;
    }
    return accuracy < ACCURACY || accuracy <= majority + (1 - majority) / 2
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "accuracy %.1f %%", 100 * accuracy));
  }

  /// Codes from 0; 0 is a missing value.
  private static int[] codes(Column column) {
    int[] codes = new int[column.rows()];
    switch (column) {
      case Column.Text text -> Arrays.setAll(codes, r -> text.code(r) + 1);
      case Column.Numbers bytes when bytes.isBytes() ->
          Arrays.setAll(codes, r -> (int) bytes.value(r) + 1);
      case Column.Numbers numbers -> {
        double[] distinct = numbers.distinct();
        Arrays.setAll(
            codes,
            r ->
                numbers.isMissing(r)
                    ? 0
                    : 1 + Arrays.binarySearch(distinct, numbers.value(r) + 0.0));
      }
    }
    return codes;
  }

  /// Share of rows that have the most frequent class of their level.
  private double accuracy(int[] levels, int size) {
    int[] counts = new int[Math.multiplyExact(size, count)];
    for (int r = 0; r < levels.length; r++) {
      counts[levels[r] * count + classes[r]]++;
    }
    long right = 0;
    for (int level = 0; level < size; level++) {
      int most = 0;
      for (int c = 0; c < count; c++) {
        most = Math.max(most, counts[level * count + c]);
      }
      right += most;
    }
    return (double) right / levels.length;
  }

  /// Whether thresholds on the number separate all classes, each class in one interval.
  private boolean separates(Column.Numbers numbers) {
    Integer[] order = IntStream.range(0, classes.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(numbers::value));
    int changes = 0;
    for (int i = 1; i < order.length; i++) {
      changes += classes[order[i]] != classes[order[i - 1]] ? 1 : 0;
    }
    return changes == IntStream.of(classes).distinct().count() - 1;
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
