package dev.soma.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the columns of a table are and what each is used for: the content of the DATA block.
///
/// @param rows number of rows of the whole table
/// @param columns every column, in the order of the table
/// @param duplicateRows rows that are equal to an earlier row in every column
/// @param fractions the columns of numbers that are not whole, and so show the decimal mark in
///   force; not those that are ignored
public record Schema(
    int rows, List<ColumnInfo> columns, int duplicateRows, List<String> fractions) {
  /// Copies.
  public Schema {
    columns = List.copyOf(columns);
    fractions = List.copyOf(fractions);
  }

  /// The column of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  public ColumnInfo column(String name) {
    return columns.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column " + name));
  }

  /// The columns that a model learns from, in order.
  public List<ColumnInfo> inputs() {
    return with(Role.INPUT);
  }

  /// The target columns, in the order of the table.
  public List<ColumnInfo> targets() {
    return with(Role.TARGET);
  }

  /// The columns with a finding of that kind.
  public List<ColumnInfo> found(FindingKind kind) {
    return columns.stream()
        .filter(c -> c.findings().stream().anyMatch(f -> f.kind() == kind))
        .toList();
  }

  /// With a column in whose order the rows are parted: what was said of it as an id does not count.
  ///
  /// @param years those of two digits, where it is read as dates for that; null where it is not
  Schema timed(String column, @Nullable String years) {
    return new Schema(
        rows,
        columns.stream().map(c -> c.name().equals(column) ? c.timed(years) : c).toList(),
        duplicateRows,
        fractions);
  }

  private List<ColumnInfo> with(Role role) {
    return columns.stream().filter(c -> c.role() == role).toList();
  }

  /// What a column is used for.
  public enum Role {
    /// The model learns from it.
    INPUT,
    /// The model learns to predict it.
    TARGET,
    /// How much each row counts.
    WEIGHT,
    /// What is added to z of the output layer.
    OFFSET,
    /// Its logarithm is.
    EXPOSURE,
    /// Which rows belong together.
    GROUP,
    /// Left out, by choice or because of a finding.
    IGNORED
  }

  /// What the values of a column are.
  public enum Kind {
    /// Numbers.
    NUMBER,
    /// One of several levels.
    CATEGORY,
    /// Dates or date-times.
    DATE
  }

  /// Something about a column that a person should know.
  public enum FindingKind {
    /// All values are equal, or there are none; an input is left out.
    CONSTANT,
    /// Every row has its own value; text is left out, and rows that are counted in their order,
    /// unless there is nothing else to learn from. Other numbers are kept.
    ID_LIKE,
    /// Sentences, hardly any of them twice; left out. The detail says how long they are.
    TEXT,
    /// Few whole numbers, far apart and not in steps, as codes are; kept as numbers. The detail
    /// says how many.
    CODES,
    /// Dates that were not read as such. The detail is `digits` for numbers such as 20240531, the
    /// orders in which they are dates, such as `mdy or dmy`, or empty for texts that may be dates
    /// or something else, as versions.
    DATES,
    /// Dates that say two digits of their year. The detail is the first and the last of these
    /// years.
    SHORT_YEARS,
    /// Texts that are numbers with signs or separators of thousands; read as numbers on demand. The
    /// detail is `decimal` if they are plain numbers but for the decimal mark.
    MARKED,
    /// The rows are parted in its order, as somebody said.
    TIMES,
    /// Equal to an earlier column in every row; kept. The detail is the name of the earlier column.
    DUPLICATE,
    /// Predicts the target alone; kept. The detail says how well.
    PREDICTS_TARGET
  }

  /// One finding.
  ///
  /// @param kind what was found
  /// @param detail a name or a number that goes with it; may be empty
  public record Finding(FindingKind kind, String detail) {
    /// Numbers with decimal points, which are texts because the comma was said to be the mark.
    public static final Finding POINTS = new Finding(FindingKind.MARKED, "decimal");

    /// Texts that are dates only where somebody says so.
    public static final Finding DATES = new Finding(FindingKind.DATES, "");
  }

  /// A level of a category and the number of rows that have it.
  ///
  /// @param name the level
  /// @param count number of rows
  public record Level(String name, int count) {}

  /// One column.
  ///
  /// @param name its name
  /// @param role what it is used for
  /// @param kind what its values are
  /// @param chosen whether the kind or the role was given by the user
  /// @param missing rows without a value, those that are not finite included
  /// @param notFinite rows with a number that is not finite
  /// @param distinct number of distinct values
  /// @param whole whether every number is an integer
  /// @param min smallest number; null without numbers
  /// @param max largest number; null without numbers
  /// @param levels the most frequent levels first, at most [#LEVELS]; empty for numbers with more
  ///   distinct values than that
  /// @param findings what a person should know
  public record ColumnInfo(
      String name,
      Role role,
      Kind kind,
      boolean chosen,
      int missing,
      int notFinite,
      int distinct,
      boolean whole,
      @Nullable Double min,
      @Nullable Double max,
      List<Level> levels,
      List<Finding> findings) {
    /// How many levels are listed at most.
    public static final int LEVELS = 100;

    /// Copies.
    public ColumnInfo {
      levels = List.copyOf(levels);
      findings = List.copyOf(findings);
    }

    /// The same column in another role.
    ColumnInfo as(Role other) {
      return with(other, kind, findings);
    }

    /// The same column if the rows are parted in its order: no id, an input if it was left out as
    /// one, and dates if that is what the order is of.
    private ColumnInfo timed(@Nullable String years) {
      List<Finding> all = new ArrayList<>(findings);
      boolean ids = all.removeIf(f -> f.kind() == FindingKind.ID_LIKE);
      if (years != null && all.remove(Finding.DATES) && !years.isEmpty()) {
        all.add(new Finding(FindingKind.SHORT_YEARS, years));
      }
      Finding times = new Finding(FindingKind.TIMES, "");
      if (!all.contains(times)) {
        all.add(times);
      }
      return with(ids ? Role.INPUT : role, years == null ? kind : Kind.DATE, all);
    }

    private ColumnInfo with(Role other, Kind now, List<Finding> found) {
      return new ColumnInfo(
          name, other, now, chosen, missing, notFinite, distinct, whole, min, max, levels, found);
    }
  }
}
