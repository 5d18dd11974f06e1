package dev.soma.data.text;

/// Decimal numbers as people and programs write them: `-12`, `.5`, `1e-3`, `+4.`.
///
/// Blanks around the number are ignored. Hexadecimal, `1d` and thousands separators are not
/// numbers.
public final class NumberText {
  private static final double[] POWERS = powers();

  private NumberText() {}

  /// The number in `chars[start, start + length)`, correctly rounded.
  ///
  /// Special cases: NaN if the text is not a number; positive infinity if it spells a number that
  /// is not finite (`NaN`, `inf`, `-Infinity`, in any case) or overflows.
  ///
  /// @param decimal the decimal mark, `.` or `,`
  public static double parse(char[] chars, int start, int length, char decimal) {
    int i = start;
    int end = start + length;
    while (i < end && chars[i] <= ' ') {
      i++;
    }
    while (end > i && chars[end - 1] <= ' ') {
      end--;
    }
    return i == end ? Double.NaN : parseTrimmed(chars, i, end, decimal);
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

  /// Whether a text is a number if its comma is read as the decimal mark: `12,50`.
  public static boolean looksLikeDecimalComma(String text) {
    return text.indexOf(',') >= 0 && text.indexOf('.') < 0 && Double.isFinite(parse(text, ','));
  }

  private static double parseTrimmed(char[] chars, int start, int end, char decimal) {
    int i = start;
    boolean negative = chars[i] == '-';
    if (negative || chars[i] == '+') {
      i++;
    }
    long mantissa = 0;
    int digits = 0;
    int scale = 0;
    boolean seen = false;
    boolean fraction = false;
    for (; i < end; i++) {
      char c = chars[i];
      if (c >= '0' && c <= '9') {
        seen = true;
        digits += mantissa == 0 && c == '0' ? 0 : 1;
        mantissa = digits <= 18 ? mantissa * 10 + (c - '0') : mantissa;
        scale += fraction ? 1 : 0;
      } else if (c == decimal && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (!seen) {
      return spelled(chars, i, end);
    }
    if (i < end) {
      return withExponent(chars, start, i, end, decimal);
    }
    if (digits <= 15 && scale <= 22) { // both exact in double, so one correctly rounded operation
      double value = mantissa / POWERS[scale];
      return negative ? -value : value;
    }
    return slow(chars, start, end, decimal);
  }

  private static double withExponent(char[] chars, int start, int at, int end, char decimal) {
    int i = at;
    if (chars[i] != 'e' && chars[i] != 'E') {
      return Double.NaN;
    }
    i++;
    if (i < end && (chars[i] == '-' || chars[i] == '+')) {
      i++;
    }
    if (i == end) {
      return Double.NaN;
    }
    for (; i < end; i++) {
      if (chars[i] < '0' || chars[i] > '9') {
        return Double.NaN;
      }
    }
    return slow(chars, start, end, decimal);
  }

  private static double slow(char[] chars, int start, int end, char decimal) {
    String text = new String(chars, start, end - start);
    double value = Double.parseDouble(decimal == '.' ? text : text.replace(decimal, '.'));
    return Double.isInfinite(value) ? Double.POSITIVE_INFINITY : value;
  }

  private static double spelled(char[] chars, int start, int end) {
    int length = end - start;
    if (length != 3 && length != 8) {
      return Double.NaN;
    }
    String word = new String(chars, start, length);
    boolean notFinite =
        word.equalsIgnoreCase("nan")
            || word.equalsIgnoreCase("inf")
            || word.equalsIgnoreCase("infinity");
    return notFinite ? Double.POSITIVE_INFINITY : Double.NaN;
  }

  private static double[] powers() {
    double[] powers = new double[23];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
