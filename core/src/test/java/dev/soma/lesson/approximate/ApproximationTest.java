package dev.soma.lesson.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.lesson.approximate.Approximation.Budget;
import dev.soma.lesson.approximate.Approximation.Found;
import dev.soma.lesson.formula.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThatThrownBy(() -> target("x", 0, Double.NaN)).isInstanceOf(SomaException.Usage.class);
    assertThatThrownBy(() -> Approximation.of(target("x", 0, 1), 0, BY_HAND, 1))
        .isInstanceOf(SomaException.Usage.class);
    assertThatThrownBy(() -> target("log(x)", 0, 1))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E261");
              assertThat(e).hasMessageContaining("at x = 0: log(x)");
              assertThat(e.fixes()).containsExactly("--from 0.01 --to 1.0");
            });
  }
}
