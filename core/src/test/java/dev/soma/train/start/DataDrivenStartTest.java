package dev.soma.train.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDrivenStartTest {
  private static final long SEED = 20_261_124;
  private static final int ROWS = 500;

  /// Numbers of very different sizes and one category.
  private static Dataset data() {
    SplittableRandom random = new SplittableRandom(SEED);
    InputShape shape = new InputShape(3, List.of(4));
    Matrix numbers = Matrix.zeros(ROWS, 3);
    int[] codes = new int[ROWS];
    for (int r = 0; r < ROWS; r++) {
      numbers.set(r, 0, (float) (100 + 7 * Seeds.gaussian(random)));
      numbers.set(r, 1, (float) (0.01 * Seeds.gaussian(random)));
      numbers.set(r, 2, 5);
      codes[r] = random.nextInt(5) - 1;
    }
    int[] lines = new int[ROWS];
    return new Dataset(shape, numbers, codes, Matrix.zeros(ROWS, 1), null, lines);
  }

  private static Parameters start(String layers, String kernels, int threads) {
    Dataset data = data();
    NetworkSpec spec = new NetworkSpec(data.shape(), NetworkSpec.parseLayers(layers));
    Seeds seeds = Seeds.of(SEED);
    Parameters p = Initializer.initialise(spec, new Initializer.DataDriven(), 0.3, seeds);
    DataDrivenStart.apply(p, data, KernelChoice.forced(kernels).create(threads), seeds);
    return p;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dense(9, selu, ntp, parametric) -> Dense(7, mish, ntp) -> Dense(2, identity, ntp)",
        "Dense(9, relu) -> Dropout(0.5) -> Dense(3, softmax)",
        "Embedding(pbld(8, 4, 0.1), 2, 3) -> Scale() -> Maxout(5, 2) -> Dense(1, identity)"
      })
  void every_z_has_deviation_1_and_a_kink_among_the_rows(String layers) {
    Parameters p = start(layers, "scalar", 1);
    Dataset data = data();
    try (Workspace ws =
        new Workspace(p.spec(), ROWS, KernelChoice.forced("scalar").create(1), Seeds.of(SEED))) {
      Network.of(p).forward(data.batch(), ws);
      for (Parameters.Group w : p.groups()) {
        if (w.role() == Role.WEIGHT) {
          Matrix z = ws.z(w.layer(), ROWS);
          for (int j = 0; j < w.rows(); j++) {
            check(z, j, layers + " " + w.name() + " unit " + j + " seed " + SEED);
          }
        }
      }
    }
  }

  @Test
  void members_share_what_their_rows_say_together_and_begin_with_one_b() {
    String layers =
        "Members(3) -> Dense(6, selu, ntp, members(3)) -> Dense(2, identity, members(3))";
    Parameters p = start(layers, "scalar", 1);
    try (Workspace ws =
        new Workspace(p.spec(), ROWS, KernelChoice.forced("scalar").create(1), Seeds.of(SEED))) {
      Network.of(p).forward(data().batch(), ws);
      for (Parameters.Group w : p.groups()) {
        if (w.role() == Role.WEIGHT) {
          Matrix z = ws.z(w.layer(), ROWS);
          Matrix each = new Matrix(z.data(), 0, 3 * ROWS, w.rows());
          for (int j = 0; j < w.rows(); j++) {
            check(each, j, w.name() + " unit " + j);
          }
        }
      }
    }
    float[] b = Arrays.copyOfRange(p.values(), p.group("b1").offset(), p.group("s1").offset());
    assertThat(b).hasSize(18);
    assertThat(Arrays.copyOfRange(b, 6, 12)).isEqualTo(Arrays.copyOf(b, 6));
    assertThat(Arrays.copyOfRange(b, 12, 18)).isEqualTo(Arrays.copyOf(b, 6));
  }

  private static void check(Matrix z, int j, String what) {
    double mean = 0;
    double squares = 0;
    int positive = 0;
    for (int r = 0; r < z.rows(); r++) {
      mean += z.get(r, j) / (double) z.rows();
      positive += z.get(r, j) > 0 ? 1 : 0;
    }
    for (int r = 0; r < z.rows(); r++) {
      squares += Math.pow(z.get(r, j) - mean, 2) / z.rows();
    }
    assertThat(Math.sqrt(squares)).as("deviation of %s", what).isCloseTo(1, within(1e-3));
    assertThat(positive).as("rows above 0 of %s", what).isBetween(1, z.rows() - 1);
  }

  @Test
  void kernels_and_threads_do_not_change_a_bit() {
    String layers = "Embedding(pbld(8, 4, 0.1), 2, 3) -> Dense(40, selu, ntp) -> Dense(3, softmax)";
    float[] one = start(layers, "scalar", 1).values();
    assertThat(start(layers, "scalar", 3).values()).isEqualTo(one);
    assertThat(start(layers, "vector", 2).values()).isEqualTo(one);
  }

  @Test
  void a_unit_that_does_not_vary_keeps_finite_weights() {
    InputShape shape = InputShape.of(2);
    Dataset same =
        new Dataset(shape, Matrix.zeros(6, 2), new int[0], Matrix.zeros(6, 1), null, new int[6]);
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(3, relu) -> Dense(1, identity)");
    Parameters p = Initializer.initialise(spec, new Initializer.DataDriven(), 0, Seeds.of(1));
    float[] before = p.values().clone();
    DataDrivenStart.apply(p, same, KernelChoice.forced("scalar").create(1), Seeds.of(1));
    assertThat(p.values()).isEqualTo(before);
  }
}
