package dev.soma.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormTest {
  private static Function<String, Object> reader(String kind) {
    return switch (kind) {
      case "activation" -> Activation::parse;
      case "loss" -> Loss::parse;
      default -> Initializer::parse;
    };
  }

  @Test
  void parameters_may_be_negative_or_have_an_exponent() {
    assertThat(Activation.parse("leaky-relu(-0.3)")).isEqualTo(Activation.leakyRelu(-0.3));
    assertThat(Loss.parse("huber(1e-3)")).isEqualTo(Loss.huber(1e-3));
    assertThat(Initializer.parse("Constant(-0.5)")).isEqualTo(new Initializer.Constant(-0.5));
  }

  @Test
  void what_is_written_can_be_read_back() {
    for (double x : new double[] {-0.3, 1e-9, 0.2, 3}) {
      assertThat(Activation.parse(Activation.leakyRelu(x).toString()))
          .isEqualTo(Activation.leakyRelu(x));
      assertThat(Initializer.parse(new Initializer.Constant(x).toString()))
          .isEqualTo(new Initializer.Constant(x));
    }
    assertThat(Loss.parse(Loss.quantile(1e-4).toString())).isEqualTo(Loss.quantile(1e-4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          activation  | leaky_relu(alpha=0.1)           | leaky_relu(0.1)
          activation  | Leaky-ReLU( alpha = 0.1 )       | leaky_relu(0.1)
          activation  | elu(alpha=2)                    | elu(2)
          activation  | tanh()                          | tanh
          activation  | sigmoid                         | logistic
          loss        | cross_entropy(eps=0.1)          | cross_entropy(0.1)
          loss        | cross_entropy(eps=0)            | cross_entropy
          loss        | logistic_cross_entropy(eps=0.1) | logistic_cross_entropy(0.1)
          loss        | huber(threshold=2)              | huber(2)
          loss        | huber                           | huber(1)
          loss        | quantile(tau=0.9)               | quantile(0.9)
          initialiser | orthogonal(gain=1.4)            | orthogonal(1.4)
          initialiser | constant(value=-0.5)            | constant(-0.5)
          initialiser | zero                            | constant(0)
          initialiser | xavier-normal                   | glorot_normal
          """)
  void a_parameter_may_be_named_and_is_written_without_its_name(
      String kind, String typed, String written) {
    Object read = reader(kind).apply(typed);
    assertThat(read).hasToString(written);
    assertThat(reader(kind).apply(written)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          activation  | leaky_relu(slope=0.2)    | "slope=0.2"; it takes alpha          | leaky_relu(0.2)
          activation  | leaky_relu(x)            | alpha is a number, got "x"           | leaky_relu(0.1)
          activation  | leaky_relu(1e999)        | alpha must be finite                 | leaky_relu(0.1)
          activation  | leaky_relu(0.2           | a closing bracket is missing         | leaky_relu(0.2)
          activation  | leaky_relo(0.2)          | there are identity, step             | leaky_relu(0.2)
          activation  | relu(2)                  | "2"; it takes none                   | relu
          loss        | huber(delta=2)           | "delta=2"; it takes threshold        | huber(2)
          loss        | huber(delta=-2)          | "delta=-2"; it takes threshold       | huber(1)
          loss        | huber(threshold)         | threshold is a number                | huber(1)
          loss        | huber(1, 2)              | "2"; it takes threshold              | huber(1)
          loss        | huber[2]                 | brackets are ( ) in "huber[2]"       | huber(2)
          loss        | hubr[2]                  | no loss "hubr[2]"                    | huber(2)
          loss        | huber{2                  | brackets are ( )                     | huber(2)
          loss        | huber(2                  | a closing bracket is missing         | huber(2)
          loss        | (2)                      | no loss "(2)"                        | huber(2)
          loss        | (0.5, 7)                 | no loss "(0.5, 7)"                   | squared_error
          loss        | huber(-1)                | must be > 0, got -1; write           | huber(1)
          loss        | quantile(2)              | must be in (0, 1), got 2; write      | quantile(0.5)
          loss        | huber(1, threshold=2)    | threshold is given twice             | huber(1)
          loss        | quantile(q=0.9)          | "q=0.9"; it takes tau                | quantile(0.9)
          loss        | cross_entropy(eps=)      | eps is a number, got ""              | cross_entropy(0.1)
          loss        | cross_entropy(eps=1)     | label smoothing must be in [0, 1)    | cross_entropy(0.1)
          initialiser | constant(1,2)            | "2"; it takes value                  | constant(1)
          initialiser | constant(x)              | value is a number                    | constant(0)
          initialiser | he_norml                 | there are auto, glorot_uniform       | he_normal
          """)
  void what_cannot_be_read_is_answered_with_the_form_that_can(
      String kind, String typed, String says, String form) {
    assertThatThrownBy(() -> reader(kind).apply(typed))
        .hasMessageContaining(says)
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.fixes()).containsExactly(form));
    assertThat(reader(kind).apply(form)).hasToString(form);
  }

  @Test
  void an_activation_in_a_network_is_mended_within_the_network() {
    String right = "4 -> Dense(8, leaky_relu(0.2), ntp) -> Dense(1, identity)";
    assertThat(NetworkSpec.parse(right.replace("0.2", "alpha=0.2"))).hasToString(right);
    assertThatThrownBy(() -> NetworkSpec.parse(right.replace("0.2", "slope=0.2")))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.fixes()).containsExactly(right));
  }
}
