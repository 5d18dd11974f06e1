package dev.soma.data.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Rows outside the most frequent class of their number, against a plain count.
class ClassCountsTest {
  private static int plain(double[] numbers, int[] classes, int rows) {
    Map<Double, int[]> counts = new HashMap<>();
    for (int r = 0; r < rows; r++) {
      counts.computeIfAbsent(numbers[r] + 0.0, _ -> new int[3])[classes[r]]++;
    }
    int wrong = rows;
    for (int[] c : counts.values()) {
      wrong -= Math.max(c[0], Math.max(c[1], c[2]));
    }
    return wrong;
  }

  @Test
  void the_count_after_every_row_is_that_of_a_plain_count() {
    SplittableRandom random = new SplittableRandom(5);
    int rows = 2_000;
    double[] numbers = new double[rows];
    int[] classes = new int[rows];
    ClassCounts counts = new ClassCounts(3);
    for (int r = 0; r < rows; r++) {
      int v = random.nextInt(-150, 150);
      numbers[r] = v % 50 == 7 ? Double.NaN : v == 1 ? -0.0 : v / 8.0;
      classes[r] = random.nextInt(10) < 8 ? Math.abs(v) % 3 : random.nextInt(3);
      counts.add(numbers[r], classes[r]);
      if (r % 97 == 0 || r == rows - 1) {
        assertThat(counts.wrong()).as("after row " + r).isEqualTo(plain(numbers, classes, r + 1));
      }
    }
    assertThat(counts.wrong()).isPositive();
  }
}
