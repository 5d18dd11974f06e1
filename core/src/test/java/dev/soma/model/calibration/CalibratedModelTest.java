package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Table;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.nn.Activation;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.train.Execution;
import dev.soma.train.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratedModelTest {
  private static final Temperature WARM = new Temperature(1.7, true, 30, 0.5, 0.4, false);

  @TempDir Path folder;

  private static Fit fit(String name) {
    return SmallFits.fit(name, Execution.standard());
  }

  private static Table table(String name) {
    return switch (name) {
      case "two classes" -> SmallTables.classes(2, 100);
      case "three classes" -> SmallTables.classes(3, 100);
      default -> SmallTables.numbers(1, 100);
    };
  }

  private static Model warm(Model model) {
    return model.calibrated(new Calibration(WARM, Threshold.HALF, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two classes", "three classes"})
  void a_temperature_changes_probabilities_by_its_formula_and_no_decision(String name) {
    Model model = fit(name).model();
    Table rows = table(name);
    Predictions plain = model.predict(rows);
    Predictions warm = warm(model).predict(rows);
    assertThat(warm.scores()).isEqualTo(plain.scores());
    int width = plain.scores().length / rows.rows();
    for (int r = 0; r < rows.rows(); r++) {
      assertThat(warm.predictedClass(r)).isEqualTo(plain.predictedClass(r));
      double sum = 0;
      for (int k = 0; k < width; k++) {
        sum += Math.exp(plain.scores()[r * width + k] / 1.7);
      }
      double first = Math.exp(plain.scores()[r * width] / 1.7);
      double expected = width == 1 ? first / (1 + first) : first / sum;
      assertThat((double) warm.outputs()[r * width]).isCloseTo(expected, within(1e-7));
    }
    assertThat(Metric.ACCURACY.of(warm(model).outcomes(rows)))
        .isEqualTo(Metric.ACCURACY.of(model.outcomes(rows)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two classes", "three classes"})
  void a_row_alone_and_the_fast_path_give_the_bits_of_the_batch(String name) {
    Model model = warm(fit(name).model());
    Table rows = table(name);
    float[] all = model.predict(rows).outputs();
    int width = all.length / rows.rows();
    double[] out = new double[width];
    for (int r = 0; r < 20; r++) {
      float[] one = model.predict(rows.rows(r, r + 1)).outputs();
      model.proba(model.encode(rows.row(r)), out);
      for (int k = 0; k < width; k++) {
        assertThat(one[k]).isEqualTo(all[r * width + k]);
        assertThat((float) out[k]).isEqualTo(all[r * width + k]);
      }
    }
  }

  @Test
  void a_threshold_decides_in_predictions_in_rows_and_in_outcomes() {
    Table rows = table("two classes");
    Model model =
        fit("two classes").model().calibrated(new Calibration(WARM, Threshold.of(0.8), null));
    Predictions p = model.predict(rows);
    Outcomes.Classes outcomes = (Outcomes.Classes) model.outcomes(rows);
    int differ = 0;
    for (int r = 0; r < rows.rows(); r++) {
      int expected = p.probability(r, 1) >= 0.8 ? 1 : 0;
      assertThat(p.predictedClass(r)).isEqualTo(expected);
      assertThat(outcomes.predicted()[r]).isEqualTo(expected);
      assertThat(model.predict(rows.rows(r, r + 1)).row(0).top()).isEqualTo(p.row(r).top());
      differ += expected == (p.probability(r, 1) >= 0.5 ? 1 : 0) ? 0 : 1;
    }
    assertThat(differ).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two classes", "three classes", "a number", "labels", "counts"})
  void what_was_learned_is_in_the_file(String name) {
    Fit fit = fit(name);
    boolean two = name.equals("two classes");
    Model model =
        fit.calibrated(new Calibration.Rules(true, two ? Double.NaN : 0.5), Metric.MCC).model();
    Path file = folder.resolve("m.soma");
    model.save(file);
    assertThat(Model.load(file).calibration()).isEqualTo(model.calibration());
    boolean numbers = name.equals("a number") || name.equals("counts");
    assertThat(model.calibration().intervals() != null).isEqualTo(numbers);
    assertThat(model.calibration().temperature() != null).isEqualTo(!numbers);
  }

  @Test
  void what_was_not_learned_and_why_is_in_the_file() {
    Path file = folder.resolve("m.soma");
    Lack lack = new Lack(List.of("a", "b"), 34, true, false);
    Temperature backed = new Temperature(0.3, true, 30, 0.5, 0.1, true);
    for (Calibration c :
        List.of(
            new Calibration(null, Threshold.HALF, null, lack),
            new Calibration(backed, Threshold.HALF, null))) {
      fit("two classes").model().calibrated(c).save(file);
      assertThat(Model.load(file).calibration()).isEqualTo(c);
    }
  }

  @Test
  void residuals_that_are_not_finite_are_in_the_file_and_are_wider_than_any() {
    double[] predicted = {0, 1, Double.NaN, 2};
    double[] truth = {0.5, 1.25, 3, Double.POSITIVE_INFINITY};
    Conformal learned = Conformal.learn((Outcomes.Numbers) Outcomes.numbers(predicted, truth));
    assertThat(learned.residuals().getFirst())
        .containsExactly(0.25, 0.5, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    Model model =
        fit("a number").model().calibrated(new Calibration(null, Threshold.HALF, learned));
    Path file = folder.resolve("m.soma");
    model.save(file);
    Model loaded = Model.load(file);
    assertThat(loaded.calibration()).isEqualTo(model.calibration());
    Predictions said = loaded.predict(table("a number"));
    assertThat(said.outputs()).isEqualTo(model.predict(table("a number")).outputs());
    assertThat(said.high(0, 0, 0.6)).isInfinite();
  }

  @Test
  void the_words_of_an_older_file_for_residuals_that_are_not_finite_are_read() {
    Map<String, Object> intervals =
        Map.of("rows", 2, "ranks", List.of(1, 2), "residuals", List.of(List.of("NaN", "Infinity")));
    Conformal read =
        Objects.requireNonNull(
            CalibrationData.read(Map.of("intervals", intervals), false).intervals());
    assertThat(read.residuals().getFirst()).containsOnly(Double.POSITIVE_INFINITY);
  }

  @Test
  void a_file_without_a_calibration_predicts_what_the_network_says() {
    Model model = fit("two classes").model();
    Path file = folder.resolve("old.soma");
    model.save(file);
    Model loaded = Model.load(file);
    assertThat(loaded.calibration()).isEqualTo(Calibration.NONE);
    assertThat(loaded.predict(table("two classes")).outputs())
        .isEqualTo(model.predict(table("two classes")).outputs());
  }

  @Test
  void off_and_a_half_learn_nothing() {
    Fit fit = fit("two classes");
    assertThat(fit.calibrated(new Calibration.Rules(false, 0.5), Metric.MCC).model().calibration())
        .isEqualTo(Calibration.NONE);
  }

  @Test
  void the_mean_of_several_members_has_the_temperature_and_keeps_its_decisions() {
    Table rows = table("two classes");
    Model plain =
        Mlp.classifier()
            .hidden(4, Activation.RELU)
            .epochs(3)
            .execution(SmallFits.plain())
            .members(2)
            .fit(rows.split(0.7, 0.15, 0.15, Seeds.of(1)), TrainingListener.silent())
            .model()
            .calibrated(Calibration.NONE);
    Model model = warm(plain);
    double[] out = new double[1];
    for (int r = 0; r < 20; r++) {
      double p = plain.predict(rows).outputs()[r];
      double expected = 1 / (1 + Math.exp(-Math.log(p / (1 - p)) / WARM.value()));
      assertThat((double) model.predict(rows).outputs()[r]).isCloseTo(expected, within(1e-6));
      model.proba(model.encode(rows.row(r)), out);
      assertThat(out[0]).isCloseTo(expected, within(1e-6));
    }
    assertThat(Metric.ACCURACY.of(model.outcomes(rows)))
        .isEqualTo(Metric.ACCURACY.of(plain.outcomes(rows)));
  }
}
