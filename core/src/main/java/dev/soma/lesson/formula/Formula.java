package dev.soma.lesson.formula;

import dev.soma.error.SomaException;
import java.util.Locale;

/// A formula of x, or of x and y, such as `sin(2*pi*x)`: parsed into a tree, never run as code.
///
/// Numbers, `pi`, `e`, `x`, `y` (or `x1`, `x2`), `+ - * / ^`, parentheses, `sin cos tan exp log
/// sqrt abs tanh logistic relu step min max`. `^` binds tighter than a sign and to the right: -x^2
/// is -(x^2), 2^3^2 is 2^9. step(0) = 1.
public final class Formula {
  private final String text;
  private final Expression root;

  private Formula(String text, Expression root) {
    this.text = text;
    this.root = root;
  }

  /// Reads a formula.
  ///
  /// @throws SomaException.Usage E260 with the position, what was expected there, and a formula
  ///   that can be read
  public static Formula parse(String text) {
    return new Formula(text.strip(), FormulaParser.parse(text));
  }

  /// How many inputs it has: 2 if y is in it, else 1.
  public int inputs() {
    return root.second() ? 2 : 1;
  }

  /// The value; NaN or infinite where there is none.
  public double at(double x, double y) {
    return root.at(x, y);
  }

  /// The value.
  ///
  /// @throws SomaException.Usage E261 if there is none, naming the place and the part of the
  ///   formula
  public double value(double x, double y, String... fixes) {
    double value = root.at(x, y);
    if (Double.isFinite(value)) {
      return value;
    }
    String place = "x = " + number(x) + (inputs() == 2 ? ", y = " + number(y) : "");
    throw new SomaException.Usage(
        "E261",
        "formula without a value · "
            + text
            + " at "
            + place
            + ": "
            + root.culprit(x, y)
            + " is not a finite number there",
        fixes);
  }

  /// Bounds of value and slopes over a box, by interval arithmetic with ends rounded outwards.
  public Jet over(Interval x, Interval y) {
    return root.over(Jet.x(x), Jet.y(y));
  }

  /// As it was typed.
  @Override
  public String toString() {
    return text;
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e9
        ? Long.toString((long) x)
        : String.format(Locale.ROOT, "%.6g", x);
  }
}
