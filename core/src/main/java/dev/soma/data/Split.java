package dev.soma.data;

import dev.soma.data.remedy.UnreadNumbers;
import dev.soma.data.split.Groups;
import dev.soma.data.split.Shares;
import dev.soma.data.split.Strata;
import dev.soma.data.split.Times;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.DateText;
import dev.soma.data.text.Names;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The three parts of a table; every row is in exactly one.
///
/// @param train rows to learn from; statistics are fitted on these only
/// @param validation rows to stop and choose by; may be empty
/// @param test rows to be opened once; may be empty
public record Split(Table train, Table validation, Table test) {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  /// Parts by largest remainder within and over the strata. Each part has its share of all rows, as
  /// far as train can keep a row of every class; within these sizes a stratum with enough rows
  /// gives at least one to each part. Rows keep their order within a part.
  ///
  /// The rows of a group are never parted; then the shares are kept as far as the groups let them.
  static Split of(Table table, double[] shares, Seeds seeds) {
    return of(table, shares, seeds, "");
  }

  /// @param without what an error says of rows that are not among those of the table
  private static Split of(Table table, double[] shares, Seeds seeds, String without) {
    check(table, shares, without);
    Strata strata = strata(table);
    Column column = table.groupColumn();
    if (column == null) {
      return of(table, parts(table, strata, shares, seeds));
    }
    int needed = (int) Arrays.stream(shares).filter(s -> s > 0).count();
    Groups groups = groups(table, column, needed, without);
    Split split = of(table, groups.share(strata, shares, isOfClasses(table), seeds));
    requireClasses(table, split.train, "the training part", Fix.without("--group"));
    return split;
  }

  /// The part of each row by strata.
  private static int[] parts(Table table, Strata strata, double[] shares, Seeds seeds) {
    int[][] counts = Shares.counts(strata.sizes(), shares, table.targets().size() > 1, seeds);
    SplittableRandom random = seeds.stream("split");
    byte[][] parts = new byte[counts.length][];
    for (int s = 0; s < counts.length; s++) {
      int[] order = Seeds.permutation(strata.sizes()[s], random);
      parts[s] = new byte[order.length];
      for (int i = 0; i < counts[s][1] + counts[s][2]; i++) {
        parts[s][order[i]] = (byte) (i < counts[s][1] ? 1 : 2);
      }
    }
    int[] seen = new int[counts.length]; // rows of each stratum
    int[] part = new int[table.rows()];
    for (int r = 0; r < part.length; r++) {
      int s = strata.of(r);
      part[r] = parts[s][seen[s]++];
    }
    return part;
  }

  private static Split of(Table table, int[] part) {
    return new Split(
        table.rows(where(part, 0)), table.rows(where(part, 1)), table.rows(where(part, 2)));
  }

  private static int[] where(int[] part, int wanted) {
    return IntStream.range(0, part.length).filter(r -> part[r] == wanted).toArray();
  }

  /// Three parts in order of time: the earliest rows train, then come validation and test. Rows of
  /// one time stay together, so the shares are kept as far as the times let them. Rows keep their
  /// order within a part. The column is an input, too, unless it was left out; never as an id.
  ///
  /// @param column numbers, or dates as in [dev.soma.data.text.DateText]
  /// @throws SomaException.Usage E206 if the shares do not add up to 1, E207 if the table has
  ///   groups
  /// @throws SomaException.Data E311 if there is no such column, E319 for too few rows, E361 for
  ///   values that are no times or fewer different times than parts, E363 if train lacks a class
  public static Split byTime(
      Table table, String column, double train, double validation, double test) {
    double[] shares = {train, validation, test};
    check(table, shares, "");
    if (table.groupColumn() != null) {
      throw new SomaException.Usage(
          "E207",
          "--group and --split-by-time · a group may have rows of all times",
          "leave --group out",
          "leave --split-by-time out");
    }
    TargetChecks.require(table, column, "E311", "--split-by-time ");
    int[] part = Times.part(times(table, table.column(column)), shares);
    if (part.length == 0) {
      throw new SomaException.Data(
          "E361",
          "too few times · "
              + table.source().name()
              + ", column \""
              + column
              + "\": there are fewer different times than parts with rows of their own",
          "leave --split-by-time out");
    }
    Split split = of(table.timed(column), part);
    requireClasses(table, split.train, "the earliest part", Fix.without("--split-by-time"));
    return split;
  }

