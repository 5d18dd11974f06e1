package dev.soma.data;

import dev.soma.data.store.ClassCounts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
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
  private final Codes classes;
  private final double majority;

  Leak(Column target, @Nullable Task task) {
    this.target = target;
    this.regression = task == Task.REGRESSION;
    this.classes = regression ? new Codes(1, _ -> 0) : codes(target);
    this.majority = regression ? 0 : accuracy(new Codes(1, _ -> 0));
  }

  /// A code from 0 for each row, without an array of them.
  private record Codes(int count, IntUnaryOperator at) {}

  /// How well, for display, such as `accuracy 100.0 %`; empty if not well enough.
  Optional<String> of(Column column, int distinct) {
    if (distinct < 2 || (long) distinct * classes.count > TABLE) {
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
      accuracy =
          column instanceof Column.Numbers numbers && !numbers.isBytes()
              ? accuracy(numbers)
              : accuracy(codes(column));
    } else if (column instanceof Column.Numbers numbers && separates(numbers)) {
      accuracy = 1;
    }
    return accuracy < ACCURACY || accuracy <= majority + (1 - majority) / 2
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "accuracy %.1f %%", 100 * accuracy));
  }

  /// Codes from 0; 0 is a missing value.
  private static Codes codes(Column column) {
    return switch (column) {
      case Column.Text text -> new Codes(text.levels().size() + 1, r -> text.code(r) + 1);
      case Column.Numbers bytes when bytes.isBytes() ->
          new Codes(257, r -> (int) bytes.value(r) + 1);
      case Column.Numbers numbers -> {
        double[] distinct = numbers.distinct();
        yield new Codes(
            distinct.length + 1,
            r ->
                numbers.isMissing(r)
                    ? 0
                    : 1 + Arrays.binarySearch(distinct, numbers.value(r) + 0.0));
      }
    };
  }

  /// Share of rows that have the most frequent class of their number; 0 as soon as it cannot reach
  /// [#ACCURACY]: most columns are done with after a few rows.
  private double accuracy(Column.Numbers numbers) {
    int rows = target.rows();
    ClassCounts counts = new ClassCounts(classes.count);
    for (int r = 0; r < rows; r++) {
      counts.add(numbers.isMissing(r) ? Double.NaN : numbers.value(r), classes.at.applyAsInt(r));
      if ((double) (rows - counts.wrong()) / rows < ACCURACY) {
        return 0;
      }
    }
    return (double) (rows - counts.wrong()) / rows;
  }

  /// Share of rows that have the most frequent class of their level.
  private double accuracy(Codes levels) {
    int count = classes.count;
    int[] counts = new int[Math.multiplyExact(levels.count, count)];
    int rows = target.rows();
    for (int r = 0; r < rows; r++) {
      counts[levels.at.applyAsInt(r) * count + classes.at.applyAsInt(r)]++;
    }
    long right = 0;
    for (int level = 0; level < levels.count; level++) {
      int most = 0;
      for (int c = 0; c < count; c++) {
        most = Math.max(most, counts[level * count + c]);
      }
      right += most;
    }
    return (double) right / rows;
  }

  /// Whether thresholds on the number separate all classes, each class in one interval. Rows are
  /// compared by number, then by position, so that each class has a first and a last row.
  private boolean separates(Column.Numbers numbers) {
    int[] first = new int[classes.count];
    int[] last = new int[classes.count];
    double[] least = new double[classes.count];
    double[] most = new double[classes.count];
    Arrays.fill(first, -1);
    Comparator<Integer> order =
        Comparator.<Integer>comparingDouble(numbers::value).thenComparing(r -> r);
    for (int r = 0; r < target.rows(); r++) {
      int c = classes.at.applyAsInt(r);
      double v = numbers.value(r);
      boolean seen = first[c] >= 0;
      if (!seen || Double.compare(v, most[c]) >= 0) {
        last[c] = r;
        most[c] = v;
      }
      if (!seen || Double.compare(v, least[c]) < 0) {
        first[c] = r;
        least[c] = v;
      }
    }
    Integer[] byFirst =
        IntStream.range(0, first.length)
            .filter(c -> first[c] >= 0)
            .boxed()
            .sorted(Comparator.comparing(c -> first[c], order))
            .toArray(Integer[]::new);
    for (int i = 1; i < byFirst.length; i++) {
      if (order.compare(last[byFirst[i - 1]], first[byFirst[i]]) > 0) {
        return false;
      }
    }
    return true;
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
