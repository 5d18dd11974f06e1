package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.remedy.AbsentColumns;
import dev.soma.data.scale.Offset;
import dev.soma.data.scale.PlainData;
import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// The target between the table and the network; learned on training rows, plain data.
public sealed interface TargetEncoder {
  /// What is learned.
  Task task();

  /// The target columns.
  List<String> names();

  /// Number of network outputs: 1 for two classes, else one a class, label or number.
  int outputs();

  /// Number of encoded targets of a row: 1 for classes, else one a label or number.
  default int encodedColumns() {
    return this instanceof Classes ? 1 : outputs();
  }

  /// The targets of a table as the loss wants them (see [Dataset]).
  ///
  /// @throws SomaException.Mismatch E510 if a target column is absent, E514 for a value that is
  ///   missing, is no class of the training rows, or is not a number
  default Matrix encode(Table table) {
    Matrix targets = Matrix.zeros(table.rows(), names().size());
    for (int k = 0; k < names().size(); k++) {
      float[] values = values(k, table);
      int[] wrong = IntStream.range(0, values.length).filter(r -> Float.isNaN(values[r])).toArray();
      if (wrong.length > 0) {
        throw wrong(table, names().get(k), wrong, expected(k));
      }
      for (int r = 0; r < values.length; r++) {
        targets.set(r, k, values[r]);
      }
    }
    return targets;
  }

  /// The values of target `k` in all rows as the loss wants them; NaN for one that is missing, is
  /// no class of the training rows, or is not a number.
  ///
  /// @throws SomaException.Mismatch E510 if the column is absent
  float[] values(int k, Table table);

  /// This encoder as maps, lists, text and numbers, for [#fromData(Map)].
  Map<String, Object> toData();

  /// Learns classes, or mean and spread, from training rows.
  ///
  /// @param train a table that knows its target
  /// @throws IllegalStateException if it does not
  static TargetEncoder learn(Table train) {
    List<Column> columns = train.targets().stream().map(train::column).toList();
    return switch (train.task()) {
      case BINARY, MULTICLASS ->
          new Classes(
              columns.getFirst().name(),
              withPositiveLast(LevelIndex.of(columns.getFirst()), train.positive()));
      case MULTI_LABEL ->
          new Labels(train.targets(), columns.stream().map(LevelIndex::of).toList());
      case REGRESSION -> Numbers.learn(columns);
    };
  }

  /// The encoder that [#toData()] described.
  ///
  /// @throws IllegalArgumentException if the data is not of that form
  static TargetEncoder fromData(Map<String, ?> data) {
    PlainData d = new PlainData(data);
    return switch (d.text("kind")) {
      case "classes" -> new Classes(d.text("name"), d.texts("levels"));
      case "labels" -> new Labels(d.texts("names"), d.textLists("levels"));
      case "numbers" -> new Numbers(d.texts("names"), d.numbers("means"), d.numbers("sds"));
      case "clipped" ->
          new Numbers(
              d.texts("names"),
              d.numbers("means"),
              d.numbers("sds"),
              d.numbers("lows"),
              d.numbers("highs"));
      default -> throw new IllegalArgumentException("no target of kind " + d.text("kind"));
    };
  }

  private static List<String> withPositiveLast(
      List<String> levels, @org.jspecify.annotations.Nullable String positive) {
    if (positive == null || levels.size() != 2 || !levels.getFirst().equals(positive)) {
      return levels;
    }
    return levels.reversed();
  }

  private static Column target(Table table, String name) {
    if (!table.names().contains(name)) {
      throw new SomaException.Mismatch(
          "E510",
          "column missing · "
              + table.source().name()
              + " has no target column \""
              + name
              + "\", it has "
              + Names.list(table.names(), 20),
          new AbsentColumns(table.source().name(), table.names(), List.of(name), List.of())
              .fixes("with the true value of each row"));
    }
    return table.column(name);
  }

  private static float[] classes(Column column, List<String> levels) {
    int[] codes = new LevelIndex(levels).codes(column);
    float[] values = new float[codes.length];
    for (int r = 0; r < codes.length; r++) {
      values[r] = codes[r] < 0 ? Float.NaN : codes[r];
    }
    return values;
  }

