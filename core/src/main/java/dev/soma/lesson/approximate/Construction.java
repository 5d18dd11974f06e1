package dev.soma.lesson.approximate;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Networks that are built, not trained, for one input.
public final class Construction {
  private static final int CHECKS = 2000;
  private static final int BUDGET = 40_000;
  private static final double STEEP = 40;

  private Construction() {}

  /// The interpolation of f at n + 1 evenly spaced knots, by n ReLUs: h = f(x_0) + sum of (slope_k
  /// - slope_(k-1)) max(0, x - x_k).
  ///
  /// @param n pieces, and units, >= 1
  public static OneLayer hinges(Target target, int n) {
    double width = (target.to() - target.from()) / n;
    double[][] w = new double[n][];
    double[] b = new double[n];
    double[] v = new double[n];
    double before = 0;
    for (int k = 0; k < n; k++) {
      double knot = target.from() + k * width;
      double next = k == n - 1 ? target.to() : target.from() + (k + 1) * width;
      double slope = (target.at(next, 0) - target.at(knot, 0)) / (next - knot);
      w[k] = new double[] {1};
      b[k] = -knot;
      v[k] = slope - before;
      before = slope;
    }
    return new OneLayer(OneLayer.Unit.RELU, w, b, v, target.at(target.from(), 0));
  }

  /// Stairs through the middles of n + 1 even cells, by n steep logistic units: h = f(m_0) + sum of
  /// (f(m_k) - f(m_(k-1))) logistic(s (x - t_k)), t_k the ends of cells, s = 40 / width of a cell.
  ///
  /// @param n units, >= 1
  public static OneLayer steps(Target target, int n) {
    double width = (target.to() - target.from()) / (n + 1);
    double steepness = STEEP / width;
    double[][] w = new double[n][];
    double[] b = new double[n];
    double[] v = new double[n];
    double first = target.at(target.from() + width / 2, 0);
    double before = first;
    for (int k = 0; k < n; k++) {
      double next = target.at(target.from() + (k + 1.5) * width, 0);
      w[k] = new double[] {steepness};
      b[k] = -steepness * (target.from() + (k + 1) * width);
      v[k] = next - before;
      before = next;
    }
    return new OneLayer(OneLayer.Unit.LOGISTIC, w, b, v, first);
  }

  /// Units that the formula asks for: hinges are off by width^2/8 max |f''| at most.
  ///
  /// @return an estimate: max |f''| is taken from differences; infinite if it has no bound
  public static double hingesByFormula(Target target, double eps) {
    double h = (target.to() - target.from()) / CHECKS;
    double most = 0;
    for (int i = 1; i < CHECKS; i++) {
      double x = target.from() + i * h;
      double bend = target.at(x + h, 0) - 2 * target.at(x, 0) + target.at(x - h, 0);
      most = Math.max(most, Math.abs(bend) / (h * h));
    }
    return Math.max(
        1, Math.ceil((target.to() - target.from()) * StrictMath.sqrt(most / (8 * eps))));
  }

  /// Units that the formula asks for: stairs are off by L width/2 at most, L the bound of |f'|.
  ///
  /// @return infinite if |f'| has no bound
  public static double stepsByFormula(Target target, double eps) {
    double cells = Math.ceil(target.steepest() * (target.to() - target.from()) / (2 * eps));
    return Math.max(1, cells - 1);
  }

  /// The eps that so many units keep to by the formula of stairs.
  ///
  /// @return infinite if |f'| has no bound
  static double stepsReach(Target target, int units) {
    return target.steepest() * (target.to() - target.from()) / (2.0 * (units + 1));
  }

  /// The smallest number of units, tried one after the other, whose bound of the error is at most
  /// eps.
  ///
  /// @param most units
  /// @param watch may give up between two widths
  /// @return null if there is none up to `most`
  static @Nullable OneLayer smallest(
      Target target, double eps, int most, IntFunction<OneLayer> build, Watch watch) {
    double[] f = new double[CHECKS + 1];
    for (int i = 0; i <= CHECKS; i++) {
      f[i] = target.at(place(target, i), 0);
    }
    double worst = target.from();
    for (int n = 1; n <= most; n++) {
      watch.goesOn();
      OneLayer net = build.apply(n);
      if (Math.abs(target.at(worst, 0) - net.at(worst, 0)) > eps) {
        continue;
      }
      int i = 0;
      while (i <= CHECKS && Math.abs(f[i] - net.at(place(target, i), 0)) <= eps) {
        i++;
      }
      if (i <= CHECKS) {
        worst = place(target, i);
        continue;
      }
      SupError fine = SupError.onGrid(target, net, 16 * (n + 1));
      if (fine.found() > eps) {
        worst = fine.x();
      } else if (SupError.of(target, net, eps, BUDGET).bound() <= eps) {
        return net;
      }
    }
    return null;
  }

  private static double place(Target target, int i) {
    return target.from() + (target.to() - target.from()) * i / CHECKS;
  }
}
