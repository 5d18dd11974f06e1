package dev.soma.data.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which numbers are scaled by their logarithms, and how.
class HeavyTailTest {
  private static final SplittableRandom DRAWS = Seeds.of(5).stream("heavy tails");
  private static final double[] NORMAL =
      DoubleStream.generate(DRAWS::nextDouble)
          .map(u -> dev.soma.math.Normal.quantile(u))
          .filter(Double::isFinite)
          .limit(2_000)
          .toArray();

  private static double[] lognormal(double sigma) {
    return Arrays.stream(NORMAL).map(z -> Math.exp(3 + sigma * z)).toArray();
  }

  private static OptionalDouble unit(double... x) {
    double min = Arrays.stream(x).filter(v -> !Double.isNaN(v)).min().orElse(Double.NaN);
    double max = Arrays.stream(x).filter(v -> !Double.isNaN(v)).max().orElse(Double.NaN);
    return HeavyTail.unit(x.length, r -> x[r], min, max);
  }

  @ParameterizedTest
  @CsvSource({"0.5, false", "1, false", "1.5, true", "3, true"})
  void those_that_run_over_two_decades_with_a_long_tail_are_heavy(double sigma, boolean heavy) {
    assertThat(unit(lognormal(sigma)).isPresent()).isEqualTo(heavy);
  }

  @Test
  void neither_numbers_below_0_nor_even_ones_nor_a_few_are_heavy() {
    double[] heavy = lognormal(3);
    double[] below = heavy.clone();
    below[7] = -1;
    assertThat(unit(below)).isEmpty();
    assertThat(unit(DoubleStream.iterate(0, v -> v + 1).limit(2_000).toArray())).isEmpty();
    assertThat(unit(Arrays.copyOf(heavy, 39))).isEmpty();
    assertThat(unit()).isEmpty();
    assertThat(unit(Double.NaN, Double.NaN)).isEmpty();
  }

  @Test
  void zeros_and_missing_values_are_left_out_of_the_unit() {
    double[] heavy = lognormal(2);
    double[] more = Arrays.copyOf(heavy, 3 * heavy.length); // as many zeros
    Arrays.fill(more, 2 * heavy.length, more.length, Double.NaN);
    assertThat(unit(more)).isEqualTo(unit(heavy)).isPresent();
    assertThat(unit(heavy).getAsDouble())
        .isCloseTo(Math.exp(3 - 2 * 1.645), within(0.15)); // the 5th percentile
  }

  private static InputColumn.NumberInput learned(Encoder.Rules rules) {
    double[] heavy = lognormal(2);
    heavy[0] = Double.NaN;
    Table table =
        Table.of(Column.Numbers.of("x", heavy), Column.Numbers.of("y", NORMAL))
            .target(Target.of("y"));
    return Encoder.learn(table, rules).columns().getFirst().asNumber().stream()
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_logarithm_is_scaled_as_numbers_are_and_a_gap_becomes_the_median() {
    for (MissingPolicy policy : new MissingPolicy[] {MissingPolicy.AUTO, MissingPolicy.LEVEL}) {
      for (NumberScaling scaling : NumberScaling.values()) {
        Encoder.Rules rules = Encoder.Rules.of(policy).scaling(scaling);
        assertThat(learned(rules).scale()).isNotInstanceOf(Scale.Logarithm.class);
        InputColumn.NumberInput number = learned(rules.heavyTails(true));
        if (scaling == NumberScaling.QUANTILE) {
          assertThat(number.scale()).isInstanceOf(Scale.Quantile.class);
          continue;
        }
        assertThat(number.scale().kind()).isEqualTo("log " + scaling.label());
        double[] heavy = lognormal(2);
        double[] scaled =
            Arrays.stream(heavy).skip(1).map(number.scale().function()).sorted().toArray();
        if (scaling == NumberScaling.STANDARD) {
          assertThat(Arrays.stream(scaled).average().orElseThrow()).isCloseTo(0, within(1e-3));
        } else {
          assertThat(scaled[scaled.length / 2]).isCloseTo(0, within(1e-2));
          assertThat(scaled[scaled.length * 3 / 4] - scaled[scaled.length / 4])
              .isCloseTo(1, within(0.05));
        }
        double median = Arrays.stream(heavy).skip(1).sorted().toArray()[heavy.length / 2];
        assertThat(number.fill()).isCloseTo(median, within(0.05 * median));
      }
    }
  }
}
