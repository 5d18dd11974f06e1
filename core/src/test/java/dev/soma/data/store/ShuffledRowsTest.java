package dev.soma.data.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffledRowsTest {
  private static int[] order(ShuffledRows rows, int count, int epoch) {
    rows.shuffle(epoch);
    return IntStream.range(0, count).map(rows::at).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1,4,8",
    "31,4,8",
    "32,4,8",
    "33,4,8",
    "35,4,8",
    "36,4,8",
    "64,4,8",
    "65,4,8",
    "999,4,8",
    "1000,4,8",
    "1001,7,3",
    "5000,1,1",
    "5000,64,2"
  })
  void every_row_comes_once_an_epoch(int count, int block, int blocks) {
    ShuffledRows rows = new ShuffledRows(count, Seeds.of(3), block, blocks);
    for (int epoch = 1; epoch <= 20; epoch++) {
      int[] sorted = order(rows, count, epoch);
      Arrays.sort(sorted);
      assertThat(sorted).as("epoch %d", epoch).isEqualTo(IntStream.range(0, count).toArray());
    }
  }

  @Test
  void up_to_131_072_rows_are_shuffled_as_a_whole_in_the_order_that_models_are_recorded_with() {
    int count = 1 << 17;
    SplittableRandom random = new SplittableRandom(Seeds.bits(Seeds.of(42).key("shuffle"), 3));
    assertThat(order(new ShuffledRows(count, Seeds.of(42)), count, 3))
        .isEqualTo(Seeds.permutation(count, random));
  }

  @Test
  void the_order_depends_on_count_seed_and_epoch_alone() {
    int count = 3000;
    ShuffledRows rows = new ShuffledRows(count, Seeds.of(1), 16, 8);
    int[] third = order(rows, count, 3);
    order(rows, count, 4);
    assertThat(order(rows, count, 3)).isEqualTo(third);
    rows.shuffle(3);
    for (int p : new int[] {2999, 0, 1500, 127, 128, 129, 2998}) {
      assertThat(rows.at(p)).as("position %d, asked for out of turn", p).isEqualTo(third[p]);
    }
    assertThat(order(new ShuffledRows(count, Seeds.of(2), 16, 8), count, 3)).isNotEqualTo(third);
    assertThat(order(rows, count, 4)).isNotEqualTo(third);
  }

  @Test
  void rows_are_in_order_until_they_are_shuffled() {
    ShuffledRows rows = new ShuffledRows(100, Seeds.of(1), 4, 4);
    assertThat(IntStream.range(0, 100).map(rows::at)).isSorted();
  }

  /// A window of 512 blocks that are drawn from all of the file: sorted rows are mixed so that
  /// batches of 1,024 rows of a table sorted by its two classes keep to the share of a class as far
  /// as 1/1024 + 1/512 of variance allows.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rows_that_are_sorted_by_class_are_mixed(long seed) {
    int count = 2_000_003;
    int batch = 1024;
    ShuffledRows rows = new ShuffledRows(count, Seeds.of(seed));
    rows.shuffle(1);
    double squares = 0;
    int batches = count / batch;
    for (int b = 0; b < batches; b++) {
      int second = 0;
      for (int i = 0; i < batch; i++) {
        second += rows.at(b * batch + i) >= count / 2 ? 1 : 0;
      }
      double share = second / (double) batch;
      assertThat(share).as("seed %d, batch %d", seed, b).isBetween(0.38, 0.62);
      squares += (share - 0.5) * (share - 0.5);
    }
    double expected = 0.25 * (1.0 / batch + 1.0 / 512);
    assertThat(squares / batches).as("seed %d", seed).isLessThan(1.6 * expected);
  }

  @Test
  void neighbours_of_a_block_are_parted_and_blocks_move_between_epochs() {
    int count = 1_000_000;
    ShuffledRows rows = new ShuffledRows(count, Seeds.of(9));
    int[] first = new int[count];
    rows.shuffle(1);
    double apart = 0;
    for (int p = 0; p < count; p++) {
      first[rows.at(p)] = p;
    }
    for (int r = 1; r < count; r++) {
      apart += r % 256 == 0 ? 0 : Math.abs(first[r] - first[r - 1]);
    }
    assertThat(apart / count).as("mean distance of neighbours").isBetween(40_000.0, 47_000.0);
    rows.shuffle(2);
    long moved = 0;
    for (int p = 0; p < count; p++) {
      moved += Math.abs(first[rows.at(p)] - p);
    }
    assertThat(moved / (double) count)
        .as("mean way of a row from epoch to epoch, a third of the rows if all is chance")
        .isBetween(0.30 * count, 0.37 * count);
  }
}
