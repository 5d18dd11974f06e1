package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.trace.Backpropagation.Scores;
import dev.soma.trace.attribute.Attribution;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttributionTest {
  private static final InputShape MIXED = new InputShape(3, List.of(2, 3));

  private static NetworkSpec net(InputShape in, Layer... layers) {
    return new NetworkSpec(in, List.of(layers));
  }

  private static Layer.Dense dense(int units, Activation f) {
    return new Layer.Dense(units, f);
  }

  static Stream<NetworkSpec> nets() {
    List<NetworkSpec> nets = new ArrayList<>();
    for (Activation f : Nets.HIDDEN) {
      nets.add(net(InputShape.of(4), dense(6, f), dense(5, f), dense(3, Activation.SOFTMAX)));
      nets.add(net(InputShape.of(4), dense(6, f), dense(2, f)));
    }
    nets.add(net(MIXED, new Layer.Maxout(4, 3), dense(2, Activation.IDENTITY)));
    nets.add(
        net(
            MIXED,
            new Layer.Embedding(new NumberEmbedding.Pbld(4, 3, 0.4), 2, 2),
            new Layer.Scale(),
            new Layer.Dense(6, Activation.SELU, true, true),
            new Layer.Dropout(0.2),
            new Layer.Dense(1, Activation.LOGISTIC, true, false)));
    for (boolean relu : new boolean[] {false, true}) {
      nets.add(
          net(
              MIXED,
              new Layer.Embedding(new NumberEmbedding.Ple(4, 3, relu), 3, 2),
              dense(5, Activation.RELU),
              dense(2, Activation.IDENTITY)));
    }
    nets.add(
        net(
            MIXED,
            dense(5, Activation.leakyRelu(0.2)),
            new Layer.BatchNorm(),
            dense(5, Activation.ABS),
            new Layer.Residual(1),
            dense(2, Activation.SOFTMAX)));
    nets.add(
        net(
            MIXED,
            dense(5, Activation.RELU),
            new Layer.LayerNorm(),
            dense(5, Activation.TANH),
            new Layer.Residual(2),
            dense(1, Activation.EXPONENTIAL)));
    nets.add(
        NetworkSpec.parse(
            "3 -> Members(3) -> Dense(4, relu, members(3)) -> Scale()"
                + " -> Dense(2, softmax, members(3))"));
    return nets.stream();
  }

  private static double[] x(NetworkSpec spec, SplittableRandom random) {
    double[] x = Nets.inputs(1, spec.input().units(), random)[0];
    int at = spec.input().numbers();
    for (int levels : spec.input().levels()) {
      int code = random.nextInt(levels);
      for (int k = 0; k < levels; k++) {
        x[at++] = k == code ? 1 : 0;
      }
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("nets")
  void contributions_add_up_to_the_difference_from_the_base_row(NetworkSpec spec) {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 4; trial++) {
      ReferenceParameters p = Nets.random(spec, random);
      double[] x = x(spec, random);
      double[] b = x(spec, random);
      for (int output = 0; output < spec.outputs(); output++) {
        Attribution a = Attribution.of(p, x, b, output);
        assertThat(a.gap()).as("trial %d of %s", trial, a).isLessThan(1e-6);
        if (a.exact()) {
          assertThat(a.gap()).isLessThan(1e-11 * Math.max(1, Math.abs(a.score())));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void they_are_those_of_a_fine_quadrature(NetworkSpec spec) {
    SplittableRandom random = new SplittableRandom(11);
    ReferenceParameters p = Nets.random(spec, random);
    double[] x = x(spec, random);
    double[] b = x(spec, random);
    Attribution a = Attribution.of(p, x, b, 0);
    double[] fine = new double[x.length];
    int steps = 8_000;
    for (int s = 0; s < steps; s++) {
      double t = (s + 0.5) / steps;
      double[] point = new double[x.length];
      for (int j = 0; j < x.length; j++) {
        point[j] = b[j] + t * (x[j] - b[j]);
      }
      for (int i = 0; i < spec.members(); i++) {
        ReferenceParameters own = spec.members() == 1 ? p : p.member(i);
        double[] slopes = Scores.of(own, point).slopes(0);
        for (int j = 0; j < x.length; j++) {
          fine[j] += (x[j] - b[j]) * slopes[j] / steps / spec.members();
        }
      }
    }
    for (int j = 0; j < x.length; j++) {
      // a point beside each bend is on the wrong piece, so the sum is off by about a step
      assertThat(a.inputs().get(j)).as("input %d", j).isCloseTo(fine[j], within(3e-3));
    }
    double off = 0;
    for (int j = 0; j < x.length; j++) {
      off += Math.abs(a.inputs().get(j) - fine[j]);
    }
    assertThat(off).isLessThan(3e-3);
  }

  @Test
  void slopes_of_scores_are_those_of_differences() {
    SplittableRandom random = new SplittableRandom(3);
    for (NetworkSpec spec : nets().filter(n -> n.members() == 1).toList()) {
      ReferenceParameters p = Nets.random(spec, random);
      double[] x = x(spec, random);
      int output = spec.outputs() - 1;
      double[] slopes = Scores.of(p, x).slopes(output);
      for (int j = 0; j < x.length; j++) {
        double[] above = x.clone();
        double[] below = x.clone();
        above[j] += 1e-6;
        below[j] -= 1e-6;
        double rise = Scores.of(p, above).values()[output] - Scores.of(p, below).values()[output];
        assertThat(slopes[j]).as("%s, input %d", spec, j).isCloseTo(rise / 2e-6, within(1e-5));
      }
    }
  }

  @Test
  void a_linear_network_gives_w_times_the_step_exactly() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(1, logistic)");
    ReferenceParameters p =
        ReferenceParameters.of(spec, new double[][][] {{{0.7, -1.3, 0.1}}}, new double[][] {{0.4}});
    double[] x = {1.7, 0.3, -2.9};
    double[] b = {0.2, 0.9, 0.1};
    Attribution a = Attribution.of(p, x, b, 0);
    assertThat(a.exact()).isTrue();
    assertThat(a.steps()).isOne();
    assertThat(a.inputs())
        .containsExactly(0.7 * (1.7 - 0.2), -1.3 * (0.3 - 0.9), 0.1 * (-2.9 - 0.1));
  }

  @Test
  void inputs_that_are_not_used_or_do_not_change_have_exactly_0() {
    SplittableRandom random = new SplittableRandom(5);
    for (Activation f : List.of(Activation.RELU, Activation.TANH)) {
      NetworkSpec spec = net(InputShape.of(4), dense(6, f), dense(1, Activation.IDENTITY));
      ReferenceParameters p = Nets.random(spec, random);
      for (int i = 0; i < 6; i++) {
        p = p.with(p.group("W1").offset() + 4 * i + 2, 0);
      }
      double[] x = x(spec, random);
      double[] b = x(spec, random);
      b[1] = x[1];
      Attribution a = Attribution.of(p, x, b, 0);
      assertThat(a.inputs().get(2)).isEqualTo(0.0);
      assertThat(a.inputs().get(1)).isEqualTo(0.0);
      assertThat(a.inputs().get(0)).isNotZero();
    }
  }

  @Test
  void a_bend_is_found_where_it_is() {
    // |x - 1/3| from 0 to 1: slope -1 up to 1/3, then 1
    NetworkSpec spec = NetworkSpec.parse("1 -> Dense(1, abs) -> Dense(1, identity)");
    ReferenceParameters p =
        ReferenceParameters.of(
            spec, new double[][][] {{{1}}, {{1}}}, new double[][] {{-1.0 / 3}, {0}});
    Attribution a = Attribution.of(p, new double[] {1}, new double[] {0}, 0);
    assertThat(a.steps()).isEqualTo(2);
    assertThat(a.inputs().getFirst()).isCloseTo(1.0 / 3, within(1e-15));
  }
}