  private String expected(int k) {
    return switch (this) {
      case Classes c -> "trained on: " + Names.list(c.levels(), 20);
      case Labels l -> "trained on: " + Names.list(l.levels().get(k), 20);
      case Numbers _ -> "expected a number";
    };
  }

  private SomaException wrong(Table table, String name, int[] wrong, String expected) {
    boolean marked = this instanceof Numbers && UnusableRows.isOtherMark(table, name, wrong);
    return new SomaException.Mismatch(
        "E514",
        "target does not fit · "
            + table.source().name()
            + " line "
            + Names.count(table.line(wrong[0]))
            + ", column \""
            + name
            + "\": "
            + UnusableRows.value(table.column(name), wrong[0])
            + "\n"
            + expected
            + ". "
            + Names.count(wrong.length)
            + " of "
            + Names.count(table.rows())
            + " rows affected ("
            + table.where(wrong, 5)
            + ")",
        marked ? List.of(UnusableRows.mark(table).one()) : List.of());
  }

  /// Classes of one target.
  ///
  /// @param name the column
  /// @param levels the classes, by value if all are numbers, else by text; of two classes the
  ///   second is the positive one, encoded as 1
  record Classes(String name, List<String> levels) implements TargetEncoder {
    /// Copies.
    ///
    /// @throws IllegalArgumentException if there are fewer than two classes
    public Classes {
      levels = List.copyOf(levels);
      if (levels.size() < 2) {
        throw new IllegalArgumentException("two classes at least, got " + levels);
      }
    }

    @Override
    public Task task() {
      return levels.size() == 2 ? Task.BINARY : Task.MULTICLASS;
    }

    @Override
    public List<String> names() {
      return List.of(name);
    }

    @Override
    public int outputs() {
      return levels.size() == 2 ? 1 : levels.size();
    }

    @Override
    public float[] values(int k, Table table) {
      return classes(target(table, name), levels);
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", "classes");
      data.put("name", name);
      data.put("levels", levels);
      return data;
    }
  }

  /// Several two-valued targets.
  ///
  /// @param names the columns
  /// @param levels the two levels of each, the second encoded as 1
  record Labels(List<String> names, List<List<String>> levels) implements TargetEncoder {
    /// Copies.
    ///
    /// @throws IllegalArgumentException if a target has not one or two levels
    public Labels {
      names = List.copyOf(names);
      levels = levels.stream().map(List::copyOf).toList();
      if (names.size() != levels.size()
          || levels.stream().anyMatch(l -> l.isEmpty() || l.size() > 2)) {
        throw new IllegalArgumentException("labels " + names + " with levels " + levels);
      }
    }

    @Override
    public Task task() {
      return Task.MULTI_LABEL;
    }

    @Override
    public int outputs() {
      return names.size();
    }

    @Override
    public float[] values(int k, Table table) {
      return classes(target(table, names.get(k)), levels.get(k));
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", "labels");
      data.put("names", names);
      data.put("levels", levels);
      return data;
    }
  }

