package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.train.Problems.Run;
import dev.soma.train.diagnose.Condition;
import dev.soma.train.diagnose.Diagnostic;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every fault is planted and found, and healthy runs are left alone.
class DiagnosticsTest {
  private static final Dataset CURVE = Problems.curve(100, 1);
  private static final Dataset CURVE_VALIDATION = Problems.curve(50, 2);
  private static final Dataset RINGS = Problems.rings(200, 1);
  private static final Dataset RINGS_VALIDATION = Problems.rings(100, 2);

  private static TrainingConfig config(Loss loss, double rate, int epochs) {
    return Problems.config(loss, Optimizer.adam(rate)).epochs(epochs);
  }

  private static Run curve(String network, TrainingConfig config) {
    return Problems.run(network, CURVE, CURVE_VALIDATION, Metric.RMSE, config, Problems.plain());
  }

  private static Run rings(String network, TrainingConfig config) {
    return Problems.run(
        network, RINGS, RINGS_VALIDATION, Metric.LOG_LOSS, config, Problems.plain());
  }

  private static List<TrainingEvent.Diagnosed> events(Run run) {
    return run.events().stream()
        .filter(TrainingEvent.Diagnosed.class::isInstance)
        .map(TrainingEvent.Diagnosed.class::cast)
        .toList();
  }

  private static List<Condition> found(Run run) {
    return events(run).stream().map(e -> e.diagnostic().condition()).distinct().toList();
  }

  private static Diagnostic first(Run run, Condition condition) {
    return events(run).stream()
        .map(TrainingEvent.Diagnosed::diagnostic)
        .filter(d -> d.condition() == condition)
        .findFirst()
        .orElseThrow(() -> new AssertionError(condition + " is not among " + found(run)));
  }

