package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `soma evaluate --importance`, and the section of the page.
class ImportanceTest {
  @TempDir static Path folder;

  private static String model;
  private static String rows;

  @BeforeAll
  static void trained() {
    rows = Cli.table(folder).toString();
    String asked =
        " --target label --ignore y --hidden 8 --lr 0.05 --dropout 0 --epochs 60 --out "; // x
    // decides
    List<String> args = new ArrayList<>(List.of("train", rows));
    args.addAll(Cli.words(asked + folder.resolve("model")));
    Cli run = Cli.run(args);
    assertThat(run.exit()).as(run.toString()).isZero();
    model = run.out().strip();
  }

  private static JsonNode json(String... more) {
    List<String> args = new ArrayList<>(List.of("evaluate", model, rows, "--json", "-q"));
    args.addAll(List.of(more));
    Cli run = Cli.run(args);
    assertThat(run.exit()).as(run.toString()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }

  @Test
  void the_column_that_decides_stands_first_with_its_spread_and_a_note() {
    Cli run = Cli.run("evaluate", model, rows, "--importance", "3");
    assertThat(run.exit()).as(run.toString()).isZero();
    List<String> told = run.out().lines().dropWhile(l -> !l.startsWith("COLUMN")).toList();
    assertThat(told.getFirst()).contains("log-loss", "mean ± sd of 3 permutations of 60 rows");
    assertThat(told.get(1)).startsWith("  x ").contains("± ", " % of it");
    assertThat(told.getLast()).contains("follow from others");
    assertThat(Cli.run("evaluate", model, rows).out()).doesNotContain("COLUMN");
  }

  @Test
  void no_permutation_is_refused_with_a_number_that_works() {
    Cli none = Cli.run("evaluate", model, rows, "--importance", "0");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("E209", "expected a whole number >= 1");
    assertThat(none.withFix(none.fixes().getFirst()).out()).contains("COLUMN");
  }

  @Test
  void a_word_behind_the_flag_that_is_no_number_is_answered_before_anything_is_read() {
    String usual = Cli.run("evaluate", model, rows, "--importance", "5").out();
    String run = Path.of(model).getParent().toString();
    for (String first : List.of(model, run)) {
      Cli swallowed = Cli.run("evaluate", "--importance", first, rows);
      BadInputTest.refused(swallowed, 2, "E209", "--importance \"" + first + "\"");
      assertThat(swallowed.err()).contains("number", "belongs before").doesNotContain("E401");
      assertThat(swallowed.withFix(swallowed.fixes().getFirst()).out()).isEqualTo(usual);
    }
    Cli typo = Cli.run("evaluate", "--importance", "runs/none", rows);
    BadInputTest.refused(typo, 2, "E209", "--importance \"runs/none\"", "soma evaluate runs/none");
    Cli number = Cli.run("evaluate", model, rows, "--importance", "many");
    BadInputTest.refused(number, 2, "E209", "expected a whole number >= 1");
    assertThat(number.withFix(number.fixes().getFirst()).out()).isEqualTo(usual);
    Cli two = Cli.run("evaluate", model, "--importance", model, rows);
    BadInputTest.refused(two, 2, "E209", "expected a whole number >= 1");
    assertThat(two.withFix(two.fixes().getFirst()).out()).isEqualTo(usual);
    Cli alone = Cli.run("evaluate", "--importance", model);
    BadInputTest.refused(alone, 2, "E209", "expected a whole number >= 1");
    assertThat(alone.withFix(alone.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void without_a_number_it_is_the_usual_one_wherever_the_flag_stands() {
    String usual = Cli.run("evaluate", model, rows, "--importance", "5").out();
    assertThat(usual).contains("of 5 permutations");
    assertThat(Cli.run("evaluate", model, rows, "--importance").out()).isEqualTo(usual);
    assertThat(Cli.run("evaluate", model, rows, "--importance", "--seed", "42").out())
        .isEqualTo(usual);
    Cli file = Cli.run("evaluate", model, "--importance", rows);
    BadInputTest.refused(file, 2, "E209", "--importance", "that is a file");
    assertThat(file.withFix(file.fixes().getFirst()).out()).isEqualTo(usual);
    assertThat(Cli.run("evaluate", "--help").out()).contains("--importance [N]");
  }

  @Test
  void json_has_the_columns_and_the_seed_decides() {
    JsonNode all = json("--importance", "3");
    JsonNode columns = all.path("importance").path("columns");
    assertThat(columns.size()).isEqualTo(2);
    assertThat(all.path("importance").path("more").asInt()).isZero();
    assertThat(columns.get(0).path("column").asString()).isEqualTo("x");
    assertThat(columns.get(0).path("mean").asDouble()).isPositive();
    assertThat(columns.get(0).path("sd").asDouble()).isPositive();
    assertThat(all.path("importance").path("value").asDouble())
        .isEqualTo(all.path("metrics").path("log_loss").asDouble());
    assertThat(json("--importance", "3")).isEqualTo(all);
    assertThat(json("--importance", "3", "--seed", "7").path("importance"))
        .isNotEqualTo(all.path("importance"));
    assertThat(json("--importance", "1", "--metric", "accuracy").path("importance").toString())
        .startsWith("{\"metric\":\"accuracy\"")
        .doesNotContain("\"sd\"");
    assertThat(json().has("importance")).isFalse();
  }

  @Test
  void what_makes_no_sense_is_refused_with_a_fix() {
    Cli alone = Cli.run("evaluate", model, rows, "--metric", "accuracy");
    assertThat(alone.err()).contains("error E207");
    assertThat(alone.withFix(alone.fixes().getFirst()).exit()).isZero();
    Cli unknown = Cli.run("evaluate", model, rows, "--importance", "2", "--metric", "acuracy");
    assertThat(unknown.err()).contains("error E234");
    assertThat(unknown.withFix(unknown.fixes().getFirst()).exit()).isZero();
    Cli other = Cli.run("evaluate", model, rows, "--importance", "2", "--metric", "rmse");
    assertThat(other.err()).contains("error E235");
    assertThat(other.withFix(other.fixes().getFirst()).exit()).isZero();
    Cli two = Cli.run("evaluate", model, model, rows, "--importance", "2");
    assertThat(two.err()).contains("error E207 --importance with two models");
    assertThat(two.withFix(two.fixes().getFirst()).exit()).isZero();
    assertThat(Cli.run("evaluate", model, rows, "--importance", "-1").err()).contains("E209");
  }

  @Test
  void the_page_of_a_run_has_bars_and_their_numbers() {
    ReportPage page = ReportPage.read(folder.resolve("model"));
    assertThat(page.sections()).contains("importance");
    JsonNode data = page.data().path("importance");
    assertThat(data.path("rows").asInt()).isEqualTo(9);
    assertThat(data.path("columns").get(0).path("column").asString()).isEqualTo("x");
    assertThat(page.elements("svg"))
        .anySatisfy(
            s ->
                assertThat(s.getAttribute("aria-label"))
                    .isEqualTo("How much worse log-loss gets without a column"));
  }
}
