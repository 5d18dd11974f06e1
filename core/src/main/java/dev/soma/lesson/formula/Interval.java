package dev.soma.lesson.formula;

/// All numbers from lo to hi; the result of an operation holds every result of its parts.
///
/// Ends are rounded outwards, by two units in the last place after a function of [StrictMath]. What
/// has no bound, such as 1/x around 0, is [#ENTIRE].
///
/// @param lo least number
/// @param hi greatest number, >= lo
public record Interval(double lo, double hi) {
  /// All numbers.
  public static final Interval ENTIRE =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /// Just 0.
  public static final Interval ZERO = new Interval(0, 0);

  /// Just 1.
  public static final Interval ONE = new Interval(1, 1);

  /// Just this number.
  public static Interval of(double x) {
    return new Interval(x, x);
  }

  /// The ends, rounded outwards; a bound that is no number is none.
  static Interval outward(double lo, double hi) {
    return Double.isNaN(lo) || Double.isNaN(hi)
        ? ENTIRE
        : new Interval(Math.nextDown(lo), Math.nextUp(hi));
  }

  /// After a function that is off by one unit in the last place at most.
  static Interval loose(double lo, double hi) {
    Interval once = outward(lo, hi);
    return outward(once.lo, once.hi);
  }

  /// Sums.
  public Interval plus(Interval o) {
    return sum(lo + o.lo, hi + o.hi);
  }

  /// Differences.
  public Interval minus(Interval o) {
    return sum(lo - o.hi, hi - o.lo);
  }

  /// Rounds ends that are sums outwards, but for 0: a sum that is 0 is exact, and a step there has
  /// its jump at the end and not in the interval.
  private static Interval sum(double lo, double hi) {
    Interval all = outward(lo, hi);
    return Double.isNaN(lo + hi) ? all : new Interval(lo == 0 ? 0 : all.lo, hi == 0 ? 0 : all.hi);
  }

  /// Negatives.
  public Interval negated() {
    return new Interval(-hi, -lo);
  }

  /// Products.
  public Interval times(Interval o) {
    if (isZero() || o.isZero()) {
      return ZERO;
    }
    double a = product(lo, o.lo);
    double b = product(lo, o.hi);
    double c = product(hi, o.lo);
    double d = product(hi, o.hi);
    double least = Math.min(Math.min(a, b), Math.min(c, d));
    Interval all = outward(least, Math.max(Math.max(a, b), Math.max(c, d)));
    return Double.compare(least, 0.0) == 0 ? new Interval(0, all.hi) : all;
  }

  /// A product, -0 only where it is less than 0 but too small for a double.
  private static double product(double a, double b) {
    return a * b == 0 && (a == 0 || b == 0) ? 0 : a * b;
  }

  /// Quotients; all numbers if o holds 0.
  public Interval over(Interval o) {
    return o.holds(0) ? ENTIRE : times(outward(1 / o.hi, 1 / o.lo));
  }

  /// What holds both.
  public Interval hull(Interval o) {
    return new Interval(Math.min(lo, o.lo), Math.max(hi, o.hi));
  }

  /// Whether x is in it.
  public boolean holds(double x) {
    return lo <= x && x <= hi;
  }

  /// The greatest distance from 0.
  public double size() {
    return Math.max(Math.abs(lo), Math.abs(hi));
  }

  private boolean isZero() {
    return lo == 0 && hi == 0;
  }
}
