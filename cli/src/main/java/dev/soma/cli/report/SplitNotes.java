package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is odd about the parts of a table.
public final class SplitNotes {
  private SplitNotes() {}

  /// A line for each part that is learned from and has one value of a number target only. Such a
  /// network can learn nothing but that value; it is trained all the same.
  ///
  /// @param folds that the rows are cut into; null if they are not
  public static List<String> of(Split split, Split.@Nullable Folds folds) {
    List<String> notes = new ArrayList<>();
    if (split.train().task() != Task.REGRESSION) {
      return notes; // a class that is not there has been refused
    }
    int count = folds == null ? 1 : folds.count();
    for (int f = 0; f < count; f++) {
      Table train = folds == null || f == 0 ? split.train() : folds.get(f).train();
      for (String target : train.targets()) {
        Column column = train.column(target);
        if (column.rows() > 1 && isConstant(column)) {
          notes.add(
              target
                  + " is "
                  + column.text(0)
                  + " in all "
                  + Text.count(column.rows())
                  + " training rows"
                  + (folds == null ? "" : " of fold " + (f + 1))
                  + ": there is nothing to learn but that number");
        }
      }
    }
    return notes;
  }

  private static boolean isConstant(Column column) {
    if (!(column instanceof Column.Numbers numbers)) {
      return false;
    }
    for (int r = 1; r < numbers.rows(); r++) {
      if (numbers.value(r) != numbers.value(0)) {
        return false;
      }
    }
    return true;
  }
}
