package dev.soma.studio.draw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What counts as a right prediction.
class BlanksTest {
  private static final String PIECES = "(1 1 1 2 1 2)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(1 1 1 2 1 2)",
        "1 1 1 2 1 2",
        "1,1,1,2,1,2",
        "[1, 1, 1, 2, 1, 2]",
        " 1;1 1 2 1 2"
      })
  void of_several_numbers_only_the_numbers_count(String typed) {
    assertThat(Blanks.right(typed, PIECES)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 1 1 2 1 1", "1 1 1 2 1", "1 1 1 2 1 2 2", "111212", "", "()", "one"})
  void other_numbers_or_fewer_or_more_are_wrong(String typed) {
    assertThat(Blanks.right(typed, PIECES)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"B", "class b", "class B, right"})
  void of_a_prediction_the_class_is_enough(String typed) {
    assertThat(Blanks.right(typed, "class B, wrong")).isTrue();
  }
}
