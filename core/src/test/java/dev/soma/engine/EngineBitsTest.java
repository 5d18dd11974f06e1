package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.golden.Golden;
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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bits that must not depend on how rows come in, and answers of another framework.
class EngineBitsTest {
  private static final long SEED = 7;
  private static final int ROWS = 37;

  private static final List<String> NETWORKS =
      List.of(
          "5 -> Dense(3, softmax)",
          "5 -> Dense(33, relu) -> Dense(17, tanh) -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Maxout(9, 3) -> Dropout(0.25) -> Dense(20, gelu) -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Dropout(0.1) -> Dense(20, mish) -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Dense(20, selu, ntp, parametric) -> Scale() -> Dense(3, softmax, ntp)",
          "2 + onehot(4, 3) -> Scale() -> Dense(9, mish, parametric) -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Embedding(pbld(16, 4, 0.3), 2, 5) -> Scale() -> Dense(3, softmax, ntp)",
          "2 + onehot(4, 3) -> Embedding(pbld(7, 3, 0.3), 1, 0) -> Dense(9, mish) -> Dense(3, softmax)",
          "5 -> Embedding(none, 2, 4) -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> LayerNorm() -> Dense(33, relu) -> LayerNorm() -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> BatchNorm() -> Dense(33, relu) -> Dropout(0.1) -> BatchNorm(0.2) -> Dense(3, softmax)",
          "5 -> Dense(100, relu) -> BatchNorm() -> BatchNorm() -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Dense(9, relu) -> Residual(1) -> BatchNorm() -> Dense(70, relu) -> Dense(9, relu)"
              + " -> Residual(3) -> Residual(6) -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Embedding(ple(19, 5, relu), 2, 5) -> Dense(9, mish) -> Dense(3, softmax)",
          "5 -> Embedding(ple(16, 4), 4, 0) -> Scale() -> Dense(3, softmax)",
          "2 + onehot(4, 3) -> Members(5) -> Dropout(0.1) -> Dense(17, mish, parametric, members(5))"
              + " -> Scale() -> Dense(3, softmax, ntp, members(5))",
          "5 -> Members(2) -> Dense(3, softmax, members(2))",
          "5 -> BatchNorm() -> Dense(5, relu) -> Residual(1) -> LayerNorm() -> Members(3)"
              + " -> Dense(7, silu, members(3)) -> Dense(3, softmax, members(3))");

