package dev.soma.lesson.approximate;

import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
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
/// @param jump the greatest jump of f that was found; null if none was
/// @param built by hand, steps first, then hinges; none for two inputs
/// @param trained by training
/// @param trials all trainings, in order
public record Approximation(
    Target target,
    double epsilon,
    Budget budget,
    long seed,
    double steepest,
    @Nullable Jump jump,
    List<Found> built,
    Found trained,
    List<Trial> trials) {
  private static final int SIDE = 1000;
  private static final int SQUARE = 60;
  private static final int IN_VAIN = 4; // most units trained where no width can be enough

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
  /// @param nearest the same network, or the nearest one that failed; null if none was kept
  /// @param error of `nearest`
  public record Found(
      String kind,
      double formula,
      @Nullable OneLayer net,
      @Nullable OneLayer nearest,
      @Nullable SupError error) {}

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

  /// Looks, until it has looked everywhere.
  ///
  /// @throws SomaException.Usage as with a [Watch]
  public static Approximation of(Target target, double epsilon, Budget budget, long seed) {
    return of(target, epsilon, budget, seed, Watch.NONE);
  }

  /// Looks. Where a jump of f is greater than 2 eps nothing is built, and few units are trained, to
  /// be seen.
  ///
  /// @throws SomaException.Usage E201 unless eps > 0, E261 where f has no value
  /// @throws java.util.concurrent.CancellationException if who waits gives up
  public static Approximation of(
      Target target, double epsilon, Budget budget, long seed, Watch watch) {
    requireEpsilon(epsilon);
    Jump jump = Jump.of(target);
    boolean inVain = jump != null && jump.least() > epsilon;
    int most = inVain ? 0 : budget.built;
    List<Found> built = new ArrayList<>();
    if (target.inputs() == 1) {
      Search by = new Search(target, epsilon, most, watch);
      double steps = Construction.stepsByFormula(target, epsilon);
      built.add(by.built("steps", steps, n -> Construction.steps(target, n)));
      double hinges =
          inVain ? Double.POSITIVE_INFINITY : Construction.hingesByFormula(target, epsilon);
      built.add(by.built("hinges", hinges, n -> Construction.hinges(target, n)));
    }
    List<Trial> trials = new ArrayList<>();
    int units = inVain ? Math.min(IN_VAIN, budget.trained) : budget.trained;
    Budget trainings = new Budget(most, units, budget.seeds, budget.iterations);
    Found trained = trained(target, epsilon, trainings, seed, trials, watch);
    return new Approximation(
        target, epsilon, budget, seed, target.steepest(), jump, built, trained, trials);
  }

  /// Checks eps before anything is run.
  ///
  /// @throws SomaException.Usage E201 unless it is a finite number > 0
  public static void requireEpsilon(double epsilon) {
    if (!(epsilon > 0) || epsilon == Double.POSITIVE_INFINITY) {
      throw new SomaException.Usage(
          "E201",
          "--epsilon " + NumberText.typed(epsilon) + " · expected a number > 0",
          "--epsilon 0.01");
    }
  }

  /// Whether f jumps so far that no width, and no training, comes within eps.
  public boolean inVain() {
    return jump != null && jump.least() > epsilon;
  }

  /// Whether a network within eps was found.
  public boolean reached() {
    return trained.net != null || built.stream().anyMatch(f -> f.net != null);
  }

  /// An eps, of two digits, that the same budget reaches where eps itself was not: that of stairs
  /// by their formula, or that of the nearest trained network; for a jump a tenth more than half of
  /// it.
  public double withinReach() {
    if (jump != null && inVain()) {
      return upwards(1.1 * jump.least());
    }
    double stairs =
        target.inputs() == 1
            ? Construction.stepsReach(target, budget.built)
            : Double.POSITIVE_INFINITY;
    double nearest = trials.stream().mapToDouble(Trial::error).min().orElse(stairs);
    return upwards(Math.min(stairs, nearest));
  }

  /// @return 1 if x is no finite number
  private static double upwards(double x) {
    return !Double.isFinite(x)
        ? 1
        : BigDecimal.valueOf(x).round(new MathContext(2, RoundingMode.UP)).doubleValue();
  }

  /// Widths from 1 on, one after the other.
  private record Search(Target target, double eps, int most, Watch watch) {
    Found built(String kind, double formula, IntFunction<OneLayer> build) {
      watch.tries("by hand: " + kind + " up to width " + most);
      OneLayer net = Construction.smallest(target, eps, most, build, watch);
      return new Found(kind, formula, net, net, net == null ? null : bound(target, net, eps));
    }
  }

  private static SupError bound(Target target, OneLayer net, double eps) {
    return SupError.of(target, net, eps, 40_000);
  }

  /// Widths 1, 2, 4, ... until one is near enough, then halves between the last two.
  private static Found trained(
      Target target, double eps, Budget budget, long seed, List<Trial> trials, Watch watch) {
    Training training = new Training(target, watch);
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
    SupError error = shown == null ? null : bound(target, shown, eps);
    return new Found("trained", Double.NaN, best, shown, error);
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
