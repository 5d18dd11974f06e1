package dev.soma.lesson.approximate;

import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import dev.soma.lesson.formula.Formula;
import dev.soma.lesson.formula.Interval;
import dev.soma.lesson.formula.Jet;

/// A function on an interval, or on a square: what is to be approximated.
///
/// @param f the function
/// @param from least x, and least y
/// @param to greatest x, and greatest y
/// @param inputs 1, or 2: then f is a function on the square, even if y is not in it
public record Target(Formula f, double from, double to, int inputs) {
  /// Ends of a domain are nearer to 0.
  static final double FAR = 1e6;

  private static final int PROBES = 1000;

  /// Checks the interval, and that f has a value at about a thousand places of it.
  ///
  /// @throws SomaException.Usage E201 for a bad interval or number of inputs, E261 where f has no
  ///   value
  public Target {
    if (inputs < f.inputs() || inputs > 2) {
      String expected = f.inputs() == 2 ? "2, since y is in the formula" : "1 or 2";
      throw new SomaException.Usage(
          "E201", "--inputs " + inputs + " · expected " + expected, "--inputs " + f.inputs());
    }
    if (!(from < to) || !(Math.abs(from) < FAR) || !(Math.abs(to) < FAR)) {
      throw new SomaException.Usage(
          "E201",
          "--from "
              + NumberText.typed(from)
              + " --to "
              + NumberText.typed(to)
              + " · expected numbers within a million, the first less",
          "--from 0 --to 1");
    }
    probe(f, from, to);
  }

  /// On an interval, or on a square if y is in the formula.
  ///
  /// @throws SomaException.Usage E201 for a bad interval, E261 where f has no value
  public Target(Formula f, double from, double to) {
    this(f, from, to, f.inputs());
  }

  private static void probe(Formula f, double from, double to) {
    int side = f.inputs() == 2 ? 32 : PROBES;
    for (int i = 0; i <= side; i++) {
      double x = from + (to - from) * i / side;
      for (int j = 0; j <= (f.inputs() == 2 ? side : 0); j++) {
        double y = f.inputs() == 2 ? from + (to - from) * j / side : 0;
        if (!Double.isFinite(f.at(x, y))) {
          f.value(x, y, new Elsewhere(f, from, to, x, y).fix());
        }
      }
    }
  }

  /// f at a place; y counts only if there are two inputs.
  ///
  /// @throws SomaException.Usage E261 if it has no value there
  public double at(double x, double y) {
    double value = f.at(x, y);
    return Double.isFinite(value) ? value : f.value(x, y, new Elsewhere(f, from, to, x, y).fix());
  }

  Jet over(Interval x, Interval y) {
    return f.over(x, y);
  }

  /// A bound of |df/dx| + |df/dy|, by interval arithmetic over pieces of the domain; infinite if f
  /// has jumps, or slopes without bound.
  public double steepest() {
    int pieces = inputs() == 1 ? PROBES : 32;
    double most = 0;
    for (int i = 0; i < pieces; i++) {
      Interval x = piece(i, pieces);
      for (int j = 0; j < (inputs() == 1 ? 1 : pieces); j++) {
        Jet jet = over(x, inputs() == 1 ? Interval.ZERO : piece(j, pieces));
        most = Math.max(most, jet.dx().size() + jet.dy().size());
      }
    }
    return most;
  }

  private Interval piece(int i, int pieces) {
    double width = to - from;
    return new Interval(
        i == 0 ? from : Math.nextDown(from + width * i / pieces),
        i == pieces - 1 ? to : Math.nextUp(from + width * (i + 1) / pieces));
  }
}
