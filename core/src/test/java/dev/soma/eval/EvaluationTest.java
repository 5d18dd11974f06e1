package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
  private static final Seeds SEEDS = Seeds.of(42);

  private static Evaluation.Score score(Evaluation evaluation, Metric metric) {
    return evaluation.score(metric).orElseThrow();
  }

  // Expected: binomtest(k, n).proportion_ci(0.95, method="wilson") of SciPy 1.17.1.
  @ParameterizedTest
  @CsvSource({
    "51, 52, 0.8987948887210775, 0.9965971919290548",
    "0, 10, 0.0, 0.27753279986288926",
    "7, 7, 0.6456695649333126, 1.0",
    "30, 100, 0.21894885294932764, 0.39584854633346667"
  })
  void accuracy_has_the_interval_of_wilson(int right, int n, double low, double high) {
    int[] predicted = new int[n];
    for (int r = right; r < n; r++) {
      predicted[r] = 1;
    }
    Evaluation e = Evaluation.of(Outcomes.decisions(2, predicted, new int[n]), SEEDS);
    Evaluation.Score accuracy = score(e, Metric.ACCURACY);
    assertThat(accuracy.value()).isEqualTo(right / (double) n);
    assertThat(accuracy.low()).isCloseTo(low, within(1e-12));
    assertThat(accuracy.high()).isCloseTo(high, within(1e-12));
  }

  @Test
  void classes_get_scores_baseline_confusion_and_the_most_confident_mistakes() {
    Outcomes.Classes rows = Rows.three();
    Evaluation e = Evaluation.of(rows, SEEDS);
    assertThat(e.rows()).isEqualTo(60);
    assertThat(e.scores())
        .extracting(Evaluation.Score::metric)
        .containsExactly(Metric.ACCURACY, Metric.LOG_LOSS, Metric.MACRO_F1, Metric.ROC_AUC);
    for (Evaluation.Score s : e.scores()) {
      assertThat(s.value()).as("%s", s).isEqualTo(s.metric().of(rows)).isBetween(s.low(), s.high());
      assertThat(s.high() - s.low()).as("%s", s).isBetween(0.01, 0.5);
    }
    Confusion confusion = e.confusion().orElseThrow();
    assertThat(confusion) // confusion_matrix of scikit-learn 1.9.1
        .isEqualTo(new Confusion(new long[][] {{13, 3, 2}, {2, 21, 2}, {2, 2, 13}}));
    assertThat(confusion.recall(1)).isEqualTo(21 / 25.0);
    assertThat(confusion.precision(1)).isEqualTo(21 / 26.0);
    assertThat(confusion.f1(1)).isEqualTo(42 / 51.0);
    assertThat(e.worst()).hasSize(Evaluation.WORST);
    double last = 1;
    for (Evaluation.WorstRow w : e.worst()) {
      assertThat(w.truth()).isEqualTo(rows.truth()[w.row()]).isNotEqualTo(w.predicted());
      assertThat(w.p()).isEqualTo(rows.p(w.row(), (int) w.predicted())).isLessThanOrEqualTo(last);
      last = w.p();
    }
    assertThat(e.parts()).isEmpty();
    assertThat(e.residuals()).isEmpty();
  }

  @Test
  void the_baseline_is_the_largest_class_and_the_class_shares() {
    Evaluation e = Evaluation.of(Rows.three(), SEEDS);
    Evaluation.Baseline baseline = e.baseline();
    assertThat(baseline.constant()).containsExactly(18 / 60.0, 25 / 60.0, 17 / 60.0);
    assertThat(baseline.score(Metric.ACCURACY).orElseThrow().value()).isEqualTo(25 / 60.0);
    double entropy = 0;
    for (double p : baseline.constant()) {
      entropy -= p * Math.log(p);
    }
    assertThat(baseline.score(Metric.LOG_LOSS).orElseThrow().value())
        .isCloseTo(entropy, within(1e-12));
    assertThat(baseline.score(Metric.ROC_AUC).orElseThrow().value()).isEqualTo(0.5);
  }

  @Test
  void the_baseline_can_come_from_the_training_rows() {
    Evaluation e =
        Evaluation.of(
            Rows.three(), List.of(Metric.ACCURACY), new double[] {0.5, 0.25, 0.25}, SEEDS);
    assertThat(e.baseline().score(Metric.ACCURACY).orElseThrow().value()).isEqualTo(18 / 60.0);
    assertThatThrownBy(() -> Evaluation.of(Rows.three(), List.of(), new double[] {1, 0}, SEEDS))
        .hasMessageContaining("do not make [60 x 3]");
  }

  @Test
  void numbers_get_residual_quantiles_and_the_mean_as_baseline() {
    double[] y = new double[101];
    double[] a = new double[101];
    for (int i = 0; i <= 100; i++) {
      y[i] = i;
      a[i] = 2 * i - 20; // residual 20 - i
    }
    Evaluation e = Evaluation.of(Outcomes.numbers(a, y), SEEDS);
    Evaluation.Residuals r = e.residuals().getFirst();
    assertThat(r).isEqualTo(new Evaluation.Residuals(-80, -75, -55, -30, -5, 15, 20));
    assertThat(e.baseline().constant()).containsExactly(50.0);
    assertThat(e.baseline().score(Metric.R2).orElseThrow().value()).isCloseTo(0, within(1e-12));
    assertThat(e.worst().getFirst())
        .isEqualTo(new Evaluation.WorstRow(100, 0, 100, 180, Double.NaN));
    assertThat(e.confusion()).isEmpty();
    for (Evaluation.Score s : e.scores()) {
      assertThat(s.value()).as("%s", s).isBetween(s.low(), s.high());
    }
  }

  @Test
  void labels_get_a_part_each_and_their_mean() {
    Evaluation e = Evaluation.of(Rows.labels(), SEEDS);
    assertThat(e.parts()).hasSize(3);
    double[] f1 = {
      0.6938775510204082, 0.8771929824561403, 0.8620689655172413
    }; // scikit-learn 1.9.1
    for (Evaluation.Part part : e.parts()) {
      assertThat(part.scores().get(2).metric()).isEqualTo(Metric.MACRO_F1);
      assertThat(part.scores().get(2).value())
          .isCloseTo(f1[part.column()], within(1e-12))
          .isCloseTo(part.confusion().orElseThrow().f1(1), within(1e-12));
    }
    for (int m = 0; m < e.scores().size(); m++) {
      int at = m;
      double mean =
          e.parts().stream().mapToDouble(p -> p.scores().get(at).value()).average().orElseThrow();
      assertThat(e.scores().get(m).value()).isCloseTo(mean, within(1e-12));
    }
    assertThat(e.worst()).isNotEmpty().allMatch(w -> w.p() >= 0.5);
  }

  @Test
  void several_targets_get_a_part_and_residuals_each() {
    Matrix a = Matrix.of(new double[][] {{1, 10}, {2, 20}, {6, 30}});
    Matrix y = Matrix.of(new double[][] {{1, 10}, {3, 20}, {5, 36}});
    Evaluation e = Evaluation.of(Outcomes.numbers(a, y), SEEDS);
    assertThat(e.parts()).hasSize(2);
    assertThat(e.residuals()).hasSize(2);
    assertThat(e.residuals().get(1).most()).isEqualTo(6);
    assertThat(e.worst().getFirst()).isEqualTo(new Evaluation.WorstRow(2, 1, 36, 30, Double.NaN));
    assertThat(e.baseline().constant()).containsExactly(3.0, 22.0);
  }

  @Test
  void what_cannot_be_said_is_left_out() {
    Evaluation oneClass =
        Evaluation.of(
            Outcomes.classes(new double[][] {{0.9, 0.1}, {0.2, 0.8}}, new int[] {1, 1}), SEEDS);
    assertThat(oneClass.score(Metric.ROC_AUC)).isEmpty();
    assertThat(oneClass.score(Metric.ACCURACY)).isPresent();
    Evaluation empty = Evaluation.of(Outcomes.numbers(new double[0], new double[0]), SEEDS);
    assertThat(empty.scores()).isEmpty();
    assertThat(empty.worst()).isEmpty();
    Evaluation one = Evaluation.of(Outcomes.numbers(new double[] {1}, new double[] {3}), SEEDS);
    assertThat(score(one, Metric.RMSE).value()).isEqualTo(2);
    assertThat(score(one, Metric.RMSE).low()).isNaN();
  }

  @Test
  void what_is_not_finite_is_as_bad_as_can_be_and_its_row_the_worst() {
    double[] a = {1, 2, Double.NaN, 9};
    double[] y = {1, 2.5, 3, 4};
    Evaluation e = Evaluation.of(Outcomes.numbers(a, y), SEEDS);
    for (Metric metric : List.of(Metric.RMSE, Metric.MAE)) {
      assertThat(score(e, metric).value()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(score(e, metric).low()).isNaN();
    }
    assertThat(score(e, Metric.R2).value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(e.residuals().getFirst().most()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(e.residuals().getFirst().least()).isEqualTo(-5);
    assertThat(e.worst()).extracting(Evaluation.WorstRow::row).startsWith(2, 3, 1);
    Matrix two = Matrix.of(new double[][] {{1, Double.NaN}, {2, 20}});
    Matrix truth = Matrix.of(new double[][] {{1, 10}, {2, 20}});
    assertThat(score(Evaluation.of(Outcomes.numbers(two, truth), SEEDS), Metric.RMSE).value())
        .as("of one of two targets")
        .isInfinite();
    double[][] p = {{0.9, 0.1}, {Double.NaN, Double.NaN}, {0.4, 0.6}};
    Evaluation classes = Evaluation.of(Outcomes.classes(p, new int[] {0, 0, 0}), SEEDS);
    assertThat(score(classes, Metric.LOG_LOSS).value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(classes.worst()).extracting(Evaluation.WorstRow::row).containsExactly(1, 2);
    assertThat(classes.worst().getFirst().p()).isInfinite();
  }

  @Test
  void equal_seeds_give_equal_intervals_and_other_seeds_others() {
    Evaluation e = Evaluation.of(Rows.counts(), SEEDS);
    assertThat(Evaluation.of(Rows.counts(), SEEDS)).isEqualTo(e);
    assertThat(Evaluation.of(Rows.counts(), Seeds.of(43))).isNotEqualTo(e);
  }

  @Test
  void bootstrap_intervals_hold_the_truth_about_as_often_as_they_say() {
    SplittableRandom random = SEEDS.stream("test");
    int held = 0;
    for (int repeat = 0; repeat < 200; repeat++) {
      double[] y = new double[80];
      for (int r = 0; r < y.length; r++) {
        y[r] = random.nextDouble(); // mean absolute error of predicting 0: 1/2
      }
      Outcomes rows = Outcomes.numbers(new double[80], y);
      Evaluation.Score mae =
          score(
              Evaluation.of(rows, List.of(Metric.MAE), new double[1], Seeds.of(repeat)),
              Metric.MAE);
      held += mae.low() <= 0.5 && 0.5 <= mae.high() ? 1 : 0;
    }
    assertThat(held).as("of 200, seed 42").isBetween(178, 200);
  }

  @Test
  void resamples_shrink_with_the_rows() {
    assertThat(Bootstrap.resamples(1)).isEqualTo(1_000);
    assertThat(Bootstrap.resamples(20_000)).isEqualTo(1_000);
    assertThat(Bootstrap.resamples(50_000)).isEqualTo(400);
    assertThat(Bootstrap.resamples(10_000_000)).isEqualTo(200);
  }
}
