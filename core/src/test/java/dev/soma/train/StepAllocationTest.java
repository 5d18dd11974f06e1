package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.eval.Metric;
import dev.soma.kernel.ForcedKernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// After warm-up a training step allocates nothing, neither in its thread nor in the workers. Steps
/// are those of [Trainer], from one question whether to stop to the next; what an epoch allocates,
/// when its rows are shuffled and scored and its event is told, is not counted. A step of L-BFGS is
/// an epoch of its own, in which windows on the rows are made: `LbfgsStateTest` holds that the
/// optimizer itself allocates nothing.
class StepAllocationTest {
  /// 25 steps an epoch, the last of them of fewer rows.
  private static final int ROWS = 389;

  private static final int BATCH = 16;

  /// Steps in a row that allocate nothing.
  private static final int QUIET = 40;

  /// The same with one that the diagnostics measure, of 256.
  private static final int QUIET_AND_MEASURED = 300;

  private static final long MOST = 50_000;
  private static final InputShape INPUT = new InputShape(3, List.of(3, 2));
  private static final Layer.Dense TWO = new Layer.Dense(2, Activation.IDENTITY);

  static Stream<Arguments> every_layer_activation_loss_and_optimizer() {
    List<Arguments> cases = new ArrayList<>();
    for (NetworkSpec spec : networks()) {
      cases.add(Arguments.of(spec, config(Loss.SQUARED_ERROR)));
    }
    for (Loss loss : losses()) {
      cases.add(Arguments.of(spec(new Layer.Dense(2, output(loss))), config(loss)));
    }
    for (String name : Optimizer.names()) {
      if (Optimizer.parse(name) instanceof Optimizer.Stochastic o) {
        cases.add(Arguments.of(spec(TWO), config(Loss.SQUARED_ERROR).optimizer(o.withRate(0.001))));
      }
    }
    return cases.stream();
  }

