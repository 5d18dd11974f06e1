package dev.soma.train.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of the time that is left, with made-up times.
class TimeLeftTest {
  private final TimeLeft left = new TimeLeft(Double.POSITIVE_INFINITY);

  /// Tells of the epochs of a network, 0 to the last, of equal length.
  private void feed(int to, int planned, double secondsEach) {
    for (int e = 0; e <= to; e++) {
      left.epoch(e, planned, e * secondsEach);
    }
  }

  private String run(int to, int planned, double secondsEach) {
    feed(to, planned, secondsEach);
    return left.words();
  }

  @ParameterizedTest
  @CsvSource({
    "0, some seconds",
    "9.9, some seconds",
    "10, about 10 s",
    "14.9, about 10 s",
    "15, about 20 s",
    "94.9, about 90 s",
    "95, about 2 min",
    "149, about 2 min",
    "151, about 3 min",
    "5699, about 95 min",
    "5700, about 1.5 h",
    "7200, about 2 h",
    "90000, about 25 h"
  })
  void times_are_rounded_to_what_a_person_would_say(double seconds, String words) {
    assertThat(TimeLeft.about(seconds)).isEqualTo(words);
  }

  @Test
  void nothing_is_said_before_an_epoch_has_ended() {
    assertThat(left.words()).isEmpty();
    left.epoch(0, 10, 20);
    assertThat(left.words()).isEmpty();
    left.network(1, 5, 1);
    assertThat(left.words()).isEmpty();
    left.epoch(0, 10, 20);
    assertThat(left.words()).isEmpty();
  }

  @Test
  void nothing_is_said_in_the_first_seconds_nor_of_a_short_run() {
    assertThat(run(6, 100, 1)).isEmpty();
    assertThat(run(7, 100, 1)).isEqualTo("about 90 s left at most");
    for (int e = 1; e <= 9; e++) {
      assertThat(run(e, 9, 1.1)).as("9.9 s in all, epoch %d", e).isEmpty();
    }
  }

  @Test
  void the_first_epoch_alone_says_something_if_it_took_a_minute() {
    left.epoch(0, 20, 0);
    left.epoch(1, 20, 59);
    assertThat(left.words()).isEmpty();
    left.epoch(2, 20, 118);
    assertThat(left.words()).isEqualTo("about 18 min left at most");
    left.stopped(118, true);
    left.epoch(0, 20, 0);
    left.epoch(1, 20, 60);
    assertThat(left.words()).as("of another run").isEqualTo("about 19 min left at most");
  }

  @Test
  void a_network_that_has_not_ended_speaks_for_those_to_come() {
    left.network(1, 5, 1);
    assertThat(run(12, 20, 3)).as("24 s here and 60 s each").isEqualTo("about 4 min left at most");
  }

  @Test
  void networks_to_come_are_as_fast_as_the_last_epochs() {
    left.network(1, 4, 1);
    feed(20, 20, 6);
    left.stopped(120, false);
    assertThat(left.words()).as("3 of 120 s").isEqualTo("about 6 min left");
    left.network(2, 4, 1);
    feed(20, 20, 3);
    left.stopped(60, false);
    assertThat(left.words()).as("2 of 60 s").isEqualTo("about 2 min left");
  }

  @Test
  void networks_side_by_side_take_the_time_of_one() {
    left.network(1, 4, 2);
    feed(50, 100, 1);
    assertThat(left.words())
        .as("50 s here, 100 s for two others")
        .isEqualTo("about 3 min left at most");
    feed(100, 100, 1);
    left.stopped(100, false);
    left.network(2, 4, 2);
    feed(60, 100, 1.1);
    assertThat(left.words())
        .as("told of when the first has ended: 10 s here, 110 s for the others")
        .isEqualTo("about 2 min left");
    feed(100, 100, 1.1);
    left.stopped(110, false);
    left.network(3, 4, 2);
    feed(70, 100, 1);
    assertThat(left.words()).as("the last two").isEqualTo("about 30 s left");
  }

  @Test
  void those_that_would_be_left_over_are_trained_with_the_first() {
    left.network(1, 5, 2);
    feed(20, 100, 1);
    assertThat(left.words())
        .as("alone: 480 epochs, two at once")
        .isEqualTo("about 4 min left at most");
    for (int e = 21; e <= 60; e++) {
      left.epoch(e, 100, 20 + 1.5 * (e - 20));
    }
    assertThat(left.words())
        .as("three share two processors: 40 epochs of 1.5 s, and two thirds of 100 for the others")
        .isEqualTo("about 3 min left at most");
    for (int e = 61; e <= 100; e++) {
      left.epoch(e, 100, 20 + 1.5 * (e - 20));
    }
    left.stopped(140, false);
    left.network(2, 5, 2);
    left.network(3, 5, 2);
    assertThat(left.words()).as("two thirds of 150 s for the others").isEqualTo("about 2 min left");
  }

