package dev.soma.lesson.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 + 2 * 3; 7",
        "(1 + 2) * 3; 9",
        "10 - 4 - 3; 3",
        "12 / 3 / 2; 2",
        "-2^2; -4",
        "(-2)^2; 4",
        "2^3^2; 512",
        "2^-1; 0.5",
        "--3; 3",
        "2*-3; -6",
        "x + 10*y; 32",
        "1e-1 + .5 + 2.; 2.6",
        "sin(pi/2) + cos(0) + tan(0); 2",
        "log(exp(2)) + log(e); 3",
        "sqrt(16) + abs(-2) + tanh(0); 6",
        "min(x, y) + max(x, y)^2; 11",
        "step(-0.1) + step(0) + relu(-3) + relu(2); 3",
        "logistic(0); 0.5"
      })
  void signs_bind_as_in_a_book(String text, double value) {
    assertThat(Formula.parse(text).at(2, 3)).isCloseTo(value, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2x; 2; 2*x",
        "sin(x; 6; sin(x)",
        "sn(x); 1; sin(x)",
        "x +; 4; x +x",
        "x); 2; x",
        "3 $ 4; 3; 3",
        "max(x); 6; sin(2*pi*x)",
        "1..2; 3; 1.*.2",
        "foobar; 1; x",
        "x**2; 3; x^2",
        "1 + ln(x+1); 5; 1 + log(x+1)",
        "x²; 2; x^2",
        "2x² − 1; 2; 2*x^2 - 1",
        "x⁻¹⁰; 2; x^-10",
        "sin(2·π·x); 6; sin(2*pi*x)",
        "3x(x + 1)(x - 1); 2; 3*x*(x + 1)*(x - 1)"
      })
  void errors_name_the_position_and_a_formula_that_can_be_read(
      String text, int position, String fix) {
    SomaException.Usage e =
        catchThrowableOfType(SomaException.Usage.class, () -> Formula.parse(text));
    assertThat(e.id()).isEqualTo("E260");
    assertThat(e)
        .hasMessageContaining("position " + position + ":")
        .hasMessageContaining("expected");
    String given = e.fixes().getFirst();
    assertThat(given).isEqualTo("--function \"" + fix + "\"");
    assertThat(Formula.parse(given.substring(12, given.length() - 1))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void an_empty_text_is_said_to_be_no_formula(String text) {
    SomaException.Usage e =
        catchThrowableOfType(SomaException.Usage.class, () -> Formula.parse(text));
    assertThat(e.id()).isEqualTo("E260");
    assertThat(e).hasMessageStartingWith("no formula · nothing is typed");
    assertThat(e.fixes()).containsExactly("--function \"sin(2*pi*x)\"");
  }

  @ParameterizedTest
  @CsvSource({"x - 0.5, 0.5, 1", "2*x + x, 0, 1", "-2*x, -1, 0", "0*x + x, 0, 1", "x*x, 0, 2"})
  void a_sum_or_product_that_is_0_at_an_end_is_exact_there(String f, double from, double to) {
    assertThat(Formula.parse("step(" + f + ")").over(new Interval(from, to), Interval.ZERO))
        .isEqualTo(Jet.constant(1));
  }

  @Test
  void a_product_that_is_too_small_for_a_double_is_below_0() {
    Interval tiny = new Interval(-1e-200, 1e-200).times(new Interval(1e-200, 1e-200));
    assertThat(tiny.lo()).isNegative();
    assertThat(tiny.hi()).isPositive();
    Interval infinite = Interval.ENTIRE.plus(Interval.ENTIRE.negated());
    assertThat(infinite).isEqualTo(Interval.ENTIRE);
  }

  @Test
  void no_text_crashes_the_parser() {
    SplittableRandom random = new SplittableRandom(3);
    String[] pieces = {
      "x", "y", "(", ")", "+", "-", "*", "/", "^", ",", "sin", "max", "1", ".", "e", "e9", " ",
      "pi", "\u0000", "\"", "é", "log(", "2^"
    };
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(12); k >= 0; k--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        Formula f = Formula.parse(text.toString());
        f.at(0.3, 0.7);
        f.over(new Interval(0, 1), new Interval(0, 1));
        read++;
      } catch (SomaException.Usage e) {
        if (!e.id().equals("E260")) { // an assertion each would take longer than the parser
          assertThat(e.id()).as(text.toString()).isEqualTo("E260");
        }
      }
    }
    assertThat(read).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "2^", "sin(", "x+", "((x)+"})
  void long_and_deep_texts_are_refused_without_running_out_of_stack(String piece) {
    for (int n : new int[] {90, 120, 5000}) {
      SomaException.Usage e =
          catchThrowableOfType(SomaException.Usage.class, () -> Formula.parse(piece.repeat(n)));
      assertThat(e.id()).isEqualTo("E260");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x + log(x - 1); 0; log((x - 1)); x = 0",
        "y/(x - 2); 2; (y / (x - 2)); x = 2, y = 1"
      })
  void a_place_without_a_value_is_named_with_the_part(
      String text, double x, String part, String place) {
    SomaException.Usage e =
        catchThrowableOfType(SomaException.Usage.class, () -> Formula.parse(text).value(x, 1));
    assertThat(e.id()).isEqualTo("E261");
    assertThat(e)
        .hasMessageContaining(part + " is not a finite number")
        .hasMessageContaining(place);
  }

  /// Bounds hold at every place of the box, for values and for central differences.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sin(3*x) + cos(5*y)",
        "tan(x/3)",
        "exp(-x^2) * y",
        "log(x + 3) / (y + 4)",
        "sqrt(x + 2)",
        "abs(x - 0.3) - relu(y)",
        "tanh(4*x) + logistic(-9*y)",
        "min(x, y) * max(x*y, 0.2)",
        "x^3 - 2*x^-2 + (x + 2)^0.5",
        "(x + 2)^y",
        "1 / (x - 0.1)",
        "x^2 - x*x"
      })
  void intervals_hold_all_values_and_slopes(String text) {
    Formula f = Formula.parse(text);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      double x0 = random.nextDouble(-1, 1);
      double y0 = random.nextDouble(-1, 1);
      double size = StrictMath.pow(10, random.nextDouble(-4, 0));
      Jet jet = f.over(new Interval(x0, x0 + size), new Interval(y0, y0 + size));
      for (int k = 0; k < 10; k++) {
        double x = x0 + size * random.nextDouble(0.01, 0.99);
        double y = y0 + size * random.nextDouble(0.01, 0.99);
        double value = f.at(x, y);
        if (Double.isFinite(value)) {
          assertThat(jet.value().holds(value)).as("%s at %s, %s", text, x, y).isTrue();
          double h = 1e-3 * size;
          double slope = (f.at(x + h, y) - f.at(x - h, y)) / (2 * h);
          double slack = 1e-5 + 1e-6 * Math.abs(slope);
          boolean holds = jet.dx().lo() - slack <= slope && slope <= jet.dx().hi() + slack;
          assertThat(holds || !Double.isFinite(slope))
              .as("%s: %s in %s", text, slope, jet)
              .isTrue();
        }
      }
    }
  }
}
