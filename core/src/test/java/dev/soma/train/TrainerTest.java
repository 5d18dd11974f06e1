package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.train.Problems.Run;
import dev.soma.train.TrainingEvent.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The loop: what it learns, when it ends, and what it keeps.
class TrainerTest {
  private static final String CURVE = "2 -> Dense(12, tanh) -> Dense(1, identity)";
  private static final String RINGS = "2 -> Dense(12, relu) -> Dropout(0.1) -> Dense(3, softmax)";
  private static final Dataset TRAINING = Problems.curve(200, 1);
  private static final Dataset VALIDATION = Problems.curve(80, 2);

  static List<Optimizer> optimizers() {
    return List.of(
        Optimizer.sgd(0.1),
        Optimizer.momentum(0.02),
        Optimizer.nesterov(0.02),
        Optimizer.rmsProp(0.01),
        Optimizer.adagrad(0.1),
        Optimizer.adadelta(1),
        Optimizer.adam(0.01),
        Optimizer.adamW(0.01, 0.01),
        Optimizer.lbfgs());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void every_optimizer_lowers_J(Optimizer optimizer) {
    TrainingConfig config = Problems.config(Loss.SQUARED_ERROR, optimizer);
    Run run = Problems.run(CURVE, TRAINING, VALIDATION, Metric.RMSE, config, Problems.plain());
    double first = run.epochs().get(1).j();
    assertThat(run.lastJ()).as("%s from %s", optimizer, first).isLessThan(0.8 * first);
    assertThat(run.result().history().best().metricValue())
        .isLessThan(0.9 * run.epochs().getFirst().metricValue());
    assertThat(run.stopped().reason()).isIn(Reason.COMPLETED, Reason.CONVERGED);
  }

  @Test
  void l_bfgs_finds_the_optimum_of_linear_regression() {
    Dataset line =
        Problems.rows(
            new double[][] {{0, 1}, {1, 0}, {2, 5}, {3, -1}, {4, 2}}, -0.5, 3, -2.5, 8.5, 6);
    Run run =
        Problems.run(
            "2 -> Dense(1, identity)",
            line,
            Problems.none(line),
            Metric.RMSE,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.lbfgs()).epochs(100),
            Problems.plain());
    assertThat(run.stopped().reason()).isEqualTo(Reason.CONVERGED);
    assertThat((double) run.weights()[0]).isCloseTo(2, within(1e-3));
    assertThat((double) run.weights()[1]).isCloseTo(-1.5, within(1e-3));
    Parameters gradient = gradient(run.result().network(), line, Loss.SQUARED_ERROR);
    for (float g : gradient.values()) {
      assertThat((double) g).as("gradient at the optimum").isCloseTo(0, within(1e-3));
    }
  }