  private static Dataset times(Dataset data, float factor) {
    Matrix x = Matrix.zeros(data.rows(), data.shape().numbers());
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = factor * data.numbers().data()[i];
    }
    return Dataset.of(x, data.targets());
  }

  /// Classes that nothing decides.
  private static Matrix drawn(int rows, long seed) {
    SplittableRandom random = Seeds.of(seed).stream("drawn");
    Matrix y = Matrix.zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
      y.set(r, 0, random.nextInt(3));
    }
    return y;
  }

  @Test
  void units_whose_bias_is_far_below_zero_are_dead() {
    TrainingConfig config =
        config(Loss.SQUARED_ERROR, 0.001, 140).initializer(Initializer.AUTO, -100);
    Run run = curve("2 -> Dense(16, relu) -> Dense(1, identity)", config);
    Diagnostic d = first(run, Condition.D1);
    assertThat(d.layer()).isEqualTo(1);
    assertThat(d.evidence()).containsEntry("units", 16.0).containsEntry("rows", 100.0);
    assertThat(d.text())
        .startsWith("D1 epoch " + d.epoch() + "  layer 1: 16 of 16 relu units gave 0")
        .endsWith("(soma why D1)");
    assertThat(d.remedy()).isEqualTo("--bias-init 0");
  }

  @Test
  void dead_units_are_told_a_few_epochs_after_they_are_first_seen_however_few_the_rows() {
    TrainingConfig config =
        config(Loss.SQUARED_ERROR, 0.001, 8).initializer(Initializer.AUTO, -100);
    Run run = curve("2 -> Dense(16, relu) -> Dense(1, identity)", config);
    assertThat(first(run, Condition.D1).epoch()).isEqualTo(6);
  }

  @Test
  void steps_are_not_said_to_be_too_small_where_no_gradient_reaches_the_units() {
    TrainingConfig config =
        Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(1e-7))
            .epochs(60)
            .initializer(Initializer.AUTO, -100);
    String network = "2 -> Dense(16, relu) -> Dense(1, identity)";
    assertThat(found(curve(network, config))).doesNotContain(Condition.D5);
  }

  @Test
  void inputs_that_are_not_scaled_saturate_logistic_and_tanh() {
    for (String f : List.of("logistic", "tanh")) {
      Run run =
          Problems.run(
              "2 -> Dense(16, " + f + ") -> Dense(3, softmax)",
              times(RINGS, 1e4f),
              times(RINGS_VALIDATION, 1e4f),
              Metric.LOG_LOSS,
              config(Loss.CROSS_ENTROPY, 0.001, 90),
              Problems.plain());
      assertThat(first(run, Condition.D2).sentence()).contains(f);
    }
  }

  @Test
  void a_rate_that_is_far_too_high_makes_steps_explode() {
    TrainingConfig config =
        Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(20)).clipping(new Clipping.ByNorm(1));
    Run run = curve("2 -> Dense(16, tanh) -> Dense(1, identity)", config);
    Diagnostic d = first(run, Condition.D3);
    assertThat(d.remedy()).isEqualTo("--lr 0.1");
    assertThat(d.evidence().get("J")).isGreaterThan(d.evidence().get("J before the first step"));
  }

  @Test
  void deltas_vanish_on_the_way_through_many_logistic_layers() {
    String network = "2" + " -> Dense(8, logistic)".repeat(9) + " -> Dense(3, softmax)";
    Run run = rings(network, config(Loss.CROSS_ENTROPY, 1e-4, 90));
    Diagnostic d = first(run, Condition.D4);
    assertThat(d.evidence()).hasSize(10).containsKey("mean |delta(2)|");
    assertThat(d.remedy()).isEqualTo("--activation selu");
  }

  @Test
  void vanishing_deltas_are_not_laid_to_the_rate_that_bounded_units_have() {
    String network = "2" + " -> Dense(8, logistic)".repeat(9) + " -> Dense(3, softmax)";
    TrainingConfig config = Problems.config(Loss.CROSS_ENTROPY, Optimizer.sgd(0.5)).epochs(90);
    Run run = rings(network, config);
    for (Condition condition : List.of(Condition.D4, Condition.D8)) {
      assertThat(first(run, condition).remedy()).isEqualTo("--activation selu --lr 0.1");
    }
  }

  @Test
  void a_rate_that_is_far_too_low_is_too_slow() {
    Run run =
        curve("2 -> Dense(16, tanh) -> Dense(1, identity)", config(Loss.SQUARED_ERROR, 1e-8, 30));
    assertThat(first(run, Condition.D5).remedy()).isEqualTo("--lr 0.001");
  }

  @Test
  void what_is_not_finite_is_named_with_its_line() {
    TrainingConfig config = Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(1e6)).epochs(50);
    Run run = curve("2 -> Dense(8, relu) -> Dense(1, identity)", config);
    Diagnostic d = first(run, Condition.D6);
    assertThat(d.sentence())
        .matches(
            "(z\\([23]\\) unit \\d became .* in batch \\d, first in line \\d+|J became .*, though all units are finite: z\\(3\\) unit 1 = .*, first in line \\d+)"
                + "; lines of the batch: (\\d+, ){4}\\d+ and \\d+ more");
    String symbol = d.sentence().substring(0, 4);
    assertThat(d.layer()).isEqualTo(symbol.equals("z(2)") ? 1 : symbol.equals("z(3)") ? 2 : 0);
    assertThat(d.evidence()).containsKey("rows of the batch");
  }

  @Test
  void few_rows_are_learned_by_heart() {
    Matrix few = Problems.rings(30, 1).numbers();
    Run run =
        Problems.run(
            "2 -> Dense(64, relu) -> Dense(64, relu) -> Dense(3, softmax)",
            Problems.dataset(few, drawn(few.rows(), 5), null),
            RINGS_VALIDATION,
            Metric.LOG_LOSS,
            config(Loss.CROSS_ENTROPY, 0.01, 300).patience(290),
            Problems.plain());
    assertThat(first(run, Condition.D7).remedy()).isEqualTo("--l2 0.001");
  }

  @Test
  void targets_that_have_nothing_to_do_with_the_inputs_are_not_learned() {
    Diagnostic d = first(noise("2 -> Dense(16, relu) -> Dense(3, softmax)"), Condition.D8);
    assertThat(d.epoch()).isEqualTo(10);
    assertThat(d.evidence()).containsKeys("loss of a constant", "rows predicted as class 2");
    assertThat(d.evidence().get("loss of a constant")).isBetween(1.0, 1.2); // about ln 3
    assertThat(d.remedy()).isEqualTo("--hidden none");
    Diagnostic linear = first(noise("2 -> Dense(3, softmax)"), Condition.D8);
    assertThat(linear.remedy()).as("it is that already").isEqualTo("--optimizer lbfgs --lr 1");
  }

  @Test
  void a_validation_loss_that_is_never_finite_is_told_however_short_the_run_is() {
    Matrix far = Matrix.zeros(CURVE_VALIDATION.rows(), 2);
    far.set(3, 0, Float.POSITIVE_INFINITY);
    Dataset validation = Problems.dataset(far, CURVE_VALIDATION.targets(), null);
    for (int epochs : List.of(3, 12)) {
      TrainingConfig config = config(Loss.SQUARED_ERROR, 0.01, epochs);
      Run run =
          Problems.run(
              "2 -> Dense(8, relu) -> Dense(1, identity)",
              CURVE,
              validation,
              Metric.RMSE,
              config,
              Problems.plain());
      Diagnostic d = first(run, Condition.D8);
      assertThat(d.epoch()).isEqualTo(Math.min(epochs, 10));
      assertThat(d.sentence()).contains("the validation loss is not finite; saying the same");
      assertThat(d.evidence()).doesNotContainKey("steps");
      assertThat(found(run)).doesNotContain(Condition.D7);
    }
  }

  private static Run noise(String network) {
    return Problems.run(
        network,
        Problems.dataset(RINGS.numbers(), drawn(RINGS.rows(), 3), null),
        Problems.dataset(RINGS_VALIDATION.numbers(), drawn(100, 4), null),
        Metric.LOG_LOSS,
        config(Loss.CROSS_ENTROPY, 0.002, 12),
        Problems.plain());
  }

  @Test
  void a_run_that_is_too_short_to_be_judged_says_so_and_steps_are_enough() {
    Dataset training = Problems.dataset(RINGS.numbers(), drawn(RINGS.rows(), 3), null);
    Dataset validation = Problems.dataset(RINGS_VALIDATION.numbers(), drawn(100, 4), null);
    String network = "2 -> Dense(16, relu) -> Dense(3, softmax)";
    TrainingConfig few = config(Loss.CROSS_ENTROPY, 0.01, 4).batch(50);
    Run run = Problems.run(network, training, validation, Metric.LOG_LOSS, few, Problems.plain());
    Diagnostic d = first(run, Condition.D8);
    assertThat(d.sentence()).startsWith("the run was too short to be judged: after 4 epochs");
    assertThat(d.evidence()).containsEntry("steps", 16.0);
    assertThat(d.remedy()).isEqualTo("--epochs 50");
    TrainingConfig many = config(Loss.CROSS_ENTROPY, 0.01, 6).batch(1);
    run = Problems.run(network, training, validation, Metric.LOG_LOSS, many, Problems.plain());
    assertThat(first(run, Condition.D8).epoch()).isEqualTo(5);
    assertThat(found(rings(network, few))).doesNotContain(Condition.D8); // it learns something
  }

  @Test
  void a_run_whose_loss_falls_is_not_judged_before_it_stands_or_ends() {
    String network = "2 -> Dense(8, relu) -> Dense(3, softmax)";
    Dataset training = times(RINGS, 10);
    Dataset validation = times(RINGS_VALIDATION, 10);
    for (int epochs : List.of(20, 60)) {
      TrainingConfig slow =
          Problems.config(Loss.CROSS_ENTROPY, Optimizer.sgd(0.0005)).epochs(epochs).batch(50);
      Run run =
          Problems.run(network, training, validation, Metric.LOG_LOSS, slow, Problems.plain());
      Diagnostic d = first(run, Condition.D8);
      if (epochs == 20) { // 1.36 at its end, where a constant costs 1.10, and still falling
        assertThat(d.sentence()).startsWith("the run was too short to be judged: after 20 epochs");
      } else { // 1.23, and hardly falling any more
        assertThat(d.epoch()).isBetween(21, 60);
        assertThat(d.sentence()).startsWith("after " + d.epoch() + " epochs the validation loss");
      }
    }
  }

  @Test
  void units_of_a_parametric_layer_are_dead_while_alpha_stays_near_1() {
    String network = "2 -> Dense(16, relu, parametric) -> Dense(1, identity)";
    TrainingConfig config =
        config(Loss.SQUARED_ERROR, 1e-6, 140).initializer(Initializer.AUTO, -100);
    Diagnostic d = first(curve(network, config), Condition.D1);
    assertThat(d.sentence()).startsWith("16 of 16 relu units are flat, alpha near 1 and z <= 0");
  }

  @ParameterizedTest
  @CsvSource({"zero", "constant(0.1)"})
  void equal_weights_make_equal_units(String init) {
    TrainingConfig config =
        config(Loss.SQUARED_ERROR, 0.01, 3).initializer(Initializer.parse(init), 0);
    Run run = curve("2 -> Dense(16, tanh) -> Dense(1, identity)", config);
    Diagnostic d = first(run, Condition.D10);
    assertThat(d.epoch()).isEqualTo(1);
    assertThat(d.sentence()).contains("16 of 16 units are equal");
  }

  private static Run many(boolean numbers, String network, TrainingConfig config) {
    Dataset training = numbers ? Problems.curve(800, 1) : Problems.rings(800, 1);
    Dataset validation = numbers ? Problems.curve(200, 2) : Problems.rings(200, 2);
    Metric metric = numbers ? Metric.RMSE : Metric.LOG_LOSS;
    return Problems.run(network, training, validation, metric, config, Problems.plain());
  }

  @Test
  void healthy_runs_are_left_alone() {
    TrainingConfig numbers = config(Loss.SQUARED_ERROR, 0.01, 25).batch(32);
    TrainingConfig classes = config(Loss.CROSS_ENTROPY, 0.01, 25).batch(32);
    for (String f : List.of("relu", "tanh", "logistic", "selu")) {
      String hidden = "2 -> Dense(32, " + f + ") -> Dense(32, " + f + ")";
      assertThat(events(many(true, hidden + " -> Dense(1, identity)", numbers))).as(f).isEmpty();
      assertThat(events(many(false, hidden + " -> Dense(3, softmax)", classes))).as(f).isEmpty();
    }
    assertThat(events(many(true, "2 -> Maxout(8, 2) -> Dense(1, identity)", numbers))).isEmpty();
  }

  @Test
  void a_condition_is_told_once_for_each_layer_and_counted_at_the_end() {
    TrainingConfig config =
        config(Loss.SQUARED_ERROR, 0.01, 5).initializer(new Initializer.Constant(0.1), 0);
    Run run =
        curve("2 -> Dense(4, tanh) -> Dense(4, tanh) -> Dense(1, identity)", config.epochs(130));
    List<TrainingEvent.Diagnosed> equal =
        events(run).stream().filter(e -> e.diagnostic().condition() == Condition.D10).toList();
    assertThat(equal).extracting(e -> e.diagnostic().layer()).containsExactly(1, 2, 1, 2);
    assertThat(equal).extracting(TrainingEvent.Diagnosed::times).containsExactly(1, 1, 2, 2);
    assertThat(run.events().getLast()).isInstanceOf(TrainingEvent.Stopped.class);
  }

  @Test
  void kernels_and_threads_change_nothing() {
    TrainingConfig config = config(Loss.CROSS_ENTROPY, 1e-4, 90);
    String network = "2" + " -> Dense(8, logistic)".repeat(9) + " -> Dense(3, softmax)";
    List<TrainingEvent.Diagnosed> plain = events(rings(network, config));
    Execution other = new Execution(KernelChoice.auto(), 3, Double.POSITIVE_INFINITY, () -> false);
    Run run = Problems.run(network, RINGS, RINGS_VALIDATION, Metric.LOG_LOSS, config, other);
    assertThat(events(run)).isEqualTo(plain).isNotEmpty();
  }
}
