package dev.soma.lesson.approximate;

import dev.soma.data.text.NumberText;
import dev.soma.lesson.formula.Formula;
import java.math.BigDecimal;
import java.math.MathContext;

/// Where a formula has values that lacks one at a place of its domain.
///
/// @param f the formula
/// @param from least x, and y, of the domain
/// @param to greatest x, and y
/// @param x the place
/// @param y likewise; counts only if it is in the formula
record Elsewhere(Formula f, double from, double to, double x, double y) {
  private static final int PARTS = 100;
  private static final int BESIDE = 1000; // widths of the domain
  private static final int PROBES = 1000;
  private static final int SIDE = 32;
  private static final MathContext DIGITS = new MathContext(6);

  /// Flags of the largest part of the domain, cut off at an end or at both, on which f has values;
  /// else of the nearest domain of the same width beside it; else a function that has values
  /// everywhere.
  String fix() {
    double width = to - from;
    for (int k = 1; k < PARTS; k++) {
      double cut = width * k / PARTS;
      double[][] parts = {{from + cut, to}, {from, to - cut}, {from + cut, to - cut}};
      for (double[] part : parts) {
        if (hasValues(tidy(part[0]), tidy(part[1]))) {
          return flags(tidy(part[0]), tidy(part[1]));
        }
      }
    }
    for (int k = 1; k <= BESIDE; k++) {
      for (double shift : new double[] {k * width, -k * width}) {
        if (hasValues(tidy(from + shift), tidy(to + shift))) {
          return flags(tidy(from + shift), tidy(to + shift));
        }
      }
    }
    return "--function \"sin(2*pi*x)\" --from 0 --to 1";
  }

  private static String flags(double a, double b) {
    return "--from " + NumberText.typed(a) + " --to " + NumberText.typed(b);
  }

  /// As it would be typed.
  private static double tidy(double end) {
    return new BigDecimal(end).round(DIGITS).doubleValue();
  }

  private boolean hasValues(double a, double b) {
    boolean two = f.inputs() == 2;
    boolean here = a <= x && x <= b && (!two || (a <= y && y <= b));
    if (here || !(a < b) || Math.max(Math.abs(a), Math.abs(b)) >= Target.FAR) {
      return false;
    }
    int side = two ? SIDE : PROBES;
    for (int i = 0; i <= side; i++) {
      for (int j = 0; j <= (two ? side : 0); j++) {
        if (!Double.isFinite(f.at(a + (b - a) * i / side, a + (b - a) * j / side))) {
          return false;
        }
      }
    }
    return true;
  }
}
