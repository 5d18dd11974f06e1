package dev.soma.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks as text and back, and every text that is none.
class NetworkSpecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4 -> Dense(1, logistic)",
        "4 -> Dense(16, relu) -> Dropout(0.1) -> Dense(3, softmax)",
        "6 + onehot(3, 2) -> Maxout(5, 3) -> Dense(2, identity)",
        "0 + onehot(7) -> Dropout(0) -> Dense(1, step)",
        "1 -> Dense(2, leaky_relu) -> Dense(2, leaky_relu(-0.3)) -> Dense(1, elu(0.5))",
        "2 -> Dense(3, selu) -> Dense(3, gelu) -> Dense(3, silu) -> Dense(3, mish) -> Dense(1,"
            + " exp)",
        "2 -> LayerNorm() -> Dense(3, relu) -> LayerNorm(0.001) -> Dense(1, identity)",
        "2 -> BatchNorm() -> Dense(3, relu) -> BatchNorm(0.2) -> BatchNorm(0.1, 0.001) -> Dense(1, relu)",
        "3 -> Dense(3, relu) -> Residual(1) -> Dense(2, relu) -> Dense(3, relu) -> Residual(4) -> Dense(1, relu)",
        "2 -> Dense(3, abs) -> Dense(3, softplus) -> Dense(3, elu) -> Dense(3, tanh)",
      })
  void the_text_of_a_network_reads_back(String text) {
    NetworkSpec spec = NetworkSpec.parse(text);
    assertThat(spec.toString()).isEqualTo(text);
    assertThat(NetworkSpec.parse(spec.toString())).isEqualTo(spec);
    assertThat(NetworkSpec.parseLayers(text)).isEqualTo(spec.layers());
  }

  @Test
  void blanks_cases_arrows_and_other_names_are_understood() {
    NetworkSpec spec = NetworkSpec.parse("  4→DENSE( 16 ,ReLU)  ->dense(2,  Sigmoid) ");
    assertThat(spec).isEqualTo(NetworkSpec.parse("4 -> Dense(16, relu) -> Dense(2, logistic)"));
    assertThat(Activation.parse("swish")).isEqualTo(Activation.SILU);
    assertThat(Activation.parse("Leaky-ReLU")).isEqualTo(Activation.leakyRelu(0.01));
    assertThat(Activation.parse("linear")).isEqualTo(Activation.IDENTITY);
  }

  @Test
  void every_name_that_is_listed_can_be_read_and_written() {
    for (String name : Activation.names()) {
      assertThat(Activation.parse(name).toString()).isEqualTo(name);
    }
    for (String name : Loss.names()) {
      Loss loss = Loss.parse(name);
      assertThat(loss.toString()).startsWith(name);
      assertThat(Loss.parse(loss.toString())).isEqualTo(loss);
    }
    for (String name : Initializer.names()) {
      Initializer initializer = Initializer.parse(name);
      assertThat(initializer.toString()).startsWith(name);
      assertThat(Initializer.parse(initializer.toString())).isEqualTo(initializer);
    }
    assertThat(Initializer.parse("zero")).isEqualTo(new Initializer.Constant(0));
    assertThat(Initializer.parse("Xavier-Uniform")).isEqualTo(new Initializer.GlorotUniform());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                   | first step
          relu                                 | first step
          -4 -> Dense(1, relu)                 | first step
          4 + onehot() -> Dense(1, relu)       | first step
          4 + onehot(3,) -> Dense(1, relu)     | whole number
          4 -> onehot(3) -> Dense(1, relu)     | inputs come first and once
          4 + onehot(0) -> Dense(1, relu)      | levels >= 1
          99999999999 -> Dense(1, relu)        | whole number
          4 -> Dense                           | a layer is
          4 ->                                 | a layer is
          4 -> -> Dense(1, relu)               | a layer is
          4 -> Dense(16) -> Dense(1, relu)     | expected 2 values
          4 -> Dense(x, relu)                  | "x" is not a whole number
          4 -> Dense(0, relu)                  | units must be >= 1
          4 -> Dense(1.5, relu)                | whole number
          4 -> Maxout(3) -> Dense(1, relu)     | expected 2 values
          4 -> Maxout(3, 1) -> Dense(1, relu)  | pieces must be >= 2
          4 -> Maxout(65536, 65536) -> Dense(1, relu) | at most
          4 -> Dropout(1) -> Dense(1, relu)    | in [0, 1)
          4 -> Dropout(-0.1) -> Dense(1, relu) | in [0, 1)
          4 -> Dropout(NaN) -> Dense(1, relu)  | in [0, 1)
          4 -> Dropout(p) -> Dense(1, relu)    | "p" is not a number
          4 -> Dense(2, relu, wide) -> Dense(1, relu) | ntp, parametric and members
          4 -> Dense(2, relu, ntp, 3) -> Dense(1, relu) | ntp, parametric and members
          4 -> Dense(2, step, parametric) -> Dense(1, relu) | step cannot be parametric
          4 -> Scale(3) -> Dense(1, relu)      | nothing in its brackets
          4 -> Embedding(plr(3, 2, 1), 2, 0) -> Dense(1, relu) | none, pbld
          4 -> Embedding(pbld(3, 2), 2, 0) -> Dense(1, relu) | expected 3 values
          4 -> Embedding(pbld(3, 1, 0.1), 2, 0) -> Dense(1, relu) | outputs must be >= 2
          4 -> Embedding(ple(3), 2, 0) -> Dense(1, relu) | expected 2 values
          4 -> Embedding(ple(3, 2, tanh), 2, 0) -> Dense(1, relu) | expected 2 values
          4 -> Embedding(ple(0, 2), 2, 0) -> Dense(1, relu) | bins must be >= 1
          4 -> Embedding(ple(3, 0, relu), 2, 0) -> Dense(1, relu) | outputs must be >= 1
          4 -> Members(1) -> Dense(1, relu)    | members must be >= 2
          4 -> Members(2, 3) -> Dense(1, relu) | expected 1 values
          4 -> Members(2) -> Dense(1, relu, members(x)) | not a whole number
          4 -> Members(2) -> Dense(1, relu, members(2) | ntp, parametric and members
          4 -> Embedding(none, -1, 0) -> Dense(1, relu) | columns must be >= 0
          4 -> LayerNorm(0) -> Dense(1, relu)  | eps must be > 0
          4 -> LayerNorm(1, 2) -> Dense(1, relu) | at most 1 values
          4 -> LayerNorm(x) -> Dense(1, relu)  | "x" is not a number
          4 -> BatchNorm(0) -> Dense(1, relu)  | momentum must be > 0
          4 -> BatchNorm(1.5) -> Dense(1, relu) | momentum must be <= 1
          4 -> BatchNorm(0.1, 0) -> Dense(1, relu) | eps must be > 0
          4 -> BatchNorm(0.1, 1, 1) -> Dense(1, relu) | at most 2 values
          4 -> Residual(0) -> Dense(1, relu)   | layers must be >= 1
          4 -> Residual() -> Dense(1, relu)    | not a whole number
          4 -> Residual(1, 2) -> Dense(1, relu) | expected 1 values
          4 -> Conv(3, relu) -> Dense(1, relu) | no layer "Conv"
          """)
  void malformed_text_is_E210_and_names_the_step(String text, String why) {
    refuses("E210", why, () -> NetworkSpec.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rellu", "", "custom", "rellu(2)"})
  void an_unknown_activation_is_E211_and_lists_the_names(String name) {
    refuses("E211", "leaky_relu, abs", () -> Activation.parse(name));
    refuses("E211", "leaky_relu", () -> NetworkSpec.parse("4 -> Dense(1, " + name + ")"));
  }

  @Test
  void an_alpha_that_is_not_finite_is_refused() {
    refuses("E211", "alpha is a number", () -> NetworkSpec.parse("4 -> Dense(1, elu(NaN))"));
    refuses("E211", "finite", () -> Activation.parse("leaky_relu(1e999)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4                                            | last layer must be Dense
          4 -> Dropout(0.5)                            | last layer must be Dense
          4 -> Maxout(2, 2)                            | last layer must be Dense
          0 -> Dense(1, relu)                          | at least one input
          4 -> Dense(3, softmax) -> Dense(1, relu)     | softmax is for the output
          4 -> Dense(3, exp) -> Dense(1, relu)         | exp is for the output
          4 -> Dense(1, relu, parametric)              | cannot be parametric
          4 -> Dense(1, relu) -> Scale()               | last layer must be Dense
          4 -> Scale() -> Embedding(none, 2, 0) -> Dense(1, relu) | must be the first layer
          4 -> Dense(3, relu, members(2)) -> Dense(1, relu) | needs Members before it
          4 -> Members(2) -> Dense(3, relu, members(2)) -> Dense(1, relu) | cannot follow Members(2)
          4 -> Members(2) -> Dense(3, relu, members(3)) -> Dense(1, relu) | cannot follow Members(2)
          4 -> Members(2) -> Members(2) -> Dense(1, relu, members(2)) | cannot follow Members(2)
          4 -> Members(2) -> Maxout(2, 2) -> Dense(1, relu, members(2)) | cannot follow Members(2)
          4 -> Embedding(none, 5, 0) -> Dense(1, relu) | wants 5 numbers
          """)
  void layers_that_are_no_network_are_E212(String text, String why) {
    refuses("E212", why, () -> NetworkSpec.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 -> Dense(3, relu) -> Dense(5, relu) -> Residual(1) -> Dense(1, relu) | 3 numbers, to 5 numbers | 4 -> Dense(3, relu) -> Dense(3, relu) -> Residual(1) -> Dense(1, relu)
          4 -> Dense(4, relu) -> Maxout(5, 2) -> Dropout(0.5) -> Residual(3) -> Dense(1, relu) | 4 numbers, to 5 numbers | 4 -> Dense(4, relu) -> Maxout(5, 2) -> Dropout(0.5) -> Residual(1) -> Dense(1, relu)
          4 -> Dense(4, relu) -> Residual(2) -> Dense(1, relu) | leads around 2 layers, before it stand only 1 | 4 -> Dense(4, relu) -> Residual(1) -> Dense(1, relu)
          4 -> Dense(5, relu) -> Residual(7) -> Dense(1, relu) | before it stand only 1 | 4 -> Dense(4, relu) -> Residual(1) -> Dense(1, relu)
          3 -> Embedding(none, 3, 0) -> Dropout(0.1) -> Residual(2) -> Dense(1, relu) | before an embedding | 3 -> Embedding(none, 3, 0) -> Dropout(0.1) -> Residual(1) -> Dense(1, relu)
          """)
  void a_residual_link_that_does_not_fit_is_E212_and_the_fix_is_a_network(
      String text, String why, String fix) {
    refusedWithNetwork(text, why, fix);
    refuses(
        "E212",
        "before it stand only 0",
        () -> NetworkSpec.parse("4 -> Residual(1) -> Dense(1, relu)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 -> Members(2) -> Dense(3, relu) -> Dense(1, relu) | cannot follow Members(2) | 4 -> Members(2) -> Dense(3, relu, members(2)) -> Dense(1, relu, members(2))
          4 -> Dense(3, relu, members(2)) -> Dense(1, relu) | needs Members before it | 4 -> Dense(3, relu) -> Dense(1, relu)
          4 -> Members(2) -> Members(3) -> Maxout(2, 2) -> Dense(1, relu, members(3)) | cannot follow Members(2) | 4 -> Members(2) -> Dense(1, relu, members(2))
          4 -> Members(2) -> LayerNorm() -> Dense(1, relu, members(2)) | LayerNorm() cannot follow Members(2) | 4 -> Members(2) -> Dense(1, relu, members(2))
          4 -> BatchNorm() -> Members(2) -> Dense(3, relu, members(2)) -> BatchNorm(0.2) -> Dense(1, relu, members(2)) | BatchNorm(0.2) cannot follow Members(2) | 4 -> BatchNorm() -> Members(2) -> Dense(3, relu, members(2)) -> Dense(1, relu, members(2))
          4 -> Dense(4, relu) -> Residual(1) -> Members(2) -> Dense(4, relu, members(2)) -> Residual(9) -> LayerNorm() -> Dense(1, relu, members(2)) | Residual(9) cannot follow Members(2) | 4 -> Dense(4, relu) -> Residual(1) -> Members(2) -> Dense(4, relu, members(2)) -> Dense(1, relu, members(2))
          """)
  void what_does_not_belong_to_members_is_E212_and_the_fix_is_a_network(
      String text, String why, String fix) {
    refusedWithNetwork(text, why, fix);
  }

  private static void refusedWithNetwork(String text, String why, String fix) {
    assertThatThrownBy(() -> NetworkSpec.parse(text))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E212");
              assertThat(e).hasMessageContaining(why);
              assertThat(e.fixes()).containsExactly(fix);
              assertThat(NetworkSpec.parse(fix).toString()).isEqualTo(fix);
            });
  }

  @Test
  void two_scales_before_one_W_have_names_of_their_own() {
    Parameters p = Parameters.zeros(NetworkSpec.parse("2 -> Scale() -> Scale() -> Dense(1, relu)"));
    assertThat(p.groups())
        .extracting(Parameters.Group::name)
        .containsExactly("g1", "g1_2", "W1", "b1");
  }

  @Test
  void members_share_W_and_have_the_rest_of_their_own() {
    NetworkSpec spec =
        NetworkSpec.parse(
            "5 -> Members(3) -> Dense(4, selu, parametric, members(3)) -> Scale()"
                + " -> Dense(2, softmax, members(3))");
    assertThat(NetworkSpec.parse(spec.toString())).isEqualTo(spec);
    assertThat(spec.members()).isEqualTo(3);
    assertThat(spec.outputs()).isEqualTo(2);
    assertThat(Parameters.zeros(spec).groups())
        .extracting(g -> g.name() + " " + java.util.Arrays.toString(g.shape()))
        .containsExactly(
            "r1 [3, 5]",
            "W1 [4, 5]",
            "b1 [12]",
            "s1 [3, 4]",
            "alpha1 [12]",
            "g2 [12]",
            "W2 [2, 4]",
            "b2 [6]",
            "s2 [3, 2]");
  }

  @Test
  void names_of_ones_own_are_E213_if_taken_or_unknown() {
    refuses("E213", "relu", () -> Activation.custom("relu", z -> z, _ -> 1));
    refuses("E213", "a b", () -> Activation.custom("a b", z -> z, _ -> 1));
    refuses("E213", "poisson", () -> Loss.custom("poisson", (a, y) -> a, (_, _) -> 1));
    refuses("E213", "custom(mine)", () -> NetworkSpec.parse("4 -> Dense(1, custom(mine))"));
    Activation.Custom mine = new Activation.Custom("mine", z -> z, _ -> 1);
    NetworkSpec spec = NetworkSpec.parse("4 -> Dense(1, custom(mine))", List.of(mine));
    assertThat(spec.output().activation()).isSameAs(mine);
    assertThat(NetworkSpec.parse(spec.toString(), List.of(mine))).isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mse", "", "huber(0)", "quantile(1)", "poisson(2)"})
  void an_unknown_loss_or_a_bad_parameter_is_E214(String text) {
    refuses("E214", "loss", () -> Loss.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gauss", "", "he", "he-normal-ish", "he_normal(2)"})
  void an_unknown_initialiser_is_E217(String text) {
    refuses("E217", "he_normal", () -> Initializer.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cross_entropy          | 4 -> Dense(3, logistic)
          cross_entropy          | 4 -> Dense(3, identity)
          logistic_cross_entropy | 4 -> Dense(3, softmax)
          logistic_cross_entropy | 4 -> Dense(1, identity)
          poisson                | 4 -> Dense(1, identity)
          squared_error          | 4 -> Dense(3, softmax)
          absolute_error         | 4 -> Dense(3, softmax)
          perceptron             | 4 -> Dense(1, logistic)
          perceptron             | 4 -> Dense(2, relu) -> Dense(1, step)
          """)
  void a_loss_that_does_not_go_with_the_output_is_E215(String loss, String network) {
    refuses("E215", loss, () -> Loss.parse(loss).check(NetworkSpec.parse(network)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 -> Dense(1, step)", "2 -> Dense(3, step) -> Dense(1, identity)"})
  void a_unit_step_cannot_be_trained_by_backpropagation(String network) {
    refuses("E216", "derivative", () -> Loss.SQUARED_ERROR.check(NetworkSpec.parse(network)));
    Loss.PERCEPTRON.check(NetworkSpec.parse("2 -> Dense(1, step)"));
  }

  private static void refuses(String id, String why, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).as(e.getMessage()).isEqualTo(id))
        .hasMessageContaining(why);
  }

  @Test
  void sizes_follow_from_the_text() {
    NetworkSpec spec =
        NetworkSpec.parse("6 + onehot(3, 2) -> Maxout(5, 3) -> Dropout(0.5) -> Dense(2, tanh)");
    assertThat(spec.input().units()).isEqualTo(11);
    assertThat(spec.inputsOf(0)).isEqualTo(11);
    assertThat(spec.inputsOf(1)).isEqualTo(5);
    assertThat(spec.inputsOf(2)).isEqualTo(5);
    assertThat(spec.outputs()).isEqualTo(2);
    Parameters p = Parameters.zeros(spec);
    assertThat(p.groups().stream().map(Parameters.Group::name))
        .containsExactly("W1", "b1", "W2", "b2");
    assertThat(p.group("W1")).isEqualTo(new Parameters.Group("W1", 0, 1, 0, 15, 11, Role.WEIGHT));
    assertThat(p.group("b1")).isEqualTo(new Parameters.Group("b1", 0, 1, 165, 15, 1, Role.BIAS));
    assertThat(p.group("W2")).isEqualTo(new Parameters.Group("W2", 2, 2, 180, 2, 5, Role.WEIGHT));
    assertThat(p.group("b2")).isEqualTo(new Parameters.Group("b2", 2, 2, 190, 2, 1, Role.BIAS));
    assertThat(p.size()).isEqualTo(192);
    assertThatThrownBy(() -> p.group("W3")).hasMessageContaining("W3");
  }

  @Test
  void windows_share_the_flat_array_and_copies_do_not() {
    Parameters p = Parameters.zeros(NetworkSpec.parse("2 -> Dense(3, relu) -> Dense(1, tanh)"));
    p.matrix(p.group("W2")).set(0, 2, 7);
    assertThat(p.values()[11]).isEqualTo(7);
    Parameters copy = p.copy();
    copy.values()[11] = 8;
    assertThat(p.values()[11]).isEqualTo(7);
    assertThat(p.zerosLike().values()).containsOnly(0);
  }

  @Test
  void more_parameters_than_an_array_holds_are_refused() {
    NetworkSpec spec = NetworkSpec.parse("65536 -> Dense(65536, relu) -> Dense(1, tanh)");
    assertThatThrownBy(() -> Parameters.zeros(spec))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E219"))
        .hasMessageContaining("4,295,");
    assertThatThrownBy(() -> NetworkSpec.parse("4 -> Maxout(50000, 50000) -> Dense(1, tanh)"))
        .hasMessageContaining("at most 2147483647");
  }

  @Test
  void rows_of_more_numbers_than_an_array_holds_are_E219() {
    for (String network :
        List.of(
            "22 -> Members(1000000000) -> Dense(2, relu, members(1000000000))"
                + " -> Dense(1, logistic, members(1000000000))",
            "3 + onehot(8, 4) -> Embedding(none, 2, 2000000000) -> Dense(1, logistic)",
            "3 -> Embedding(pbld(16, 1000000000, 0.1), 3, 0) -> Dense(1, logistic)")) {
      assertThatThrownBy(() -> NetworkSpec.parse(network))
          .isInstanceOfSatisfying(
              SomaException.Usage.class,
              e -> {
                assertThat(e.id()).isEqualTo("E219");
                assertThat(e.fixes()).isNotEmpty();
              })
          .hasMessageContaining("at most 2,147,483,639");
    }
  }
}
