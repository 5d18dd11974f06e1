package dev.soma.train.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The order of networks that are trained side by side.
class RoundsTest {
  /// How many are trained at once after each that has begun, if all that are open end together.
  private static List<Integer> waves(Rounds rounds) {
    List<Integer> waves = new ArrayList<>();
    int begun = 1;
    int open = 1;
    while (open > 0) {
      while (rounds.mayBegin(begun, open)) {
        begun++;
        open++;
      }
      waves.add(open);
      open = 0;
      if (begun < rounds.networks()) {
        begun++;
        open = 1;
      }
    }
    return waves;
  }

  @Test
  void those_that_would_be_left_over_begin_with_the_first() {
    assertThat(waves(new Rounds(5, 2))).containsExactly(3, 2);
    assertThat(waves(new Rounds(4, 2))).containsExactly(2, 2);
    assertThat(waves(new Rounds(10, 4))).containsExactly(6, 4);
    assertThat(waves(new Rounds(7, 4))).containsExactly(7);
    assertThat(waves(new Rounds(5, 5))).containsExactly(5);
    assertThat(waves(new Rounds(3, 1))).containsExactly(1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 0, true", "5, 2, 24, true", "5, 2, 25, false", "5, 1, 0, false"})
  void the_first_is_alone_for_a_quarter_of_its_epochs_if_others_are_to_be_beside_it(
      int networks, int beside, int epoch, boolean alone) {
    assertThat(new Rounds(networks, beside).isAlone(epoch, 100)).isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 3, 2", "5, 2, 2, 1", "4, 2, 2, 2", "5, 4, 4, 2", "5, 4, 0, 1"})
  void no_more_are_at_once_than_leave_room_for_all_that_are_together(
      int networks, int most, long room, int beside) {
    assertThat(Rounds.within(networks, most, room)).isEqualTo(new Rounds(networks, beside));
  }

  @Test
  void all_processors_are_busy_but_while_the_first_is_alone() {
    assertThat(new Rounds(5, 1).length()).isEqualTo(5);
    assertThat(new Rounds(4, 2).length()).isEqualTo(2.125);
    assertThat(new Rounds(5, 2).length()).isEqualTo(2.625);
  }
}
