package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.text.DatePart;
import dev.soma.data.text.Missing;
import dev.soma.data.text.Names;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.kernel.ThreadTeam;
import dev.soma.math.Matrix;
import dev.soma.nn.InputShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleToIntFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The blocks of one table while they are being filled, column by column.
final class Encoding {
  private static final int SHOWN = 5;

  private static final int ROWS_AT_ONCE = 16;
  private static final int CELLS_A_THREAD = 500_000;
  private static final int MOST_THREADS = 8;

  private final Table table;
  private final MissingPolicy missing;
  private final @Nullable Consumer<Flag> flags;
  private final Matrix numbers;
  private final int[] codes;
  private final int categories;
  private final @Nullable UnusableRows unusable;
  private final List<Bytes> bytes = new ArrayList<>();
  private int nextNumber;
  private int nextOneHot;
  private int nextCategory;

  /// @param columnNumbers how many number inputs come before those of one-hot columns
  Encoding(
      Table table,
      InputShape shape,
      int columnNumbers,
      MissingPolicy missing,
      @Nullable Consumer<Flag> flags) {
    this.nextOneHot = columnNumbers;
    this.table = table;
    this.missing = missing;
    this.flags = flags;
    this.numbers = Matrix.zeros(table.rows(), shape.numbers());
    this.categories = shape.categories();
    this.codes = new int[Math.multiplyExact(table.rows(), categories)];
    this.unusable = null;
  }

  /// Encodes nothing.
  ///
  /// @param unusable where rows are noted that cannot be encoded; null to refuse them
  Encoding(Table table, MissingPolicy missing, @Nullable UnusableRows unusable) {
    this.table = table;
    this.missing = missing;
    this.flags = null;
    this.numbers = Matrix.zeros(0, 0);
    this.categories = 0;
    this.codes = new int[0];
    this.unusable = unusable;
  }

  /// The number inputs; ends the filling.
  Matrix numbers() {
    if (!bytes.isEmpty()) {
      int parts = Math.ceilDiv(table.rows(), ROWS_AT_ONCE);
      int worth =
          1 + (int) Math.min(MOST_THREADS, (long) table.rows() * bytes.size() / CELLS_A_THREAD);
      int threads = Math.min(worth, Runtime.getRuntime().availableProcessors());
      try (ThreadTeam team = new ThreadTeam(threads)) {
        team.run((part, _) -> translate(part * ROWS_AT_ONCE), parts);
      }
      bytes.clear();
    }
    return numbers;
  }

  /// Some rows of all columns of bytes: few enough to stay in the cache.
  private void translate(int from) {
    int to = Math.min(from + ROWS_AT_ONCE, table.rows());
    int cols = numbers.cols();
    for (Bytes b : bytes) {
      b.column.translate(b.ofByte, from, to, numbers.data(), from * cols + b.input, cols);
    }
  }

  /// A column of bytes.
  ///
  /// @param ofByte each byte scaled
  /// @param input where it goes
  private record Bytes(Column.Numbers column, float[] ofByte, int input) {}

  int[] codes() {
    return codes;
  }

  /// Looks at the values of a column and encodes none.
  void check(InputColumn input) {
    Column column = table.column(input.name());
    switch (input) {
      case InputColumn.NumberInput _ when isBytes(column) -> {} // all of them are numbers
      case InputColumn.NumberInput number -> checked(number, column);
      case InputColumn.CategoryInput category -> codes(category.levels(), column);
      case InputColumn.OneHotInput oneHot -> codes(oneHot.levels(), column);
      case InputColumn.DateInput date -> checked(date, column);
      case InputColumn.LevelledInput levelled -> checked(levelled.number(), column);
    }
  }

  void add(InputColumn input) {
    Column column = table.column(input.name());
    switch (input) {
      case InputColumn.NumberInput number -> addNumber(number, column);
      case InputColumn.CategoryInput category -> addCategory(category, column);
      case InputColumn.OneHotInput oneHot -> addOneHot(oneHot, column);
      case InputColumn.DateInput date -> addDate(date, column);
      case InputColumn.LevelledInput levelled -> {
        addNumber(levelled.number(), column);
        addLevels(levelled, column);
      }
    }
  }

  private void addNumber(InputColumn.NumberInput number, Column column) {
    boolean inRange = flags == null || (number.min() <= 0 && number.max() >= 255);
    if (isBytes(column) && inRange && !number.indicator()) {
      bytes.add(new Bytes((Column.Numbers) column, scaled(number), nextNumber++));
      return;
    }
    write(number, checked(number, column), column);
  }

