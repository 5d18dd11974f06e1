package dev.soma.studio.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.studio.region.Regions.Window;
import dev.soma.trace.Backpropagation.Scores;
import dev.soma.trace.ReferenceParameters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Linear regions by hand, by counting lines, and against both engines.
class RegionsTest {
  private static final Window WINDOW = new Window(-2, 2.5, -1.5, 2);
  private static final double AREA = 4.5 * 3.5;
  private static final long SEED = 7;

  private static final Regions.Place FLAT = (x, y) -> new double[] {x, y};

  private static Parameters drawn(String spec, long seed) {
    Parameters p =
        Initializer.initialise(NetworkSpec.parse(spec), Initializer.AUTO, 0.1, Seeds.of(seed));
    SplittableRandom random = Seeds.of(seed).stream("test/biases");
    for (Parameters.Group g : p.groups()) {
      for (int i = g.offset(); i < g.offset() + g.size(); i++) {
        p.values()[i] += (float) (0.4 * Seeds.gaussian(random));
      }
    }
    return p;
  }

  private static ReferenceParameters lines(double[][] w, double[] b) {
    NetworkSpec spec =
        NetworkSpec.parse("2 -> Dense(" + b.length + ", relu) -> Dense(1, identity)");
    double[][] out = new double[1][b.length];
    java.util.Arrays.fill(out[0], 1);
    return ReferenceParameters.of(spec, new double[][][] {w, out}, new double[][] {b, {0}});
  }

  @Test
  void the_network_that_computes_xor_has_three_regions() {
    ReferenceParameters xor = lines(new double[][] {{1, 1}, {1, 1}}, new double[] {0, -1});
    Window window = new Window(-0.5, 1.5, -0.5, 1.5);
    Regions regions = Regions.of(new Bends(xor), FLAT, window, 100);
    assertThat(regions.complete()).isTrue();
    assertThat(regions.all()).hasSize(3);
    double[] areas = {0.5, 1.5, 2}; // x1 + x2 < 0, < 1, and the rest, by the number of active units
    int[] corners = {3, 4, 3};
    for (Region r : regions.all()) {
      assertThat(r.area()).isCloseTo(areas[r.active()], Offset.offset(1e-15));
      assertThat(r.x()).hasSize(corners[r.active()]);
      for (int i = 0; i < r.x().length; i++) {
        double sum = r.x()[i] + r.y()[i];
        assertThat(r.active() == 0 ? sum <= 0 : r.active() == 1 ? sum >= 0 && sum <= 1 : sum >= 1)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 12, 30})
  void lines_in_general_position_make_a_region_each_and_one_more_a_crossing(int n) {
    SplittableRandom random = Seeds.of(SEED).stream("test/lines");
    double[][] w = new double[n][];
    double[] b = new double[n];
    for (int i = 0; i < n; i++) {
      double angle = 2 * Math.PI * random.nextDouble();
      w[i] = new double[] {Math.cos(angle), Math.sin(angle)};
      b[i] = 2 * random.nextDouble() - 1;
    }
    Regions regions = Regions.of(new Bends(lines(w, b)), FLAT, WINDOW, 10_000);
    int count = 1;
    for (int i = 0; i < n; i++) {
      count += crosses(w[i], b[i]) ? 1 : 0;
      for (int j = 0; j < i; j++) {
        double det = w[i][0] * w[j][1] - w[i][1] * w[j][0];
        double x = (-b[i] * w[j][1] + b[j] * w[i][1]) / det;
        double y = (-w[i][0] * b[j] + w[j][0] * b[i]) / det;
        count += inside(x, y) ? 1 : 0;
      }
    }
    assertThat(regions.all()).hasSize(count);
    assertThat(regions.complete()).isTrue();
  }

  private static boolean inside(double x, double y) {
    return x > WINDOW.minX() && x < WINDOW.maxX() && y > WINDOW.minY() && y < WINDOW.maxY();
  }

  private static boolean crosses(double[] w, double b) {
    int above = 0;
    for (double x : new double[] {WINDOW.minX(), WINDOW.maxX()}) {
      for (double y : new double[] {WINDOW.minY(), WINDOW.maxY()}) {
        above += w[0] * x + w[1] * y + b > 0 ? 1 : 0;
      }
    }
    return above > 0 && above < 4;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2 -> Dense(8, relu) -> Dense(8, relu) -> Dense(1, logistic)",
        "2 -> Dense(6, abs) -> Dense(5, leaky_relu) -> Dense(3, softmax)",
        "2 -> Dense(6, leaky_relu, parametric) -> Dense(6, relu) -> Dense(1, identity)",
        "2 -> Dense(6, relu) -> Dense(6, relu) -> Residual(1) -> Dense(5, relu) -> Dense(1, identity)",
        "2 -> Maxout(4, 3) -> Maxout(3, 2) -> Dense(1, identity)",
        "2 -> Dense(5, relu) -> BatchNorm() -> Dense(5, identity) -> Dense(2, identity)"
      })
  void polygons_cover_the_window_and_the_network_is_linear_on_each(String spec) {
    Parameters parameters = drawn(spec, SEED);
    ReferenceParameters p = ReferenceParameters.of(parameters);
    Bends bends = new Bends(p);
    Regions regions = Regions.of(bends, FLAT, WINDOW, 10_000);
    assertThat(regions.complete()).isTrue();
    assertThat(regions.all()).hasSizeGreaterThan(8);
    double sum = 0;
    Set<BitSet> patterns = new HashSet<>();
    for (Region r : regions.all()) {
      sum += r.area();
      patterns.add(r.pattern());
      isLinear(r, parameters, p);
    }
    assertThat(sum).isCloseTo(AREA, Offset.offset(1e-9));
    assertThat(patterns).hasSameSizeAs(regions.all());
    SplittableRandom random = Seeds.of(SEED).stream("test/points");
    for (int i = 0; i < 3000; i++) {
      double x = WINDOW.minX() + 4.5 * random.nextDouble();
      double y = WINDOW.minY() + 3.5 * random.nextDouble();
      List<Region> around = regions.all().stream().filter(r -> holds(r, x, y)).toList();
      assertThat(around).as("%s, %s", x, y).hasSize(1);
      assertThat(around.getFirst().pattern()).isEqualTo(bends.pattern(new double[] {x, y}));
    }
  }

