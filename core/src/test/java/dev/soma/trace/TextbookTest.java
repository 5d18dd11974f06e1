package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextbookTest {
  static List<Activation> elementWise() {
    List<Activation> all = new ArrayList<>(Nets.HIDDEN);
    all.add(Activation.EXPONENTIAL);
    return all;
  }

  static List<Activation> withStep() {
    List<Activation> all = elementWise();
    all.add(Activation.STEP);
    return all;
  }

  @ParameterizedTest
  @MethodSource("elementWise")
  void derivatives_match_central_differences(Activation f) {
    double h = 6e-6;
    for (double z = -6.01; z < 6; z += 0.1) {
      double n = (Textbook.value(f, z + h) - Textbook.value(f, z - h)) / (2 * h);
      assertThat(Textbook.derivative(f, z))
          .as("%s at %s", f, z)
          .isCloseTo(n, within(1e-8 * Math.max(1, Math.abs(n))));
    }
  }

  /// From z = -1e4 and z = 1e4: values and derivatives are the limits, never NaN.
  @ParameterizedTest
  @CsvSource({
    "identity, -1e4, 1, 1e4, 1",
    "step, 0, 0, 1, 0",
    "logistic, 0, 0, 1, 0",
    "tanh, -1, 0, 1, 0",
    "relu, 0, 0, 1e4, 1",
    "leaky_relu, -100, 0.01, 1e4, 1",
    "abs, 1e4, -1, 1e4, 1",
    "softplus, 0, 0, 1e4, 1",
    "elu, -1, 0, 1e4, 1",
    "gelu, 0, 0, 1e4, 1",
    "silu, 0, 0, 1e4, 1",
    "mish, 0, 0, 1e4, 1",
    "selu, -1.7580993408473766, 0, 10507.009873554805, 1.0507009873554805"
  })
  void functions_are_stable_far_out(
      String name, double low, double dLow, double high, double dHigh) {
    Activation f = Activation.parse(name);
    assertThat(Textbook.value(f, -1e4)).isCloseTo(low, within(1e-11));
    assertThat(Textbook.derivative(f, -1e4)).isCloseTo(dLow, within(1e-11));
    assertThat(Textbook.value(f, 1e4)).isCloseTo(high, within(1e-11));
    assertThat(Textbook.derivative(f, 1e4)).isCloseTo(dHigh, within(1e-11));
  }

  /// From derivatives on either side: with a kink or a jump the values, the slopes or the bends of
  /// f differ at 0; linear pieces through the origin are f'(z) z.
  @ParameterizedTest
  @MethodSource("withStep")
  void functions_that_bend_and_those_of_linear_pieces_are_known_as_such(Activation f) {
    double h = 1e-4;
    double jump = Math.abs(Textbook.value(f, h) - Textbook.value(f, -h));
    double kink = Math.abs(Textbook.derivative(f, h) - Textbook.derivative(f, -h));
    double bend =
        Textbook.derivative(f, 2 * h)
            - Textbook.derivative(f, h)
            - Textbook.derivative(f, -h)
            + Textbook.derivative(f, -2 * h);
    boolean differs = jump > 0.01 || kink > 0.01 || Math.abs(bend) > 0.1 * h;
    assertThat(f.bends()).as("%s", f).isEqualTo(differs);
    boolean linear = true;
    for (double z : new double[] {-3, -0.5, 0.5, 3}) {
      linear &= Math.abs(Textbook.value(f, z) - Textbook.derivative(f, z) * z) < 1e-12;
      linear &= Textbook.derivative(f, z) == Textbook.derivative(f, Math.signum(z));
    }
    assertThat(f.isPiecewiseLinear()).as("%s", f).isEqualTo(linear);
    assertThat(Textbook.piece(f, -2)).isEqualTo(differs ? -1 : 0);
  }

  @Test
  void softmax_is_stable_far_out() {
    assertThat(Textbook.softmax(new double[] {1e4, -1e4, 1e4})).containsExactly(0.5, 0, 0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "step, 1, 0",
    "relu, 0, 0",
    "leaky_relu(0.2), 0, 0.2",
    "abs, 0, 0",
    "elu(0.5), 0, 0.5"
  })
  void kinks_have_the_documented_value_and_derivative(String name, double value, double slope) {
    Activation f = Activation.parse(name);
    assertThat(Textbook.value(f, 0)).isEqualTo(value);
    assertThat(Textbook.derivative(f, 0)).isEqualTo(slope);
  }

  /// Phi from tables with more digits than a double.
  @ParameterizedTest
  @CsvSource({
    "0, 0.5",
    "1, 0.8413447460685429",
    "-1, 0.15865525393145705",
    "2.5, 0.9937903346742239",
    "-3, 0.0013498980316300946",
    "-6, 9.865876450376981e-10",
    "-20, 2.7536241186062337e-89"
  })
  void the_normal_distribution_function_is_exact_in_the_tail(double z, double phi) {
    assertThat(Textbook.normal(z)).isCloseTo(phi, within(1e-13 * phi));
  }

  @Test
  void derivatives_of_losses_match_central_differences() {
    double h = 6e-6;
    for (Loss loss : Nets.LOSSES) {
      for (double y : new double[] {0, 1}) {
        for (double z = -3.017; z < 3; z += 0.1) {
          Activation out = Nets.outputs(loss).getFirst();
          if (loss instanceof Loss.CrossEntropy) {
            continue; // works on whole rows: see the gradient checks
          }
          double n = (value(loss, out, z + h, y) - value(loss, out, z - h, y)) / (2 * h);
          double d = Textbook.slope(loss, Textbook.value(out, z), y, 1);
          assertThat(d).as("%s at z = %s, y = %s", loss, z, y).isCloseTo(n, within(1e-7));
        }
      }
    }
  }

  private static double value(Loss loss, Activation out, double z, double y) {
    return Textbook.loss(
        loss, new double[] {z}, new double[] {Textbook.value(out, z)}, new double[] {y});
  }

  @Test
  void losses_have_the_documented_scaling() {
    double[] z = {2, -1};
    double[] y = {1, 1};
    assertThat(Textbook.loss(Loss.SQUARED_ERROR, z, z, y)).isEqualTo(2.5);
    assertThat(Textbook.loss(Loss.ABSOLUTE_ERROR, z, z, y)).isEqualTo(3);
    assertThat(Textbook.loss(Loss.huber(1), z, z, y)).isEqualTo(0.5 + 1.5);
    assertThat(Textbook.loss(Loss.quantile(0.9), z, z, y)).isCloseTo(0.1 + 1.8, within(1e-15));
    double[] rate = {StrictMath.exp(2), StrictMath.exp(-1)};
    assertThat(Textbook.loss(Loss.POISSON, z, rate, y))
        .isCloseTo(rate[0] - 2 + rate[1] + 1, within(1e-15));
  }

  @Test
  void nan_stays_nan() {
    for (Activation f : elementWise()) {
      assertThat(Textbook.value(f, Double.NaN)).as("%s", f).isNaN();
    }
  }
}
