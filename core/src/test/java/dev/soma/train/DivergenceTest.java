package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.nn.Loss;
import dev.soma.optim.Optimizer;
import dev.soma.train.Problems.Run;
import dev.soma.train.TrainingEvent.Reason;
import dev.soma.train.diagnose.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that stop being numbers.
class DivergenceTest {
  private static final Dataset TRAINING = Problems.curve(100, 1);
  private static final Dataset VALIDATION = Problems.curve(30, 2);

  private static Run run(
      String network, Loss loss, Optimizer optimizer, int epochs, boolean valid) {
    Dataset validation = valid ? VALIDATION : Problems.none(VALIDATION);
    TrainingConfig config = Problems.config(loss, optimizer).epochs(epochs);
    return Problems.run(network, TRAINING, validation, Metric.RMSE, config, Problems.plain());
  }

  private static void finite(Run run) {
    for (float w : run.weights()) {
      assertThat(w).isFinite();
    }
  }

  @ParameterizedTest
  @CsvSource({"relu, true", "relu, false", "identity, true", "abs, true", "softplus, false"})
  void a_rate_of_a_million_ends_with_the_place_and_finite_weights(String f, boolean validated) {
    String network = "2 -> Dense(8, " + f + ") -> Dense(8, " + f + ") -> Dense(1, identity)";
    Run run = run(network, Loss.SQUARED_ERROR, Optimizer.sgd(1e6), 50, validated);
    assertThat(run.stopped().reason()).isEqualTo(Reason.DIVERGED);
    Divergence d = run.result().divergence();
    assertThat(d).isNotNull();
    assertThat(d.symbol()).matches("z\\([234]\\)|J");
    assertThat(d.unit()).isBetween(d.symbol().equals("J") ? 0 : 1, 8);
    assertThat(d.epoch()).isEqualTo(run.stopped().epoch());
    assertThat(d.batch()).isBetween(1, 7);
    assertThat(d.row()).isBetween(d.symbol().equals("J") ? -1 : 0, 99);
    assertThat(d.value()).isNotFinite();
    assertThat(d.updateRatio()).isGreaterThan(1);
    finite(run);
    SomaException e = d.error(Optimizer.sgd(1e6));
    assertThat(e.id()).isEqualTo("E601");
    assertThat(e.exitCode()).isEqualTo(6);
    assertThat(e.getMessage())
        .contains("epoch " + d.epoch() + ", batch " + d.batch())
        .contains(d.unit() == 0 ? "J became" : d.symbol() + " unit " + d.unit())
        .contains(Float.isNaN(d.value()) ? "became not a number" : "became infinite");
    assertThat(e.getMessage()).endsWith("the rate was 1000000");
    assertThat(e.fixes()).containsExactly("--lr 0.1"); // the usual one; clipped steps are as long
    assertThat(d.error(Optimizer.sgd(0.25)).fixes()).containsExactly("--lr 0.025", "--clip 1.0");
    assertThat(run.events())
        .filteredOn(
            event ->
                event instanceof TrainingEvent.Diagnosed met
                    && met.diagnostic().condition() == Condition.D6)
        .extracting(met -> ((TrainingEvent.Diagnosed) met).diagnostic().remedy())
        .containsExactly(e.fixes().getFirst());
  }

  @Test
  void the_last_step_of_the_run_may_be_the_one_that_overflows() {
    Dataset one = Problems.rows(new double[][] {{1e30, 1}}, 1e30);
    for (boolean validated : new boolean[] {true, false}) {
      TrainingConfig config = Problems.config(Loss.ABSOLUTE_ERROR, Optimizer.sgd(1e30)).epochs(1);
      Run run =
          Problems.run(
              "2 -> Dense(1, identity)",
              one,
              validated ? one : Problems.none(one),
              Metric.MAE,
              config,
              Problems.plain());
      finite(run);
      assertThat(run.stopped().reason()).isEqualTo(Reason.DIVERGED);
      assertThat(run.result().divergence().symbol()).isEqualTo("z(2)");
      assertThat(run.result().divergence().batch()).isEqualTo(1);
    }
  }

  @Test
  void l_bfgs_that_starts_where_J_is_infinite_diverges_too() {
    Dataset far = Problems.rows(new double[][] {{1, 1}, {1, 2}}, 1e30, -1e30);
    Run run =
        Problems.run(
            "2 -> Dense(1, identity)",
            far,
            Problems.none(far),
            Metric.RMSE,
            Problems.config(Loss.SQUARED_ERROR, Optimizer.lbfgs()),
            Problems.plain());
    assertThat(run.stopped().reason()).isEqualTo(Reason.DIVERGED);
    assertThat(run.result().divergence().symbol()).isEqualTo("J");
    finite(run);
  }

  @Test
  void clipping_is_a_remedy() {
    TrainingConfig wild = Problems.config(Loss.SQUARED_ERROR, Optimizer.sgd(5)).epochs(30);
    String network = "2 -> Dense(8, relu) -> Dense(1, identity)";
    Run diverged = Problems.run(network, TRAINING, VALIDATION, Metric.RMSE, wild, Problems.plain());
    assertThat(diverged.stopped().reason()).isEqualTo(Reason.DIVERGED);
    Run clipped =
        Problems.run(
            network,
            TRAINING,
            VALIDATION,
            Metric.RMSE,
            wild.clipping(new dev.soma.optim.Clipping.ByNorm(0.01)),
            Problems.plain());
    assertThat(clipped.stopped().reason()).isEqualTo(Reason.COMPLETED);
  }

  @Test
  void the_best_epoch_before_it_is_kept() {
    String network = "2 -> Dense(8, identity) -> Dense(1, identity)";
    Run run = run(network, Loss.SQUARED_ERROR, Optimizer.sgd(1.2), 100, true);
    assertThat(run.stopped().reason()).isEqualTo(Reason.DIVERGED);
    finite(run);
    assertThat(run.result().history().best().epoch()).isEqualTo(run.stopped().bestEpoch());
    assertThat(run.result().history().best().metricValue()).isFinite();
  }
}
