package dev.soma.cli.diagnose;

import dev.soma.cli.screen.Text;
import dev.soma.data.Schema;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.FindingKind;
import dev.soma.data.Table;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Columns that would be numbers or dates if something were said.
public final class UnreadColumns {
  private static final int SHOWN = 8;
  private static final String DIGITS = "digits";

  private UnreadColumns() {}

  /// What is said of them, a line for each kind.
  public static List<String> lines(Table table) {
    List<String> lines = new ArrayList<>(dates(table));
    Schema schema = table.schema();
    List<String> marks = named(schema, FindingKind.MARKED, "");
    if (!marks.isEmpty()) {
      lines.add(
          "numbers with signs or separators, now texts (--number "
              + listed(table.options().number(), marks)
              + " to read them): "
              + Text.list(marks, SHOWN));
    }
    List<String> points = named(schema, FindingKind.MARKED, "decimal");
    if (!points.isEmpty()) {
      String read =
          schema.fractions().isEmpty()
              ? "--decimal . to read them"
              : "beside decimal commas in " + Text.list(schema.fractions(), SHOWN);
      lines.add(
          "numbers with a decimal point, now texts (" + read + "): " + Text.list(points, SHOWN));
    }
    return lines;
  }

  private static List<String> dates(Table table) {
    List<String> lines = new ArrayList<>();
    Schema schema = table.schema();
    schema.found(FindingKind.DATES).stream()
        .flatMap(c -> c.findings().stream())
        .filter(f -> f.kind() == FindingKind.DATES)
        .map(Finding::detail)
        .filter(orders -> !orders.isEmpty() && !orders.equals(DIGITS))
        .distinct()
        .forEach(
            orders ->
                lines.add(
                    "dates with "
                        + DateOrder.firsts(orders)
                        + " first, now texts (--date-order "
                        + orders
                        + " to read them): "
                        + Text.list(named(schema, FindingKind.DATES, orders), SHOWN)));
    List<String> digits = named(schema, FindingKind.DATES, DIGITS);
    List<String> texts = named(schema, FindingKind.DATES, "");
    date(table, "whole numbers that read as dates", digits).ifPresent(lines::add);
    date(table, "texts that may be dates", texts).ifPresent(lines::add);
    return lines;
  }

  private static Optional<String> date(Table table, String what, List<String> columns) {
    String flag = "--date " + listed(table.options().date(), columns);
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(what + " (" + flag + " if so): " + Text.list(columns, SHOWN));
  }

  /// What a column is that was left out because every row has a value of its own, if it would be
  /// one of these.
  public static Optional<String> what(ColumnInfo column) {
    if (column.findings().contains(Finding.POINTS)) {
      return Optional.of("numbers with a decimal point, as texts");
    }
    if (column.findings().stream().anyMatch(f -> f.kind() == FindingKind.MARKED)) {
      return Optional.of("numbers with signs or separators, as texts");
    }
    return column.findings().stream()
        .filter(f -> f.kind() == FindingKind.DATES)
        .findFirst()
        .map(
            f ->
                f.equals(Finding.DATES)
                    ? "may be dates   (--date " + Names.listed(column.name()) + ")"
                    : "dates, " + DateOrder.firsts(f.detail()).replace("the ", "") + " first");
  }

  /// Columns as they are typed behind a flag, beside those that are there already.
  private static String listed(Collection<String> typed, List<String> more) {
    return Names.listed(
        Stream.concat(typed.stream().sorted(), more.stream()).distinct().toArray(String[]::new));
  }

  private static List<String> named(Schema schema, FindingKind kind, String detail) {
    return schema.found(kind).stream()
        .filter(c -> c.findings().contains(new Finding(kind, detail)))
        .map(ColumnInfo::name)
        .toList();
  }
}
