package dev.soma.trace.attribute;

import java.util.List;

/// The integral of the slope of a smooth score, by Gauss-Legendre quadrature of four points on
/// panels that are halved until it stands still.
///
/// A panel is done if its two halves together say what it said as a whole, for each input, and if
/// what they say of the score is what the score changes by between its ends. Where a function of
/// the network bends, the panel is cut at the bend first: a quadrature is good on smooth pieces
/// only.
final class Quadrature {
  private static final int PANELS = 8;
  private static final double NARROW = 1e-9;
  private static final int STEPS = 60;
  private static final double ZERO = 1e-11;
  private static final double[] NODES = {
    -0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526
  };
  private static final double[] WEIGHTS = {
    0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538
  };

  private final Line line;
  private final double tolerance;
  private final int most;
  private final double[] sum;
  private int points;

  /// @param tolerance of one panel, for each input and for the score
  /// @param most points, from where on panels stay as they are
  Quadrature(Line line, double tolerance, int most) {
    this.line = line;
    this.tolerance = tolerance;
    this.most = most;
    this.sum = new double[line.x().length];
  }

  /// One end of a panel.
  private record End(double t, double score, List<double[]> hinges) {}

  /// The integral of d score / dx over t.
  Integral integral() {
    End from = end(0);
    for (int i = 1; i <= PANELS; i++) {
      End to = end((double) i / PANELS);
      cut(from, to);
      from = to;
    }
    return new Integral(sum, points, false);
  }

  private End end(double t) {
    var scores = line.at(t);
    return new End(t, scores.values()[line.output()], scores.hinges());
  }

  /// Adds the integral from one end to the other, cut where a function bends.
  private void cut(End a, End b) {
    double t = b.t() - a.t() < NARROW || points > most ? Double.NaN : bend(a, b);
    if (t > a.t() && t < b.t()) {
      End at = end(t);
      cut(a, at);
      cut(at, b);
    } else {
      halve(a, b, rule(a.t(), b.t()));
    }
  }

  private void halve(End a, End b, double[] whole) {
    double middle = a.t() + (b.t() - a.t()) / 2;
    double[] left = rule(a.t(), middle);
    double[] right = rule(middle, b.t());
    double[] both = new double[whole.length];
    for (int j = 0; j < both.length; j++) {
      both[j] = left[j] + right[j];
    }
    if (b.t() - a.t() < NARROW || points > most || done(whole, both, b.score() - a.score())) {
      for (int j = 0; j < both.length; j++) {
        sum[j] += both[j];
      }
      return;
    }
    End at = end(middle);
    if (Double.isNaN(bend(a, at)) && Double.isNaN(bend(at, b))) {
      halve(a, at, left);
      halve(at, b, right);
    } else {
      cut(a, at);
      cut(at, b);
    }
  }

  private boolean done(double[] whole, double[] both, double change) {
    double worst = 0;
    double said = 0;
    double[] before = line.times(whole);
    double[] after = line.times(both);
    for (int j = 0; j < before.length; j++) {
      worst = Math.max(worst, Math.abs(after[j] - before[j]));
      said += after[j];
    }
    return worst <= tolerance && Math.abs(said - change) <= tolerance;
  }

  /// The four points.
  private double[] rule(double from, double to) {
    double[] integral = new double[sum.length];
    double half = (to - from) / 2;
    for (int i = 0; i < NODES.length; i++) {
      double[] slopes = line.slopes(from + half + half * NODES[i]);
      for (int j = 0; j < integral.length; j++) {
        integral[j] += half * WEIGHTS[i] * slopes[j];
      }
    }
    points += NODES.length;
    return integral;
  }

  /// Where the first hinge that changes its sign between the ends is 0; NaN if none does.
  private double bend(End a, End b) {
    for (int stage = 0; stage < a.hinges().size(); stage++) {
      double[] u = a.hinges().get(stage);
      double[] v = b.hinges().get(stage);
      for (int i = 0; i < u.length; i++) {
        if ((u[i] < -ZERO && v[i] > ZERO) || (u[i] > ZERO && v[i] < -ZERO)) {
          return zero(a.t(), b.t(), u[i], v[i], stage, i);
        }
      }
    }
    return Double.NaN;
  }

  /// The zero of a hinge by false position, where an end that has stayed twice counts half (the
  /// Illinois rule).
  private double zero(double from, double to, double atFrom, double atTo, int stage, int i) {
    double a = from;
    double b = to;
    double u = atFrom;
    double v = atTo;
    int stayed = 0; // 1 if a has stayed, -1 if b has
    double t = a;
    for (int step = 0; step < STEPS && b - a > Math.ulp(1.0); step++) {
      t = Math.clamp(a + (b - a) * (u / (u - v)), a, b);
      double value = line.hinges(t).get(stage)[i];
      if (Math.abs(value) <= ZERO / 10) {
        return t;
      }
      if ((value < 0) == (v < 0)) {
        b = t;
        v = value;
        u /= stayed == 1 ? 2 : 1;
        stayed = 1;
      } else {
        a = t;
        u = value;
        v /= stayed == -1 ? 2 : 1;
        stayed = -1;
      }
    }
    return t;
  }
}
