package dev.soma.data.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RanksTest {
  @Test
  void many_ranks_are_those_of_sorting_however_few_are_sorted_at_a_time() {
    SplittableRandom random = Seeds.of(11).stream("ranks");
    double[][] columns = {
      random.doubles(3000, -1, 1).toArray(),
      random.ints(3000, 0, 9).asDoubleStream().map(v -> v == 8 ? Double.NaN : v - 3).toArray(),
      random.doubles(3000).map(v -> 1 + v * 1e-13).toArray(), // all begin with the same bits
      random.doubles(2999).map(v -> v < 0.5 ? -0.0 : v < 0.9 ? 0.0 : 1 / v).toArray(),
      {5}
    };
    for (double[] column : columns) {
      double[] sorted = Arrays.stream(column).filter(Double::isFinite).sorted().toArray();
      int[] some = IntStream.range(0, sorted.length).filter(i -> i % 7 == 0).toArray();
      double[] expected = Arrays.stream(some).mapToDouble(i -> sorted[i]).toArray();
      for (int few : new int[] {1, 10, 500, 5000}) {
        assertThat(Ranks.of(column.length, i -> column[i], some, few)).isEqualTo(expected);
      }
    }
  }
}
