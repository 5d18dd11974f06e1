package dev.soma.data.text;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers with what people put around and between their digits: `32,190`, `$12.30`, `12.3%`.
///
/// A sign of a currency (`$`, `€`, `£`, `¥`) before or behind the digits and a percent sign behind
/// them are passed over: `12.3%` is 12.3. Thousands are parted by one mark throughout: a blank, an
/// apostrophe, and the comma or the point that is not the decimal mark. No thousands begin with 0:
/// `0,019` is less than 1 to whoever wrote it.
public final class MarkedNumber {
  private static final double THOUSAND = 1000;

  /// No difference, but of rounding.
  private static final double TINY = 1e-6;

  private static final Pattern POINT = pattern("\\.", ",");
  private static final Pattern COMMA = pattern(",", "\\.");

  private MarkedNumber() {}

  private static Pattern pattern(String decimal, String other) {
    String groups = "[1-9]\\d{0,2}([" + other + " '\u2019\u00a0\u202f])\\d{3}(?:\\4\\d{3})*";
    String fraction = "(?:" + decimal + "\\d*)?";
    return Pattern.compile(
        "([+-]?)\\s*[$€£¥]?\\s*([+-]?)\\s*((?:"
            + groups
            + "|\\d+)"
            + fraction
            + "|"
            + decimal
            + "\\d+)\\s*[%$€£¥]?");
  }

  /// The number in a text, also if it is one without any mark; NaN if it is none.
  ///
  /// @param decimal the decimal mark, `.` or `,`
  public static double parse(String text, char decimal) {
    double plain = NumberText.parse(text, decimal);
    if (!Double.isNaN(plain)) {
      return plain;
    }
    Matcher m = (decimal == ',' ? COMMA : POINT).matcher(text.strip());
    if (!m.matches() || !(m.group(1).isEmpty() || m.group(2).isEmpty())) {
      return Double.NaN;
    }
    String digits = m.group(4) == null ? m.group(3) : m.group(3).replace(m.group(4), "");
    double value = NumberText.parse(digits, decimal);
    return m.group(1).equals("-") || m.group(2).equals("-") ? -value : value;
  }

  /// The number in `chars[start, start + length)`; NaN if it is none.
  ///
  /// @param marks whether it may have marks
  public static double parse(char[] chars, int start, int length, char decimal, boolean marks) {
    return marks
        ? parse(new String(chars, start, length), decimal)
        : NumberText.parse(chars, start, length, decimal);
  }

  /// Whether all of these texts are numbers and some of them have a mark.
  ///
  /// @param decimal the decimal mark
  public static boolean are(List<String> texts, char decimal) {
    return texts.stream().allMatch(t -> Double.isFinite(parse(t, decimal)))
        && texts.stream().anyMatch(t -> Double.isNaN(NumberText.parse(t, decimal)));
  }

  /// Whether numbers, of which some are not whole, have three digits behind the decimal mark at
  /// most, and one to three before it that begin with no 0, so that it may part thousands.
  ///
  /// @param rows how many numbers there are
  /// @param number the number of a row; one that is not finite is passed over
  public static boolean mayBeThousands(int rows, IntToDoubleFunction number) {
    boolean some = false;
    for (int r = 0; r < rows; r++) {
      double x = number.applyAsDouble(r);
      if (Double.isFinite(x) && x != Math.rint(x)) {
        double size = Math.abs(x) * THOUSAND;
        if (size < THOUSAND
            || size >= THOUSAND * THOUSAND
            || Math.abs(size - Math.rint(size)) > TINY) {
          return false;
        }
        some = true;
      }
    }
    return some;
  }
}
