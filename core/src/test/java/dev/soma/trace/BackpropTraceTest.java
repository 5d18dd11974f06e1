package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackpropTraceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "3 -> Dense(5, relu) -> Dense(4, leaky_relu(0.2)) -> Dense(2, identity)",
        "3 -> Maxout(4, 3) -> Dropout(0.5) -> Dense(4, abs) -> Dense(2, identity)",
        "3 -> Scale() -> Dense(4, relu, ntp, parametric) -> Scale() -> Dense(2, identity, ntp)",
        "3 -> Dense(3, relu) -> Residual(1) -> Dense(5, abs) -> Maxout(3, 2) -> Residual(2) -> Residual(5)"
            + " -> Dense(2, identity)",
        "3 -> Dropout(0.3) -> Dense(4, relu) -> Dense(2, tanh)"
      })
  void the_linear_piece_gives_the_output_at_the_row_and_near_it(String net) {
    NetworkSpec spec = NetworkSpec.parse(net);
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ReferenceParameters p = Nets.random(spec, random);
      Rows rows = Nets.rows(spec, Loss.SQUARED_ERROR, 1, random);
      BackpropTrace trace = BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), rows);
      BackpropTrace.LinearPiece piece = trace.pieces().getFirst();
      assertThat(piece.ofOutput()).isEqualTo(!net.endsWith("tanh)"));
      holds(piece, trace, seed);
      double[] near = rows.x(0);
      near[1] += 1e-9;
      Rows moved =
          Rows.of(new double[][] {near}, new double[][] {rows.y(0)}).weighted(rows.weight(0));
      moved = rows.drops() ? moved.dropping(rows.kept()) : moved;
      holds(piece, BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), moved), seed);
    }
  }

  private static void holds(BackpropTrace.LinearPiece piece, BackpropTrace trace, long seed) {
    BackpropTrace.LayerTrace last = trace.layers().getLast();
    double[] x = trace.rows().x(0);
    for (int i = 0; i < 2; i++) {
      double sum = piece.intercept().get(0, i);
      for (int j = 0; j < x.length; j++) {
        sum += piece.slope().get(i, j) * x[j];
      }
      assertThat(piece.ofOutput() ? last.out().get(0, i) : last.z().get(0, i))
          .as("seed %d", seed)
          .isCloseTo(sum, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3 -> Dense(2, identity)",
        "3 -> Dense(4, softplus) -> Dense(2, identity)",
        "3 -> Dense(4, elu) -> Dense(2, identity)"
      })
  void curved_networks_and_those_without_a_hidden_layer_show_no_piece(String net) {
    NetworkSpec spec = NetworkSpec.parse(net);
    Rows rows = Nets.rows(spec, Loss.SQUARED_ERROR, 1, new SplittableRandom(1));
    assertThat(
            BackpropTrace.of(ReferenceParameters.zeros(spec), Cost.of(Loss.SQUARED_ERROR), rows)
                .pieces())
        .isEmpty();
  }

  @Test
  void the_trace_has_the_gradient_of_the_form_for_m_rows_and_its_deltas_carry_no_1_over_m() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(3, softmax)");
    SplittableRandom random = new SplittableRandom(4);
    ReferenceParameters p = Nets.random(spec, random);
    Rows rows = Nets.rows(spec, Loss.CROSS_ENTROPY, 5, random);
    Cost cost = new Cost(Loss.CROSS_ENTROPY, 0.1, 0.2);
    BackpropTrace trace = BackpropTrace.of(p, cost, rows);
    assertThat(trace.gradient().parameters().toArray())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(Backpropagation.gradient(p, cost, rows).parameters().toArray());
    assertThat(trace.layers().getLast().delta().columnAverages())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(trace.gradient().parameters().biases(2));
    assertThat(trace.decisions()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3 -> Dense(3, relu) -> Residual(1) -> Scale() -> Dense(4, tanh) -> Dense(2, identity)",
        "3 -> Maxout(4, 3) -> Dropout(0.5) -> BatchNorm() -> Dense(4, silu) -> Dense(2, tanh)",
        "3 -> LayerNorm() -> Dense(4, relu, ntp, parametric) -> Dense(2, identity, ntp)"
      })
  void a_layer_alone_has_the_numbers_of_the_whole_trace(String net) {
    NetworkSpec spec = NetworkSpec.parse(net);
    SplittableRandom random = new SplittableRandom(6);
    ReferenceParameters p = Nets.random(spec, random);
    Rows rows = Nets.rows(spec, Loss.SQUARED_ERROR, 4, random);
    Cost cost = new Cost(Loss.SQUARED_ERROR, 0.1, 0.2);
    for (int at = 0; at < spec.layers().size(); at++) {
      BackpropTrace.LayerTrace whole = BackpropTrace.of(p, cost, rows).layers().get(at);
      assertThat(BackpropTrace.layer(p, cost, rows, at, true)).isEqualTo(whole);
      BackpropTrace.LayerTrace forward = BackpropTrace.layer(p, cost, rows, at, false);
      assertThat(List.of(forward.l(), forward.in(), forward.z(), forward.winners()))
          .isEqualTo(List.of(whole.l(), whole.in(), whole.z(), whole.winners()));
      assertThat(forward.factors()).isEqualTo(whole.factors());
      assertThat(forward.out()).isEqualTo(whole.out());
      assertThat(forward.delta().cols() + forward.slope().cols()).isZero();
    }
  }

  @Test
  void an_update_is_one_step_of_descent() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(3, softmax)");
    SplittableRandom random = new SplittableRandom(4);
    ReferenceParameters p = Nets.random(spec, random);
    Rows rows = Nets.rows(spec, Loss.CROSS_ENTROPY, 5, random);
    Cost cost = new Cost(Loss.CROSS_ENTROPY, 0, 0.2);
    BackpropTrace trace = BackpropTrace.of(p, cost, rows).withUpdate(0.01);
    ReferenceParameters after = p.minus(0.01, trace.gradient().parameters());
    assertThat(trace.update().after()).isEqualTo(Backpropagation.cost(after, cost, rows));
    assertThat(trace.update().after().total()).isLessThan(trace.gradient().cost().total());
  }

  @Test
  void parameters_survive_the_way_from_float_to_double_and_back() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Maxout(2, 2) -> Dropout(0.1) -> Dense(3, softmax)");
    Parameters narrow = Parameters.zeros(spec);
    for (int i = 0; i < narrow.size(); i++) {
      narrow.values()[i] = 0.1f * i - 1;
    }
    ReferenceParameters wide = ReferenceParameters.of(narrow);
    assertThat(wide.toParameters().values()).containsExactly(narrow.values());
    assertThat(wide.weights(2).get(1, 1)).isEqualTo(narrow.matrix(narrow.group("W2")).get(1, 1));
    assertThat(wide.biases(1)[3]).isEqualTo(narrow.matrix(narrow.group("b1")).get(3, 0));
    ReferenceParameters other = wide.with(0, 7);
    assertThat(other.get(0)).isEqualTo(7);
    assertThat(wide.get(0)).isEqualTo(-1);
  }

  @Test
  void wrong_shapes_name_the_tensor() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(1, identity)");
    double[][] b = {{0}};
    assertThatThrownBy(() -> ReferenceParameters.of(spec, new double[][][] {{{1, 2, 3}}}, b))
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessageContaining("row 1 of W1: got 3, wanted 2");
    assertThatThrownBy(() -> ReferenceParameters.of(spec, new double[0][][], b))
        .hasMessageContaining("has 1 layers with weights, got 0 matrices");
    assertThatThrownBy(() -> ReferenceParameters.of(spec, new double[2]))
        .hasMessageContaining("got 2, wanted 3");
  }

  @Test
  void rows_refuse_what_does_not_belong_together() {
    assertThatThrownBy(() -> Rows.of(new double[2][1], new double[1][1]))
        .hasMessageContaining("2 rows of inputs and 1 rows of targets");
    assertThatThrownBy(() -> Rows.of(new double[2][1], new double[2][1]).weighted(1))
        .hasMessageContaining("1 weights for 2 rows");
  }
}
