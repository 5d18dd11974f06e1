package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.check.CheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackpropagationTest {
  /// Hidden layers. Each is checked under every loss and under every output activation, and each
  /// loss under every output activation that goes with it: alone with all of them, before a quarter
  /// of the hidden layers with each. All three at once would hold no more: what a hidden layer gets
  /// from above is one gradient.
  static List<String> nets() {
    List<String> nets = new ArrayList<>();
    for (Activation f : Nets.HIDDEN) {
      nets.add("Dense(3, " + f + ")");
    }
    nets.add("Maxout(3, 2)");
    nets.add("Maxout(2, 4)");
    nets.add("Dropout(0.3) -> Dense(4, tanh) -> Dropout(0.5)");
    nets.add("Dense(3, relu) -> Maxout(3, 3) -> Dropout(0.2) -> Dropout(0.2) -> Dense(2, mish)");
    for (String f : List.of("selu", "relu", "mish", "identity")) {
      nets.add("Scale() -> Dense(3, " + f + ", ntp, parametric) -> Scale() -> Dropout(0.2)");
    }
    nets.add("LayerNorm(0.3) -> Dense(3, tanh) -> LayerNorm(0.1) -> Dropout(0.2)");
    nets.add("BatchNorm(0.1, 0.3) -> Dense(3, tanh) -> BatchNorm(1, 0.2) -> Dropout(0.2)");
    nets.add("Dense(3, mish) -> BatchNorm(0.1, 0.2) -> LayerNorm(0.2) -> BatchNorm(0.1, 0.1)");
    nets.add("Dense(3, tanh) -> Residual(1) -> Dense(4, mish) -> Maxout(3, 2) -> Residual(2)");
    nets.add(
        "Scale() -> Dropout(0.2) -> Dense(3, relu) -> Residual(3) -> Residual(1) -> Residual(2)");
    nets.add(
        "LayerNorm(0.2) -> Dense(3, silu) -> BatchNorm(0.1, 0.2) -> Residual(3) -> Residual(2)");
    nets.add("Dense(3, relu) -> LayerNorm() -> Scale() -> LayerNorm(0.2) -> Maxout(2, 2)");
    nets.add("Dense(3, tanh, ntp) -> Dense(2, abs, parametric)");
    nets.add("Embedding(pbld(3, 3, 0.5), 2, 0) -> Dense(3, silu)");
    nets.add("Embedding(ple(4, 2), 2, 0) -> Dense(3, silu)");
    nets.add("Embedding(ple(3, 2, relu), 3, 0) -> Dense(3, tanh)");
    nets.add("Members(3) -> Dense(2, tanh, members(3))");
    nets.add(
        "Members(2) -> Dropout(0.3) -> Dense(3, mish, ntp, parametric, members(2)) -> Scale()"
            + " -> Dropout(0.2)");
    nets.add("Embedding(pbld(2, 2, 0.5), 1, 0) -> Scale() -> Members(2) -> Scale()");
    nets.add(
        "BatchNorm(0.1, 0.3) -> Dense(3, tanh) -> Residual(1) -> LayerNorm(0.2) -> Members(2)"
            + " -> Dense(3, silu, parametric, members(2))");
    nets.add("Embedding(ple(2, 3), 2, 0) -> BatchNorm(0.1, 0.3) -> Dropout(0.2) -> Members(2)");
    nets.add("Embedding(ple(1, 1), 1, 0) -> Scale()");
    nets.add("Embedding(none, 3, 0) -> Scale()");
    nets.add("Embedding(none, 2, 4) -> Dense(3, silu)"); // no category is there to embed
    nets.add("");
    return nets;
  }

  @ParameterizedTest
  @MethodSource("nets")
  void gradients_match_central_differences_and_the_three_forms_agree(String hidden) {
    long seed = hidden.hashCode();
    int shift = nets().indexOf(hidden);
    for (Loss loss : Nets.LOSSES) {
      List<Activation> outputs = Nets.outputs(loss);
      shift++;
      for (int o = 0; o < outputs.size(); o++, seed++) {
        if (outputs.size() > 1 && !hidden.isEmpty() && (o + shift) % 4 != 0) {
          continue;
        }
        Activation out = outputs.get(o);
        SplittableRandom random = new SplittableRandom(seed);
        NetworkSpec spec = spec(hidden, out);
        ReferenceParameters p = Nets.random(spec, random);
        Rows rows = Nets.rows(spec, loss, 4, random);
        Cost cost = new Cost(loss, 0.03, 0.05);
        String what = spec + ", " + loss + ", seed " + seed;
        CheckReport report = GradientCheck.of(p, cost, rows).run();
        for (CheckReport.Tensor tensor : report.tensors()) {
          assertThat(tensor.normError()).as("%s of %s", tensor, what).isLessThan(1e-6);
          assertThat(tensor.kinks().size()).as("kinks of %s", what).isLessThan(tensor.size());
        }
        assertThat(report.maxRelativeError()).as("%s: %s", what, report).isLessThan(1e-6);
        formsAgree(p, cost, rows, what);
        inputGradientsMatch(p, cost, rows, what);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Dense(3, tanh) -> Dropout(0.3)",
        "Dense(3, relu) -> Residual(1) -> BatchNorm(0.1, 0.2)",
        "Embedding(pbld(3, 3, 0.5), 2, 0) -> Maxout(2, 2)",
        "Members(3) -> Dense(2, tanh, parametric, members(3))"
      })
  void an_offset_is_in_z_of_the_output_in_all_three_forms(String hidden) {
    long seed = 58;
    int shift = hidden.length();
    for (Loss loss : Nets.LOSSES) {
      List<Activation> outputs = Nets.outputs(loss);
      shift++;
      for (int o = 0; o < outputs.size(); o++, seed++) {
        if (outputs.size() > 1 && !hidden.isEmpty() && (o + shift) % 4 != 0) {
          continue; // as above
        }
        Activation out = outputs.get(o);
        SplittableRandom random = new SplittableRandom(seed);
        NetworkSpec spec = spec(hidden, out);
        ReferenceParameters p = Nets.random(spec, random);
        Rows plain = Nets.rows(spec, loss, 4, random);
        Rows rows = plain.shifted(0.7, -0.4, 1.1, 0.2);
        Cost cost = new Cost(loss, 0.03, 0.05);
        String what = spec + ", " + loss + ", seed " + seed;
        CheckReport report = GradientCheck.of(p, cost, rows).run();
        assertThat(report.maxRelativeError()).as("%s: %s", what, report).isLessThan(1e-6);
        formsAgree(p, cost, rows, what);
        inputGradientsMatch(p, cost, rows, what);
      }
    }
  }

  @Test
  void the_same_offset_in_every_row_is_a_part_of_the_bias() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(3, tanh) -> Dense(1, exp)");
    ReferenceParameters p = Nets.random(spec, new SplittableRandom(1));
    Rows rows = Nets.rows(spec, Loss.POISSON, 5, new SplittableRandom(2));
    Cost cost = Cost.of(Loss.POISSON);
    int bias = p.group("b2").offset();
    ReferenceParameters moved = p.with(bias, p.get(bias) + 0.75);
    for (Backpropagation.Form form : Backpropagation.Form.values()) {
      Backpropagation.Gradient shifted =
          Backpropagation.gradient(form, p, cost, rows.shifted(0.75, 0.75, 0.75, 0.75, 0.75));
      assertThat(shifted.parameters().toArray())
          .usingComparatorWithPrecision(1e-12)
          .containsExactly(
              Backpropagation.gradient(form, moved, cost, rows).parameters().toArray());
    }
    assertThatThrownBy(() -> rows.shifted(1, 2)).hasMessageContaining("got 2 offsets for 5 rows");
  }

  private static NetworkSpec spec(String hidden, Activation out) {
    List<Layer> layers = new ArrayList<>();
    for (String step : hidden.isEmpty() ? new String[0] : hidden.split(" -> ")) {
      layers.add(
          step.contains("custom")
              ? new Layer.Dense(3, Nets.HIDDEN.getLast())
              : NetworkSpec.parseLayers(step).getFirst());
    }
    layers.add(new Layer.Dense(3, out).after(layers));
    return NetworkSpec.of(3, layers.toArray(new Layer[0]));
  }

  private static void formsAgree(ReferenceParameters p, Cost cost, Rows rows, String what) {
    Backpropagation.Gradient whole = Backpropagation.gradient(p, cost, rows);
    for (Backpropagation.Form form : Backpropagation.Form.values()) {
      Backpropagation.Gradient got = Backpropagation.gradient(form, p, cost, rows);
      assertThat(got.parameters().toArray())
          .as("%s, %s", form, what)
          .usingComparatorWithPrecision(1e-12)
          .containsExactly(whole.parameters().toArray());
      assertThat(got.cost().total()).as("%s", form).isCloseTo(whole.cost().total(), within(1e-12));
      for (int k = 0; k < rows.count(); k++) {
        assertThat(got.inputs().row(k))
            .as("dx, %s, %s", form, what)
            .usingComparatorWithPrecision(1e-12)
            .containsExactly(whole.inputs().row(k));
      }
    }
  }

  private static void inputGradientsMatch(
      ReferenceParameters p, Cost cost, Rows rows, String what) {
    DoubleMatrix dx = Backpropagation.gradient(p, cost, rows.row(0)).inputs();
    double h = 1e-6;
    for (int j = 0; j < dx.cols(); j++) {
      double left = slope(p, cost, rows, j, -h);
      double right = slope(p, cost, rows, j, h);
      if (Math.abs(left - right) < 1e-4) { // no kink between the two
        assertThat(dx.get(0, j)).as("dx, %s", what).isCloseTo((left + right) / 2, within(1e-5));
      }
    }
  }

  private static double slope(ReferenceParameters p, Cost cost, Rows rows, int j, double h) {
    double before = Backpropagation.cost(p, cost, rows.row(0)).data();
    return (Backpropagation.cost(p, cost, moved(rows.row(0), j, h)).data() - before) / h;
  }

  private static Rows moved(Rows row, int j, double h) {
    double[] x = row.x(0);
    x[j] += h;
    Rows moved = Rows.of(new double[][] {x}, new double[][] {row.y(0)}).weighted(row.weight(0));
    return row.drops() ? moved.dropping(row.kept()) : moved;
  }

  @Test
  void gradients_of_m_rows_are_the_average_of_those_of_each_row_plus_lambda_w() {
    SplittableRandom random = new SplittableRandom(5);
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(2, identity)");
    ReferenceParameters p = Nets.random(spec, random);
    Rows rows = Nets.rows(spec, Loss.SQUARED_ERROR, 6, random);
    double[] average = new double[p.size()];
    for (int k = 0; k < 6; k++) {
      double[] one =
          Backpropagation.gradient(p, Cost.of(Loss.SQUARED_ERROR), rows.row(k))
              .parameters()
              .toArray();
      for (int i = 0; i < average.length; i++) {
        average[i] += one[i] / 6;
      }
    }
    for (var group : p.groups()) {
      for (int i = group.offset(); i < group.offset() + group.size(); i++) {
        average[i] += group.decays() ? 0.25 * p.get(i) : 0;
      }
    }
    Cost cost = new Cost(Loss.SQUARED_ERROR, 0, 0.25);
    assertThat(Backpropagation.gradient(p, cost, rows).parameters().toArray())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(average);
  }

  @Test
  void l1_has_the_subgradient_sign_and_zero_at_zero() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(1, identity)");
    ReferenceParameters p = ReferenceParameters.of(spec, new double[] {2, -3, 0, 5});
    Rows rows = Rows.of(new double[][] {{0, 0, 0}}, new double[][] {{5}});
    Backpropagation.Gradient got =
        Backpropagation.gradient(p, new Cost(Loss.SQUARED_ERROR, 0.5, 0), rows);
    assertThat(got.parameters().toArray()).containsExactly(0.5, -0.5, 0, 0);
    assertThat(got.cost()).isEqualTo(new Cost.Value(0, 2.5, 0));
  }

  @Test
  void a_class_number_and_its_one_hot_vector_are_the_same_target() {
    SplittableRandom random = new SplittableRandom(6);
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(3, softmax)");
    ReferenceParameters p = Nets.random(spec, random);
    Cost cost = Cost.of(Loss.CROSS_ENTROPY);
    double[][] x = {{0.3, -1}};
    assertThat(
            Backpropagation.gradient(p, cost, Rows.of(x, new double[][] {{2}}))
                .parameters()
                .toArray())
        .containsExactly(
            Backpropagation.gradient(p, cost, Rows.of(x, new double[][] {{0, 0, 1}}))
                .parameters()
                .toArray());
    assertThatThrownBy(() -> Backpropagation.gradient(p, cost, Rows.of(x, new double[][] {{3}})))
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessageContaining("class number 0 to 2");
  }

  @Test
  void a_step_unit_runs_forward_and_is_refused_backward() {
    NetworkSpec spec = NetworkSpec.parse("1 -> Dense(1, step)");
    ReferenceParameters p = ReferenceParameters.of(spec, new double[] {1, 0});
    double[][] x = {{-0.5}, {0}, {2}};
    assertThat(Backpropagation.outputs(p, x))
        .isEqualTo(DoubleMatrix.of(new double[][] {{0}, {1}, {1}}));
    Rows rows = Rows.of(x, new double[][] {{0}, {1}, {1}});
    assertThatThrownBy(() -> Backpropagation.gradient(p, Cost.of(Loss.SQUARED_ERROR), rows))
        .isInstanceOf(SomaException.Usage.class)
        .hasMessageContaining("derivative of the unit step is 0");
  }

  @Test
  void maxout_sends_the_gradient_to_the_first_of_equal_pieces() {
    NetworkSpec spec = NetworkSpec.parse("1 -> Maxout(1, 3) -> Dense(1, identity)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec, new double[][][] {{{1}, {2}, {2}}, {{1}}}, new double[][] {{0, 0, 0}, {0}});
    Rows rows = Rows.of(new double[][] {{1}}, new double[][] {{0}});
    for (Backpropagation.Form form : Backpropagation.Form.values()) {
      assertThat(
              Backpropagation.gradient(form, p, Cost.of(Loss.SQUARED_ERROR), rows)
                  .parameters()
                  .biases(1))
          .as("%s", form)
          .containsExactly(0, 2, 0);
    }
  }

  @Test
  void huge_inputs_to_fused_losses_give_finite_losses_and_gradients() {
    for (double big : new double[] {1e4, -1e4}) {
      Rows wrong = Rows.of(new double[][] {{big}}, new double[][] {{big > 0 ? 0 : 1}});
      NetworkSpec logistic = NetworkSpec.parse("1 -> Dense(1, logistic)");
      Backpropagation.Gradient got =
          Backpropagation.gradient(
              ReferenceParameters.of(logistic, new double[] {1, 0}),
              Cost.of(Loss.LOGISTIC_CROSS_ENTROPY),
              wrong);
      assertThat(got.cost().data()).isEqualTo(1e4);
      assertThat(got.parameters().biases(1)).containsExactly(Math.signum(big));
      NetworkSpec softmax = NetworkSpec.parse("1 -> Dense(2, softmax)");
      got =
          Backpropagation.gradient(
              ReferenceParameters.of(softmax, new double[] {0, 1, 0, 0}),
              Cost.of(Loss.CROSS_ENTROPY),
              wrong);
      assertThat(got.cost().data()).isEqualTo(1e4);
      assertThat(got.parameters().biases(1)).containsExactly(-Math.signum(big), Math.signum(big));
    }
  }

  @Test
  void the_chain_rule_examples_of_the_lecture_come_out() {
    // f(g) = 2 g^2 - 3 g + 1, g = x^3 + 2x: f' = (4 g - 3)(3 x^2 + 2)
    for (double x : new double[] {-1.5, 0, 0.5, 2}) {
      double g = x * x * x + 2 * x;
      double chained = (4 * g - 3) * (3 * x * x + 2);
      assertThat(chained).isCloseTo(difference(BackpropagationTest::univariate, x), within(1e-6));
    }
    assertThat(univariate(1)).isEqualTo(10); // g = 3
    assertThat((4 * 3.0 - 3) * (3 + 2)).isEqualTo(45); // f'(1)
    // f = 2 g1^2 - 3 g1 g2 + 1, g1 = 3x, g2 = x^2 + 2x:
    // f' = (4 g1 - 3 g2) 3 + (-3 g1)(2x + 2) = -27 x^2, since f = 1 - 9 x^3
    for (double x : new double[] {-1.5, 0, 0.5, 2}) {
      double g1 = 3 * x;
      double g2 = x * x + 2 * x;
      double chained = (4 * g1 - 3 * g2) * 3 + (-3 * g1) * (2 * x + 2);
      assertThat(chained).isCloseTo(-27 * x * x, within(1e-12));
      assertThat(chained).isCloseTo(difference(BackpropagationTest::bivariate, x), within(1e-6));
    }
  }

  private static double univariate(double x) {
    double g = x * x * x + 2 * x;
    return 2 * g * g - 3 * g + 1;
  }

  private static double bivariate(double x) {
    double g1 = 3 * x;
    double g2 = x * x + 2 * x;
    return 2 * g1 * g1 - 3 * g1 * g2 + 1;
  }

  private static double difference(DoubleUnaryOperator f, double x) {
    return (f.applyAsDouble(x + 1e-6) - f.applyAsDouble(x - 1e-6)) / 2e-6;
  }

  @Test
  void rows_of_another_width_are_refused_with_both_numbers() {
    ReferenceParameters p = ReferenceParameters.zeros(NetworkSpec.parse("3 -> Dense(1, identity)"));
    Rows rows = Rows.of(new double[1][2], new double[1][1]);
    assertThatThrownBy(() -> Backpropagation.cost(p, Cost.of(Loss.SQUARED_ERROR), rows))
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessageContaining("has 2 inputs")
        .hasMessageContaining("wants 3");
  }
}
