package dev.soma.data;

import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.FindingKind;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Schema.Level;
import dev.soma.data.Schema.Role;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.scale.Offset;
import dev.soma.data.store.NumberSet;
import dev.soma.data.store.Spool;
import dev.soma.data.store.WorkFolder;
import dev.soma.data.text.DateColumn;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.DateText;
import dev.soma.data.text.FreeText;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.NumberText;
import dev.soma.data.text.WholeNumbers;
import dev.soma.data.text.WholeNumbers.Ids;
import dev.soma.kernel.ThreadTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds out what the columns of a table are, what they are good for, and what is odd about them.
final class SchemaInference {
  /// Tables with fewer rows than this are too small to call a column an id or a leak.
  private static final int FEW_ROWS = 20;

  /// A text column whose rows have a value of their own in this share is an id.
  private static final double ID_SHARE = 0.95;

  /// A column of sentences has different ones in this share of the rows at least.
  private static final double TEXT_SHARE = 0.5;

  /// Numbers from here to [#LAST_DAY] may be dates.
  private static final double FIRST_DAY = 1900_01_01;

  private static final double LAST_DAY = 2100_12_31;

  private static final int CHUNK = 1 << 13;

  private SchemaInference() {}

  static Schema infer(Table table, @Nullable Target target) {
    try (ThreadTeam team = ColumnStatistics.team(table)) {
      ColumnStatistics[] stats = ColumnStatistics.of(table.columns(), team);
      List<String> fractions =
          IntStream.range(0, stats.length)
              .filter(c -> stats[c].isFractional())
              .mapToObj(c -> table.columns().get(c).name())
              .filter(name -> !table.options().ignore().contains(name))
              .toList();
      List<ColumnInfo> infos = infos(table, target, stats, !fractions.isEmpty());
      return new Schema(table.rows(), infos, duplicates(table, team), fractions);
    }
  }

  private static List<ColumnInfo> infos(
      Table table, @Nullable Target target, ColumnStatistics[] all, boolean users) {
    List<ColumnInfo> infos = new ArrayList<>();
    Map<Long, String> seen = new HashMap<>();
    Leak leak = leak(table, target);
    for (int c = 0; c < all.length; c++) {
      Column column = table.columns().get(c);
      ColumnStatistics stats = all[c];
      Role role = role(column.name(), table.options(), target);
      List<Finding> findings = new ArrayList<>();
      Kind kind = kind(column, table.options());
      boolean chosen = chosen(column.name(), table.options());
      boolean ids = false;
      if (stats.isConstant()) {
        findings.add(new Finding(FindingKind.CONSTANT, ""));
      } else if (role == Role.TARGET) {
        marked(column, kind, chosen, table.decimal(), users, findings);
      } else if (role == Role.INPUT) {
        ids = !text(column, kind, stats, findings) && idLike(column, kind, chosen, stats, findings);
        codes(column, chosen, stats, findings);
        marked(column, kind, chosen, table.decimal(), users, findings);
        dates(column, kind, chosen, stats, table.options().dateOrder(), findings);
        String twin = seen.putIfAbsent(stats.hash(), column.name());
        if (twin != null && equal(column, table.column(twin))) {
          findings.add(new Finding(FindingKind.DUPLICATE, twin));
        }
        if (leak != null) {
          leak.of(column, stats.distinct())
              .ifPresent(d -> findings.add(new Finding(FindingKind.PREDICTS_TARGET, d)));
        }
      }
      Role kept = role == Role.INPUT && (ids || leftOut(chosen, findings)) ? Role.IGNORED : role;
      infos.add(stats.info(column.name(), kept, kind, chosen, findings));
    }
    return withInputs(infos);
  }

  private static Role role(String name, ReadOptions options, @Nullable Target target) {
    if (target != null && target.names().contains(name)) {
      return Role.TARGET;
    }
    if (target != null && name.equals(target.weight())) {
      return Role.WEIGHT;
    }
    Offset offset = target == null ? null : target.offset();
    if (offset != null && name.equals(offset.column())) {
      return offset.exposure() ? Role.EXPOSURE : Role.OFFSET;
    }
    if (target != null && name.equals(target.group())) {
      return Role.GROUP;
    }
    return options.ignore().contains(name) ? Role.IGNORED : Role.INPUT;
  }

  private static boolean chosen(String name, ReadOptions options) {
    return options.category().contains(name)
        || options.number().contains(name)
        || options.date().contains(name)
        || options.ignore().contains(name);
  }

  /// A text column is a date if its levels are dates; an override goes first.
  private static Kind kind(Column column, ReadOptions options) {
    if (!(column instanceof Column.Text text)) {
      return Kind.NUMBER;
    }
    return forcedDate(column.name(), options)
            || (!options.category().contains(column.name())
                && DateColumn.are(text.levels(), options.dateOrder()))
        ? Kind.DATE
        : Kind.CATEGORY;
  }

