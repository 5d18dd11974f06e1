package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  /// 100 steps in 10 epochs.
  private static double at(String schedule, int step) {
    return Schedule.parse(schedule).rate(Progress.of(step, 100, step / 10, 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          constant            |  0 | 1
          constant            | 99 | 1
          step(3, 0.5)        | 29 | 1
          step(3, 0.5)        | 30 | 0.5
          step(3, 0.5)        | 99 | 0.125
          exponential(0.9)    |  9 | 1
          exponential(0.9)    | 20 | 0.81
          inverse(0.5)        | 20 | 0.5
          cosine              |  0 | 1
          cosine              | 50 | 0.5
          cosine(0.2)         | 50 | 0.6
          cosine              | 25 | 0.8535533905932737
          warmup(0.1)         |  0 | 0.1
          warmup(0.1)         |  9 | 1
          warmup(20)          |  4 | 0.25
          warmup(20)          | 20 | 1
          warmup(0.2) cosine  | 20 | 1
          warmup(0.2) cosine  | 60 | 0.5
          warmup(10) step(3)  | 50 | 0.1
          one_cycle           |  0 | 0.04
          one_cycle           | 15 | 0.52
          one_cycle           | 30 | 1
          one_cycle           | 65 | 0.500002
          one_cycle(0.5,2,10) | 75 | 0.525
          flat_cosine         |  0 | 1
          flat_cosine         | 49 | 1
          flat_cosine         | 50 | 1
          flat_cosine         | 75 | 0.5
          flat_cosine         | 99 | 0.0009866357858642205
          coslog(1)           |  0 | 0
          """)
  void factors_are_those_of_the_formulas(String schedule, int step, double factor) {
    assertThat(at(schedule, step)).isCloseTo(factor, within(1e-12));
  }

  @Test
  void cosine_is_that_of_pytorch() {
    // CosineAnnealingLR(T_max=8, eta_min=0.1) of PyTorch 2.13.0 with rate 1.
    double[] expected = {
      1.0, 0.9657457896300791, 0.8681980515339464, 0.7222075445642905,
      0.55, 0.3777924554357097, 0.2318019484660537, 0.134254210369921
    };
    for (int t = 0; t < 8; t++) {
      assertThat(new Schedule.Cosine(0.1).rate(Progress.of(t, 8, t, 8)))
          .isCloseTo(expected[t], within(1e-12));
    }
  }

  @Test
  void coslog_is_that_of_the_defining_exponential() {
    // Wave number k + s of c is over at t = (2^(k+s) - 1) / (2^c - 1): the inverse of the formula.
    for (int cycles : new int[] {1, 3, 4, 8}) {
      long planned = (1L << cycles) - 1;
      for (int k = 0; k <= cycles; k++) {
        Progress end = Progress.of((1L << k) - 1, planned, 0, 10);
        assertThat(new Schedule.CosLog(cycles).rate(end)).isCloseTo(0, within(1e-12));
      }
    }
    long planned = 15_000_000;
    for (int i = 0; i < 64; i++) {
      double waves = i / 16.0;
      long step = Math.round(planned * (Math.pow(2, waves) - 1) / 15);
      double sine = Math.sin(Math.PI * waves);
      assertThat(Schedule.parse("coslog").rate(Progress.of(step, planned, 0, 10)))
          .as("after %s waves", waves)
          .isCloseTo(sine * sine, within(1e-5));
    }
  }

  @Test
  void coslog_has_four_cycles_unless_told() {
    // numpy: 0.5 * (1 - cos(2 pi log2(1 + 15 t))) for t = 0.1, 0.25, 0.5, 0.8
    double[] expected = {
      0.7183546884620604, 0.49348927546479743, 0.07361893418585597, 0.6531941051542426
    };
    double[] t = {10, 25, 50, 80};
    for (int i = 0; i < t.length; i++) {
      assertThat(at("coslog", (int) t[i])).isCloseTo(expected[i], within(1e-12));
    }
  }

  @Test
  void plateau_is_that_of_pytorch_and_depends_on_the_history_alone() {
    // ReduceLROnPlateau(factor=0.5, patience=2) of PyTorch 2.13.0, rate after each value.
    double[] values = {3, 2, 2.5, 2.1, 2.0, 1.99999, 1.9, 5, 5, 5, 5, 5, 5, 5, Double.NaN, 1};
    double[] rates = {1, 1, 1, 1, .5, .5, .5, .5, .5, .25, .25, .25, .125, .125, .125, .125};
    Schedule plateau = Schedule.parse("plateau(0.5, 2)");
    Progress.History history = Progress.History.NONE;
    for (int i = 0; i < values.length; i++) {
      history = history.plus(values[i]);
      Progress p = new Progress(10L * i, 1000, i + 1, 100, history);
      assertThat(plateau.rate(p)).as("after value %d", i).isEqualTo(rates[i]);
      assertThat(plateau.rate(p)).as("asked again").isEqualTo(rates[i]);
    }
    assertThat(plateau.rate(Progress.of(5, 10, 5, 10))).isEqualTo(1);
  }

  @Test
  void plateau_understands_negative_values_of_metrics_where_more_is_better() {
    Schedule.ReduceOnPlateau plateau = new Schedule.ReduceOnPlateau(0.1, 0);
    assertThat(plateau.reductions(Progress.History.of(-0.8, -0.9, -0.95))).isZero();
    assertThat(plateau.reductions(Progress.History.of(-0.8, -0.7))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "step(30, 0.1)",
        "exponential(0.95)",
        "inverse(0.1)",
        "cosine",
        "cosine(0.01)",
        "warmup(0.05) cosine",
        "warmup(100) step(30, 0.1)",
        "one_cycle(0.3, 25, 10000)",
        "coslog",
        "coslog(3)",
        "flat_cosine",
        "warmup(0.05) flat_cosine",
        "plateau(0.1, 10)"
      })
  void the_text_form_reads_back(String text) {
    assertThat(Schedule.parse(text)).hasToString(text);
  }

  @Test
  void other_spellings_mean_the_same() {
    assertThat(Schedule.parse("warmup(0.05, step(30, 0.1))"))
        .isEqualTo(Schedule.parse("warmup(0.05) step(30, 0.1)"))
        .isEqualTo(new Schedule.WarmUp(0.05, new Schedule.Step(30, 0.1)));
    assertThat(Schedule.parse("warmup cosine"))
        .isEqualTo(new Schedule.WarmUp(0.05, new Schedule.Cosine(0)));
    assertThat(Schedule.parse("warmup")).isEqualTo(new Schedule.WarmUp(0.05, Schedule.CONSTANT));
    assertThat(Schedule.parse("One-Cycle")).isEqualTo(new Schedule.OneCycle(0.3, 25, 10_000));
    assertThat(Schedule.parse("step(factor=0.5, every=2)")).isEqualTo(new Schedule.Step(2, 0.5));
  }

  @Test
  void every_name_is_read_and_every_factor_is_within_reason() {
    List<Double> factors = new ArrayList<>();
    for (String name : Schedule.names()) {
      for (int step = 0; step < 120; step++) { // a run may be asked beyond its plan
        factors.add(at(name, step));
      }
    }
    assertThat(factors).allMatch(f -> f >= 0 && f <= 1);
  }

  @Test
  void an_unknown_name_is_answered_with_the_nearest() {
    assertThatThrownBy(() -> Schedule.parse("cosin"))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E231");
              assertThat(e.fixes()).containsExactly("cosine");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step(0)",
        "step(2.5)",
        "step(3, 1.5)",
        "cosine(1)",
        "cosine(-0.1)",
        "warmup(0)",
        "warmup(1.5)",
        "warmup(0.1) warmup(0.1)",
        "warmup(0.1, 0.2)",
        "warmup(0.1) x",
        "inverse(0)",
        "exponential(0)",
        "one_cycle(1)",
        "one_cycle(0.3, 0.5)",
        "plateau(0.5, -1)",
        "constant(1)",
        "coslog(0)",
        "coslog(31)",
        "coslog(2.5)",
        "flat_cosine(1)",
        "plateau(0.5, 2",
        ""
      })
  void impossible_schedules_are_refused(String text) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E231"));
  }

  @Test
  void progress_checks_its_counts_and_knows_its_share() {
    assertThat(Progress.of(25, 100, 2, 10).fraction()).isEqualTo(0.25);
    assertThat(Progress.of(150, 100, 2, 10).fraction()).isEqualTo(1);
    assertThatThrownBy(() -> Progress.of(-1, 100, 0, 10)).hasMessageContaining("step -1");
    assertThatThrownBy(() -> Progress.of(0, 0, 0, 10)).hasMessageContaining("of 0");
    assertThat(Progress.History.of(1, 2)).isEqualTo(Progress.History.of(1).plus(2));
    assertThat(Progress.History.of(1, 2).toArray()).containsExactly(1, 2);
  }
}
