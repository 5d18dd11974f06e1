package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  @Test
  void every_name_reads_back_as_itself() {
    for (String name : Optimizer.names()) {
      Optimizer optimizer = Optimizer.parse(name);
      assertThat(optimizer.name()).isEqualTo(name);
      assertThat(Optimizer.parse(optimizer.toString())).isEqualTo(optimizer);
    }
    assertThat(Optimizer.names()).hasSize(9);
  }

  @Test
  void the_factories_have_the_defaults_of_the_text_form() {
    assertThat(Optimizer.parse("sgd")).isEqualTo(Optimizer.sgd(0.1));
    assertThat(Optimizer.parse("momentum")).isEqualTo(Optimizer.momentum(0.01));
    assertThat(Optimizer.parse("nesterov")).isEqualTo(Optimizer.nesterov(0.01));
    assertThat(Optimizer.parse("rmsprop")).isEqualTo(Optimizer.rmsProp(0.001));
    assertThat(Optimizer.parse("adagrad")).isEqualTo(Optimizer.adagrad(0.01));
    assertThat(Optimizer.parse("adadelta")).isEqualTo(Optimizer.adadelta(1));
    assertThat(Optimizer.parse("adam")).isEqualTo(Optimizer.adam(0.001));
    assertThat(Optimizer.parse("adamw")).isEqualTo(Optimizer.adamW(0.001, 0.01));
    assertThat(Optimizer.parse("lbfgs")).isEqualTo(Optimizer.lbfgs());
  }

  @Test
  void parameters_go_by_position_or_by_name() {
    Optimizer expected = new Optimizer.Adam(0.001, 0.9, 0.95, 1e-6);
    assertThat(Optimizer.parse("adam(0.9, 0.95, 1e-6)")).isEqualTo(expected);
    assertThat(Optimizer.parse(" Adam( eps=1e-6, b2 = 0.95 ) ")).isEqualTo(expected);
    assertThat(expected).hasToString("adam(b1=0.9, b2=0.95, eps=1e-6)");
    assertThat(Optimizer.parse("lbfgs(20)")).isEqualTo(new Optimizer.Lbfgs(1, 20));
  }

  @Test
  void another_rate_changes_the_rate_only() {
    for (String name : Optimizer.names()) {
      Optimizer optimizer = Optimizer.parse(name).withRate(0.25);
      assertThat(optimizer.rate()).isEqualTo(0.25);
      assertThat(Optimizer.parse(optimizer.toString()).withRate(0.25)).isEqualTo(optimizer);
    }
  }

  @Test
  void an_unknown_name_is_answered_with_the_nearest() {
    assertThatThrownBy(() -> Optimizer.parse("adma"))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E230");
              assertThat(e).hasMessageContaining("adma").hasMessageContaining("rmsprop");
              assertThat(e.fixes()).containsExactly("adam");
            });
    assertThatThrownBy(() -> Optimizer.parse("gradient_descent_xyz"))
        .isInstanceOfSatisfying(SomaException.Usage.class, e -> assertThat(e.fixes()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          adam(b1=1)            | b1 must be in [0, 1), got 1
          momentum(-0.1)        | mu must be in [0, 1), got -0.1
          momentum(nan)         | mu is a number
          momentum(NaN)         | mu
          adam(b3=0.9)          | unexpected parameter "b3=0.9"
          sgd(0.1)              | it takes none
          adam(0.9, 0.9, 1, 1)  | unexpected parameter "1"
          adam(b1=0.9, b1=0.8)  | b1 is given twice
          adam(b1=x)            | b1 is a number, got "x"
          adam(                 | closing bracket
          adam(,)               | b1 is a number
          rmsprop(eps=0)        | eps must be > 1e-37
          lbfgs(2.5)            | history must be a whole number, got 2.5
          lbfgs(0)              | history must be >= 1
          adamw(decay=-1)       | decay must be >= 0
          """)
  void a_wrong_parameter_is_named(String text, String says) {
    assertThatThrownBy(() -> Optimizer.parse(text))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E230"))
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void a_rate_is_positive_and_finite(double rate) {
    for (String name : Optimizer.names()) {
      assertThatThrownBy(() -> Optimizer.parse(name).withRate(rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rate must be > 0 and finite");
    }
  }
}
