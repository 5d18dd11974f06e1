package dev.soma.model.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

class ThresholdTest {
  private static Outcomes.Classes rows(long seed, int n) {
    SplittableRandom random = Seeds.of(seed).stream("threshold");
    double[][] p = new double[n][2];
    int[] y = new int[n];
    for (int r = 0; r < n; r++) {
      p[r][1] = Math.round(100 * random.nextDouble()) / 100.0;
      p[r][0] = 1 - p[r][1];
      y[r] = random.nextDouble() < p[r][1] * p[r][1] * p[r][1] ? 1 : 0;
    }
    return Outcomes.classes(p, y);
  }

  @Test
  void it_is_the_best_of_all_cuts_by_each_metric_of_decisions() {
    for (long seed = 1; seed <= 5; seed++) {
      Outcomes.Classes rows = rows(seed, 150);
      for (Metric metric :
          List.of(Metric.ACCURACY, Metric.MACRO_F1, Metric.BALANCED_ACCURACY, Metric.MCC)) {
        Threshold found = Threshold.learn(metric, rows);
        double best = Double.NEGATIVE_INFINITY;
        for (int cut = 1; cut < 200; cut++) { // halves of a hundredth
          best = Math.max(best, metric.of(Threshold.at(rows, cut / 200.0)));
        }
        assertThat(found.after()).as("seed %d, %s", seed, metric).isEqualTo(best);
        assertThat(metric.of(Threshold.at(rows, found.p()))).isEqualTo(best);
        assertThat(found.before()).isEqualTo(metric.of(Threshold.at(rows, 0.5)));
      }
    }
  }

  @Test
  void rows_without_a_class_have_none_at_any_threshold_and_are_never_right() {
    double[][] p = {{0.9, 0.1}, {Double.NaN, Double.NaN}, {Double.NaN, 0.7}, {0.6, 0.4}};
    Outcomes.Classes rows = Outcomes.classes(p, new int[] {0, 0, 1, 1});
    for (double cut : List.of(0.0, 0.3, 0.5, 1.0)) {
      assertThat(Threshold.at(rows, cut).predicted()).contains(-1, Index.atIndex(1));
      assertThat(Threshold.at(rows, cut).predicted()).contains(-1, Index.atIndex(2));
    }
    Threshold found = Threshold.learn(Metric.ACCURACY, rows);
    assertThat(found.before()).isEqualTo(1 / 4.0);
    assertThat(found.after()).isEqualTo(2 / 4.0);
  }

  @Test
  void nothing_to_gain_is_a_half() {
    double[][] p = {{0.9, 0.1}, {0.8, 0.2}, {0.1, 0.9}};
    assertThat(Threshold.learn(Metric.ACCURACY, Outcomes.classes(p, new int[] {0, 0, 1})).p())
        .isEqualTo(0.5);
    double[][] tied = {{0.7, 0.3}, {0.7, 0.3}};
    assertThat(Threshold.learn(Metric.MCC, Outcomes.classes(tied, new int[] {0, 1})).p())
        .isEqualTo(0.5);
  }

  @Test
  void a_metric_of_probabilities_leaves_it_to_the_accuracy() {
    assertThat(Threshold.metric(Metric.LOG_LOSS)).isEqualTo(Metric.ACCURACY);
    assertThat(Threshold.metric(Metric.MCC)).isEqualTo(Metric.MCC);
  }

  @Test
  void it_is_a_probability() {
    assertThatThrownBy(() -> Threshold.of(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Threshold.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
