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
import dev.soma.data.text.DateText;
import dev.soma.data.text.FreeText;
import dev.soma.data.text.NumberText;
import dev.soma.kernel.ThreadTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

  /// A code stands in so many rows on average.
  private static final int OFTEN = 10;

  /// The range of codes is so many times their number.
  private static final int APART = 10;

  private static final int CHUNK = 1 << 13;

  private SchemaInference() {}

  static Schema infer(Table table, @Nullable Target target) {
    try (ThreadTeam team = ColumnStatistics.team(table)) {
      ColumnStatistics[] stats = ColumnStatistics.of(table.columns(), team);
      return new Schema(table.rows(), infos(table, target, stats), duplicates(table, team));
    }
  }

  private static List<ColumnInfo> infos(
      Table table, @Nullable Target target, ColumnStatistics[] all) {
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
      if (stats.isConstant()) {
        findings.add(new Finding(FindingKind.CONSTANT, ""));
      } else if (role == Role.INPUT) {
        if (!text(column, kind, stats, findings)) {
          idLike(column, kind, stats, findings);
        }
        codes(column, chosen, stats, findings);
        String twin = seen.putIfAbsent(stats.hash(), column.name());
        if (twin != null && equal(column, table.column(twin))) {
          findings.add(new Finding(FindingKind.DUPLICATE, twin));
        }
        if (leak != null) {
          leak.of(column, stats.distinct())
              .ifPresent(d -> findings.add(new Finding(FindingKind.PREDICTS_TARGET, d)));
        }
      }
      Role kept = role == Role.INPUT && leftOut(kind, chosen, findings) ? Role.IGNORED : role;
      infos.add(stats.info(column.name(), kept, kind, chosen, findings));
    }
    return infos;
  }

  /// The levels of a column with their counts, most frequent first.
  static List<Level> levels(Column column) {
    return switch (column) {
      case Column.Text text -> levels(text);
      case Column.Numbers numbers -> levels(numbers);
    };
  }

  /// How many levels there are.
  static int distinct(Column column) {
    return switch (column) {
      case Column.Text text -> (int) Arrays.stream(text.counts()).filter(n -> n > 0).count();
      case Column.Numbers numbers -> numbers.distinctCount();
    };
  }

  static List<Level> levels(Column.Text text) {
    int[] counts = text.counts();
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        levels.add(new Level(text.levels().get(i), counts[i]));
      }
    }
    levels.sort(Comparator.comparingInt((Level l) -> -l.count()).thenComparing(Level::name));
    return levels;
  }

  static List<Level> levels(Column.Numbers numbers) {
    double[] distinct = numbers.distinct();
    int[] ofBytes = numbers.byteCounts();
    int[] counts = new int[distinct.length];
    for (int i = 0; i < distinct.length && numbers.isBytes(); i++) {
      counts[i] = ofBytes[(int) distinct[i]];
    }
    for (int r = 0; r < numbers.rows() && !numbers.isBytes(); r++) {
      if (!numbers.isMissing(r)) {
        counts[Arrays.binarySearch(distinct, numbers.value(r) + 0.0)]++;
      }
    }
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      levels.add(new Level(NumberText.canonical(distinct[i]), counts[i]));
    }
    levels.sort(Comparator.comparingInt(l -> -l.count())); // stable: equal counts by value
    return levels;
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

  /// A text column is a date if every one of its levels is, or every one is a time of day and one
  /// of them surely; an override goes first.
  private static Kind kind(Column column, ReadOptions options) {
    if (!(column instanceof Column.Text text)) {
      return Kind.NUMBER;
    }
    if (forcedDate(column.name(), options)) {
      return Kind.DATE;
    }
    List<String> levels = text.levels();
    boolean dates =
        !options.category().contains(column.name())
            && !levels.isEmpty()
            && levels.stream().allMatch(l -> DateText.parse(l).isPresent())
            && levels.stream().map(DateText::isTime).distinct().count() == 1
            && (!DateText.isTime(levels.getFirst())
                || levels.stream().anyMatch(DateText::isSureTime));
    return dates ? Kind.DATE : Kind.CATEGORY;
  }

  /// Whether a column is to be dates and nothing that goes before that.
  static boolean forcedDate(String name, ReadOptions options) {
    return options.date().contains(name)
        && !options.category().contains(name)
        && !options.number().contains(name)
        && !options.ignore().contains(name);
  }

  /// The rows of a text column that hold something else than a date.
  static int[] noDates(Column.Text text) {
    boolean[] date = new boolean[text.levels().size()];
    for (int i = 0; i < date.length; i++) {
      date[i] = DateText.parse(text.levels().get(i)).isPresent();
    }
    return IntStream.range(0, text.rows())
        .filter(r -> !text.isMissing(r) && !date[text.code(r)])
        .toArray();
  }

  private static boolean leftOut(Kind kind, boolean chosen, List<Finding> findings) {
    return findings.stream()
        .anyMatch(
            f ->
                f.kind() == FindingKind.CONSTANT
                    || (f.kind() == FindingKind.TEXT && !chosen)
                    || (f.kind() == FindingKind.ID_LIKE && kind == Kind.CATEGORY && !chosen));
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

  /// Finds whole numbers that may be codes: few of them, each often, far apart, and not in steps.
  private static void codes(
      Column column, boolean chosen, ColumnStatistics stats, List<Finding> findings) {
    Double min = stats.min();
    Double max = stats.max();
    if (chosen || !(column instanceof Column.Numbers) || !stats.whole() || min == null) {
      return;
    }
    int distinct = stats.distinct();
    boolean few = distinct > 2 && distinct == stats.levels().size();
    if (!few || max == null || (long) OFTEN * distinct > column.rows()) {
      return;
    }
    boolean apart = max - min + 1 >= (double) APART * distinct;
    boolean even = 2L * stats.levels().getFirst().count() <= column.rows();
    if (apart && even && step(stats.levels(), min) == 1) {
      findings.add(new Finding(FindingKind.CODES, Integer.toString(distinct)));
    }
  }

  /// The largest step that whole numbers are apart, counted from the smallest.
  private static double step(List<Level> levels, double min) {
    double step = 0;
    for (Level level : levels) {
      double rest = Double.parseDouble(level.name()) - min;
      while (rest != 0) { // Euclid
        double next = step % rest;
        step = rest;
        rest = next;
      }
    }
    return step;
  }

  private static void idLike(
      Column column, Kind kind, ColumnStatistics stats, List<Finding> findings) {
    int present = column.rows() - stats.missing();
    boolean idLike =
        switch (column) {
          case Column.Text _ ->
              kind == Kind.CATEGORY
                  && present >= FEW_ROWS
                  && stats.distinct() >= ID_SHARE * present;
          case Column.Numbers numbers ->
              column.rows() >= FEW_ROWS
                  && stats.missing() == 0
                  && stats.whole()
                  && increasing(numbers);
        };
    if (idLike) {
      findings.add(new Finding(FindingKind.ID_LIKE, Integer.toString(stats.distinct())));
    }
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
