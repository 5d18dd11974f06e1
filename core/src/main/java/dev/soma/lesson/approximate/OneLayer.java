package dev.soma.lesson.approximate;

import dev.soma.lesson.formula.Interval;
import dev.soma.lesson.formula.Jet;
import java.util.Locale;

/// A network with one hidden layer and one output, in double: h = c + sum over the units of v_i
/// f(w_i1 x + w_i2 y + b_i).
///
/// In the lecture's notation w = W(1), b = b(1), v = W(2), c = b(2). The arrays are not copied;
/// treat them as read-only.
///
/// @param f of the hidden units
/// @param w `[units x inputs]`
/// @param b `[units]`
/// @param v `[units]`
/// @param c bias of the output
public record OneLayer(Unit f, double[][] w, double[] b, double[] v, double c) {
  /// What a hidden unit computes.
  public enum Unit {
    /// 1 / (1 + e^-z).
    LOGISTIC,
    /// max(0, z).
    RELU;

    /// The name that a network text has for it.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    double at(double z) {
      return this == RELU ? Math.max(0, z) : 1 / (1 + StrictMath.exp(-z));
    }
  }

  private static final double FLAT = 40; // beyond it a logistic unit is 0 or 1 to 4e-18

  /// Hidden units.
  public int units() {
    return b.length;
  }

  /// What a unit adds to h.
  public double contribution(int unit, double x, double y) {
    double[] row = w[unit];
    return v[unit] * f.at(row[0] * x + (row.length > 1 ? row[1] * y : 0) + b[unit]);
  }

  /// h at a place; y counts only if there are two inputs.
  public double at(double x, double y) {
    double sum = c;
    for (int i = 0; i < b.length; i++) {
      double z = w[i][0] * x + (w[i].length > 1 ? w[i][1] * y : 0) + b[i];
      if (f == Unit.RELU) {
        sum += z > 0 ? v[i] * z : 0;
      } else if (z > -FLAT) {
        sum += z < FLAT ? v[i] / (1 + StrictMath.exp(-z)) : v[i];
      }
    }
    return sum;
  }

  /// Bounds of h and its slopes over a box.
  Jet over(Interval x, Interval y) {
    Jet sum = Jet.constant(c);
    for (int i = 0; i < b.length; i++) {
      sum = sum.plus(unit(i, x, y));
    }
    return sum;
  }

  private Jet unit(int i, Interval x, Interval y) {
    Jet z = Jet.x(x).times(Jet.constant(w[i][0]));
    if (w[i].length > 1) {
      z = z.plus(Jet.y(y).times(Jet.constant(w[i][1])));
    }
    z = z.plus(Jet.constant(b[i]));
    if (f == Unit.RELU && z.value().hi() < 0) {
      return Jet.constant(0);
    }
    return z.apply(f == Unit.RELU).times(Jet.constant(v[i]));
  }

  /// A bound of |dh/dx| (and of |dh/dy|, added) over all numbers: sum of |v| |w| max f', max f' = 1
  /// for ReLU and 1/4 for the logistic function.
  public double steepest() {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      for (double weight : w[i]) {
        sum += Math.abs(v[i] * weight);
      }
    }
    return f == Unit.RELU ? sum : sum / 4;
  }
}
