package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.math.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedTestTest {
  private static final Seeds SEEDS = Seeds.of(42);

  /// 52 rows of class 0, the first `wrong` of them predicted as 1.
  private static Outcomes withMistakes(int wrong) {
    int[] predicted = new int[52];
    Arrays.fill(predicted, 0, wrong, 1);
    return Outcomes.decisions(2, predicted, new int[52]);
  }

  @Test
  void one_row_of_52_is_not_significant_and_ten_are() {
    PairedTest one = PairedTest.of(Metric.ACCURACY, withMistakes(1), withMistakes(2), SEEDS);
    assertThat(one.verdict()).isEqualTo(PairedTest.Verdict.NOT_SIGNIFICANT);
    assertThat(one.significance()).isEqualTo("not significant at n = 52");
    assertThat(one.difference() * 52).isBetween(0.999, 1.001);
    PairedTest ten = PairedTest.of(Metric.ACCURACY, withMistakes(1), withMistakes(11), SEEDS);
    assertThat(ten.verdict()).isEqualTo(PairedTest.Verdict.FIRST);
    assertThat(ten.significance()).isEqualTo("significant at n = 52");
    assertThat(ten.low()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 6})
  void fewer_than_six_rows_are_never_significant(int rows) {
    double[] y = new double[rows];
    double[] far = new double[rows];
    double[] near = new double[rows];
    Arrays.fill(far, 9);
    Arrays.fill(near, 1);
    PairedTest test =
        PairedTest.of(Metric.RMSE, Outcomes.numbers(near, y), Outcomes.numbers(far, y), SEEDS);
    assertThat(test.high()).isNegative();
    assertThat(test.verdict())
        .isEqualTo(rows < 6 ? PairedTest.Verdict.NOT_SIGNIFICANT : PairedTest.Verdict.FIRST);
  }

  @Test
  void less_is_better_turns_the_verdict_around() {
    Outcomes.Numbers good = Rows.counts();
    double[] worse = Arrays.stream(good.predicted()).map(a -> a + 3).toArray();
    Outcomes bad = Outcomes.numbers(worse, good.truth());
    assertThat(PairedTest.of(Metric.RMSE, good, bad, SEEDS).verdict())
        .isEqualTo(PairedTest.Verdict.FIRST);
    assertThat(PairedTest.of(Metric.RMSE, bad, good, SEEDS).verdict())
        .isEqualTo(PairedTest.Verdict.SECOND);
    assertThat(PairedTest.of(Metric.R2, bad, good, SEEDS).verdict())
        .isEqualTo(PairedTest.Verdict.SECOND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy", "log_loss", "macro_f1", "roc_auc"})
  void the_same_predictions_are_never_different(String metric) {
    PairedTest test = PairedTest.of(Metric.parse(metric), Rows.three(), Rows.three(), SEEDS);
    assertThat(test.difference()).isZero();
    assertThat(test.low()).isZero();
    assertThat(test.high()).isZero();
    assertThat(test.verdict()).isEqualTo(PairedTest.Verdict.NOT_SIGNIFICANT);
  }

  @Test
  void pairing_sees_what_two_separate_intervals_cannot() {
    double[] y = new double[100];
    double[] a = new double[100];
    double[] b = new double[100];
    for (int i = 0; i < 100; i++) {
      a[i] = i % 10; // errors of very different size
      b[i] = i % 10 + 0.1; // and always a little more
    }
    Outcomes first = Outcomes.numbers(a, y);
    Outcomes second = Outcomes.numbers(b, y);
    Evaluation.Score one = Evaluation.of(first, SEEDS).score(Metric.MAE).orElseThrow();
    Evaluation.Score two = Evaluation.of(second, SEEDS).score(Metric.MAE).orElseThrow();
    assertThat(one.high()).isGreaterThan(two.low());
    assertThat(PairedTest.of(Metric.MAE, first, second, SEEDS).verdict())
        .isEqualTo(PairedTest.Verdict.FIRST);
  }

  @Test
  void other_rows_are_refused_and_too_few_say_nothing() {
    assertThatThrownBy(() -> PairedTest.of(Metric.ACCURACY, Rows.three(), Rows.two(), SEEDS))
        .hasMessageContaining("same rows");
    assertThatThrownBy(
            () ->
                PairedTest.of(
                    Metric.MAE, Rows.counts(), Rows.counts().withWeights(Rows.weights()), SEEDS))
        .hasMessageContaining("weights differ");
    Outcomes one = Outcomes.numbers(new double[] {1}, new double[] {2});
    PairedTest test = PairedTest.of(Metric.MAE, one, one, SEEDS);
    assertThat(test.low()).isNaN();
    assertThat(test.verdict()).isEqualTo(PairedTest.Verdict.NOT_SIGNIFICANT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "r2"})
  void one_finite_score_is_the_better_one_and_two_that_are_not_say_nothing(String name) {
    Metric metric = Metric.parse(name);
    double[] y = {1, 2, 4, 5, 6, 7};
    Outcomes whole = Outcomes.numbers(new double[] {1, 2, 3, 4, 5, 6}, y);
    Outcomes broken = Outcomes.numbers(new double[] {1, Double.NaN, 3, 4, 5, 6}, y);
    PairedTest first = PairedTest.of(metric, whole, broken, SEEDS);
    assertThat(first.ground()).isEqualTo(PairedTest.Ground.ONE_FINITE);
    assertThat(first.low()).as("of resamples that leave the broken row out").isNaN();
    assertThat(first.high()).isNaN();
    assertThat(first.verdict()).isEqualTo(PairedTest.Verdict.FIRST);
    PairedTest second = PairedTest.of(metric, broken, whole, SEEDS);
    assertThat(second.ground()).isEqualTo(PairedTest.Ground.ONE_FINITE);
    assertThat(second.verdict()).isEqualTo(PairedTest.Verdict.SECOND);
    PairedTest none = PairedTest.of(metric, broken, broken, SEEDS);
    assertThat(none.ground()).isEqualTo(PairedTest.Ground.NONE_FINITE);
    assertThat(none.low()).isNaN();
    assertThat(none.verdict()).isEqualTo(PairedTest.Verdict.NOT_SIGNIFICANT);
    assertThat(PairedTest.of(metric, whole, whole, SEEDS).ground())
        .isEqualTo(PairedTest.Ground.INTERVAL);
  }

  @Test
  void true_numbers_may_differ_by_the_rounding_of_their_scaling_and_no_more() {
    double[] first = {1, 2, 4};
    Outcomes exact = Outcomes.numbers(first, new double[] {1.1, 2.2, 3.3});
    Outcomes rounded = Outcomes.numbers(first, new double[] {1.1f, 2.2f, 3.3f});
    PairedTest same = PairedTest.of(Metric.MAE, exact, rounded, SEEDS);
    assertThat(same.difference()).isZero();
    Outcomes others = Outcomes.numbers(first, new double[] {1.1, 2.2, 3.31});
    assertThatThrownBy(() -> PairedTest.of(Metric.MAE, exact, others, SEEDS))
        .hasMessageContaining("same rows");
  }

  @Test
  void equal_seeds_give_equal_results() {
    PairedTest first = PairedTest.of(Metric.ACCURACY, withMistakes(1), withMistakes(5), SEEDS);
    assertThat(PairedTest.of(Metric.ACCURACY, withMistakes(1), withMistakes(5), SEEDS))
        .isEqualTo(first);
  }
}
