package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.encode.Dataset;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Role;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig.Pace;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Schedule LATE = new Schedule.FlatCosine();
  private static final NetworkSpec NET =
      NetworkSpec.parse("2 -> Dense(8, tanh) -> Dropout(0.4) -> Dense(3, softmax)");
  private static final Dataset DATA = Problems.rings(160, 1);

  /// The weights after so many steps; 0 = all of the run.
  private static float[] weights(TrainingConfig config, long steps) {
    return Trainer.train(
            NET,
            DATA,
            Problems.none(DATA),
            Problems.scorer(Metric.ACCURACY, DATA, NET),
            config.maxSteps(steps),
            Problems.plain(),
            TrainingListener.silent())
        .network()
        .parameters()
        .values();
  }

  private static TrainingConfig plain() {
    return Problems.config(Loss.CROSS_ENTROPY, Optimizer.adamW(0.01, 0.1)).epochs(4);
  }

  @Test
  void schedules_of_decay_and_dropout_change_nothing_before_the_half_of_the_run() {
    long half = (DATA.rows() + 15L) / 16 * 4 / 2;
    for (Pace pace : new Pace[] {Pace.STEADY.decay(LATE), Pace.STEADY.dropout(LATE)}) {
      assertThat(weights(plain().pace(pace), half))
          .as("%s", pace)
          .isEqualTo(weights(plain(), half));
      assertThat(weights(plain().pace(pace), 0)).as("%s", pace).isNotEqualTo(weights(plain(), 0));
    }
  }

  @Test
  void a_factor_of_0_keeps_the_tensors_of_a_role_where_they_started() {
    Pace still = Pace.STEADY.factors(RateFactors.NONE.with(Role.BIAS, 0));
    float[] got = weights(plain().pace(still), 0);
    assertThat(got).isNotEqualTo(weights(plain(), 0));
    for (int i = 16; i < 24; i++) { // b1, behind the 8 x 2 weights
      assertThat(got[i]).isZero();
    }
  }

  @Test
  void only_what_is_not_the_default_is_told() {
    assertThat(plain().settings())
        .doesNotContainKeys("rate_factor", "decay_schedule", "dropout_schedule");
    Pace pace = new Pace(RateFactors.parse("bias=0.1"), LATE, new Schedule.Cosine(0));
    assertThat(plain().pace(pace).settings())
        .containsEntry("rate_factor", "bias=0.1")
        .containsEntry("decay_schedule", "flat_cosine")
        .containsEntry("dropout_schedule", "cosine");
  }

  @Test
  void what_the_optimizer_does_not_have_is_refused() {
    NetworkSpec linear = NetworkSpec.parse("2 -> Dense(3, softmax)");
    Pace factors = Pace.STEADY.factors(RateFactors.parse("bias=0.1"));
    refused(linear, Optimizer.lbfgs(), factors);
    refused(linear, Optimizer.adam(0.1), Pace.STEADY.decay(LATE));
  }

  private static void refused(NetworkSpec net, Optimizer optimizer, Pace pace) {
    assertThatThrownBy(
            () ->
                Trainer.train(
                    net,
                    DATA,
                    Problems.none(DATA),
                    Problems.scorer(Metric.ACCURACY, DATA, net),
                    plain().optimizer(optimizer).pace(pace),
                    Problems.plain(),
                    TrainingListener.silent()))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E237"));
  }
}