  /// Cuts rows into k folds, each held out once while the others are learned from; stratified as
  /// [Table#split] is, and no group is parted.
  ///
  /// @param k 2 or more
  /// @param validation share of the rows that a fold learns from that chooses the best epoch; 0 for
  ///   none
  /// @throws SomaException.Usage E201 if k is below 2, E206 for a share outside [0, 1)
  /// @throws SomaException.Data E360 for too few groups, E362 if k is larger than the rows or than
  ///   the rows of a class, E363 if a fold would learn without some class
  public static Folds folds(Table table, int k, double validation, Seeds seeds) {
    return new Folds(table, k, validation, false, seeds);
  }

  /// The same folds; the rows that are held out choose the best epoch, too. So more rows are
  /// learned from, and figures on the rows held out are a little too good.
  public static Folds foldsThatValidate(Table table, int k, Seeds seeds) {
    return new Folds(table, k, 0, true, seeds);
  }

  /// Rows cut into folds; made one at a time, so that the rows are not in memory several times.
  public static final class Folds {
    private final Table table;
    private final int count;
    private final int[] of;
    private final double validation;
    private final boolean validate;
    private final Seeds seeds;

    private Folds(Table table, int k, double validation, boolean validate, Seeds seeds) {
      this.table = table;
      this.count = k;
      this.validation = validation;
      this.validate = validate;
      this.seeds = seeds;
      requireRows(table, k);
      Strata strata = strata(table);
      Column column = table.groupColumn();
      of =
          column == null
              ? dev.soma.data.split.Folds.deal(strata, table.rows(), k, seeds)
              : groups(table, column, k, "").deal(strata, k, seeds);
      IntStream.range(0, k).forEach(this::get); // refuses before anything is trained
    }

    /// How many there are.
    public int count() {
      return count;
    }

    /// One of them: the rows that are learned from, those that choose the best epoch, and as the
    /// test rows those that are held out.
    ///
    /// @param fold from 0
    public Split get(int fold) {
      Table held = table.rows(where(of, fold));
      int[] others = IntStream.range(0, of.length).filter(r -> of[r] != fold).toArray();
      Table rest = table.rows(others);
      Split inner =
          validation == 0
              ? new Split(rest, rest.rows(0, 0), rest.rows(0, 0))
              : Split.of(
                  rest,
                  new double[] {1 - validation, validation, 0},
                  seeds,
                  without(held.rows(), "that fold " + (fold + 1) + " holds out"));
      requireClasses(table, inner.train, "fold " + (fold + 1), Fix.without("--cv"));
      return new Split(inner.train, validate ? held : inner.validation, held);
    }
  }

  /// Refuses shares that no table can be parted by.
  ///
  /// @param shares of train, validation and test
  /// @throws SomaException.Usage E206 if one is negative, train has none, or they do not add up to
  ///   1
  public static void requireShares(double... shares) {
    Shares.require(shares);
  }

  /// ` (without the 45 rows that fold 1 holds out)`.
  private static String without(int rows, String whose) {
    return " (without the " + (rows == 1 ? "1 row " : rows + " rows ") + whose + ")";
  }

  private static void check(Table table, double[] shares, String without) {
    requireShares(shares);
    int needed = (int) Arrays.stream(shares).filter(s -> s > 0).count();
    if (table.rows() < needed) {
      throw tooFewRows(table, shares, needed, without);
    }
  }

  private static SomaException.Data tooFewRows(
      Table table, double[] shares, int needed, String without) {
    String both = "--test-fraction 0 --validation-fraction 0";
    String less = shares[2] > 0 ? "--test-fraction 0" : "--validation-fraction 0";
    return new SomaException.Data(
        "E319",
        "too few rows · "
            + table.source().name()
            + " has "
            + table.rows()
            + (table.rows() == 1 ? " usable row" : " usable rows")
            + without
            + ", "
            + needed
            + " parts need at least one each",
        table.rows() == 0
            ? new String[0]
            : new String[] {table.rows() >= needed - 1 ? less : both});
  }

  private static Groups groups(Table table, Column column, int parts, String without) {
    Groups groups = Groups.byText(table.rows(), r -> column.isMissing(r) ? null : column.text(r));
    int count = groups.count();
    if (count < Math.max(2, parts)) {
      throw new SomaException.Data(
          "E360",
          "too few groups · "
              + table.source().name()
              + ", column \""
              + column.name()
              + "\": "
              + (count == 1 ? "one group" : count + " groups")
              + " in "
              + table.rows()
              + " rows"
              + without
              + ", and "
              + Math.max(2, parts)
              + " parts need at least one each",
          "leave --group out");
    }
    return groups;
  }