  /// The scores of the fast engine at inner points are those of a linear function through the
  /// reference engine's in the middle.
  private static void isLinear(Region r, Parameters parameters, ReferenceParameters p) {
    double[] middle = {r.middleX(), r.middleY()};
    Scores there = Scores.of(p, middle);
    double[][] points = new double[r.x().length][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {0.3 * middle[0] + 0.7 * r.x()[i], 0.3 * middle[1] + 0.7 * r.y()[i]};
    }
    float[][] scores = scores(parameters, points);
    for (int k = 0; k < p.spec().outputs(); k++) {
      double[] slopes = there.slopes(k);
      for (int i = 0; i < points.length; i++) {
        double linear = there.values()[k];
        for (int j = 0; j < 2; j++) {
          linear += slopes[j] * (points[i][j] - middle[j]);
        }
        double tolerance = 1e-6 * Math.max(1, Math.abs(linear)) * 4; // floats of several layers
        assertThat((double) scores[i][k]).isCloseTo(linear, Offset.offset(tolerance));
      }
    }
  }

  private static float[][] scores(Parameters parameters, double[][] points) {
    float[][] all = new float[points.length][];
    try (Workspace ws =
        new Workspace(
            parameters.spec(), points.length, KernelChoice.auto().create(1), Seeds.of(0))) {
      Network.of(parameters).forward(Batch.of(Matrix.of(points)), ws);
      Matrix scores = ws.scores(points.length);
      for (int i = 0; i < points.length; i++) {
        all[i] = new float[scores.cols()];
        for (int k = 0; k < scores.cols(); k++) {
          all[i][k] = scores.get(i, k);
        }
      }
    }
    return all;
  }

  private static boolean holds(Region r, double x, double y) {
    int left = 0;
    for (int i = 0; i < r.x().length; i++) {
      int j = (i + 1) % r.x().length;
      double side = (r.x()[j] - r.x()[i]) * (y - r.y()[i]) - (r.y()[j] - r.y()[i]) * (x - r.x()[i]);
      left += side > 0 ? 1 : 0;
    }
    return left == r.x().length;
  }