  private static IntStream networks() {
    return IntStream.range(0, NETWORKS.size());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void a_batch_predicts_the_bits_of_its_rows_one_by_one(int which) {
    NetworkSpec spec = NetworkSpec.parse(NETWORKS.get(which));
    Network network = Network.of(parameters(spec));
    Batch batch = batch(spec.input());
    try (Workspace all = workspace(spec);
        Workspace one = workspace(spec)) {
      float[] together = copy(network.predict(batch, all));
      for (int r = 0; r < ROWS; r++) {
        float[] alone = copy(network.predict(batch.rows(r, r + 1), one));
        assertThat(alone).isEqualTo(Arrays.copyOfRange(together, r * 3, r * 3 + 3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void a_batch_in_pieces_gives_the_gradient_bits_of_the_whole(int which) {
    NetworkSpec spec = NetworkSpec.parse(NETWORKS.get(which));
    Parameters p = parameters(spec);
    Network network = Network.of(p);
    Batch batch = batch(spec.input());
    Targets targets = targets();
    Parameters whole = p.zerosLike();
    Parameters pieces = p.zerosLike();
    try (Workspace ws = workspace(spec)) {
      network.lossAndGradient(batch, targets, Loss.CROSS_ENTROPY, ws, false, whole, false);
      Arrays.fill(pieces.values(), 99f); // must be overwritten by the first piece
      for (int from = 0; from < ROWS; from += 10) {
        int to = Math.min(ROWS, from + 10);
        network.lossAndGradient(
            batch.rows(from, to),
            targets.rows(from, to),
            Loss.CROSS_ENTROPY,
            ws,
            false,
            pieces,
            from > 0);
      }
    }
    assertThat(pieces.values()).isEqualTo(whole.values());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void scalar_and_vector_kernels_and_any_thread_count_give_equal_gradient_bits(int which) {
    NetworkSpec spec = NetworkSpec.parse(NETWORKS.get(which));
    float[] expected = gradient(spec, ForcedKernels.of(0).create(1));
    for (int bits : new int[] {0, 128, 256, 512}) {
      for (int threads = 1; ForcedKernels.supported(bits) && threads <= 3; threads++) {
        assertThat(gradient(spec, ForcedKernels.of(bits).create(threads)))
            .as("%d bits, %d threads", bits, threads)
            .isEqualTo(expected);
      }
    }
  }

  private static float[] gradient(NetworkSpec spec, Kernels kernels) {
    Parameters p = parameters(spec);
    Parameters gradient = p.zerosLike();
    try (Workspace ws = new Workspace(spec, ROWS, kernels, Seeds.of(SEED))) {
      ws.step(3);
      Network.of(p)
          .lossAndGradient(
              batch(spec.input()), targets(), Loss.CROSS_ENTROPY, ws, true, gradient, false);
    }
    return gradient.values();
  }

  @Test
  void dropout_draws_other_masks_in_other_steps_and_keeps_the_mean() {
    NetworkSpec spec = NetworkSpec.parse("100 -> Dropout(0.25) -> Dense(1, identity)");
    Matrix ones = Matrix.zeros(200, 100);
    Arrays.fill(ones.data(), 1f);
    Parameters p = Parameters.zeros(spec);
    try (Workspace ws = new Workspace(spec, 200, KernelChoice.auto().create(1), Seeds.of(SEED))) {
      Targets y = Targets.of(Matrix.zeros(200, 1));
      Parameters g = p.zerosLike();
      ws.step(0);
      Network.of(p).lossAndGradient(Batch.of(ones), y, Loss.SQUARED_ERROR, ws, true, g, false);
      float[] first = copy(ws.a(0, 200));
      ws.step(1);
      Network.of(p).lossAndGradient(Batch.of(ones), y, Loss.SQUARED_ERROR, ws, true, g, false);
      float[] second = copy(ws.a(0, 200));
      assertThat(second).isNotEqualTo(first);
      double mean = 0;
      for (float a : first) {
        mean += a / first.length;
      }
      assertThat(mean).as("mean of kept entries over 20,000 draws").isBetween(0.98, 1.02);
    }
  }

  @Test
  void a_factor_on_dropout_draws_the_masks_of_the_product() {
    NetworkSpec half = NetworkSpec.parse("100 -> Dropout(0.25) -> Dense(1, identity)");
    NetworkSpec whole = NetworkSpec.parse("100 -> Dropout(0.5) -> Dense(1, identity)");
    assertThat(dropped(whole, 0.5)).isEqualTo(dropped(half, 1)).isNotEqualTo(dropped(whole, 1));
    assertThat(dropped(whole, 0)).containsOnly(1f);
  }

  private static float[] dropped(NetworkSpec spec, double factor) {
    Matrix ones = Matrix.zeros(20, 100);
    Arrays.fill(ones.data(), 1f);
    Parameters p = Parameters.zeros(spec);
    try (Workspace ws = new Workspace(spec, 20, KernelChoice.auto().create(1), Seeds.of(SEED))) {
      ws.step(7, factor);
      Targets y = Targets.of(Matrix.zeros(20, 1));
      Network.of(p)
          .lossAndGradient(Batch.of(ones), y, Loss.SQUARED_ERROR, ws, true, p.zerosLike(), false);
      return copy(ws.a(0, 20));
    }
  }

  static Stream<Golden.GradientCase> golden() {
    return Golden.gradientCases().stream();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void outputs_loss_and_gradients_agree_with_the_golden_files(Golden.GradientCase c) {
    if (!c.kept().isEmpty()) {
      return; // the masks are given there and drawn here; EngineAgainstReferenceTest has them
    }
    double[][][] tensors = new double[2 * c.w().length][][];
    for (int l = 0; l < c.w().length; l++) {
      tensors[2 * l] = c.w()[l];
      tensors[2 * l + 1] = new double[][] {c.b()[l]};
    }
    Network network = Network.of(c.spec(), tensors);
    int rows = c.x().length;
    int[] codes = Arrays.stream(c.codes()).flatMapToInt(Arrays::stream).toArray();
    Batch batch = new Batch(c.spec().input(), Matrix.of(c.numbers()), codes, 0);
    float[] weights = new float[c.rowWeights().length];
    for (int r = 0; r < weights.length; r++) {
      weights[r] = (float) c.rowWeights()[r];
    }
    Targets targets = new Targets(Matrix.of(c.y()), weights.length == 0 ? null : weights, 0);
    Parameters g = network.parameters().zerosLike();
    try (Workspace ws = new Workspace(c.spec(), rows, KernelChoice.auto().create(1), Seeds.of(1))) {
      double sum = network.lossAndGradient(batch, targets, c.loss(), ws, false, g, false);
      assertThat(sum / rows)
          .isCloseTo(c.jData(), org.assertj.core.data.Percentage.withPercentage(0.01));
      for (Parameters.Group group : g.groups()) {
        for (int i = 0; i < group.size(); i++) {
          int l = group.l() - 1;
          int row = i / group.cols();
          int col = i % group.cols();
          double w = network.parameters().values()[group.offset() + i];
          double penalty = group.decays() ? c.l2() * w + c.l1() * Math.signum(w) : 0;
          double expected = group.decays() ? c.dW()[l][row][col] : c.db()[l][row];
          assertThat(g.values()[group.offset() + i] / (double) rows + penalty)
              .as("d%s[%d][%d] of %s", group.name(), row, col, c.name())
              .isCloseTo(
                  expected,
                  org.assertj.core.data.Offset.offset(2e-5 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  @Test
  void wrong_shapes_are_named_with_both_shapes() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(1, identity)");
    assertThatThrownBy(() -> Network.of(spec, new double[][] {{1, 2, 3}}, new double[][] {{0}}))
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessageContaining("W1")
        .hasMessageContaining("[1 x 2]")
        .hasMessageContaining("[1 x 3]");
    Network network = Network.of(spec, new double[][] {{1, 2}}, new double[][] {{0}});
    try (Workspace ws = workspace(spec)) {
      assertThatThrownBy(() -> network.predict(Batch.of(Matrix.zeros(1, 5)), ws))
          .isInstanceOf(SomaException.Mismatch.class)
          .hasMessageContaining("inputs 2")
          .hasMessageContaining("[1 x 5]");
      assertThatThrownBy(() -> network.predict(Batch.of(Matrix.zeros(ROWS + 1, 2)), ws))
          .isInstanceOf(SomaException.Mismatch.class)
          .hasMessageContaining(ROWS + " rows");
    }
  }

  private static Workspace workspace(NetworkSpec spec) {
    return new Workspace(spec, ROWS, KernelChoice.auto().create(1), Seeds.of(SEED));
  }

  private static Parameters parameters(NetworkSpec spec) {
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(SEED));
    for (Parameters.Group g : p.groups()) {
      for (int i = 0; g.role().vector() && i < g.size(); i++) { // alpha and g would all be 1
        p.values()[g.offset() + i] += 0.01f * i;
      }
    }
    return p;
  }

  private static Batch batch(InputShape shape) {
    SplittableRandom random = new SplittableRandom(SEED);
    Matrix numbers = Matrix.zeros(ROWS, shape.numbers());
    for (int i = 0; i < numbers.data().length; i++) {
      numbers.data()[i] = (float) Seeds.gaussian(random);
    }
    int[] codes = new int[ROWS * shape.categories()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = random.nextInt(4) - 1;
    }
    return new Batch(shape, numbers, codes, 0);
  }

  private static Targets targets() {
    Matrix y = Matrix.zeros(ROWS, 1);
    for (int r = 0; r < ROWS; r++) {
      y.set(r, 0, r % 3);
    }
    return Targets.of(y);
  }

  private static float[] copy(Matrix m) {
    return Arrays.copyOfRange(m.data(), m.offset(), m.offset() + m.rows() * m.cols());
  }
}