  /// @throws SomaException.Data E362 if there are fewer rows, in all or of a class, than folds
  private static void requireRows(Table table, int k) {
    if (k < 2) {
      throw new SomaException.Usage("E201", "--cv " + k + " · expected 2 or more folds", "--cv 5");
    }
    int most = table.rows();
    String what = "there are " + most + " rows to cut";
    if (isOfClasses(table)) {
      Column target = table.column(table.targets().getFirst());
      for (Schema.Level level : ColumnStatistics.levels(target)) {
        if (level.count() < most) {
          most = level.count();
          what = "class \"" + level.name() + "\" has " + (most == 1 ? "1 row" : most + " rows");
        }
      }
    }
    if (k > most) {
      throw new SomaException.Data(
          "E362",
          "too many folds · "
              + table.source().name()
              + ": "
              + what
              + ", and "
              + k
              + " folds need at least "
              + k,
          List.of(most >= 2 ? Fix.set("--cv", Integer.toString(most)) : Fix.without("--cv")));
    }
  }

  /// Whether the strata are the classes of one target.
  private static boolean isOfClasses(Table table) {
    return !table.targets().isEmpty()
        && table.task() != Task.MULTI_LABEL
        && table.task().isClassification();
  }

  /// @throws SomaException.Data E363 if a class of the table is not among the rows of a part
  private static void requireClasses(Table table, Table part, String name, Fix fix) {
    if (table.targets().isEmpty() || !table.task().isClassification()) {
      return;
    }
    for (String target : table.targets()) {
      List<String> classes = Target.classes(table.column(target));
      List<String> lacking = Target.lacking(part.column(target), classes);
      if (!lacking.isEmpty()) {
        throw new SomaException.Data(
            "E363",
            "class without training rows · "
                + table.source().name()
                + ", column \""
                + target
                + "\": \""
                + lacking.getFirst()
                + "\" is in none of the rows that "
                + name
                + " learns from",
            List.of(fix));
      }
    }
  }

  /// Rows by class, by combination of labels, or by tenths of a number; else all rows as one.
  private static Strata strata(Table table) {
    List<Column> targets = table.targets().stream().map(table::column).toList();
    int rows = table.rows();
    if (targets.isEmpty() || (table.task() == Task.REGRESSION && targets.size() > 1)) {
      return Strata.all(rows);
    }
    if (table.task() == Task.REGRESSION) {
      return targets.getFirst() instanceof Column.Numbers numbers
          ? Strata.tenths(rows, numbers::value)
          : Strata.all(rows);
    }
    return Strata.byText(
        rows, r -> targets.stream().map(t -> t.text(r)).collect(Collectors.joining("\u0000")));
  }

  /// The time of every row: its number, or the seconds since 1970 of its date.
  ///
  /// @throws SomaException.Data E361 if one has none
  private static double[] times(Table table, Column column) {
    List<String> levels = column instanceof Column.Text t ? t.levels() : List.of();
    DateOrder order = DateText.order(levels, table.options().dateOrder());
    double[] ofLevel =
        levels.stream()
            .mapToDouble(l -> DateText.parse(l, order).map(Split::seconds).orElse(Double.NaN))
            .toArray();
    double[] times = new double[table.rows()];
    Arrays.setAll(
        times,
        r ->
            switch (column) {
              case Column.Numbers numbers -> numbers.value(r) + 0.0; // one zero
              case Column.Text text -> text.isMissing(r) ? Double.NaN : ofLevel[text.code(r)];
            });
    int[] without =
        IntStream.range(0, times.length).filter(r -> !Double.isFinite(times[r])).toArray();
    if (without.length > 0) {
      throw noTime(table, column, without, Arrays.stream(ofLevel).anyMatch(Double::isFinite));
    }
    return times;
  }

  private static SomaException.Data noTime(
      Table table, Column column, int[] without, boolean dates) {
    String first = column.text(without[0]);
    List<DateOrder> open = column instanceof Column.Text t ? DateText.open(t.levels()) : List.of();
    String[] orders = open.stream().map(DateOrder::flag).toArray(String[]::new);
    boolean blank = Arrays.stream(without).anyMatch(column::isMissing);
    UnreadNumbers unread =
        blank ? UnreadNumbers.NONE : TargetChecks.unread(table, column, List.of());
    return new SomaException.Data(
        "E361",
        "no time · "
            + table.source().name()
            + " "
            + table.where(without, 5)
            + ", column \""
            + column.name()
            + "\": "
            + (first.isEmpty() ? "no value" : "\"" + first + "\"")
            + "\nexpected a number, or a date such as 2024-05-31 or 31.05.2024; "
            + without.length
            + " of "
            + table.rows()
            + " rows have none"
            + unread.line(),
        orders.length > 0
            ? orders
            : unread.before(
                dates && !blank
                    ? "--date "
                        + Names.listed(table.options().date(), column.name())
                        + " --on-bad-row skip"
                    : "leave --split-by-time out"));
  }

  private static double seconds(LocalDateTime date) {
    return ChronoUnit.MICROS.between(EPOCH, date) / 1e6;
  }
}
