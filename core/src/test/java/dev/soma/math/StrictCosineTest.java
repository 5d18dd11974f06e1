package dev.soma.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StrictCosineTest {
  private static void same(double x) {
    if (Double.doubleToRawLongBits(StrictCosine.of(x))
        != Double.doubleToRawLongBits(StrictMath.cos(x))) {
      assertThat(StrictCosine.of(x)).as("cos %s", x).isEqualTo(StrictMath.cos(x));
    }
  }

  @Test
  void it_has_the_bits_of_strict_math() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300_000; i++) {
      same(random.nextDouble() * Math.PI);
      same(random.nextDouble(-400, 400));
      same(random.nextDouble() * 0x1p18);
      same(Math.scalb(random.nextDouble(), -random.nextInt(60)));
    }
  }

  @Test
  void it_has_these_bits_beside_multiples_of_a_quarter_turn() {
    for (int n = 0; n <= 160_000; n += n < 1000 ? 1 : 997) {
      for (double x : new double[] {n * (Math.PI / 4), n / 2 * (Math.PI / 2)}) {
        double up = x;
        double down = x;
        for (int k = 0; k < 50; k++) {
          same(up);
          same(down);
          up = Math.nextUp(up);
          down = Math.nextDown(down);
        }
        for (int bits = 1; bits < 50; bits++) {
          same(x * (1 + Math.scalb(1.0, -bits)) / 2);
          same(x * (1 - Math.scalb(1.0, -bits)));
        }
      }
    }
  }

  @Test
  void it_refuses_what_is_further_out_than_it_can_say() {
    assertThat(StrictCosine.of(0x1p18)).isEqualTo(StrictMath.cos(0x1p18));
    assertThatThrownBy(() -> StrictCosine.of(0x1.0001p18)).hasMessageContaining("2^18");
    assertThatThrownBy(() -> StrictCosine.of(Double.NaN)).hasMessageContaining("2^18");
  }
}
