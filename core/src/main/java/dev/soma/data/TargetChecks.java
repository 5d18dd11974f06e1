package dev.soma.data;

import dev.soma.data.Schema.Level;
import dev.soma.data.read.RejectsFile;
import dev.soma.data.remedy.OtherMark;
import dev.soma.data.remedy.UnreadNumbers;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Whether something can be learned from a target, and what the task is.
final class TargetChecks {
  private static final int SHOWN = 5;

  /// Rows that training, validation and test need at least.
  private static final int PARTS = 3;

  private static final String NUMBERS = "--task regression";
  private static final String WITHOUT_PARTS = " --validation-fraction 0 --test-fraction 0";

  private TargetChecks() {}

  /// The table without rows that have no target, or whose class has one row, if bad rows are
  /// skipped.
  ///
  /// @throws SomaException.Data E310 or E311 if a column is absent
  static Table usable(Table table, Target wanted) {
    wanted.names().forEach(name -> require(table, name, "E310", "--target "));
    String weight = wanted.weight();
    if (weight != null) {
      require(table, weight, "E311", "--weight ");
    }
    String group = wanted.group();
    if (group != null) {
      require(table, group, "E311", "--group ");
    }
    Offset offset = wanted.offset();
    if (offset != null) {
      require(table, offset.column(), "E311", offset.flag() + " ");
    }
    if (!table.options().skipBadRows()) {
      return table;
    }
    boolean[] bad = new boolean[table.rows()];
    for (String name : wanted.names()) {
      Column column = table.column(name);
      boolean classes = wanted.task() != Task.REGRESSION && column instanceof Column.Text;
      int[] counts = column instanceof Column.Text text ? text.counts() : new int[0];
      for (int r = 0; r < bad.length; r++) {
        bad[r] |= column.isMissing(r);
        bad[r] |= classes && !bad[r] && counts[((Column.Text) column).code(r)] == 1;
      }
    }
    return without(table, wanted, bad, weight == null ? null : table.column(weight));
  }

  /// The table without rows whose target, weight or offset cannot be used, as long as there is
  /// something left to tell apart.
  private static Table without(
      Table table, Target wanted, boolean[] noTarget, @Nullable Column weight) {
    IntPredicate target = r -> noTarget[r];
    IntPredicate weighed = weight == null ? _ -> false : r -> noWeight(weight, r);
    IntPredicate offset = noOffset(table, wanted.offset());
    int[] kept = rows(table, target.or(weighed).or(offset).negate());
    if (kept.length == noTarget.length) {
      return table;
    }
    Table rest = table.rows(kept);
    if (wanted.names().stream().anyMatch(n -> ColumnStatistics.distinct(rest.column(n)) < 2)) {
      return table; // better the error for the whole table
    }
    reject(table, rows(table, target), "E312", "no usable target");
    reject(table, rows(table, weighed.and(target.negate())), "E317", "no usable weight");
    IntPredicate only = offset.and(target.or(weighed).negate());
    reject(table, rows(table, only), "E327", "no usable offset");
    return rest.withSource(table.source().plusRejected(noTarget.length - kept.length));
  }

  private static int[] rows(Table table, IntPredicate which) {
    return IntStream.range(0, table.rows()).filter(which).toArray();
  }

  /// Writes rows of a table that are left out to the file of rejected rows.
  private static void reject(Table table, int[] rows, String id, String reason) {
    try (RejectsFile file = table.options().rejects()) {
      for (int row : rows) {
        List<String> fields = table.columns().stream().map(c -> c.text(row)).toList();
        file.add(table.names(), table.line(row), id, reason, fields);
      }
    }
  }

  /// The target with its task decided.
  static Target resolve(Table table, Target wanted) {
    List<Column> columns = wanted.names().stream().map(table::column).toList();
    columns.forEach(c -> refuseBlank(table, c));
    Task task = task(table, columns, wanted);
    if (task != Task.REGRESSION) {
      columns.forEach(c -> refuseRareClasses(table, c, wanted.task(task)));
    }
    String positive = wanted.positive();
    if (positive != null) {
      checkPositive(columns.getFirst(), positive, task);
    }
    String weight = wanted.weight();
    if (weight != null) {
      checkWeight(table, table.column(weight));
    }
    if (wanted.offset() != null) {
      checkOffset(table, wanted.offset());
    }
    return wanted.task(task);
  }

  static void require(Table table, String name, String id, String flag) {
    if (!table.names().contains(name)) {
      throw table.source().lacks(name, table.names(), id, flag);
    }
  }

  /// What would make numbers of a column of texts.
  ///
  /// @param free columns to learn from, if some of them may be left out
  static UnreadNumbers unread(Table table, Column column, List<Column> free) {
    if (!(column instanceof Column.Text text)) {
      return UnreadNumbers.NONE;
    }
    OtherMark marks = ColumnStatistics.marks(table, free);
    return UnreadNumbers.of(text.name(), text.levels(), table.options(), marks);
  }