  private static Parameters gradient(Network network, Dataset data, Loss loss) {
    Parameters gradient = network.parameters().zerosLike();
    try (Workspace ws =
        new Workspace(
            network.spec(), data.rows(), KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      Targets targets = new Targets(data.targets(), data.weights(), 0);
      network.lossAndGradient(data.batch(), targets, loss, ws, false, gradient, false);
    }
    return gradient;
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam(0.01)", "momentum(0.05)", "lbfgs"})
  void kernels_and_threads_do_not_change_the_bits(String text) {
    Optimizer optimizer =
        switch (text) {
          case "lbfgs" -> Optimizer.lbfgs();
          case "adam(0.01)" -> Optimizer.adam(0.01);
          default -> Optimizer.momentum(0.05);
        };
    String network = text.equals("lbfgs") ? RINGS.replace("-> Dropout(0.1) ", "") : RINGS;
    TrainingConfig config = Problems.config(Loss.CROSS_ENTROPY, optimizer).epochs(4);
    Dataset training = Problems.rings(150, 5);
    Dataset validation = Problems.rings(50, 6);
    List<float[]> weights = new ArrayList<>();
    for (String kernels : List.of("scalar", "vector")) {
      for (int threads : new int[] {1, 2}) {
        Execution how =
            new Execution(
                KernelChoice.forced(kernels), threads, Double.POSITIVE_INFINITY, () -> false);
        Run run = Problems.run(network, training, validation, Metric.LOG_LOSS, config, how);
        weights.add(run.weights());
      }
    }
    for (float[] other : weights) {
      assertThat(other).isEqualTo(weights.getFirst());
    }
    Run other =
        Problems.run(
            network, training, validation, Metric.LOG_LOSS, config.seed(2), Problems.plain());
    assertThat(other.weights()).isNotEqualTo(weights.getFirst());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 13, 26, 31})
  void max_steps_gives_the_bits_of_a_run_that_was_interrupted_there(int steps) {
    TrainingConfig config = Problems.config(Loss.SQUARED_ERROR, Optimizer.adam(0.01));
    AtomicLong asked = new AtomicLong();
    Run interrupted =
        Problems.run(
            CURVE,
            TRAINING,
            VALIDATION,
            Metric.RMSE,
            config,
            Problems.execution(() -> asked.incrementAndGet() >= steps));
    Run limited =
        Problems.run(
            CURVE, TRAINING, VALIDATION, Metric.RMSE, config.maxSteps(steps), Problems.plain());
    assertThat(interrupted.stopped().reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(limited.stopped().reason()).isEqualTo(Reason.MAX_STEPS);
    assertThat(limited.stopped().step()).isEqualTo(steps);
    assertThat(limited.weights()).isEqualTo(interrupted.weights());
    assertThat(limited.stopped().bestEpoch()).isEqualTo(interrupted.stopped().bestEpoch());
    assertThat(limited.stopped().epoch()).isEqualTo((steps + 12) / 13);
    assertThat(config.maxSteps(steps).settings()).isEqualTo(config.settings());
  }

  @Test
  void a_run_that_is_stopped_at_once_made_one_step() {
    Run run =
        Problems.run(
            CURVE,
            TRAINING,
            VALIDATION,
            Metric.RMSE,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.01)),
            Problems.execution(() -> true));
    assertThat(run.stopped().step()).isEqualTo(1);
    assertThat(run.epochs()).hasSize(2);
  }

