package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.UnusableRow;
import dev.soma.data.remedy.RowsMark;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.MarkedNumber;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of one table that cannot be encoded, while they are being found column by column: each
/// with the first of what is wrong with it.
final class UnusableRows {
  private final Table table;
  private final SortedMap<Integer, UnusableRow> found = new TreeMap<>();

  private UnusableRows(Table table) {
    this.table = table;
  }

  /// In the order of the table.
  ///
  /// @param target whose values the rows have to have as well; null for none
  static List<UnusableRow> of(Table table, Encoder encoder, @Nullable TargetEncoder target) {
    UnusableRows unusable = new UnusableRows(table);
    Encoding look = new Encoding(table, encoder.missing(), unusable);
    encoder.columns().forEach(look::check);
    if (target != null) {
      unusable.addTargets(target);
    }
    Offset offset = encoder.offset();
    if (offset != null) {
      unusable.addOffsets(offset);
    }
    return List.copyOf(unusable.found.values());
  }

  /// Refuses the first of what [#of] finds, as encoding does.
  static void refuse(Table table, Encoder encoder, @Nullable TargetEncoder target) {
    try {
      Encoding look = new Encoding(table, encoder.missing(), null);
      encoder.columns().forEach(look::check);
      if (target != null) {
        Matrix _ = target.encode(table);
      }
      float @Nullable [] _ = encoder.offsets(table);
    } catch (SomaException.Mismatch e) {
      throw marked(e, table, encoder, target);
    }
  }

  /// The same refusal with what is to be done where it may be that the rows have the other decimal
  /// mark: one mark for all columns.
  static SomaException marked(
      SomaException.Mismatch e, Table table, Encoder encoder, @Nullable TargetEncoder target) {
    List<String> truth = target instanceof TargetEncoder.Numbers n ? n.names() : List.of();
    Stream<String> inputs =
        encoder.columns().stream().filter(UnusableRows::isNumber).map(InputColumn::name);
    Stream<String> offset = Stream.ofNullable(encoder.offset()).map(Offset::column);
    List<String> names = Stream.of(inputs, truth.stream(), offset).flatMap(n -> n).toList();
    return e.mended(
        new RowsMark(table.source(), table.options(), numbers(table, names))
            .fixes(e.remedies(), e.id().equals("E514") ? numbers(table, truth) : List.of()));
  }

  private static boolean isNumber(InputColumn column) {
    return column instanceof InputColumn.NumberInput || column instanceof InputColumn.LevelledInput;
  }

  private static List<RowsMark.Numbers> numbers(Table table, List<String> names) {
    return names.stream()
        .filter(table.names()::contains)
        .map(table::column)
        .map(column -> numbers(table, column))
        .toList();
  }

  private static RowsMark.Numbers numbers(Table table, Column column) {
    ReadOptions options = table.options();
    char other = RowsMark.other(options);
    IntToDoubleFunction there =
        options.number().contains(column.name())
            ? r -> MarkedNumber.parse(column.text(r), other)
            : Spread.values(column, other);
    return new RowsMark.Numbers(
        column.name(), column.rows(), column::text, Spread.values(column, options), there);
  }

  /// @param id of the error that refuses the values of these rows
  void add(String id, Column column, int[] rows) {
    for (int r : rows) {
      found.computeIfAbsent(
          r, _ -> new UnusableRow(r, id, "column \"" + column.name() + "\": " + value(column, r)));
    }
  }

  /// Adds those without a true value that the model knows.
  void addTargets(TargetEncoder target) {
    for (int k = 0; k < target.names().size(); k++) {
      float[] values = target.values(k, table);
      add("E514", table.column(target.names().get(k)), rows(r -> Float.isNaN(values[r])));
    }
  }

  /// Adds those without a usable offset.
  void addOffsets(Offset offset) {
    Column column = table.column(offset.column());
    IntToDoubleFunction values = Spread.values(column, table.options());
    add("E515", column, rows(r -> !offset.accepts(values.applyAsDouble(r))));
  }

  private int[] rows(IntPredicate wrong) {
    return IntStream.range(0, table.rows()).filter(wrong).toArray();
  }

  /// `"zz"`, `no value`.
  static String value(Column column, int row) {
    boolean infinite = column instanceof Column.Numbers numbers && numbers.isNotFinite(row);
    String none = infinite ? "a number that is not finite" : "no value";
    return column.text(row).isEmpty() ? none : "\"" + column.text(row) + "\"";
  }

  /// What is added to z of the output layer in each row.
  ///
  /// @throws SomaException.Mismatch E515 for a value that cannot be used
  static float[] offsets(Table table, Offset offset) {
    Column column = table.column(offset.column());
    IntToDoubleFunction values = Spread.values(column, table.options());
    float[] all = new float[table.rows()];
    for (int r = 0; r < all.length; r++) {
      double value = values.applyAsDouble(r);
      if (!offset.accepts(value)) {
        throw new SomaException.Mismatch(
            "E515",
            offset.word()
                + " · "
                + table.source().name()
                + " line "
                + table.line(r)
                + ", column \""
                + column.name()
                + "\": "
                + value(column, r)
                + "\nexpected a number"
                + (offset.exposure() ? " > 0" : "")
                + ": the model was trained with it",
            "--on-bad-row skip");
      }
      all[r] = (float) offset.of(value);
    }
    return all;
  }
}
