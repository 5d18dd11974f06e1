package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static Table penguins() {
    List<String> species = new ArrayList<>();
    for (int i = 0; i < 344; i++) {
      species.add(i < 152 ? "Adelie" : i < 276 ? "Gentoo" : "Chinstrap");
    }
    double[] x = IntStream.range(0, 344).asDoubleStream().toArray();
    return Table.of(Column.Numbers.of("x", x), Column.Text.of("species", species))
        .target("species");
  }

  private static int[] counts(Table table) {
    return ((Column.Text) table.column("species")).counts();
  }

  @Test
  void parts_have_their_sizes_and_share_no_row() {
    Split split = penguins().split(0.70, 0.15, 0.15, Seeds.of(42));
    assertThat(split.train().rows()).isEqualTo(240);
    assertThat(split.validation().rows()).isEqualTo(52);
    assertThat(split.test().rows()).isEqualTo(52);
    int[] all =
        java.util.stream.Stream.of(split.train(), split.validation(), split.test())
            .flatMapToInt(part -> Arrays.stream(part.lines()))
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(IntStream.rangeClosed(1, 344).toArray());
  }

  @Test
  void every_part_has_its_share_of_every_class() {
    Split split = penguins().split(0.70, 0.15, 0.15, Seeds.of(42));
    assertThat(counts(split.test())).containsExactly(23, 19, 10);
    assertThat(counts(split.validation())).containsExactly(23, 19, 10);
  }

  @Test
  void a_split_depends_on_the_seed_alone() {
    int[] once = penguins().split(0.7, 0.15, 0.15, Seeds.of(1)).test().lines();
    assertThat(penguins().split(0.7, 0.15, 0.15, Seeds.of(1)).test().lines()).isEqualTo(once);
    assertThat(penguins().split(0.7, 0.15, 0.15, Seeds.of(2)).test().lines()).isNotEqualTo(once);
  }

  @Test
  void a_rare_class_is_in_every_part() {
    List<String> y = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      y.add(i < 3 ? "rare" : "common");
    }
    Table table =
        Table.of(
                Column.Numbers.of("x", IntStream.range(0, 100).asDoubleStream().toArray()),
                Column.Text.of("species", y))
            .target("species");
    for (long seed = 0; seed < 20; seed++) {
      Split split = table.split(0.7, 0.15, 0.15, Seeds.of(seed));
      for (Table part : List.of(split.train(), split.validation(), split.test())) {
        assertThat(counts(part)).as("seed %d", seed).isEqualTo(new int[] {1, part.rows() - 1});
      }
    }
  }

  @Test
  void numbers_are_split_by_tenths() {
    double[] y = IntStream.range(0, 1000).asDoubleStream().toArray();
    Table table =
        Table.of(Column.Numbers.of("x", y.clone()), Column.Numbers.of("y", y)).target("y");
    Column.Numbers test =
        (Column.Numbers) table.split(0.8, 0.1, 0.1, Seeds.of(5)).test().column("y");
    int[] tenths = new int[10];
    for (int r = 0; r < test.rows(); r++) {
      tenths[(int) (test.value(r) / 100)]++;
    }
    assertThat(tenths).containsOnly(10);
  }

  @Test
  void parts_may_be_empty_but_not_the_training_part() {
    Split split = penguins().split(0.8, 0.2, 0, Seeds.of(42));
    assertThat(split.test().rows()).isZero();
    assertThatThrownBy(() -> penguins().split(0, 0.5, 0.5, Seeds.of(42)))
        .isInstanceOf(SomaException.Usage.class);
    assertThatThrownBy(() -> penguins().split(0.8, 0.3, 0.1, Seeds.of(42)))
        .hasMessageContaining("add up to 1");
  }

  @Test
  void two_rows_cannot_make_three_parts() {
    Table two =
        Table.of(Column.Numbers.of("x", 1, 2), Column.Numbers.of("y", 1, 3))
            .target(Target.of("y").task(Task.REGRESSION));
    assertThatThrownBy(() -> two.split(0.7, 0.15, 0.15, Seeds.of(42)))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E319"));
  }
}
