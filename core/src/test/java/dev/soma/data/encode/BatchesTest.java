package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.InputShape;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int ROWS = 10;

  private static Dataset data() {
    Matrix numbers = Matrix.zeros(ROWS, 2);
    Matrix targets = Matrix.zeros(ROWS, 1);
    int[] codes = new int[ROWS];
    float[] weights = new float[ROWS];
    int[] lines = new int[ROWS];
    for (int r = 0; r < ROWS; r++) {
      numbers.set(r, 0, r);
      numbers.set(r, 1, -r);
      targets.set(r, 0, 10 * r);
      codes[r] = r % 3;
      weights[r] = r + 1;
      lines[r] = r + 2;
    }
    return new Dataset(new InputShape(2, List.of(3)), numbers, codes, targets, weights, lines);
  }

  @Test
  void an_epoch_visits_every_row_once_with_all_that_belongs_to_it() {
    Batches batches = new Batches(data(), 4, Seeds.of(42));
    assertThat(batches.count()).isEqualTo(3);
    batches.shuffle(7);
    TreeSet<Integer> seen = new TreeSet<>();
    for (int b = 0; b < batches.count(); b++) {
      int rows = batches.load(b);
      assertThat(rows).isEqualTo(b < 2 ? 4 : 2);
      assertThat(batches.inputs().rows()).isEqualTo(rows);
      assertThat(batches.targets().rows()).isEqualTo(rows);
      float[] weights = batches.weights();
      for (int i = 0; i < rows; i++) {
        int row = batches.row(i);
        seen.add(row);
        assertThat(batches.inputs().numbers().get(i, 0)).isEqualTo(row);
        assertThat(batches.inputs().numbers().get(i, 1)).isEqualTo(-row);
        assertThat(batches.inputs().code(i, 0)).isEqualTo(row % 3);
        assertThat(batches.targets().get(i, 0)).isEqualTo(10 * row);
        assertThat(weights).isNotNull();
        assertThat(weights[i]).isEqualTo(row + 1);
      }
    }
    assertThat(seen).hasSize(ROWS);
  }

  private static int[] order(long seed, int... epochs) {
    Batches batches = new Batches(data(), ROWS, Seeds.of(seed));
    for (int epoch : epochs) {
      batches.shuffle(epoch);
    }
    batches.load(0);
    int[] order = new int[ROWS];
    Arrays.setAll(order, batches::row);
    return order;
  }

  @Test
  void the_order_depends_on_seed_and_epoch_alone() {
    assertThat(order(1, 3)).isEqualTo(order(1, 1, 2, 3));
    assertThat(order(1, 3)).isNotEqualTo(order(1, 4));
    assertThat(order(1, 3)).isNotEqualTo(order(2, 3));
  }

  @Test
  void buffers_are_reused() {
    Batches batches = new Batches(data(), 4, Seeds.of(42));
    batches.load(0);
    float[] first = batches.inputs().numbers().data();
    batches.load(2);
    assertThat(batches.inputs().numbers().data()).isSameAs(first);
  }

  @Test
  void one_batch_may_hold_all_rows() {
    Batches batches = new Batches(data(), 1000, Seeds.of(42));
    assertThat(batches.count()).isEqualTo(1);
    assertThat(batches.load(0)).isEqualTo(ROWS);
  }

  @Test
  void rows_and_batches_of_a_data_set_are_windows_and_copies() {
    Dataset data = data();
    assertThat(data.batch(3, 5).numbers().get(0, 0)).isEqualTo(3);
    assertThat(data.batch(3, 5).code(1, 0)).isEqualTo(1);
    Dataset taken = data.rows(new int[] {9, 0});
    assertThat(taken.targets().data()).containsExactly(90, 0);
    assertThat(taken.line(0)).isEqualTo(11);
    assertThat(taken.weights()).containsExactly(10, 1);
  }

  @Test
  void sizes_that_do_not_fit_are_refused() {
    assertThatThrownBy(() -> new Batches(data(), 0, Seeds.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Dataset(
                    InputShape.of(2),
                    Matrix.zeros(3, 1),
                    new int[0],
                    Matrix.zeros(3, 1),
                    null,
                    new int[3]))
        .hasMessageContaining("[3 x 1]");
  }
}
