package dev.soma.studio.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import dev.soma.studio.data.OwnPoints.Point;
import org.junit.jupiter.api.Test;

class OwnPointsTest {
  private static Split parts(String toy) {
    return Toys.table(toy, 100, 0.1, 1).split(0.7, 0.3, 0, Seeds.of(1));
  }

  @Test
  void the_text_names_class_and_place() {
    assertThat(OwnPoints.parse("A0.5_-0.25*B1_0*C-1e-3_2").all())
        .containsExactly(
            new Point("A", 0.5, -0.25), new Point("B", 1, 0), new Point("C", -0.001, 2));
    assertThat(OwnPoints.parse(" ").all()).isEmpty();
  }

  @Test
  void they_come_after_the_training_rows_and_no_other_rows_change() {
    Split parts = parts("moons");
    Split more = OwnPoints.parse("A5_-6*B7_8").addTo(parts);
    int rows = parts.train().rows();
    Table train = more.train();
    assertThat(train.rows()).isEqualTo(rows + 2);
    assertThat(((Column.Numbers) train.column("x1")).value(rows)).isEqualTo(5);
    assertThat(((Column.Numbers) train.column("x2")).value(rows)).isEqualTo(-6);
    assertThat(train.column("y").text(rows + 1)).isEqualTo("B");
    for (int r = 0; r < rows; r++) {
      for (String name : train.names()) {
        assertThat(train.column(name).text(r)).isEqualTo(parts.train().column(name).text(r));
      }
    }
    assertThat(more.validation()).isSameAs(parts.validation());
    assertThat(OwnPoints.parse("").addTo(parts)).isSameAs(parts);
  }

  @Test
  void what_does_not_fit_is_refused() {
    String many = "A0_0*".repeat(OwnPoints.MOST) + "A0_0";
    for (String bad : new String[] {"A1", "A1_2*", "a1_2", "A1_2_3", "A1e9_0", "A1..2_0", many}) {
      refused(() -> OwnPoints.parse(bad));
    }
    refused(() -> OwnPoints.parse("C0_0").addTo(parts("moons")));
    refused(() -> OwnPoints.parse("A0_0").addTo(parts("sine")));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.id()).isEqualTo("E209"));
  }
}
