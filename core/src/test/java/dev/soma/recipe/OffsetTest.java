package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Schema;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.Row;
import dev.soma.data.scale.Offset;
import dev.soma.error.SomaException;
import dev.soma.fixtures.SmallFits;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.trace.BackpropTrace;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Columns that are added to z of the output layer, from the table to the prediction.
class OffsetTest {
  private static final Target COUNTS = Target.of("claims").task(Task.REGRESSION);
  private static final Offset YEARS = Offset.exposure("years");

  @TempDir Path folder;

  private static Table rows(Target target) {
    List<Row> rows = new ArrayList<>();
    SplittableRandom random = Seeds.of(3).stream("rows");
    for (int r = 0; r < 240; r++) {
      double x = Seeds.gaussian(random);
      double years = (1 + random.nextInt(30)) / 10.0;
      long claims = Math.round(years * Math.exp(0.5 * x) * 2 * random.nextDouble());
      rows.add(
          Row.of(
              "x",
              x,
              "years",
              years,
              "claims",
              claims,
              "price",
              3 * x + 5 * years,
              "bought",
              x + years > 1.5 ? "yes" : "no",
              "kind",
              "k" + r % 3));
    }
    return Table.rows(rows).target(target);
  }

  private static Fit fit(Target target, Mlp mlp) {
    Split parts = rows(target).split(0.6, 0.2, 0.2, Seeds.of(1));
    return mlp.hidden(5, Activation.TANH)
        .epochs(4)
        .execution(SmallFits.plain())
        .fit(parts, TrainingListener.silent());
  }

  private static Model counts() {
    return fit(COUNTS.offset(YEARS), Mlp.regressor().loss(Loss.POISSON)).model();
  }

  private static Row row(Object years) {
    return Row.of("x", 0.3, "price", 1.0, "bought", "no", "kind", "k1", "years", years);
  }

  /// The number that is predicted.
  private static double said(Model model, Row row) {
    return model.predict(row).numbers().values().iterator().next();
  }

  @Test
  void a_prediction_is_as_many_times_as_large_as_the_exposure() {
    Model model = counts();
    double one = said(model, row(1));
    for (double years : new double[] {0.01, 0.5, 2, 3.3, 1000}) {
      double many = said(model, row(years));
      assertThat(many / one).isCloseTo(years, within(2e-6 * years));
    }
  }

  @Test
  void the_column_is_no_input_and_its_row_has_to_name_it() {
    Model model = counts();
    assertThat(model.encoder().inputNames()).noneMatch(n -> n.startsWith("years"));
    assertThat(model.encoder().columnNames()).endsWith("years");
    Schema schema = rows(COUNTS.offset(YEARS)).schema();
    assertThat(schema.columns())
        .filteredOn(c -> c.role() == Schema.Role.EXPOSURE)
        .extracting(Schema.ColumnInfo::name)
        .containsExactly("years");
    Row without = Row.of("x", 0.3, "price", 1.0, "bought", "no", "kind", "k1");
    for (Row bad : List.of(without, row(0), row(-1), row(Double.NaN), row("many"))) {
      assertThatThrownBy(() -> model.predict(bad))
          .isInstanceOf(SomaException.Mismatch.class)
          .hasMessageContaining("column \"years\"")
          .hasMessageContaining("expected a number > 0")
          .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E515"));
    }
    Table lacking = Table.rows(List.of(without));
    assertThatThrownBy(() -> model.predict(lacking))
        .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E510"))
        .hasMessageContaining("\"years\"");
  }

  @Test
  void the_fast_path_takes_the_offset_after_the_inputs() {
    Model model = counts();
    double[] in = model.encode(row(2.5));
    assertThat(in).hasSize(model.encoder().shape().units() + 1);
    assertThat(in[in.length - 1]).isEqualTo((float) Math.log(2.5));
    double[] out = new double[1];
    model.proba(in, out);
    assertThat(out[0]).isEqualTo(said(model, row(2.5)));
    assertThatThrownBy(() -> model.proba(new double[in.length - 1], out))
        .hasMessageContaining("encoded inputs and the offset");
  }

