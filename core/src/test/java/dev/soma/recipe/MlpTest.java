package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.NumberScaling;
import dev.soma.error.SomaException;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Prediction;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.Role;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Schedule;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The Java API from rows in memory to predictions.
class MlpTest {
  private static Split parts(Table table) {
    return table.split(0.6, 0.2, 0.2, Seeds.of(5));
  }

  private static Mlp small(Mlp mlp) {
    return mlp.hidden(16, Activation.TANH)
        .optimizer(Optimizer.adam(0.02))
        .batch(16)
        .epochs(40)
        .patience(15)
        .execution(SmallFits.plain());
  }

  private static Fit fit(Mlp mlp, Table table) {
    return mlp.fit(parts(table), TrainingListener.silent());
  }

  private static double gain(Fit fit, Metric metric) {
    Evaluation e = fit.evaluate(fit.preparation().split().test());
    double model = e.score(metric).orElseThrow().value();
    double constant = e.baseline().score(metric).orElseThrow().value();
    return metric.higherIsBetter() ? model - constant : 1 - model / constant;
  }

  @Test
  void two_and_three_classes_with_categories_and_missing_values() {
    for (int classes : new int[] {2, 3}) {
      Fit fit = fit(small(Mlp.classifier()), SmallTables.classes(classes, 400));
      assertThat(gain(fit, Metric.ACCURACY)).as("%d classes", classes).isGreaterThan(0.15);
      Prediction p = fit.model().predict(fit.preparation().split().test().row(0));
      assertThat(p.probabilities().values().stream().mapToDouble(x -> x).sum())
          .isCloseTo(1, within(1e-6));
      assertThat(p.top()).startsWith("c");
      assertThat(fit.model().encoder().inputNames())
          .contains("x is missing", "colour=red", "colour is missing");
    }
  }

  @Test
  void a_number_comes_back_in_its_own_units() {
    Fit fit = fit(small(Mlp.regressor()), SmallTables.numbers(1, 400));
    assertThat(gain(fit, Metric.RMSE)).isGreaterThan(0.3);
    double number =
        fit.model().predict(fit.preparation().split().test().row(0)).numbers().get("size");
    assertThat(number).isBetween(0.0, 250.0);
  }

  @Test
  void two_numbers_at_once() {
    Fit fit = fit(small(Mlp.regressor()), SmallTables.numbers(2, 400));
    assertThat(gain(fit, Metric.R2)).isGreaterThan(0.3);
    Prediction p = fit.model().predict(fit.preparation().split().test().row(0));
    assertThat(p.numbers()).containsOnlyKeys("size", "mass");
    assertThat(fit.evaluate(fit.preparation().split().test()).parts()).hasSize(2);
  }

  @Test
  void several_labels() {
    Fit fit = fit(small(Mlp.classifier()), SmallTables.labels(400));
    assertThat(gain(fit, Metric.ACCURACY)).isGreaterThan(0.1);
    Prediction p = fit.model().predict(fit.preparation().split().test().row(0));
    assertThat(p.values().get("big")).isIn("yes", "no");
    assertThat(p.values().get("warm")).isIn("on", "off");
  }

  @Test
  void counts_by_poisson_are_not_scaled_and_never_negative() {
    Fit fit = fit(small(Mlp.regressor()).loss(Loss.POISSON), SmallTables.counts(400));
    assertThat(fit.model().target())
        .isEqualTo(new TargetEncoder.Numbers(List.of("hits"), List.of(0.0), List.of(1.0)));
    assertThat(gain(fit, Metric.RMSE)).isGreaterThan(0.02);
    for (float a : fit.model().predict(fit.preparation().split().test()).outputs()) {
      assertThat(a).isPositive();
    }
  }

  @Test
  void four_classes_with_squared_error_learn_from_one_hot_targets() {
    Fit fit = fit(small(Mlp.classifier()).loss(Loss.SQUARED_ERROR), SmallTables.classes(4, 400));
    assertThat(fit.preparation().training().targets().cols()).isEqualTo(4);
    assertThat(fit.model().network().spec().output())
        .isEqualTo(new Layer.Dense(4, Activation.LOGISTIC));
    assertThat(gain(fit, Metric.ACCURACY)).isGreaterThan(0.1);
    assertThat(fit.model().trace(fit.preparation().split().test().row(0)).targets().cols())
        .isEqualTo(4);
  }

  @Test
  void every_loss_of_numbers_and_each_output() {
    Table table = SmallTables.numbers(1, 300);
    for (Loss loss :
        List.of(Loss.SQUARED_ERROR, Loss.ABSOLUTE_ERROR, Loss.huber(0.5), Loss.quantile(0.5))) {
      assertThat(gain(fit(small(Mlp.regressor()).loss(loss), table), Metric.MAE))
          .as(loss.toString())
          .isGreaterThan(0.2);
    }
  }

