package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of the memory of a workspace before it is made, against all of its arrays.
class WorkspaceBytesTest {
  private static final int ROWS = 500;

  /// Rows of which gradients are asked.
  private static final int BACK = 200;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 -> Dense(64, relu) -> Dense(1, logistic)",
        "100 -> Maxout(64, 3) -> Dropout(0.1) -> Dense(64, relu) -> Dense(3, softmax)",
        "20 + onehot(9, 9) -> Embedding(ple(16, 4), 20, 5) -> Dense(64, selu, ntp, parametric)"
            + " -> Dense(1, logistic)",
        "20 -> Embedding(pbld(16, 4, 0.1), 20, 0) -> Scale() -> Dense(64, mish, ntp, parametric)"
            + " -> Dropout(0.15) -> Dense(64, mish, ntp, parametric) -> Dropout(0.15)"
            + " -> Dense(1, identity, ntp)",
        "9 + onehot(9, 900) -> Members(4) -> Dense(64, mish, parametric, members(4))"
            + " -> Dense(1, logistic, members(4))",
        "9 + onehot(9, 900) -> Dense(64, relu, ntp) -> Dense(1, logistic)",
        "9 + onehot(9, 900) -> Embedding(none, 0, 8) -> Dense(25, relu) -> Residual(1)"
            + " -> Dense(3, softmax)",
        "9 + onehot(9, 900) -> Scale() -> Dense(918, relu) -> Residual(1) -> Dense(2, identity)",
        "9 + onehot(9, 90) -> Dense(108, relu) -> Residual(1) -> Dense(2, identity)",
        "100 -> BatchNorm() -> Dense(100, relu) -> Residual(1) -> LayerNorm() -> Dense(1, logistic)"
      })
  void a_workspace_takes_what_it_says(String network) throws IllegalAccessException {
    NetworkSpec spec = NetworkSpec.parse(network);
    try (Workspace ws =
        new Workspace(spec, ROWS, BACK, KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      Network used = Network.of(Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(1)));
      used.forward(batch(spec.input()), ws); // makes what is made late
      long taken = bytes(ws, Collections.newSetFromMap(new IdentityHashMap<>()));
      long offsets = 4L * Parameters.groups(spec).size(); // where each tensor begins
      assertThat(Workspace.bytes(spec, ROWS, BACK) + offsets).isEqualTo(taken);
    }
  }

  /// The table of `docs/guide.md`: what a layer of 64 units after one of 64 keeps of each row, what
  /// only a row has that goes back, and beside them the loss and the two deltas.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dense(64, identity) | 64 | 0",
        "Dense(64, relu) | 128 | 0",
        "Dense(64, relu, parametric) | 192 | 64",
        "Maxout(64, 3) | 256 | 256",
        "Scale() | 64 | 0",
        "Dense(64, relu) -> Residual(1) | 192 | 64",
        "Dropout(0.1) | 64 | 128",
        "BatchNorm() | 128 | 0",
        "LayerNorm() | 129 | 0"
      })
  void a_layer_keeps_of_a_row_what_the_guide_says(String layer, long numbers, long back) {
    NetworkSpec spec = NetworkSpec.parse("64 -> " + layer + " -> Dense(1, identity)");
    assertThat(row(spec)).isEqualTo(4 * (numbers + 1 + 2));
    assertThat(Workspace.bytes(spec, ROWS, 1) - Workspace.bytes(spec, ROWS, 0))
        .isEqualTo(4 * (back + 2 * 64));
  }

  @Test
  void gradients_of_more_rows_than_a_workspace_was_made_for_are_refused() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(2, relu) -> Dense(1, logistic)");
    Network network = Network.of(Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(1)));
    Targets targets = Targets.of(Matrix.zeros(ROWS, 1));
    Loss loss = Loss.LOGISTIC_CROSS_ENTROPY;
    try (Workspace ws =
        new Workspace(spec, ROWS, BACK, KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      assertThat(network.loss(batch(spec.input()), targets, loss, ws)).isPositive();
      assertThatThrownBy(() -> network.inputGradient(batch(spec.input()), targets, loss, ws))
          .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E520"))
          .hasMessageContaining("at most 200 rows of it, got 500 rows");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 -> Dense(100000000, relu) -> Dense(1, logistic)",
        "1 -> Dense(2, relu) -> Maxout(10000000, 10) -> Dense(1, logistic)",
        "1 -> Embedding(pbld(100000000, 2, 0.1), 1, 0) -> Dense(1, logistic)",
        "1 -> Members(100000000) -> Dense(1, relu, members(100000000))"
            + " -> Dense(1, logistic, members(100000000))"
      })
  void arrays_of_more_numbers_than_there_can_be_are_refused(String network) {
    NetworkSpec spec = NetworkSpec.parse(network);
    assertThatThrownBy(
            () -> new Workspace(spec, 32, 0, KernelChoice.forced("scalar").create(1), Seeds.of(1)))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E219"))
        .hasMessageContaining("00,000,000 numbers for each of the 32 rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9 -> Dense(5, relu) -> Dense(1, logistic)",
        "9 -> Dropout(0.2) -> Maxout(5, 3) -> Dense(7, logistic)",
        "9 -> Members(3) -> Dense(5, mish, parametric, members(3)) -> Dense(2, logistic, members(3))"
      })
  void a_workspace_for_passes_forward_gives_the_bits_of_one_for_both(String network) {
    NetworkSpec spec = NetworkSpec.parse(network);
    Network used = Network.of(Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(1)));
    for (int rows : new int[] {1, 5, ROWS}) {
      Matrix x = Matrix.zeros(rows, 9);
      SplittableRandom random = Seeds.of(2).stream("rows");
      for (int i = 0; i < x.data().length; i++) {
        x.data()[i] = (float) random.nextDouble() - 0.5f;
      }
      Batch batch = new Batch(spec.input(), x, new int[0], 0);
      Targets targets = Targets.of(Matrix.zeros(rows, spec.outputs()));
      KernelChoice scalar = KernelChoice.forced("scalar");
      try (Workspace both = new Workspace(spec, rows, scalar.create(1), Seeds.of(1));
          Workspace forward = new Workspace(spec, rows, 0, scalar.create(1), Seeds.of(1))) {
        Loss loss = Loss.LOGISTIC_CROSS_ENTROPY;
        double expected =
            used.lossAndGradient(
                batch, targets, loss, both, false, used.parameters().zerosLike(), false);
        assertThat(used.loss(batch, targets, loss, forward)).isEqualTo(expected);
        assertThat(forward.rowLoss(rows - 1)).isEqualTo(both.rowLoss(rows - 1));
        for (int u = 0; u < spec.outputs(); u++) {
          assertThat(forward.output(rows - 1, u)).isEqualTo(both.output(rows - 1, u));
        }
      }
    }
  }

  @Test
  void rows_of_a_category_that_is_looked_up_take_the_same_however_many_levels_it_has() {
    String layers = " -> Dense(64, relu) -> Dense(1, logistic)";
    assertThat(row(NetworkSpec.parse("4 + onehot(100000)" + layers)))
        .isEqualTo(row(NetworkSpec.parse("4 + onehot(9)" + layers)));
  }

  private static long row(NetworkSpec spec) {
    return Workspace.bytes(spec, ROWS + 1, 0) - Workspace.bytes(spec, ROWS, 0);
  }

  private static Batch batch(InputShape shape) {
    int[] codes = new int[ROWS * shape.categories()];
    return new Batch(shape, Matrix.zeros(ROWS, shape.numbers()), codes, 0);
  }

  /// Of all arrays of numbers that an object of the engine holds, its kernels apart.
  private static long bytes(Object of, Set<Object> seen) throws IllegalAccessException {
    if (of == null || !seen.add(of)) {
      return 0;
    }
    if (of instanceof float[] || of instanceof int[]) {
      return 4L * Array.getLength(of);
    }
    long bytes = 0;
    if (of instanceof Object[] many) {
      for (Object one : many) {
        bytes += bytes(one, seen);
      }
    } else if (of.getClass().getPackageName().startsWith("dev.soma.engine")) {
      for (Field f : of.getClass().getDeclaredFields()) {
        if (!Modifier.isStatic(f.getModifiers()) && !f.getType().isPrimitive()) {
          f.setAccessible(true);
          bytes += bytes(f.get(of), seen);
        }
      }
    }
    return bytes;
  }
}
