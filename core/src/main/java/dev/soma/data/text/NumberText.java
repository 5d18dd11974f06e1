package dev.soma.data.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Decimal numbers as people and programs write them: `-12`, `.5`, `1e-3`, `+4.`.
///
/// Blanks around the number are ignored. Hexadecimal, `1d` and thousands separators are not
/// numbers.
public final class NumberText {
  /// So many digits fit into an unsigned long.
  private static final int DIGITS = 19;

  /// Larger exponents are left to the JDK.
  private static final int EXPONENT = 9999;

  /// So many digits nobody types, but for those of a third or of pi.
  private static final MathContext PERSON = new MathContext(12);

  private static final int NO_EXPONENT = Integer.MIN_VALUE;

  private NumberText() {}

  /// The number in `chars[start, start + length)`, correctly rounded.
  ///
  /// Special cases: NaN if the text is not a number; positive infinity if it spells a number that
  /// is not finite (`NaN`, `inf`, `-Infinity`, in any case) or overflows.
  ///
  /// @param decimal the decimal mark, `.` or `,`
  public static double parse(char[] chars, int start, int length, char decimal) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      char c = chars[start + i];
      if (c > '~') {
        return Double.NaN;
      }
      bytes[i] = (byte) c;
    }
    return parse(bytes, 0, length, decimal);
  }

  /// The number in the text `bytes[start, end)`, the same; bytes beyond ASCII make no number.
  public static double parse(byte[] bytes, int start, int end, char decimal) {
    int from = start;
    int to = end;
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (to > from && isBlank(bytes[to - 1])) {
      to--;
    }
    return from == to ? Double.NaN : trimmed(bytes, from, to, decimal);
  }

  /// The number in a text, as [#parse(char\[\], int, int, char)] reads it.
  public static double parse(String text, char decimal) {
    return parse(text.toCharArray(), 0, text.length(), decimal);
  }

  /// The shortest text of a number: `7` for 7.0, `0.1`, and as [Double#toString] otherwise.
  public static String canonical(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.toString(value);
  }

  /// A number as a person types it, of twelve digits at most: `0`, `0.3`, `0.0001`, `25000000`,
  /// `1e-9`.
  public static String typed(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(PERSON).stripTrailingZeros();
    double size = Math.abs(value);
    return size == 0 || (size >= 1e-6 && size < 1e15)
        ? rounded.toPlainString()
        : rounded.toString().replace("E+", "e").replace('E', 'e');
  }

  /// The decimal mark that is not this one.
  public static char otherMark(char decimal) {
    return decimal == ',' ? '.' : ',';
  }

  /// Whether a text is a number if the mark that it has is read as the decimal mark: `12,50` where
  /// that is the point, `12.50` where it is the comma.
  ///
  /// @param decimal the mark in force
  public static boolean hasOtherMark(String text, char decimal) {
    char other = otherMark(decimal);
    return text.indexOf(other) >= 0
        && text.indexOf(decimal) < 0
        && Double.isFinite(parse(text, other));
  }

  /// Whether all of these texts are numbers with decimal points, and some of them are none because
  /// the comma was said to be the mark.
  ///
  /// @param decimal the mark in force
  public static boolean havePoints(List<String> texts, char decimal) {
    return decimal == ','
        && texts.stream().allMatch(t -> !Double.isNaN(parse(t, '.')))
        && texts.stream().anyMatch(t -> Double.isNaN(parse(t, ',')));
  }

  private static boolean isBlank(byte b) {
    return b <= ' ' && b >= 0;
  }

  private static double trimmed(byte[] bytes, int start, int end, char decimal) {
    int i = start;
    boolean negative = bytes[i] == '-';
    if (negative || bytes[i] == '+') {
      i++;
    }
    long digits = 0;
    int count = 0;
    int scale = 0;
    boolean seen = false;
    boolean fraction = false;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        seen = true;
        digits = digits * 10 + digit;
        count += (count | digit) == 0 ? 0 : 1;
        scale += fraction ? 1 : 0;
      } else if (bytes[i] == decimal && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (!seen) {
      return spelled(bytes, i, end);
    }
    int exponent = i < end ? exponent(bytes, i, end) : 0;
    if (exponent == NO_EXPONENT) {
      return Double.NaN;
    }
    boolean usual = count <= DIGITS && Math.abs(exponent) <= EXPONENT;
    double value = usual ? Decimals.of(digits, exponent - scale) : Decimals.REFUSED;
    if (Double.isNaN(value)) {
      return slow(bytes, start, end, decimal);
    }
    return negative ? -value : value;
  }

  /// What follows `e` or `E`, limited; [#NO_EXPONENT] if it is not of that form.
  private static int exponent(byte[] bytes, int at, int end) {
    int i = at;
    if (bytes[i] != 'e' && bytes[i] != 'E') {
      return NO_EXPONENT;
    }
    i++;
    boolean negative = i < end && bytes[i] == '-';
    if (i < end && (bytes[i] == '-' || bytes[i] == '+')) {
      i++;
    }
    if (i == end) {
      return NO_EXPONENT;
    }
    int exponent = 0;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return NO_EXPONENT;
      }
      exponent = Math.min(EXPONENT + 1, exponent * 10 + digit);
    }
    return negative ? -exponent : exponent;
  }

  private static double slow(byte[] bytes, int start, int end, char decimal) {
    String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    double value = Double.parseDouble(decimal == '.' ? text : text.replace(decimal, '.'));
    return Double.isInfinite(value) ? Double.POSITIVE_INFINITY : value;
  }

  private static double spelled(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length != 3 && length != 8) {
      return Double.NaN;
    }
    String word = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    boolean notFinite =
        word.equalsIgnoreCase("nan")
            || word.equalsIgnoreCase("inf")
            || word.equalsIgnoreCase("infinity");
    return notFinite ? Double.POSITIVE_INFINITY : Double.NaN;
  }
}
