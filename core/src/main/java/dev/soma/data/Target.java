package dev.soma.data;

import dev.soma.data.scale.Offset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be predicted, as asked for: names, and what follows from the table unless it is
/// given.
///
/// @param names one or several columns
/// @param task classification (as [Task#BINARY], [Task#MULTICLASS]), [Task#MULTI_LABEL] or
///   [Task#REGRESSION]; null lets the table decide
/// @param positive the positive class of a two-class target; null lets the order decide
/// @param weight the column that holds the row weights; null for none
/// @param group the column that says which rows belong together; they are never parted, and the
///   column is no input; null for none
/// @param offset the column that is added to z of the output layer, and is no input; null for none
public record Target(
    List<String> names,
    @Nullable Task task,
    @Nullable String positive,
    @Nullable String weight,
    @Nullable String group,
    @Nullable Offset offset) {
  /// Rows of a table, and of each class, that are enough for all parts.
  private static final int FEW = 20;

  private static final int CLASS = 5;

  /// Copies.
  ///
  /// @throws IllegalArgumentException if there is no name
  public Target {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a target needs the name of a column");
    }
  }

  /// These columns, everything else left to the table.
  public static Target of(String... names) {
    return new Target(List.of(names), null, null, null, null, null);
  }

  /// With this task; any of the classification tasks of one target fits the number of classes.
  public Target task(@Nullable Task wanted) {
    return new Target(names, wanted, positive, weight, group, offset);
  }

  /// With this positive class.
  public Target positive(@Nullable String level) {
    return new Target(names, task, level, weight, group, offset);
  }

  /// With this column of row weights.
  public Target weight(@Nullable String column) {
    return new Target(names, task, positive, column, group, offset);
  }

  /// With this column of groups.
  public Target group(@Nullable String column) {
    return new Target(names, task, positive, weight, column, offset);
  }

  /// Another column that can be predicted, the last one; empty if there is none, or if it would be
  /// the only column that says something.
  Optional<String> other(Table table) {
    List<Column> free = free(table);
    List<String> usable =
        free.stream().filter(c -> isUsable(c, table.rows())).map(Column::name).toList();
    return free.size() < 2 || usable.isEmpty() ? Optional.empty() : Optional.of(usable.getLast());
  }

  /// That of several targets which is learned by itself: the first one of numbers, if there is one.
  static Column alone(List<Column> targets) {
    return targets.stream()
        .filter(c -> c instanceof Column.Numbers)
        .findFirst()
        .orElse(targets.getFirst());
  }

  /// The columns with two values at least of which none has a part of its own.
  List<Column> free(Table table) {
    List<String> taken = new ArrayList<>(names);
    taken.addAll(table.options().ignore());
    taken.addAll(table.options().used());
    Optional.ofNullable(weight).ifPresent(taken::add);
    Optional.ofNullable(group).ifPresent(taken::add);
    Optional.ofNullable(offset).map(Offset::column).ifPresent(taken::add);
    return table.columns().stream()
        .filter(c -> !taken.contains(c.name()) && ColumnStatistics.distinct(c) >= 2)
        .toList();
  }

  /// The classes that the rows of a column are of, most frequent first.
  public static List<String> classes(Column column) {
    return ColumnStatistics.levels(column).stream().map(Schema.Level::name).toList();
  }

  /// Those of some classes that no row of a column is of.
  public static List<String> lacking(Column column, Collection<String> classes) {
    Set<String> there = Set.copyOf(classes(column));
    return classes.stream().filter(name -> !there.contains(name)).toList();
  }

  private static boolean isUsable(Column column, int rows) {
    for (int r = 0; r < rows; r++) {
      if (column.isMissing(r)) {
        return false;
      }
    }
    boolean number = column instanceof Column.Numbers && ColumnStatistics.distinct(column) > 2;
    return rows >= FEW
        && (number || ColumnStatistics.levels(column).stream().allMatch(l -> l.count() >= CLASS));
  }

  /// With this column of offsets or exposures, such as `Offset.exposure("years")`.
  public Target offset(@Nullable Offset column) {
    return new Target(names, task, positive, weight, group, column);
  }
}
