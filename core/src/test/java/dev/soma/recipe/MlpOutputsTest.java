package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Predictions;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingListener;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Class weights, temperature, threshold and limits, asked for from Java.
class MlpOutputsTest {
  private static final Table TABLE = SmallTables.classes(2, 200);

  private static Mlp mlp() {
    return Mlp.classifier()
        .hidden(6, Activation.RELU)
        .optimizer(Optimizer.adam(0.02))
        .epochs(12)
        .execution(SmallFits.plain());
  }

  private static Split parts() {
    return TABLE.split(0.6, 0.2, 0.2, Seeds.of(3));
  }

  private static Fit fit(Mlp mlp) {
    return mlp.fit(parts(), TrainingListener.silent());
  }

  private static float[] weights(Fit fit) {
    return fit.model().network().parameters().values();
  }

  private static Map<String, String> settings(Fit fit) {
    return fit.model().provenance().settings();
  }

  @Test
  void class_weights_weigh_training_and_validation_and_are_told() {
    Fit weighed = fit(mlp().classWeights(ClassWeights.parse("c1=3")));
    assertThat(weights(weighed)).isNotEqualTo(weights(fit(mlp())));
    float[] training = weighed.preparation().training().weights();
    float[] validation = weighed.preparation().validation().weights();
    assertThat(training).isNotNull();
    assertThat(validation).isNotNull();
    TargetEncoder.Classes classes = (TargetEncoder.Classes) weighed.preparation().target();
    int heavy = classes.levels().indexOf("c1");
    for (int r = 0; r < validation.length; r++) {
      boolean three = weighed.preparation().validation().targets().get(r, 0) == heavy;
      assertThat(validation[r]).isCloseTo(three ? max(training) : max(training) / 3, within(1e-6f));
    }
    assertThat(settings(weighed)).containsEntry("class_weight", "c1=3.0");
    assertThat(settings(fit(mlp()))).doesNotContainKeys("class_weight", "calibrate", "threshold");
  }

  private static float max(float[] values) {
    float max = 0;
    for (float v : values) {
      max = Math.max(max, v);
    }
    return max;
  }

  @Test
  void the_threshold_decides_and_changes_no_weight() {
    Fit plain = fit(mlp());
    Fit always = fit(mlp().threshold(0));
    Fit best = fit(mlp().metric(Metric.MCC).bestThreshold());
    assertThat(weights(always)).isEqualTo(weights(plain));
    Predictions p = always.model().predict(parts().test());
    for (int r = 0; r < parts().test().rows(); r++) {
      assertThat(p.predictedClass(r)).isEqualTo(1);
    }
    assertThat(best.model().calibration().threshold().metric()).isEqualTo("mcc");
    assertThat(settings(always)).containsEntry("threshold", "0.0");
    assertThat(settings(best)).containsEntry("threshold", "auto");
  }

  @Test
  void without_calibration_there_is_no_temperature() {
    assertThat(fit(mlp()).model().calibration().temperature()).isNotNull();
    Fit off = fit(mlp().calibrate(false));
    assertThat(off.model().calibration()).isEqualTo(Calibration.NONE);
    assertThat(weights(off)).isEqualTo(weights(fit(mlp())));
    assertThat(settings(off)).containsEntry("calibrate", "off");
    Fit both = fit(mlp().threshold(0.3).calibrate(false).calibrate(true));
    assertThat(both.model().calibration().threshold().p()).isEqualTo(0.3);
    assertThat(both.model().calibration().temperature()).isNotNull();
  }

  @Test
  void a_bag_takes_them_too() {
    Split all = TABLE.split(0.8, 0, 0.2, Seeds.of(3));
    Fit bag =
        mlp()
            .classWeights(ClassWeights.BALANCED)
            .threshold(0.25)
            .folds(3)
            .fit(all, TrainingListener.silent());
    assertThat(bag.model().calibration().threshold().p()).isEqualTo(0.25);
    assertThat(settings(bag))
        .containsEntry("class_weight", "balanced")
        .containsEntry("threshold", "0.25");
    assertThat(bag.preparation().training().weights()).isNotNull();
  }

  @Test
  void limits_of_steps_and_norms_arrive() {
    Fit limited = fit(mlp().maxSteps(3).maxNorm(0.5));
    assertThat(limited.history().stopped().step()).isEqualTo(3);
    assertThat(settings(limited)).containsEntry("max_norm", "0.5").containsEntry("max_steps", "3");
  }

  @Test
  void steps_on_all_rows_have_a_recipe_without_dropout_and_schedules() {
    for (Mlp plain : new Mlp[] {Mlp.classifier(), Mlp.classifier().linear()}) {
      Mlp whole = plain.optimizer(Optimizer.lbfgs()).epochs(3).execution(SmallFits.plain());
      Fit fit = fit(whole);
      assertThat(fit.model().network().spec().layers())
          .noneMatch(layer -> layer instanceof Layer.Dropout);
      assertThat(settings(fit))
          .containsEntry("schedule", "constant")
          .doesNotContainKeys("rate_factor", "decay_schedule", "dropout_schedule");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void what_is_no_probability_is_no_threshold(double p) {
    assertThatThrownBy(() -> mlp().threshold(p))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E201"));
  }

  @Test
  void thresholds_and_class_weights_need_classes() {
    Split numbers = SmallTables.numbers(1, 60).split(0.6, 0.2, 0.2, Seeds.of(3));
    Mlp regressor = Mlp.regressor().linear().epochs(1).execution(SmallFits.plain());
    for (Mlp bad :
        new Mlp[] {regressor.threshold(0.3), regressor.classWeights(ClassWeights.BALANCED)}) {
      assertThatThrownBy(() -> bad.fit(numbers, TrainingListener.silent()))
          .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E207"));
    }
    Split three = SmallTables.classes(3, 60).split(0.6, 0.2, 0.2, Seeds.of(3));
    assertThatThrownBy(() -> mlp().bestThreshold().fit(three, TrainingListener.silent()))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E207"));
  }
}
