package dev.soma.data;

import dev.soma.data.csv.Block;
import dev.soma.data.csv.BlockSink;
import dev.soma.data.read.Fields;
import dev.soma.data.store.Cells;
import dev.soma.data.store.Spool;
import dev.soma.data.text.Levels;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Missing;
import dev.soma.data.text.NumberText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One column while it is being read: numbers as long as they are numbers, else codes of levels.
final class ColumnBuilder {
  /// What is asked of the column.
  enum Mode {
    /// Find out.
    AUTO,
    /// Texts, however they look; missing markers are missing.
    TEXT,
    /// Numbers, with marks or without; anything else is a bad cell.
    NUMBER,
    /// Texts exactly as they stand, missing markers and blanks included.
    RAW
  }

  /// What the first value of a column decided.
  private enum Known {
    NOTHING,
    NUMBERS,
    TEXT
  }

  /// A builder that follows keeps so many levels in mind at most.
  private static final int KEPT_LEVELS = 10_000;

  private final String name;
  private final Mode mode;
  private final char decimal;
  private final Levels levels = new Levels();
  private final Spool.@Nullable Group disk; // where the column grows; null in memory
  private Cells cells; // numbers or codes
  private int[] textRows = new int[0];
  private int[] textCodes = new int[0];
  private Known begun; // what the rows of the builder that this one follows decided
  private int[] mapped = new int[0];
  private int taken;
  private boolean asText;
  private int rows;
  private int numeric;
  private int texts;
  private int present;

  ColumnBuilder(String name, Mode mode, char decimal, Spool.@Nullable Group disk) {
    this.name = name;
    this.mode = mode;
    this.decimal = decimal;
    this.asText = mode == Mode.TEXT || mode == Mode.RAW;
    this.begun = asText ? Known.TEXT : Known.NOTHING;
    this.disk = disk;
    this.cells = asText ? Cells.ofIntegers(disk) : Cells.ofNumbers(disk);
  }

  /// An empty builder of the same column, in memory.
  ColumnBuilder again() {
    return new ColumnBuilder(name, mode, decimal, null);
  }

  String name() {
    return name;
  }

  /// Whether the column was asked for as text, dates included.
  boolean isText() {
    return mode == Mode.TEXT;
  }

  void add(Fields fields, int i) {
    if (fields.isNumber(i)) {
      addNumber(fields.number(i));
    } else {
      addText(fields.chars(), fields.start(i), fields.length(i));
    }
    rows++;
  }

  /// Adds field `i` of the record that a block is at.
  void add(Block block, int i) {
    double number =
        asText
            ? Double.NaN
            : NumberText.parse(block.bytes(i), block.start(i), block.end(i), decimal);
    if (!Double.isNaN(number)) {
      present++;
      numeric++;
      cells.add(number);
    } else if (!asText && block.start(i) == block.end(i)) {
      cells.add(Double.NaN);
    } else {
      int length = block.decode(i);
      addText(block.chars(), 0, length);
    }
    rows++;
  }

  /// What was decided from the rows so far.
  private Known known() {
    return asText ? Known.TEXT : numeric > 0 ? Known.NUMBERS : begun;
  }

  /// Forgets all rows, and goes on as behind those of another builder of the column.
  ///
  /// Levels that the other has taken stay known here, in the order in which they were met first.
  void follow(ColumnBuilder before) {
    begun = before.known();
    if (asText != (begun == Known.TEXT)) {
      asText = !asText;
      cells = asText ? Cells.ofIntegers(disk) : Cells.ofNumbers(disk);
    }
    cells.clear();
    if (taken < levels.size() || taken > KEPT_LEVELS) {
      levels.clear();
      taken = 0;
    }
    rows = 0;
    numeric = 0;
    texts = 0;
    present = 0;
  }

  /// Whether the rows of a builder that followed can be taken: whether it began as is known now.
  boolean canTake(ColumnBuilder next) {
    return next.begun == known();
  }

