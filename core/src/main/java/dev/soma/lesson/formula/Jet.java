package dev.soma.lesson.formula;

/// Bounds of a function and of its slopes over a box.
///
/// @param value of the function
/// @param dx of its slope in x
/// @param dy of its slope in y
public record Jet(Interval value, Interval dx, Interval dy) {
  /// A number.
  public static Jet constant(double x) {
    return new Jet(Interval.of(x), Interval.ZERO, Interval.ZERO);
  }

  /// The first input over this interval.
  public static Jet x(Interval over) {
    return new Jet(over, Interval.ONE, Interval.ZERO);
  }

  /// The second input over this interval.
  public static Jet y(Interval over) {
    return new Jet(over, Interval.ZERO, Interval.ONE);
  }

  /// The sum.
  public Jet plus(Jet o) {
    return new Jet(value.plus(o.value), dx.plus(o.dx), dy.plus(o.dy));
  }

  /// The difference.
  public Jet minus(Jet o) {
    return new Jet(value.minus(o.value), dx.minus(o.dx), dy.minus(o.dy));
  }

  /// The product.
  public Jet times(Jet o) {
    return new Jet(
        value.times(o.value),
        dx.times(o.value).plus(value.times(o.dx)),
        dy.times(o.value).plus(value.times(o.dy)));
  }

  /// The quotient.
  public Jet over(Jet o) {
    Interval square = o.value.times(o.value);
    return new Jet(
        value.over(o.value),
        dx.times(o.value).minus(value.times(o.dx)).over(square),
        dy.times(o.value).minus(value.times(o.dy)).over(square));
  }

  /// A function of it: the chain rule.
  ///
  /// @param f bounds of the function over [#value]
  /// @param slope bounds of its derivative there
  public Jet chain(Interval f, Interval slope) {
    return new Jet(f, dx.times(slope), dy.times(slope));
  }

  /// A unit of a network: ReLU, or else the logistic function.
  public Jet apply(boolean relu) {
    return (relu ? Functions.RELU : Functions.LOGISTIC).over(java.util.List.of(this));
  }

  /// What holds both slopes, with another value.
  Jet either(Jet o, Interval f) {
    return new Jet(f, dx.hull(o.dx), dy.hull(o.dy));
  }
}
