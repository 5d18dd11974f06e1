package dev.soma.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.lesson.Report.Curves;
import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import dev.soma.lesson.toy.Toy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The claim of each lesson, asserted by the numbers it shows.
class LessonTest {
  private static Table finding(Report report, int index) {
    return report.findings().get(index);
  }

  @ParameterizedTest
  @EnumSource
  void a_lesson_has_all_its_parts_and_its_own_answer_is_right(Lesson lesson) {
    Report report = lesson.run(42);
    assertThat(report.lesson()).isEqualTo(lesson);
    assertThat(report.formulas()).isNotEmpty();
    assertThat(report.findings()).isNotEmpty();
    assertThat(report.commands()).isNotEmpty();
    assertThat(report.question().check(report.question().answer())).isTrue();
    assertThat(Lesson.parse(lesson.text())).isEqualTo(lesson);
    assertThat(report.network().spec().input().numbers()).isEqualTo(report.rows().toy().inputs());
  }

  @Test
  void curves_begin_and_go_as_the_tables_say() {
    Report rate = Lesson.RATE.run(42);
    Curves steps = rate.curves().getFirst();
    assertThat(steps.x()).hasSize(21).startsWith(0.0, 1.0);
    List<Line> lines = finding(rate, 0).lines();
    for (int i = 0; i < lines.size(); i++) {
      List<Double> j = steps.curves().get(i).values();
      assertThat(j.getFirst()).isEqualTo(lines.get(i).values().getFirst());
      assertThat(j.get(20)).isEqualTo(lines.get(i).values().get(4));
    }
    Report rule = Lesson.PERCEPTRON.run(42);
    Curves mistakes = rule.curves().getFirst();
    double epochs = finding(rule, 0).value("apart", "epochs");
    assertThat(mistakes.x().getFirst()).isEqualTo(1);
    assertThat(mistakes.curves().getFirst().values()).hasSize((int) epochs).endsWith(0.0);
    assertThat(rule.curves().get(1).curves().get(1).values().getFirst())
        .isEqualTo(finding(rule, 1).value("overlapping", "J at start"));
  }

