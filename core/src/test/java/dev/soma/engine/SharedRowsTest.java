package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Batches whose rows threads share, of which one thread alone takes some at a time on the way
/// back.
class SharedRowsTest {
  private static final long SEED = 11;
  private static final int ROWS = 501;

  /// Layers whose rows meet.
  private static final String NORMS =
      "20 -> BatchNorm() -> Dense(96, relu) -> BatchNorm(0.3) -> Dropout(0.1) -> Dense(96, tanh)"
          + " -> Residual(3) -> LayerNorm() -> Dense(3, softmax)";

  private static final NetworkSpec NET = NetworkSpec.parse(NORMS);

  private static Batch batch() {
    SplittableRandom random = new SplittableRandom(SEED);
    Matrix x = Matrix.zeros(ROWS, 20);
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) (5 + 2 * Seeds.gaussian(random));
    }
    return Batch.of(x);
  }

  private static Targets targets() {
    Matrix y = Matrix.zeros(ROWS, 1);
    for (int r = 0; r < ROWS; r++) {
      y.set(r, 0, r % 3);
    }
    return Targets.of(y);
  }

  /// The gradient of a training pass, then the parameters with the statistics it has moved.
  private static float[] trained(NetworkSpec spec, Kernels kernels) {
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(SEED));
    Parameters gradient = p.zerosLike();
    try (Workspace ws = new Workspace(spec, ROWS, kernels, Seeds.of(SEED))) {
      Network network = Network.of(p);
      network.lossAndGradient(batch(), targets(), Loss.CROSS_ENTROPY, ws, true, gradient, false);
      network.learnStatistics(ws, ROWS);
    }
    float[] both = Arrays.copyOf(gradient.values(), 2 * p.size());
    System.arraycopy(p.values(), 0, both, p.size(), p.size());
    return both;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NORMS,
        "20 -> Dense(96, selu, ntp, parametric) -> Dropout(0.15) -> Dense(90, tanh) -> Dropout(0.1)"
            + " -> Dense(3, softmax, ntp)",
        "20 -> Dense(96, mish, parametric) -> Dropout(0.15) -> Dense(96, tanh) -> Residual(2)"
            + " -> Dense(3, softmax)",
        "20 -> Members(2) -> Dense(48, gelu, parametric, members(2)) -> Dropout(0.2)"
            + " -> Dense(3, softmax, members(2))"
      })
  void gradients_and_statistics_have_equal_bits_for_any_kernels_and_threads(String network) {
    NetworkSpec spec = NetworkSpec.parse(network);
    float[] expected = trained(spec, KernelChoice.forced("scalar").create(1));
    assertThat(trained(spec, KernelChoice.auto().create(1))).isEqualTo(expected);
    assertThat(trained(spec, KernelChoice.auto().create(2))).isEqualTo(expected);
    assertThat(trained(spec, KernelChoice.forced("scalar").create(3))).isEqualTo(expected);
  }

  @Test
  void rows_are_predicted_one_by_one_with_the_bits_of_the_batch() {
    float[] both = trained(NET, KernelChoice.auto().create(1));
    Parameters p = Parameters.zeros(NET);
    System.arraycopy(both, p.size(), p.values(), 0, p.size());
    Network network = Network.of(p);
    try (Workspace many = new Workspace(NET, ROWS, KernelChoice.auto().create(2), Seeds.of(1));
        Workspace one = new Workspace(NET, 1, KernelChoice.auto().create(1), Seeds.of(1))) {
      Network packed = network.packed(one.kernels());
      network.forward(batch(), many);
      for (int r = 0; r < ROWS; r++) {
        for (Network each : new Network[] {network, packed}) {
          each.forward(batch().rows(r, r + 1), one);
          for (int u = 0; u < 3; u++) {
            assertThat(one.output(0, u)).as("row %d", r).isEqualTo(many.output(r, u));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "selu", "mish", "gelu", "silu", "elu", "softplus", "leaky_relu"})
  void weights_packed_beforehand_give_the_bits_of_others_to_predictions_sums_and_gradients(
      String activation) {
    NetworkSpec spec =
        NetworkSpec.parse(
            "20 -> Dense(96, %1$s) -> Dense(33, %1$s) -> Dense(3, softmax)".formatted(activation));
    Network network =
        Network.of(Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(SEED)));
    try (Workspace ws = new Workspace(spec, ROWS, KernelChoice.auto().create(1), Seeds.of(1))) {
      Network packed = network.packed(ws.kernels());
      List<float[]> outputs = new ArrayList<>();
      List<float[]> sums = new ArrayList<>();
      List<float[]> gradients = new ArrayList<>();
      for (Network each : List.of(network, packed)) {
        outputs.add(each.predict(batch(), ws).data().clone());
        sums.add(ws.z(0, ROWS).data().clone());
        Parameters gradient = Parameters.zeros(spec);
        each.lossAndGradient(batch(), targets(), Loss.CROSS_ENTROPY, ws, false, gradient, false);
        outputs.add(ws.outputs(ROWS).data().clone());
        gradients.add(gradient.values());
      }
      assertThat(outputs).allSatisfy(o -> assertThat(o).isEqualTo(outputs.getFirst()));
      assertThat(sums.get(1)).isEqualTo(sums.get(0));
      assertThat(gradients.get(1)).isEqualTo(gradients.get(0));
    }
  }
}
