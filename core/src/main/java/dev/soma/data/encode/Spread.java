package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.scale.Sorted;
import dev.soma.data.store.Ranked;
import dev.soma.data.text.NumberText;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Mean, deviation and range of numbers; missing ones (not finite) stand for a fill.
///
/// @param mean the mean, the fill counted for each missing value
/// @param sd the deviation, divided by the number of rows; 1 if it would be 0
/// @param min smallest present value
/// @param max largest present value
/// @param fill what stood for missing values: the median of the present ones, or as given
/// @param missing how many were missing
record Spread(double mean, double sd, double min, double max, double fill, int missing) {
  /// The spread of a column; counting is enough if it is of bytes.
  static Spread of(Column column, double fill) {
    int[] counts = column instanceof Column.Numbers numbers ? numbers.byteCounts() : new int[0];
    return counts.length == 0 || column.rows() == 0
        ? of(column.rows(), values(column, '.'), fill)
        : ofCounts(counts, column.rows(), fill);
  }

  /// The spread of several columns of bytes taken as one.
  static Spread together(List<Column.Numbers> columns, double fill) {
    int rows = columns.stream().mapToInt(Column::rows).sum();
    return ofCounts(counts(columns), rows, fill);
  }

  private static int[] counts(List<Column.Numbers> columns) {
    int[] counts = new int[256];
    for (Column.Numbers column : columns) {
      int[] more = column.byteCounts();
      Arrays.setAll(counts, v -> counts[v] + more[v]);
    }
    return counts;
  }

  /// Whether the values of a column are counted instead of ordered: bytes.
  static boolean isCounted(Column column) {
    return column instanceof Column.Numbers numbers && numbers.byteCounts().length > 0;
  }

  /// The values of columns of bytes taken as one, in their order.
  static Sorted sorted(List<Column.Numbers> columns) {
    double[] values = new double[256];
    Arrays.setAll(values, v -> v);
    return Sorted.ofCounts(values, counts(columns));
  }

  private static Spread ofCounts(int[] counts, int rows, double fill) {
    long sum = 0;
    int min = -1;
    int max = 0;
    for (int v = 0; v < counts.length; v++) {
      sum += (long) v * counts[v];
      min = min < 0 && counts[v] > 0 ? v : min;
      max = counts[v] > 0 ? v : max;
    }
    double mean = (double) sum / rows;
    double squares = 0;
    for (int v = 0; v < counts.length; v++) {
      squares += counts[v] * (v - mean) * (v - mean);
    }
    double median = (ranked(counts, (rows - 1) / 2) + ranked(counts, rows / 2)) / 2.0;
    return new Spread(
        mean,
        max > min ? Math.sqrt(squares / rows) : 1,
        min,
        max,
        Double.isInfinite(fill) ? mean : median,
        0);
  }

  private static int ranked(int[] counts, int rank) {
    int value = 0;
    for (int below = counts[0]; below <= rank; below += counts[value]) {
      value++;
    }
    return value;
  }

  /// The spread of these values; NaN as fill means the median, infinity the mean.
  static Spread of(int rows, IntToDoubleFunction value, double fill) {
    int present = 0;
    double sum = 0;
    double min = Double.NaN;
    double max = Double.NaN;
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      if (Double.isFinite(v)) {
        sum += v;
        min = present == 0 ? v : Math.min(min, v);
        max = present == 0 ? v : Math.max(max, v);
        present++;
      }
    }
    int missing = rows - present;
    if (present == 0) {
      return new Spread(0, 1, 0, 0, 0, missing);
    }
    double presentMean = Double.isFinite(sum) ? sum / present : sumOfShares(rows, value, present);
    double filled = Double.isInfinite(fill) ? presentMean : median(rows, value, present);
    double total = sum + missing * filled;
    double mean =
        Double.isFinite(total)
            ? total / rows
            : presentMean * ((double) present / rows) + filled * ((double) missing / rows);
    double squares = missing * (filled - mean) * (filled - mean);
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      if (Double.isFinite(v)) {
        squares += (v - mean) * (v - mean);
      }
    }
    double sd = Math.sqrt(squares / rows);
    boolean spread = max > min && sd > 0 && Double.isFinite(sd);
    return new Spread(
        max > min || missing > 0 ? mean : min, spread ? sd : 1, min, max, filled, missing);
  }

  /// The mean where the sum is beyond what a double holds.
  private static double sumOfShares(int rows, IntToDoubleFunction value, int present) {
    double mean = 0;
    for (int r = 0; r < rows; r++) {
      double v = value.applyAsDouble(r);
      mean += Double.isFinite(v) ? v / present : 0;
    }
    return mean;
  }

  /// The numbers of a column; texts are parsed, and are NaN if they are no numbers.
  static IntToDoubleFunction values(Column column, char decimal) {
    return switch (column) {
      case Column.Numbers numbers -> numbers::value;
      case Column.Text text -> {
        double[] parsed =
            text.levels().stream().mapToDouble(l -> NumberText.parse(l, decimal)).toArray();
        yield r -> text.code(r) < 0 ? Double.NaN : parsed[text.code(r)];
      }
    };
  }

  /// The numbers of a column, its texts as the table they are of was read.
  static IntToDoubleFunction values(Column column, ReadOptions options) {
    if (!(column instanceof Column.Text text) || !options.number().contains(column.name())) {
      return values(column, options.format().decimal());
    }
    double[] parsed =
        text.levels().stream().mapToDouble(l -> options.number(column.name(), l)).toArray();
    return r -> text.code(r) < 0 ? Double.NaN : parsed[text.code(r)];
  }

  static IntToDoubleFunction values(Column column) {
    return values(column, '.');
  }

  private static double median(int rows, IntToDoubleFunction value, int present) {
    return Ranked.of(rows, value, (present - 1) / 2, present / 2);
  }
}
