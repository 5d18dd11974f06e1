package dev.soma.studio.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.train.TrainingListener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaRowsTest {
  private static double number(Table table, String column, int row) {
    return ((Column.Numbers) table.column(column)).value(row);
  }

  @Test
  void without_noise_numbers_are_the_formula() {
    Table one = FormulaRows.table("x^2 - 1", "numbers", 50, 0, 3);
    assertThat(one.names()).containsExactly("x", "y");
    for (int r = 0; r < 50; r++) {
      double x = number(one, "x", r);
      assertThat(x).isBetween(0.0, 1.0);
      assertThat(number(one, "y", r)).isEqualTo(StrictMath.pow(x, 2) - 1);
    }
    Table two = FormulaRows.table("x1 - 2*x2", "numbers", 50, 0, 3);
    assertThat(two.names()).containsExactly("x1", "x2", "y");
    for (int r = 0; r < 50; r++) {
      double expected = number(two, "x1", r) - 2 * number(two, "x2", r);
      assertThat(number(two, "y", r)).isEqualTo(expected);
    }
  }

  @Test
  void the_class_is_b_where_the_formula_is_above_zero() {
    Table table = FormulaRows.table("x1 - x2", "classes", 200, 0, 3);
    for (int r = 0; r < 200; r++) {
      boolean above = number(table, "x1", r) > number(table, "x2", r);
      assertThat(table.column("y").text(r)).isEqualTo(above ? "B" : "A");
    }
    Table zero = FormulaRows.table("step(x - 0.5)", "classes", 40, 0, 3);
    assertThat(zero.column("y").text(0)).isEqualTo(number(zero, "x", 0) >= 0.5 ? "B" : "A");
  }

  @Test
  void noise_is_added_to_numbers_and_to_the_inputs_of_classes() {
    Table clean = FormulaRows.table("x1 - x2", "classes", 100, 0, 3);
    Table noisy = FormulaRows.table("x1 - x2", "classes", 100, 0.3, 3);
    int outside = 0;
    int crossed = 0;
    for (int r = 0; r < 100; r++) {
      double x1 = number(noisy, "x1", r);
      outside += x1 < 0 || x1 > 1 ? 1 : 0;
      boolean above = x1 > number(noisy, "x2", r);
      crossed += above == noisy.column("y").text(r).equals("B") ? 0 : 1;
    }
    assertThat(outside).isPositive();
    assertThat(crossed).isBetween(5, 45);
    assertThat(number(clean, "x1", 7)).isBetween(0.0, 1.0);
    double y = number(FormulaRows.table("0*x", "numbers", 20, 0.5, 1), "y", 4);
    assertThat(y).isNotZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; numbers; E260; no formula; sin(2*pi*x)",
        "2x; numbers; E260; position 2; 2*x",
        "sin(2*pi*x; numbers; E260; position 11; sin(2*pi*x)",
        "5; numbers; E313; f = 5 is the same in all rows; sin(2*pi*x)",
        "5; classes; E313; above 0 in 60 of 60 rows: all are class B; sin(2*pi*x)",
        "0*x1*x2; classes; E313; above 0 in 0 of 60 rows: all are class A; x1 - x2",
        "x^2+1; classes; E313; all are class B; x^2+1 - 1.",
        "-x - 3; classes; E313; all are class A; -x - 3 + 3.",
        "x1*x2; classes; E313; all are class B; x1*x2 - 0.",
        "log(x); numbers; E261; at x = 0: log(x); log(0.01 + 0.99*x)",
        "log(x); classes; E261; at x = 0: log(x); log(0.01 + 0.99*x) + 0.",
        "1/x; numbers; E261; at x = 0: (1 / x); 1/(0.01 + 0.99*x)",
        "sqrt(x-2); numbers; E261; at x = 0: sqrt((x - 2)); sqrt((2 + x)-2)",
        "log(1 - x)*exp(x); numbers; E261; at x = 1; log(1 - (0.99*x))*exp(0.99*x)",
        "log(x1 + x2); numbers; E261; at x = 0, y = 0; log((0.01 + 0.99*x1) + (0.01 + 0.99*x2))",
        "log(x1 - x2); numbers; E261; at x = 0, y = 0; x1 - x2"
      })
  void what_is_wrong_is_said_and_the_formula_in_its_place_makes_rows(
      String formula, String gives, String id, String says, String fix) {
    assertThatExceptionOfType(SomaException.class)
        .isThrownBy(() -> FormulaRows.table(formula, gives, 60, 0, 5))
        .satisfies(
            e -> {
              assertThat(e.id()).isEqualTo(id);
              assertThat(e).hasMessageContaining(says);
              assertThat(e.fixes()).hasSize(1);
              String other = e.fixes().getFirst().substring("formula ".length());
              assertThat(other).startsWith(fix);
              Table mended = FormulaRows.table(other, gives, 60, 0, 5);
              assertThat(mended.rows()).isEqualTo(60);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exp(800+x)",
        "exp(1000*x)",
        "exp(1000*x) - exp(1000*x)",
        "1e200*x",
        "-1e300*x1 + 1e300*x2",
        "exp(exp(10*x))",
        "1e307*exp(x) + 1e307*x",
        "1/(x - 0.3)^100",
        "log(x)*1e160",
        "x²"
      })
  void the_proposed_formula_makes_rows_that_a_network_can_learn_from(String formula) {
    for (String gives : List.of("numbers", "classes")) {
      String mended = formula;
      try {
        Table _ = FormulaRows.table(formula, gives, 60, 0.1, 5);
      } catch (SomaException e) {
        assertThat(e.fixes()).as(formula).hasSize(1);
        mended = e.fixes().getFirst().substring("formula ".length());
      }
      Table table = FormulaRows.table(mended, gives, 60, 0.1, 5);
      Mlp mlp = gives.equals("numbers") ? Mlp.regressor() : Mlp.classifier();
      Split parts = table.split(0.8, 0.2, 0, Seeds.of(1));
      Fit fit = mlp.hidden(2, Activation.TANH).epochs(1).fit(parts, TrainingListener.silent());
      assertThat(fit.model()).as(mended).isNotNull();
    }
  }

  @Test
  void a_class_of_one_row_is_refused_and_numbers_stay_numbers() {
    Table sorted = FormulaRows.table("x", "numbers", 40, 0, 7);
    double most = 0;
    double next = 0;
    for (int r = 0; r < 40; r++) {
      double x = number(sorted, "x", r);
      next = x > most ? most : Math.max(next, x);
      most = Math.max(most, x);
    }
    String one = "x - " + (most + next) / 2;
    assertThatExceptionOfType(SomaException.Data.class)
        .isThrownBy(() -> FormulaRows.table(one, "classes", 40, 0, 7))
        .satisfies(
            e -> {
              assertThat(e.id()).isEqualTo("E314");
              assertThat(e).hasMessageContaining("above 0 in 1 of 40 rows: class B");
              assertThat(e.fixes().getFirst()).startsWith("formula " + one);
            });
    Table two = FormulaRows.table("step(x - 0.5)", "numbers", 40, 0, 7);
    assertThat(two.task()).isEqualTo(Task.REGRESSION);
  }

  @Test
  void what_cannot_be_read_or_has_no_value_says_where() {
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> FormulaRows.table("sin(2*pi*x", "numbers", 50, 0, 1))
        .satisfies(
            e -> {
              assertThat(e.id()).isEqualTo("E260");
              assertThat(e).hasMessageContaining("position 11").hasMessageContaining("expected");
              assertThat(e.fixes()).containsExactly("formula sin(2*pi*x)");
            });
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> FormulaRows.table("log(x1 - x2)", "numbers", 50, 0, 1))
        .satisfies(e -> assertThat(e.id()).isEqualTo("E261"));
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> FormulaRows.table("x", "words", 50, 0, 1))
        .satisfies(e -> assertThat(e.id()).isEqualTo("E209"));
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> FormulaRows.table("x", "numbers", 5, 0, 1))
        .satisfies(e -> assertThat(e.id()).isEqualTo("E201"));
  }
}
