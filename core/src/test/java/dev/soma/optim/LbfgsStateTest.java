package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.soma.math.Seeds;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LbfgsStateTest {
  private static Parameters numbers(int n) {
    return Parameters.zeros(NetworkSpec.parse((n - 1) + " -> Dense(1, identity)"));
  }

  private static LbfgsState.Outcome run(LbfgsState state, Parameters p, Objective f, int steps) {
    LbfgsState.Outcome last = state.step(p, f);
    for (int i = 1; i < steps && last == LbfgsState.Outcome.MOVED; i++) {
      last = state.step(p, f);
    }
    return last;
  }

  /// sum_i c_i/2 (w_i - i)^2 with c_i from 1 to 1,000.
  private static double quadratic(Parameters at, Parameters gradient) {
    double j = 0;
    int n = at.size();
    for (int i = 0; i < n; i++) {
      double c = StrictMath.pow(10, 3.0 * i / (n - 1));
      double d = at.values()[i] - i;
      j += c / 2 * d * d;
      gradient.values()[i] = (float) (c * d);
    }
    return j;
  }

  /// The sum of Rosenbrock's valleys over neighbours; minimum 0 at (1, ..., 1).
  private static double rosenbrock(Parameters at, Parameters gradient) {
    float[] w = at.values();
    double[] g = new double[w.length];
    double j = 0;
    for (int i = 0; i + 1 < w.length; i++) {
      double a = w[i + 1] - (double) w[i] * w[i];
      double b = 1.0 - w[i];
      j += 100 * a * a + b * b;
      g[i] += -400 * a * w[i] - 2 * b;
      g[i + 1] += 200 * a;
    }
    for (int i = 0; i < g.length; i++) {
      gradient.values()[i] = (float) g[i];
    }
    return j;
  }

  @Test
  void finds_the_optimum_of_a_quadratic() {
    Parameters p = numbers(12);
    LbfgsState state = Optimizer.lbfgs().start(p);
    LbfgsState.Outcome last = run(state, p, LbfgsStateTest::quadratic, 200);
    assertThat(state.value()).isLessThan(1e-8);
    for (int i = 0; i < 12; i++) {
      assertThat(p.values()[i]).isCloseTo(i, within(2e-5f * Math.max(1, i)));
    }
    assertThat(last).isNotEqualTo(LbfgsState.Outcome.MOVED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10})
  void finds_the_end_of_the_valley_of_rosenbrock(int n) {
    Parameters p = numbers(n);
    for (int i = 0; i < n; i++) {
      p.values()[i] = i % 2 == 0 ? -1.2f : 1;
    }
    AtomicInteger evaluations = new AtomicInteger();
    Objective counted =
        (at, g) -> {
          evaluations.incrementAndGet();
          return rosenbrock(at, g);
        };
    LbfgsState state = Optimizer.lbfgs().start(p);
    run(state, p, counted, 500);
    assertThat(state.value()).isLessThan(1e-6);
    assertThat(p.values()[0]).isCloseTo(1f, within(2e-3f));
    assertThat(evaluations.get()).isLessThan(n == 2 ? 100 : 400);
  }

  /// Softmax regression with l2 on 60 rows of 3 inputs and 3 classes that overlap.
  private static Objective softmaxRegression(long seed) {
    SplittableRandom random = Seeds.of(seed).stream("test");
    double[][] x = new double[60][3];
    for (double[] row : x) {
      for (int i = 0; i < 3; i++) {
        row[i] = Seeds.gaussian(random);
      }
    }
    return (at, gradient) -> {
      double j = 0;
      double[] g = new double[12];
      for (int r = 0; r < x.length; r++) {
        j += softmaxRow(x[r], r % 3, at.values(), g) / x.length;
      }
      for (int i = 0; i < 12; i++) {
        double w = at.values()[i];
        j += i < 9 ? 0.01 / 2 * w * w : 0;
        gradient.values()[i] = (float) (g[i] / x.length + (i < 9 ? 0.01 * w : 0));
      }
      return j;
    };
  }

  private static double softmaxRow(double[] x, int y, float[] w, double[] g) {
    double[] z = new double[3];
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      z[k] = w[9 + k];
      for (int i = 0; i < 3; i++) {
        z[k] += w[3 * k + i] * (x[i] + (y == k ? 0.2 : 0));
      }
      sum += StrictMath.exp(z[k]);
    }
    for (int k = 0; k < 3; k++) {
      double delta = StrictMath.exp(z[k]) / sum - (y == k ? 1 : 0);
      for (int i = 0; i < 3; i++) {
        g[3 * k + i] += delta * (x[i] + (y == k ? 0.2 : 0));
      }
      g[9 + k] += delta;
    }
    return StrictMath.log(sum) - z[y];
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void reaches_the_optimum_of_a_convex_problem_that_plain_descent_reaches(long seed) {
    Objective f = softmaxRegression(seed);
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(3, softmax)");
    Parameters p = Parameters.zeros(spec);
    LbfgsState state = Optimizer.lbfgs().start(p);
    run(state, p, f, 100);

    Parameters q = Parameters.zeros(spec);
    OptimizerState descent = Optimizer.sgd(0.5).start(q);
    Parameters gradient = q.zerosLike();
    for (int t = 0; t < 20_000; t++) {
      f.valueAndGradient(q, gradient);
      descent.step(q, gradient, 0.5);
    }
    assertThat(state.value())
        .as("seed %d", seed)
        .isCloseTo(f.valueAndGradient(q, gradient), within(1e-9));
    assertThat(state.steps()).isLessThan(40);
  }

  @Test
  void j_never_rises() {
    Parameters p = numbers(10);
    LbfgsState state = Optimizer.lbfgs().start(p);
    double before = rosenbrock(p, p.zerosLike());
    for (int t = 0; t < 30; t++) {
      state.step(p, LbfgsStateTest::rosenbrock);
      double after = state.value();
      assertThat(after).isLessThanOrEqualTo(before * (1 + 1e-6));
      assertThat(after).isEqualTo(rosenbrock(p, p.zerosLike()));
      before = after;
    }
  }

  @Test
  void at_the_optimum_it_says_so_and_stays() {
    Parameters p = numbers(4);
    for (int i = 0; i < 4; i++) {
      p.values()[i] = i;
    }
    LbfgsState state = Optimizer.lbfgs().start(p);
    assertThat(state.step(p, LbfgsStateTest::quadratic)).isEqualTo(LbfgsState.Outcome.CONVERGED);
    assertThat(state.value()).isZero();
    assertThat(state.largest()).isZero();
    assertThat(p.values()).containsExactly(0, 1, 2, 3);
    assertThat(state.steps()).isZero();
  }

  @Test
  void a_wrong_gradient_stalls_instead_of_climbing() {
    Parameters p = numbers(4);
    Objective uphill =
        (at, g) -> {
          double j = quadratic(at, g);
          for (int i = 0; i < g.size(); i++) {
            g.values()[i] = -g.values()[i];
          }
          return j;
        };
    assertThat(Optimizer.lbfgs().start(p).step(p, uphill)).isEqualTo(LbfgsState.Outcome.STALLED);
    assertThat(p.values()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void comes_back_from_where_the_objective_is_not_finite() {
    Parameters p = numbers(2);
    p.values()[0] = 1;
    p.values()[1] = 1;
    Objective barrier =
        (at, g) -> {
          double j = 0;
          for (int i = 0; i < 2; i++) { // w - ln w, minimum at 1e-3 for slope 1000
            double w = at.values()[i];
            j += w > 0 ? 1000 * w - StrictMath.log(w) : Double.POSITIVE_INFINITY;
            g.values()[i] = (float) (1000 - 1 / w);
          }
          return j;
        };
    run(new Optimizer.Lbfgs(1e4, 5).start(p), p, barrier, 100);
    assertThat(p.values()[0]).isCloseTo(1e-3f, within(1e-6f));
  }

  @Test
  void an_exported_state_goes_on_with_the_same_bits() {
    List<float[]> unbroken = new ArrayList<>();
    Parameters p = numbers(10);
    LbfgsState state = new Optimizer.Lbfgs(1, 3).start(p);
    for (int t = 0; t < 12; t++) {
      state.step(p, LbfgsStateTest::rosenbrock);
      unbroken.add(p.values().clone());
    }
    for (int cut : new int[] {0, 1, 5, 8}) {
      Parameters q = numbers(10);
      LbfgsState first = new Optimizer.Lbfgs(1, 3).start(q);
      for (int t = 0; t < cut; t++) {
        first.step(q, LbfgsStateTest::rosenbrock);
      }
      LbfgsState second = LbfgsState.restore(first.optimizer(), q, first.steps(), first.arrays());
      for (int t = cut; t < 12; t++) {
        second.step(q, LbfgsStateTest::rosenbrock);
      }
      assertThat(q.values()).as("cut after %d", cut).isEqualTo(unbroken.get(11));
      assertThat(second.steps()).isEqualTo(12);
    }
  }

  @Test
  void moved_parameters_are_noticed() {
    Parameters p = numbers(10);
    LbfgsState state = Optimizer.lbfgs().start(p);
    run(state, p, LbfgsStateTest::rosenbrock, 5);
    p.values()[3] = 2;
    LbfgsState copy = state.copy();
    double before = rosenbrock(p, p.zerosLike());
    state.step(p, LbfgsStateTest::rosenbrock);
    assertThat(state.value()).isLessThan(before);
    assertThat(copy.steps()).isEqualTo(5);
  }

  @Test
  void what_cannot_be_started_from_is_refused() {
    Parameters p = numbers(4);
    LbfgsState state = Optimizer.lbfgs().start(p);
    assertThatThrownBy(() -> state.step(numbers(5), LbfgsStateTest::quadratic))
        .hasMessageContaining("5 numbers");
    assertThatThrownBy(() -> state.step(p, (at, g) -> Double.NaN))
        .hasMessageContaining("not finite");
    assertThatThrownBy(
            () ->
                LbfgsState.restore(
                    Optimizer.lbfgs(), p, 1, Map.of("s0", new float[4], "y0", new float[3])))
        .hasMessageContaining("lbfgs keeps at most 10 pairs");
  }

  @Test
  void after_warm_up_a_step_allocates_nothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Parameters p = numbers(50);
    LbfgsState state = Optimizer.lbfgs().start(p);
    Objective bowls =
        (at, g) -> {
          double j = 0;
          for (int i = 0; i < at.size(); i++) {
            double d = at.values()[i] - i;
            double c = 1 + i * (1 + 0.3 * StrictMath.signum(d));
            j += c / 2 * d * d + 0.01 * d * d * d * d;
            g.values()[i] = (float) (c * d + 0.04 * d * d * d);
          }
          return j;
        };
    long bytes = -1;
    for (int round = 0, quiet = 0; round < 5_000 && quiet < 10; round++) {
      for (int i = 0; i < p.size(); i++) {
        p.values()[i] = i * round % 7 - 3; // far from the optimum
      }
      bytes = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10; i++) {
        state.step(p, bowls);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
      quiet = bytes == 0 ? quiet + 1 : 0;
    }
    assertThat(state.steps()).as("steps that moved").isGreaterThan(50);
    assertThat(bytes).isZero();
  }
}
