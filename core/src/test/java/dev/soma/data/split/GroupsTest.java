package dev.soma.data.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows shared out by few groups, of sizes that differ much.
class GroupsTest {
  private static final double[] SHARES = {0.7, 0.15, 0.15};

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "100 100 100, 100 100 100",
    "75 75 75 75, 150 75 75",
    "60 60 60 60 60, 180 60 60",
    "280 15 5, 280 5 15",
    "298 1 1, 298 1 1",
    "150 100 49 1, 151 49 100",
    "200 50 30 15 5, 205 45 50",
    "150 120 28 1 1, 152 28 120",
    "210 45 44 1, 210 45 45"
  })
  void parts_are_about_as_near_to_their_shares_as_few_groups_let_them_be(
      String sizes, String nearest) {
    int[] wanted = numbers(nearest); // train, then the smaller of the others
    for (int seed = 0; seed < 40; seed++) {
      int[] rows = count(parts(numbers(sizes), seed));
      Arrays.sort(rows, 1, 3);
      for (int p = 0; p < 3; p++) {
        assertThat((double) rows[p])
            .as("part %d of %s, seed %d", p, Arrays.toString(rows), seed)
            .isBetween(0.75 * wanted[p], wanted[p] / 0.75);
      }
    }
  }

  @Test
  void the_seed_says_which_of_equal_groups_is_tested() {
    int[] sizes = {60, 60, 60, 60, 60};
    Set<List<Integer>> found = new HashSet<>();
    for (int seed = 0; seed < 60; seed++) {
      int[] part = parts(sizes, seed);
      assertThat(parts(sizes, seed)).isEqualTo(part);
      found.add(IntStream.range(0, 5).mapToObj(g -> part[60 * g]).toList());
    }
    assertThat(found).as("ways to choose two of five").hasSizeGreaterThan(10);
  }

  @Test
  void shares_that_are_near_enough_stay_as_they_are_drawn() {
    int[] sizes = new int[200];
    Arrays.fill(sizes, 3);
    Groups groups = Groups.of(200, of(sizes));
    Seeds seeds = Seeds.of(7);
    int[] rows = count(groups.share(Strata.all(600), SHARES, false, seeds));
    assertThat(rows).containsExactly(420, 90, 90);
  }

  @Test
  void train_keeps_a_group_of_every_class_where_it_can() {
    int[] sizes = {100, 60, 60, 40, 40}; // class 1 is in the last two alone
    Strata classes = Strata.of(2, 300, r -> r >= 220 ? 1 : 0);
    for (int seed = 0; seed < 40; seed++) {
      int[] part = Groups.of(5, of(sizes)).share(classes, SHARES, true, Seeds.of(seed));
      assertThat(Arrays.stream(part, 220, 300)).as("seed %d", seed).contains(0);
    }
  }

  private static int[] parts(int[] sizes, int seed) {
    int[] of = of(sizes);
    // two strata that every group has about alike
    Strata strata = Strata.of(2, of.length, r -> r % 2);
    return Groups.of(sizes.length, of).share(strata, SHARES, false, Seeds.of(seed));
  }

  private static int[] of(int[] sizes) {
    return IntStream.range(0, sizes.length)
        .flatMap(g -> IntStream.range(0, sizes[g]).map(_ -> g))
        .toArray();
  }

  private static int[] count(int[] part) {
    int[] rows = new int[3];
    Arrays.stream(part).forEach(p -> rows[p]++);
    return rows;
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
