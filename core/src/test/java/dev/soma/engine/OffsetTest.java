package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.kernel.ForcedKernels;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is added to z of the output layer, in the fast engine.
class OffsetTest {
  private static final long SEED = 11;
  private static final int ROWS = 53;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5 -> Dense(1, exp)                                                    | poisson
          2 + onehot(4, 3) -> Dense(1, exp)                                     | poisson
          2 + onehot(4, 3) -> Dense(9, mish) -> Dense(1, logistic)              | logistic_cross_entropy
          5 -> Dense(40, relu) -> LayerNorm() -> Dense(1, identity)             | squared_error
          5 -> Dense(7, tanh) -> Dense(1, identity)                             | huber(0.5)
          2 + onehot(4, 3) -> Scale() -> Dense(9, selu, ntp, parametric) -> Dense(1, exp, ntp) | poisson
          5 -> Members(3) -> Dense(7, silu, members(3)) -> Dense(1, exp, members(3)) | poisson
          """)
  void gradients_and_losses_are_those_of_the_reference_and_bits_those_of_one_row_or_many(
      String network, String lossName) {
    NetworkSpec spec = NetworkSpec.parse(network);
    Loss loss = Loss.parse(lossName);
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(SEED));
    Batch batch = batch(spec.input());
    Targets targets = targets(loss);
    float[] expected = gradient(p, batch, targets, loss, ForcedKernels.of(0).create(1));
    againstReference(p, batch, targets, loss, expected);
    for (int bits : new int[] {0, 128, 256, 512}) {
      for (int threads = 1; ForcedKernels.supported(bits) && threads <= 3; threads++) {
        Kernels kernels = ForcedKernels.of(bits).create(threads);
        assertThat(gradient(p, batch, targets, loss, kernels))
            .as("%d bits, %d threads", bits, threads)
            .isEqualTo(expected);
      }
    }
    rowsOneByOne(p, batch);
  }

  private static void againstReference(
      Parameters p, Batch batch, Targets targets, Loss loss, float[] got) {
    double[][] y = new double[ROWS][1];
    for (int r = 0; r < ROWS; r++) {
      y[r][0] = targets.values().get(r, 0);
    }
    double[] reference =
        Backpropagation.gradient(ReferenceParameters.of(p), Cost.of(loss), Rows.of(batch, y))
            .parameters()
            .toArray();
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i] / (double) ROWS).isCloseTo(reference[i], within(2e-4));
    }
    double[] without =
        Backpropagation.gradient(
                ReferenceParameters.of(p), Cost.of(loss), Rows.of(withoutOffsets(batch), y))
            .parameters()
            .toArray();
    assertThat(without).isNotEqualTo(reference);
  }

  private static void rowsOneByOne(Parameters p, Batch batch) {
    Network network = Network.of(p);
    try (Workspace all = workspace(p.spec());
        Workspace one = workspace(p.spec());
        Kernels packing = KernelChoice.auto().create(1)) {
      float[] together = Arrays.copyOf(network.predict(batch, all).data(), ROWS);
      Network packed = network.packed(packing);
      for (int r = 0; r < ROWS; r++) {
        Batch row = batch.rows(r, r + 1);
        assertThat(network.predict(row, one).get(0, 0)).isEqualTo(together[r]);
        assertThat(packed.predict(row, one).get(0, 0)).isEqualTo(together[r]);
      }
    }
  }

  @Test
  void an_offset_of_the_bias_is_the_bias() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(1, exp)");
    Parameters p = Parameters.zeros(spec);
    Batch plain = Batch.of(Matrix.zeros(4, 3));
    float[] o = {9f, 0.5f, -1f, 0f, 3f};
    Batch shifted = new Batch(plain.shape(), plain.numbers(), plain.codes(), 0, o, 1);
    try (Workspace ws = workspace(spec)) {
      Matrix a = Network.of(p).predict(shifted, ws);
      float[] found = Arrays.copyOf(a.data(), 4);
      for (int r = 0; r < 4; r++) {
        p.values()[3] = o[r + 1];
        assertThat(Network.of(p).predict(plain.rows(r, r + 1), ws).get(0, 0)).isEqualTo(found[r]);
        assertThat(ws.score(0, 0)).isEqualTo(o[r + 1]);
      }
    }
  }

  @Test
  void too_few_offsets_are_refused() {
    Matrix x = Matrix.zeros(4, 3);
    InputShape shape = InputShape.of(3);
    assertThatThrownBy(() -> new Batch(shape, x, new int[0], 0, new float[4], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 rows need as many offsets, got 3");
  }

  private static float[] gradient(
      Parameters p, Batch batch, Targets targets, Loss loss, Kernels kernels) {
    Parameters gradient = p.zerosLike();
    try (Workspace ws = new Workspace(p.spec(), ROWS, kernels, Seeds.of(SEED))) {
      Network.of(p).lossAndGradient(batch, targets, loss, ws, true, gradient, false);
    }
    return gradient.values();
  }

  private static Workspace workspace(NetworkSpec spec) {
    return new Workspace(spec, ROWS, KernelChoice.auto().create(1), Seeds.of(SEED));
  }

  private static Batch withoutOffsets(Batch b) {
    return new Batch(b.shape(), b.numbers(), b.codes(), b.codeOffset());
  }

  private static Batch batch(InputShape shape) {
    SplittableRandom random = Seeds.of(SEED).stream("rows");
    Matrix x = Matrix.zeros(ROWS, shape.numbers());
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) Seeds.gaussian(random);
    }
    int[] codes = new int[ROWS * shape.categories()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = random.nextInt(-1, shape.levels().get(i % shape.categories()));
    }
    float[] offsets = new float[ROWS];
    for (int r = 0; r < ROWS; r++) {
      offsets[r] = (float) Seeds.gaussian(random);
    }
    return new Batch(shape, x, codes, 0, offsets, 0);
  }

  private static Targets targets(Loss loss) {
    SplittableRandom random = Seeds.of(SEED).stream("targets");
    Matrix y = Matrix.zeros(ROWS, 1);
    for (int r = 0; r < ROWS; r++) {
      y.data()[r] = random.nextInt(loss instanceof Loss.LogisticCrossEntropy ? 2 : 4);
    }
    return Targets.of(y);
  }
}