  @Test
  void a_saved_model_predicts_the_same_and_says_that_older_readers_cannot() throws IOException {
    Model model = counts();
    Path file = folder.resolve("m.soma");
    model.save(file);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("\"version\":\"2\"")
        .contains("\\\"exposure\\\":\\\"years\\\"");
    Model loaded = Model.load(file);
    assertThat(loaded.encoder()).isEqualTo(model.encoder());
    assertThat(loaded.predict(row(0.7))).isEqualTo(model.predict(row(0.7)));
    Target price = Target.of("price").offset(Offset.of("years"));
    Model number = fit(price, Mlp.regressor()).model();
    number.save(file);
    assertThat(Model.load(file).predict(row(4))).isEqualTo(number.predict(row(4)));
    fit(COUNTS, Mlp.regressor().loss(Loss.POISSON)).model().save(file);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("\"version\":\"1\"")
        .doesNotContain("\\\"unit\\\"");
  }

  @Test
  void the_offset_of_a_number_is_in_units_of_the_target() {
    Model model = fit(Target.of("price").offset(Offset.of("years")), Mlp.regressor()).model();
    double one = said(model, row(1));
    assertThat(said(model, row(11)) - one).isCloseTo(10, within(1e-4));
    assertThat(((TargetEncoder.Numbers) model.target()).lows()).isEmpty();
  }

  @Test
  void the_target_is_scaled_by_what_is_left_beside_the_offset() {
    Table table = rows(Target.of("price").offset(Offset.of("years")));
    Preparation p = Preparation.of(new Split(table, table, table), rules(table), null);
    double sum = 0;
    for (int r = 0; r < table.rows(); r++) {
      sum += p.training().targets().get(r, 0) - p.training().batch().offset(r);
    }
    assertThat(sum / table.rows()).isCloseTo(0, within(1e-6));
  }

  private static dev.soma.data.encode.Encoder.Rules rules(Table table) {
    return Recipe.rules(Effort.NORMAL, table);
  }

  @Test
  void predictions_are_not_clipped_where_there_is_an_offset() {
    assertThat(rules(rows(COUNTS)).clipTargets()).isTrue();
    assertThat(rules(rows(COUNTS.offset(YEARS))).clipTargets()).isFalse();
  }