  @Test
  void the_time_limit_ends_a_run() {
    Execution short1 = new Execution(KernelChoice.forced("scalar"), 1, 1e-9, () -> false);
    Run run =
        Problems.run(
            CURVE,
            TRAINING,
            VALIDATION,
            Metric.RMSE,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.01)),
            short1);
    assertThat(run.stopped().reason()).isEqualTo(Reason.MAX_TIME);
    assertThat(run.stopped().step()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6})
  void early_stopping_keeps_exactly_the_best_epoch(int patience) {
    Dataset few = Problems.rings(30, 3);
    Dataset validation = Problems.rings(60, 4);
    String network = "2 -> Dense(30, relu) -> Dense(3, softmax)";
    TrainingConfig config =
        Problems.config(Loss.CROSS_ENTROPY, Optimizer.adam(0.03)).epochs(400).patience(patience);
    Run run = Problems.run(network, few, validation, Metric.LOG_LOSS, config, Problems.plain());
    assertThat(run.stopped().reason()).isEqualTo(Reason.EARLY);
    int best = run.stopped().bestEpoch();
    assertThat(run.stopped().epoch()).isEqualTo(best + patience);
    assertThat(run.epochs()).hasSize(best + patience + 1);
    double value = run.result().history().best().metricValue();
    run.epochs().forEach(e -> assertThat(e.metricValue()).isGreaterThanOrEqualTo(value));
    assertThat(score(run.result().network(), validation)).isEqualTo(value);
    int last = 0;
    for (TrainingEvent.Epoch e : run.epochs()) {
      last = e.best() ? e.epoch() : last;
      assertThat(e.bestEpoch()).isEqualTo(last);
    }
  }

  private static double score(Network network, Dataset data) {
    try (Workspace ws =
        new Workspace(
            network.spec(), data.rows(), KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      network.forward(data.batch(), ws);
      int last = network.spec().layers().size() - 1;
      float[] z = ws.z(last, data.rows()).data();
      float[] a = ws.a(last, data.rows()).data();
      int n = data.rows() * network.spec().outputs();
      return Problems.scorer(Metric.LOG_LOSS, data, network.spec())
          .score(Arrays.copyOf(z, n), Arrays.copyOf(a, n), data);
    }
  }

  @Test
  void without_validation_rows_the_last_epoch_is_kept() {
    for (Metric metric : List.of(Metric.LOG_LOSS, Metric.ACCURACY)) {
      Dataset training = Problems.rings(60, 3);
      TrainingConfig config = Problems.config(Loss.CROSS_ENTROPY, Optimizer.adam(0.01)).patience(1);
      Run run =
          Problems.run(RINGS, training, Problems.none(training), metric, config, Problems.plain());
      assertThat(run.stopped().reason()).isEqualTo(Reason.COMPLETED);
      assertThat(run.stopped().bestEpoch()).isEqualTo(15);
      assertThat(run.epochs().getLast().metricValue()).isNaN();
    }
  }

  @Test
  void averaged_weights_are_the_mean_over_the_steps() {
    TrainingConfig config = Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.05)).epochs(1);
    Dataset none = Problems.none(TRAINING);
    double[] sum = new double[37 + 12];
    for (int step = 1; step <= 13; step++) {
      Run run =
          Problems.run(CURVE, TRAINING, none, Metric.RMSE, config.maxSteps(step), Problems.plain());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += run.weights()[i];
      }
    }
    Run run =
        Problems.run(
            CURVE, TRAINING, none, Metric.RMSE, Problems.averaged(config), Problems.plain());
    for (int i = 0; i < sum.length; i++) {
      assertThat(run.weights()[i]).isEqualTo((float) (sum[i] / 13));
    }
  }

  @Test
  void averaged_l_bfgs_moves_too() {
    TrainingConfig config = Problems.config(Loss.SQUARED_ERROR, Optimizer.lbfgs());
    Run run =
        Problems.run(
            CURVE, TRAINING, VALIDATION, Metric.RMSE, Problems.averaged(config), Problems.plain());
    assertThat(run.stopped().bestEpoch()).isPositive();
    assertThat(run.result().history().best().metricValue())
        .isLessThan(run.epochs().getFirst().metricValue());
  }

  @Test
  void a_row_of_weight_3_counts_as_three_rows() {
    Dataset rows = Problems.rings(12, 9);
    float[] weights = new float[12];
    List<Integer> copies = new ArrayList<>();
    for (int r = 0; r < 12; r++) {
      weights[r] = r % 4;
      for (int i = 0; i < r % 4; i++) {
        copies.add(r);
      }
    }
    Dataset repeated = rows.rows(copies.stream().mapToInt(Integer::intValue).toArray());
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(5, tanh) -> Dense(3, softmax)");
    Network network = Network.of(Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(3)));
    float[] weighted = gradient(network, rows.weighted(weights), Loss.CROSS_ENTROPY).values();
    float[] plain = gradient(network, repeated, Loss.CROSS_ENTROPY).values();
    for (int i = 0; i < plain.length; i++) {
      assertThat((double) weighted[i]).as("parameter %d", i).isCloseTo(plain[i], within(1e-5));
    }
  }

  @Test
  void weights_of_one_train_the_bits_of_no_weights() {
    float[] ones = new float[TRAINING.rows()];
    Arrays.fill(ones, 1);
    TrainingConfig config = Problems.config(Loss.SQUARED_ERROR, Optimizer.adam(0.01)).epochs(3);
    Run plain = Problems.run(CURVE, TRAINING, VALIDATION, Metric.RMSE, config, Problems.plain());
    Run weighted =
        Problems.run(
            CURVE, TRAINING.weighted(ones), VALIDATION, Metric.RMSE, config, Problems.plain());
    assertThat(weighted.weights()).isEqualTo(plain.weights());
  }

  @Test
  void J_of_an_epoch_is_the_mean_over_its_rows_with_the_penalty() {
    TrainingConfig config =
        Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.05))
            .epochs(1)
            .regularization(Regularization.l2(0.1));
    Run run = Problems.run(CURVE, TRAINING, VALIDATION, Metric.RMSE, config, Problems.plain());
    double sum = 0;
    int batches = 0;
    for (TrainingEvent e : run.events()) {
      if (e instanceof TrainingEvent.BatchDone b) {
        batches++;
        sum += b.j() * (b.batch() == 13 ? 8 : 16);
      }
    }
    assertThat(batches).isEqualTo(13);
    assertThat(run.lastJ()).isCloseTo(sum / 200, within(1e-12));
  }

  @Test
  void the_schedule_sees_the_step_and_the_validation_history() {
    Dataset constant = Problems.rows(new double[][] {{0, 0}, {0, 0}, {0, 0}, {0, 0}}, 1, -1, 1, -1);
    TrainingConfig config =
        Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.5))
            .batch(4)
            .epochs(9)
            .schedule(new Schedule.ReduceOnPlateau(0.1, 2));
    Run run =
        Problems.run(
            "2 -> Dense(1, identity)", constant, constant, Metric.RMSE, config, Problems.plain());
    List<Double> rates = run.epochs().stream().skip(1).map(TrainingEvent.Epoch::rate).toList();
    assertThat(rates.getFirst()).isEqualTo(0.5);
    assertThat(rates.getLast()).as("nothing can improve: %s", rates).isLessThan(0.006);
    assertThat(rates).isSortedAccordingTo(java.util.Comparator.reverseOrder());

    Run cosine =
        Problems.run(
            CURVE,
            TRAINING,
            VALIDATION,
            Metric.RMSE,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.1))
                .schedule(new Schedule.Cosine(0)),
            Problems.plain());
    assertThat(cosine.epochs().getLast().rate()).isLessThan(0.001);
    Run improving =
        Problems.run(
            CURVE,
            TRAINING,
            VALIDATION,
            Metric.R2,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.02))
                .epochs(5)
                .schedule(new Schedule.ReduceOnPlateau(0.1, 2)),
            Problems.plain());
    assertThat(improving.epochs().getLast().rate()).as("R2 rises: no plateau").isEqualTo(0.02);
  }

  @Test
  void what_cannot_be_trained_is_refused_before_anything_happens() {
    TrainingConfig config = Problems.config(Loss.CROSS_ENTROPY, Optimizer.lbfgs());
    Dataset rings = Problems.rings(20, 1);
    assertThatThrownBy(
            () -> Problems.run(RINGS, rings, rings, Metric.LOG_LOSS, config, Problems.plain()))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E218"));
    assertThatThrownBy(
            () -> Problems.run(CURVE, rings, rings, Metric.LOG_LOSS, config, Problems.plain()))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E215"));
  }

  @Test
  void settings_out_of_range_are_E201() {
    TrainingConfig c = TrainingConfig.of(Loss.SQUARED_ERROR);
    List<Runnable> bad =
        List.of(
            () -> c.batch(0),
            () -> c.epochs(0),
            () -> c.patience(-1),
            () -> c.maxSteps(-1),
            () -> c.initializer(Initializer.AUTO, Double.NaN),
            () -> new Execution(KernelChoice.auto(), 1, Double.NaN, () -> false));
    for (Runnable call : bad) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E201"));
    }
  }

  @Test
  void one_row_and_a_batch_larger_than_the_data_are_enough() {
    Dataset one = Problems.rows(new double[][] {{1, 2}}, 3);
    Run run =
        Problems.run(
            "2 -> Dense(1, identity)",
            one,
            one,
            Metric.MAE,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(0.1)).batch(1000).epochs(60),
            Problems.plain());
    assertThat(run.result().history().best().metricValue()).isLessThan(1e-3);
    assertThat(run.stopped().step()).isEqualTo(60);
  }
}
