package dev.soma.data.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.soma.error.SomaException;
import dev.soma.golden.Golden;
import dev.soma.math.Normal;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Scales against NumPy, SciPy and scikit-learn.
class ScaleGoldenTest {
  static List<Golden.ScalingCase> cases() {
    return Golden.scalingCases();
  }

  private static Sorted sorted(double... column) {
    return Sorted.of(column.length, i -> column[i], column.length);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void robust_is_that_of_numpy(Golden.ScalingCase c) {
    Scale scale = NumberScaling.ROBUST.learn(sorted(c.column()), Double.NaN, Double.NaN);
    DoubleUnaryOperator f = scale.function();
    for (int i = 0; i < c.x().length; i++) {
      assertThat(f.applyAsDouble(c.x()[i])).isCloseTo(c.robust()[i], within(1e-12));
    }
    assertThat(Scale.fromValues(scale.kind(), scale.values())).isEqualTo(scale);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void quantile_is_that_of_scikit_learn_but_a_constant_is_zero(Golden.ScalingCase c) {
    Scale scale = NumberScaling.QUANTILE.learn(sorted(c.column()), Double.NaN, Double.NaN);
    DoubleUnaryOperator f = scale.function();
    boolean constant = c.name().equals("constant");
    for (int i = 0; i < c.x().length; i++) {
      assertThat(f.applyAsDouble(c.x()[i]))
          .as("%s", c.x()[i])
          .isCloseTo(constant ? 0 : c.quantile()[i], within(1e-9));
    }
    assertThat(Scale.fromValues(scale.kind(), scale.values())).isEqualTo(scale);
  }

  @Test
  void normal_quantiles_are_those_of_scipy() {
    double[] p = Golden.normalQuantiles().getFirst();
    double[] expected = Golden.normalQuantiles().getLast();
    for (int i = 0; i < p.length; i++) {
      assertThat(Normal.quantile(p[i]))
          .isCloseTo(expected[i], within(4e-15 * Math.max(1, Math.abs(expected[i]))));
    }
    assertThat(Normal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Normal.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void counted_numbers_have_the_same_quantiles_as_ordered_ones() {
    Sorted counted = Sorted.ofCounts(new double[] {-1, 0, 4, 9}, new int[] {2, 0, 3, 1});
    Sorted ordered = sorted(4, -1, 9, 4, -1, 4);
    double[] shares = {0, 0.1, 0.25, 0.3, 0.5, 0.75, 0.9, 1};
    assertThat(counted.quantiles(shares)).isEqualTo(ordered.quantiles(shares));
  }

  @Test
  void no_values_and_huge_values_give_no_surprise() {
    for (NumberScaling scaling : List.of(NumberScaling.ROBUST, NumberScaling.QUANTILE)) {
      assertThat(scaling.learn(sorted(), 0, 1).function().applyAsDouble(3)).isZero();
    }
    double most = Double.MAX_VALUE;
    Sorted huge = sorted(-most, -most, 0, most, most);
    assertThat(Scale.Robust.learn(huge).function().applyAsDouble(1))
        .as("refused when rows are prepared")
        .isNaN();
    DoubleUnaryOperator q = Scale.Quantile.learn(huge).function();
    assertThat(Arrays.stream(new double[] {-most, -1, 0, 1, most}).map(q).toArray())
        .isSorted()
        .doesNotContain(Double.NaN);
    Scale.Robust tiny = Scale.Robust.learn(sorted(1, 2, 3));
    assertThat(tiny.function().applyAsDouble(most)).isEqualTo(3);
    assertThat(tiny.function().applyAsDouble(-most)).isEqualTo(-3);
  }

  @Test
  void scales_and_scalings_that_do_not_exist_are_refused() {
    assertThatThrownBy(() -> Scale.fromValues("robust", List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NumberScaling.parse("minmax"))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E209"));
    assertThat(NumberScaling.parse("quantile")).isEqualTo(NumberScaling.QUANTILE);
  }

  /// Against `numpy.arcsinh`.
  @ParameterizedTest
  @CsvSource({
    "1e-12, 1e-12",
    "0.001, 9.999998333334083e-4",
    "0.5, 0.48121182505960347",
    "1, 0.881373587019543",
    "3, 1.8184464592320668",
    "20, 3.6895038689889055",
    "1e6, 14.508657738524469",
    "1e200, 461.2101657793691"
  })
  void logarithms_are_asinh_of_x_in_units_and_then_scaled(double v, double asinh) {
    Scale.Logarithm log = new Scale.Logarithm(4, new Scale.Standard(1, 2));
    assertThat(log.logarithm(4 * v)).isCloseTo(asinh, withinPercentage(1e-13));
    assertThat(log.logarithm(-4 * v)).isEqualTo(-log.logarithm(4 * v));
    assertThat(log.function().applyAsDouble(4 * v)).isEqualTo((log.logarithm(4 * v) - 1) / 2);
    assertThat(Scale.fromValues(log.kind(), log.values())).isEqualTo(log);
    Scale robust = new Scale.Logarithm(0.1, new Scale.Robust(2, 3));
    assertThat(Scale.fromValues(robust.kind(), robust.values())).isEqualTo(robust);
    assertThat(Scale.fromValues("log robust", List.of(0.1, 2.0, 3.0))).isEqualTo(robust);
  }
}