  /// Adds the rows of a builder that followed.
  ///
  /// @param capacity rows to make room for, if there is no room for these
  void take(ColumnBuilder next, int capacity) {
    if (next.asText && !asText) {
      beginText();
    }
    int[] mapped = next.map(levels);
    if (asText) {
      cells.roomForIntegers(rows + next.rows, capacity);
      for (int r = 0; r < next.rows; r++) {
        int code = next.cells.integer(r);
        cells.add(code < 0 ? -1 : mapped[code]);
      }
    } else {
      cells.addNumbers(next.cells, capacity);
      for (int t = 0; t < next.texts; t++) {
        textCell(rows + next.textRows[t], mapped[next.textCodes[t]]);
      }
    }
    rows += next.rows;
    numeric += next.numeric;
    present += next.present;
  }

  /// The codes that the levels have among others.
  private int[] map(Levels others) {
    int size = levels.size();
    mapped = size <= mapped.length ? mapped : Arrays.copyOf(mapped, 2 * size);
    for (; taken < size; taken++) {
      mapped[taken] = others.of(levels, taken);
    }
    return mapped;
  }

  private void addNumber(double number) {
    present++;
    if (asText) {
      char[] text = NumberText.canonical(number).toCharArray();
      cells.add(levels.of(text, 0, text.length));
    } else {
      numeric++;
      cells.add(number);
    }
  }

  private void addText(char[] chars, int start, int length) {
    if (mode != Mode.RAW && Missing.is(chars, start, length)) {
      if (asText) {
        cells.add(-1);
      } else {
        cells.add(Double.NaN);
      }
      return;
    }
    present++;
    if (asText) {
      cells.add(levels.of(chars, start, length));
      return;
    }
    boolean marks = mode == Mode.NUMBER;
    double number = MarkedNumber.parse(chars, start, length, decimal, marks);
    if (!Double.isNaN(number)) {
      numeric++;
      cells.add(number);
    } else if (known() == Known.NOTHING && mode == Mode.AUTO) {
      beginText();
      cells.add(levels.of(chars, start, length));
    } else {
      textCell(rows, levels.of(chars, start, length));
      cells.add(Double.NaN);
    }
  }

  /// All rows so far are missing values.
  private void beginText() {
    asText = true;
    cells = Cells.ofIntegers(disk);
    for (int r = 0; r < rows; r++) {
      cells.add(-1);
    }
  }

  /// What the column turned out to be.
  ///
  /// @param column the column; texts among numbers are missing in it
  /// @param textWanted whether it should be read again as text
  /// @param badRows the rows with texts among the numbers
  /// @param present rows with any value
  record Outcome(Column column, boolean textWanted, int[] badRows, int present) {}

  /// The text of a bad row.
  String badText(int row) {
    int at = Arrays.binarySearch(textRows, 0, texts, row);
    return asText ? levels.get(cells.integer(row)) : levels.get(textCodes[at]);
  }

  /// Decides: text if there is more than a fifth of it and it does not look like decimal commas.
  ///
  /// @param lenient whether a column with some text is text rather than wrong
  Outcome finish(boolean lenient) {
    if (mode == Mode.TEXT || mode == Mode.RAW) {
      return new Outcome(text(), false, new int[0], present);
    }
    return asText ? finishText(lenient) : finishNumbers(lenient);
  }

  /// The column as text although it was read as numbers, each in its shortest form.
  Column numbersAsText() {
    ColumnBuilder again = new ColumnBuilder(name, Mode.TEXT, decimal, null);
    Fields cell = new Fields();
    for (int r = 0, t = 0; r < rows; r++) {
      cell.begin(r);
      if (t < texts && textRows[t] == r) {
        cell.add(levels.get(textCodes[t++]));
      } else {
        cell.add(cells.number(r));
      }
      again.add(cell, 0);
    }
    return again.text();
  }

  private Outcome finishNumbers(boolean lenient) {
    int commas = 0;
    for (int t = 0; t < texts; t++) {
      commas += isComma(levels.get(textCodes[t])) ? 1 : 0;
    }
    boolean textWanted =
        mode == Mode.AUTO && texts > 0 && (lenient || isText(numeric, texts, commas));
    return new Outcome(numbers(), textWanted, Arrays.copyOf(textRows, texts), present);
  }

