package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of the memory of a workspace before it is made, against all of its arrays.
class WorkspaceBytesTest {
  private static final int ROWS = 500;

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
        new Workspace(spec, ROWS, KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      Network used = Network.of(Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(1)));
      used.forward(batch(spec.input()), ws); // makes what is made late
      long taken = bytes(ws, Collections.newSetFromMap(new IdentityHashMap<>()));
      long offsets = 4L * Parameters.groups(spec).size(); // where each tensor begins
      assertThat(Workspace.bytes(spec, ROWS) + offsets).isEqualTo(taken);
    }
  }

  /// The table of `docs/guide.md`: what a layer of 64 units after one of 64 keeps of each row, and
  /// beside it the two deltas and the loss.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dense(64, identity) | 64",
        "Dense(64, relu) | 128",
        "Dense(64, relu, parametric) | 256",
        "Maxout(64, 3) | 512",
        "Scale() | 64",
        "Dense(64, relu) -> Residual(1) | 256",
        "Dropout(0.1) | 192",
        "BatchNorm() | 128",
        "LayerNorm() | 129"
      })
  void a_layer_keeps_of_a_row_what_the_guide_says(String layer, long numbers) {
    assertThat(row("64 -> " + layer + " -> Dense(1, identity)"))
        .isEqualTo(4 * (numbers + 1 + 2 * 64 + 2));
  }

  @Test
  void rows_of_a_category_that_is_looked_up_take_the_same_however_many_levels_it_has() {
    assertThat(row("4 + onehot(100000) -> Dense(64, relu) -> Dense(1, logistic)"))
        .isEqualTo(row("4 + onehot(9) -> Dense(64, relu) -> Dense(1, logistic)"));
  }

  private static long row(String network) {
    NetworkSpec spec = NetworkSpec.parse(network);
    return Workspace.bytes(spec, ROWS + 1) - Workspace.bytes(spec, ROWS);
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
