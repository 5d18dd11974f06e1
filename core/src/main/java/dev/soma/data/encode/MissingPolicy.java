package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Schema;
import dev.soma.data.Table;
import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What becomes of rows that have no value in an input column.
public enum MissingPolicy {
  /// As [#MEDIAN], but a number that is not finite (`NaN`, `inf` in the file) is error E320.
  AUTO,
  /// A number becomes the training median and one more input says that it was missing; a category
  /// gets a level of its own.
  MEDIAN,
  /// The row is left out before the split.
  DROP,
  /// Any missing value is error E320.
  ERROR,
  /// A number becomes 0 after standardisation, or the training median if numbers are scaled
  /// otherwise, and one more input says that it was missing; a category gets a level of its own.
  LEVEL;

  private static final int SHOWN = 5;

  /// Applies the policy to a table before it is split: the same table, or one with fewer rows.
  ///
  /// @throws SomaException.Data E320 under [#AUTO] or [#ERROR], with the counts and the first lines
  public Table prepare(Table table) {
    return prepare(table, List.of());
  }

  /// Applies the policy to a part of a table: what is refused is counted over the whole of it, as
  /// where it is refused before it is split.
  ///
  /// @param others the other parts; one that comes from elsewhere is not counted
  /// @throws SomaException.Data as in [#prepare(Table)]
  public Table prepare(Table table, List<Table> others) {
    Schema schema = table.schema();
    List<Column> inputs =
        schema.inputs().stream()
            .map(c -> table.column(c.name()))
            .filter(c -> !(c instanceof Column.Numbers numbers && numbers.isBytes()))
            .toList();
    switch (this) {
      case AUTO -> {
        if (schema.inputs().stream().anyMatch(c -> c.notFinite() > 0)) {
          refuse(table, others, inputs, true);
        }
      }
      case ERROR -> refuse(table, others, inputs, false);
      case DROP -> {
        int[] kept =
            IntStream.range(0, table.rows())
                .filter(r -> inputs.stream().noneMatch(c -> c.isMissing(r)))
                .toArray();
        if (kept.length == 0 && table.rows() > 0) {
          throw new SomaException.Data(
              "E320",
              "missing values · every one of the "
                  + table.rows()
                  + " rows lacks a value in some input column, nothing is left to learn from",
              "--missing median");
        }
        return kept.length == table.rows() ? table : table.rows(kept);
      }
      case MEDIAN, LEVEL -> {}
    }
    return table;
  }

  /// The policy of a flag value such as `median`.
  ///
  /// @throws SomaException.Usage E205 if there is none of that name
  public static MissingPolicy parse(String name) {
    for (MissingPolicy policy : values()) {
      if (policy.name().toLowerCase(Locale.ROOT).equals(name)) {
        return policy;
      }
    }
    throw new SomaException.Usage(
        "E205",
        "--missing " + name + " · expected median, drop, error or level",
        "--missing median");
  }

  private static void refuse(
      Table table, List<Table> others, List<Column> inputs, boolean notFiniteOnly) {
    if (inputs.stream().allMatch(c -> lines(table, c, notFiniteOnly).findAny().isEmpty())) {
      return;
    }
    List<Table> all = new ArrayList<>(List.of(table));
    others.stream().filter(t -> t.source().equals(table.source())).forEach(all::add);
    List<String> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Column column : inputs) {
      int[] lines =
          all.stream()
              .flatMapToInt(t -> lines(t, t.column(column.name()), notFiniteOnly))
              .sorted()
              .toArray();
      if (lines.length > 0) {
        names.add(column.name());
        found.add(
            "column \""
                + column.name()
                + "\": "
                + lines.length
                + " of "
                + all.stream().mapToInt(Table::rows).sum()
                + " values ("
                + Names.lines(lines, SHOWN)
                + ")");
      }
    }
    throw refusal(table, found, names, notFiniteOnly);
  }

  private static IntStream lines(Table table, Column column, boolean notFiniteOnly) {
    return IntStream.range(0, column.rows())
        .filter(r -> notFiniteOnly ? isNotFinite(column, r) : column.isMissing(r))
        .map(table::line);
  }

  private static SomaException refusal(
      Table table, List<String> found, List<String> names, boolean notFiniteOnly) {
    String rest = found.size() > SHOWN ? "\n... " + found.size() + " columns in all" : "";
    return new SomaException.Data(
        "E320",
        (notFiniteOnly ? "not finite" : "missing value")
            + " · "
            + table.source().name()
            + ", "
            + found.stream().limit(SHOWN).collect(Collectors.joining("\n"))
            + rest
            + (notFiniteOnly
                ? "\nNaN and infinite numbers are not taken for missing values unless you say so"
                : "\nthe policy in force is --missing error"),
        "--missing median",
        "--missing drop",
        "--missing level",
        "--ignore " + Names.listed(names.toArray(String[]::new)));
  }

  private static boolean isNotFinite(Column column, int row) {
    return column instanceof Column.Numbers numbers && numbers.isNotFinite(row);
  }

  /// The rows of 0 .. n-1 in order.
  static int[] all(int n) {
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    return rows;
  }
}
