package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows cut into folds, parted by groups, and parted by time.
class FoldsTest {
  static Stream<Integer> seeds() {
    return IntStream.range(0, 25).boxed();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void every_row_is_held_out_once_and_never_learned_from_by_its_own_fold(int seed) {
    for (Table table :
        List.of(
            SmallTables.classes(3, 211),
            SmallTables.numbers(1, 211),
            SmallTables.numbers(2, 97),
            SmallTables.labels(211))) {
      Split.Folds folds = Split.folds(table, 5, 0.2, Seeds.of(seed));
      Set<Integer> held = new HashSet<>();
      for (int f = 0; f < folds.count(); f++) {
        Split fold = folds.get(f);
        for (int line : fold.test().lines()) {
          assertThat(held.add(line)).as("line %d in two folds", line).isTrue();
        }
        Set<Integer> all = new HashSet<>();
        for (Table part : List.of(fold.train(), fold.validation(), fold.test())) {
          for (int line : part.lines()) {
            assertThat(all.add(line)).as("line %d in two parts of fold %d", line, f).isTrue();
          }
        }
        assertThat(all).hasSize(table.rows());
        assertThat(fold.test().rows()).isBetween(table.rows() / 5, table.rows() / 5 + 1);
        assertThat(fold.validation().rows())
            .isEqualTo(Math.round(0.2 * (table.rows() - fold.test().rows())));
      }
      assertThat(held).hasSize(table.rows());
    }
  }

  @Test
  void folds_differ_by_one_row_at_most_in_every_class_and_every_tenth() {
    Split.Folds classes = Split.folds(SmallTables.classes(3, 199), 4, 0, Seeds.of(1));
    for (String level : List.of("c0", "c1", "c2")) {
      int[] counts =
          IntStream.range(0, 4)
              .map(f -> count(classes.get(f).test().column("kind"), level))
              .toArray();
      assertThat(max(counts) - min(counts)).isLessThanOrEqualTo(1);
    }
    Table numbers = SmallTables.numbers(1, 400);
    double[] size = values(numbers.column("size"));
    Arrays.sort(size);
    Split.Folds folds = Split.folds(numbers, 4, 0, Seeds.of(1));
    for (int tenth = 0; tenth < 10; tenth++) {
      double low = size[40 * tenth];
      double high = size[40 * tenth + 39];
      for (int f = 0; f < 4; f++) {
        assertThat(
                Arrays.stream(values(folds.get(f).test().column("size")))
                    .filter(y -> y >= low && y <= high)
                    .count())
            .isEqualTo(10);
      }
    }
  }

  @Test
  void folds_depend_on_the_seed_and_the_rows_alone() {
    int[] lines = Split.folds(SmallTables.classes(2, 120), 3, 0, Seeds.of(5)).get(1).test().lines();
    assertThat(Split.folds(SmallTables.classes(2, 120), 3, 0.1, Seeds.of(5)).get(1).test().lines())
        .isEqualTo(lines);
    assertThat(Split.folds(SmallTables.classes(2, 120), 3, 0, Seeds.of(6)).get(1).test().lines())
        .isNotEqualTo(lines);
  }

  @Test
  void rows_held_out_may_validate_and_then_all_others_are_learned_from() {
    Table table = SmallTables.classes(2, 100);
    Split fold = Split.foldsThatValidate(table, 4, Seeds.of(1)).get(2);
    assertThat(fold.validation().lines()).isEqualTo(fold.test().lines());
    assertThat(fold.train().rows()).isEqualTo(75);
    assertThat(Split.folds(table, 4, 0, Seeds.of(1)).get(2).validation().rows()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_group_is_in_one_part_of_a_split_and_in_one_fold(int seed) {
    Table table = grouped(seed, 300, 40);
    Split split = table.split(0.6, 0.2, 0.2, Seeds.of(seed));
    assertApart(List.of(split.train(), split.validation(), split.test()));
    assertThat(split.train().rows() + split.validation().rows() + split.test().rows())
        .isEqualTo(table.rows());
    assertThat(split.validation().rows()).isBetween(30, 90);
    assertThat(split.test().rows()).isBetween(30, 90);
    Split.Folds folds = Split.folds(table, 5, 0.25, Seeds.of(seed));
    Set<String> held = new HashSet<>();
    int rows = 0;
    for (int f = 0; f < 5; f++) {
      Split fold = folds.get(f);
      assertApart(List.of(fold.train(), fold.validation(), fold.test()));
      for (String group : groups(fold.test())) {
        assertThat(held.add(group)).as("group %s in two folds", group).isTrue();
      }
      assertThat(fold.test().rows()).isBetween(40, 80);
      rows += fold.test().rows();
    }
    assertThat(rows).isEqualTo(table.rows());
  }

  @Test
  void groups_keep_the_classes_about_as_they_are() {
    Table table = grouped(3, 2000, 200);
    double all = share(table);
    Split.Folds folds = Split.folds(table, 5, 0, Seeds.of(3));
    for (int f = 0; f < 5; f++) {
      assertThat(share(folds.get(f).test())).isBetween(all - 0.05, all + 0.05);
    }
  }

  @Test
  void the_group_is_no_input_and_rows_without_one_stand_alone() {
    Table table =
        table(
            Map.of(
                "x", IntStream.range(0, 60).mapToObj(i -> 0.5 * i).toList(),
                "g", IntStream.range(0, 60).mapToObj(i -> i < 40 ? null : "g" + i % 2).toList(),
                "y", IntStream.range(0, 60).mapToObj(i -> i % 3 == 0 ? "a" : "b").toList()),
            Target.of("y").group("g"));
    assertThat(table.schema().column("g").role()).isEqualTo(Schema.Role.GROUP);
    assertThat(table.schema().inputs()).extracting(Schema.ColumnInfo::name).containsExactly("x");
    Split split = table.split(0.5, 0.25, 0.25, Seeds.of(1));
    assertApart(List.of(split.train(), split.validation(), split.test()));
    assertThat(split.validation().rows()).isPositive();
  }

  @Test
  void rows_in_one_group_and_fewer_groups_than_parts_are_E360() {
    Table one = groups(30, 1);
    assertError(() -> one.split(0.5, 0.25, 0.25, Seeds.of(1)), "E360", "one group");
    Table two = groups(30, 2);
    assertError(() -> two.split(0.5, 0.25, 0.25, Seeds.of(1)), "E360", "2 groups", "3 parts");
    assertError(() -> Split.folds(two, 3, 0, Seeds.of(1)), "E360", "2 groups", "3 parts");
    assertError(() -> Split.folds(two, 2, 0.5, Seeds.of(1)), "E360", "one group");
    assertThat(Split.folds(two, 2, 0, Seeds.of(1)).get(0).test().rows()).isEqualTo(15);
    assertError(
        () -> SmallTables.classes(2, 40).target(Target.of("kind").group("colr")),
        "E311",
        "no column \"colr\"");
  }

  @Test
  void every_part_has_a_group_if_there_are_just_enough() {
    for (int seed = 0; seed < 20; seed++) {
      Split split = groups(30, 3).split(0.8, 0.1, 0.1, Seeds.of(seed));
      assertThat(List.of(split.train().rows(), split.validation().rows(), split.test().rows()))
          .as("seed %d", seed)
          .containsExactly(10, 10, 10);
    }
  }

  @Test
  void more_folds_than_rows_or_than_rows_of_a_class_are_E362_and_one_fold_is_E201() {
    Table table = SmallTables.classes(2, 40);
    int rarest = Math.min(count(table.column("kind"), "c0"), count(table.column("kind"), "c1"));
    assertError(
        () -> Split.folds(table, rarest + 1, 0, Seeds.of(1)), "E362", "has " + rarest + " rows");
    assertThat(Split.folds(table, rarest, 0, Seeds.of(1)).count()).isEqualTo(rarest);
    Table numbers = SmallTables.numbers(1, 9);
    assertError(() -> Split.folds(numbers, 10, 0, Seeds.of(1)), "E362", "9 rows");
    assertError(() -> Split.folds(table, 1, 0, Seeds.of(1)), "E201", "--cv 1");
  }

  @Test
  void a_class_in_one_group_is_E363() {
    Table table =
        table(
            Map.of(
                "x", IntStream.range(0, 60).mapToObj(i -> 0.5 * i).toList(),
                "g", IntStream.range(0, 60).mapToObj(i -> "g" + i / 10).toList(),
                "y", IntStream.range(0, 60).mapToObj(i -> i < 10 ? "rare" : "y" + i % 2).toList()),
            Target.of("y").group("g"));
    assertError(() -> Split.folds(table, 3, 0, Seeds.of(1)), "E363", "\"rare\"", "fold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"numbers", "dates", "date-times"})
  void parts_by_time_follow_each_other_and_no_time_is_in_two(String kind) {
    for (int seed = 0; seed < 10; seed++) {
      int[] days = Seeds.permutation(90, Seeds.of(seed).stream("days"));
      List<Object> times =
          IntStream.range(0, 180)
              .mapToObj(
                  i ->
                      switch (kind) {
                        case "numbers" -> (Object) (double) days[i / 2];
                        case "dates" -> day(days[i / 2]);
                        default -> day(days[i / 2]) + " 1" + i % 2 + ":30";
                      })
              .toList();
      Table table = timed(times);
      Split split = Split.byTime(table, "when", 0.6, 0.2, 0.2);
      assertThat(List.of(split.train().rows(), split.validation().rows(), split.test().rows()))
          .containsExactly(108, 36, 36);
      List<String> train = sorted(split.train());
      List<String> validation = sorted(split.validation());
      List<String> test = sorted(split.test());
      assertThat(train.getLast()).isLessThan(validation.getFirst());
      assertThat(validation.getLast()).isLessThan(test.getFirst());
      assertThat(split.train().lines()).isSorted();
    }
  }

  @Test
  void a_border_moves_to_the_nearest_change_of_time() {
    List<Object> years = new java.util.ArrayList<>();
    for (int i = 0; i < 100; i++) {
      years.add((double) (i < 55 ? 2001 : i < 70 ? 2002 : 2003));
    }
    Split split = Split.byTime(timed(years), "when", 0.6, 0.2, 0.2);
    assertThat(List.of(split.train().rows(), split.validation().rows(), split.test().rows()))
        .containsExactly(55, 15, 30);
    Split two = Split.byTime(timed(years), "when", 0.8, 0, 0.2);
    assertThat(List.of(two.train().rows(), two.validation().rows(), two.test().rows()))
        .containsExactly(70, 0, 30);
    Split late = Split.byTime(timed(years), "when", 0.98, 0.01, 0.01);
    assertThat(late.train().rows()).as("two times are left for two parts").isEqualTo(55);
  }

  @Test
  void times_that_are_none_or_too_few_are_E361() {
    List<Object> days = IntStream.range(0, 60).<Object>mapToObj(FoldsTest::day).toList();
    List<Object> wrong = new java.util.ArrayList<>(days);
    wrong.set(7, "soon");
    assertError(
        () -> Split.byTime(timed(wrong), "when", 0.6, 0.2, 0.2),
        "E361",
        "line 8",
        "\"soon\"",
        "1 of 60");
    List<@Nullable Object> blank = new java.util.ArrayList<>(days);
    blank.set(3, null);
    assertError(() -> Split.byTime(timed(blank), "when", 0.6, 0.2, 0.2), "E361", "no value");
    List<Object> two = IntStream.range(0, 60).<Object>mapToObj(i -> (double) (i % 2)).toList();
    assertError(() -> Split.byTime(timed(two), "when", 0.6, 0.2, 0.2), "E361", "too few times");
    assertError(() -> Split.byTime(timed(days), "wen", 0.6, 0.2, 0.2), "E311", "wen");
    assertError(() -> Split.byTime(groups(30, 5), "x", 0.6, 0.2, 0.2), "E207", "--split-by-time");
  }

  @Test
  void a_class_that_comes_late_is_E363() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("when", IntStream.range(0, 60).mapToObj(i -> (double) i).toList());
    columns.put("x", IntStream.range(0, 60).mapToObj(i -> (double) (i % 7)).toList());
    columns.put("y", IntStream.range(0, 60).mapToObj(i -> i > 50 ? "new" : "o" + i % 2).toList());
    Table table = Table.columns(columns).target("y");
    assertError(() -> Split.byTime(table, "when", 0.6, 0.2, 0.2), "E363", "\"new\"", "earliest");
  }

  private static void assertError(Runnable call, String id, String... parts) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            SomaException.class,
            e -> {
              assertThat(e.id()).isEqualTo(id);
              assertThat(e.getMessage()).contains(parts);
            });
  }

  private static String day(int day) {
    return java.time.LocalDate.of(2024, 1, 1).plusDays(day).toString();
  }

  @Test
  void times_that_count_the_rows_are_no_ids() {
    Table table = timed(IntStream.range(0, 50).mapToObj(i -> (double) i).toList());
    assertThat(table.schema().column("when").role()).isEqualTo(Schema.Role.IGNORED);
    Split split = Split.byTime(table.timed("when"), "when", 0.6, 0.2, 0.2);
    Schema.ColumnInfo when = split.train().schema().column("when");
    assertThat(when.role()).isEqualTo(Schema.Role.INPUT);
    assertThat(when.findings())
        .extracting(Schema.Finding::kind)
        .containsExactly(Schema.FindingKind.TIMES);
  }

  private static Table timed(List<? extends @Nullable Object> times) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("when", times);
    columns.put("x", IntStream.range(0, times.size()).mapToObj(i -> (double) (i % 7)).toList());
    columns.put("y", IntStream.range(0, times.size()).mapToObj(i -> i % 3 + 0.25).toList());
    return Table.columns(columns).target("y");
  }

  private static List<String> sorted(Table part) {
    Column when = part.column("when");
    return IntStream.range(0, part.rows())
        .mapToObj(
            r -> when instanceof Column.Numbers n ? "%08.2f".formatted(n.value(r)) : when.text(r))
        .sorted()
        .toList();
  }

  private static Table table(Map<String, ?> columns, Target target) {
    return Table.columns(new TreeMap<>(columns)).target(target);
  }

  /// So many groups of one size.
  private static Table groups(int rows, int groups) {
    return table(
        Map.of(
            "x", IntStream.range(0, rows).mapToObj(i -> 0.5 * i).toList(),
            "g", IntStream.range(0, rows).mapToObj(i -> "g" + i % groups).toList(),
            "y", IntStream.range(0, rows).mapToObj(i -> 0.1 * (i % 7)).toList()),
        Target.of("y").group("g"));
  }

  /// Groups of different sizes, each with classes of its own mixture.
  private static Table grouped(int seed, int rows, int groups) {
    SplittableRandom random = Seeds.of(seed).stream("grouped");
    String[] g = new String[rows];
    String[] y = new String[rows];
    double[] x = new double[rows];
    for (int r = 0; r < rows; r++) {
      int group = r < groups ? r : (int) (groups * random.nextDouble() * random.nextDouble());
      g[r] = "g" + group;
      y[r] = random.nextInt(10) < 2 + group % 5 ? "yes" : "no";
      x[r] = random.nextDouble();
    }
    return table(Map.of("g", g, "y", y, "x", x), Target.of("y").group("g"));
  }

  private static double share(Table table) {
    return (double) count(table.column("y"), "yes") / table.rows();
  }

  private static Set<String> groups(Table table) {
    Column g = table.column("g");
    Set<String> found = new HashSet<>();
    IntStream.range(0, table.rows())
        .filter(r -> !g.isMissing(r))
        .forEach(r -> found.add(g.text(r)));
    return found;
  }

  private static void assertApart(List<Table> parts) {
    Map<String, Integer> of = new HashMap<>();
    for (int p = 0; p < parts.size(); p++) {
      for (String group : groups(parts.get(p))) {
        Integer other = of.put(group, p);
        assertThat(other).as("group %s in parts %s and %d", group, other, p).isNull();
      }
    }
  }

  private static int count(Column column, String level) {
    return (int)
        IntStream.range(0, column.rows()).filter(r -> column.text(r).equals(level)).count();
  }

  private static double[] values(Column column) {
    return IntStream.range(0, column.rows())
        .mapToDouble(((Column.Numbers) column)::value)
        .toArray();
  }

  private static int max(int[] x) {
    return Arrays.stream(x).max().orElseThrow();
  }

  private static int min(int[] x) {
    return Arrays.stream(x).min().orElseThrow();
  }
}
