package dev.soma.optim;

/// A step length along a direction that satisfies the strong Wolfe conditions.
///
/// phi(t) = J(x + t d). Accepted is t with phi(t) <= phi(0) + c1 t phi'(0) and |phi'(t)| <= c2
/// |phi'(0)|. Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6,
/// with cubic interpolation. Where phi(t) and phi(0) differ by less than float arithmetic can tell,
/// the first condition is judged by slopes, (2 c1 - 1) phi'(0) >= phi'(t) (Hager and Zhang, 2005).
/// Made once for many searches, which allocate nothing. Not safe for several threads.
final class LineSearch {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;
  private static final double NOISE = 1e-6;
  private static final int MOST_EVALUATIONS = 25;

  /// phi and its slope.
  interface Line {
    /// Moves to x + t d and returns phi(t); [#slope] then is phi'(t).
    double value(double t);

    /// phi'(t) of the last [#value].
    double slope();
  }

  private static final class Point {
    private double t;
    private double value;
    private double slope;

    private void set(double t, double value, double slope) {
      this.t = t;
      this.value = value;
      this.slope = slope;
    }
  }

  private final Line line;
  private final Point origin = new Point();

  /// No more than two are in use when another one is needed.
  private final Point[] others = {new Point(), new Point(), new Point()};

  private int evaluations;
  private double standing;

  LineSearch(Line line) {
    this.line = line;
  }

  /// Searches from `first`; on return the line stands at the result.
  ///
  /// @param value phi(0)
  /// @param slope phi'(0), < 0
  /// @param first the step to try first, > 0
  /// @return the step, or 0 if none was found that lowers phi
  double search(double value, double slope, double first) {
    evaluations = 0;
    standing = 0;
    origin.set(0, value, slope);
    Point found = bracket(first);
    return found.t > 0 && !lower(found) ? 0 : found.t;
  }

  /// The point at t, which is none of those that are still in use.
  private Point at(double t, Point used, Point alsoUsed) {
    evaluations++;
    standing = t;
    int i = 0;
    while (others[i] == used || others[i] == alsoUsed) {
      i++;
    }
    double value = line.value(t);
    others[i].set(t, value, line.slope());
    return others[i];
  }

  /// Finite, and not above phi(0) by more than noise.
  private boolean lower(Point p) {
    return p.value <= origin.value + NOISE * Math.abs(origin.value);
  }

  private boolean enough(Point p) {
    boolean byValue = p.value <= origin.value + C1 * p.t * origin.slope;
    boolean bySlope = lower(p) && (2 * C1 - 1) * origin.slope >= p.slope;
    return byValue || (bySlope && p.value >= origin.value - NOISE * Math.abs(origin.value));
  }

  private boolean flat(Point p) {
    return Math.abs(p.slope) <= -C2 * origin.slope;
  }

  private Point bracket(double first) {
    Point last = origin;
    double t = first;
    while (evaluations < MOST_EVALUATIONS) {
      Point p = at(t, last, last);
      if (!Double.isFinite(p.value) || !Double.isFinite(p.slope)) {
        t = last.t + (t - last.t) / 10; // far outside: come back quickly
      } else if (enough(p) && flat(p)) {
        return p;
      } else if (!enough(p) || (p.value >= last.value && last.t > 0)) {
        return zoom(last, p);
      } else if (p.slope >= 0) {
        return zoom(p, last);
      } else {
        double next = interpolate(last, p);
        t = Math.min(Math.max(next, 1.1 * p.t), 10 * p.t);
        last = p;
      }
    }
    return settle(last);
  }

  /// The minimum lies between `low`, the best so far, and `high`.
  private Point zoom(Point lowest, Point other) {
    Point low = lowest;
    Point high = other;
    while (evaluations < MOST_EVALUATIONS
        && Math.abs(high.t - low.t) > 1e-12 * Math.max(high.t, low.t)) {
      double width = Math.abs(high.t - low.t);
      double least = Math.min(low.t, high.t) + 0.1 * width;
      double t = interpolate(low, high);
      Point p = at(Math.min(Math.max(t, least), least + 0.8 * width), low, high);
      if (enough(p) && flat(p)) {
        return p;
      }
      if (!enough(p) || p.value >= low.value) {
        high = p;
      } else {
        if (p.slope * (high.t - low.t) >= 0) {
          high = low;
        }
        low = p;
      }
    }
    return settle(low);
  }

  /// The best point when evaluations run out; the line must stand there.
  private Point settle(Point best) {
    return best.t == 0 || best.t == standing ? best : at(best.t, best, best);
  }

  /// Minimum of the cubic through both values and slopes, or the middle.
  private static double interpolate(Point a, Point b) {
    double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
    double square = d1 * d1 - a.slope * b.slope;
    if (square >= 0) {
      double d2 = Math.signum(b.t - a.t) * Math.sqrt(square);
      double t = b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
      if (Double.isFinite(t)) {
        return t;
      }
    }
    return (a.t + b.t) / 2;
  }
}
