package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Workspace;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.parallel.HeapNeed;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What training holds in the heap, and outside it, is what `docs/guide.md` says: the encoded rows
/// once, and a workspace that does not grow with them.
class TrainingMemoryTest {
  private static final int ROWS = 120_000;
  private static final int VALIDATION = 20_000;
  private static final int INPUTS = 100;

  private static Dataset data(int rows) {
    SplittableRandom random = Seeds.of(1).stream("rows");
    Matrix x = Matrix.zeros(rows, INPUTS);
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) random.nextDouble() - 0.5f;
    }
    Matrix y = Matrix.zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
      y.set(r, 0, x.get(r, 0) > 0 ? 1 : 0);
    }
    return Dataset.of(x, y);
  }

  /// Live bytes: what is left after collections that free nothing more.
  private static long live() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /// Bytes outside the heap that Java counts.
  private static long outside() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void training_holds_the_rows_once_and_a_bounded_workspace() {
    NetworkSpec spec = NetworkSpec.parse(INPUTS + " -> Dense(64, relu) -> Dense(1, logistic)");
    long before = live();
    long outside = outside();
    Dataset training = data(ROWS);
    Dataset validation = data(VALIDATION);
    TrainingConfig config =
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY)
            .optimizer(Optimizer.adam(0.01))
            .batch(1000)
            .epochs(1);
    long[] most = new long[2];
    Trainer.train(
        spec,
        training,
        validation,
        new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", List.of("a", "b"))),
        config,
        new Execution(KernelChoice.auto(), 1, Double.POSITIVE_INFINITY, () -> false),
        event -> {
          if (event instanceof TrainingEvent.Epoch) {
            most[1] = outside() - outside;
            most[0] = live() - before;
          }
        });
    long cells = (long) (ROWS + VALIDATION) * (INPUTS + 1 + 1); // inputs, target, line
    long parameters = (INPUTS + 1) * 64 + 65;
    long units = INPUTS + 64 + 1;
    long formula =
        4 * cells
            + 4 * 5 * parameters // value, gradient, two moments, best
            + 4 * 4 * 1024 * units // a, z, delta and a batch
            + 4L * Math.min(ROWS, 1 << 17) // order of the rows
            + 8L * VALIDATION; // z and a of an epoch's score
    assertThat(most[0])
        .as("live bytes, the formula says %,d", formula)
        .isBetween((long) (0.9 * formula), (long) (1.1 * formula));
    long rows = training.bytes() + validation.bytes();
    assertThat(HeapNeed.bytes(spec, config, training, validation))
        .as("what is expected of it beside other networks")
        .isBetween((long) (0.9 * (formula - rows)), 3 * (formula - rows));
    long packed = 4L * (64 * INPUTS + 16 * 64);
    assertThat(most[1]).as("outside the heap").isLessThan(packed + (4 << 20));
  }

  @Test
  void a_start_that_looks_at_more_rows_than_a_batch_has_is_expected_too() {
    NetworkSpec spec = NetworkSpec.parse("100 -> Dense(64, relu) -> Dense(1, logistic)");
    TrainingConfig config =
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY).initializer(new Initializer.DataDriven(), 0);
    assertThat(HeapNeed.bytes(spec, config, data(5000), data(0)))
        .isGreaterThan(Workspace.bytes(spec, 4096));
  }
}
