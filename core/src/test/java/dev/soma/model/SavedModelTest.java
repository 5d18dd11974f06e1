package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.train.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Save, load, predict: the same bits.
class SavedModelTest {
  private static final List<String> NAMES = SmallFits.NAMES;

  @TempDir Path folder;

  private void predicts_the_same_when_loaded(Fit fit) {
    Path file = folder.resolve("m.soma");
    fit.model().save(file);
    assertSame(fit.model(), Model.load(file), fit.preparation().split().test());
  }

  private static void assertSame(Model saved, Model loaded, Table rows) {
    Predictions a = saved.predict(rows);
    Predictions b = loaded.predict(rows);
    assertThat(b.outputs()).isEqualTo(a.outputs());
    assertThat(b.scores()).isEqualTo(a.scores());
    assertThat(loaded.target()).isEqualTo(saved.target());
    assertThat(loaded.encoder()).isEqualTo(saved.encoder());
    assertThat(loaded.loss()).isEqualTo(saved.loss());
    assertThat(loaded.l2()).isEqualTo(saved.l2());
    assertThat(loaded.provenance()).isEqualTo(saved.provenance());
    for (int r = 0; r < rows.rows(); r++) {
      Prediction alone = loaded.predict(rows.row(r));
      assertThat(alone.values()).as("row %d alone", r).isEqualTo(a.row(r).values());
      assertThat(alone.probabilities()).as("row %d alone", r).isEqualTo(a.row(r).probabilities());
      assertThat(alone.numbers()).isEqualTo(a.row(r).numbers());
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void the_small_networks(String name) {
    predicts_the_same_when_loaded(SmallFits.fit(name, SmallFits.plain()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Scale() -> Dropout(0.1) -> Scale() -> Dense(6, tanh)",
        "LayerNorm() -> Dense(6, relu) -> LayerNorm(0.01) -> LayerNorm()",
        "BatchNorm() -> Dense(6, relu) -> BatchNorm() -> BatchNorm(0.3)",
        "Dense(6, relu) -> Dense(6, tanh) -> Residual(1) -> LayerNorm() -> Residual(2)",
      })
  void networks_whose_layers_have_tensors_of_one_letter(String hidden) {
    TrainingConfig config = SmallFits.config(Loss.CROSS_ENTROPY, Optimizer.adam(0.05));
    Fit fit =
        SmallFits.fit(
            SmallTables.classes(3, 120), hidden, config, Metric.ACCURACY, SmallFits.plain());
    Parameters p = fit.model().network().parameters();
    assertThat(p.groups()).extracting(Parameters.Group::name).doesNotHaveDuplicates();
    predicts_the_same_when_loaded(fit);
  }

  @Test
  void softmax_over_two_classes() {
    TrainingConfig config = SmallFits.config(Loss.CROSS_ENTROPY, Optimizer.adam(0.01));
    Fit fit =
        SmallFits.fit(SmallTables.classes(2, 120), "", config, Metric.ACCURACY, SmallFits.plain());
    assertThat(fit.model().network().spec().outputs()).isEqualTo(2);
    predicts_the_same_when_loaded(fit);
  }

  @Test
  void a_perceptron() {
    Fit fit =
        SmallFits.fit(
            SmallTables.classes(2, 120),
            "",
            TrainingConfig.perceptron(true, 10, 4),
            Metric.ACCURACY,
            SmallFits.plain());
    predicts_the_same_when_loaded(fit);
    assertThat(fit.model().loss()).isEqualTo(Loss.PERCEPTRON);
  }

  @Test
  void five_classes_with_squared_error_get_probabilities_that_add_up_to_1() {
    TrainingConfig config = SmallFits.config(Loss.SQUARED_ERROR, Optimizer.adam(0.02));
    Fit fit =
        SmallFits.fit(
            SmallTables.classes(5, 200),
            "Dense(8, tanh)",
            config,
            Metric.ACCURACY,
            SmallFits.plain());
    predicts_the_same_when_loaded(fit);
    Predictions p = fit.model().predict(fit.preparation().split().test());
    for (int r = 0; r < p.rows(); r++) {
      double sum = 0;
      for (int k = 0; k < 5; k++) {
        sum += p.probability(r, k);
      }
      assertThat(sum).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @Test
  void functions_of_ones_own_must_be_supplied_again() {
    Activation.Custom cube =
        new Activation.Custom("cube", z -> z * z * z / 10, z -> 3 * z * z / 10);
    Loss.Custom quartic =
        new Loss.Custom("quartic", (a, y) -> Math.pow(a - y, 4) / 4, (a, y) -> Math.pow(a - y, 3));
    Fit fit =
        Mlp.regressor()
            .layer(new Layer.Dense(4, cube))
            .loss(quartic)
            .epochs(3)
            .execution(SmallFits.plain())
            .fit(
                SmallTables.numbers(1, 120).split(0.6, 0.2, 0.2, dev.soma.math.Seeds.of(1)),
                dev.soma.train.TrainingListener.silent());
    Path file = folder.resolve("own.soma");
    fit.model().save(file);
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E213"))
        .hasMessageContaining("cube");
    assertThatThrownBy(() -> Model.load(file, List.of(cube), null))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E213"))
        .hasMessageContaining("quartic");
    Model loaded = Model.load(file, List.of(cube), quartic);
    assertSame(fit.model(), loaded, fit.preparation().split().test());
  }

  @Test
  void the_mean_of_two_members_is_saved_too() {
    Model one = SmallFits.fit("three classes", SmallFits.plain()).model();
    Fit other =
        SmallFits.fit(
            SmallTables.classes(3, 240),
            "Dense(5, relu)",
            SmallFits.config(Loss.CROSS_ENTROPY, Optimizer.adam(0.01)).seed(9),
            Metric.ACCURACY,
            SmallFits.plain());
    List<Member> members = List.of(one.members().getFirst(), other.model().members().getFirst());
    Model both = new Model(members, one.target(), one.loss(), one.l2(), one.provenance());
    Path file = folder.resolve("two.soma");
    both.save(file);
    Table rows = other.preparation().split().test();
    assertSame(both, Model.load(file), rows);
    float[] mean = both.predict(rows).outputs();
    float[] a = one.predict(rows).outputs();
    float[] b = other.model().predict(rows).outputs();
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isEqualTo((a[i] + b[i]) / 2);
    }
  }

  @Test
  void a_column_without_any_training_value_survives() {
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
    List<Double> gap = java.util.Arrays.asList(null, null, null, null, null, null, 5.0, 6.0);
    Table all =
        Table.columns(
                java.util.Map.of(
                    "x", x, "gap", gap, "t", List.of("a", "b", "a", "b", "a", "b", "a", "b")))
            .target("t");
    Fit fit =
        Mlp.classifier()
            .linear()
            .epochs(2)
            .execution(SmallFits.plain())
            .fit(
                new dev.soma.data.Split(all.rows(0, 6), all.rows(6, 8), all.rows(6, 8)),
                dev.soma.train.TrainingListener.silent());
    predicts_the_same_when_loaded(fit);
    assertThat(fit.model().target()).isInstanceOf(TargetEncoder.Classes.class);
  }
}
