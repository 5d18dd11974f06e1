package dev.soma.data.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrequentTest {
  @Test
  void numbers_that_enough_rows_have_are_found_in_order() {
    double[] values = {3, -0.0, 7, 3, 0.0, Double.NaN, 3, 0, -1e300, Double.NaN, Double.NaN, 7};
    assertThat(Frequent.of(values.length, r -> values[r], 3)).containsExactly(0, 3);
    assertThat(Frequent.of(values.length, r -> values[r], 2)).containsExactly(0, 3, 7);
    assertThat(Frequent.of(values.length, r -> values[r], 5)).isEmpty();
    assertThat(Frequent.of(0, r -> values[r], 1)).isEmpty();
  }

  @Test
  void in_several_readings_none_is_counted_twice_or_forgotten() {
    int rows = (1 << 20) + 3; // two readings
    double[] found = Frequent.of(rows, r -> r % 4 == 0 ? r % 1_000 / 8.0 : 1_000 + r / 4, 5);
    assertThat(found).hasSize(250).isSorted();
    assertThat(found[0]).isZero();
    assertThat(found[249]).isEqualTo(996 / 8.0);
  }
}
