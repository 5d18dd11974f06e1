package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Temperatures of rows on which the network is always right.
class TemperatureTest {
  private static final int ROWS = 45;

  /// Two classes, told apart by the sign of z.
  private static Temperature learned(float[] z) {
    TargetEncoder target = new TargetEncoder.Classes("y", List.of("no", "yes"));
    Matrix truth = Matrix.zeros(z.length, 1);
    for (int r = 0; r < z.length; r++) {
      truth.set(r, 0, z[r] >= 0 ? 1 : 0);
    }
    Temperature t = Temperature.learn(target, Activation.LOGISTIC, List.of(z), truth, null);
    assertThat(t).isNotNull();
    return t;
  }

  private static float[] scores(double size) {
    float[] z = new float[ROWS];
    for (int r = 0; r < ROWS; r++) {
      z[r] = (float) ((r % 2 == 0 ? size : -size) * (1 + r % 5));
    }
    return z;
  }

  private static double sure(float[] z, double t) {
    double sum = 0;
    for (float x : z) {
      sum += Temperature.logistic(Math.abs(x) / t) / ROWS;
    }
    return sum;
  }

  @Test
  void a_network_that_is_right_on_all_rows_gets_no_surer_than_the_rows_back() {
    float[] z = scores(0.4);
    Temperature t = learned(z);
    assertThat(t.backed()).isTrue();
    assertThat(t.kept()).isTrue();
    assertThat(t.found()).isBetween(0.06, 0.5);
    assertThat(sure(z, t.value())).isCloseTo((ROWS + 1.0) / (ROWS + 2), within(1e-5));
    assertThat(t.after()).isBetween(0.01, t.before());
  }

  @Test
  void a_network_that_is_surer_than_the_rows_back_keeps_what_it_says() {
    Temperature t = learned(scores(4));
    assertThat(t.backed()).isTrue();
    assertThat(t.found()).isGreaterThan(1);
    assertThat(t.kept()).isFalse();
    assertThat(t.value()).isEqualTo(1);
  }

  @Test
  void scores_near_0_end_where_no_smaller_temperature_is_looked_for() {
    Temperature t = learned(scores(0.001));
    assertThat(t.isAtEnd()).isTrue();
    assertThat(t.backed()).isFalse();
    assertThat(t.found()).isCloseTo(0.05, within(1e-5));
  }
}