  @Test
  void xor_is_beyond_one_monotone_unit_and_within_two_hidden_ones() {
    Report report = Lesson.XOR.run(42);
    for (Line line : finding(report, 0).lines()) {
      assertThat(line.values().getFirst()).as(line.label()).isLessThanOrEqualTo(3);
    }
    for (Line line : finding(report, 1).lines()) {
      assertThat(line.values().getFirst()).as(line.label()).isEqualTo(4);
    }
    for (Line line : finding(report, 2).lines()) {
      assertThat(line.values().get(2) >= 0.5).isEqualTo(line.values().get(3) == 1);
    }
    for (Line line : report.answer().lines()) {
      assertThat(line.values().getFirst()).as(line.label()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void zero_init_keeps_all_units_equal_bit_by_bit(long seed) {
    Report report = Lesson.ZERO_INIT.run(seed);
    Table inits = finding(report, 0);
    assertThat(inits.value("zero", "different units")).isEqualTo(1);
    assertThat(inits.value("zero", "rows right")).isEqualTo(50);
    assertThat(inits.value("auto", "different units")).isEqualTo(4);
    assertThat(inits.value("auto", "rows right")).isGreaterThan(80);
    List<Double> unit = report.answer().lines().getFirst().values();
    assertThat(report.answer().lines()).allMatch(l -> l.values().equals(unit));
    assertThat(unit.getFirst()).as("the units did move").isNotEqualTo(0.5);
    assertThat(report.question().answer()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void a_rate_above_two_by_the_curvature_diverges_and_one_below_does_not(long seed) {
    Report report = Lesson.RATE.run(seed);
    double edge = 2 / RateLesson.curvature(Toy.SINE.rows(50, 0.1, seed));
    assertThat(Double.parseDouble(report.question().answer())).isCloseTo(edge, within(1e-3));
    List<Double> below = report.answer().lines().get(0).values();
    List<Double> above = report.answer().lines().get(1).values();
    assertThat(below.getLast()).isLessThan(below.getFirst());
    assertThat(above.getLast()).isGreaterThan(100 * above.getFirst());
    Table rates = finding(report, 0);
    assertThat(rates.value("0.01", "200 steps")).isGreaterThan(rates.value("1.0", "200 steps"));
    assertThat(rates.value("2.0", "200 steps")).isInfinite();
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void dead_units_never_move_and_a_bias_of_a_tenth_lets_none_start_dead(long seed) {
    Report report = Lesson.DEAD_RELU.run(seed);
    double dead = finding(report, 0).value("0", "dead at start");
    assertThat(dead).as("about a quarter of 160").isBetween(20.0, 60.0);
    assertThat(finding(report, 0).value("0", "dead at the end")).isGreaterThanOrEqualTo(dead);
    assertThat(finding(report, 0).value("0.1", "dead at start")).isZero();
    assertThat(report.answer().value("0", "of them equal bit by bit at the end")).isEqualTo(dead);
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void large_inputs_flatten_the_slopes_and_scaling_mends_it(long seed) {
    Report report = Lesson.SATURATION.run(seed);
    Table functions = finding(report, 0);
    assertThat(functions.value("z = 0", "logistic f'(z)")).isEqualTo(0.25);
    assertThat(functions.value("z = 0", "tanh f'(z)")).isEqualTo(1);
    assertThat(functions.value("z = 10", "logistic f'(z)")).isLessThan(1e-4);
    Table scales = finding(report, 1);
    for (String column : List.of("mean f'(z(2))", "mean |delta(2)|")) {
      double before = scales.value("inputs x 1", column);
      assertThat(scales.value("inputs x 10", column)).isLessThan(before);
      assertThat(scales.value("inputs x 100", column)).isLessThan(before / 5);
    }
    double mended = report.answer().value("c: inputs / 100", "J at the end");
    for (Line line : report.answer().lines().subList(0, 3)) {
      assertThat(mended).as(line.label()).isLessThan(line.values().getFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void a_larger_lambda_makes_smaller_weights_and_a_smaller_gap(long seed) {
    Report report = Lesson.L2.run(seed);
    double squares = Double.POSITIVE_INFINITY;
    double gap = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 5; i++) {
      double next = finding(report, 0).lines().get(i).values().getFirst();
      assertThat(next).isLessThan(squares);
      squares = next;
      double nextGap = report.answer().lines().get(i).values().get(2);
      assertThat(nextGap).isLessThan(gap + 0.05);
      gap = nextGap;
    }
    int best = report.question().answer().charAt(0) - 'a';
    double least = report.answer().lines().get(best).values().get(1);
    assertThat(report.answer().lines()).allMatch(l -> l.values().get(1) >= least);
    assertThat(best).isBetween(1, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void delta_shrinks_in_every_logistic_layer_and_six_of_them_hardly_learn(long seed) {
    Report report = Lesson.DEPTH.run(seed);
    List<Line> deltas = finding(report, 0).lines();
    for (int i = 1; i < deltas.size(); i++) {
      assertThat(deltas.get(i).values().get(1)).as(deltas.get(i).label()).isLessThan(0.5);
    }
    assertThat(deltas.getLast().values().get(2)).isGreaterThan(0.01);
    double start = report.answer().value("6 hidden", "logistic, start");
    assertThat(report.answer().value("6 hidden", "logistic, end")).isBetween(0.68, start);
    assertThat(report.answer().value("1 hidden", "logistic, end")).isLessThan(0.4);
    assertThat(report.answer().value("6 hidden", "relu, end")).isLessThan(0.4);
  }

  @ParameterizedTest
  @ValueSource(longs = {42, 7})
  void the_perceptron_rests_only_where_a_line_parts_the_classes(long seed) {
    Report report = Lesson.PERCEPTRON.run(seed);
    Table rule = finding(report, 0);
    assertThat(rule.value("apart", "in the last")).isZero();
    assertThat(rule.value("apart", "rows right")).isEqualTo(100);
    assertThat(rule.value("overlapping", "epochs")).isEqualTo(100);
    assertThat(rule.value("overlapping", "in the last")).isPositive();
    assertThat(finding(report, 1).value("overlapping", "rows right")).isGreaterThan(75);
    assertThat(report.answer().value("step", "decides otherwise")).isZero();
  }

  @Test
  void hinges_need_about_twice_the_width_for_a_quarter_of_eps_and_stairs_four_times() {
    Report report = Lesson.APPROXIMATE.run(42);
    String units = "smallest found";
    double hinges = report.answer().value("0.05", units) / report.answer().value("0.2", units);
    double steps = finding(report, 0).value("0.05", units) / finding(report, 0).value("0.2", units);
    assertThat(hinges).isBetween(1.6, 2.5);
    assertThat(steps).isBetween(3.5, 4.6);
    for (Line line : finding(report, 0).lines()) {
      assertThat(line.values().get(2)).isLessThanOrEqualTo(Double.parseDouble(line.label()));
    }
  }

  @Test
  void equal_seeds_give_equal_reports() {
    Report one = Lesson.XOR.run(3);
    Report same = Lesson.XOR.run(3);
    assertThat(same.findings()).isEqualTo(one.findings());
    assertThat(same.answer()).isEqualTo(one.answer());
    assertThat(same.network().values()).isEqualTo(one.network().values());
    assertThat(Lesson.XOR.run(4).findings()).isNotEqualTo(one.findings());
  }

  @Test
  void an_answer_is_a_letter_or_a_number_near_enough() {
    Question letter = Question.choice("?", List.of("no", "yes"), 'b', "so");
    assertThat(letter.check(" B ")).isTrue();
    assertThat(letter.check("a")).isFalse();
    Question number = Question.number("?", 0.25, 0.05, "so");
    assertThat(number.check("0.26")).isTrue();
    assertThat(number.check("0.27")).isFalse();
    for (String bad : List.of("c", "", "bb", "1")) {
      assertThatThrownBy(() -> letter.check(bad))
          .isInstanceOfSatisfying(
              SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E209"));
    }
    assertThatThrownBy(() -> number.check("a quarter"))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E209"));
  }

  @Test
  void an_unknown_lesson_is_refused_with_the_nearest_name() {
    assertThatThrownBy(() -> Lesson.parse("xro"))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E262");
              assertThat(e.fixes()).containsExactly("soma lesson xor");
            });
  }
}
