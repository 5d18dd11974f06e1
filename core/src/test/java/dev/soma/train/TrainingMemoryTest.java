package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Workspace;
import dev.soma.eval.Metric;
import dev.soma.fixtures.HeldBytes;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.parallel.HeapNeed;
import dev.soma.train.start.FirstWeights;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What training holds in the heap, and outside it, is what `docs/guide.md` says: the encoded rows
/// once, and a workspace that does not grow with them.
class TrainingMemoryTest {
  private static final int ROWS = 10_000;
  private static final int VALIDATION = 8_000;
  private static final int INPUTS = 100;
  private static final Execution ONE_THREAD = threads(1);

  private static Execution threads(int threads) {
    return new Execution(KernelChoice.auto(), threads, Double.POSITIVE_INFINITY, () -> false);
  }

  private static Dataset data(int rows) {
    Matrix x = random(rows, INPUTS, Seeds.of(1).stream("rows"));
    Matrix y = Matrix.zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
      y.set(r, 0, x.get(r, 0) > 0 ? 1 : 0);
    }
    return Dataset.of(x, y);
  }

  @BeforeAll
  static void loads_the_classes() {
    Trainer.train(
        NetworkSpec.parse(INPUTS + " -> Dense(2, relu) -> Dense(1, logistic)"),
        data(200),
        data(10),
        new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", List.of("a", "b"))),
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY).optimizer(Optimizer.adam(0.01)).epochs(2),
        new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, () -> false),
        _ -> {});
  }

  @Test
  void training_holds_the_rows_once_and_a_bounded_workspace() {
    NetworkSpec spec = NetworkSpec.parse(INPUTS + " -> Dense(256, relu) -> Dense(1, logistic)");
    long before = HeldBytes.settled();
    long outside = HeldBytes.outside();
    Dataset training = data(ROWS);
    Dataset validation = data(VALIDATION);
    long rows = HeldBytes.live() - before;
    TrainingConfig config =
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY)
            .optimizer(Optimizer.adam(0.01))
            .batch(100)
            .epochs(2); // what diagnostics look at is there after the first
    Scorer scorer = new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", List.of("a", "b")));
    long[] most = new long[2];
    Execution scalar = // what becomes warm beside a training is none of it
        new Execution(KernelChoice.forced("scalar"), 1, Double.POSITIVE_INFINITY, () -> false);
    Trainer.train(
        spec,
        training,
        validation,
        scorer,
        config,
        scalar,
        event -> {
          if (event instanceof TrainingEvent.Epoch e && e.epoch() == 2) {
            most[1] = HeldBytes.outside() - outside;
            most[0] = HeldBytes.live() - before - rows;
          }
        });
    long cells = (long) (ROWS + VALIDATION) * (INPUTS + 1 + 1); // inputs, target, line
    assertThat(rows).as("rows").isBetween((long) (3.9 * cells), (long) (4.1 * cells));
    long parameters = (INPUTS + 1) * 256 + 257;
    long formula =
        4 * 6 * parameters // value, gradient, best, what a step is compared with, two moments
            + 4 * 1024 * (2 * 256 + 2 + 2) // z and a, the loss
            + 4 * 100 * 2 * 256 // two deltas of a batch
            + 4 * (100 + 128) * (INPUTS + 1 + 1) // a batch, and what diagnostics look at
            + 4L * Math.min(ROWS, 1 << 17) // order of the rows
            + 8L * VALIDATION // z and a of an epoch's score
            + 4 * (16 + 33 * 64 + 16 * 256); // sums of the kernels, a panel of the last layer
    assertThat(most[0])
        .as("live bytes, the formula says %,d", formula)
        .isBetween((long) (0.9 * formula), (long) (1.1 * formula));
    long scored = 40L * VALIDATION; // is gone when an epoch is told
    assertThat(HeapNeed.bytes(spec, config, scorer, training, validation, scalar))
        .as("what is expected of it beside other networks")
        .isEqualTo(formula + scored);
    long packed = 4L * (256 * INPUTS + 16 * 256);
    assertThat(most[1]).as("outside the heap").isLessThan(packed + (4 << 20));
  }

  /// Networks as the recipes make them, and every other thing that takes memory for each row or
  /// parameter.
  static Stream<Arguments> kinds() {
    Optimizer adamW = Optimizer.adamW(0.01, 0.02);
    Keep best = Keep.BEST;
    return Stream.of(
        Arguments.of(
            "20 + onehot(9, 9) -> Embedding(pbld(16, 4, 0.1), 20, 0) -> Scale()"
                + " -> Dense(128, mish, ntp, parametric) -> Dropout(0.15)"
                + " -> Dense(128, mish, ntp, parametric) -> Dropout(0.15) -> Dense(1, identity, ntp)",
            adamW,
            best.lastBest(true)),
        Arguments.of(
            "12 + onehot(9, 2000) -> Embedding(ple(16, 4), 12, 8) -> Members(4)"
                + " -> Dense(64, selu, members(4)) -> Dense(3, identity, members(4))",
            adamW,
            best.ema(0.999)),
        Arguments.of(
            "20 + onehot(9, 9000) -> Dense(32, relu, ntp) -> Dense(2, identity, ntp)",
            Optimizer.momentum(0.01),
            best.averaged(true)),
        Arguments.of(
            "128 -> BatchNorm() -> Dense(128, relu) -> Residual(1) -> LayerNorm()"
                + " -> Maxout(64, 3) -> Dense(20, identity)",
            Optimizer.adam(0.01),
            best),
        Arguments.of("200 -> Dense(200, tanh) -> Dense(5, identity)", Optimizer.lbfgs(), best));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void of_every_kind_of_network_it_is_the_formula_within_a_tenth(
      String network, Optimizer optimizer, Keep keep) {
    NetworkSpec spec = NetworkSpec.parse(network);
    Dataset training = coded(spec, 2500);
    Dataset validation = coded(spec, 1500);
    TrainingConfig config =
        TrainingConfig.of(Loss.SQUARED_ERROR)
            .optimizer(optimizer)
            .keep(keep)
            .batch(700)
            .epochs(2); // what diagnostics look at is there after the first
    Scorer scorer = new Scorer(Metric.RMSE, numbers(spec.outputs()));
    long before = HeldBytes.settled();
    long[] held = new long[1];
    Trainer.train(
        spec,
        training,
        validation,
        scorer,
        config,
        ONE_THREAD,
        event -> {
          if (event instanceof TrainingEvent.Epoch e && e.epoch() == 2) {
            held[0] = HeldBytes.live() - before;
          }
        });
    long scored = HeapNeed.scoring(scorer, validation); // is gone, see ScoringMemoryTest
    assertThat(HeapNeed.bytes(spec, config, scorer, training, validation, ONE_THREAD) - scored)
        .as("the formula, %,d bytes are held", held[0])
        .isBetween((long) (0.9 * held[0]), (long) (1.1 * held[0]));
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 8})
  void what_the_kernels_of_each_thread_take_is_in_the_formula(int threads) throws Exception {
    NetworkSpec spec = NetworkSpec.parse(INPUTS + " -> Dense(64, relu) -> Dense(1, logistic)");
    Scorer scorer = new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", List.of("a", "b")));
    TrainingConfig config =
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY)
            .optimizer(Optimizer.adam(0.01))
            .batch(256)
            .epochs(2);
    Execution execution = threads(threads);
    Dataset training = data(ROWS);
    Dataset validation = data(VALIDATION);
    execution.kernels().prepare();
    while (KernelChoice.warming()) { // else what makes them warm is counted too
      Thread.sleep(10);
    }
    long before = HeldBytes.settled();
    long[] held = new long[1];
    Trainer.train(
        spec,
        training,
        validation,
        scorer,
        config,
        execution,
        event -> {
          if (event instanceof TrainingEvent.Epoch e && e.epoch() == 2) {
            held[0] = HeldBytes.live() - before;
          }
        });
    long scored = HeapNeed.scoring(scorer, validation);
    assertThat(HeapNeed.bytes(spec, config, scorer, training, validation, execution) - scored)
        .as("the formula, %,d bytes are held", held[0])
        .isBetween((long) (0.9 * held[0]), (long) (1.1 * held[0]));
  }

  /// Rows of numbers and codes, and a target for each output.
  private static Dataset coded(NetworkSpec spec, int rows) {
    SplittableRandom random = Seeds.of(2).stream("rows");
    Matrix x = random(rows, spec.input().numbers(), random);
    Matrix y = random(rows, spec.outputs(), random);
    List<Integer> levels = spec.input().levels();
    int[] codes = new int[rows * levels.size()];
    Arrays.setAll(codes, i -> random.nextInt(levels.get(i % levels.size())));
    return new Dataset(spec.input(), x, codes, y, null, IntStream.range(0, rows).toArray());
  }

  private static Matrix random(int rows, int cols, SplittableRandom random) {
    Matrix x = Matrix.zeros(rows, cols);
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) random.nextDouble() - 0.5f;
    }
    return x;
  }

  private static TargetEncoder numbers(int outputs) {
    List<String> names = IntStream.range(0, outputs).mapToObj(i -> "y" + i).toList();
    return new TargetEncoder.Numbers(
        names, Collections.nCopies(outputs, 0.0), Collections.nCopies(outputs, 1.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20 -> Embedding(pbld(16, 4, 0.1), 20, 0) -> Dense(64, relu, ntp) -> Dense(1, identity)",
        "20 -> Embedding(ple(16, 4), 20, 0) -> Dense(64, relu) -> Dense(1, identity)"
      })
  void a_start_from_the_rows_takes_what_the_formula_says(String network) {
    NetworkSpec spec = NetworkSpec.parse(network);
    Dataset training = coded(spec, 5000);
    TrainingConfig config =
        TrainingConfig.of(Loss.SQUARED_ERROR).initializer(new Initializer.DataDriven(), 0);
    long before = HeldBytes.settled();
    long[] held = new long[1];
    Kernels real = KernelChoice.auto().create(1);
    InvocationHandler measuring =
        (_, method, args) -> {
          if (method.getName().equals("close")) { // the last thing that happens
            held[0] = HeldBytes.live() - before;
          }
          return method.invoke(real, args);
        };
    ClassLoader loader = Kernels.class.getClassLoader();
    Class<?>[] types = {Kernels.class};
    Supplier<Kernels> kernels = () -> (Kernels) Proxy.newProxyInstance(loader, types, measuring);
    FirstWeights.of(spec, config.initializer(), 0, training, Seeds.of(1), kernels);
    Scorer scorer = new Scorer(Metric.RMSE, numbers(1));
    assertThat(HeapNeed.bytes(spec, config, scorer, training, coded(spec, 10), ONE_THREAD))
        .as("the formula, %,d bytes are held", held[0])
        .isBetween((long) (0.9 * held[0]), (long) (1.1 * held[0]));
  }

  @Test
  void a_start_that_looks_at_more_rows_than_a_batch_has_is_expected_too() {
    NetworkSpec spec = NetworkSpec.parse("100 -> Dense(64, relu) -> Dense(1, logistic)");
    TrainingConfig config =
        TrainingConfig.of(Loss.LOGISTIC_CROSS_ENTROPY).initializer(new Initializer.DataDriven(), 0);
    Scorer scorer = new Scorer(Metric.RMSE, numbers(1));
    assertThat(HeapNeed.bytes(spec, config, scorer, data(5000), data(0), ONE_THREAD))
        .isGreaterThan(Workspace.bytes(spec, 4096, 0));
  }
}
