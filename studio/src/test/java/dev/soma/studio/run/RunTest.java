package dev.soma.studio.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Schedule;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.studio.data.SavedModel;
import dev.soma.studio.data.Toys;
import dev.soma.studio.share.Allowance;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.ReferenceParameters;
import dev.soma.train.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A training that is looked at is the same training.
@Timeout(60)
class RunTest {
  private static Settings settings(Object... namesAndValues) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("v", 1));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.START.with(all);
  }

  private static Run run(Settings s) {
    return new Run(s.toy(), s, Allowance.page(), () -> {});
  }

  private static void finish(Run run) throws InterruptedException {
    run.control("start");
    while (!run.ended()) {
      Thread.sleep(2);
    }
    run.close();
  }

  @Test
  void the_best_epoch_of_counts_is_chosen_as_the_command_chooses_it() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("x", IntStream.range(0, 60).mapToDouble(i -> i % 7).toArray());
    columns.put("y", IntStream.range(0, 60).mapToDouble(i -> i % 7 + i % 3).toArray());
    Table rows = Table.columns(columns);
    Model model =
        Mlp.regressor()
            .loss(Loss.POISSON)
            .linear()
            .epochs(2)
            .fit(rows.target("y").split(0.7, 0.3, 0, Seeds.of(1)), TrainingListener.silent())
            .model();
    SavedModel saved = SavedModel.of(model, Path.of("none", "model.soma"), rows);
    Settings further = settings("data", Session.SAVED);
    Run run = new Run(saved.further(0, 1), further, Allowance.page(), () -> {});
    assertThat(model.provenance().settings()).containsEntry("metric", "poisson_deviance");
    assertThat(run.metric()).isEqualTo(Metric.POISSON_DEVIANCE);
    run.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "epoch", "batch"})
  void the_weights_are_those_of_the_java_api(String pressed) throws InterruptedException {
    Settings s =
        settings(
            "data",
            "moons",
            "network",
            "8, 6",
            "activation",
            "relu",
            "optimizer",
            "momentum",
            "lr",
            0.05,
            "l2",
            0.001,
            "batch",
            10,
            "init",
            "he_normal",
            "bias",
            0.1,
            "epochs",
            12,
            "seed",
            5);
    Run run = run(s);
    for (int i = 0; i < 11 && !pressed.equals("start"); i++) {
      run.control(pressed);
      assertThat(run.awaitHeld(10_000)).isTrue();
    }
    if (!run.ended()) {
      finish(run);
    }
    run.close();
    Fit fit =
        Mlp.classifier()
            .hidden(8, Activation.RELU)
            .hidden(6, Activation.RELU)
            .optimizer(Optimizer.momentum(0.05))
            .schedule(Schedule.CONSTANT)
            .l2(0.001)
            .batch(10)
            .initializer(new Initializer.HeNormal(), 0.1)
            .epochs(12)
            .patience(0)
            .seed(5)
            .fit(
                Toys.table("moons", 200, 0.1, 5).split(0.7, 0.3, 0, Seeds.of(5)),
                TrainingListener.silent());
    assertThat(run.snapshots().latest().parameters().values())
        .isEqualTo(fit.model().network().parameters().values());
    assertThat(run.stopped()).isNotNull();
    assertThat(run.stopped().bestEpoch()).isEqualTo(fit.history().stopped().bestEpoch());
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "lbfgs"})
  void the_weights_of_the_best_epoch_come_back_with_its_step_and_the_last_step_stays(
      String optimizer) throws InterruptedException {
    Settings s =
        settings(
            "network",
            "8, 8",
            "activation",
            "relu",
            "optimizer",
            optimizer,
            "epochs",
            60,
            "seed",
            42);
    Run run = run(s);
    finish(run);
    Settings last = s.with(Map.of("v", 1, "keep", "last"));
    Run other = run(last);
    finish(other);
    Snapshots kept = run.snapshots();
    int best = Objects.requireNonNull(run.stopped()).bestEpoch();
    long end = Objects.requireNonNull(run.stopped()).step();
    long step = end / run.stopped().epoch() * best;
    assertThat(best).isPositive().isLessThan(run.stopped().epoch());
    assertThat(kept.latest().when()).isEqualTo(new Snapshots.When(step, best, 0));
    assertThat(kept.steps()).isSorted().doesNotHaveDuplicates().contains(step).endsWith(end);
    assertThat(weights(kept, end)).isEqualTo(other.snapshots().latest().parameters().values());
    assertThat(weights(kept, step)).isEqualTo(kept.latest().parameters().values());
    assertThat(kept.at(step + 1).when().step()).isBetween(step, step + 1);
  }

  private static float[] weights(Snapshots kept, long step) {
    return Objects.requireNonNull(kept.exactly(step)).parameters().values();
  }

  @Test
  void lbfgs_is_held_after_each_of_its_steps() throws InterruptedException {
    Run run = run(settings("optimizer", "lbfgs", "epochs", 5));
    run.control("batch");
    assertThat(run.awaitHeld(10_000)).isTrue();
    assertThat(run.snapshots().latest().when()).isEqualTo(new Snapshots.When(1, 1, 0));
    run.close();
  }

  @Test
  void earlier_weights_are_kept_and_found_by_their_step() throws InterruptedException {
    Run run = run(Settings.START);
    float[] first = run.snapshots().latest().parameters().values();
    for (int i = 0; i < 3; i++) {
      run.control("batch");
      assertThat(run.awaitHeld(10_000)).isTrue();
    }
    assertThat(run.snapshots().steps()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(run.snapshots().at(0).parameters().values()).isEqualTo(first);
    assertThat(run.snapshots().at(3).parameters().values()).isNotEqualTo(first);
    assertThat(run.snapshots().before(3)).isNotNull();
    run.close();
  }

  @Test
  void the_ring_is_bounded() {
    Run run = run(Settings.START);
    Snapshots ring = new Snapshots(run.snapshots().latest().parameters());
    float[] values = run.snapshots().latest().parameters().values();
    for (int i = 0; i < 2000; i++) {
      ring.add(new Snapshots.When(i, 1, i), values);
    }
    assertThat(ring.steps()).hasSize(512).startsWith(1488L).endsWith(1999L);
    run.close();
  }

  @Test
  void j_is_its_data_term_and_its_penalty() throws InterruptedException {
    Run run = run(settings("l2", 0.01, "batch", 1000, "epochs", 3)); // one step an epoch
    run.control("epoch");
    assertThat(run.awaitHeld(10_000)).isTrue();
    History.Point point = run.history().points().getLast();
    BackpropTrace all =
        BackpropTrace.of(
            ReferenceParameters.of(run.snapshots().at(0).parameters()),
            run.subject().cost(),
            run.subject().rows(0, 1000));
    assertThat(point.epoch().j()).isCloseTo(all.gradient().cost().total(), within());
    assertThat(point.penalty()).isCloseTo(all.gradient().cost().l2(), within());
    run.close();
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }

  @Test
  void the_length_of_an_update_is_known_from_the_first_step_on() throws InterruptedException {
    Run run = run(settings("batch", 1000, "epochs", 3)); // one step an epoch
    assertThat(run.history().points().getFirst().ratios()).containsOnly(Double.NaN);
    run.control("epoch");
    assertThat(run.awaitHeld(10_000)).isTrue();
    for (double ratio : run.history().points().getLast().ratios()) {
      assertThat(ratio).isBetween(-6.0, 2.0);
    }
    run.close();
  }

  @Test
  void a_dead_layer_is_seen() {
    Run run = run(settings("activation", "relu", "bias", -100));
    History.Point start = run.history().points().getFirst();
    assertThat(start.health()).hasSize(2);
    assertThat(start.health().getFirst().dead()).isEqualTo(1);
    run.close();
    Run tanh = run(settings("activation", "tanh", "bias", 50));
    assertThat(tanh.history().points().getFirst().health().getFirst().saturated()).isEqualTo(1);
    tanh.close();
  }

  @Test
  void a_training_that_ends_before_there_are_weights_to_look_at_has_not_begun() {
    Run run = run(settings());
    assertThat(run.recorder().begun()).isTrue();
    Recorder early =
        new Recorder(run.subject(), run.metric(), run.config(), Allowance.page(), () -> true);
    early.begins(Parameters.zeros(run.subject().spec()));
    assertThat(early.begun()).isFalse(); // such as by memory that the first pass lacks
    run.close();
  }
}
