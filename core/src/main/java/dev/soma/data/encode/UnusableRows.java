package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.read.UnusableRow;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.Arrays;
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
      throw e.said(String.valueOf(e.getMessage()), marked(e, table, encoder, target));
    }
  }

  /// What is to be done, where the other decimal mark is offered only if it reads all numbers that
  /// the one in force reads.
  private static List<String> marked(
      SomaException.Mismatch e, Table table, Encoder encoder, @Nullable TargetEncoder target) {
    String other = "--decimal " + other(table);
    boolean offered = e.fixes().contains(other);
    boolean truth = e.id().equals("E514") && target != null && isOtherTruth(table, target);
    if (!offered && !truth) {
      return e.fixes();
    }
    Offset offset = encoder.offset();
    Stream<String> inputs =
        encoder.columns().stream()
            .filter(c -> c instanceof InputColumn.NumberInput)
            .map(InputColumn::name);
    Stream<String> others =
        Stream.concat(
            target instanceof TargetEncoder.Numbers n ? n.names().stream() : Stream.empty(),
            offset == null ? Stream.empty() : Stream.of(offset.column()));
    boolean all =
        Stream.concat(inputs, others)
            .filter(table.names()::contains)
            .allMatch(name -> staysRead(table, table.column(name)));
    List<String> rest = e.fixes().stream().filter(f -> !f.equals(other)).toList();
    String fix = all ? other : "give " + table.source().name() + " one decimal mark";
    return Stream.concat(Stream.of(fix), rest.stream()).toList();
  }

  private static char other(Table table) {
    return table.decimal() == '.' ? ',' : '.';
  }

  /// Whether the other mark reads what the one in force reads, and as the same number where signs
  /// and thousands were asked for.
  private static boolean staysRead(Table table, Column column) {
    boolean typed = table.options().number().contains(column.name());
    IntToDoubleFunction here = Spread.values(column, table.options());
    char other = other(table);
    IntToDoubleFunction there =
        typed ? r -> MarkedNumber.parse(column.text(r), other) : Spread.values(column, other);
    return IntStream.range(0, column.rows())
        .filter(r -> Double.isFinite(here.applyAsDouble(r)))
        .allMatch(
            r ->
                typed
                    ? here.applyAsDouble(r) == there.applyAsDouble(r)
                    : Double.isFinite(there.applyAsDouble(r)));
  }

  /// Whether true numbers that the mark in force does not read are numbers by the other one.
  private static boolean isOtherTruth(Table table, TargetEncoder target) {
    if (!(target instanceof TargetEncoder.Numbers numbers)) {
      return false;
    }
    return numbers.names().stream()
        .map(table::column)
        .anyMatch(
            column -> {
              IntToDoubleFunction here = Spread.values(column, table.options());
              int[] wrong =
                  IntStream.range(0, column.rows())
                      .filter(r -> Double.isNaN(here.applyAsDouble(r)))
                      .toArray();
              return wrong.length > 0
                  && Arrays.stream(wrong)
                      .allMatch(r -> NumberText.hasOtherMark(column.text(r), table.decimal()));
            });
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