  private Column numbers() {
    Spool spool = cells.spool();
    return spool == null
        ? Column.Numbers.first(name, cells.numbers(), rows)
        : Column.Numbers.of(name, spool);
  }

  private Outcome finishText(boolean lenient) {
    double[] parsed = new double[levels.size()];
    int[] counts = new int[levels.size()];
    for (int r = 0; r < rows; r++) {
      int code = cells.integer(r);
      if (code >= 0) {
        counts[code]++;
      }
    }
    int numbers = 0;
    int commas = 0;
    for (int i = 0; i < parsed.length; i++) {
      parsed[i] = NumberText.parse(levels.get(i), decimal);
      numbers += Double.isNaN(parsed[i]) ? 0 : counts[i];
      commas += Double.isNaN(parsed[i]) && isComma(levels.get(i)) ? counts[i] : 0;
    }
    if (lenient || isText(numbers, present - numbers, commas)) {
      return new Outcome(text(), false, new int[0], present);
    }
    double[] found = new double[rows];
    int[] bad = new int[present - numbers];
    int n = 0;
    for (int r = 0; r < rows; r++) {
      int code = cells.integer(r);
      found[r] = code < 0 ? Double.NaN : parsed[code];
      if (code >= 0 && Double.isNaN(found[r])) {
        bad[n++] = r;
      }
    }
    return new Outcome(Column.Numbers.of(name, found), false, bad, present);
  }

  private boolean isComma(String text) {
    return decimal == '.' && NumberText.hasOtherMark(text, decimal);
  }

  private static boolean isText(int numbers, int texts, int commas) {
    int all = numbers + texts;
    return texts > 0.2 * all && (commas == 0 || numbers + commas < 0.8 * all);
  }

  /// The codes, with `NaN` and `nan` as missing values.
  private Column.Text text() {
    boolean[] nan = new boolean[levels.size()];
    for (int i = 0; i < nan.length && mode != Mode.RAW; i++) {
      nan[i] = Missing.isNotANumber(levels.get(i));
    }
    Spool spool = cells.spool();
    if (spool != null) {
      return Column.Text.of(name, spool, levels.list(), nan);
    }
    int[] taken = cells.integers();
    Arrays.setAll(taken, r -> taken[r] >= 0 && nan[taken[r]] ? -1 : taken[r]);
    return Column.Text.of(name, taken, levels.list());
  }

  private void textCell(int row, int code) {
    if (texts == textRows.length) {
      textRows = Arrays.copyOf(textRows, Math.max(16, 2 * texts));
      textCodes = Arrays.copyOf(textCodes, Math.max(16, 2 * texts));
    }
    textRows[texts] = row;
    textCodes[texts++] = code;
  }

  /// All columns of the rows of one block.
  static final class Rows implements BlockSink.Rows {
    private final List<ColumnBuilder> whole;
    private final List<ColumnBuilder> builders;
    private int[] lines = new int[64];
    private int rows;

    Rows(List<ColumnBuilder> whole) {
      this.whole = whole;
      this.builders = whole.stream().map(ColumnBuilder::again).toList();
    }

    @Override
    public void clear() {
      rows = 0;
      for (int c = 0; c < builders.size(); c++) {
        builders.get(c).follow(whole.get(c));
      }
    }

    @Override
    public void add(Block block) {
      for (int c = 0; c < builders.size(); c++) {
        builders.get(c).add(block, c);
      }
      if (rows == lines.length) {
        lines = Arrays.copyOf(lines, 2 * rows);
      }
      lines[rows++] = block.line();
    }

    int rows() {
      return rows;
    }

    /// The line of a row, counted from the beginning of the block.
    int line(int row) {
      return lines[row];
    }

    /// Adds the rows to those of the whole columns; false if they began with something else.
    boolean goTo(List<ColumnBuilder> all, int capacity) {
      for (int c = 0; c < all.size(); c++) {
        if (!all.get(c).canTake(builders.get(c))) {
          return false;
        }
      }
      for (int c = 0; c < all.size(); c++) {
        all.get(c).take(builders.get(c), capacity);
      }
      return true;
    }
  }
}
