package dev.soma.model.explain;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import java.util.Arrays;
import java.util.Locale;

/// The row that a row is explained against, from what an encoder knows of its training rows, and
/// which inputs belong to which column.
///
/// A number is the mean of the training rows, and not missing; of a date, each of its parts. A
/// category is all its levels alike: 1 / levels in each input of its one-hot block. A number that
/// has levels is both.
final class BaseRow {
  private final double[] inputs;
  private final int[] columns;
  private int numbers;

  BaseRow(Encoder encoder) {
    inputs = new double[encoder.shape().units()];
    columns = new int[inputs.length];
    int oneHot = encoder.columnNumbers();
    int code = encoder.shape().numbers();
    for (int c = 0; c < encoder.columns().size(); c++) {
      InputColumn column = encoder.columns().get(c);
      switch (column) {
        case InputColumn.NumberInput n -> number(n, c);
        case InputColumn.DateInput d -> {
          for (InputColumn.NumberInput part : d.numbers()) {
            number(part, c);
          }
        }
        case InputColumn.OneHotInput o -> {
          for (int i = 0; i < o.scales().size(); i++) {
            put(oneHot++, c, o.scales().get(i).function().applyAsDouble(alike(o.levels().size())));
          }
        }
        case InputColumn.CategoryInput _ -> {}
        case InputColumn.LevelledInput l -> number(l.number(), c);
      }
      InputColumn.CategoryInput category = column.asCategory().orElse(null);
      for (int i = 0; category != null && i < category.size(); i++) {
        int levels = Math.max(1, category.levels().size());
        put(code++, c, i < levels ? 1.0 / levels : 0);
      }
    }
  }

  private void number(InputColumn.NumberInput n, int column) {
    put(numbers++, column, n.scale().function().applyAsDouble(n.mean()));
    if (n.indicator()) {
      put(numbers++, column, 0);
    }
  }

  private void put(int input, int column, double value) {
    inputs[input] = value;
    columns[input] = column;
  }

  /// The mean of what one of the numbers of a category is for each level
  /// ([InputColumn.OneHotInput]): the one number of a single level is 1, that of two levels 1 and
  /// -1.
  private static double alike(int levels) {
    return levels == 1 ? 1 : levels == 2 ? 0 : 1.0 / levels;
  }

  /// a(1), one-hot blocks expanded, a copy.
  double[] inputs() {
    return inputs.clone();
  }

  /// Sums over the inputs of each column.
  double[] byColumn(double[] each) {
    double[] sums = new double[1 + Arrays.stream(columns).max().orElse(-1)];
    for (int i = 0; i < columns.length; i++) {
      sums[columns[i]] += each[i];
    }
    return sums;
  }

  /// What the base row is in a column, for a person.
  static String words(InputColumn column) {
    return switch (column) {
      case InputColumn.NumberInput n -> "mean " + figure(n.mean());
      case InputColumn.DateInput _ -> "mean of each part";
      case InputColumn.OneHotInput o -> levels(o.levels().size());
      case InputColumn.CategoryInput c -> levels(c.levels().size());
      case InputColumn.LevelledInput l -> words(l.number()) + ", " + words(l.values());
    };
  }

  private static String levels(int count) {
    return count == 1 ? "1 level" : count + " levels alike";
  }

  private static String figure(double x) {
    double size = Math.abs(x);
    return size != 0 && (size < 1e-3 || size >= 1e7)
        ? String.format(Locale.ROOT, "%.3e", x)
        : String.format(Locale.ROOT, size >= 100 ? "%.1f" : "%.4f", x);
  }
}
