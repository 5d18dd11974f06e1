package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
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
        "100 -> BatchNorm() -> Dense(100, relu) -> Residual(1) -> LayerNorm() -> Dense(1, logistic)"
      })
  void a_workspace_takes_no_more_than_it_says_and_not_much_less(String network)
      throws IllegalAccessException {
    NetworkSpec spec = NetworkSpec.parse(network);
    try (Workspace ws =
        new Workspace(spec, ROWS, KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      Network used = Network.of(Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(1)));
      used.forward(batch(spec.input()), ws); // makes what is made late
      long taken = bytes(ws, Collections.newSetFromMap(new IdentityHashMap<>()));
      assertThat(Workspace.bytes(spec, ROWS)).isBetween(taken, 3 * taken);
    }
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
