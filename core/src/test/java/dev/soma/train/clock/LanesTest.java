package dev.soma.train.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The order of networks that are trained side by side.
class LanesTest {
  /// How many are trained at once after each that has begun, if all that are open end together.
  private static List<Integer> waves(Lanes lanes) {
    List<Integer> waves = new ArrayList<>();
    int begun = 1;
    int open = 1;
    while (open > 0) {
      while (lanes.mayBegin(begun, open)) {
        begun++;
        open++;
      }
      waves.add(open);
      open = 0;
      if (begun < lanes.networks()) {
        begun++;
        open = 1;
      }
    }
    return waves;
  }

  @Test
  void those_that_would_be_left_over_begin_with_the_first() {
    assertThat(waves(new Lanes(5, 2))).containsExactly(3, 2);
    assertThat(waves(new Lanes(4, 2))).containsExactly(2, 2);
    assertThat(waves(new Lanes(10, 4))).containsExactly(6, 4);
    assertThat(waves(new Lanes(7, 4))).containsExactly(7);
    assertThat(waves(new Lanes(5, 5))).containsExactly(5);
    assertThat(waves(new Lanes(3, 1))).containsExactly(1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 0, true", "5, 2, 24, true", "5, 2, 25, false", "5, 1, 0, false"})
  void the_first_is_alone_for_a_quarter_of_its_epochs_if_others_are_to_be_beside_it(
      int networks, int beside, int epoch, boolean alone) {
    assertThat(new Lanes(networks, beside).isAlone(epoch, 100)).isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 3, 2", "5, 2, 2, 1", "4, 2, 2, 2", "5, 4, 4, 2", "5, 4, 0, 1"})
  void there_are_no_more_lanes_than_leave_room_for_all_that_are_together(
      int networks, int most, long room, int beside) {
    assertThat(Lanes.within(networks, most, room)).isEqualTo(new Lanes(networks, beside));
  }

  @Test
  void all_lanes_are_busy_but_while_the_first_is_alone() {
    assertThat(new Lanes(5, 1).rounds()).isEqualTo(5);
    assertThat(new Lanes(4, 2).rounds()).isEqualTo(2.125);
    assertThat(new Lanes(5, 2).rounds()).isEqualTo(2.625);
  }
}
