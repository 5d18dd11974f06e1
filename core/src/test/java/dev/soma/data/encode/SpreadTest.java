package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void the_mean_is_a_number_also_where_the_sum_is_beyond_the_doubles() {
    double[] values = {1.7e308, 1.7e308, -1.7e308, -1.7e308};
    Spread spread = Spread.of(4, r -> values[r], Double.NaN);
    assertThat(spread.mean()).isZero();
    double[] high = {1.7e308, -1.7e308, 1.7e308, 1.7e308};
    Spread most = Spread.of(4, r -> high[r], Double.NaN);
    assertThat(most.fill()).isEqualTo(1.7e308);
    assertThat(most.mean()).isCloseTo(0.85e308, within(1e295));
    Spread one = Spread.of(4, r -> r == 3 ? Double.NaN : 1.5e308, Double.NaN);
    assertThat(one.mean()).isCloseTo(1.5e308, within(1e295));
    assertThat(one.missing()).isEqualTo(1);
  }
}
