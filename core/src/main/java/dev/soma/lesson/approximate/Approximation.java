package dev.soma.lesson.approximate;

import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What the lab found: the smallest networks with one hidden layer that come within eps of f.
///
/// ```java
/// Target target = new Target(Formula.parse("sin(2*pi*x)"), 0, 1);
/// Approximation found = Approximation.of(target, 0.01, Budget.STANDARD, 42);
/// ```
///
/// @param target f and its domain
/// @param epsilon how near, > 0
/// @param budget how far it was looked
/// @param seed of the trainings
/// @param steepest a bound of |df/dx| + |df/dy|, by interval arithmetic; infinite if there is none
/// @param built by hand, steps first, then hinges; none for two inputs
/// @param trained by training
/// @param trials all trainings, in order
public record Approximation(
    Target target,
    double epsilon,
    Budget budget,
    long seed,
    double steepest,
    List<Found> built,
    Found trained,
    List<Trial> trials) {
  private static final int SIDE = 1000;
  private static final int SQUARE = 60;

  /// How far is looked.
  ///
  /// @param built most units of networks built by hand
  /// @param trained most units of trained networks
  /// @param seeds trainings of each width
  /// @param iterations of L-BFGS, each training
  public record Budget(int built, int trained, int seeds, int iterations) {
    /// 2,000 units by hand, 64 trained, 3 seeds, 400 iterations.
    public static final Budget STANDARD = new Budget(2000, 64, 3, 400);
  }

  /// The smallest network of a kind.
  ///
  /// @param kind `steps`, `hinges` or `trained`
  /// @param formula units by the formula, rounded up; NaN if there is none
  /// @param net the network; null if there is none within the budget
  /// @param error of the network, or of the best one that failed; null if nothing was tried to the
  ///   end
  public record Found(
      String kind, double formula, @Nullable OneLayer net, @Nullable SupError error) {}

  /// One width of the search by training.
  ///
  /// @param units hidden units
  /// @param error the best seed's greatest error on the grid
  /// @param seed that seed
  public record Trial(int units, double error, long seed) {}

  /// Copies the lists.
  public Approximation {
    built = List.copyOf(built);
    trials = List.copyOf(trials);
  }

  /// Looks.
  ///
  /// @throws SomaException.Usage E201 unless eps > 0, E261 where f has no value
  public static Approximation of(Target target, double epsilon, Budget budget, long seed) {
    if (!(epsilon > 0) || epsilon == Double.POSITIVE_INFINITY) {
      throw new SomaException.Usage(
          "E201", "--epsilon " + epsilon + " · expected a number > 0", "--epsilon 0.01");
    }
    List<Found> built = new ArrayList<>();
    if (target.inputs() == 1) {
      double steps = Construction.stepsByFormula(target, epsilon);
      double hinges = Construction.hingesByFormula(target, epsilon);
      built.add(built("steps", steps, target, epsilon, budget, n -> Construction.steps(target, n)));
      built.add(
          built("hinges", hinges, target, epsilon, budget, n -> Construction.hinges(target, n)));
    }
    List<Trial> trials = new ArrayList<>();
    Found trained = trained(target, epsilon, budget, seed, trials);
    return new Approximation(
        target, epsilon, budget, seed, target.steepest(), built, trained, trials);
  }

  private static Found built(
      String kind,
      double formula,
      Target target,
      double eps,
      Budget budget,
      IntFunction<OneLayer> build) {
    OneLayer net = Construction.smallest(target, eps, budget.built, build);
    return new Found(kind, formula, net, net == null ? null : bound(target, net, eps));
  }

  private static SupError bound(Target target, OneLayer net, double eps) {
    return SupError.of(target, net, eps, 40_000);
  }

  /// Widths 1, 2, 4, ... until one is near enough, then halves between the last two.
  private static Found trained(
      Target target, double eps, Budget budget, long seed, List<Trial> trials) {
    Training training = new Training(target);
    int failed = 0;
    int good = 0;
    OneLayer best = null;
    OneLayer nearest = null;
    double least = Double.POSITIVE_INFINITY;
    while (good == 0 ? failed < budget.trained : good - failed > 1) {
      int units =
          good > 0 ? (good + failed) / 2 : Math.min(budget.trained, Math.max(1, 2 * failed));
      OneLayer net = best(training, target, budget, units, seed, trials);
      double error = trials.getLast().error;
      if (error <= eps) {
        good = units;
        best = net;
      } else {
        failed = units;
      }
      if (error < least) {
        least = error;
        nearest = net;
      }
    }
    OneLayer shown = best == null ? nearest : best;
    return new Found("trained", Double.NaN, best, shown == null ? null : bound(target, shown, eps));
  }

  private static OneLayer best(
      Training training, Target target, Budget budget, int units, long seed, List<Trial> trials) {
    OneLayer best = training.run(units, budget.iterations, seed);
    double error = error(target, best);
    long of = seed;
    for (long s = seed + 1; s < seed + budget.seeds; s++) {
      OneLayer other = training.run(units, budget.iterations, s);
      double e = error(target, other);
      if (e < error) {
        best = other;
        error = e;
        of = s;
      }
    }
    trials.add(new Trial(units, error, of));
    return best;
  }

  private static double error(Target target, OneLayer net) {
    return SupError.onGrid(target, net, target.inputs() == 1 ? SIDE : SQUARE).found();
  }

  /// `sin(2*pi*x) on [0, 1]`, or `on [0, 1]^2`.
  public String where() {
    return String.format(
        Locale.ROOT,
        "%s on [%s, %s]%s",
        target.f(),
        target.from(),
        target.to(),
        target.inputs() == 2 ? "^2" : "");
  }
}
