package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.nn.Activation;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several networks trained after one another and averaged.
class EnsembleTest {
  private static final TrainingListener SILENT = TrainingListener.silent();

  @TempDir Path folder;

  private static Mlp classifier() {
    return Mlp.classifier()
        .hidden(6, Activation.RELU)
        .optimizer(Optimizer.adam(0.02))
        .epochs(8)
        .execution(SmallFits.plain());
  }

  private static Mlp regressor() {
    return Mlp.regressor()
        .hidden(6, Activation.TANH)
        .optimizer(Optimizer.adam(0.02))
        .epochs(8)
        .execution(SmallFits.plain());
  }

  private static Split parts(Table table) {
    return table.split(0.8, 0, 0.2, Seeds.of(3));
  }

  @Test
  void a_limit_of_networks_is_one_of_the_folds_that_are_trained() {
    assertThat(new Ensemble.Size(2, 0).folds(5)).isEqualTo(5);
    assertThat(new Ensemble.Size(2, 3).folds(5)).isEqualTo(2);
    assertThat(new Ensemble.Size(3, 1).folds(5)).isEqualTo(1);
    assertThat(new Ensemble.Size(1, 9).folds(5)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void one_member_is_a_plain_training_bit_for_bit(boolean classes) {
    Table table = classes ? SmallTables.classes(3, 200) : SmallTables.numbers(2, 200);
    Mlp mlp = classes ? classifier() : regressor();
    Split parts = table.split(0.6, 0.2, 0.2, Seeds.of(3));
    Fit plain = mlp.fit(parts, SILENT);
    Fit one = mlp.members(1).fit(parts, SILENT);
    assertThat(parameters(one.model(), 0)).isEqualTo(parameters(plain.model(), 0));
    assertThat(one.model().predict(parts.test()).outputs())
        .isEqualTo(plain.model().predict(parts.test()).outputs());
    Fit three = mlp.members(3).fit(parts, SILENT);
    assertThat(parameters(three.model(), 0)).isEqualTo(parameters(plain.model(), 0));
    assertThat(three.members()).extracting(Ensemble.Trained::seed).doesNotHaveDuplicates();
  }

  @Test
  void a_member_is_the_network_that_its_seed_alone_would_give() {
    Split parts = SmallTables.classes(2, 200).split(0.6, 0.2, 0.2, Seeds.of(3));
    Fit bag = classifier().seed(11).members(3).fit(parts, SILENT);
    assertThat(Ensemble.seed(11, 0)).isEqualTo(11);
    for (int m = 0; m < 3; m++) {
      Fit alone = classifier().seed(Ensemble.seed(11, m)).fit(parts, SILENT);
      assertThat(parameters(bag.model(), m)).isEqualTo(parameters(alone.model(), 0));
    }
  }

  @Test
  void probabilities_are_means_over_the_members_and_decisions_follow_them() {
    for (int classes : new int[] {2, 3}) {
      Table table = SmallTables.classes(classes, 300);
      Model model = classifier().folds(3).members(2).fit(parts(table), SILENT).model();
      Predictions mean = model.predict(table);
      List<Predictions> members =
          IntStream.range(0, 6).mapToObj(m -> model.only(m).predict(table)).toList();
      for (int r = 0; r < table.rows(); r++) {
        int best = 0;
        for (int k = 0; k < classes; k++) {
          double p = 0;
          for (Predictions member : members) {
            p += member.probability(r, k) / 6;
          }
          assertThat(mean.probability(r, k))
              .isCloseTo(p, org.assertj.core.data.Offset.offset(1e-6));
          best = mean.probability(r, k) > mean.probability(r, best) ? k : best;
        }
        int decided = mean.predictedClass(r);
        assertThat(mean.probability(r, decided)).isEqualTo(mean.probability(r, best));
      }
    }
  }

  @Test
  void numbers_are_means_in_their_own_units_each_member_with_its_own_scale() {
    Table table = SmallTables.numbers(2, 300);
    Mlp mlp = regressor().clipTargets(true);
    Model model = mlp.folds(4).fit(parts(table), SILENT).model();
    Set<TargetEncoder> scales = new HashSet<>();
    Predictions mean = model.predict(table);
    List<Predictions> members = new ArrayList<>();
    for (int m = 0; m < 4; m++) {
      scales.add(model.only(m).target());
      members.add(model.only(m).predict(table));
    }
    assertThat(scales).as("each learned from its own rows").hasSize(4);
    for (int r = 0; r < table.rows(); r++) {
      for (int k = 0; k < 2; k++) {
        double y = 0;
        for (Predictions member : members) {
          y += member.number(r, k) / 4;
        }
        assertThat(mean.number(r, k)).isCloseTo(y, org.assertj.core.data.Offset.offset(1e-4));
      }
    }
  }

  @Test
  void a_fold_learns_nothing_from_the_rows_that_it_holds_out() {
    Table plain = SmallTables.numbers(1, 150);
    double[] x = numbers(plain, "x");
    double[] y = numbers(plain, "y");
    double[] size = numbers(plain, "size");
    int planted = 0; // the largest target stays in the last tenth, however large it becomes
    for (int r = 0; r < size.length; r++) {
      planted = size[r] > size[planted] ? r : planted;
    }
    x[planted] = 1e6;
    y[planted] = -1e6;
    size[planted] = 1e7;
    Table table = table(x, y, size);
    Table calm = table(numbers(plain, "x"), numbers(plain, "y"), numbers(plain, "size"));
    Split all = new Split(calm, calm.rows(0, 0), calm.rows(0, 0));
    Split changed = new Split(table, table.rows(0, 0), table.rows(0, 0));
    Mlp mlp = regressor().epochs(2).clipTargets(true);
    Fit before = mlp.folds(3).fit(all, SILENT);
    Fit after = mlp.folds(3).fit(changed, SILENT);
    int fold = foldOf(after, planted + 1);
    assertThat(foldOf(before, planted + 1)).isEqualTo(fold);
    assertThat(after.model().only(fold).encoder()).isEqualTo(before.model().only(fold).encoder());
    assertThat(after.model().only(fold).target()).isEqualTo(before.model().only(fold).target());
    for (int other = 0; other < 3; other++) {
      if (other != fold) {
        assertThat(after.model().only(other).encoder())
            .isNotEqualTo(before.model().only(other).encoder());
        assertThat(after.model().only(other).target())
            .isNotEqualTo(before.model().only(other).target());
      }
    }
  }

  @Test
  void every_training_row_is_predicted_once_by_networks_that_did_not_learn_from_it() {
    Split parts = SmallTables.classes(2, 200).split(0.6, 0.2, 0.2, Seeds.of(3));
    Fit fit = classifier().folds(4).members(2).fit(parts, SILENT);
    OutOfFold oof = fit.outOfFold();
    assertThat(oof).isNotNull();
    List<Integer> lines = new ArrayList<>();
    for (OutOfFold.Part part : oof.parts()) {
      Arrays.stream(part.rows().lines()).forEach(lines::add);
      Model own = fit.model().only(2 * (part.fold() - 1));
      Model second = fit.model().only(2 * (part.fold() - 1) + 1);
      float[] a = own.predict(part.rows()).outputs();
      float[] b = second.predict(part.rows()).outputs();
      for (int r = 0; r < part.rows().rows(); r++) {
        assertThat(part.predictions().outputs()[r]).isEqualTo((a[r] + b[r]) / 2);
      }
    }
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(parts.train().lines()).boxed().toList());
    for (OutOfFold.Score score : oof.scores()) {
      double mean = score.values().stream().mapToDouble(v -> v).average().orElseThrow();
      assertThat(score.mean()).isCloseTo(mean, org.assertj.core.data.Offset.offset(1e-12));
      double sum = score.values().stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      assertThat(score.sd())
          .isCloseTo(Math.sqrt(sum / 3), org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_is_saved_predicts_the_same_bits_when_loaded(boolean classes) {
    Table table = classes ? SmallTables.classes(3, 200) : SmallTables.numbers(1, 200);
    Mlp mlp = classes ? classifier() : regressor().clipTargets(true);
    Model model = mlp.folds(3).members(2).fit(parts(table), SILENT).model();
    Path file = folder.resolve("bag.soma");
    model.save(file);
    Model loaded = Model.load(file);
    assertThat(loaded.members()).hasSize(6);
    assertThat(loaded.predict(table).outputs()).isEqualTo(model.predict(table).outputs());
    assertThat(loaded.predict(table).scores()).isEqualTo(model.predict(table).scores());
    for (int m = 0; m < 6; m++) {
      assertThat(loaded.only(m).target()).isEqualTo(model.only(m).target());
      assertThat(loaded.members().get(m).encoder()).isEqualTo(model.members().get(m).encoder());
    }
    Predictions batch = loaded.predict(table);
    for (int r = 0; r < 20; r++) {
      Predictions one = loaded.predict(table.rows(r, r + 1));
      int width = one.outputs().length;
      assertThat(one.outputs())
          .isEqualTo(Arrays.copyOfRange(batch.outputs(), r * width, (r + 1) * width));
    }
    assertThat(loaded.trace(table.row(3)).toString()).startsWith("trace of 1 row");
  }

  @Test
  void the_fast_path_averages_members_that_learned_from_the_same_rows() {
    Table table = SmallTables.numbers(1, 200);
    Split parts = table.split(0.6, 0.2, 0.2, Seeds.of(3));
    Model model = regressor().members(3).fit(parts, SILENT).model();
    double[] out = new double[1];
    model.proba(model.encode(table.row(7)), out);
    double unscaled = ((TargetEncoder.Numbers) model.target()).predicted(0, out[0]);
    assertThat(unscaled)
        .isCloseTo(model.predict(table).number(7, 0), org.assertj.core.data.Offset.offset(1e-4));
    Model bag = regressor().folds(3).fit(parts(table), SILENT).model();
    assertThatThrownBy(() -> bag.proba(bag.encode(table.row(7)), out))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("encoder of its own");
  }

  @Test
  void the_model_file_is_the_same_for_any_threads_and_kernels() throws IOException {
    for (boolean classes : new boolean[] {true, false}) {
      Table table = classes ? SmallTables.classes(3, 200) : SmallTables.numbers(1, 200);
      Mlp mlp = classes ? classifier() : regressor();
      byte[] expected = null;
      for (Execution execution :
          List.of(
              SmallFits.execution("scalar", 1),
              SmallFits.execution("scalar", 3),
              SmallFits.execution("vector", 1),
              SmallFits.execution("vector", 4))) {
        Path file = folder.resolve("same.soma");
        mlp.execution(execution).folds(3).members(2).fit(parts(table), SILENT).model().save(file);
        byte[] bytes = Files.readAllBytes(file);
        expected = expected == null ? bytes : expected;
        assertThat(bytes).as("%s", execution).isEqualTo(expected);
      }
    }
  }

  @Test
  void listeners_hear_which_network_is_trained() {
    List<TrainingEvent.MemberStarted> heard = new ArrayList<>();
    classifier()
        .folds(2)
        .members(2)
        .fit(
            parts(SmallTables.classes(2, 100)),
            e -> {
              if (e instanceof TrainingEvent.MemberStarted m) {
                heard.add(m);
              }
            });
    assertThat(heard).extracting(TrainingEvent.MemberStarted::fold).containsExactly(1, 1, 2, 2);
    assertThat(heard).extracting(TrainingEvent.MemberStarted::member).containsExactly(1, 2, 3, 4);
    assertThat(heard).allMatch(m -> m.members() == 4 && m.folds() == 2);
  }

  @Test
  void a_network_that_is_stopped_is_left_out_and_those_before_it_are_kept() {
    Split parts = parts(SmallTables.classes(2, 120));
    for (int stopped : new int[] {1, 3}) {
      int[] begun = new int[1];
      Execution execution =
          new Execution(
              SmallFits.plain().kernels(), 1, Double.POSITIVE_INFINITY, () -> begun[0] >= stopped);
      Fit fit =
          classifier()
              .execution(execution)
              .folds(4)
              .fit(
                  parts,
                  e -> {
                    if (e instanceof TrainingEvent.MemberStarted m) {
                      begun[0] = m.member();
                    }
                  });
      assertThat(fit.history().stopped().reason()).isEqualTo(TrainingEvent.Reason.INTERRUPTED);
      assertThat(fit.model().members()).hasSize(Math.max(1, stopped - 1));
      assertThat(fit.members()).hasSize(Math.max(1, stopped - 1));
      assertThat(fit.outOfFold()).isNotNull();
      assertThat(fit.outOfFold().parts()).hasSize(Math.max(1, stopped - 1));
    }
  }

  @Test
  void the_limit_of_time_is_one_for_all_networks() {
    Execution execution = new Execution(SmallFits.plain().kernels(), 1, 0.2, () -> false);
    long[] begun = new long[1];
    Fit fit =
        classifier()
            .execution(execution)
            .members(1000)
            .fit(
                parts(SmallTables.classes(2, 120)),
                e -> begun[0] += e instanceof TrainingEvent.MemberStarted ? 1 : 0);
    assertThat(fit.history().stopped().reason()).isEqualTo(TrainingEvent.Reason.MAX_TIME);
    assertThat(begun[0]).isLessThan(1000);
    assertThat(fit.model().members()).hasSize((int) Math.max(1, begun[0] - 1));
  }

  @Test
  void a_network_that_diverges_is_an_error_in_java_and_leaves_those_before_it_in_a_fit() {
    Split parts = parts(SmallTables.numbers(1, 120));
    Mlp wild = regressor().optimizer(Optimizer.sgd(1e6)).epochs(50);
    assertThatThrownBy(() -> wild.folds(3).fit(parts, SILENT))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E601"));
    Ensemble.Job calm = regressor().asked().job(parts, null, 0);
    Ensemble.Job lost = wild.asked().job(parts, null, 0);
    Fit fit =
        Ensemble.train(
            List.of(() -> calm, () -> calm, () -> lost, () -> calm),
            Ensemble.Size.of(1),
            dev.soma.eval.Metric.RMSE,
            java.util.Map.of(),
            SmallFits.plain(),
            SILENT);
    assertThat(fit.divergence()).isNotNull();
    assertThat(fit.model().members()).hasSize(2);
  }

  @Test
  void fewer_than_one_member_or_two_folds_are_E201() {
    assertThatThrownBy(() -> classifier().members(0))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E201"));
    assertThatThrownBy(() -> classifier().folds(1))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E201"));
  }

  private static float[] parameters(Model model, int member) {
    return model.members().get(member).network().parameters().values();
  }

  private static int foldOf(Fit fit, int line) {
    OutOfFold oof = fit.outOfFold();
    assertThat(oof).isNotNull();
    for (OutOfFold.Part part : oof.parts()) {
      if (Arrays.stream(part.rows().lines()).anyMatch(l -> l == line)) {
        return part.fold() - 1;
      }
    }
    throw new AssertionError("line " + line + " was not held out");
  }

  private static double[] numbers(Table table, String name) {
    dev.soma.data.Column.Numbers column = (dev.soma.data.Column.Numbers) table.column(name);
    return IntStream.range(0, table.rows())
        .mapToDouble(r -> column.isMissing(r) ? 0 : column.value(r))
        .toArray();
  }

  private static Table table(double[] x, double[] y, double[] size) {
    return Table.of(
            dev.soma.data.Column.Numbers.of("x", x),
            dev.soma.data.Column.Numbers.of("y", y),
            dev.soma.data.Column.Numbers.of("size", size))
        .target("size");
  }
}
