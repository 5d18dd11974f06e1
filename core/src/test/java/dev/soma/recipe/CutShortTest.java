package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The model of a run that was cut short says what makes it again without a clock.
class CutShortTest {
  private static final TrainingListener SILENT = TrainingListener.silent();
  private static final int STEPS = 5;

  @TempDir Path folder;

  private static Split parts() {
    Table table = SmallTables.numbers(1, 120);
    return table.split(0.8, 0, 0.2, Seeds.of(3));
  }

  private static Mlp mlp() {
    return Mlp.regressor()
        .hidden(6, Activation.TANH)
        .optimizer(Optimizer.adam(0.02))
        .epochs(6)
        .clipTargets(true)
        .execution(SmallFits.plain());
  }

  private static Execution until(BooleanSupplier stop) {
    return new Execution(SmallFits.plain().kernels(), 1, Double.POSITIVE_INFINITY, stop);
  }

  /// Stops the network that follows so many whole ones.
  private static Fit cut(MlpBag bag, int kept, AtomicInteger begun, Split parts) {
    Fit fit =
        bag.fit(
            parts,
            e -> {
              if (e instanceof TrainingEvent.MemberStarted m) {
                begun.set(m.member());
              }
            });
    assertThat(fit.history().stopped().reason()).isEqualTo(TrainingEvent.Reason.INTERRUPTED);
    assertThat(fit.model().members()).hasSize(kept);
    return fit;
  }

  private byte[] bytes(Model model) throws IOException {
    Path file = folder.resolve("m.soma");
    model.save(file);
    return Files.readAllBytes(file);
  }

  private static Map<String, String> settings(Fit fit) {
    return fit.model().provenance().settings();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void a_bag_is_made_again_by_its_number_of_networks(int kept) throws IOException {
    AtomicInteger begun = new AtomicInteger();
    Mlp stopped = mlp().execution(until(() -> begun.get() > kept));
    Fit fit = cut(stopped.folds(3).members(2), kept, begun, parts());
    assertThat(settings(fit))
        .containsEntry("max_networks", "" + kept)
        .doesNotContainKey("max_steps");
    Fit again = mlp().folds(3).members(2).maxNetworks(kept).fit(parts(), SILENT);
    assertThat(again.history().stopped().reason()).isNotEqualTo(TrainingEvent.Reason.INTERRUPTED);
    assertThat(bytes(again.model())).isEqualTo(bytes(fit.model()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void networks_without_folds_are_made_again_by_their_number(int kept) throws IOException {
    AtomicInteger begun = new AtomicInteger();
    Mlp stopped = mlp().execution(until(() -> begun.get() > kept));
    Fit fit = cut(stopped.members(4), kept, begun, parts());
    assertThat(settings(fit)).containsEntry("members", "" + kept);
    assertThat(bytes(mlp().members(kept).fit(parts(), SILENT).model()))
        .isEqualTo(bytes(fit.model()));
  }

  @Test
  void a_first_network_that_is_cut_short_says_its_steps() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Mlp stopped = mlp().execution(until(() -> asked.incrementAndGet() >= STEPS));
    Fit bag = stopped.folds(3).members(2).fit(parts(), SILENT);
    assertThat(settings(bag)).containsEntry("max_networks", "1").containsEntry("max_steps", "5");
    Mlp limited = mlp().maxSteps(STEPS);
    assertThat(bytes(limited.folds(3).members(2).maxNetworks(1).fit(parts(), SILENT).model()))
        .isEqualTo(bytes(bag.model()));
    asked.set(0);
    Fit one = stopped.fit(parts(), SILENT);
    assertThat(settings(one)).containsEntry("max_steps", "5");
    assertThat(bytes(limited.fit(parts(), SILENT).model())).isEqualTo(bytes(one.model()));
  }

  @Test
  void a_run_that_nothing_cuts_short_says_nothing_of_limits() {
    assertThat(settings(mlp().folds(3).members(2).fit(parts(), SILENT)))
        .doesNotContainKeys("max_networks", "max_steps");
    assertThat(settings(mlp().fit(parts(), SILENT))).doesNotContainKeys("max_steps");
    assertThatThrownBy(() -> mlp().folds(3).maxNetworks(0))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E201"));
  }
}
