package dev.soma.cli.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// From numbers to places along a side of a chart.
///
/// @param name what is measured
/// @param low at the beginning
/// @param high at the end, above `low`
/// @param log whether equal ratios are equally long; then `low` is above 0
public record Axis(String name, double low, double high, boolean log) {
  private static final double WIDE = 30;

  /// An axis that holds all finite values: logarithmic if all are above 0 and far apart.
  public static Axis around(String name, double... values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double x : values) {
      if (Double.isFinite(x)) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
    }
    if (low > high) {
      return new Axis(name, 0, 1, false);
    }
    if (low == high) {
      double half = low == 0 ? 1 : Math.abs(low) / 10;
      return new Axis(name, low - half, high + half, false);
    }
    if (low > 0 && high / low > WIDE) {
      return new Axis(name, low / 1.1, high * 1.1, true);
    }
    double room = 0.04 * (high - low);
    return new Axis(name, low - room, high + room, false);
  }

  /// An axis from end to end.
  public static Axis between(String name, double low, double high) {
    return low < high ? new Axis(name, low, high, false) : around(name, low, high);
  }

  /// The share of the way from `low` to `high`.
  double share(double x) {
    return log
        ? (StrictMath.log(x) - StrictMath.log(low)) / (StrictMath.log(high) - StrictMath.log(low))
        : (x - low) / (high - low);
  }

  /// Round numbers between the ends.
  ///
  /// @param wanted about how many
  List<Double> ticks(int wanted) {
    return log ? powers(wanted) : steps(wanted);
  }

  private List<Double> steps(int wanted) {
    double rough = (high - low) / wanted;
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
    double step = rough <= power ? power : rough <= 2 * power ? 2 * power : 5 * power;
    step = rough > 5 * power ? 10 * power : step;
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long i = first; i * step <= high + 1e-9 * step && ticks.size() < 4 * wanted; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> powers(int wanted) {
    int from = (int) Math.floor(StrictMath.log10(low));
    int to = (int) Math.ceil(StrictMath.log10(high));
    int[] factors = to - from > 3 || wanted < 4 ? new int[] {1} : new int[] {1, 2, 5};
    int every = Math.max(1, (to - from) / wanted);
    List<Double> ticks = new ArrayList<>();
    for (int e = from; e <= to; e += every) {
      for (int factor : factors) {
        double x = factor * StrictMath.pow(10, e);
        if (x >= low && x <= high) {
          ticks.add(x);
        }
      }
    }
    return ticks;
  }

  /// A number beside its tick, with the sign of formulas.
  static String text(double x) {
    return digits(x).replaceFirst("^-", "−");
  }

  private static String digits(double x) {
    if (Math.abs(x) < 1e-12) {
      return "0";
    }
    double size = Math.abs(x);
    if (size >= 1e6 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.2g", x).replaceFirst("\\.?0*e([+-])0?", "e$1");
    }
    String text = String.format(Locale.ROOT, size >= 100 ? "%.0f" : "%.4f", x);
    return text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "");
  }
}
