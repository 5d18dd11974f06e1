package dev.soma.studio.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import org.junit.jupiter.api.Test;

class ToysTest {
  @Test
  void equal_seeds_give_equal_rows() {
    for (String name : Toys.NAMES) {
      Table a = Toys.table(name, 50, 0.1, 1);
      Table b = Toys.table(name, 50, 0.1, 1);
      Table c = Toys.table(name, 50, 0.1, 2);
      assertThat(a.rows()).as(name).isEqualTo(50);
      assertThat(texts(a)).as(name).isEqualTo(texts(b)).isNotEqualTo(texts(c));
    }
  }

  private static String texts(Table table) {
    StringBuilder all = new StringBuilder();
    for (Column column : table.columns()) {
      for (int r = 0; r < table.rows(); r++) {
        all.append(column.text(r)).append(' ');
      }
    }
    return all.toString();
  }

  @Test
  void without_noise_the_shapes_are_exact() {
    Table circles = Toys.table("circles", 40, 0, 3);
    for (int r = 0; r < 40; r++) {
      double x = ((Column.Numbers) circles.column("x1")).value(r);
      double y = ((Column.Numbers) circles.column("x2")).value(r);
      double radius = Math.sqrt(x * x + y * y);
      double wanted = circles.column("y").text(r).equals("A") ? 1 : 0.5;
      assertThat(radius).isCloseTo(wanted, org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @Test
  void what_is_not_there_is_refused_with_the_nearest() {
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> Toys.table("spirals", 50, 0, 1))
        .satisfies(e -> assertThat(e.fixes()).containsExactly("data spiral"));
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> Toys.table("xor", 50, -1, 1));
  }
}
