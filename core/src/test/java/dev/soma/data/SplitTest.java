package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  private static Table classes(int... sizes) {
    List<String> y = new ArrayList<>();
    for (int c = 0; c < sizes.length; c++) {
      y.addAll(Collections.nCopies(sizes[c], "class " + (1000 + c)));
    }
    double[] x = IntStream.range(0, y.size()).asDoubleStream().toArray();
    return Table.of(Column.Numbers.of("x", x), Column.Text.of("species", y)).target("species");
  }

  private static void assertShares(Table table, double validation, double test) {
    for (long seed = 0; seed < 10; seed++) {
      Split split = table.split(1 - validation - test, validation, test, Seeds.of(seed));
      double rows = table.rows();
      assertThat((double) split.validation().rows())
          .as("validation, seed %d", seed)
          .isCloseTo(validation * rows, within(1.0));
      assertThat((double) split.test().rows())
          .as("test, seed %d", seed)
          .isCloseTo(test * rows, within(1.0));
      assertThat(split.train().rows() + split.validation().rows() + split.test().rows())
          .isEqualTo(table.rows());
    }
  }

  @Test
  void many_small_classes_leave_the_shares_as_asked_and_train_has_each_class() {
    int[] sizes = new int[100];
    Arrays.fill(sizes, 3);
    Table table = classes(sizes);
    assertShares(table, 0.15, 0.15);
    Split split = table.split(0.7, 0.15, 0.15, Seeds.of(3));
    assertThat(counts(split.train())).hasSize(100).doesNotContain(0);
    int[] test = counts(split.test());
    int[] validation = counts(split.validation());
    assertThat(IntStream.range(0, 100).filter(c -> test[c] > 0 && validation[c] > 0)).isEmpty();
    Split other = table.split(0.7, 0.15, 0.15, Seeds.of(4));
    assertThat(counts(other.test())).isNotEqualTo(test);
    assertThat(counts(table.split(0.7, 0.15, 0.15, Seeds.of(3)).test())).isEqualTo(test);
  }

  @Test
  void shares_hold_for_classes_of_any_size_and_train_has_each_class() {
    int[][] tables = {{95, 5}, {950, 50}, {500, 3, 3, 3, 3, 3, 3}, {60, 20, 10, 4, 3, 3, 2}};
    double[][] shares = {{0.15, 0.15}, {0.2, 0}, {0.1, 0.3}, {0.05, 0.05}};
    for (int[] sizes : tables) {
      for (double[] s : shares) {
        assertShares(classes(sizes), s[0], s[1]);
        Split split = classes(sizes).split(1 - s[0] - s[1], s[0], s[1], Seeds.of(9));
        assertThat(counts(split.train())).hasSize(sizes.length).doesNotContain(0);
      }
    }
  }

  @Test
  void large_classes_give_way_before_a_rare_one_leaves_a_part() {
    Split split = classes(500, 3, 3, 3, 3, 3, 3).split(0.7, 0.15, 0.15, Seeds.of(42));
    assertThat(counts(split.validation())).containsExactly(72, 1, 1, 1, 1, 1, 1);
    assertThat(counts(split.test())).containsExactly(72, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void train_keeps_a_row_of_a_class_that_mostly_goes_to_validation() {
    Split split = classes(30, 3).split(0.05, 0.9, 0.05, Seeds.of(42));
    assertThat(counts(split.train())).doesNotContain(0);
  }

  @Test
  void shares_hold_for_combinations_of_labels_that_each_have_one_row() {
    int rows = 128;
    List<Column> columns = new ArrayList<>();
    columns.add(Column.Numbers.of("x", IntStream.range(0, rows).asDoubleStream().toArray()));
    String[] names = new String[7];
    for (int bit = 0; bit < names.length; bit++) {
      int mask = 1 << bit;
      names[bit] = "label " + bit;
      columns.add(
          Column.Text.of(
              names[bit],
              IntStream.range(0, rows).mapToObj(r -> (r & mask) == 0 ? "no" : "yes").toList()));
    }
    assertShares(Table.of(columns.toArray(Column[]::new)).target(names), 0.15, 0.15);
  }

  @Test
  void tenths_of_a_number_hold_small_shares() {
    double[] y = IntStream.range(0, 100).asDoubleStream().toArray();
    Table table =
        Table.of(Column.Numbers.of("x", y.clone()), Column.Numbers.of("y", y)).target("y");
    assertShares(table, 0.05, 0.05);
  }

  @Test
  void e206_shows_rounded_shares_and_names_the_flags() {
    assertThatThrownBy(() -> penguins().split(1 - 0.15 - 1.0, 0.15, 1.0, Seeds.of(42)))
        .hasMessageContaining("got -0.15, 0.15, 1\n")
        .hasMessageContaining("--validation-fraction and --test-fraction");
  }
}
