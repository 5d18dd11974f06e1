package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows of which no class can be chosen, since their scores or probabilities are not finite.
class UnpredictedRowsTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final Matrix TRUTH = Matrix.of(new double[][] {{0}, {1}, {0}, {1}, {0}});

  /// Five rows of two classes: two that are right, one that is wrong, and one broken row of each.
  private static Outcomes.Classes two() {
    float[] z = {-1, 2, 3, NAN, NAN};
    float[] a = {0.25f, 0.875f, 0.9375f, NAN, NAN};
    TargetEncoder target = new TargetEncoder.Classes("y", List.of("no", "yes"));
    return (Outcomes.Classes) TargetOutcomes.of(target, 1, z, a, TRUTH, null);
  }

  @Test
  void of_two_classes_they_are_never_right_and_in_no_cell() {
    Outcomes.Classes rows = two();
    assertThat(rows.predicted()).containsExactly(0, 1, 1, -1, -1);
    assertThat(rows.unpredicted()).isEqualTo(2);
    assertThat(Metric.ACCURACY.of(rows)).isEqualTo(2 / 5.0);
    assertThat(Metric.BALANCED_ACCURACY.of(rows)).isEqualTo((1 / 3.0 + 1 / 2.0) / 2);
    assertThat(Metric.MACRO_F1.of(rows)).isEqualTo((2 / 4.0 + 2 / 4.0) / 2);
    assertThat(Metric.LOG_LOSS.of(rows)).isNaN();
    Evaluation e = Evaluation.of(rows, Seeds.of(42));
    assertThat(e.unpredicted()).isEqualTo(2);
    Confusion confusion = e.confusion().orElseThrow();
    assertThat(confusion)
        .isEqualTo(new Confusion(new long[][] {{1, 1}, {0, 1}}, new long[] {1, 1}))
        .isNotEqualTo(new Confusion(new long[][] {{1, 1}, {0, 1}}));
    assertThat(confusion.rows(0)).isEqualTo(3);
    assertThat(confusion.recall(0)).isEqualTo(1 / 3.0);
    assertThat((confusion.f1(0) + confusion.f1(1)) / 2).isEqualTo(Metric.MACRO_F1.of(rows));
    assertThat(e.worst())
        .extracting(Evaluation.WorstRow::row)
        .as("before the row that is wrong")
        .containsExactly(3, 4, 2);
    assertThat(e.worst().getFirst().predicted()).isEqualTo(TargetOutcomes.NONE);
  }

  @ParameterizedTest
  @CsvSource({"NaN, 0.2, 0.7", "0.1, NaN, 0.7", "0.1, 0.2, NaN", "NaN, NaN, NaN"})
  void a_single_number_that_is_none_leaves_no_class_of_many(float p, float q, float r) {
    float[] a = {p, q, r};
    float[] finite = {1, 2, 3};
    assertThat(TargetOutcomes.decide(finite, finite, 3, 0)).isEqualTo(2);
    assertThat(TargetOutcomes.decide(finite, a, 3, 0)).isEqualTo(TargetOutcomes.NONE);
    assertThat(TargetOutcomes.decide(a, finite, 3, 0)).isEqualTo(TargetOutcomes.NONE);
    assertThat(Outcomes.classes(new double[][] {{p, q, r}}, new int[] {0}).predicted())
        .containsExactly(TargetOutcomes.NONE);
  }

  @Test
  void an_infinite_score_with_a_finite_probability_decides_and_an_infinite_output_does_not() {
    assertThat(TargetOutcomes.decide(new float[] {INF}, new float[] {1}, 1, 0)).isEqualTo(1);
    assertThat(TargetOutcomes.decide(new float[] {-INF}, new float[] {0}, 1, 0)).isZero();
    assertThat(TargetOutcomes.decide(new float[] {-INF, 0}, new float[] {0, 1}, 2, 0)).isEqualTo(1);
    assertThat(TargetOutcomes.decide(new float[] {9, 0}, new float[] {INF, 1}, 2, 0))
        .isEqualTo(TargetOutcomes.NONE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void of_labels_the_others_of_the_row_are_said(double broken) {
    double[] p = {0.9, broken, 0.2, 0.3};
    Outcomes.Labels rows = new Outcomes.Labels(2, p, new int[] {1, 0, 0, 0}, null);
    assertThat(rows.label(0).predicted()).containsExactly(1, 0);
    assertThat(rows.label(1).predicted()).containsExactly(-1, 0);
    assertThat(Metric.ACCURACY.of(rows)).isEqualTo(3 / 4.0);
    assertThat(rows.unpredicted()).as("rows, not labels").isEqualTo(1);
  }

  @Test
  void step_units_say_nothing_of_a_score_that_is_no_number() {
    float[] z = {-1, 2, 3, NAN, NAN};
    float[] a = {0, 1, 1, 0, 0}; // what a step unit makes of NaN
    TargetEncoder target = new TargetEncoder.Classes("y", List.of("no", "yes"));
    var said = (Outcomes.Classes) TargetOutcomes.of(target, 1, z, a, TRUTH, null);
    assertThat(said.predicted()).containsExactly(0, 1, 1, -1, -1);
    Outcomes.Classes decided = Outcomes.decisions(2, said.predicted(), said.truth());
    assertThat(Evaluation.of(decided, Seeds.of(42)).worst())
        .extracting(Evaluation.WorstRow::row)
        .containsExactly(3, 4, 2);
  }

  @Test
  void numbers_that_are_predicted_count_and_true_ones_do_not() {
    double[] a = {1, Double.NaN, Double.NEGATIVE_INFINITY};
    assertThat(Outcomes.numbers(a, new double[] {1, 2, 3}).unpredicted()).isEqualTo(2);
    assertThat(Outcomes.numbers(new double[3], a).unpredicted()).isZero();
  }
}