  /// Whether a column is to be dates and nothing that goes before that.
  static boolean forcedDate(String name, ReadOptions options) {
    return options.date().contains(name)
        && !options.category().contains(name)
        && !options.number().contains(name)
        && !options.ignore().contains(name);
  }

  /// A schema with a column in whose order the rows are parted: one of dates if it can be read so
  /// and is not said to be a category.
  static Schema timed(Table table, Schema schema, String column) {
    DateOrder said = table.options().dateOrder();
    boolean dates =
        table.names().contains(column)
            && table.column(column) instanceof Column.Text text
            && !table.options().category().contains(column)
            && DateColumn.mayBe(text.levels(), said);
    return schema.timed(
        column,
        dates
            ? DateText.shortYears(((Column.Text) table.column(column)).levels(), said).orElse("")
            : null);
  }

  /// The rows of a text column that hold something else than a date.
  static int[] noDates(Column.Text text, DateOrder said) {
    DateOrder order = DateText.order(text.levels(), said);
    boolean[] date = new boolean[text.levels().size()];
    for (int i = 0; i < date.length; i++) {
      date[i] = DateText.parse(text.levels().get(i), order).isPresent();
    }
    return IntStream.range(0, text.rows())
        .filter(r -> !text.isMissing(r) && !date[text.code(r)])
        .toArray();
  }

  private static boolean leftOut(boolean chosen, List<Finding> findings) {
    return findings.stream()
        .anyMatch(
            f -> f.kind() == FindingKind.CONSTANT || (f.kind() == FindingKind.TEXT && !chosen));
  }

  /// Finds sentences of which hardly any stands there twice.
  private static boolean text(
      Column column, Kind kind, ColumnStatistics stats, List<Finding> findings) {
    int present = column.rows() - stats.missing();
    if (!(column instanceof Column.Text text)
        || kind != Kind.CATEGORY
        || present < FEW_ROWS
        || stats.distinct() < TEXT_SHARE * present) {
      return false;
    }
    int words = FreeText.words(text.levels());
    if (words > 0) {
      findings.add(new Finding(FindingKind.TEXT, words + " words"));
    }
    return words > 0;
  }

  /// Finds dates that only somebody who knows can read, and years of which two digits are there.
  private static void dates(
      Column column,
      Kind kind,
      boolean chosen,
      ColumnStatistics stats,
      DateOrder said,
      List<Finding> findings) {
    switch (column) {
      case Column.Text text when kind == Kind.DATE ->
          DateText.shortYears(text.levels(), said)
              .ifPresent(years -> findings.add(new Finding(FindingKind.SHORT_YEARS, years)));
      case Column.Text text -> {
        List<DateOrder> open = chosen ? List.of() : DateText.open(text.levels());
        if (!open.isEmpty()) {
          findings.add(new Finding(FindingKind.DATES, DateOrder.labels(open)));
        } else if (!chosen && DateColumn.mayBe(text.levels(), said)) {
          findings.add(Finding.DATES);
        }
      }
      case Column.Numbers numbers -> {
        if (!chosen && areDays(numbers, stats)) {
          findings.add(new Finding(FindingKind.DATES, "digits"));
        }
      }
    }
  }

  private static boolean areDays(Column.Numbers column, ColumnStatistics stats) {
    Double min = stats.min();
    Double max = stats.max();
    if (!stats.whole() || min == null || max == null || min < FIRST_DAY || max > LAST_DAY) {
      return false;
    }
    return IntStream.range(0, column.rows())
        .allMatch(
            r -> column.isMissing(r) || DateText.parse(column.text(r), DateOrder.NONE).isPresent());
  }

  /// Finds numbers that were not read as such.
  ///
  /// @param users whether the decimal mark in force stands in some column
  private static void marked(
      Column column,
      Kind kind,
      boolean chosen,
      char decimal,
      boolean users,
      List<Finding> findings) {
    if (chosen || kind != Kind.CATEGORY || !(column instanceof Column.Text text)) {
      return;
    }
    boolean marked = MarkedNumber.are(text.levels(), decimal);
    if (marked) {
      findings.add(new Finding(FindingKind.MARKED, ""));
    }
    if (NumberText.havePoints(text.levels(), decimal) && !(marked && users)) {
      findings.add(Finding.POINTS);
    }
  }

