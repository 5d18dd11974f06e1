package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.tune.Dimension;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Setting;
import dev.soma.recipe.tune.Space;
import dev.soma.recipe.tune.TrialLog;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Searches from Java.
class MlpSearchTest {
  private static final Table TABLE = SmallTables.classes(2, 150);

  @TempDir Path folder;

  private static Split parts() {
    return TABLE.split(0.6, 0.2, 0.2, Seeds.of(5));
  }

  private static Mlp mlp() {
    return Mlp.classifier().effort(Effort.FAST).epochs(9).execution(SmallFits.plain());
  }

  private static MlpSearch.Found found(MlpSearch search, Split parts) {
    return search.fit(parts, TrainingListener.silent());
  }

  private static List<List<Double>> scores(MlpSearch.Found found) {
    return found.results().stream().map(Result::scores).toList();
  }

  private static float[] weights(MlpSearch.Found found) {
    return found.fit().model().network().parameters().values();
  }

  @Test
  void the_model_is_the_best_trial_trained_anew() {
    MlpSearch.Found found = found(mlp().search().trials(10), parts());
    assertThat(found.results()).hasSize(14);
    assertThat(found.best()).isEqualTo(found.search().ranked(found.results()).getFirst());
    assertThat(found.fit().history().best().metricValue())
        .isEqualTo(found.best().scores().getFirst());
    assertThat(found.gain()).isNotNegative();
    Fit recipe = mlp().fit(parts(), TrainingListener.silent());
    assertThat(found.results().getFirst().scores())
        .as("trial 0 is the recipe")
        .containsExactly(recipe.history().best().metricValue());
    Fit again = found.mlp().fit(parts(), TrainingListener.silent());
    assertThat(again.model().network().parameters().values()).isEqualTo(weights(found));
  }

  @Test
  void a_search_that_was_killed_ends_as_if_it_had_not_been() throws IOException {
    Path log = folder.resolve("whole.jsonl");
    MlpSearch.Found unbroken = found(mlp().search().trials(10).log(log), parts());
    byte[] bytes = Files.readAllBytes(log);
    int header = Files.readAllLines(log).getFirst().getBytes(StandardCharsets.UTF_8).length + 1;
    int half = header + (bytes.length - header) / 2;
    for (int cut : new int[] {bytes.length, half, header + 300, header}) {
      Path other = folder.resolve(cut + ".jsonl");
      Files.write(other, java.util.Arrays.copyOf(bytes, cut));
      int done = TrialLog.read(other).results().size();
      List<Result> told = new ArrayList<>();
      MlpSearch.Found resumed =
          found(mlp().search().trials(10).log(other).each(told::add), parts());
      assertThat(told).hasSize(14 - done);
      assertThat(scores(resumed)).isEqualTo(scores(unbroken));
      assertThat(weights(resumed)).isEqualTo(weights(unbroken));
    }
  }

  @Test
  void folds_give_a_score_each_and_members_are_for_the_end_only() {
    Split parts = TABLE.split(0.8, 0, 0.2, Seeds.of(5));
    Mlp bag =
        Mlp.classifier()
            .recipe(r -> r.members(2).hidden(List.of(8), Activation.SELU, 0.1))
            .epochs(3)
            .execution(SmallFits.plain());
    MlpSearch.Found found = found(bag.search().trials(4), parts);
    assertThat(found.results()).allSatisfy(r -> assertThat(r.scores()).hasSize(5));
    assertThat(found.fit().model().members()).hasSize(10);
  }

  @Test
  void the_test_rows_change_nothing() {
    Split parts = parts();
    Split other = new Split(parts.train(), parts.validation(), parts.validation());
    assertThat(scores(found(mlp().search().trials(4), other)))
        .isEqualTo(scores(found(mlp().search().trials(4), parts)));
  }

  private static List<Setting> varied(Mlp mlp) {
    Asked asked = mlp.asked();
    return asked.space(asked.recipe(parts().train(), 0)).dimensions().stream()
        .map(Dimension::setting)
        .toList();
  }

  @Test
  void what_the_caller_said_is_not_varied() {
    Mlp said = mlp().hidden(4, Activation.TANH).optimizer(Optimizer.adam(0.01)).batch(16);
    assertThat(varied(said)).isEmpty();
    assertThat(varied(mlp().hidden(4, Activation.TANH)))
        .containsExactly(Setting.LR, Setting.DECAY, Setting.BATCH);
  }

