package dev.soma.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void draws_are_the_highest_bits_at_their_positions() {
    int[] draws = new int[Seeds.DRAWS + 3];
    for (long first : new long[] {0, 1, 511, 1L << 40}) {
      for (int n : new int[] {0, 1, 17, Seeds.DRAWS}) {
        Arrays.fill(draws, -1);
        Seeds.draw(99, first, n, draws, 2);
        for (int i = 0; i < draws.length; i++) {
          boolean drawn = i >= 2 && i < 2 + n;
          int expected = drawn ? (int) (Seeds.bits(99, first + i - 2) >>> 40) : -1;
          assertThat(draws[i]).as("%d of %d from %d", i, n, first).isEqualTo(expected);
        }
      }
    }
  }
}