  private static String place(Table table, Column column) {
    return table.source().name() + ", column \"" + column.name() + "\": ";
  }

  private static void refuseBlank(Table table, Column column) {
    int[] blank = rows(table, column::isMissing);
    if (blank.length > 0 && blank.length < column.rows()) {
      boolean skippable = ColumnStatistics.distinct(column) > 1;
      throw new SomaException.Data(
          "E312",
          lacking(table, column, blank)
              + (skippable ? "" : "\nwithout them fewer than two different values are left"),
          skippable ? new String[] {"--on-bad-row skip"} : new String[0]);
    }
  }

  private static int[] notFinite(Table table, Column column) {
    return rows(table, r -> column instanceof Column.Numbers n && n.isNotFinite(r));
  }

  /// What these rows have in place of a target, and where.
  private static String lacking(Table table, Column column, int[] rows) {
    int[] notFinite = notFinite(table, column);
    String all = place(table, column) + rows.length + " of " + table.rows() + " rows have ";
    String where = " (" + table.where(rows, SHOWN) + ")";
    String such = "a number that is not finite, such as inf, NaN or 1e999";
    if (notFinite.length == 0) {
      return "blank target · " + all + "no value" + where;
    }
    String has = notFinite.length == rows.length ? such : "no finite number";
    String of = has.equals(such) ? "" : "\n" + such + ": " + table.where(notFinite, SHOWN);
    return "unusable target · " + all + has + where + of;
  }

  private static Task task(Table table, List<Column> columns, Target target) {
    columns.forEach(c -> refuseConstant(table, c, target));
    Task wanted = target.task();
    boolean numbers = columns.stream().allMatch(c -> c instanceof Column.Numbers);
    boolean twoValued = columns.stream().allMatch(c -> ColumnStatistics.distinct(c) == 2);
    boolean several = columns.size() > 1;
    if (wanted == Task.REGRESSION || (wanted == null && !twoValued && (several || numbers))) {
      if (!numbers) {
        throw notNumbers(table, columns, target);
      }
      return Task.REGRESSION;
    }
    if (several && !twoValued) {
      throw new SomaException.Data(
          "E315",
          "target does not fit the task · several targets can be classified only if each has two"
              + " values",
          "--target " + Names.listed(columns.getFirst().name()));
    }
    if (several || (wanted == Task.MULTI_LABEL && twoValued)) {
      return Task.MULTI_LABEL;
    }
    return twoValued ? Task.BINARY : Task.MULTICLASS;
  }

  private static SomaException notNumbers(Table table, List<Column> columns, Target target) {
    String texts =
        columns.stream()
            .filter(c -> c instanceof Column.Text)
            .map(Column::name)
            .collect(Collectors.joining(", "));
    boolean several = columns.size() > 1;
    UnreadNumbers unread =
        columns.stream()
            .map(c -> unread(table, c, target.free(table)))
            .filter(u -> !u.what().isEmpty())
            .findFirst()
            .orElse(UnreadNumbers.NONE);
    return new SomaException.Data(
        "E315",
        "target does not fit the task · "
            + table.source().name()
            + ": regression needs numbers, but these targets are text: "
            + texts
            + unread.line()
            + (several ? "\nseveral targets must all be numbers, or all two-valued" : ""),
        !unread.fixes().isEmpty()
            ? unread.before()
            : several
                ? new String[] {"--target " + Names.listed(Target.alone(columns).name())}
                : ColumnStatistics.levels(columns.getFirst()).stream().anyMatch(l -> l.count() == 1)
                    ? another(table, target)
                    : new String[] {"--task classification"});
  }

  private static void refuseConstant(Table table, Column column, Target wanted) {
    if (ColumnStatistics.distinct(column) >= 2) {
      return;
    }
    List<Level> levels = ColumnStatistics.levels(column);
    String none = notFinite(table, column).length > 0 ? "no finite number" : "no value";
    String only = levels.isEmpty() ? none : "\"" + levels.getFirst().name() + "\"";
    boolean number = column instanceof Column.Numbers;
    throw new SomaException.Data(
        "E313",
        (number ? "one value · " : "one class · ")
            + place(table, column)
            + "all "
            + table.rows()
            + " rows have "
            + only
            + (number ? ", there is nothing to learn" : ", there is nothing to tell apart")
            + "\na target has at least two different values",
        another(table, wanted));
  }

  /// What asks for another target, if there is one.
  private static String[] another(Table table, Target wanted) {
    return wanted.other(table).stream()
        .map(name -> "--target " + Names.listed(name))
        .toArray(String[]::new);
  }

  private static void refuseRareClasses(Table table, Column column, Target wanted) {
    if (wanted.task() == Task.MULTI_LABEL) {
      return;
    }
    List<Level> levels = ColumnStatistics.levels(column);
    Set<String> rare =
        levels.stream().filter(l -> l.count() == 1).map(Level::name).collect(Collectors.toSet());
    if (rare.isEmpty()) {
      return;
    }
    throw loneRows(table, column, rows(table, r -> rare.contains(column.text(r))), wanted);
  }

