package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSmoothingTest {
  private static final NetworkSpec NET =
      NetworkSpec.parse("2 -> Dense(8, tanh) -> Dense(3, softmax)");
  private static final Dataset TRAINING = Problems.rings(160, 1);
  private static final Dataset VALIDATION = Problems.rings(60, 2);

  private static Trainer.Result train(String loss) {
    return Trainer.train(
        NET,
        TRAINING,
        VALIDATION,
        Problems.scorer(Metric.ACCURACY, VALIDATION, NET),
        Problems.config(Loss.parse(loss), Optimizer.adam(0.01)),
        Problems.plain(),
        TrainingListener.silent());
  }

  private static double meanLoss(Network network, Loss loss) {
    try (Workspace ws =
        new Workspace(NET, 60, KernelChoice.forced("scalar").create(1), Seeds.of(1))) {
      return network.loss(VALIDATION.batch(), Targets.of(VALIDATION.targets()), loss, ws) / 60;
    }
  }

  @Test
  void validation_rows_are_scored_with_hard_labels() {
    Trainer.Result result = train("cross_entropy(0.4)");
    int best = result.history().stopped().bestEpoch();
    double told = result.history().epochs().get(best).validationLoss();
    double hard = meanLoss(result.network(), Loss.CROSS_ENTROPY);
    assertThat(told).isCloseTo(hard, within(1e-6));
    assertThat(meanLoss(result.network(), Loss.parse("cross_entropy(0.4)")))
        .isNotCloseTo(hard, within(1e-3));
  }

  @Test
  void smooth_labels_train_other_weights_and_a_smoothing_of_0_the_same() {
    float[] plain = train("cross_entropy").network().parameters().values();
    assertThat(train("cross_entropy(0)").network().parameters().values()).isEqualTo(plain);
    assertThat(train("cross_entropy(0.1)").network().parameters().values()).isNotEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross_entropy", "logistic_cross_entropy"})
  void the_text_form_reads_back_and_bad_values_are_refused(String name) {
    Loss loss = Loss.parse(name + "(0.1)");
    assertThat(loss).hasToString(name + "(0.1)");
    assertThat(loss.smoothing()).isEqualTo(0.1);
    assertThat(loss.hard()).isEqualTo(Loss.parse(name)).hasToString(name);
    for (String bad : new String[] {"(1)", "(-0.1)", "(x)", "(NaN)"}) {
      assertThatThrownBy(() -> Loss.parse(name + bad))
          .isInstanceOfSatisfying(
              SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E214"));
    }
  }

  @Test
  void the_aim_is_between_the_label_and_equal_shares() {
    assertThat(new Loss.CrossEntropy(0.1).aim(1, 4)).isCloseTo(0.925, within(1e-15));
    assertThat(new Loss.CrossEntropy(0.1).aim(0, 4)).isCloseTo(0.025, within(1e-15));
    assertThat(new Loss.LogisticCrossEntropy(0.1).aim(1, 4)).isCloseTo(0.95, within(1e-15));
    assertThat(Loss.SQUARED_ERROR.aim(7, 4)).isEqualTo(7);
  }
}
