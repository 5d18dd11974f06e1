package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.nn.Loss;
import dev.soma.train.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final int COLUMNS = 250;
  private static final int SEED = 5;

  /// Rows of bytes, of two classes that a line almost separates.
  private static Preparation rows(int rows) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Column> columns = new ArrayList<>();
    byte[] block = new byte[rows * COLUMNS];
    random.nextBytes(block);
    int[] classes = new int[rows];
    for (int r = 0; r < rows; r++) {
      int sum = random.nextInt(200);
      for (int c = 0; c < 8; c++) {
        sum += (block[r * COLUMNS + c] & 0xff) * (c % 2 == 0 ? 1 : -1);
      }
      classes[r] = sum > 100 ? 1 : 0;
    }
    for (int c = 0; c < COLUMNS; c++) {
      columns.add(Column.Numbers.ofBytes("px" + c, block, COLUMNS, c));
    }
    columns.add(Column.Text.of("y", classes, List.of("no", "yes")));
    Table table = Table.of(columns.toArray(Column[]::new)).target("y");
    Table last = table.rows(rows - 1_000, rows);
    Split parts = new Split(table.rows(0, rows - 1_000), last, table.rows(0, 0));
    return Preparation.of(parts, MissingPolicy.AUTO, Loss.LOGISTIC_CROSS_ENTROPY);
  }

  private static Execution with(KernelChoice kernels, int threads) {
    return new Execution(kernels, threads, Double.POSITIVE_INFINITY, () -> false);
  }

  @Test
  void up_to_16_million_cells_every_iteration_looks_at_all_rows() {
    Fit fit = Baselines.linear(rows(3_000), Metric.LOG_LOSS, with(KernelChoice.auto(), 2));
    assertThat(fit.model().provenance().settings().get("optimizer")).startsWith("lbfgs");
  }

  @Test
  void beyond_the_steps_are_bounded_and_the_model_is_as_good_and_has_the_same_bits_anywhere() {
    Preparation rows = rows(65_001); // 64,001 x 250 cells are 250 more than 16 million
    Fit one = Baselines.linear(rows, Metric.ACCURACY, with(KernelChoice.forced("scalar"), 1));
    Fit two = Baselines.linear(rows, Metric.ACCURACY, with(KernelChoice.auto(), 2));
    assertThat(one.model().provenance().settings().get("optimizer")).startsWith("adam");
    assertThat(one.history().stopped().step()).isEqualTo(3 * 251); // 251 batches of at most 256
    assertThat(one.model().network().parameters().values())
        .as("seed %d", SEED)
        .isEqualTo(two.model().network().parameters().values());
    assertThat(one.history().epochs().getLast().metricValue())
        .as("seed %d", SEED)
        .isGreaterThan(0.85);
  }
}
