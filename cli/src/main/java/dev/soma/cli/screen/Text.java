package dev.soma.cli.screen;

import java.util.List;
import java.util.Locale;

/// Numbers and lists as a person reads them.
public final class Text {
  private Text() {}

  /// `1,204`.
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /// `1 row`, `2,000 rows`.
  public static String count(long n, String one) {
    return count(n) + " " + (n == 1 ? one : one + "s");
  }

  /// `98.1 %` of a share.
  public static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /// Four significant digits: `0.1234`, `12.35`, `1234`, `1.234e-05`; `-` for NaN.
  public static String figure(double x) {
    if (Double.isNaN(x)) {
      return "-";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(x);
    if (size == 0) {
      return "0";
    }
    if (size < 1e-4 || size >= 1e7) {
      return String.format(Locale.ROOT, "%.3e", x);
    }
    int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + digits + "f", x);
  }

  /// Numbers with the sign of formulas, U+2212, for traces and pages; what is typed or read by
  /// programs keeps its `-`, and so do exponents: `−1.2e-06`.
  public static String minus(String numbers) {
    return numbers.replaceAll("(^|[ (–])-(?=[.\\d]|inf)", "$1−");
  }

  /// A number for JSON; the words `not finite` for one that JSON does not have.
  public static Object finite(double x) {
    return Double.isFinite(x) ? (Object) x : "not finite";
  }

  /// A number as short as it can be: `42`, `0.5`, `1e-05`.
  public static String shortest(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15
        ? Long.toString((long) x)
        : Double.toString(x).replace("E", "e");
  }

  /// `9.1 KB`.
  public static String bytes(long n) {
    return n < 1000
        ? n + " B"
        : n < 1_000_000
            ? String.format(Locale.ROOT, "%.1f KB", n / 1e3)
            : String.format(Locale.ROOT, "%.1f MB", n / 1e6);
  }

  /// `0.9 s`, `1 min 05 s`.
  public static String seconds(double s) {
    return s < 60
        ? String.format(Locale.ROOT, "%.1f s", s)
        : String.format(Locale.ROOT, "%d min %02d s", (long) s / 60, (long) s % 60);
  }

  /// The first entries and how many more there are: `a, b, c, … 4 more`.
  public static String list(List<String> entries, int shown) {
    if (entries.size() <= shown) {
      return String.join(", ", entries);
    }
    return String.join(", ", entries.subList(0, shown))
        + ", … "
        + (entries.size() - shown)
        + " more";
  }

  /// Such as `1 row of new.csv skipped: it could not be used`.
  ///
  /// @param of such as ` of new.csv`; may be empty
  public static String skipped(int rows, String of) {
    return count(rows, "row")
        + of
        + " skipped: "
        + (rows == 1 ? "it" : "they")
        + " could not be used";
  }

  /// The text with blanks up to a width, or cut to it with `…`.
  public static String cell(String text, int width) {
    int length = text.codePointCount(0, text.length());
    if (length > width) {
      return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
    return text + " ".repeat(width - length);
  }

  /// The text with blanks up to a width, one at least: a cell of which nothing is cut, and which
  /// does not run into the next.
  public static String padded(String text, int width) {
    return cell(text, Math.max(width, text.codePointCount(0, text.length()) + 1));
  }

  /// The text, cut to a width with `…`.
  public static String cut(String text, int width) {
    return cell(text, width).stripTrailing();
  }

  /// A word that a shell passes on as it is.
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./,:=+@%^-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
