package dev.soma.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Classes that lie apart, and classes that were cut.
class GapsTest {
  private static final double[] TWO_HEAPS = {0.3, 0.1, 0, 0.2, 9.1, 9, 9.2, 9.4};

  @Test
  void classes_of_which_each_has_a_heap_of_its_own_are_parted() {
    assertThat(Gaps.part(TWO_HEAPS, new int[] {1, 1, 1, 1, 0, 0, 0, 0})).isTrue();
    assertThat(Gaps.part(TWO_HEAPS, new int[8])).isTrue(); // no border
  }

  @Test
  void a_heap_that_is_cut_is_not_parted() {
    assertThat(Gaps.part(TWO_HEAPS, new int[] {0, 0, 0, 0, 1, 1, 1, 2})).isFalse();
    assertThat(Gaps.part(TWO_HEAPS, new int[] {1, 0, 0, 1, 2, 2, 2, 2})).isFalse();
    assertThat(Gaps.part(new double[] {1, 1, 1, 2}, new int[] {0, 1, 0, 1})).isFalse();
  }

  @Test
  void of_single_numbers_nothing_is_said() {
    assertThat(Gaps.part(new double[] {1, 1, 5, 5}, new int[] {0, 0, 1, 1})).isFalse();
    assertThat(Gaps.part(new double[] {1, 2, 3, 99}, new int[] {0, 0, 0, 1})).isFalse();
  }
}
