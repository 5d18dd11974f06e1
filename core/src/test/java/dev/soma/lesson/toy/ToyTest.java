package dev.soma.lesson.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToyTest {
  @ParameterizedTest
  @EnumSource
  void equal_seeds_give_equal_rows_and_others_do_not(Toy toy) {
    ToyRows one = toy.rows(60, 0.1, 7);
    ToyRows same = toy.rows(60, 0.1, 7);
    assertThat(same.x()).isDeepEqualTo(one.x());
    assertThat(same.y()).isEqualTo(one.y());
    assertThat(Arrays.deepEquals(toy.rows(60, 0.1, 8).x(), one.x())).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void classes_take_turns(Toy toy) {
    ToyRows rows = toy.rows(60, 0.1, 7);
    for (int c = 0; c < toy.classes(); c++) {
      double wanted = c;
      assertThat(Arrays.stream(rows.y()).filter(y -> y == wanted)).hasSize(60 / toy.classes());
    }
    assertThat(rows.x()[0]).hasSize(toy.inputs());
    assertThat(rows.csv()).hasSize(61).first().isEqualTo(String.join(",", rows.columns()));
    assertThat(rows.dataset().rows()).isEqualTo(60);
  }

  @Test
  void xor_without_noise_is_the_four_corners() {
    ToyRows rows = Toy.XOR.rows(4, 0, 1);
    assertThat(rows.x()).isDeepEqualTo(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
    assertThat(rows.y()).containsExactly(0, 1, 1, 0);
    assertThat(rows.csv()).contains("1.000000,0.000000,1");
  }

  @Test
  void places_without_noise_are_those_of_the_formulas() {
    ToyRows circles = Toy.CIRCLES.rows(40, 0, 1);
    ToyRows moons = Toy.MOONS.rows(40, 0, 1);
    ToyRows sine = Toy.SINE.rows(40, 0, 1);
    for (int r = 0; r < 40; r++) {
      double[] c = circles.x()[r];
      assertThat(Math.hypot(c[0], c[1])).isCloseTo(circles.y()[r] == 0 ? 1 : 0.5, within(1e-12));
      double[] m = moons.x()[r];
      double fromCentre =
          moons.y()[r] == 0 ? Math.hypot(m[0], m[1]) : Math.hypot(m[0] - 1, m[1] - 0.5);
      assertThat(fromCentre).isCloseTo(1, within(1e-12));
      assertThat(sine.y()[r]).isCloseTo(Math.sin(2 * Math.PI * sine.x()[r][0]), within(1e-12));
    }
  }

  @Test
  void rows_can_be_fewer_classes_and_in_another_unit() {
    ToyRows blobs = Toy.BLOBS.rows(30, 0.1, 1);
    ToyRows two = blobs.ofClasses(2);
    assertThat(two.count()).isEqualTo(20);
    assertThat(two.y()).doesNotContain(2);
    assertThat(two.times(10).x()[3][0]).isEqualTo(10 * two.x()[3][0]);
  }

  @Test
  void no_rows_and_negative_noise_are_refused() {
    assertThatThrownBy(() -> Toy.XOR.rows(0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Toy.XOR.rows(4, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Toy.XOR.rows(4, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
