package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoicesTest {
  @TempDir Path folder;

  private static final List<String> NAMES = List.of("x", "colour", "y");

  private static Cells cells(List<List<String>> train, List<List<String>> heldOut) {
    return new Cells(NAMES, train, heldOut);
  }

  private static List<String> column(List<List<String>> rows, int column) {
    return rows.stream().map(row -> row.get(column)).toList();
  }

  @Test
  void the_rows_that_are_held_out_are_a_fifth_of_the_training_file_and_not_learned_from()
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    IntStream.range(0, 100).forEach(i -> lines.add(i + "," + (i % 2 == 0 ? "a" : "b")));
    Files.write(folder.resolve("train.csv"), lines);
    Cells rows = Cells.of(new SetFolder("some", folder), 1_000, 1);
    assertThat(rows.heldOut()).hasSize(20);
    assertThat(rows.train()).hasSize(80);
    Set<List<String>> all = new HashSet<>(rows.train());
    all.addAll(rows.heldOut());
    assertThat(all).hasSize(100);
    assertThat(Cells.of(new SetFolder("some", folder), 30, 1).train())
        .isEqualTo(rows.train().subList(0, 30));
  }

  @Test
  void missing_numbers_become_the_median_of_training_rows_with_or_without_a_word() {
    Cells rows =
        cells(
            List.of(
                List.of("1", "red", "a"),
                List.of("", "red", "b"),
                List.of("2", "blue", "a"),
                List.of("9", "", "b")),
            List.of(List.of("", "red", "a"), List.of("100", "red", "b")));
    Cells filled = rows.filled(false);
    assertThat(filled.names()).isEqualTo(NAMES);
    assertThat(column(filled.train(), 0)).containsExactly("1", "2.0", "2", "9");
    assertThat(column(filled.heldOut(), 0)).containsExactly("2.0", "100");
    Cells said = rows.filled(true);
    assertThat(said.names()).containsExactly("x", "colour", "x lacks", "y");
    assertThat(column(said.train(), 2)).containsExactly("no", "yes", "no", "no");
    assertThat(column(said.heldOut(), 2)).containsExactly("yes", "no");
    assertThat(column(said.heldOut(), 3)).containsExactly("a", "b");
  }

  @Test
  void levels_that_few_training_rows_have_become_one_as_do_those_that_none_has() {
    Cells rows =
        cells(
            List.of(
                List.of("1", "red", "a"),
                List.of("2", "red", "b"),
                List.of("3", "blue", "a"),
                List.of("4", "", "b")),
            List.of(List.of("5", "green", "a"), List.of("6", "red", "b"), List.of("7", "", "b")));
    Cells merged = rows.merged(2);
    assertThat(column(merged.train(), 1)).containsExactly("red", "red", "rare", "");
    assertThat(column(merged.heldOut(), 1)).containsExactly("rare", "red", "");
    assertThat(rows.merged(1)).isEqualTo(rows);
  }

  @Test
  void values_are_taken_away_from_numbers_alone_and_more_often_from_large_ones() {
    List<List<String>> many =
        IntStream.range(0, 2_000).mapToObj(i -> List.of("" + i, "red", "a")).toList();
    Cells rows = cells(many, many);
    Cells chance = rows.without(0.3, 1);
    assertThat(lacking(chance.train(), 0, 2_000)).isBetween(540, 660);
    assertThat(column(chance.train(), 1)).containsOnly("red");
    Cells large = rows.without(0.4, 0.05, 1);
    assertThat(lacking(large.heldOut(), 0, 1_000)).isBetween(25, 80);
    assertThat(lacking(large.heldOut(), 1_000, 2_000)).isBetween(340, 460);
  }

  private static int lacking(List<List<String>> rows, int from, int to) {
    return (int) column(rows.subList(from, to), 0).stream().filter(String::isEmpty).count();
  }

  @Test
  void planted_levels_are_there_as_often_as_one_over_their_place_and_go_with_the_target() {
    List<List<String>> many =
        IntStream.range(0, 6_000)
            .mapToObj(i -> List.of("0", "red", i % 2 == 0 ? "a" : "b"))
            .toList();
    Cells rows = cells(many, many).withLevels(300, 1);
    assertThat(rows.names().getFirst()).isEqualTo("place");
    List<String> places = column(rows.train(), 0);
    assertThat(new HashSet<>(places).size()).isBetween(200, 300);
    long first = places.stream().filter("p0"::equals).count();
    assertThat(first).isBetween(600L, 1_600L);
    double apart = 0;
    for (String place : Set.of("p0", "p1", "p2", "p3")) {
      List<List<String>> own =
          rows.train().stream().filter(r -> r.getFirst().equals(place)).toList();
      double share =
          own.stream().filter(r -> r.getLast().equals("a")).count() / (double) own.size();
      apart = Math.max(apart, Math.abs(share - 0.5));
    }
    assertThat(apart).isGreaterThan(0.1);
  }

  @Test
  void rows_that_do_not_choose_are_learned_from_by_the_same_recipe_until_the_last_or_best_epoch()
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    IntStream.range(0, 1_010).forEach(i -> lines.add(i + "," + (i % 3 == 0 ? "a" : "b")));
    Table rows = Table.csv(Files.write(folder.resolve("rows.csv"), lines)).target("y");
    Mlp mlp = Mlp.classifier().effort(Effort.FAST).epochs(4).seed(1);
    Fit choosing = Validation.CHOOSES.fit(mlp, rows, Effort.FAST, 1);
    Fit all = Validation.CHOOSES_NOTHING.fit(mlp, rows, Effort.FAST, 1);
    Fit again = Validation.CHOOSES_AND_IS_LEARNED.fit(mlp, rows, Effort.FAST, 1);
    long steps = Math.ceilDiv(1_010, 32);
    assertThat(choosing.model().provenance().rows()).isEqualTo(858);
    assertThat(all.model().provenance().rows()).isEqualTo(1_010);
    assertThat(all.model().provenance().step()).isEqualTo(4 * steps);
    assertThat(again.model().provenance().rows()).isEqualTo(1_010);
    assertThat(again.model().provenance().step())
        .isEqualTo(Math.max(1, choosing.history().best().epoch()) * steps);
    String network = choosing.model().network().spec().toString();
    assertThat(all.model().network().spec().toString())
        .isEqualTo(network); // 1,010 rows have a wider one
  }

  @Test
  void a_line_of_the_results_is_read_back_as_it_was() throws IOException {
    Trial trial =
        new Trial(
            new Trial.Key("missing", "titanic", "30 %", "fast", 1_600, "mean", 3),
            0.4375,
            Double.NaN,
            1.5);
    assertThat(Trial.read(trial.line())).isEqualTo(trial);
  }

  @Test
  void what_cannot_be_read_is_named_before_anything_is_measured() throws IOException {
    Path set = Files.createDirectory(folder.resolve("small"));
    for (String part : new String[] {"train.csv", "test.csv"}) {
      Files.writeString(set.resolve(part), "x,y\n1,a\n2,b\n");
    }
    String broken = Files.writeString(folder.resolve("broken.tsv"), "no\n").toString();
    String data = folder.toString();
    for (String[] bad :
        new String[][] {
          {"--data", "/nonexist"},
          {"--choices", "beauty", "--data", data},
          {"--sets", "large", "--data", data},
          {"--efforts", "lazy", "--data", data},
          {"--rows", "0", "--data", data},
          {"--results", "/nonexist/rows.tsv", "--data", data},
          {"--results", broken, "--data", data},
        }) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
      assertThat(Choices.run(bad, to, to)).as(String.join(" ", bad)).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .as(String.join(" ", bad))
          .startsWith("error: " + bad[0] + " ");
    }
  }

  @Test
  void the_table_tells_by_how_much_ways_differ_from_the_first_and_pools_the_sets_by_case() {
    List<Trial> trials = new ArrayList<>();
    for (String some : List.of("as they are", "300 levels")) {
      for (int seed = 1; seed <= 2; seed++) {
        Trial.Key key = new Trial.Key("rare", "adult", some, "fast", 100, "own", seed);
        trials.add(new Trial(key, 0.5, 0.8, 1));
        trials.add(new Trial(key.way("below 5"), seed == 1 ? 0.4 : 0.55, 0.81, 1));
        Trial.Key wine = new Trial.Key("rare", "wine", some, "fast", 100, "own", seed);
        trials.add(new Trial(wine, 0.5, Double.NaN, 1));
        trials.add(new Trial(wine.way("below 5"), 0.5, Double.NaN, 1));
      }
    }
    assertThat(ChoiceTable.of(trials).lines().toList())
        .containsSubsequence(
            "rare, fast",
            "| set, case | loss, accuracy: own | below 5 |",
            "|---|---|---|",
            "| adult, as they are | 0.5000, 80.0 | -6.4 (15.9) 1/2; +1.0 (0.0) |",
            "| wine, as they are | 0.5000 | 0.0 (0.0) 0/2 |",
            "| all, as they are | | -3.2 (6.8) 1/4; +1.0 (0.0) |",
            "| all, 300 levels | | -3.2 (6.8) 1/4; +1.0 (0.0) |",
            "| all that were changed | | -3.2 (6.8) 1/4; +1.0 (0.0) |",
            "| all | | -3.2 (4.4) 2/8; +1.0 (0.0) |");
  }
}
