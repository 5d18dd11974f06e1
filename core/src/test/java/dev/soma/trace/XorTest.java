package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What one unit can represent, and how decisions are taken.
class XorTest {
  private static final double[][] CORNERS = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  private static final double[] XOR = {0, 1, 1, 0};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step",
        "logistic",
        "relu",
        "tanh",
        "identity",
        "leaky_relu",
        "softplus",
        "elu",
        "selu"
      })
  void one_unit_with_a_monotone_activation_cannot_represent_xor(String name) {
    NetworkSpec spec = NetworkSpec.of(2, new Layer.Dense(1, Activation.parse(name)));
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 5_000; trial++) {
      double[] theta = {
        random.nextDouble(-9, 9), random.nextDouble(-9, 9), random.nextDouble(-9, 9)
      };
      DoubleMatrix a = Backpropagation.outputs(ReferenceParameters.of(spec, theta), CORNERS);
      double ones = Math.min(a.get(1, 0), a.get(2, 0));
      double zeros = Math.max(a.get(0, 0), a.get(3, 0));
      double onesBelow = Math.max(a.get(1, 0), a.get(2, 0));
      double zerosAbove = Math.min(a.get(0, 0), a.get(3, 0));
      if (!(ones <= zeros + 1e-12) || !(onesBelow >= zerosAbove - 1e-12)) {
        fail("seed %d, trial %d: no threshold may part {01, 10} from {00, 11}", seed, trial);
      }
    }
  }

  @Test
  void one_absolute_value_unit_represents_xor() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(1, abs)");
    ReferenceParameters p = ReferenceParameters.of(spec, new double[] {1, -1, 0});
    assertThat(column(Backpropagation.outputs(p, CORNERS))).containsExactly(XOR);
  }

  @Test
  void one_maxout_unit_with_two_pieces_represents_xor() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Maxout(1, 2) -> Dense(1, identity)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec, new double[][][] {{{1, -1}, {-1, 1}}, {{1}}}, new double[][] {{0, 0}, {0}});
    assertThat(column(Backpropagation.outputs(p, CORNERS))).containsExactly(XOR);
  }

  @Test
  void one_hidden_layer_of_logistic_units_represents_xor() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(2, logistic) -> Dense(1, logistic)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec,
            new double[][][] {{{20, 20}, {20, 20}}, {{20, -20}}},
            new double[][] {{-10, -30}, {-10}});
    double[] a = column(Backpropagation.outputs(p, CORNERS));
    for (int k = 0; k < 4; k++) {
      assertThat(a[k] >= 0.5).as("corner %d: %s", k, a[k]).isEqualTo(XOR[k] == 1);
    }
  }

  @Test
  void a_logistic_unit_decides_as_the_perceptron_with_the_same_weights() {
    NetworkSpec logistic = NetworkSpec.parse("3 -> Dense(1, logistic)");
    NetworkSpec step = NetworkSpec.parse("3 -> Dense(1, step)");
    long seed = 12;
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 5_000; trial++) {
      double scale = StrictMath.pow(10, random.nextInt(-20, 5));
      double[] theta = new double[4];
      double[] x = new double[3];
      for (int j = 0; j < 3; j++) {
        theta[j] = random.nextInt(-3, 4) * scale;
        x[j] = random.nextInt(-2, 3);
      }
      theta[3] = random.nextInt(-3, 4) * scale; // small whole numbers: z is often exactly 0
      ReferenceParameters p = ReferenceParameters.of(logistic, theta);
      Rows row = Rows.of(new double[][] {x}, new double[][] {{1}});
      int decided =
          BackpropTrace.of(p, Cost.of(Loss.LOGISTIC_CROSS_ENTROPY), row)
              .decisions()
              .getFirst()
              .classes()
              .getFirst();
      double perceptron =
          Backpropagation.outputs(ReferenceParameters.of(step, theta), new double[][] {x})
              .get(0, 0);
      assertThat((double) decided)
          .as("seed %d, trial %d, w %s, x %s", seed, trial, show(theta), show(x))
          .isEqualTo(perceptron);
    }
  }

  @Test
  void an_output_that_is_not_finite_decides_nothing_and_is_never_right() {
    double[][] x = {{Double.POSITIVE_INFINITY, 1}};
    for (Loss loss : List.of(Loss.LOGISTIC_CROSS_ENTROPY, Loss.CROSS_ENTROPY)) {
      boolean one = loss.equals(Loss.LOGISTIC_CROSS_ENTROPY);
      NetworkSpec spec =
          NetworkSpec.parse(one ? "2 -> Dense(1, logistic)" : "2 -> Dense(2, softmax)");
      ReferenceParameters p = ReferenceParameters.of(spec, new double[one ? 3 : 6]); // 0 times oo
      Rows row = Rows.of(x, new double[][] {one ? new double[] {0} : new double[] {1, 0}});
      assertThat(BackpropTrace.of(p, Cost.of(loss), row).decisions())
          .containsExactly(new BackpropTrace.Decision(List.of(), false));
    }
  }

  @Test
  void at_z_exactly_zero_both_decide_for_one() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(1, logistic)");
    ReferenceParameters p = ReferenceParameters.of(spec, new double[] {1, -1, 0});
    Rows row = Rows.of(new double[][] {{1, 1}}, new double[][] {{1}});
    BackpropTrace trace = BackpropTrace.of(p, Cost.of(Loss.LOGISTIC_CROSS_ENTROPY), row);
    assertThat(trace.decisions()).containsExactly(new BackpropTrace.Decision(List.of(1), true));
    NetworkSpec step = NetworkSpec.parse("2 -> Dense(1, step)");
    assertThat(
            Backpropagation.outputs(
                    ReferenceParameters.of(step, p.toArray()), new double[][] {{1, 1}})
                .get(0, 0))
        .isEqualTo(1);
  }

  private static String show(double[] v) {
    return Arrays.toString(v);
  }

  private static double[] column(DoubleMatrix a) {
    double[] column = new double[a.rows()];
    for (int k = 0; k < column.length; k++) {
      column[k] = a.get(k, 0);
    }
    return column;
  }
}