  @Test
  void neighbours_across_a_bend_differ_by_one_active_unit() {
    Bends bends =
        new Bends(
            ReferenceParameters.of(
                drawn("2 -> Dense(6, relu) -> Dense(6, relu) -> Dense(1, identity)", 3)));
    List<Region> all = Regions.of(bends, FLAT, WINDOW, 1000).all();
    int neighbours = 0;
    for (Region a : all) {
      for (Region b : all) {
        BitSet other = (BitSet) a.pattern().clone();
        other.xor(b.pattern());
        if (other.cardinality() == 1) {
          neighbours++;
          assertThat(Math.abs(a.active() - b.active())).isEqualTo(1);
        }
      }
    }
    assertThat(neighbours).isGreaterThan(2 * all.size());
  }

  @Test
  void too_many_are_said_to_be_at_least_so_many_and_still_cover_the_window() {
    Bends bends =
        new Bends(
            ReferenceParameters.of(
                drawn("2 -> Dense(16, relu) -> Dense(16, relu) -> Dense(1, identity)", 5)));
    Regions full = Regions.of(bends, FLAT, WINDOW, 10_000);
    assertThat(full.complete()).isTrue();
    int many = full.all().size();
    for (int most : new int[] {1, 5, 40, many / 2}) {
      Regions some = Regions.of(bends, FLAT, WINDOW, most);
      assertThat(some.complete()).as("most %d", most).isFalse();
      assertThat(some.all()).hasSizeBetween(most, Math.min(2 * most + 1, many));
      assertThat(some.all().stream().mapToDouble(Region::area).sum())
          .isCloseTo(AREA, Offset.offset(1e-9));
      assertThat(some.all().stream().map(Region::pattern).distinct())
          .hasSameSizeAs(some.all()); // so there are at least as many
    }
  }

  @Test
  void units_that_do_not_bend_in_the_window_cut_nothing() {
    ReferenceParameters p =
        lines(new double[][] {{0, 0}, {1, 0}, {1, 1}}, new double[] {0, -9, 0.25});
    assertThat(Regions.of(new Bends(p), FLAT, WINDOW, 100).all()).hasSize(2);
    ReferenceParameters none = ReferenceParameters.of(drawn("2 -> Dense(1, logistic)", SEED));
    assertThat(Regions.of(new Bends(none), FLAT, WINDOW, 100).all()).hasSize(1);
  }

  @Test
  void two_units_with_one_line_cut_once() {
    ReferenceParameters p =
        lines(new double[][] {{1, 2}, {-3, -6}, {2, 4}}, new double[] {0.1, -0.3, 0.2});
    List<Region> all = Regions.of(new Bends(p), FLAT, WINDOW, 100).all();
    assertThat(all.stream().map(Region::active)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void a_grid_counts_at_most_what_there_is() {
    Parameters parameters =
        drawn("2 -> Dense(8, relu) -> Dense(8, relu) -> Dense(1, identity)", SEED);
    Bends bends = new Bends(ReferenceParameters.of(parameters));
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < 60 * 60; i++) {
      points.add(new double[] {-2 + 4.5 * (i % 60) / 59, -1.5 + 3.5 * (i / 60) / 59});
    }
    int exact = Regions.of(bends, FLAT, WINDOW, 10_000).all().size();
    int counted = Regions.atLeast(bends, points.toArray(double[][]::new));
    assertThat(counted).isBetween(exact / 2, exact);
  }

  @Test
  void members_cut_the_plane_together() {
    Parameters one =
        drawn(
            "2 -> Members(2) -> Dense(4, relu, members(2)) -> Dense(1, identity, members(2))",
            SEED);
    ReferenceParameters p = ReferenceParameters.of(one);
    int together = Regions.of(new Bends(p), FLAT, WINDOW, 1000).all().size();
    for (int m = 0; m < 2; m++) {
      assertThat(Regions.of(new Bends(p.member(m)), FLAT, WINDOW, 1000).all().size())
          .isLessThan(together);
    }
  }

  @Test
  void smooth_layers_have_no_linear_regions() {
    for (String smooth : List.of("tanh", "elu", "gelu", "logistic")) {
      NetworkSpec spec =
          NetworkSpec.parse(
              "2 -> Dense(3, relu) -> Dense(4, " + smooth + ") -> Dense(1, logistic)");
      assertThat(Bends.smooth(spec)).hasValue(spec.layers().get(1));
    }
    assertThat(Bends.smooth(NetworkSpec.parse("2 -> Dense(3, relu) -> Dense(1, logistic)")))
        .isEmpty();
  }
}
