package dev.soma.data.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Numbers of a rank, against sorting.
class RankedTest {
  private static void same(int rows, IntToDoubleFunction value, int... ranks) {
    double[] sorted =
        IntStream.range(0, rows).mapToDouble(value).filter(Double::isFinite).sorted().toArray();
    for (int rank : ranks) {
      assertThat(Ranked.of(rows, value, rank)).as("rank " + rank).isEqualTo(sorted[rank]);
      int next = Math.min(rank + 1, sorted.length - 1);
      assertThat(Ranked.of(rows, value, rank, next))
          .as("rank " + rank + " and the next")
          .isEqualTo(rank == next ? sorted[rank] : (sorted[rank] + sorted[next]) / 2);
    }
  }

  @Test
  void a_rank_is_that_of_the_sorted_numbers() {
    SplittableRandom random = new SplittableRandom(3);
    double[] few = random.doubles(301, -4, 5).toArray();
    few[7] = Double.NaN;
    few[9] = Double.NEGATIVE_INFINITY;
    few[11] = -0.0;
    few[12] = 0.0;
    same(few.length, r -> few[r], IntStream.range(0, 299).toArray());
    double[] equal = new double[1000];
    Arrays.fill(equal, -2.5);
    same(equal.length, r -> equal[r], 0, 500, 999);
  }

  @Test
  void a_rank_among_more_candidates_than_are_sorted() {
    int rows = 700_000;
    double[] near = new SplittableRandom(4).doubles(rows, 1, 1.000001).toArray();
    same(rows, r -> near[r], 0, rows / 2 - 1, rows / 2, rows - 1);
    IntToDoubleFunction levels = r -> r % 7 == 0 ? -1e-9 : r % 2;
    same(rows, levels, 0, 99_999, 100_000, rows / 2, 399_999, 400_000, rows - 1);
  }
}