  @Test
  void the_offset_of_two_classes_is_added_to_the_log_odds_and_no_temperature_divides_it() {
    Model model = fit(Target.of("bought").offset(Offset.of("years")), Mlp.classifier()).model();
    assertThat(model.calibration().temperature()).isNull();
    double one = logit(model.predict(row(1)).probabilities().get("yes"));
    assertThat(logit(model.predict(row(1.5)).probabilities().get("yes")) - one)
        .isCloseTo(0.5, within(1e-4));
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  @Test
  void bags_and_data_driven_starts_and_the_normal_recipe_predict_in_proportion() {
    Table table = rows(COUNTS.offset(YEARS));
    Split parts = table.split(0.8, 0, 0.2, Seeds.of(1));
    Mlp mlp = Mlp.regressor().loss(Loss.POISSON).epochs(2).execution(SmallFits.plain());
    List<Model> models =
        List.of(
            mlp.effort(Effort.NORMAL).fit(parts, TrainingListener.silent()).model(),
            mlp.hidden(4, Activation.RELU)
                .initializer(new Initializer.DataDriven(), 0)
                .folds(3)
                .fit(parts, TrainingListener.silent())
                .model());
    for (Model model : models) {
      assertThat(model.members()).hasSizeGreaterThan(1);
      double one = said(model, row(1));
      assertThat(said(model, row(7)) / one).isCloseTo(7, within(1e-4));
    }
  }

  @Test
  void folds_that_scale_their_targets_differently_add_the_same_number() {
    Table table = rows(Target.of("price").offset(Offset.of("years")));
    Model bag =
        Mlp.regressor()
            .hidden(4, Activation.TANH)
            .epochs(2)
            .execution(SmallFits.plain())
            .folds(3)
            .fit(table.split(0.8, 0, 0.2, Seeds.of(1)), TrainingListener.silent())
            .model();
    assertThat(bag.members()).extracting(m -> m.encoder().offset()).doesNotHaveDuplicates();
    double one = said(bag, row(1));
    assertThat(said(bag, row(6)) - one).isCloseTo(5, within(1e-4));
  }

  @Test
  void the_linear_baseline_of_counts_with_an_exposure_is_a_poisson_model_with_it() {
    Table table = rows(COUNTS.offset(YEARS));
    Split parts = table.split(0.6, 0.2, 0.2, Seeds.of(1));
    Preparation rows = Preparation.of(parts, rules(table), Loss.POISSON);
    Loss loss = Baselines.loss(rows, Loss.POISSON);
    assertThat(loss).isEqualTo(Loss.POISSON);
    Model linear =
        Baselines.linear(rows, loss, Recipe.metric(rows.task()), SmallFits.plain()).model();
    double one = said(linear, row(1));
    assertThat(said(linear, row(3)) / one).isCloseTo(3, within(1e-4));
    Table plain = rows(COUNTS);
    Preparation without =
        Preparation.of(new Split(plain, plain, plain), rules(plain), Loss.POISSON);
    assertThat(Baselines.loss(without, Loss.POISSON)).isEqualTo(Loss.SQUARED_ERROR);
  }

  @Test
  void a_trace_adds_the_offset_as_the_engine_does() {
    Model model = counts();
    Row known = Row.of("x", 0.3, "price", 1, "bought", "no", "kind", "k1", "years", 2, "claims", 3);
    BackpropTrace trace = model.trace(known);
    assertThat(trace.rows().offset(0)).isEqualTo((float) Math.log(2));
    assertThat(trace.layers().getLast().out().get(0, 0))
        .isCloseTo(said(model, row(2)), within(1e-5));
  }

  @Test
  void what_has_not_one_z_with_the_right_function_is_refused_with_a_fix() {
    refused(COUNTS.offset(YEARS), Loss.SQUARED_ERROR, "exp(z)", "--loss poisson");
    refused(COUNTS.offset(YEARS), null, "exp(z)", "--loss poisson");
    refused(Target.of("bought").offset(YEARS), null, "exp(z)", "leave --exposure out");
    Offset offset = Offset.of("years");
    refused(Target.of("kind").offset(offset), null, "one z", "leave --offset out");
    refused(
        Target.of("bought").offset(offset),
        Loss.CROSS_ENTROPY,
        "one z",
        "--loss logistic_cross_entropy");
    refused(Target.of("bought").offset(offset), Loss.PERCEPTRON, "one z", "leave --offset out");
    refused(Target.of("price", "claims").offset(offset), null, "one z", "--target price");
  }

  private static void refused(Target target, Loss loss, String why, String fix) {
    Table table = rows(target);
    assertThatThrownBy(() -> Preparation.of(new Split(table, table, table), rules(table), loss))
        .isInstanceOf(SomaException.Usage.class)
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E242"))
        .satisfies(e -> assertThat(((SomaException) e).fixes()).contains(fix));
  }

  @Test
  void a_network_that_ends_in_another_function_is_refused() {
    Table table = rows(Target.of("price").offset(Offset.of("years")));
    Preparation rows = Preparation.of(new Split(table, table, table), rules(table), null);
    NetworkSpec exp = NetworkSpec.of(rows.encoder().shape().units(), EXP);
    assertThatThrownBy(() -> Fit.requireLink(rows, exp, Loss.SQUARED_ERROR))
        .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E242"))
        .hasMessageContaining("the network ends with Dense(1, exp)");
  }

  private static final dev.soma.nn.Layer EXP =
      new dev.soma.nn.Layer.Dense(1, Activation.EXPONENTIAL);

  @Test
  void offsets_of_training_rows_that_cannot_be_used_are_refused_with_their_line() {
    for (Object bad : new Object[] {0, -2, Double.POSITIVE_INFINITY, ""}) {
      List<Row> rows = new ArrayList<>();
      for (int r = 0; r < 9; r++) {
        rows.add(Row.of("x", r, "years", r == 3 ? bad : 1 + r, "claims", r % 4));
      }
      Table table = Table.rows(rows);
      assertThatThrownBy(() -> table.target(COUNTS.offset(YEARS)))
          .isInstanceOf(SomaException.Data.class)
          .hasMessageContaining("line 4, column \"years\"")
          .hasMessageContaining("1 value is missing, not finite or not > 0 (line 4)")
          .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E327"))
          .satisfies(e -> assertThat(((SomaException) e).fixes()).contains("--on-bad-row skip"));
    }
    assertThatThrownBy(() -> rows(COUNTS.offset(Offset.exposure("kind"))))
        .hasMessageContaining("column \"kind\" holds text");
    assertThatThrownBy(() -> rows(COUNTS.offset(Offset.exposure("yeers"))))
        .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E311"))
        .satisfies(
            e -> assertThat(((SomaException) e).fixes()).containsExactly("--exposure years"));
  }
}
