package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.data.Column;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is odd about the parts of a table.
public final class SplitNotes {
  private SplitNotes() {}

  /// A line for each part that is learned from and has one value of a number target only, so that
  /// such a network can learn nothing but that value; and one for the input columns that do not
  /// vary in it. It is trained all the same. Before them, one for the classes that a part lacks.
  ///
  /// @param folds that the rows are cut into; null if they are not
  public static List<String> of(Split split, Split.@Nullable Folds folds) {
    List<String> notes = new ArrayList<>();
    if (split.train().task() != Task.REGRESSION) {
      split.train().targets().forEach(target -> classes(target, split, folds, notes));
    }
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

  /// What the parts lack of the classes of a target.
  private static void classes(
      String target, Split split, Split.@Nullable Folds folds, List<String> notes) {
    Set<String> all = new TreeSet<>();
    Split first = folds == null ? split : folds.get(0);
    Stream.of(split.train(), split.validation(), split.test(), first.test())
        .filter(part -> part.rows() > 0)
        .forEach(part -> all.addAll(Target.classes(part.column(target))));
    String of = split.train().targets().size() > 1 ? " of " + target : "";
    if (folds == null || first.validation().rows() == 0) {
      none(target, split.validation(), all)
          .ifPresent(
              no ->
                  notes.add(
                      no
                          + of
                          + " among the "
                          + rows(split.validation(), "validation")
                          + ", which choose the epoch"));
    }
    if (folds != null) {
      ofFolds(target, folds, all, of, notes);
    }
    none(target, split.test(), all)
        .ifPresent(
            no ->
                notes.add(
                    no
                        + of
                        + " among the "
                        + rows(split.test(), "test")
                        + ", which say nothing of it"));
  }

  /// The same of the rows that folds hold out, and of those that choose their epochs.
  private static void ofFolds(
      String target, Split.Folds folds, Set<String> all, String of, List<String> notes) {
    Map<String, List<String>> held = new LinkedHashMap<>();
    Map<String, List<String>> chosen = new LinkedHashMap<>();
    boolean validate = false;
    for (int f = 0; f < folds.count(); f++) {
      Split own = folds.get(f);
      String fold = Integer.toString(f + 1);
      validate |= own.validation() == own.test();
      none(target, own.test(), all)
          .ifPresent(no -> held.computeIfAbsent(no, _ -> new ArrayList<>()).add(fold));
      if (own.validation() != own.test()) {
        none(target, own.validation(), all)
            .ifPresent(no -> chosen.computeIfAbsent(no, _ -> new ArrayList<>()).add(fold));
      }
    }
    String too = validate ? ", which choose the epoch as well" : "";
    chosen.forEach((no, in) -> notes.add(no + of + " among the validation rows of " + named(in)));
    held.forEach(
        (no, in) ->
            notes.add(
                no
                    + of
                    + " among the rows that "
                    + named(in)
                    + (in.size() == 1 ? " holds out" : " hold out")
                    + too));
  }

  /// `fold 2`, `the folds 1, 2, 4`.
  private static String named(List<String> folds) {
    return folds.size() == 1 ? "fold " + folds.getFirst() : "the folds " + Text.list(folds, 8);
  }

  private static String rows(Table part, String what) {
    return Text.count(part.rows(), what + " row");
  }

  /// `no "yes"` of the classes that a part with rows has none of.
  private static Optional<String> none(String target, Table part, Set<String> all) {
    if (part.rows() == 0) {
      return Optional.empty();
    }
    List<String> names =
        Target.lacking(part.column(target), all).stream().map(c -> "\"" + c + "\"").toList();
    return names.isEmpty() ? Optional.empty() : Optional.of("no " + Text.list(names, 8));
  }

  /// A line for each part from a file of its own of which rows were skipped.
  ///
  /// @param table that the other parts are from
  public static List<String> skipped(Split split, Table table) {
    return Stream.of(split.validation(), split.test())
        .map(Table::source)
        .filter(source -> source.rejected() > 0 && !source.equals(table.source()))
        .map(source -> Text.skipped(source.rejected(), " of " + source.name()))
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
