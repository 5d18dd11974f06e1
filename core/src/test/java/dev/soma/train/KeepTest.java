package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Dataset;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingConfig.Keep;
import org.junit.jupiter.api.Test;

class KeepTest {
  private static final NetworkSpec NET =
      NetworkSpec.parse("2 -> Dense(6, tanh) -> Dense(3, softmax)");
  private static final Dataset TRAINING = Problems.rings(160, 1);
  private static final Dataset FEW = Problems.rings(3, 2);

  private static Trainer.Result train(Dataset validation, TrainingConfig config) {
    return Trainer.train(
        NET,
        TRAINING,
        validation,
        Problems.scorer(Metric.ACCURACY, TRAINING, NET),
        config,
        Problems.plain(),
        TrainingListener.silent());
  }

  private static TrainingConfig plain() {
    return Problems.config(Loss.CROSS_ENTROPY, Optimizer.sgd(0.1)).epochs(2);
  }

  @Test
  void an_exponential_mean_is_that_of_the_weights_after_each_step() {
    Dataset none = Problems.none(TRAINING);
    double[] mean = {};
    for (int step = 1; step <= 20; step++) {
      float[] w = train(none, plain().maxSteps(step)).network().parameters().values();
      mean = mean.length == 0 ? new double[w.length] : mean;
      for (int i = 0; i < w.length; i++) {
        mean[i] = step == 1 ? w[i] : 0.8 * mean[i] + 0.2 * w[i];
      }
    }
    TrainingConfig config = plain().keep(Keep.BEST.ema(0.8));
    float[] kept = train(none, config).network().parameters().values();
    for (int i = 0; i < mean.length; i++) {
      assertThat((double) kept[i]).isCloseTo(mean[i], within(1e-6));
    }
    assertThat(kept).isNotEqualTo(train(none, plain()).network().parameters().values());
  }

  @Test
  void of_equally_good_epochs_the_last_is_kept_where_that_is_wanted() {
    // three validation rows have four possible accuracies: among 40 epochs many are equal
    TrainingConfig config = plain().epochs(40);
    Trainer.Result first = train(FEW, config);
    Trainer.Result last = train(FEW, config.keep(Keep.BEST.lastBest(true)));
    double best =
        first.history().epochs().stream()
            .mapToDouble(TrainingEvent.Epoch::metricValue)
            .max()
            .orElseThrow();
    int expectedFirst = -1;
    int expectedLast = -1;
    for (TrainingEvent.Epoch e : first.history().epochs()) {
      if (e.metricValue() == best) {
        expectedFirst = expectedFirst < 0 ? e.epoch() : expectedFirst;
        expectedLast = e.epoch();
      }
    }
    assertThat(expectedLast).isGreaterThan(expectedFirst);
    assertThat(first.history().stopped().bestEpoch()).isEqualTo(expectedFirst);
    assertThat(last.history().stopped().bestEpoch()).isEqualTo(expectedLast);
    assertThat(last.network().parameters().values())
        .isEqualTo(
            train(Problems.none(TRAINING), config.maxSteps(expectedLast * 10L))
                .network()
                .parameters()
                .values());
  }

  @Test
  void a_value_that_is_no_number_is_never_a_tie() {
    EarlyStopping stopping = new EarlyStopping(true, 0, true);
    assertThat(stopping.improves(1, 0.5)).isTrue();
    assertThat(stopping.improves(2, 0.5)).isTrue();
    assertThat(stopping.improves(3, Double.NaN)).isFalse();
    assertThat(stopping.improves(4, 0.4)).isFalse();
    assertThat(stopping.bestEpoch()).isEqualTo(2);
  }

  @Test
  void a_memory_out_of_range_and_two_means_are_refused() {
    refused("E201", -0.1, false);
    refused("E201", 1, false);
    refused("E201", Double.NaN, false);
    refused("E207", 0.9, true);
  }

  private static void refused(String id, double ema, boolean averaged) {
    assertThatThrownBy(() -> new Keep(averaged, ema, false))
        .isInstanceOfSatisfying(SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo(id));
  }

  @Test
  void only_what_is_not_the_default_is_told() {
    assertThat(plain().settings())
        .containsEntry("averaged", "false")
        .doesNotContainKeys("ema", "last_best");
    assertThat(plain().keep(new Keep(false, 0.9, true)).settings())
        .containsEntry("ema", "0.9")
        .containsEntry("last_best", "true");
  }
}
