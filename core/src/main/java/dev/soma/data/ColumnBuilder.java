package dev.soma.data;

import dev.soma.data.read.Fields;
import dev.soma.data.store.Spool;
import dev.soma.data.text.Missing;
import dev.soma.data.text.NumberText;
import java.util.ArrayList;
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
    /// Numbers; anything else is a bad cell.
    NUMBER,
    /// Texts exactly as they stand, missing markers and blanks included.
    RAW
  }

  private final String name;
  private final Mode mode;
  private final char decimal;
  private final Levels levels = new Levels();
  private double[] values = new double[0];
  private int[] codes = new int[0];
  private int[] textRows = new int[0];
  private int[] textCodes = new int[0];
  private boolean asText;
  private int rows;
  private int numeric;
  private int texts;
  private int present;

  /// Where a column on disk grows; null in memory.
  private final Spool.@Nullable Group disk;

  private @Nullable Spool spool; // of values or of codes

  ColumnBuilder(String name, Mode mode, char decimal) {
    this(name, mode, decimal, null);
  }

  ColumnBuilder(String name, Mode mode, char decimal, Spool.@Nullable Group disk) {
    this.name = name;
    this.mode = mode;
    this.decimal = decimal;
    this.asText = mode == Mode.TEXT || mode == Mode.RAW;
    this.disk = disk;
    this.spool = disk == null ? null : asText ? disk.ints() : disk.longs();
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

  private void addNumber(double number) {
    present++;
    if (asText) {
      char[] text = NumberText.canonical(number).toCharArray();
      code(levels.of(text, 0, text.length));
    } else {
      numeric++;
      value(number);
    }
  }

  private void addText(char[] chars, int start, int length) {
    if (mode != Mode.RAW && Missing.is(chars, start, length)) {
      if (asText) {
        code(-1);
      } else {
        value(Double.NaN);
      }
      return;
    }
    present++;
    if (asText) {
      code(levels.of(chars, start, length));
      return;
    }
    double number = NumberText.parse(chars, start, length, decimal);
    if (!Double.isNaN(number)) {
      numeric++;
      value(number);
    } else if (numeric == 0 && mode == Mode.AUTO) {
      asText = true;
      becomeText();
      code(levels.of(chars, start, length));
    } else {
      textCell(levels.of(chars, start, length));
      value(Double.NaN);
    }
  }

  private void becomeText() {
    values = new double[0];
    if (disk == null) {
      codes = new int[Math.max(16, rows + 1)];
      Arrays.fill(codes, 0, rows, -1);
    } else {
      spool = disk.ints();
      for (int r = 0; r < rows; r++) {
        spool.add(-1);
      }
    }
  }

  /// What the column turned out to be.
  ///
  /// @param column the column; texts among numbers are missing in it
  /// @param textWanted whether it should be read again as text
  /// @param badRows the rows with texts among the numbers
  /// @param decimalCommas how many of those look like numbers with a decimal comma
  /// @param present rows with any value
  record Outcome(
      Column column, boolean textWanted, int[] badRows, int decimalCommas, int present) {}

  /// The text of a bad row.
  String badText(int row) {
    int at = Arrays.binarySearch(textRows, 0, texts, row);
    return asText ? levels.get(codeAt(row)) : levels.get(textCodes[at]);
  }

  /// Decides: text if there is more than a fifth of it and it does not look like decimal commas.
  ///
  /// @param lenient whether a column with some text is text rather than wrong
  Outcome finish(boolean lenient) {
    if (mode == Mode.TEXT || mode == Mode.RAW) {
      return new Outcome(text(), false, new int[0], 0, present);
    }
    return asText ? finishText(lenient) : finishNumbers(lenient);
  }

  /// The column as text although it was read as numbers, each in its shortest form.
  Column numbersAsText() {
    ColumnBuilder again = new ColumnBuilder(name, Mode.TEXT, decimal);
    Fields cell = new Fields();
    for (int r = 0, t = 0; r < rows; r++) {
      cell.begin(r);
      if (t < texts && textRows[t] == r) {
        cell.add(levels.get(textCodes[t++]));
      } else {
        cell.add(valueAt(r));
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
    Column column =
        spool == null
            ? Column.Numbers.of(name, Arrays.copyOf(values, rows))
            : Column.Numbers.of(name, spool);
    return new Outcome(column, textWanted, Arrays.copyOf(textRows, texts), commas, present);
  }

  private Outcome finishText(boolean lenient) {
    double[] parsed = new double[levels.size()];
    int[] counts = new int[levels.size()];
    for (int r = 0; r < rows; r++) {
      int code = codeAt(r);
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
      return new Outcome(text(), false, new int[0], 0, present);
    }
    double[] found = new double[rows];
    int[] bad = new int[present - numbers];
    int n = 0;
    for (int r = 0; r < rows; r++) {
      int code = codeAt(r);
      found[r] = code < 0 ? Double.NaN : parsed[code];
      if (code >= 0 && Double.isNaN(found[r])) {
        bad[n++] = r;
      }
    }
    return new Outcome(Column.Numbers.of(name, found), false, bad, commas, present);
  }

  private boolean isComma(String text) {
    return decimal == '.' && NumberText.looksLikeDecimalComma(text);
  }

  private static boolean isText(int numbers, int texts, int commas) {
    boolean mostlyCommas = commas > 0 && (numbers + commas) >= 0.8 * (numbers + texts);
    return !mostlyCommas && texts > 0.2 * (numbers + texts);
  }

  /// The codes, with `NaN` and `nan` as missing values.
  private Column.Text text() {
    boolean[] nan = new boolean[levels.size()];
    for (int i = 0; i < nan.length && mode != Mode.RAW; i++) {
      nan[i] = Missing.isNotANumber(levels.get(i));
    }
    if (spool != null) {
      return Column.Text.of(name, spool, levels.list(), nan);
    }
    int[] taken = Arrays.copyOf(codes, rows);
    Arrays.setAll(taken, r -> taken[r] >= 0 && nan[taken[r]] ? -1 : taken[r]);
    return Column.Text.of(name, taken, levels.list());
  }

  private double valueAt(int row) {
    return spool == null ? values[row] : spool.doubleAt(row);
  }

  private int codeAt(int row) {
    return spool == null ? codes[row] : spool.intAt(row);
  }

  private void value(double number) {
    if (spool != null) {
      spool.add(number);
      return;
    }
    if (rows == values.length) {
      values = Arrays.copyOf(values, Math.max(16, rows + (rows >> 1)));
    }
    values[rows] = number;
  }

  private void code(int code) {
    if (spool != null) {
      spool.add(code);
      return;
    }
    if (rows >= codes.length) {
      codes = Arrays.copyOf(codes, Math.max(16, rows + (rows >> 1)));
    }
    codes[rows] = code;
  }

  private void textCell(int code) {
    if (texts == textRows.length) {
      textRows = Arrays.copyOf(textRows, Math.max(16, 2 * texts));
      textCodes = Arrays.copyOf(textCodes, Math.max(16, 2 * texts));
    }
    textRows[texts] = rows;
    textCodes[texts++] = code;
  }

  /// Distinct texts with a code each, looked up by their characters: no text is made twice.
  private static final class Levels {
    private final List<String> texts = new ArrayList<>();
    private int[] slots = filled(64);
    private int[] hashes = new int[64];

    /// The code of these characters, a new one if they were not seen before.
    int of(char[] chars, int start, int length) {
      int hash = 0;
      for (int i = start; i < start + length; i++) {
        hash = 31 * hash + chars[i];
      }
      hash ^= hash >>> 15;
      int mask = slots.length - 1;
      int slot = hash & mask;
      while (slots[slot] >= 0) {
        int code = slots[slot];
        if (hashes[slot] == hash && equal(texts.get(code), chars, start, length)) {
          return code;
        }
        slot = (slot + 1) & mask;
      }
      slots[slot] = texts.size();
      hashes[slot] = hash;
      texts.add(new String(chars, start, length));
      if (2 * texts.size() > slots.length) {
        grow();
      }
      return texts.size() - 1;
    }

    String get(int code) {
      return texts.get(code);
    }

    int size() {
      return texts.size();
    }

    List<String> list() {
      return texts;
    }

    private void grow() {
      int[] oldSlots = slots;
      int[] oldHashes = hashes;
      slots = filled(2 * oldSlots.length);
      hashes = new int[slots.length];
      int mask = slots.length - 1;
      for (int i = 0; i < oldSlots.length; i++) {
        if (oldSlots[i] >= 0) {
          int slot = oldHashes[i] & mask;
          while (slots[slot] >= 0) {
            slot = (slot + 1) & mask;
          }
          slots[slot] = oldSlots[i];
          hashes[slot] = oldHashes[i];
        }
      }
    }

    private static boolean equal(String text, char[] chars, int start, int length) {
      if (text.length() != length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (text.charAt(i) != chars[start + i]) {
          return false;
        }
      }
      return true;
    }

    private static int[] filled(int size) {
      int[] slots = new int[size];
      Arrays.fill(slots, -1);
      return slots;
    }
  }
}