  /// E314: rows that are the only ones of their class.
  private static SomaException.Data loneRows(
      Table table, Column column, int[] rows, Target wanted) {
    boolean numbers = column instanceof Column.Numbers;
    boolean few = ColumnStatistics.distinct(column) - rows.length < 2;
    UnreadNumbers unread = unread(table, column, wanted.free(table));
    String one =
        Arrays.stream(rows)
            .limit(SHOWN)
            .mapToObj(r -> "\"" + column.text(r) + "\" (line " + table.line(r) + ")")
            .collect(Collectors.joining(", "));
    return new SomaException.Data(
        "E314",
        (numbers ? "number with one row, taken for a class · " : "class with one row · ")
            + place(table, column)
            + one
            + (rows.length > SHOWN ? ", ... " + rows.length + " in all" : "")
            + unread.line()
            + "\na class needs a row to learn from and a row to be tested on: "
            + (numbers ? "predict the numbers as numbers, " : "")
            + (few
                ? (numbers ? "or " : "")
                    + "add rows; without these, fewer than two classes are left"
                : "leave these rows out, merge the class with another, or add rows"),
        numbers
            ? new String[] {column.rows() >= PARTS ? NUMBERS : NUMBERS + WITHOUT_PARTS}
            : unread.before(few ? another(table, wanted) : new String[] {"--on-bad-row skip"}));
  }

  private static void checkPositive(Column column, String positive, Task task) {
    List<String> names = ColumnStatistics.levels(column).stream().map(Level::name).toList();
    if (task != Task.BINARY || !names.contains(positive)) {
      throw new SomaException.Data(
          "E316",
          "no positive class \""
              + positive
              + "\" · column \""
              + column.name()
              + "\" has "
              + Names.list(names, 10)
              + (task == Task.BINARY ? "" : "; a positive class needs a target with two classes"),
          task == Task.BINARY
              ? new String[] {
                "--positive " + Names.quoted(Names.nearest(positive, names).orElse(names.getLast()))
              }
              : new String[0]);
    }
  }

  private static boolean noWeight(Column column, int row) {
    return column instanceof Column.Numbers numbers
        && (numbers.isMissing(row) || numbers.value(row) < 0);
  }

  private static SomaException.Data holdsText(
      Table table, Column column, String id, String what, String flag) {
    UnreadNumbers unread = unread(table, column, List.of());
    return new SomaException.Data(
        id,
        what
            + " · column \""
            + column.name()
            + "\" holds text, numbers are expected"
            + unread.line(),
        unread.before("leave " + flag + " out"));
  }

  private static void checkWeight(Table table, Column column) {
    if (!(column instanceof Column.Numbers numbers)) {
      throw holdsText(table, column, "E317", "row weights", "--weight");
    }
    int[] wrong = rows(table, r -> noWeight(numbers, r));
    boolean zero = IntStream.range(0, numbers.rows()).noneMatch(r -> numbers.value(r) > 0);
    zero &= wrong.length == 0;
    if (wrong.length > 0 || zero) {
      throw new SomaException.Data(
          "E317",
          "row weights · "
              + place(table, column)
              + (zero
                  ? "all weights are 0"
                  : wrong.length
                      + (wrong.length == 1 ? " weight is" : " weights are")
                      + " missing or negative ("
                      + table.where(wrong, SHOWN)
                      + ")"),
          zero || wrong.length == numbers.rows()
              ? new String[] {"leave --weight out"}
              : new String[] {"--on-bad-row skip"});
    }
  }

  /// The rows whose offset cannot be used.
  private static IntPredicate noOffset(Table table, @Nullable Offset offset) {
    return offset != null && table.column(offset.column()) instanceof Column.Numbers numbers
        ? r -> numbers.isMissing(r) || !offset.accepts(numbers.value(r))
        : _ -> false;
  }

  private static void checkOffset(Table table, Offset offset) {
    if (!(table.column(offset.column()) instanceof Column.Numbers numbers)) {
      throw holdsText(table, table.column(offset.column()), "E327", offset.word(), offset.flag());
    }
    int[] wrong = rows(table, noOffset(table, offset));
    if (wrong.length > 0) {
      throw new SomaException.Data(
          "E327",
          offset.word()
              + " · "
              + table.source().name()
              + " line "
              + table.line(wrong[0])
              + ", column \""
              + offset.column()
              + "\": "
              + (numbers.isMissing(wrong[0]) ? "no value" : numbers.text(wrong[0]))
              + "\n"
              + wrong.length
              + (wrong.length == 1 ? " value is " : " values are ")
              + offset.unfit()
              + " ("
              + table.where(wrong, SHOWN)
              + ")",
          wrong.length == numbers.rows()
              ? new String[] {"leave " + offset.flag() + " out"}
              : new String[] {"--on-bad-row skip"});
    }
  }
}