  static List<NetworkSpec> networks() {
    List<NetworkSpec> networks = new ArrayList<>();
    for (String name : Activation.names()) {
      Activation f = Activation.parse(name);
      if (!List.of(Activation.STEP, Activation.EXPONENTIAL, Activation.SOFTMAX).contains(f)) {
        networks.add(spec(new Layer.Dense(5, f), TWO)); // those are for outputs
      }
    }
    Activation own =
        Activation.custom(
            "softsign",
            z -> z / (1 + Math.abs(z)),
            z -> 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z))));
    networks.add(spec(new Layer.Dense(5, own), TWO));
    for (String layers :
        List.of(
            "Maxout(4, 2)",
            "Dense(4, tanh) -> Dropout(0.5)",
            "Dropout(0.2)",
            "Scale() -> Dense(4, selu, ntp, parametric)",
            "Scale() -> Dense(4, mish, ntp, parametric)",
            "Scale() -> Dense(4, identity, ntp, parametric)",
            "LayerNorm() -> Dense(40, relu) -> LayerNorm()",
            "BatchNorm() -> Dense(40, relu) -> BatchNorm()",
            "Dense(8, relu) -> Residual(1) -> Residual(1)",
            "Embedding(none, 2, 3)",
            "Embedding(pbld(4, 3, 0.1), 2, 3)",
            "Embedding(ple(4, 3), 2, 3)",
            "Embedding(pbld(4, 3, 0.1), 3, 0) -> Maxout(5, 2) -> BatchNorm()")) {
      networks.add(NetworkSpec.parse(INPUT + " -> " + layers + " -> Dense(2, identity)"));
    }
    networks.add(
        NetworkSpec.parse(
            INPUT
                + " -> Members(3) -> Dense(4, relu, members(3)) -> Scale()"
                + " -> Dense(2, identity, members(3))"));
    return networks;
  }

  private static List<Loss> losses() {
    List<Loss> losses = new ArrayList<>();
    Loss.names().forEach(name -> losses.add(Loss.parse(name)));
    losses.add(new Loss.CrossEntropy(0.1));
    losses.add(new Loss.LogisticCrossEntropy(0.2));
    losses.add(
        Loss.custom("quartic", (a, y) -> Math.pow(a - y, 4), (a, y) -> 4 * Math.pow(a - y, 3)));
    return losses;
  }

  private static NetworkSpec spec(Layer... layers) {
    return new NetworkSpec(INPUT, List.of(layers));
  }

  private static Activation output(Loss loss) {
    return switch (loss) {
      case Loss.CrossEntropy _ -> Activation.SOFTMAX;
      case Loss.LogisticCrossEntropy _ -> Activation.LOGISTIC;
      case Loss.Poisson _ -> Activation.EXPONENTIAL;
      case Loss.Perceptron _ -> Activation.STEP;
      case Loss.SquaredError _,
          Loss.AbsoluteError _,
          Loss.Huber _,
          Loss.Quantile _,
          Loss.Custom _ ->
          Activation.IDENTITY;
    };
  }

  private static TrainingConfig config(Loss loss) {
    return TrainingConfig.of(loss)
        .optimizer(Optimizer.adam(0.001))
        .regularization(new Regularization(1e-4, 1e-3, 2))
        .clipping(new Clipping.ByNorm(1))
        .batch(BATCH)
        .epochs(1_000_000)
        .patience(0);
  }

  /// What a step may do besides.
  static Stream<TrainingConfig> every_schedule_mean_and_bound() {
    TrainingConfig plain = // nothing between gradient and step
        config(Loss.SQUARED_ERROR).regularization(Regularization.NONE).clipping(Clipping.NONE);
    List<TrainingConfig> configs = new ArrayList<>();
    configs.add(plain);
    configs.add(plain.clipping(new Clipping.ByValue(0.01)));
    configs.add(plain.keep(Keep.BEST.ema(0.99)));
    configs.add(plain.keep(Keep.BEST.averaged(true)));
    configs.add(plain.pace(Pace.STEADY.factors(RateFactors.parse("bias=0.1"))));
    for (String name : Schedule.names()) {
      Schedule schedule = Schedule.parse(name);
      configs.add(
          plain
              .optimizer(Optimizer.parse("adamw").withRate(0.001))
              .schedule(schedule)
              .pace(Pace.STEADY.decay(schedule).dropout(schedule)));
    }
    configs.add(plain.schedule(Schedule.parse("warmup(10) step(2, 0.9)")));
    return configs.stream();
  }

  @ParameterizedTest
  @MethodSource("every_layer_activation_loss_and_optimizer")
  void a_step_with_scalar_kernels_allocates_nothing(NetworkSpec spec, TrainingConfig config) {
    assertThat(measure(spec, config, false, 1, QUIET)).isZero();
  }

  @ParameterizedTest
  @MethodSource("every_layer_activation_loss_and_optimizer")
  void a_step_of_three_threads_allocates_nothing_in_any_of_them(
      NetworkSpec spec, TrainingConfig config) {
    assertThat(measure(spec, config, true, 3, QUIET)).isZero();
  }

  @ParameterizedTest
  @MethodSource("every_schedule_mean_and_bound")
  void schedules_means_of_the_weights_and_bounds_allocate_nothing(TrainingConfig config) {
    NetworkSpec spec = spec(new Layer.Dense(5, Activation.RELU), new Layer.Dropout(0.2), TWO);
    assertThat(measure(spec, config, true, 1, QUIET_AND_MEASURED)).isZero();
  }

  @Test
  void a_step_of_the_usual_recipe_allocates_nothing() {
    Table table = Table.csv(Path.of("..", "examples", "titanic.csv")).target("Survived");
    Meter meter = new Meter(1, QUIET_AND_MEASURED);
    Mlp.classifier()
        .effort(Effort.NORMAL)
        .batch(BATCH)
        .epochs(1_000_000)
        .patience(0)
        .execution(new Execution(ForcedKernels.of(0), 1, Double.POSITIVE_INFINITY, meter))
        .members(1)
        .fit(table.split(0.5, 0.1, 0.4, Seeds.of(1)), meter);
    assertThat(meter.bytes).isZero();
  }

  @Test
  void every_kind_of_layer_activation_loss_optimizer_schedule_and_bound_is_among_these() {
    Set<Class<?>> seen = new HashSet<>();
    Stream<TrainingConfig> configs =
        every_layer_activation_loss_and_optimizer().map(a -> (TrainingConfig) a.get()[1]);
    Stream.concat(configs, every_schedule_mean_and_bound())
        .flatMap(c -> Stream.of(c.loss(), c.optimizer(), c.clipping(), c.schedule()))
        .forEach(o -> seen.add(o.getClass()));
    every_layer_activation_loss_and_optimizer()
        .flatMap(a -> ((NetworkSpec) a.get()[0]).layers().stream())
        .forEach(
            layer -> {
              seen.add(layer.getClass());
              if (layer instanceof Layer.Dense d) {
                seen.add(d.activation().getClass());
              } else if (layer instanceof Layer.Embedding e) {
                seen.add(e.numbers().getClass());
              }
            });
    assertThat(
            Stream.of(
                    Layer.class,
                    Activation.class,
                    NumberEmbedding.class,
                    Loss.class,
                    Optimizer.Stochastic.class,
                    Clipping.class,
                    Schedule.class)
                .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
                .filter(kind -> !seen.contains(kind)))
        .as("not among the cases of this test")
        .isEmpty();
  }

  private static long measure(
      NetworkSpec spec, TrainingConfig config, boolean weights, int threads, int quiet) {
    Dataset rows = rows(config.loss(), spec.outputs(), weights);
    Meter meter = new Meter(threads, quiet);
    Trainer.Result result =
        Trainer.train(
            spec,
            rows,
            Problems.none(rows),
            new Scorer(Metric.RMSE, Problems.NUMBER),
            config,
            new Execution(ForcedKernels.of(0), threads, Double.POSITIVE_INFINITY, meter),
            TrainingListener.all(List.of(meter)));
    assertThat(result.history().stopped().reason()).isEqualTo(TrainingEvent.Reason.INTERRUPTED);
    return meter.bytes;
  }

  /// Rows with targets 0 and 1 that nothing is to be learned from.
  private static Dataset rows(Loss loss, int outputs, boolean weighed) {
    SplittableRandom random = Seeds.of(3).stream("rows");
    Matrix x = Matrix.zeros(ROWS, INPUT.numbers());
    Matrix y = Matrix.zeros(ROWS, loss.targetColumns(outputs));
    int[] codes = new int[ROWS * INPUT.categories()];
    float[] weights = new float[ROWS];
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < x.cols(); c++) {
        x.set(r, c, (float) random.nextDouble(-1, 1));
      }
      for (int c = 0; c < y.cols(); c++) {
        y.set(r, c, random.nextInt(2));
      }
      codes[2 * r] = random.nextInt(3);
      codes[2 * r + 1] = random.nextInt(-1, 2);
      weights[r] = r % 2 + 0.5f;
    }
    return new Dataset(INPUT, x, codes, y, weighed ? weights : null, new int[ROWS]);
  }

  /// Ends a run after some steps in a row that allocated nothing, or after [#MOST].
  private static final class Meter implements BooleanSupplier, TrainingListener {
    private final ThreadMXBean mx = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final int threads;
    private final int wanted;
    private long[] workers = {};
    private boolean counts;
    private long steps;
    private int quiet;
    private long own;
    private long theirs;

    /// Of the last step that allocated, or 0 if the run became quiet.
    private long bytes = -1;

    /// @param quiet steps in a row
    Meter(int threads, int quiet) {
      this.threads = threads;
      wanted = quiet;
    }

    @Override
    public boolean getAsBoolean() {
      long now = mx.getCurrentThreadAllocatedBytes();
      long all = total(); // allocates in this thread, so after that
      long step = now - own + all - theirs;
      if (counts) {
        quiet = step == 0 ? quiet + 1 : 0;
        bytes = step > 0 ? step : quiet >= wanted ? 0 : bytes;
      }
      if (steps == 0) {
        workers = workers();
        all = total();
      }
      counts = true;
      theirs = all;
      own = mx.getCurrentThreadAllocatedBytes();
      return quiet >= wanted || ++steps >= MOST;
    }

    /// The epoch is over; the step before the next question is the first of another one.
    @Override
    public void on(TrainingEvent event) {
      counts = false;
    }

    private long[] workers() {
      List<Thread> found =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().startsWith("soma-kernels-") && !before.contains(t))
              .toList();
      assertThat(found).as("workers").hasSize(threads - 1);
      return found.stream().mapToLong(Thread::threadId).toArray();
    }

    private long total() {
      long sum = 0;
      for (long id : workers) {
        sum += mx.getThreadAllocatedBytes(id);
      }
      return sum;
    }
  }
}
