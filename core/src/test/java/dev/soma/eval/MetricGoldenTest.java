package dev.soma.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.golden.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricGoldenTest {
  private static final Map<String, Map<String, Double>> CASES = Golden.metrics();

  private static Outcomes rows(String name) {
    return switch (name) {
      case "three" -> Rows.three();
      case "two" -> Rows.two();
      case "labels" -> Rows.labels();
      case "counts" -> Rows.counts();
      case "numbers" -> {
        Outcomes.Numbers n = Rows.counts();
        double[] more = Arrays.stream(n.truth()).map(y -> y + 1).toArray();
        yield Outcomes.numbers(n.predicted(), more);
      }
      default -> throw new AssertionError(name);
    };
  }

  private static void matches(Outcomes outcomes, Map<String, Double> values) {
    assertThat(values).isNotEmpty();
    values.forEach(
        (name, value) ->
            assertThat(Metric.parse(name).of(outcomes))
                .as(name)
                .isCloseTo(value, within(1e-12 * Math.max(1, Math.abs(value)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"three", "two", "labels", "counts", "numbers"})
  void every_metric_is_that_of_scikit_learn_without_and_with_row_weights(String name) {
    matches(rows(name), CASES.get(name));
    matches(rows(name).withWeights(Rows.weights()), CASES.get(name + "_weighted"));
  }

  @Test
  void every_name_has_a_value_to_compare_with() {
    List<String> compared =
        CASES.values().stream().flatMap(c -> c.keySet().stream()).distinct().toList();
    List<String> names =
        Stream.concat(
                Metric.names().stream().filter(n -> !n.equals("pinball")),
                Stream.of("pinball(0.5)"))
            .collect(Collectors.toList());
    assertThat(compared).containsAll(names);
  }

  @Test
  void several_targets_have_the_mean_of_each() {
    Outcomes.Numbers n = Rows.counts();
    double[] a = new double[2 * Rows.N];
    double[] y = new double[2 * Rows.N];
    for (int r = 0; r < Rows.N; r++) {
      a[2 * r] = n.predicted()[r];
      y[2 * r] = n.truth()[r];
      a[2 * r + 1] = n.predicted()[r];
      y[2 * r + 1] = n.truth()[r] + 1;
    }
    Outcomes both = new Outcomes.Numbers(2, a, y, null);
    for (String name : CASES.get("counts").keySet()) {
      double mean = (CASES.get("counts").get(name) + CASES.get("numbers").get(name)) / 2;
      assertThat(Metric.parse(name).of(both))
          .as(name)
          .isCloseTo(mean, within(1e-12 * Math.max(1, mean)));
    }
  }

  @Test
  void a_median_between_rows_of_equal_weight_is_the_mean_of_both_neighbours() {
    Outcomes four = Outcomes.numbers(new double[] {1, 2, 4, 8}, new double[4]);
    assertThat(Metric.MEDAE.of(four)).isEqualTo(3);
    assertThat(Metric.MEDAE.of(four.withWeights(new double[] {1, 1, 0, 2}))).isEqualTo(5);
    assertThat(Metric.MEDAE.of(four.withWeights(new double[] {3, 1, 0, 1}))).isEqualTo(1);
    assertThat(Metric.MEDAE.of(four.withWeights(new double[4]))).isNaN();
  }

  @Test
  void a_share_of_a_target_of_0_cannot_be_said() {
    double[] a = {1, 2};
    assertThat(Metric.MAPE.of(Outcomes.numbers(a, new double[] {0, 1}))).isNaN();
    assertThat(Metric.MAPE.of(Outcomes.numbers(a, new double[] {1e-8, 1}))).isNaN();
    assertThat(Metric.MAPE.of(Outcomes.numbers(a, new double[] {2, 1}))).isEqualTo(0.75);
  }
}
