package dev.soma.studio.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// An axis shows what can be told apart.
class RoomTest {
  private static final double MEDIAN = Double.NaN;

  @Test
  void all_values_have_a_place_where_none_is_far() {
    double[] values = {3, -1, 4, 1, -5, 9};
    assertThat(Room.ends(values, MEDIAN)).isEqualTo(new Room.Ends(-5, 9));
    assertThat(Room.ends(values, 0)).isEqualTo(new Room.Ends(-5, 9));
    assertThat(Room.ends(new double[] {7}, MEDIAN)).isEqualTo(new Room.Ends(7, 7));
  }

  @Test
  void one_value_that_is_far_has_no_place_and_flattens_nothing() {
    double[] values = {1, -2, 1.5, -0.5, 1e12, 2, -1};
    Room.Ends ends = Room.ends(values, 0);
    assertThat(ends).isEqualTo(new Room.Ends(-2, 2));
    assertThat(Arrays.stream(values).filter(ends::leavesOut)).containsExactly(1e12);
    double[] moved = Arrays.stream(values).map(v -> v - 1e6).toArray();
    assertThat(Room.ends(moved, MEDIAN)).isEqualTo(new Room.Ends(-2 - 1e6, 2 - 1e6));
  }

  @Test
  void more_than_a_tenth_is_no_exception_but_what_is_to_be_seen() {
    double[] values = new double[30];
    Arrays.setAll(values, i -> i < 3 ? 1e6 : i % 2 - 0.5);
    assertThat(Room.ends(values, MEDIAN).high()).isEqualTo(0.5);
    values[3] = 1e6;
    assertThat(Room.ends(values, MEDIAN).high()).isEqualTo(1e6);
  }

  @Test
  void values_that_are_alike_leave_none_out() {
    double[] values = new double[30];
    values[4] = 2;
    assertThat(Room.ends(values, 0)).isEqualTo(new Room.Ends(0, 2));
  }

  @Test
  void what_is_not_finite_has_no_place() {
    double[] values = {Double.NaN, 1, Double.POSITIVE_INFINITY, 2};
    assertThat(Room.ends(values, MEDIAN)).isEqualTo(new Room.Ends(1, 2));
    assertThat(Room.ends(new double[] {Double.NaN}, 0).low()).isNaN();
    assertThat(Room.ends(new double[0], 0).high()).isNaN();
  }
}
