package dev.soma.lesson.approximate;

import dev.soma.lesson.formula.Interval;
import java.util.ArrayDeque;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A place where f jumps: left and right of it f differs, however near one looks.
///
/// A network of continuous units goes through all values between, so somewhere near that place it
/// is off by half of the jump at least. No width, and no training, changes that.
///
/// @param size how far f jumps, > 0
/// @param x where
/// @param y where, 0 for one input
public record Jump(double size, double x, double y) {
  private static final int PIECES = 1000;
  private static final int LINES = 32; // of two inputs, in each direction
  private static final double NARROW = 1e-12; // of the domain: narrower boxes are not bounded
  private static final double[] NEAR = {1e-6, 1e-8, 1e-10}; // of the domain, either side
  private static final double STILL = 0.1; // of a jump: f may move by this much so near to it

  /// The greatest jump that is found along x, for two inputs along lines of both directions; null
  /// if none is.
  ///
  /// Where interval arithmetic bounds the slope there is no jump; elsewhere halves are taken, of
  /// two the one over which f differs more. f must be still on both sides of what is found: then it
  /// is neither a steep place nor the rounding of a difference.
  static @Nullable Jump of(Target target) {
    if (target.inputs() == 1) {
      return new Line(target, x -> target.f().at(x, 0), x -> target.over(x, Interval.ZERO).dx())
          .jump(PIECES, x -> new double[] {x, 0});
    }
    Jump most = null;
    for (int i = 0; i <= LINES; i++) {
      double at = target.from() + (target.to() - target.from()) * i / LINES;
      Interval here = Interval.of(at);
      Line across = new Line(target, x -> target.f().at(x, at), x -> target.over(x, here).dx());
      Line up = new Line(target, y -> target.f().at(at, y), y -> target.over(here, y).dy());
      most = greater(most, across.jump(LINES, x -> new double[] {x, at}));
      most = greater(most, up.jump(LINES, y -> new double[] {at, y}));
    }
    return most;
  }

  /// No continuous function is nearer to f than this everywhere.
  public double least() {
    return size / 2;
  }

  /// Whether it is at an end of the domain, where f has another value than near it; of two inputs
  /// that is not said.
  public boolean isAtEnd(Target target) {
    return target.inputs() == 1 && (x == target.from() || x == target.to());
  }

  private static @Nullable Jump greater(@Nullable Jump a, @Nullable Jump b) {
    return a == null || (b != null && b.size > a.size) ? b : a;
  }

  /// Bounds of a slope over an interval.
  private interface Slope {
    Interval over(Interval t);
  }

  /// f along a line through the domain.
  private record Line(Target target, DoubleUnaryOperator f, Slope slope) {
    @Nullable Jump jump(int pieces, DoubleFunction<double[]> place) {
      double domain = target.to() - target.from();
      ArrayDeque<Interval> open = new ArrayDeque<>();
      for (int i = 0; i < pieces; i++) {
        double lo = target.from() + domain * i / pieces;
        open.add(
            new Interval(
                lo, i == pieces - 1 ? target.to() : target.from() + domain * (i + 1) / pieces));
      }
      Jump most = null;
      int budget = 4 * pieces;
      while (!open.isEmpty()) {
        Interval box = open.removeFirst();
        if (slope.over(box).size() < Double.POSITIVE_INFINITY) {
          continue;
        }
        double middle = middle(box);
        if (budget-- > 0 && box.hi() - box.lo() > NARROW * domain) {
          open.add(new Interval(box.lo(), middle));
          open.add(new Interval(middle, box.hi()));
        } else {
          most = greater(most, narrowest(box, place));
        }
      }
      return most;
    }

    private static double middle(Interval box) {
      return box.lo() + (box.hi() - box.lo()) / 2;
    }

    /// Halves until no number is between the ends.
    private @Nullable Jump narrowest(Interval box, DoubleFunction<double[]> place) {
      double a = box.lo();
      double b = box.hi();
      for (double m = middle(box); a < m && m < b; m = a + (b - a) / 2) {
        if (difference(a, m) > difference(m, b)) {
          b = m;
        } else {
          a = m;
        }
      }
      double size = difference(a, b);
      if (!(size > 0)
          || size == Double.POSITIVE_INFINITY
          || !still(a, -1, size)
          || !still(b, 1, size)) {
        return null;
      }
      double[] at = place.apply(a == target.from() ? a : b);
      return new Jump(size, at[0], at[1]);
    }

    private double difference(double a, double b) {
      return Math.abs(f.applyAsDouble(b) - f.applyAsDouble(a));
    }

    private boolean still(double at, int side, double size) {
      for (double near : NEAR) {
        double there = at + side * near * (target.to() - target.from());
        double inside = Math.clamp(there, target.from(), target.to());
        if (!(difference(at, inside) <= STILL * size)) {
          return false;
        }
      }
      return true;
    }
  }
}
