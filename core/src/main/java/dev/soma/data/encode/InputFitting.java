package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Table;
import dev.soma.data.text.DatePart;
import dev.soma.data.text.DateText;
import dev.soma.kernel.ThreadTeam;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// Learns how one column becomes inputs, from training rows.
final class InputFitting {
  /// Fewer cells than this are not worth a second thread.
  private static final int CELLS_A_THREAD = 200_000;

  private static final int MOST_THREADS = 8;

  private InputFitting() {}

  /// How each input column of the training rows becomes inputs.
  ///
  /// Columns of one block of bytes, the pixels of images, share one mean, deviation and range: they
  /// are of one unit, and a pixel that is hardly ever set would be blown up by its own tiny
  /// deviation.
  static List<InputColumn> fit(Table train, MissingPolicy missing) {
    List<Column.Numbers> block = new ArrayList<>();
    for (ColumnInfo info : train.schema().inputs()) {
      if (train.column(info.name()) instanceof Column.Numbers n && inBlock(n, block)) {
        block.add(n);
      }
    }
    Spread shared = block.isEmpty() ? null : Spread.together(block, fill(missing));
    List<ColumnInfo> infos = train.schema().inputs();
    InputColumn[] inputs = new InputColumn[infos.size()];
    try (ThreadTeam team = team((long) train.rows() * inputs.length)) {
      team.run(
          (part, _) -> {
            ColumnInfo info = infos.get(part);
            Column column = train.column(info.name());
            boolean pixel = column instanceof Column.Numbers n && inBlock(n, block);
            inputs[part] =
                pixel && shared != null
                    ? number(info.name(), shared)
                    : fit(column, info.kind(), missing);
          },
          inputs.length);
    }
    return List.of(inputs);
  }

  private static ThreadTeam team(long cells) {
    int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    return new ThreadTeam((int) Math.min(1 + cells / CELLS_A_THREAD, most));
  }

  /// Whether a column is of the first block of the table.
  private static boolean inBlock(Column.Numbers column, List<Column.Numbers> block) {
    return column.sharesBlockWith(block.isEmpty() ? column : block.getFirst());
  }

  private static InputColumn fit(Column column, Kind kind, MissingPolicy missing) {
    return switch (kind) {
      case NUMBER -> number(column.name(), Spread.of(column, fill(missing)));
      case CATEGORY -> category(column);
      case DATE -> date(column, missing);
    };
  }

  /// What [Spread] is asked to put for missing values: the mean, or the median.
  private static double fill(MissingPolicy missing) {
    return missing == MissingPolicy.LEVEL ? Double.POSITIVE_INFINITY : Double.NaN;
  }

  private static InputColumn.NumberInput number(String name, Spread s) {
    return new InputColumn.NumberInput(
        name, s.mean(), s.sd(), s.min(), s.max(), s.fill(), s.missing() > 0);
  }

  private static InputColumn.CategoryInput category(Column column) {
    boolean missing = false;
    for (int r = 0; r < column.rows() && !missing; r++) {
      missing = column.isMissing(r);
    }
    return new InputColumn.CategoryInput(column.name(), LevelIndex.of(column), missing);
  }

  private static InputColumn.DateInput date(Column column, MissingPolicy missing) {
    List<DatePart> parts = new ArrayList<>();
    List<InputColumn.NumberInput> numbers = new ArrayList<>();
    for (DatePart part : DatePart.values()) {
      InputColumn.NumberInput number =
          number(
              column.name() + " " + part.label(),
              Spread.of(column.rows(), parts(column, part), fill(missing)));
      if (number.max() > number.min()) { // the others say nothing
        boolean first = numbers.isEmpty(); // one "is missing" is enough
        numbers.add(first ? number : withoutIndicator(number));
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      parts.add(DatePart.DAYS);
      numbers.add(
          number(
              column.name() + " " + DatePart.DAYS.label(),
              Spread.of(column.rows(), parts(column, DatePart.DAYS), fill(missing))));
    }
    return new InputColumn.DateInput(column.name(), parts, numbers);
  }

  /// One part of each row's date; NaN where there is none.
  static IntToDoubleFunction parts(Column column, DatePart part) {
    if (!(column instanceof Column.Text text)) {
      return _ -> Double.NaN;
    }
    double[] ofLevel = new double[text.levels().size()];
    for (int i = 0; i < ofLevel.length; i++) {
      Optional<LocalDateTime> date = DateText.parse(text.levels().get(i));
      ofLevel[i] = date.isPresent() ? part.of(date.get()) : Double.NaN;
    }
    return r -> text.code(r) < 0 ? Double.NaN : ofLevel[text.code(r)];
  }

  private static InputColumn.NumberInput withoutIndicator(InputColumn.NumberInput n) {
    return new InputColumn.NumberInput(
        n.name(), n.mean(), n.sd(), n.min(), n.max(), n.fill(), false);
  }
}
