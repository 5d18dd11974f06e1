package dev.soma.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.trace.check.CheckReport;
import dev.soma.trace.check.Kink;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(2, softmax)");
  private static final Cost COST = new Cost(Loss.CROSS_ENTROPY, 0, 0.01);

  private final ReferenceParameters p = Nets.random(SPEC, new SplittableRandom(1));
  private final Rows rows = Nets.rows(SPEC, Loss.CROSS_ENTROPY, 5, new SplittableRandom(2));

  @Test
  void a_planted_bug_is_found_in_its_tensor_at_its_index() {
    CheckReport report =
        GradientCheck.of(p, COST, rows)
            .run(
                (theta, c, r) -> {
                  ReferenceParameters g = Backpropagation.gradient(theta, c, r).parameters();
                  int index = g.group("W2").offset() + 5; // row 1, column 1
                  return g.with(index, g.get(index) * 1.001 + 1e-4);
                });
    assertThat(report.passes()).isFalse();
    for (CheckReport.Tensor tensor : report.tensors()) {
      if (tensor.name().equals("W2")) {
        assertThat(tensor.maxRelativeError()).isGreaterThan(1e-5);
        assertThat(tensor.worst().row()).isEqualTo(1);
        assertThat(tensor.worst().col()).isEqualTo(1);
        assertThat(tensor.normError()).isGreaterThan(1e-6);
      } else {
        assertThat(tensor.maxRelativeError()).isLessThan(GradientCheck.TOLERANCE);
      }
    }
  }

  @Test
  void who_waits_is_told_of_every_parameter() {
    List<String> told = new ArrayList<>();
    GradientCheck sampled = new GradientCheck(p, COST, rows, 7, Seeds.of(1));
    CheckReport report =
        sampled.run(GradientCheck.reference(), (done, all) -> told.add(done + "/" + all));
    assertThat(report).isEqualTo(sampled.run());
    assertThat(told) // 7 of W1 and W2 each, all 4 of b1, both of b2
        .hasSize(22)
        .startsWith("0/20", "0/20", "1/20", "2/20")
        .endsWith("19/20", "20/20");
  }

  @Test
  void one_parameter_has_the_numbers_that_its_difference_is_made_of() {
    GradientCheck check = GradientCheck.of(p, COST, rows);
    GradientCheck.Comparison c = check.comparison("W1", 2, 1);
    assertThat(c.entry()).isEqualTo(check.entry("W1", 2, 1));
    assertThat((c.above() - c.below()) / (2 * c.step()))
        .isCloseTo(c.entry().difference(), within(1e-9));
    assertThat(c.kink()).isFalse();
    assertThat(c.passes()).isTrue();
  }

  @Test
  void a_weight_whose_unit_has_z_0_is_at_a_kink() {
    NetworkSpec spec = NetworkSpec.parse("1 -> Dense(1, relu) -> Dense(1, identity)");
    ReferenceParameters zero =
        ReferenceParameters.of(spec, new double[][][] {{{0}}, {{1}}}, new double[][] {{0}, {0}});
    Rows row = Rows.of(new double[][] {{1}}, new double[][] {{1}});
    GradientCheck check = GradientCheck.of(zero, Cost.of(Loss.SQUARED_ERROR), row);
    assertThat(check.comparison("W1", 0, 0).kink()).isTrue();
    assertThat(check.comparison("b2", 0, 0).kink()).isFalse();
  }

  @Test
  void a_gradient_that_is_not_a_number_fails_wherever_it_is() {
    for (int index = 0; index < p.size(); index++) {
      int at = index;
      CheckReport report =
          GradientCheck.of(p, COST, rows)
              .run(
                  (theta, c, r) ->
                      Backpropagation.gradient(theta, c, r).parameters().with(at, Double.NaN));
      assertThat(report.passes()).as("NaN at %d", at).isFalse();
    }
  }

  @Test
  void the_gradient_of_floats_passes_a_wider_tolerance_only() {
    CheckReport report =
        GradientCheck.of(p, COST, rows)
            .run(
                (theta, c, r) ->
                    ReferenceParameters.of(
                        Backpropagation.gradient(theta, c, r).parameters().toParameters()));
    assertThat(report.passes(1e-4)).isTrue();
  }

  @Test
  void kinks_are_listed_apart_and_not_counted() {
    NetworkSpec spec = NetworkSpec.parse("1 -> Dense(2, relu) -> Dense(1, identity)");
    ReferenceParameters theta =
        ReferenceParameters.of(
            spec, new double[][][] {{{1}, {1}}, {{1, 1}}}, new double[][] {{-1, 1}, {0}});
    Rows row = Rows.of(new double[][] {{1}}, new double[][] {{0}}); // z of unit 1 is exactly 0
    CheckReport report = GradientCheck.of(theta, Cost.of(Loss.SQUARED_ERROR), row).run();
    assertThat(report.passes()).isTrue();
    CheckReport.Tensor w1 = report.tensors().getFirst();
    assertThat(w1.kinks()).singleElement().satisfies(e -> assertThat(e.row()).isZero());
    assertThat(w1.kinks().getFirst().relativeError()).isGreaterThan(0.4);
    assertThat(w1.checked()).isEqualTo(1);
    assertThat(report.tensors().get(2).kinks()).isEmpty();
  }

  @Test
  void kinks_of_maxout_of_losses_and_of_l1_are_seen() {
    Rows row = Rows.of(new double[][] {{1}}, new double[][] {{2}});
    NetworkSpec linear = NetworkSpec.parse("1 -> Dense(1, identity)");
    ReferenceParameters exact = ReferenceParameters.of(linear, new double[] {2, 0});
    for (Loss loss : new Loss[] {Loss.ABSOLUTE_ERROR, Loss.quantile(0.3)}) {
      assertThat(kinks(exact, Cost.of(loss), row)).as("%s", loss).isEqualTo(2);
    }
    assertThat(kinks(exact, Cost.of(Loss.SQUARED_ERROR), row)).isZero();
    assertThat(kinks(exact.with(1, 0.5), Cost.of(Loss.huber(0.5)), row)).isEqualTo(2);
    ReferenceParameters zero = ReferenceParameters.of(linear, new double[] {0, 0});
    assertThat(kinks(zero, new Cost(Loss.SQUARED_ERROR, 0.1, 0), row)).isEqualTo(1);
    NetworkSpec maxout = NetworkSpec.parse("1 -> Maxout(1, 2) -> Dense(1, identity)");
    ReferenceParameters tie = ReferenceParameters.of(maxout, new double[] {1, 1, 0, 0, 1, 0});
    assertThat(kinks(tie, Cost.of(Loss.SQUARED_ERROR), row)).isEqualTo(4);
  }

  private static int kinks(ReferenceParameters p, Cost cost, Rows rows) {
    return GradientCheck.of(p, cost, rows).run().tensors().stream()
        .mapToInt(t -> t.kinks().size())
        .sum();
  }

  /// Embeddings by waves so fast that h is no small part of one.
  private static ReferenceParameters fastWaves(NetworkSpec spec, long seed) {
    ReferenceParameters slow = Nets.random(spec, new SplittableRandom(seed));
    double[] flat = slow.toArray();
    Parameters.Group f = slow.group("f1");
    for (int i = f.offset(); i < f.offset() + f.size(); i++) {
      flat[i] *= 40;
    }
    return ReferenceParameters.of(spec, flat);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fast_waves_pass_and_a_small_bug_in_any_of_their_gradients_is_found(long seed) {
    NetworkSpec spec =
        NetworkSpec.parse("2 -> Embedding(pbld(2, 3, 0.5), 2, 0) -> Dense(1, identity)");
    ReferenceParameters waves = fastWaves(spec, seed);
    Rows some = Nets.rows(spec, Loss.SQUARED_ERROR, 4, new SplittableRandom(seed + 10));
    Cost cost = Cost.of(Loss.SQUARED_ERROR);
    GradientCheck check = GradientCheck.of(waves, cost, some);
    assertThat(check.run().maxRelativeError()).isLessThan(GradientCheck.TOLERANCE);
    ReferenceParameters right = Backpropagation.gradient(waves, cost, some).parameters();
    Parameters.Group f = right.group("f1");
    double j = Backpropagation.cost(waves, cost, some).total();
    for (int i = f.offset(); i < f.offset() + f.size(); i++) {
      double bug = 2e-5 * Math.max(Math.abs(right.get(i)), 1e-3 * Math.max(1, j));
      for (double wrong : new double[] {right.get(i) + bug, right.get(i) - bug}) {
        ReferenceParameters claimed = right.with(i, wrong);
        assertThat(check.run((_, _, _) -> claimed).passes()).as("bug at %d", i).isFalse();
      }
    }
  }

  @Test
  void a_difference_that_was_looked_at_again_says_so_and_another_is_the_plain_quotient() {
    NetworkSpec spec =
        NetworkSpec.parse("2 -> Embedding(pbld(2, 3, 0.5), 2, 0) -> Dense(1, identity)");
    ReferenceParameters waves = fastWaves(spec, 1);
    Rows some = Nets.rows(spec, Loss.SQUARED_ERROR, 4, new SplittableRandom(11));
    GradientCheck check = GradientCheck.of(waves, Cost.of(Loss.SQUARED_ERROR), some);
    int refined = 0;
    for (int i = 0; i < waves.group("f1").size(); i++) {
      int cols = waves.group("f1").cols();
      GradientCheck.Comparison c = check.comparison("f1", i / cols, i % cols);
      double quotient = (c.above() - c.below()) / (2 * c.step());
      double gap = Math.abs(quotient - c.entry().difference());
      assertThat(gap > 1e-8 * Math.abs(quotient)).isEqualTo(c.refined());
      assertThat(c.passes()).isTrue();
      refined += c.refined() ? 1 : 0;
    }
    assertThat(refined).isPositive();
    assertThat(check.comparison("b1", 0, 0).refined()).isFalse();
  }

  @Test
  void a_sample_is_drawn_by_the_seed() {
    GradientCheck check = new GradientCheck(p, COST, rows, 3, Seeds.of(9));
    CheckReport report = check.run();
    assertThat(report.tensors())
        .extracting(CheckReport.Tensor::checked)
        .containsExactly(3, 3, 3, 2);
    assertThat(check.run()).isEqualTo(report);
    assertThat(report.passes()).isTrue();
  }

  @Test
  void one_named_parameter_can_be_checked() {
    CheckReport.Entry entry = GradientCheck.of(p, COST, rows).entry("W1", 2, 1);
    assertThat(entry.gradient())
        .isEqualTo(Backpropagation.gradient(p, COST, rows).parameters().weights(1).get(2, 1));
    assertThat(entry.difference()).isCloseTo(entry.gradient(), within(1e-9));
    assertThatThrownBy(() -> GradientCheck.of(p, COST, rows).entry("W3", 0, 0))
        .hasMessageContaining("no tensor W3");
    assertThatThrownBy(() -> GradientCheck.of(p, COST, rows).entry("W1", 4, 0))
        .hasMessageContaining("W1 is [4 x 3]");
  }

  @Test
  void a_planted_bug_is_found_in_its_tensor_and_in_no_other() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(2, softmax)");
    SplittableRandom random = new SplittableRandom(5);
    ReferenceParameters p = Nets.random(spec, random);
    Rows rows = Nets.rows(spec, Loss.CROSS_ENTROPY, 5, random);
    GradientCheck check = GradientCheck.of(p, Cost.of(Loss.CROSS_ENTROPY), rows);
    for (String tensor : List.of("W1", "b1", "W2", "b2")) {
      CheckReport report = check.run(GradientCheck.planted(tensor));
      assertThat(report.passes()).isFalse();
      for (CheckReport.Tensor each : report.tensors()) {
        assertThat(each.maxRelativeError() < GradientCheck.TOLERANCE)
            .as(each.name())
            .isEqualTo(!each.name().equals(tensor));
      }
    }
  }

  @Test
  void a_kink_is_told_with_its_row_its_unit_and_how_near_z_is() {
    NetworkSpec spec = NetworkSpec.parse("1 -> Dense(2, relu) -> Dense(1, identity)");
    ReferenceParameters theta =
        ReferenceParameters.of(
            spec, new double[][][] {{{1}, {1}}, {{1, 1}}}, new double[][] {{-2, 1}, {0}});
    Rows two = Rows.of(new double[][] {{1}, {2.000001}}, new double[][] {{0}, {0}});
    GradientCheck check = GradientCheck.of(theta, Cost.of(Loss.SQUARED_ERROR), two);
    CheckReport report = check.run();
    CheckReport.Entry b1 = report.tensors().get(1).kinks().getFirst();
    assertThat(check.kinks(b1))
        .singleElement()
        .satisfies(
            k -> {
              assertThat(k)
                  .extracting(Kink::kind, Kink::row, Kink::l, Kink::unit, Kink::function)
                  .containsExactly(Kink.Kind.UNIT, 2, 2, 1, "relu");
              assertThat(k.value()).isCloseTo(1e-6, within(1e-12));
            });
    assertThat(check.kinks(check.entry("b1", 1, 0))).isEmpty();
    Cost l1 = new Cost(Loss.ABSOLUTE_ERROR, 0.1, 0);
    GradientCheck zero =
        GradientCheck.of(
            ReferenceParameters.zeros(NetworkSpec.parse("1 -> Dense(1, identity)")), l1, two);
    assertThat(zero.kinks(zero.entry("W1", 0, 0)))
        .extracting(Kink::kind)
        .containsExactly(Kink.Kind.WEIGHT, Kink.Kind.LOSS, Kink.Kind.LOSS);
  }

  /// All z are 0, so no parameter of W1 and b1 can be compared where it is.
  @Test
  void a_tensor_that_is_all_kinks_is_compared_with_its_parameters_moved() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(4, relu) -> Dense(2, softmax)");
    Rows some = Nets.rows(spec, Loss.CROSS_ENTROPY, 5, new SplittableRandom(2));
    GradientCheck check = GradientCheck.of(ReferenceParameters.zeros(spec), COST, some);
    List<Integer> told = new ArrayList<>();
    CheckReport right = check.run(GradientCheck.reference(), (done, _) -> told.add(done));
    assertThat(right.passes()).isTrue();
    assertThat(told).isSorted().endsWith(26 + 16 + 8); // W1, b1, W2 once more
    assertThat(right.tensors().getFirst().moved()).isEqualTo(1e-3);
    assertThat(right.tensors().getFirst().checked()).isEqualTo(12);
    assertThat(right.tensors().getFirst().kinks()).hasSize(12);
    assertThat(right.tensors().get(3).moved()).isZero();
    for (String tensor : List.of("W1", "b1")) {
      CheckReport wrong = check.run(GradientCheck.planted(tensor));
      assertThat(wrong.passes()).as(tensor).isFalse();
      assertThat(wrong.maxRelativeError()).isGreaterThan(1e-3);
    }
  }

  @Test
  void what_cannot_be_compared_at_all_does_not_pass() {
    double[][] x = new double[40_001][1]; // nearer to each other than h is
    for (int k = 0; k < x.length; k++) {
      x[k][0] = (k - 20_000) * 5e-6;
    }
    ReferenceParameters ramp =
        ReferenceParameters.of(
            NetworkSpec.parse("1 -> Dense(1, relu) -> Dense(1, identity)"),
            new double[] {1, 0, 1, 0});
    Rows dense = Rows.of(x, new double[x.length][1]);
    CheckReport report = GradientCheck.of(ramp, Cost.of(Loss.SQUARED_ERROR), dense).run();
    assertThat(report.uncompared()).extracting(CheckReport.Tensor::name).contains("b1");
    assertThat(report.maxRelativeError()).isLessThan(CheckReport.TOLERANCE);
    assertThat(report.passes()).isFalse();
  }

  /// tanh has no kinks, so all that hides behind weights of 0 is a gradient of 0.
  @Test
  void a_tensor_whose_gradients_are_all_0_is_compared_with_its_parameters_moved() {
    NetworkSpec spec = NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(2, softmax)");
    Rows some = Nets.rows(spec, Loss.CROSS_ENTROPY, 5, new SplittableRandom(2));
    GradientCheck check = GradientCheck.of(ReferenceParameters.zeros(spec), COST, some);
    CheckReport right = check.run();
    assertThat(right.passes()).isTrue();
    assertThat(right.tensors())
        .extracting(CheckReport.Tensor::moved)
        .containsExactly(1e-3, 1e-3, 1e-3, 0.0);
    GradientCheck.GradientFunction twice =
        (p, c, r) -> {
          double[] g = Backpropagation.gradient(p, c, r).parameters().toArray();
          for (int i = 0; i < 12; i++) {
            g[i] *= 2; // W1
          }
          return ReferenceParameters.of(spec, g);
        };
    assertThat(check.run(twice).passes()).isFalse();
  }

  @Test
  void a_tensor_whose_gradients_are_0_when_moved_too_does_not_pass() {
    NetworkSpec spec = NetworkSpec.parse("1 -> Dense(2, relu) -> Dense(1, identity)");
    ReferenceParameters dead =
        ReferenceParameters.of(
            spec, new double[][][] {{{1}, {1}}, {{1, 1}}}, new double[][] {{-9, -9}, {0}});
    Rows one = Rows.of(new double[][] {{1}}, new double[][] {{1}});
    CheckReport report = GradientCheck.of(dead, Cost.of(Loss.SQUARED_ERROR), one).run();
    assertThat(report.untold())
        .extracting(CheckReport.Tensor::name)
        .containsExactly("W1", "b1", "W2");
    assertThat(report.uncompared()).isEmpty();
    assertThat(report.passes()).isFalse();
  }

  @Test
  void of_many_rows_the_rounding_of_J_is_no_error() {
    NetworkSpec spec = NetworkSpec.parse("2 -> Dense(2, tanh) -> Dense(1, logistic)");
    SplittableRandom random = new SplittableRandom(4);
    ReferenceParameters p = Nets.random(spec, random);
    Rows many = Nets.rows(spec, Loss.LOGISTIC_CROSS_ENTROPY, 10_000, random);
    GradientCheck check = GradientCheck.of(p, Cost.of(Loss.LOGISTIC_CROSS_ENTROPY), many);
    assertThat(check.run().maxRelativeError()).isLessThan(3e-8); // 2e-7 by a plain sum;
  }

  @Test
  void a_planted_bug_is_found_however_large_the_gradient_and_J_are() {
    for (double size : new double[] {1e-6, 1, 1e6, 1e12}) {
      NetworkSpec spec = NetworkSpec.parse("1 -> Dense(2, tanh) -> Dense(1, identity)");
      ReferenceParameters own = Nets.random(spec, new SplittableRandom(3));
      Rows far = Rows.of(new double[][] {{1}, {-2}}, new double[][] {{size}, {-size}});
      GradientCheck check = GradientCheck.of(own, Cost.of(Loss.SQUARED_ERROR), far);
      for (String tensor : List.of("W1", "b2")) {
        assertThat(check.run(GradientCheck.planted(tensor)).maxRelativeError())
            .as("%s, targets of %s", tensor, size)
            .isGreaterThan(9e-3);
      }
    }
  }
}