  @Test
  void networks_that_ended_early_are_the_example_for_the_others() {
    left.network(1, 3, 1);
    feed(25, 100, 2);
    left.stopped(50, false);
    left.network(2, 3, 1);
    left.epoch(0, 100, 0);
    left.epoch(1, 100, 2);
    assertThat(left.words()).as("24 epochs of 2 s, and 50 s").isEqualTo("about 2 min left");
    feed(60, 100, 2);
    assertThat(left.words())
        .as("later than the first: a quarter of 40 epochs, and 50 s")
        .isEqualTo("about 70 s left");
    left.stopped(120, false);
    left.network(3, 3, 1);
    feed(40, 100, 2);
    assertThat(left.words())
        .as("20 epochs as the second, or 0.425 of 60, which the average of both is")
        .isEqualTo("about 50 s left");
  }

  @Test
  void the_first_slow_epochs_are_forgotten() {
    left.epoch(0, 64, 0);
    left.epoch(1, 64, 6);
    left.epoch(2, 64, 7);
    assertThat(left.words()).as("62 of 1.4 s").isEqualTo("about 90 s left at most");
    left.epoch(3, 64, 8);
    left.epoch(4, 64, 9);
    assertThat(left.words()).as("60 epochs of 1 s").isEqualTo("about 60 s left at most");
  }

  @Test
  void it_never_grows_while_the_pace_is_the_same_and_the_last_epoch_leaves_nothing() {
    List<String> said = new ArrayList<>();
    for (int m = 1; m <= 3; m++) {
      left.network(m, 3, 1);
      for (int e = 0; e <= 50; e++) {
        left.epoch(e, 50, 0.5 * e);
        String words = left.words();
        if (said.isEmpty() || !said.getLast().equals(words)) {
          said.add(words);
        }
      }
      left.stopped(25, false);
    }
    assertThat(said)
        .containsExactly(
            "",
            "about 70 s left at most",
            "about 60 s left at most",
            "about 50 s left at most",
            "about 50 s left",
            "about 40 s left",
            "about 30 s left",
            "about 20 s left",
            "about 10 s left",
            "some seconds left",
            "");
    assertThat(left.words()).isEmpty();
  }

  @Test
  void the_end_is_put_off_after_five_seconds_and_words_count_down_to_it() {
    feed(10, 100, 1);
    assertThat(left.words()).as("90 of 1 s").isEqualTo("about 90 s left at most");
    left.epoch(11, 100, 14);
    assertThat(left.words()).as("the end at 100 s").isEqualTo("about 90 s left at most");
    left.epoch(12, 100, 14.5);
    assertThat(left.words()).as("the end at 100 s").isEqualTo("about 90 s left at most");
    left.epoch(13, 100, 16);
    assertThat(left.words()).as("87 of 1.6 s").isEqualTo("about 2 min left at most");
  }

  @Test
  void the_end_comes_nearer_at_once() {
    feed(10, 100, 1);
    assertThat(left.words()).isEqualTo("about 90 s left at most");
    for (int e = 11; e <= 20; e++) {
      left.epoch(e, 100, 10 + 0.1 * (e - 10));
    }
    assertThat(left.words()).as("80 of 0.14 s").isEqualTo("about 10 s left at most");
  }

  @Test
  void a_limit_bounds_what_is_left() {
    TimeLeft limited = new TimeLeft(60);
    limited.network(1, 5, 1);
    limited.epoch(0, 10, 0);
    limited.epoch(1, 10, 5);
    limited.epoch(2, 10, 10);
    assertThat(limited.words()).isEqualTo("about 50 s left at most");
    limited.epoch(3, 10, 20);
    assertThat(limited.words()).isEqualTo("about 40 s left at most");
    limited.stopped(60, true);
    assertThat(limited.words()).isEmpty();
  }

  @Test
  void a_run_that_is_cut_has_nothing_left() {
    left.network(1, 5, 1);
    run(3, 10, 10);
    left.stopped(35, true);
    assertThat(left.words()).isEmpty();
  }

  @Test
  void a_second_run_begins_anew() {
    assertThat(run(2, 4, 30)).isEqualTo("about 60 s left at most");
    left.stopped(60, false);
    assertThat(run(2, 4, 30)).isEqualTo("about 60 s left at most");
    left.stopped(60, false);
    left.network(1, 2, 1);
    assertThat(run(2, 4, 30)).isEqualTo("about 3 min left at most");
  }

  @Test
  void other_work_is_told_by_the_same_rules() {
    assertThat(TimeLeft.words(7, 40, false)).isEqualTo("about 40 s left");
    assertThat(TimeLeft.words(7, 40, true)).isEqualTo("about 40 s left at most");
    assertThat(TimeLeft.words(7, 5, true)).isEqualTo("some seconds left");
    assertThat(TimeLeft.words(6.9, 40, false)).isEmpty();
    assertThat(TimeLeft.words(7, 2, false)).isEmpty();
    assertThat(TimeLeft.words(50, 0, false)).isEmpty();
    assertThat(TimeLeft.words(50, -1, false)).isEmpty();
    assertThat(TimeLeft.words(50, Double.NaN, false)).isEmpty();
  }
}