  @Test
  void steps_on_all_rows_have_no_batch_to_vary() {
    Mlp whole = mlp().optimizer(Optimizer.lbfgs());
    assertThat(varied(whole)).containsExactly(Setting.HIDDEN, Setting.ACTIVATION);
    MlpSearch.Found found = found(whole.search().trials(4), parts());
    assertThat(found.results()).allSatisfy(r -> assertThat(r.score()).isFinite());
    assertThat(found.fit().model().provenance().settings()).containsEntry("schedule", "constant");
  }

  @Test
  void the_space_is_around_the_recipe_of_the_rows_that_the_first_network_learns_from() {
    Table table = SmallTables.classes(2, 1600); // above the 1,500 of the recipe, a fold below
    Split all = new Split(table, table.rows(0, 0), table.rows(0, 0));
    MlpSearch.Found found =
        found(Mlp.classifier().epochs(1).execution(SmallFits.plain()).search().trials(1), all);
    assertThat(found.search().space().toString())
        .contains("hidden: 64,64,64", "batch: 32 · 64 · 128");
    assertThat(found.fit().model().provenance().settings()).containsEntry("batch", "64");
  }

  @Test
  void a_trial_that_diverges_is_not_chosen_and_ends_nothing() {
    Space wild = new Space(List.of(new Dimension.OneOf(Setting.LR, List.of("1e30"))));
    MlpSearch.Found found = found(mlp().search().trials(4).space(wild), parts());
    assertThat(found.best().trial().index()).isZero();
    assertThat(found.gain()).isZero();
    assertThat(found.results().stream().filter(r -> Double.isNaN(r.score()))).hasSize(3);
  }

  @Test
  void what_makes_no_search_is_refused() {
    MlpSearch search = mlp().search();
    assertThatThrownBy(() -> search.trials(0)).hasMessageContaining("trials 0");
    assertThatThrownBy(() -> search.budget(Duration.ZERO)).hasMessageContaining("budget");
    assertThatThrownBy(() -> found(search.budget(Duration.ofNanos(1)), parts()))
        .isInstanceOfSatisfying(
            SomaException.Training.class, e -> assertThat(e.id()).isEqualTo("E602"));
    assertThatThrownBy(() -> found(search, TABLE.split(0.8, 0, 0.2, Seeds.of(5))))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E207"));
  }

  private void refused(MlpSearch search, Split parts, String... said) {
    assertThatThrownBy(() -> found(search.trials(2).log(folder.resolve("log.jsonl")), parts))
        .isInstanceOfSatisfying(
            SomaException.Mismatch.class,
            e -> {
              assertThat(e.id()).isEqualTo("E522");
              assertThat(e.fixes()).containsExactly("log(Path.of(\"other.jsonl\"))");
            })
        .hasMessageContainingAll(said);
  }

  @Test
  void a_log_of_another_search_is_refused() throws IOException {
    Path log = folder.resolve("log.jsonl");
    found(mlp().search().trials(2).log(log), parts());
    byte[] bytes = Files.readAllBytes(log);
    refused(mlp().seed(1).search(), parts(), "seed 42", "seed 1");
    refused(mlp().l2(0.5).search(), parts(), "l2 0.0", "l2 0.5");
    refused(mlp().maxSteps(9).search(), parts(), "max_steps 0", "max_steps 9");
    refused(mlp().metric(Metric.ACCURACY).search(), parts(), "metric accuracy");
    refused(mlp().classWeights(ClassWeights.BALANCED).search(), parts(), "class_weight balanced");
    refused(mlp().threshold(0.3).search(), parts(), "no threshold", "threshold 0.3");
    refused(mlp().missing(MissingPolicy.LEVEL).search(), parts(), "missing=LEVEL");
    refused(mlp().recipe(r -> r.members(2)).search(), parts(), "members 1", "members 2");
    refused(
        mlp().recipe(r -> r.hidden(List.of(3), Activation.RELU, 0)).search(), parts(), "Dense(3");
    assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    found(mlp().calibrate(true).search().trials(3).log(log), parts());
  }

  @Test
  void a_log_of_other_rows_or_of_the_same_parted_otherwise_is_refused() {
    Path log = folder.resolve("log.jsonl");
    found(mlp().search().trials(2).log(log), parts());
    Split other = TABLE.split(0.6, 0.2, 0.2, Seeds.of(6));
    assertThat(other.train().rows()).isEqualTo(parts().train().rows());
    refused(mlp().search(), other, "seen ");
    Split turned = new Split(parts().train(), parts().test(), parts().validation());
    refused(mlp().search(), turned, "seen ");
    refused(mlp().search(), SmallTables.classes(2, 151).split(0.6, 0.2, 0.2, Seeds.of(5)), "rows ");
  }
}
