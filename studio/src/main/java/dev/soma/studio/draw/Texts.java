package dev.soma.studio.draw;

import java.util.Base64;
import java.util.Locale;

/// Numbers and arrays as the page takes them.
public final class Texts {
  private Texts() {}

  /// Four significant digits.
  public static String figure(double x) {
    return minus(String.format(Locale.ROOT, "%.4g", x));
  }

  /// A text with the minus sign of formulas, U+2212, before numbers and symbols and in exponents,
  /// as a trace and the page itself write them; what may be typed again is not passed through here.
  public static String minus(String text) {
    return text.replaceAll("(^|[ (|^])-(?=[ (.\\dA-Za-z∞])", "$1−")
        .replaceAll("(?<=\\d[eE])-(?=\\d)", "−");
  }

  /// A number for JSON; null where it is not finite.
  public static @org.jspecify.annotations.Nullable Double number(double x) {
    return Double.isFinite(x) ? x : null;
  }

  /// A number for JSON of six significant digits, which is more than a picture shows.
  public static @org.jspecify.annotations.Nullable Double rounded(double x) {
    return Double.isFinite(x) ? Double.valueOf(String.format(Locale.ROOT, "%.6g", x)) : null;
  }

  /// A number for JSON of nine significant digits: large numbers that differ little, such as times,
  /// stay apart.
  public static @org.jspecify.annotations.Nullable Double nine(double x) {
    return Double.isFinite(x) ? Double.valueOf(String.format(Locale.ROOT, "%.9g", x)) : null;
  }

  /// Bytes as text.
  public static String bytes(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Values between two ends in 256 steps, as text.
  public static String shades(double[] values, double low, double high) {
    byte[] bytes = new byte[values.length];
    double width = high > low ? high - low : 1;
    for (int i = 0; i < bytes.length; i++) {
      double share = Double.isNaN(values[i]) ? 0 : (values[i] - low) / width;
      bytes[i] = (byte) Math.round(255 * Math.clamp(share, 0.0, 1.0));
    }
    return bytes(bytes);
  }
}
