package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.golden.Golden;
import dev.soma.golden.Golden.GradientCase;
import dev.soma.math.Matrix;
import dev.soma.nn.Batch;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reference engine against the answers of another framework.
class BackpropagationGoldenTest {
  private static final double TOLERANCE = 1e-10;

  static List<GradientCase> cases() {
    return Golden.gradientCases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void all_three_forms_give_the_golden_loss_and_gradients(GradientCase golden) {
    ReferenceParameters p = ReferenceParameters.of(golden.spec(), golden.w(), golden.b());
    Cost cost = new Cost(golden.loss(), golden.l1(), golden.l2());
    Rows rows = rows(golden);
    double[] wanted = ReferenceParameters.of(golden.spec(), golden.dW(), golden.db()).toArray();
    for (Backpropagation.Form form : Backpropagation.Form.values()) {
      Backpropagation.Gradient got = Backpropagation.gradient(form, p, cost, rows);
      assertThat(got.cost().data()).as("J data, %s", form).isCloseTo(golden.jData(), near());
      assertThat(got.cost().l1()).as("J l1, %s", form).isCloseTo(golden.jL1(), near());
      assertThat(got.cost().l2()).as("J l2, %s", form).isCloseTo(golden.jL2(), near());
      assertThat(got.parameters().toArray()).as("dW, db, %s", form).containsExactly(wanted, near());
      for (int k = 0; k < rows.count(); k++) {
        assertThat(got.inputs().row(k)).as("dx, %s", form).containsExactly(golden.dx()[k], near());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputs_are_golden(GradientCase golden) {
    ReferenceParameters p = ReferenceParameters.of(golden.spec(), golden.w(), golden.b());
    if (golden.kept().isEmpty()) {
      DoubleMatrix a = Backpropagation.outputs(p, golden.x());
      for (int k = 0; k < golden.x().length; k++) {
        assertThat(a.row(k)).containsExactly(golden.outputs()[k], near());
      }
    }
  }

  @Test
  void category_codes_expand_to_the_golden_inputs() {
    GradientCase golden =
        cases().stream().filter(c -> c.name().equals("one-hot inputs")).findFirst().orElseThrow();
    int[] codes = Arrays.stream(golden.codes()).flatMapToInt(Arrays::stream).toArray();
    assertThat(codes).contains(-1);
    Batch batch = new Batch(golden.spec().input(), Matrix.of(golden.numbers()), codes, 0);
    assertThat(Rows.expand(batch)).isDeepEqualTo(golden.x());
  }

  @ParameterizedTest
  @MethodSource("convex")
  void the_gradient_is_zero_at_the_golden_optimum(Golden.ConvexCase golden) {
    ReferenceParameters p =
        ReferenceParameters.of(golden.spec(), golden.optimum().w(), golden.optimum().b());
    Backpropagation.Gradient got =
        Backpropagation.gradient(
            p, new Cost(golden.loss(), golden.l1(), golden.l2()), Rows.of(golden.x(), golden.y()));
    assertThat(got.cost().total()).isCloseTo(golden.j(), near());
    assertThat(got.parameters().toArray()).containsExactly(new double[p.size()], near());
  }

  static List<Golden.ConvexCase> convex() {
    return Golden.convexCases();
  }

  @Test
  void plain_descent_takes_the_golden_steps() {
    Golden.OptimizerRuns golden = Golden.optimizerRuns();
    Golden.OptimizerRun sgd = golden.runs().getFirst();
    assertThat(sgd.optimizer()).isEqualTo("sgd");
    Cost cost = new Cost(golden.loss(), golden.l1(), golden.l2());
    ReferenceParameters p =
        ReferenceParameters.of(golden.spec(), golden.start().w(), golden.start().b());
    for (int t = 0; t < 3; t++) {
      Rows rows = Rows.of(golden.batches().get(t).x(), golden.batches().get(t).y());
      p = p.minus(0.1, Backpropagation.gradient(p, cost, rows).parameters());
      Golden.Weights after = sgd.steps().get(t);
      assertThat(p.toArray())
          .as("step %d", t + 1)
          .containsExactly(
              ReferenceParameters.of(golden.spec(), after.w(), after.b()).toArray(), near());
    }
  }

  static Rows rows(GradientCase golden) {
    Rows rows = Rows.of(golden.x(), golden.y());
    if (golden.rowWeights().length > 0) {
      rows = rows.weighted(golden.rowWeights());
    }
    return golden.kept().isEmpty() ? rows : rows.dropping(golden.kept());
  }

  private static Offset<Double> near() {
    return within(TOLERANCE);
  }
}