  /// Finds whole numbers that may be codes.
  private static void codes(
      Column column, boolean chosen, ColumnStatistics stats, List<Finding> findings) {
    List<Level> levels = stats.levels();
    boolean listed = column instanceof Column.Numbers && levels.size() == stats.distinct();
    if (chosen || !listed || !stats.whole() || levels.isEmpty()) {
      return;
    }
    List<Double> values = levels.stream().map(l -> Double.valueOf(l.name())).toList();
    if (WholeNumbers.areCodes(values, levels.getFirst().count(), column.rows())) {
      findings.add(new Finding(FindingKind.CODES, Integer.toString(stats.distinct())));
    }
  }

  /// Finds ids; numbers that somebody has called numbers are none.
  ///
  /// @return whether they are to be left out
  private static boolean idLike(
      Column column, Kind kind, boolean chosen, ColumnStatistics stats, List<Finding> findings) {
    int present = column.rows() - stats.missing();
    Ids ids =
        switch (column) {
          case Column.Text _ ->
              kind == Kind.CATEGORY && present >= FEW_ROWS && stats.distinct() >= ID_SHARE * present
                  ? Ids.SURELY
                  : Ids.NONE;
          case Column.Numbers numbers -> chosen ? Ids.NONE : ids(numbers, stats);
        };
    if (ids != Ids.NONE) {
      findings.add(new Finding(FindingKind.ID_LIKE, Integer.toString(stats.distinct())));
    }
    return ids == Ids.SURELY && !chosen;
  }

  private static Ids ids(Column.Numbers numbers, ColumnStatistics stats) {
    Double min = stats.min();
    Double max = stats.max();
    int rows = numbers.rows();
    boolean different =
        rows >= FEW_ROWS && stats.whole() && stats.distinct() == rows && !numbers.isBytes();
    return !different || min == null || max == null || areDays(numbers, stats)
        ? Ids.NONE
        : WholeNumbers.ids(rows, min, max, increasing(numbers));
  }

  /// The columns with the numbered ones back if nothing else is left to learn from: a table of x
  /// and y may have an x that counts.
  private static List<ColumnInfo> withInputs(List<ColumnInfo> infos) {
    return infos.stream().anyMatch(c -> c.role() == Role.INPUT)
        ? infos
        : infos.stream().map(c -> isNumbered(c) ? c.as(Role.INPUT) : c).toList();
  }

  private static boolean isNumbered(ColumnInfo column) {
    return column.kind() == Kind.NUMBER
        && !column.chosen()
        && column.findings().stream().anyMatch(f -> f.kind() == FindingKind.ID_LIKE);
  }

  private static boolean increasing(Column.Numbers numbers) {
    for (int r = 1; r < numbers.rows(); r++) {
      if (!(numbers.value(r) > numbers.value(r - 1))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Column a, Column b) {
    for (int r = 0; r < a.rows(); r++) {
      if (!a.text(r).equals(b.text(r))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Leak leak(Table table, @Nullable Target target) {
    if (target == null || target.names().size() != 1 || table.rows() < FEW_ROWS) {
      return null;
    }
    return new Leak(table.column(target.names().getFirst()), target.task());
  }

  /// Rows that are equal to an earlier one, by their hashes.
  private static int duplicates(Table table, ThreadTeam team) {
    WorkFolder work = table.work();
    if (work != null) {
      return duplicatesOnDisk(table, work);
    }
    long[] sorted = ColumnStatistics.rowHashes(table.columns(), table.rows(), team);
    Arrays.sort(sorted);
    int duplicates = 0;
    for (int i = 1; i < sorted.length; i++) {
      duplicates += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    return duplicates;
  }

  /// The same with the hashes kept on disk, too.
  private static int duplicatesOnDisk(Table table, WorkFolder work) {
    List<long[]> levels = ColumnStatistics.levelHashes(table.columns());
    Spool.Group group = new Spool.Group(work, 1);
    Spool hashes = group.longs();
    for (int from = 0; from < table.rows(); from += CHUNK) {
      int to = from + Math.min(CHUNK, table.rows() - from);
      long[] some = new long[to - from];
      ColumnStatistics.mixInto(some, from, table.columns(), levels, from, to);
      for (long hash : some) {
        hashes.add(hash);
      }
    }
    int repeated = NumberSet.repeated(hashes);
    group.discard();
    return repeated;
  }

  /// Every column name that an option speaks of exists.
  ///
  /// @throws dev.soma.error.SomaException.Data E311 if one does not
  static void requireOptions(Table table, ReadOptions options) {
    requireNamed(table, "--category ", options.category());
    requireNamed(table, "--number ", options.number());
    requireNamed(table, "--date ", options.date());
    requireNamed(table, "--ignore ", options.ignore());
  }

  private static void requireNamed(Table table, String flag, Set<String> names) {
    names.stream().sorted().forEach(n -> TargetChecks.require(table, n, "E311", flag));
  }
}