  /// The numbers of a column, which have been looked at.
  private IntToDoubleFunction checked(InputColumn.NumberInput number, Column column) {
    IntToDoubleFunction values = Spread.values(column, table.options());
    IntPredicate wrong = r -> Double.isNaN(values.applyAsDouble(r)) && isThere(column, r);
    refuse(column, wrong, "a number", rows -> UnusableRows.isOtherMark(table, number, rows));
    refuseMissing(column, r -> !Double.isFinite(values.applyAsDouble(r)));
    return values;
  }

  /// Each byte 0 .. 255 scaled; an equal array if the last column had the same scale.
  private float[] scaled(InputColumn.NumberInput number) {
    float[] all = new float[256];
    DoubleUnaryOperator scale = number.scale().function();
    for (int v = 0; v < all.length; v++) {
      all[v] = (float) scale.applyAsDouble(v);
    }
    return !bytes.isEmpty() && Arrays.equals(all, bytes.getLast().ofByte)
        ? bytes.getLast().ofByte
        : all;
  }

  private void addDate(InputColumn.DateInput date, Column column) {
    write(date.numbers().getFirst(), checked(date, column), column);
    for (int i = 1; i < date.parts().size(); i++) {
      write(date.numbers().get(i), part(date, i, column), null);
    }
  }

  /// The first part of the dates of a column, which have been looked at.
  private IntToDoubleFunction checked(InputColumn.DateInput date, Column column) {
    IntToDoubleFunction values = part(date, 0, column);
    IntPredicate wrong = r -> Double.isNaN(values.applyAsDouble(r)) && isThere(column, r);
    refuse(column, wrong, "a date", _ -> false);
    refuseMissing(column, r -> !Double.isFinite(values.applyAsDouble(r)));
    return values;
  }

  private static IntToDoubleFunction part(InputColumn.DateInput date, int i, Column column) {
    return InputFitting.parts(column, date.parts().get(i), ofDay(date), date.order());
  }

  /// Whether the rows that it was learned from held times of day without a date.
  private static boolean ofDay(InputColumn.DateInput date) {
    int days = date.parts().indexOf(DatePart.DAYS);
    return days >= 0 && date.numbers().get(days).min() >= 0 && date.numbers().get(days).max() < 1;
  }

  private void addCategory(InputColumn.CategoryInput category, Column column) {
    int[] found = codes(category.levels(), column);
    for (int r = 0; r < found.length; r++) {
      int code = found[r];
      if (code == LevelIndex.MISSING) {
        code = category.missingLevel() ? category.levels().size() : -1;
      }
      codes[r * categories + nextCategory] = code;
    }
    nextCategory++;
  }

  /// The codes of values; flags are those of the number.
  private void addLevels(InputColumn.LevelledInput levelled, Column column) {
    IntToDoubleFunction values = Spread.values(column, table.options());
    DoubleToIntFunction code = levelled.code();
    for (int r = 0; r < table.rows(); r++) {
      codes[r * categories + nextCategory] = code.applyAsInt(values.applyAsDouble(r));
    }
    nextCategory++;
  }

  private void addOneHot(InputColumn.OneHotInput oneHot, Column column) {
    int[] found = codes(oneHot.levels(), column);
    int levels = oneHot.levels().size();
    int cols = numbers.cols();
    for (int i = 0; i < oneHot.scales().size(); i++) {
      DoubleUnaryOperator scale = oneHot.scales().get(i).function();
      float[] ofCode = new float[levels + 1]; // from -1
      for (int code = -1; code < levels; code++) {
        ofCode[code + 1] =
            (float) scale.applyAsDouble(InputColumn.OneHotInput.value(levels, code, i));
      }
      for (int r = 0; r < found.length; r++) {
        numbers.data()[r * cols + nextOneHot] = ofCode[Math.max(found[r], -1) + 1];
      }
      nextOneHot++;
    }
  }

  /// The codes of a column, flagged where there is no level.
  private int[] codes(List<String> levels, Column column) {
    int[] found = new LevelIndex(levels).codes(column);
    refuseMissing(column, r -> found[r] == LevelIndex.MISSING);
    for (int r = 0; r < found.length; r++) {
      if (found[r] == LevelIndex.MISSING) {
        flag(Flag.Kind.IMPUTED, r, column);
      } else if (found[r] == LevelIndex.UNKNOWN) {
        flag(Flag.Kind.UNSEEN, r, column);
      }
    }
    return found;
  }