  /// Numbers, scaled: (y - mean) / sd.
  ///
  /// @param names the columns
  /// @param means mean of the training rows
  /// @param sds standard deviation of the training rows (divided by their number), > 0
  /// @param lows no prediction is smaller; empty if predictions are not clipped
  /// @param highs no prediction is larger; empty likewise
  record Numbers(
      List<String> names,
      List<Double> means,
      List<Double> sds,
      List<Double> lows,
      List<Double> highs)
      implements TargetEncoder {
    /// Without bounds of the predictions.
    public Numbers(List<String> names, List<Double> means, List<Double> sds) {
      this(names, means, sds, List.of(), List.of());
    }

    /// Copies.
    ///
    /// @throws IllegalArgumentException if the lengths differ, a deviation is not positive or a
    ///   bound is above the other
    public Numbers {
      lows = List.copyOf(lows);
      highs = List.copyOf(highs);
      if (lows.size() != highs.size() || (!lows.isEmpty() && lows.size() != names.size())) {
        throw new IllegalArgumentException(
            "targets " + names + " with bounds " + lows + " and " + highs);
      }
      for (int k = 0; k < lows.size(); k++) {
        if (!(lows.get(k) <= highs.get(k))) {
          throw new IllegalArgumentException("bounds " + lows.get(k) + " and " + highs.get(k));
        }
      }
      names = List.copyOf(names);
      means = List.copyOf(means);
      sds = List.copyOf(sds);
      if (names.size() != means.size()
          || names.size() != sds.size()
          || !sds.stream().allMatch(s -> s > 0)) {
        throw new IllegalArgumentException(
            "targets " + names + " with means " + means + " and deviations " + sds);
      }
    }

    static Numbers learn(List<Column> columns) {
      List<Double> means = new ArrayList<>();
      List<Double> sds = new ArrayList<>();
      for (Column column : columns) {
        Spread spread = Spread.of(column.rows(), Spread.values(column), Double.NaN);
        means.add(spread.mean());
        sds.add(spread.sd());
      }
      return new Numbers(columns.stream().map(Column::name).toList(), means, sds);
    }

    /// The same with other means and deviations, bounds in the units of the target as they are.
    public Numbers scaled(List<Double> otherMeans, List<Double> otherSds) {
      return new Numbers(names, otherMeans, otherSds, lows, highs);
    }

    /// The same, scaled by mean and deviation of target minus offset: that is what a network
    /// learns.
    ///
    /// @param offset of the one target, in its units
    public Numbers beside(Offset offset, Table train) {
      IntToDoubleFunction y = Spread.values(target(train, names.getFirst()));
      IntToDoubleFunction o = Spread.values(train.column(offset.column()));
      IntToDoubleFunction rest = r -> y.applyAsDouble(r) - o.applyAsDouble(r);
      Spread spread = Spread.of(train.rows(), rest, Double.POSITIVE_INFINITY);
      return scaled(List.of(spread.mean()), List.of(spread.sd()));
    }

    /// The same with predictions clipped to the smallest and largest target of training rows.
    ///
    /// @throws SomaException.Mismatch E510 if a target column is absent
    public Numbers clipped(Table train) {
      List<Double> smallest = new ArrayList<>();
      List<Double> largest = new ArrayList<>();
      for (String name : names) {
        Spread spread =
            Spread.of(train.rows(), Spread.values(target(train, name)), Double.POSITIVE_INFINITY);
        smallest.add(spread.min());
        largest.add(spread.max());
      }
      return new Numbers(names, means, sds, smallest, largest);
    }

    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public int outputs() {
      return names.size();
    }

    /// The scaled value of target `k`.
    public double scale(int k, double y) {
      return (y - means.get(k)) / sds.get(k);
    }

    /// The value of target `k` in its own units; 0 is 0 again, although its scaled float is
    /// rounded.
    public double unscale(int k, double scaled) {
      return scaled == (float) scale(k, 0) ? 0 : scaled * sds.get(k) + means.get(k);
    }

    /// What an output of the network predicts for target `k`, in its own units: clipped if there
    /// are bounds. NaN stays NaN.
    public double predicted(int k, double output) {
      double y = unscale(k, output);
      return lows.isEmpty() ? y : Math.max(lows.get(k), Math.min(highs.get(k), y));
    }

    @Override
    public float[] values(int k, Table table) {
      IntToDoubleFunction read = Spread.values(target(table, names.get(k)), table.options());
      float[] values = new float[table.rows()];
      for (int r = 0; r < values.length; r++) {
        double y = read.applyAsDouble(r);
        values[r] = Double.isFinite(y) ? (float) scale(k, y) : Float.NaN;
      }
      return values;
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", lows.isEmpty() ? "numbers" : "clipped");
      data.put("names", names);
      data.put("means", means);
      data.put("sds", sds);
      if (!lows.isEmpty()) {
        data.put("lows", lows);
        data.put("highs", highs);
      }
      return data;
    }
  }
}
