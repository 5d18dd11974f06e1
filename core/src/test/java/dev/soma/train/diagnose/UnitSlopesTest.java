package dev.soma.train.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Slopes by limits of z are those of the derivative.
class UnitSlopesTest {
  private static final int ROWS = 70;
  private static final int UNITS = 200;

  @ParameterizedTest
  @CsvSource({
    "relu, 1",
    "tanh, 1",
    "logistic, 1",
    "'relu, parametric', 1",
    "'tanh, parametric', 1.3",
    "'logistic, parametric', 1.3",
    "'tanh, parametric', 0.99",
    "'tanh, parametric', -2"
  })
  void silent_units_are_those_whose_derivative_is_near_0(String f, double about) {
    NetworkSpec spec =
        NetworkSpec.parse("3 -> Dense(" + UNITS + ", " + f + ") -> Dense(1, identity)");
    Parameters p = Parameters.zeros(spec);
    SplittableRandom random = Seeds.of(7).stream("slopes");
    for (int i = 0; i < p.values().length; i++) {
      p.values()[i] = (float) (3 * Seeds.gaussian(random));
    }
    int alphas = -1;
    for (Parameters.Group g : p.groups()) {
      if (g.role() == Role.ACTIVATION) {
        alphas = g.offset();
        for (int u = 0; u < UNITS; u++) {
          p.values()[alphas + u] = (float) (about + 0.03 * Seeds.gaussian(random));
        }
      }
    }
    Matrix x = Matrix.zeros(ROWS, 3);
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) Seeds.gaussian(random);
    }
    Network network = Network.of(p);
    Dataset rows = Dataset.of(x, Matrix.zeros(ROWS, 1));
    try (Workspace ws = new Workspace(spec, ROWS, KernelChoice.auto().create(1), Seeds.of(0));
        Workspace few = new Workspace(spec, 32, KernelChoice.auto().create(1), Seeds.of(0))) {
      UnitSlopes counted = UnitSlopes.on(network, rows, ws).getFirst();
      assertThat(UnitSlopes.on(network, rows, few).getFirst().silent()).isEqualTo(counted.silent());
      int silent = 0;
      for (int u = 0; u < UNITS; u++) {
        double alpha = alphas < 0 ? 1 : p.values()[alphas + u];
        int flat = 0;
        for (int r = 0; r < ROWS; r++) {
          double slope = 1 + alpha * (derivative(f, ws.z(0, ROWS).get(r, u)) - 1);
          flat += Math.abs(slope) < 0.02 ? 1 : 0;
        }
        silent += (f.startsWith("relu") ? flat == ROWS : flat > 0.9 * ROWS) ? 1 : 0;
      }
      assertThat(counted.l()).isEqualTo(1);
      assertThat(counted.units()).isEqualTo(UNITS);
      assertThat(counted.silent()).isEqualTo(silent);
      assertThat(silent).isLessThan(UNITS);
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 1, 5", "200, 1, 128", "100000, 1, 781", "300000, 1, 2048", "100, 32768, 32"})
  void a_probe_has_evenly_spaced_rows_that_are_as_many_as_training_can_pay(
      int rows, int columns, int looked) {
    Matrix x = Matrix.zeros(rows, columns);
    for (int r = 0; r < rows; r++) {
      x.set(r, 0, r);
    }
    Dataset some = Probe.sample(Dataset.of(x, Matrix.zeros(rows, 1)));
    assertThat(some.rows()).isEqualTo(looked);
    int half = looked / 2;
    assertThat(some.numbers().get(half, 0)).isEqualTo((float) ((long) half * rows / looked));
  }

  private static double derivative(String f, double z) {
    if (f.startsWith("relu")) {
      return z > 0 ? 1 : 0;
    }
    double a = f.startsWith("tanh") ? Math.tanh(z) : 1 / (1 + Math.exp(-z));
    return f.startsWith("tanh") ? 1 - a * a : a * (1 - a);
  }
}