  /// Scales into the next number input; flags are raised only if `flagged` is given.
  private void write(
      InputColumn.NumberInput number, IntToDoubleFunction values, @Nullable Column flagged) {
    int cols = numbers.cols();
    int at = nextNumber;
    float[] data = numbers.data();
    DoubleUnaryOperator scale = number.scale().function();
    for (int r = 0; r < table.rows(); r++, at += cols) {
      double x = values.applyAsDouble(r);
      boolean absent = !Double.isFinite(x);
      data[at] = (float) scale.applyAsDouble(absent ? number.fill() : x);
      if (number.indicator()) {
        data[at + 1] = absent ? 1 : 0;
      }
      if (flagged != null && flags != null) {
        if (absent) {
          flag(isNotFinite(flagged, r) ? Flag.Kind.NOT_FINITE : Flag.Kind.IMPUTED, r, flagged);
        } else if (x < number.min() || x > number.max()) {
          flag(Flag.Kind.OUT_OF_RANGE, r, flagged, x > number.max());
        }
      }
    }
    nextNumber += number.indicator() ? 2 : 1;
  }

  private void flag(Flag.Kind kind, int row, Column column) {
    flag(kind, row, column, false);
  }

  private void flag(Flag.Kind kind, int row, Column column, boolean above) {
    if (flags != null) {
      int line = table.line(row);
      flags.accept(new Flag(kind, row, line, column.name(), column.text(row), above));
    }
  }

  private static boolean isBytes(Column column) {
    return column instanceof Column.Numbers numbers && numbers.isBytes();
  }

  private static boolean isThere(Column column, int row) {
    return !column.isMissing(row) && !Missing.is(column.text(row));
  }

  /// Whether a value is there that is no finite number, such as `NaN` or `inf` in a file.
  private static boolean isNotFinite(Column column, int row) {
    return switch (column) {
      case Column.Numbers numbers -> numbers.isNotFinite(row);
      case Column.Text _ -> isThere(column, row);
    };
  }

  private void refuseMissing(Column column, IntPredicate absent) {
    if (missing != MissingPolicy.ERROR) {
      return;
    }
    int[] rows = IntStream.range(0, column.rows()).filter(absent).toArray();
    if (unusable != null) {
      unusable.add("E320", column, rows);
    } else if (rows.length > 0) {
      throw new SomaException.Data(
          "E320",
          "missing value · "
              + table.source().name()
              + " column \""
              + column.name()
              + "\": "
              + Names.count(rows.length)
              + " of "
              + Names.count(column.rows())
              + " values ("
              + table.where(rows, SHOWN)
              + ")\nthe model was trained with --missing error");
    }
  }

  private void refuse(
      Column column, IntPredicate wrong, String wanted, Predicate<int[]> otherMark) {
    int[] rows = IntStream.range(0, column.rows()).filter(wrong).toArray();
    if (unusable != null) {
      unusable.add("E512", column, rows);
    } else if (rows.length > 0) {
      boolean marked = otherMark.test(rows);
      throw new SomaException.Mismatch(
          "E512",
          "wrong type · "
              + table.source().name()
              + " line "
              + Names.count(table.line(rows[0]))
              + ", column \""
              + column.name()
              + "\": \""
              + column.text(rows[0])
              + "\"\nexpected "
              + wanted
              + " as in training; "
              + Names.count(rows.length)
              + " of "
              + Names.count(column.rows())
              + " values differ ("
              + table.where(rows, SHOWN)
              + ")",
          List.of(marked ? UnusableRows.mark(table).one() : Fix.of(mended(column, rows, wanted))));
    }
  }

  /// What to do where no flag helps: values that are left out count as missing, if some may be.
  private String mended(Column column, int[] rows, String wanted) {
    long present = IntStream.range(0, column.rows()).filter(r -> isThere(column, r)).count();
    boolean all = rows.length == present;
    String where =
        (rows.length == 1
                ? "line " + Names.count(table.line(rows[0]))
                : "those " + Names.count(rows.length) + " lines")
            + " of "
            + table.source().name();
    String name = "\"" + column.name() + "\"";
    return all || missing == MissingPolicy.ERROR
        ? "write " + wanted + " into " + name + " in " + where
        : "leave " + name + " empty in " + where + ", which then counts as missing";
  }
}
