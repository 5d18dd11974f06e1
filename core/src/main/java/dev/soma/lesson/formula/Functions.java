package dev.soma.lesson.formula;

import java.util.List;

/// The functions that a formula may name: of one number, or of two (min, max).
enum Functions {
  SIN,
  COS,
  TAN,
  EXP,
  LOG,
  SQRT,
  ABS,
  TANH,
  LOGISTIC,
  RELU,
  STEP,
  MIN,
  MAX;

  private static final double FAR = 1e6;

  String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  int arity() {
    return this == MIN || this == MAX ? 2 : 1;
  }

  /// The value; NaN or infinite outside the domain.
  double at(double a, double b) {
    return switch (this) {
      case SIN -> StrictMath.sin(a);
      case COS -> StrictMath.cos(a);
      case TAN -> StrictMath.tan(a);
      case EXP -> StrictMath.exp(a);
      case LOG -> StrictMath.log(a);
      case SQRT -> StrictMath.sqrt(a);
      case ABS -> Math.abs(a);
      case TANH -> StrictMath.tanh(a);
      case LOGISTIC -> 1 / (1 + StrictMath.exp(-a));
      case RELU -> Math.max(0, a);
      case STEP -> Double.isNaN(a) ? a : a >= 0 ? 1 : 0;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }

  /// The same over intervals.
  Jet over(List<Jet> args) {
    Jet a = args.getFirst();
    Interval v = a.value();
    return switch (this) {
      case SIN -> a.chain(sine(v), sine(v.plus(Interval.of(Math.PI / 2))));
      case COS -> a.chain(sine(v.plus(Interval.of(Math.PI / 2))), sine(v).negated());
      case TAN -> tangent(a);
      case EXP -> a.chain(rising(v), rising(v));
      case LOG -> a.chain(rising(v), Interval.ONE.over(v));
      case SQRT -> a.chain(rising(v), Interval.of(0.5).over(rising(v)));
      case ABS -> a.chain(size(v), sign(v, -1));
      case TANH -> a.chain(rising(v), Interval.ONE.minus(square(rising(v))));
      case LOGISTIC -> a.chain(logistic(v), logisticSlope(v));
      case RELU -> a.chain(new Interval(Math.max(0, v.lo()), Math.max(0, v.hi())), sign(v, 0));
      case STEP -> step(a);
      case MIN -> lesser(a, args.get(1));
      case MAX -> lesser(negated(a), negated(args.get(1))).times(Jet.constant(-1));
    };
  }

  /// 1/(1 + e^-z) over an interval.
  static Interval logistic(Interval z) {
    return new Interval(
        Math.max(0, Interval.loose(LOGISTIC.at(z.lo(), 0), 0).lo() - 1e-15),
        Math.min(1, Interval.loose(0, LOGISTIC.at(z.hi(), 0)).hi() + 1e-15));
  }

  /// a (1 - a): it rises up to z = 0 and falls after it.
  static Interval logisticSlope(Interval z) {
    double left = bell(z.lo());
    double right = bell(z.hi());
    double most = z.holds(0) ? 0.25 : Math.max(left, right);
    return new Interval(
        Math.max(0, Math.min(left, right) * (1 - 1e-14)), most * (1 + 1e-14) + Double.MIN_NORMAL);
  }

  private static double bell(double z) {
    double e = StrictMath.exp(-Math.abs(z));
    return e / ((1 + e) * (1 + e));
  }

  /// Where a kink at 0 turns the slope from `before` to 1.
  static Interval sign(Interval z, double before) {
    return z.lo() > 0 ? Interval.ONE : z.hi() < 0 ? Interval.of(before) : new Interval(before, 1);
  }

  private Interval rising(Interval v) {
    boolean positive = this == LOG || this == SQRT;
    if (positive && v.hi() < 0) {
      return Interval.ENTIRE;
    }
    double lo = at(positive ? Math.max(0, v.lo()) : v.lo(), 0);
    Interval loose = Interval.loose(lo, at(v.hi(), 0));
    return this == EXP || this == SQRT ? new Interval(Math.max(0, loose.lo()), loose.hi()) : loose;
  }

  private static Interval square(Interval v) {
    Interval size = size(v);
    return new Interval(
        Math.max(0, Math.nextDown(size.lo() * size.lo())), Math.nextUp(size.hi() * size.hi()));
  }

  private static Interval size(Interval v) {
    return v.holds(0)
        ? new Interval(0, v.size())
        : new Interval(Math.min(Math.abs(v.lo()), Math.abs(v.hi())), v.size());
  }

  /// A little more than the range of the sine: near a crest it is taken for reached.
  private static Interval sine(Interval v) {
    if (!(v.size() < FAR)) {
      return new Interval(-1, 1);
    }
    Interval ends = Interval.loose(StrictMath.sin(v.lo()), StrictMath.sin(v.lo()));
    ends = ends.hull(Interval.loose(StrictMath.sin(v.hi()), StrictMath.sin(v.hi())));
    double hi = reaches(v, Math.PI / 2) ? 1 : Math.min(1, ends.hi());
    double lo = reaches(v, -Math.PI / 2) ? -1 : Math.max(-1, ends.lo());
    return new Interval(lo, hi);
  }

  /// Whether v holds, or nearly holds, the place plus a multiple of 2 pi.
  private static boolean reaches(Interval v, double place) {
    double turn = 2 * Math.PI;
    double next = place + turn * Math.ceil((v.lo() - 1e-9 - place) / turn);
    return next <= v.hi() + 1e-9;
  }

  private static Jet tangent(Jet a) {
    Interval v = a.value();
    Interval cosine = sine(v.plus(Interval.of(Math.PI / 2)));
    if (cosine.holds(0)) {
      return a.chain(Interval.ENTIRE, Interval.ENTIRE);
    }
    Interval t = Interval.loose(StrictMath.tan(v.lo()), StrictMath.tan(v.hi()));
    return a.chain(t, Interval.ONE.plus(square(t)));
  }

  private static Jet step(Jet a) {
    Interval v = a.value();
    return v.lo() >= 0
        ? Jet.constant(1)
        : v.hi() < 0
            ? Jet.constant(0)
            : new Jet(new Interval(0, 1), Interval.ENTIRE, Interval.ENTIRE);
  }

  private static Jet negated(Jet a) {
    return a.times(Jet.constant(-1));
  }

  private static Jet lesser(Jet a, Jet b) {
    Interval f =
        new Interval(
            Math.min(a.value().lo(), b.value().lo()), Math.min(a.value().hi(), b.value().hi()));
    if (a.value().hi() < b.value().lo()) {
      return a;
    }
    return b.value().hi() < a.value().lo() ? b : a.either(b, f);
  }
}
