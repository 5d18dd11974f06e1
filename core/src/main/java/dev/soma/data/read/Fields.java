package dev.soma.data.read;

import dev.soma.data.text.NumberText;
import java.util.Arrays;

/// The fields of one row, reused from row to row: text in one shared array, or typed numbers.
///
/// Not safe for several threads.
public final class Fields {
  private char[] chars = new char[256];
  private int[] ends = new int[16];
  private double[] numbers = new double[16];
  private boolean[] typed = new boolean[16];
  private int used;
  private int count;
  private int line;

  /// A row without fields.
  public Fields() {}

  /// Forgets all fields and begins a row.
  ///
  /// @param line where the row begins: the line of a file (the header is line 1), or the row number
  public void begin(int line) {
    this.line = line;
    used = 0;
    count = 0;
  }

  /// Adds a text field, copying `length` characters.
  public void add(char[] text, int start, int length) {
    if (used + length > chars.length) {
      chars = Arrays.copyOf(chars, Math.max(2 * chars.length, used + length));
    }
    System.arraycopy(text, start, chars, used, length);
    used += length;
    end(false, 0);
  }

  /// Adds a text field; the empty text is a missing value.
  public void add(String text) {
    add(text.toCharArray(), 0, text.length());
  }

  /// Adds a number that needs no parsing; NaN is a missing value.
  public void add(double number) {
    end(!Double.isNaN(number), number);
  }

  /// Number of fields.
  public int count() {
    return count;
  }

  /// Where the row begins: the line of a file, or the row number.
  public int line() {
    return line;
  }

  /// Whether field `i` is a typed number.
  public boolean isNumber(int i) {
    return typed[i];
  }

  /// The typed number of field `i`.
  public double number(int i) {
    return numbers[i];
  }

  /// The array that holds the characters of all text fields; valid until the next row.
  public char[] chars() {
    return chars;
  }

  /// Where the text of field `i` begins in [#chars()].
  public int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /// How many characters field `i` has.
  public int length(int i) {
    return ends[i] - start(i);
  }

  /// The text of field `i`; a typed number in its shortest form.
  public String text(int i) {
    return typed[i] ? NumberText.canonical(numbers[i]) : new String(chars, start(i), length(i));
  }

  private void end(boolean isNumber, double number) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
      typed = Arrays.copyOf(typed, 2 * count);
    }
    ends[count] = used;
    typed[count] = isNumber;
    numbers[count++] = number;
  }
}
