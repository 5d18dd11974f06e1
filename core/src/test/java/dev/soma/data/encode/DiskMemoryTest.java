package dev.soma.data.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.store.RowFile;
import dev.soma.data.store.WorkFolder;
import dev.soma.eval.Metric;
import dev.soma.fixtures.HeldBytes;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.parallel.HeapNeed;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What training from disk holds in the heap, and outside it, is what `docs/guide.md` says: a
/// window on the rows, however many there are.
class DiskMemoryTest {
  private static final int INPUTS = 7;
  private static final int WINDOW = 131_072;
  private static final int BLOCK = 256;

  @TempDir Path folder;

  private static Dataset rows(WorkFolder work, int rows, int inputs) {
    InputShape shape = new InputShape(inputs, List.of(5));
    RowFile file = new RowFile(work, inputs, 1, 1, false, false);
    SplittableRandom random = new SplittableRandom(rows);
    for (int from = 0; from < rows; from += BLOCK) {
      int n = Math.min(BLOCK, rows - from);
      Matrix x = Matrix.zeros(n, inputs);
      Matrix y = Matrix.zeros(n, 1);
      int[] codes = new int[n];
      for (int i = 0; i < x.data().length; i++) {
        x.data()[i] = (float) random.nextDouble() - 0.5f;
      }
      for (int r = 0; r < n; r++) {
        codes[r] = random.nextInt(5);
        y.set(r, 0, x.get(r, 0) > 0 ? 1 : 0);
      }
      file.append(x, codes, y, null, null);
    }
    return Dataset.of(shape, file, r -> r + 1);
  }

  @Test
  void training_from_disk_holds_a_window_on_the_rows_and_nothing_else_of_them() {
    NetworkSpec spec =
        NetworkSpec.parse(INPUTS + " + onehot(5) -> Dense(4, relu) -> Dense(1, logistic)");
    TrainingConfig config =
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY)
            .initializer(new Initializer.DataDriven(), 0)
            .optimizer(Optimizer.adam(0.01))
            .batch(1000)
            .epochs(1);
    Scorer scorer = new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", List.of("a", "b")));
    try (WorkFolder work = WorkFolder.in(folder)) {
      int many = 200_000;
      Dataset training = rows(work, many, INPUTS);
      Dataset validation = rows(work, 3000, INPUTS);
      Execution scalar = // what becomes warm beside a training is none of it
          new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, () -> false);
      Dataset few = rows(work, 300, INPUTS); // loads the classes
      Trainer.train(spec, few, few, scorer, config, scalar, _ -> {});
      long[] most = new long[2];
      long before = HeldBytes.settled();
      long outside = HeldBytes.outside();
      Trainer.train(
          spec,
          training,
          validation,
          scorer,
          config,
          scalar,
          event -> {
            if (event instanceof TrainingEvent.Epoch e && e.epoch() == 1) {
              most[0] = HeldBytes.live() - before;
              most[1] = HeldBytes.outside() - outside;
            }
          });
      long values = INPUTS + 1 + 1; // numbers, code, target
      long window = 4 * (WINDOW * values + Math.ceilDiv(many, BLOCK) + WINDOW / BLOCK);
      assertThat(training.windowBytes()).isEqualTo(window);
      long order = 4 * (WINDOW + Math.ceilDiv(many, BLOCK));
      long others = most[0] - window - order;
      assertThat(others).as("besides the window, %,d bytes", window).isBetween(0L, window / 10);
      long scored = HeapNeed.scoring(scorer, validation); // is gone
      assertThat(HeapNeed.bytes(spec, config, scorer, training, validation, scalar) - scored)
          .as("the formula, %,d bytes are held", most[0])
          .isBetween((long) (0.9 * most[0]), (long) (1.1 * most[0]));
      long block = 4 * BLOCK * values;
      assertThat(most[1]).as("outside the heap").isBetween(block, block + (4 << 20));
    }
  }

  @Test
  void an_epoch_that_is_scored_reads_some_validation_rows_at_a_time() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      Scorer scorer =
          new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", List.of("a", "b")));
      assertThat(HeapNeed.scoring(scorer, rows(work, 500, 30)))
          .as("few rows: what is read")
          .isEqualTo(4 * 500 * (30 + 1 + 1));
      assertThat(HeapNeed.scoring(scorer, rows(work, 50_000, 30)))
          .as("many: what the metric is made of")
          .isEqualTo(40 * 50_000);
    }
  }
}