  @Test
  void the_wrong_kind_of_target_is_E240_with_the_right_call() {
    assertThatThrownBy(() -> fit(Mlp.classifier(), SmallTables.numbers(1, 60)))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E240");
              assertThat(e.fixes()).containsExactly("Mlp.regressor()");
            })
        .hasMessageContaining("size");
    assertThatThrownBy(() -> fit(Mlp.regressor(), SmallTables.classes(2, 60)))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> assertThat(e.fixes()).containsExactly("Mlp.classifier()"));
  }

  @Test
  void a_loss_that_is_not_for_the_task_is_E241_with_the_task_s_own() {
    assertThatThrownBy(
            () -> fit(small(Mlp.classifier()).loss(Loss.CROSS_ENTROPY), SmallTables.labels(60)))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E241");
              assertThat(e.fixes()).containsExactly("loss(Loss.parse(\"logistic_cross_entropy\"))");
            });
    assertThatThrownBy(
            () -> fit(small(Mlp.regressor()).loss(Loss.PERCEPTRON), SmallTables.numbers(1, 60)))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E241"));
  }

  @Test
  void a_negative_count_is_E321_with_its_line() {
    double[] x = new double[40];
    double[] hits = new double[40];
    for (int r = 0; r < x.length; r++) {
      x[r] = r % 7;
      hits[r] = r % 5 - 1;
    }
    Table table =
        Table.of(Column.Numbers.of("x", x), Column.Numbers.of("hits", hits)).target("hits");
    assertThatThrownBy(() -> fit(small(Mlp.regressor()).loss(Loss.POISSON), table))
        .isInstanceOfSatisfying(SomaException.Data.class, e -> assertThat(e.id()).isEqualTo("E321"))
        .hasMessageContaining("line ")
        .hasMessageContaining("\"hits\": -1");
  }

  @Test
  void numbers_without_a_finite_spread_are_E324_with_their_column() {
    double[] x = new double[40];
    double[] y = new double[40];
    for (int r = 0; r < x.length; r++) {
      x[r] = r % 7 == 0 ? 1e300 * (r % 2 == 0 ? 1 : -1) : r;
      y[r] = r % 5 + 0.5;
    }
    Table table = Table.of(Column.Numbers.of("x", x), Column.Numbers.of("y", y)).target("y");
    assertThatThrownBy(() -> fit(small(Mlp.regressor()), table))
        .isInstanceOfSatisfying(
            SomaException.Data.class,
            e -> {
              assertThat(e.id()).isEqualTo("E324");
              assertThat(e.fixes()).containsExactly("scaling(NumberScaling.ROBUST)");
            });
    assertThat(fit(small(Mlp.regressor()).scaling(NumberScaling.ROBUST), table)).isNotNull();
  }

  @Test
  void a_run_that_diverges_is_E601() {
    Mlp wild = small(Mlp.regressor()).optimizer(Optimizer.sgd(1e6)).hidden(8, Activation.RELU);
    assertThatThrownBy(() -> fit(wild, SmallTables.numbers(1, 100)))
        .isInstanceOfSatisfying(
            SomaException.Training.class, e -> assertThat(e.id()).isEqualTo("E601"))
        .hasMessageContaining("epoch");
  }

  @Test
  void a_builder_never_changes() {
    Mlp base = Mlp.classifier().epochs(1).execution(SmallFits.plain());
    Mlp wide = base.hidden(7, Activation.RELU);
    Table table = SmallTables.classes(3, 100);
    assertThat(fit(base.linear(), table).model().network().spec().layers()).hasSize(1);
    assertThat(fit(wide, table).model().network().spec().layers()).hasSize(2);
    assertThat(fit(wide.linear(), table).model().network().spec().layers()).hasSize(1);
    assertThat(fit(wide.layer(new Layer.Maxout(3, 2)), table).model().network().spec().toString())
        .endsWith("Dense(7, relu) -> Maxout(3, 2) -> Dense(3, softmax)");
  }

  @Test
  void every_setting_arrives() {
    Mlp all =
        Mlp.classifier()
            .linear()
            .optimizer(Optimizer.nesterov(0.03))
            .schedule(new Schedule.Cosine(0.5))
            .rateFactor(Role.BIAS, 0.5)
            .l1(1e-5)
            .l2(1e-4)
            .clipping(new Clipping.ByNorm(2))
            .initializer(new Initializer.HeUniform(), 0.2)
            .batch(9)
            .epochs(3)
            .patience(2)
            .seed(77)
            .metric(Metric.ROC_AUC)
            .execution(SmallFits.plain());
    Map<String, String> s = fit(all, SmallTables.classes(2, 80)).model().provenance().settings();
    assertThat(s)
        .containsEntry("lr", "0.03")
        .containsEntry("rate_factor", "bias=0.5")
        .containsEntry("l1", "1.0E-5")
        .containsEntry("l2", "1.0E-4")
        .containsEntry("init", "he_uniform")
        .containsEntry("bias_init", "0.2")
        .containsEntry("batch", "9")
        .containsEntry("epochs", "3")
        .containsEntry("patience", "2")
        .containsEntry("seed", "77")
        .containsEntry("metric", "roc_auc")
        .containsEntry("loss", "logistic_cross_entropy");
    assertThat(s.get("schedule")).contains("cosine");
    assertThat(s.get("clip")).contains("2");
    assertThat(s.get("optimizer")).contains("nesterov");
  }

  @Test
  void row_weights_have_mean_1_over_the_training_rows() {
    Map<String, Object> columns = new LinkedHashMap<>();
    double[] x = new double[60];
    double[] w = new double[60];
    List<String> t = new ArrayList<>();
    for (int r = 0; r < 60; r++) {
      x[r] = r % 7;
      w[r] = 10 + r;
      t.add(r % 7 > 3 ? "a" : "b");
    }
    columns.put("x", x);
    columns.put("w", w);
    columns.put("t", t);
    Table table = Table.columns(columns).target(dev.soma.data.Target.of("t").weight("w"));
    Preparation p = Preparation.of(parts(table), MissingPolicy.AUTO, null);
    double sum = 0;
    for (float weight : p.training().weights()) {
      sum += weight;
    }
    assertThat(sum / p.training().rows()).isCloseTo(1, within(1e-6));
    float[] raw = p.split().validation().weights();
    float[] scaled = p.validation().weights();
    double factor = scaled[0] / raw[0];
    for (int r = 0; r < raw.length; r++) {
      assertThat((double) scaled[r]).isCloseTo(factor * raw[r], within(1e-5));
    }
    assertThat(p.encoder().columnNames()).containsExactly("x");
  }

  @Test
  void drop_leaves_out_training_and_validation_rows_and_no_test_rows() {
    Split parts = parts(SmallTables.classes(2, 200));
    Preparation p = Preparation.of(parts, MissingPolicy.DROP, null);
    assertThat(p.training().rows()).isLessThan(parts.train().rows());
    assertThat(p.validation().rows()).isLessThan(parts.validation().rows());
    assertThat(p.split().test().rows()).isEqualTo(parts.test().rows());
    assertThat(p.encoder().inputNames()).doesNotContain("x is missing", "colour is missing");
    assertThat(p.encoder().inputNames()).contains("colour=red");
  }

  @Test
  void the_linear_baseline_is_a_network_without_hidden_layers() {
    Preparation rows = Preparation.of(parts(SmallTables.classes(3, 200)), MissingPolicy.AUTO, null);
    Fit linear = Baselines.linear(rows, Loss.CROSS_ENTROPY, Metric.LOG_LOSS, SmallFits.plain());
    assertThat(linear.model().network().spec().layers()).hasSize(1);
    assertThat(gain(linear, Metric.ACCURACY)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Effort.class)
  void the_recipe_follows_the_rows(Effort effort) {
    int width = 0;
    int batch = 0;
    for (int rows : new int[] {1, 100, 3_000, 20_000, 1_000_000}) {
      Recipe recipe = Recipe.of(effort, SmallTables.classes(2, 30), rows);
      assertThat(recipe.hidden()).isNotEmpty();
      assertThat(recipe.hidden().getFirst()).isGreaterThanOrEqualTo(width);
      assertThat(recipe.batch()).isGreaterThanOrEqualTo(batch);
      assertThat(recipe.epochs()).isPositive();
      assertThat(recipe.config(Loss.CROSS_ENTROPY, 3).seed()).isEqualTo(3);
      width = recipe.hidden().getFirst();
      batch = recipe.batch();
    }
    for (Task task : Task.values()) {
      assertThat(Recipe.metric(task).higherIsBetter()).isFalse();
      assertThat(Recipe.loss(task)).isNotNull();
    }
  }

  @Test
  void the_test_rows_are_never_looked_at() {
    Table table = SmallTables.classes(2, 120);
    Split parts = parts(table);
    Split other = new Split(parts.train(), parts.validation(), parts.test().rows(0, 1));
    Mlp mlp = Mlp.classifier().hidden(4, Activation.RELU).epochs(2).execution(SmallFits.plain());
    float[] first = weights(mlp.fit(parts, TrainingListener.silent()));
    assertThat(weights(mlp.fit(other, TrainingListener.silent()))).isEqualTo(first);
  }

  private static float[] weights(Fit fit) {
    return fit.model().network().parameters().values();
  }
}
