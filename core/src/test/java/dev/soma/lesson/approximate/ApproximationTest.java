package dev.soma.lesson.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.lesson.approximate.Approximation.Budget;
import dev.soma.lesson.approximate.Approximation.Found;
import dev.soma.lesson.formula.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApproximationTest {
  private static final Budget BY_HAND = new Budget(400, 0, 1, 1);

  private static Target target(String f, double from, double to) {
    return new Target(Formula.parse(f), from, to);
  }

  private static double onGrid(Target t, OneLayer net, int points) {
    return SupError.onGrid(t, net, points).found();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sin(2*pi*x); 0; 1; 0.03",
        "exp(x); -1; 1; 0.02",
        "abs(x) + x^2; -1; 2; 0.05",
        "tanh(5*x); -1; 1; 0.03",
        "max(x, 1 - 2*x); 0; 1; 0.02"
      })
  void what_is_built_keeps_to_eps_on_a_grid_ten_times_as_fine(
      String f, double from, double to, double eps) {
    Target t = target(f, from, to);
    Approximation lab = Approximation.of(t, eps, BY_HAND, 1);
    assertThat(lab.built()).hasSize(2);
    for (Found found : lab.built()) {
      OneLayer net = found.net();
      assertThat(net).as(found.kind()).isNotNull();
      int points = 10 * found.error().points();
      assertThat(onGrid(t, net, points)).as(found.kind()).isLessThanOrEqualTo(eps);
      assertThat(found.error().bound()).isLessThanOrEqualTo(eps);
      assertThat(onGrid(t, net, points)).isLessThanOrEqualTo(found.error().bound());
      int less = net.units() - 1;
      if (less > 0) {
        OneLayer smaller =
            found.kind().equals("steps")
                ? Construction.steps(t, less)
                : Construction.hinges(t, less);
        assertThat(SupError.of(t, smaller, eps, 40_000).bound()).isGreaterThan(eps);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2*x + 1; 0; 1; 1",
        "abs(x); -1; 1; 2",
        "relu(x - 1); 0; 3; 3",
        "min(x, 4 - x) ; 0; 4; 2",
        "abs(abs(x) - 1); -2; 2; 4"
      })
  void hinges_of_broken_lines_are_as_many_as_their_pieces(
      String f, double from, double to, int pieces) {
    Approximation lab = Approximation.of(target(f, from, to), 1e-3, BY_HAND, 1);
    assertThat(lab.built().get(1).net().units()).isEqualTo(pieces);
    assertThat(lab.built().get(1).error().found()).isLessThan(1e-12);
  }

  @Test
  void the_formulas_are_those_of_the_sine() {
    Target sine = target("sin(2*pi*x)", 0, 1);
    assertThat(sine.steepest()).isCloseTo(2 * Math.PI, within(1e-9));
    assertThat(Construction.stepsByFormula(sine, 0.01)).isEqualTo(314);
    assertThat(Construction.hingesByFormula(sine, 0.01)).isEqualTo(23);
    Approximation lab = Approximation.of(sine, 0.05, BY_HAND, 1);
    for (Found found : lab.built()) {
      assertThat((double) found.net().units()).isLessThanOrEqualTo(found.formula());
    }
  }

  @Test
  void a_unit_adds_what_the_network_has_of_it() {
    Target sine = target("sin(2*pi*x)", 0, 1);
    OneLayer net = Construction.steps(sine, 9);
    double sum = net.c();
    for (int i = 0; i < 9; i++) {
      sum += net.contribution(i, 0.37, 0);
    }
    assertThat(net.at(0.37, 0)).isCloseTo(sum, within(1e-12));
  }

  @Test
  void jumps_are_beyond_stairs_that_are_continuous_and_slopes_without_bound_are_said() {
    Approximation jump =
        Approximation.of(target("step(x - 0.5)", 0, 1), 0.1, new Budget(30, 0, 1, 1), 1);
    assertThat(jump.built()).allMatch(f -> f.net() == null);
    assertThat(jump.steepest()).isInfinite();
    Found root = Approximation.of(target("sqrt(x)", 0, 1), 0.1, BY_HAND, 1).built().get(1);
    assertThat(root.error().bound()).isLessThanOrEqualTo(0.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "step(x - 0.5); 0; 1; 1; 1; 0.5",
        "3*step(x - 0.3) - 3*step(x - 0.30002); 0; 1; 1; 3; 0.3",
        "2*tanh(1/x) + x; -1.03; 1; 1; 4; 0",
        "x*step(x - 1); 0; 1; 1; 1; 1",
        "step(x + y - 1); 0; 1; 2; 1; -1",
        "2*step(y - 0.25) + x; -1; 1; 2; 2; -1",
        "step(x - 0.5); 0; 1; 2; 1; 0.5"
      })
  void a_jump_is_found_and_half_of_it_is_the_least_error(
      String f, double from, double to, int inputs, double size, double x) {
    Jump jump = Jump.of(new Target(Formula.parse(f), from, to, inputs));
    assertThat(jump).isNotNull();
    assertThat(jump.size()).isCloseTo(size, within(1e-9));
    assertThat(jump.least()).isEqualTo(jump.size() / 2);
    if (x >= 0) {
      assertThat(jump.x()).isCloseTo(x, within(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqrt(x)",
        "abs(x - 0.3)",
        "(1 - cos(x - 0.3001))/(x - 0.3001)^2",
        "abs(x - 0.3)^0.1",
        "step(x)",
        "step(x - 2)",
        "tanh(1000*x)",
        "sqrt(x*x - x*x)",
        "sqrt(abs(x - y))"
      })
  void what_is_continuous_has_no_jump(String f) {
    assertThat(Jump.of(target(f, 0, 1))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "step(x); 0; 1",
        "step(3*x); 0; 1",
        "step(x - 0.5); 0.5; 2",
        "step(x - 2); 0; 1",
        "step(x + 1); 0; 1"
      })
  void a_step_that_begins_with_the_interval_or_is_outside_is_no_jump(
      String f, double from, double to) {
    Approximation lab = Approximation.of(target(f, from, to), 0.1, BY_HAND, 1);
    assertThat(lab.jump()).isNull();
    assertThat(lab.steepest()).isZero();
    assertThat(lab.built().getFirst().net()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"step(x - 1); 1; true", "step(-x); 0; true", "step(x - 0.5); 0.5; false"})
  void a_jump_at_an_end_of_the_interval_is_said_to_be_there(String f, double x, boolean end) {
    Target target = target(f, 0, 1);
    Jump jump = Jump.of(target);
    assertThat(jump).isNotNull();
    assertThat(jump.x()).isEqualTo(x);
    assertThat(jump.isAtEnd(target)).isEqualTo(end);
    assertThat(target.steepest()).isInfinite();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "log(x); 0; 1; --from 0.01 --to 1",
        "1/x; 0; 1; --from 0.01 --to 1",
        "1/x; -1; 1; --from 0.02 --to 1",
        "log(1 - x); 0; 1; --from 0 --to 0.99",
        "1/(x*(1 - x)); 0; 1; --from 0.01 --to 0.99",
        "sqrt(x - 2); 0; 1; --from 2 --to 3",
        "sqrt(-x - 3); 0; 1; --from -4 --to -3",
        "log(x + y); 0; 1; --from 0.01 --to 1",
        "log(x - y); 0; 1; --function \"sin(2*pi*x)\" --from 0 --to 1"
      })
  void where_f_has_no_value_the_nearest_domain_is_named_where_it_has_values(
      String f, double from, double to, String fix) {
    assertThatThrownBy(() -> target(f, from, to))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E261");
              assertThat(e.fixes()).containsExactly(fix);
              if (fix.startsWith("--from")) {
                String[] words = fix.split(" ");
                Target again =
                    target(f, Double.parseDouble(words[1]), Double.parseDouble(words[3]));
                assertThat(again.f().toString()).isEqualTo(f);
              }
            });
  }

  @Test
  void where_a_jump_is_too_large_nothing_is_built_and_few_are_trained() {
    Target jump = target("step(x - 0.5)", 0, 1);
    Approximation lab = Approximation.of(jump, 0.1, new Budget(50, 64, 1, 20), 1);
    assertThat(lab.inVain()).isTrue();
    assertThat(lab.reached()).isFalse();
    assertThat(lab.trials()).extracting(Approximation.Trial::units).containsExactly(1, 2, 4);
    assertThat(lab.trials()).allMatch(t -> t.error() >= 0.5 - 1e-3);
    assertThat(lab.withinReach()).isEqualTo(0.55);
    Approximation wide = Approximation.of(jump, lab.withinReach(), new Budget(50, 0, 1, 1), 1);
    assertThat(wide.reached()).isTrue();
  }

  @Test
  void where_eps_is_not_reached_one_within_reach_is_named() {
    Target sine = target("sin(2*pi*x)", 0, 1);
    Budget budget = new Budget(60, 2, 1, 50);
    Approximation lab = Approximation.of(sine, 1e-9, budget, 1);
    assertThat(lab.reached()).isFalse();
    assertThat(lab.trained().nearest()).isNotNull();
    assertThat(lab.withinReach()).isBetween(1e-3, 0.1);
    assertThat(Approximation.of(sine, lab.withinReach(), budget, 1).reached()).isTrue();
  }

  @Test
  void who_waits_is_told_and_may_give_up() {
    Target sine = target("sin(2*pi*x)", 0, 1);
    List<String> told = new ArrayList<>();
    Watch leaves = new Watch(told::add, () -> told.size() >= 3);
    assertThatThrownBy(() -> Approximation.of(sine, 1e-9, new Budget(9, 64, 3, 400), 1, leaves))
        .isInstanceOf(CancellationException.class);
    assertThat(told)
        .containsExactly(
            "by hand: steps up to width 9",
            "by hand: hinges up to width 9",
            "training: width 1, seed 1");
  }

  @Test
  void values_on_a_grid_are_those_of_f_and_h_and_the_parts_add_up_to_h() {
    Target sine = target("sin(2*pi*x)", 0, 1);
    OneLayer stairs = Construction.steps(sine, 29);
    GridValues drawn = GridValues.of(sine, stairs, 101, 12);
    assertThat(drawn.parts()).hasSize(10);
    assertThat(drawn.parts().getLast().units()).isEqualTo(2);
    assertThat(drawn.places()[50]).isEqualTo(0.5);
    for (int p = 0; p <= 100; p++) {
      double sum = stairs.c();
      for (GridValues.Part part : drawn.parts()) {
        sum += part.added()[p];
      }
      assertThat(drawn.f()[p]).isEqualTo(sine.at(drawn.places()[p], 0));
      assertThat(drawn.h()[p]).isEqualTo(stairs.at(drawn.places()[p], 0));
      assertThat(sum).isCloseTo(drawn.h()[p], within(1e-12));
    }
    Target square = new Target(Formula.parse("x"), 0, 1, 2);
    double[][] w = {{1, 2}, {0, 1}};
    OneLayer two = new OneLayer(OneLayer.Unit.RELU, w, new double[2], new double[] {1, 3}, 0.5);
    GridValues plane = GridValues.of(square, two, 3, 4);
    assertThat(plane.f()).containsExactly(0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1);
    assertThat(plane.h()).containsExactly(0.5, 1, 1.5, 3, 3.5, 4, 5.5, 6, 6.5);
    assertThat(plane.parts().get(1).added()).containsExactly(0, 0, 0, 1.5, 1.5, 1.5, 3, 3, 3);
  }

  @Test
  void training_finds_small_networks_and_equal_seeds_find_the_same() {
    Target sine = target("sin(2*pi*x)", 0, 1);
    Budget budget = new Budget(1, 8, 2, 200);
    Approximation one = Approximation.of(sine, 0.05, budget, 3);
    Approximation same = Approximation.of(sine, 0.05, budget, 3);
    assertThat(same.trials()).isEqualTo(one.trials());
    assertThat(same.trained().error()).isEqualTo(one.trained().error());
    assertThat(one.trained().net().units()).isBetween(2, 8);
    double fine = onGrid(sine, one.trained().net(), 20_000);
    assertThat(fine).isLessThanOrEqualTo(one.trained().error().bound());
    assertThat(one.trials()).extracting(Approximation.Trial::units).startsWith(1, 2);
  }

  @Test
  void two_inputs_are_learned_by_training_and_bounded_over_the_square() {
    Target product = target("x*y", 0, 1);
    Approximation lab = Approximation.of(product, 0.1, new Budget(1, 4, 2, 150), 1);
    assertThat(lab.built()).isEmpty();
    OneLayer net = lab.trained().net();
    assertThat(net).isNotNull();
    double most = onGrid(product, net, 300);
    assertThat(most).isLessThanOrEqualTo(lab.trained().error().bound());
    assertThat(lab.trained().error().bound()).isLessThan(1.05 * most + 0.002);
  }

  @Test
  void bad_intervals_eps_and_places_without_a_value_are_refused() {
    assertThatThrownBy(() -> target("x", 1, 1)).isInstanceOf(SomaException.Usage.class);
    assertThatThrownBy(() -> new Target(Formula.parse("x*y"), 0, 1, 1))
        .hasMessageContaining("y is in the formula");
    assertThatThrownBy(() -> target("x", 0, Double.NaN)).isInstanceOf(SomaException.Usage.class);
    assertThatThrownBy(() -> Approximation.of(target("x", 0, 1), 0, BY_HAND, 1))
        .isInstanceOf(SomaException.Usage.class);
    assertThatThrownBy(() -> target("log(x)", 0, 1))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E261");
              assertThat(e).hasMessageContaining("at x = 0: log(x)");
              assertThat(e.fixes()).containsExactly("--from 0.01 --to 1");
            });
  }
}
