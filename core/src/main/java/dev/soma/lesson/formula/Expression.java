package dev.soma.lesson.formula;

import java.util.List;
import java.util.stream.Collectors;

/// The tree of a formula.
sealed interface Expression {
  /// A number, pi or e.
  record Constant(double value, String text) implements Expression {
    @Override
    public String toString() {
      return text;
    }
  }

  /// x or y.
  record Variable(boolean second) implements Expression {
    @Override
    public String toString() {
      return second ? "y" : "x";
    }
  }

  /// -a.
  record Negative(Expression of) implements Expression {
    @Override
    public String toString() {
      return "-" + of;
    }
  }

  /// a + b, a - b, a * b, a / b, a ^ b.
  record Binary(char sign, Expression left, Expression right) implements Expression {
    @Override
    public String toString() {
      return "(" + left + " " + sign + " " + right + ")";
    }
  }

  /// sin(a), min(a, b).
  record Call(Functions function, List<Expression> args) implements Expression {
    @Override
    public String toString() {
      return args.stream()
          .map(Expression::toString)
          .collect(Collectors.joining(", ", function.text() + "(", ")"));
    }
  }

  /// The parts of which it is made.
  default List<Expression> parts() {
    return switch (this) {
      case Constant _, Variable _ -> List.of();
      case Negative n -> List.of(n.of);
      case Binary b -> List.of(b.left, b.right);
      case Call c -> c.args;
    };
  }

  /// The value; NaN or infinite where there is none.
  default double at(double x, double y) {
    return switch (this) {
      case Constant n -> n.value;
      case Variable v -> v.second ? y : x;
      case Negative n -> -n.of.at(x, y);
      case Binary b -> {
        double left = b.left.at(x, y);
        double right = b.right.at(x, y);
        yield switch (b.sign) {
          case '+' -> left + right;
          case '-' -> left - right;
          case '*' -> left * right;
          case '/' -> left / right;
          default -> StrictMath.pow(left, right);
        };
      }
      case Call c -> c.function.at(c.args.getFirst().at(x, y), c.args.getLast().at(x, y));
    };
  }

  /// Bounds of value and slopes over a box.
  default Jet over(Jet x, Jet y) {
    return switch (this) {
      case Constant n -> Jet.constant(n.value);
      case Variable v -> v.second ? y : x;
      case Negative n -> n.of.over(x, y).times(Jet.constant(-1));
      case Binary b -> {
        Jet left = b.left.over(x, y);
        yield switch (b.sign) {
          case '+' -> left.plus(b.right.over(x, y));
          case '-' -> left.minus(b.right.over(x, y));
          case '*' -> left.times(b.right.over(x, y));
          case '/' -> left.over(b.right.over(x, y));
          default -> power(left, b.right, x, y);
        };
      }
      case Call c -> c.function.over(c.args.stream().map(a -> a.over(x, y)).toList());
    };
  }

  private static Jet power(Jet base, Expression exponent, Jet x, Jet y) {
    if (exponent.constant()) {
      double c = exponent.at(0, 0);
      return base.chain(power(base.value(), c), Interval.of(c).times(power(base.value(), c - 1)));
    }
    Jet log = Functions.LOG.over(List.of(base));
    return Functions.EXP.over(List.of(exponent.over(x, y).times(log)));
  }

  /// v^c for a constant c.
  private static Interval power(Interval v, double c) {
    if (c == 0) {
      return Interval.ONE;
    }
    if (c < 0) {
      return Interval.ONE.over(power(v, -c));
    }
    boolean whole = c == Math.rint(c);
    double lo = whole ? v.lo() : Math.max(0, v.lo());
    double hi = whole ? v.hi() : Math.max(0, v.hi());
    double atLo = StrictMath.pow(lo, c);
    double atHi = StrictMath.pow(hi, c);
    if (whole && c % 2 == 0) {
      double least = v.holds(0) ? 0 : Math.min(atLo, atHi);
      return new Interval(
          Math.max(0, Interval.loose(least, least).lo()),
          Interval.loose(0, Math.max(atLo, atHi)).hi());
    }
    return Interval.loose(atLo, atHi);
  }

  /// Whether it has neither x nor y in it.
  default boolean constant() {
    return !(this instanceof Variable) && parts().stream().allMatch(Expression::constant);
  }

  /// Whether y is in it.
  default boolean second() {
    return this instanceof Variable v ? v.second : parts().stream().anyMatch(Expression::second);
  }

  /// The innermost part that has no finite value though its own parts have one.
  default Expression culprit(double x, double y) {
    for (Expression part : parts()) {
      if (!Double.isFinite(part.at(x, y))) {
        return part.culprit(x, y);
      }
    }
    return this;
  }
}
