package dev.soma.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlacesTest {
  @Test
  void the_correlation_is_that_of_ranks_with_equal_numbers_in_the_middle() {
    Places x = Places.of(new double[] {1, 2, 2, 3});
    Places y = Places.of(new double[] {4, 1, 3, 2});
    assertThat(x.correlation(y)).isCloseTo(-3 / Math.sqrt(22.5), within(1e-15));
    assertThat(x.correlation(Places.of(new double[] {-1, 5, 5, 1e300}))).isEqualTo(1);
    assertThat(x.correlation(Places.of(new double[] {7, 7, 7, 7}))).isZero();
    assertThat(x.mostEqual()).isEqualTo(2);
    assertThat(Places.of(new double[] {0.0, -0.0, 0.0}).mostEqual()).isEqualTo(3);
  }

  @Test
  void a_class_is_wrong_where_it_changes_and_where_it_is_not_the_most_frequent_of_its_number() {
    Places apart = Places.of(new double[] {5, 3, 1, 2, 4});
    assertThat(apart.wrong(new int[] {1, 1, 0, 0, 1})).isEqualTo(1);
    assertThat(apart.wrong(new int[] {0, 1, 0, 0, 1})).isEqualTo(2);
    Places equal = Places.of(new double[] {1, 1, 1, 2, 2});
    assertThat(equal.wrong(new int[] {0, 1, 0, 1, 1})).isEqualTo(2);
    assertThat(equal.wrong(new int[] {0, 0, 0, 1, 0})).isEqualTo(1); // of two it is as before
    assertThat(Places.of(new double[0]).wrong(new int[0])).isZero();
  }

  @Test
  void a_border_parts_as_many_pairs_as_its_rarer_side_has() {
    assertThat(Places.of(new double[] {1, 0, 1, 0, 1, 0}).parted()).isEqualTo(9);
    assertThat(Places.of(new double[] {3, 1, 2, 3, 3, 2, 3}).parted()).isEqualTo(1 + 9);
    assertThat(Places.of(new double[] {2, 2}).parted()).isZero();
    assertThat(Places.of(new double[0]).parted()).isZero();
  }

  @Test
  void levels_explain_what_the_other_rows_of_a_level_say() {
    Levels levels = new Levels(3);
    for (double y : new double[] {1, 3}) {
      levels.add(0, y);
    }
    for (double y : new double[] {10, 12}) {
      levels.add(2, y);
    }
    assertThat(levels.explained(2)).isCloseTo(1 - 16 / 85.0, within(1e-15));
    assertThat(levels.explained(3)).isZero(); // too few of each
    assertThat(new Levels(2).explained(2)).isZero();
  }
}
