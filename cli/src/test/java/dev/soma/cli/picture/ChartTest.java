package dev.soma.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.picture.Shape.Stroke;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChartTest {
  @Test
  void ticks_are_round_and_inside() {
    assertThat(Axis.between("x", 0, 1).ticks(5).stream().map(Axis::text))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    assertThat(Axis.between("x", -7, 104).ticks(4).stream().map(Axis::text))
        .containsExactly("0", "50", "100");
  }

  @Test
  void values_above_0_that_are_far_apart_get_equal_ratios() {
    Axis axis = Axis.around("J", 0.01, 10, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(axis.log()).isTrue();
    assertThat(axis.share(1) - axis.share(0.1))
        .isEqualTo(axis.share(0.1) - axis.share(0.01), within());
    assertThat(Axis.around("J", -0.01, 10).log()).isFalse();
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  @Test
  void an_axis_of_one_value_or_none_has_a_length() {
    assertThat(Axis.around("x", 3).low()).isLessThan(3);
    assertThat(Axis.around("x", Double.NaN).high()).isEqualTo(1);
    assertThat(Axis.between("x", 0, 0).high()).isGreaterThan(0);
  }

  @Test
  void a_point_that_is_not_finite_makes_a_gap() {
    double[] x = {0, 1, 2, 3};
    double[] y = {1, Double.NaN, 1, 2};
    Axis axis = Axis.between("", 0, 4);
    Picture picture =
        new Chart(100, 100, "t", axis, axis).line(x, y, new Stroke(Ink.BLUE, 2)).picture();
    String path =
        Arrays.stream(SvgWriter.element(picture).split("\n"))
            .filter(l -> l.contains("s-blue"))
            .findFirst()
            .orElseThrow();
    assertThat(path.chars().filter(c -> c == 'M')).hasSize(2);
    assertThat(path.chars().filter(c -> c == 'L')).hasSize(1);
    assertThat(path).doesNotContain("NaN");
  }

  @Test
  void texts_of_data_are_safe_for_tex() {
    assertThat(TikzWriter.escaped("a_b & 50 % {x}\\ −1 ≤ # |w| <"))
        .isEqualTo("a\\_b \\& 50 \\% \\{x\\}\\textbackslash{} $-$1 $\\leq$ \\# $|$w$|$ $<$");
  }
}
