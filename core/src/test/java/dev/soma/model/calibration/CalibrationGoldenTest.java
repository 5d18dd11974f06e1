package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Outcomes;
import dev.soma.golden.Golden;
import dev.soma.golden.Golden.IntervalCase;
import dev.soma.golden.Golden.TemperatureCase;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CalibrationGoldenTest {
  static List<TemperatureCase> temperatures() {
    return Golden.temperatures();
  }

  static List<IntervalCase> intervals() {
    return Golden.intervals();
  }

  private static Temperature learned(TemperatureCase c, float[] z) {
    int classes = Math.max(2, c.width());
    TargetEncoder target =
        new TargetEncoder.Classes(
            "y", IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    Activation output = c.width() == 1 ? Activation.LOGISTIC : Activation.SOFTMAX;
    Matrix truth = Matrix.zeros(c.y().length, 1);
    for (int r = 0; r < c.y().length; r++) {
      truth.set(r, 0, (float) c.y()[r]);
    }
    Temperature t = Temperature.learn(target, output, List.of(z), truth, null);
    assertThat(t).isNotNull();
    return t;
  }

  private static float[] floats(double[] z) {
    float[] narrow = new float[z.length];
    for (int i = 0; i < z.length; i++) {
      narrow[i] = (float) z[i];
    }
    return narrow;
  }

  @ParameterizedTest
  @MethodSource("temperatures")
  void the_temperature_is_the_one_that_scipy_finds(TemperatureCase c) {
    Temperature t = learned(c, floats(c.z()));
    assertThat(t.found()).isCloseTo(c.t(), within(2e-4 * c.t()));
    assertThat(t.before()).isCloseTo(c.before(), within(1e-6));
    assertThat(t.after()).isCloseTo(c.after(), within(1e-6));
    assertThat(t.kept()).isEqualTo(!c.name().equals("as it is"));
    assertThat(t.value()).isEqualTo(t.kept() ? t.found() : 1);
  }

  @ParameterizedTest
  @MethodSource("temperatures")
  void scores_divided_by_the_temperature_need_none(TemperatureCase c) {
    float[] z = floats(c.z());
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) (z[i] / c.t());
    }
    Temperature again = learned(c, z);
    assertThat(again.found()).isCloseTo(1, within(3e-4));
    assertThat(again.kept()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("intervals")
  void half_widths_are_the_quantiles_that_numpy_finds(IntervalCase c) {
    double[] r = c.residuals();
    double[] signed = new double[r.length];
    Arrays.setAll(signed, i -> i % 2 == 0 ? r[i] : -r[i]);
    Conformal learned = Conformal.learn(Outcomes.numbers(new double[r.length], signed));
    for (int i = 0; i < c.levels().length; i++) {
      assertThat(learned.halfWidth(0, c.levels()[i])).isEqualTo(c.widths()[i]);
    }
    assertThat(learned.halfWidth(0, 0.9999)).isNaN();
    assertThat(learned.largestLevel()).isEqualTo(r.length / (r.length + 1.0));
  }
}
