package dev.soma.studio.result;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.text.NumberText;
import dev.soma.studio.draw.Room;
import dev.soma.studio.run.Subject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The columns of one row as a form shows them.
final class Controls {
  private static final int MOST = 40;
  private static final int MOST_ROWS = 2000;
  private static final double MARGIN = 0.08; // as of the axes of a plane
  private static final double STEPS = 100;

  private final Table training;
  private final Table own;
  private final Change change;

  /// @param own a table of the one row
  Controls(Subject subject, Table own, Change change) {
    this.training = subject.trainingRows();
    this.own = own;
    this.change = change;
  }

  /// The controls of the columns that a text occurs in, at most [#MOST].
  ///
  /// @param find part of a name, in any case
  /// @param columns those of the encoder
  List<Map<String, Object>> of(List<InputColumn> columns, String find) {
    String part = find.toLowerCase(Locale.ROOT);
    return columns.stream()
        .filter(c -> c.name().toLowerCase(Locale.ROOT).contains(part))
        .limit(MOST)
        .map(this::control)
        .toList();
  }

  private Map<String, Object> control(InputColumn column) {
    Map<String, Object> data = new LinkedHashMap<>();
    String name = column.name();
    Column there = own.column(name);
    boolean changed = change.values().containsKey(name);
    String other = change.values().get(name);
    String value = changed ? other : there.isMissing(0) ? null : there.text(0);
    data.put("name", name);
    data.put("own", there.isMissing(0) ? null : there.text(0));
    data.put("value", value);
    data.put("changed", changed);
    data.put("may_miss", there.isMissing(0) || mayMiss(column));
    switch (column) {
      case InputColumn.NumberInput n -> number(data, n, there, value);
      case InputColumn.LevelledInput l -> number(data, l.number(), there, value);
      case InputColumn.CategoryInput c -> levels(data, c.levels(), there);
      case InputColumn.OneHotInput o -> levels(data, o.levels(), there);
      case InputColumn.DateInput _ -> data.put("kind", "date");
    }
    return data;
  }

  /// Whether training rows lacked a value, so that the network knows what that means.
  private boolean mayMiss(InputColumn column) {
    return switch (column) {
      case InputColumn.NumberInput n -> n.indicator();
      case InputColumn.LevelledInput l -> l.number().indicator();
      case InputColumn.CategoryInput c -> c.missingLevel();
      case InputColumn.DateInput d ->
          d.numbers().stream().anyMatch(InputColumn.NumberInput::indicator);
      case InputColumn.OneHotInput o -> {
        Column c = training.column(o.name());
        yield IntStream.range(0, c.rows()).anyMatch(c::isMissing);
      }
    };
  }

  private static void levels(Map<String, Object> data, List<String> levels, Column there) {
    List<String> all = new ArrayList<>(levels);
    if (!there.isMissing(0) && !levels.contains(there.text(0))) {
      all.add(there.text(0)); // a level that no training row had
    }
    data.put("kind", "category");
    data.put("levels", all);
  }

  private void number(
      Map<String, Object> data, InputColumn.NumberInput n, Column there, @Nullable String value) {
    slider(data, n, List.of(there.text(0), value == null ? "" : value));
    if (isOneOfTwo(n)) { // a slider would have one step
      data.put("values", Stream.of(n.min(), n.max()).distinct().map(Controls::text).toList());
      data.put("chosen", value == null ? "" : text(NumberText.parse(value, '.')));
    }
  }

  /// @param shown texts of numbers that the slider must reach; others count as nothing
  private void slider(Map<String, Object> data, InputColumn.NumberInput n, List<String> shown) {
    double margin = Room.beyond(MARGIN, n.min(), n.max());
    double low = n.min() - margin;
    double high = n.max() + margin;
    for (String text : shown) {
      double value = NumberText.parse(text, '.');
      if (Double.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    int exponent = (int) Math.floor(StrictMath.log10((high - low) / STEPS));
    exponent = isWhole(n.name()) ? Math.max(0, exponent) : exponent;
    data.put("kind", "number");
    data.put("min", n.min());
    data.put("max", n.max());
    data.put("low", rounded(low, exponent, RoundingMode.FLOOR));
    data.put("high", rounded(high, exponent, RoundingMode.CEILING));
    data.put("step", BigDecimal.ONE.scaleByPowerOfTen(exponent).doubleValue());
  }

  private static String text(double x) {
    return Double.isFinite(x) ? NumberText.canonical(x) : "";
  }

  /// Whether all training rows have the least or the largest value, or none.
  private boolean isOneOfTwo(InputColumn.NumberInput n) {
    return n.min() <= n.max()
        && training.column(n.name()) instanceof Column.Numbers numbers
        && IntStream.range(0, numbers.rows())
            .allMatch(
                r ->
                    numbers.isMissing(r)
                        || numbers.value(r) == n.min()
                        || numbers.value(r) == n.max());
  }

  private static double rounded(double x, int exponent, RoundingMode way) {
    return BigDecimal.valueOf(x).setScale(-exponent, way).doubleValue();
  }

  private boolean isWhole(String name) {
    return training.column(name) instanceof Column.Numbers numbers
        && IntStream.range(0, Math.min(MOST_ROWS, numbers.rows()))
            .filter(r -> !numbers.isMissing(r))
            .allMatch(r -> numbers.value(r) == Math.rint(numbers.value(r)));
  }
}
