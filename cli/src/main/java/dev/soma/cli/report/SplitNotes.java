package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.data.Column;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is odd about the parts of a table.
public final class SplitNotes {
  private SplitNotes() {}

  /// A line for each part that is learned from and has one value of a number target only, so that
  /// such a network can learn nothing but that value; and one for the input columns that do not
  /// vary in it. It is trained all the same.
  ///
  /// @param folds that the rows are cut into; null if they are not
  public static List<String> of(Split split, Split.@Nullable Folds folds) {
    List<String> notes = new ArrayList<>();
    for (int f = 0; f < count(folds); f++) {
      Table train = part(split, folds, f);
      String rows =
          Text.count(train.rows())
              + " training rows"
              + (folds == null ? "" : " of fold " + (f + 1));
      if (train.task() == Task.REGRESSION) { // a class that is not there has been refused
        targets(train, rows, notes);
      }
      List<String> still = new ArrayList<>();
      still(train).forEach((name, value) -> still.add(name + " (" + value + ")"));
      if (!still.isEmpty()) {
        notes.add(
            "0 in the network always, no two values in the " + rows + ": " + Text.list(still, 8));
      }
    }
    return notes;
  }

  /// A line for each part from a file of its own of which rows were skipped.
  ///
  /// @param table that the other parts are from
  public static List<String> skipped(Split split, Table table) {
    return Stream.of(split.validation(), split.test())
        .map(Table::source)
        .filter(source -> source.rejected() > 0 && !source.equals(table.source()))
        .map(
            source ->
                Text.count(source.rejected(), "row")
                    + " of "
                    + source.name()
                    + " skipped: they could not be used")
        .toList();
  }

  private static void targets(Table train, String rows, List<String> notes) {
    for (String target : train.targets()) {
      Column column = train.column(target);
      if (column instanceof Column.Numbers && column.rows() > 1 && isConstant(column)) {
        notes.add(
            target
                + " is "
                + column.text(0)
                + " in all "
                + rows
                + ": there is nothing to learn but that number");
      }
    }
  }

  /// The input columns that do not vary in any part that is learned from, with what they are there.
  ///
  /// @param folds that the rows are cut into; null if they are not
  public static Map<String, String> still(Split split, Split.@Nullable Folds folds) {
    Map<String, String> all = still(split.train());
    for (int f = 1; f < count(folds) && !all.isEmpty(); f++) {
      all.keySet().retainAll(still(part(split, folds, f)).keySet());
    }
    return all;
  }

  private static int count(Split.@Nullable Folds folds) {
    return folds == null ? 1 : folds.count();
  }

  /// The rows that network `f` learns from: one part at a time, for each is a copy.
  private static Table part(Split split, Split.@Nullable Folds folds, int f) {
    return folds == null || f == 0 ? split.train() : folds.get(f).train();
  }

  /// Pixels share one scale, so that one which does not vary is no case of its own.
  private static Map<String, String> still(Table train) {
    Map<String, String> still = new LinkedHashMap<>();
    for (ColumnInfo info : train.schema().inputs()) {
      Column column = train.column(info.name());
      boolean pixel = column instanceof Column.Numbers numbers && numbers.isBytes();
      if (!pixel && column.rows() > 0 && isConstant(column)) {
        still.put(info.name(), column.isMissing(0) ? "no value" : Text.cut(column.text(0), 20));
      }
    }
    return still;
  }

  /// Whether all rows have the same value, or none has one.
  private static boolean isConstant(Column column) {
    boolean missing = column.isMissing(0);
    for (int r = 1; r < column.rows(); r++) {
      if (column.isMissing(r) != missing || !(missing || isSame(column, r))) {
        return false;
      }
    }
    return true;
  }

  /// Whether a row has the value of the first.
  private static boolean isSame(Column column, int row) {
    return switch (column) {
      case Column.Numbers numbers -> numbers.value(row) == numbers.value(0);
      case Column.Text text -> text.code(row) == text.code(0);
    };
  }
}
