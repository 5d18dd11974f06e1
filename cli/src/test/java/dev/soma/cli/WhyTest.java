package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soma.train.diagnose.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Diagnostics on the screen, in the log and on the page of `soma why`.
class WhyTest {
  private static final Path SETS = Path.of("../../shared/data/tabular");

  @TempDir static Path folder;

  @BeforeAll
  static void table() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,same,only,y\n");
    SplittableRandom random = new SplittableRandom(1);
    for (int r = 0; r < 240; r++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      String y = a + b > 1.55 ? "yes" : "no";
      rows.append(a + "," + b + "," + a + ",1," + y + "\n");
    }
    Files.writeString(folder.resolve("t.csv"), rows);
  }

  private static Cli train(String name, String... flags) {
    return Cli.run(
        Stream.concat(
                Stream.of(
                    "train",
                    folder.resolve("t.csv").toString(),
                    "--target",
                    "y",
                    "--effort",
                    "fast",
                    "--out",
                    folder.resolve(name).toString()),
                Stream.of(flags))
            .toList());
  }

  @Test
  void a_fault_is_on_the_screen_in_the_log_and_on_its_page_with_a_command_that_works()
      throws IOException {
    Cli run = train("equal", "--hidden", "8", "--init", "zero", "--epochs", "12", "--json");
    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains("  ! D10 epoch 1  layer 1: weights and biases of 8 of 8 units are equal")
        .contains("(soma why D10)")
        .contains("! D9  constant, left out: only")
        .contains("! D9  equal to another column: same (a); try --ignore same");
    List<JsonNode> out = run.out().lines().map(JsonMapper.shared()::readTree).toList();
    JsonNode told =
        out.stream().filter(e -> e.path("id").asString("").equals("D10")).findFirst().orElseThrow();
    assertThat(told.get("event").asString()).isEqualTo("diagnostic");
    assertThat(told.get("schema").asInt()).isEqualTo(1);
    assertThat(told.get("evidence").get("units").asDouble()).isEqualTo(8);
    assertThat(Files.readString(folder.resolve("equal/run.jsonl")))
        .contains("\"id\":\"D10\"")
        .contains("\"id\":\"D9\"");

    Cli why = Cli.run("why", "d10", folder.resolve("equal").toString());
    assertThat(why.exit()).isZero();
    assertThat(why.out())
        .startsWith("D10  equal units")
        .contains("epoch 1  layer 1: weights and biases of 8 of 8")
        .contains("equal W and b give equal z");
    String command =
        why.out().lines().filter(l -> l.startsWith("  try: ")).findFirst().orElseThrow();
    List<String> again = Cli.words(command.replace("  try: soma ", ""));
    again.addAll(List.of("--out", folder.resolve("again").toString()));
    Cli cured = Cli.run(again);
    assertThat(cured.exit()).isZero();
    assertThat(cured.err()).doesNotContain("! D10");
    assertThat(Cli.run("why", "D10", folder.resolve("again/model.soma").toString()).out())
        .contains("not met");
  }

  @Test
  void a_run_that_was_interrupted_is_proposed_to_its_end() throws IOException {
    assertThat(train("whole", "--hidden", "8", "--init", "zero", "--epochs", "3").exit()).isZero();
    assertThat(Cli.run("why", "D10", folder.resolve("whole").toString()).out())
        .doesNotContain("--max-steps");
    Path log = folder.resolve("whole/run.jsonl");
    String cut = Files.readString(log).replaceAll("(\"reason\":\")[a-z]+", "$1interrupted");
    Files.writeString(log, cut);
    assertThat(Cli.run("why", "D10", folder.resolve("whole").toString()).out())
        .containsPattern("try: soma train --config .* --max-steps 0 --max-networks 0\n");
  }

  @Test
  void the_page_of_a_run_has_what_was_told_and_what_the_rows_showed() {
    assertThat(train("page", "--hidden", "8", "--init", "zero", "--epochs", "12").exit()).isZero();
    ReportPage page = ReportPage.read(folder.resolve("page"));
    List<String> sections = page.sections();
    assertThat(sections.indexOf("diagnostics")).isEqualTo(sections.indexOf("curves") + 1);
    List<String> cells = page.row("D10 equal units");
    assertThat(cells.get(0)).startsWith("epoch 1");
    assertThat(cells.get(1)).isEqualTo("layer 1");
    assertThat(cells.get(2)).contains("8 of 8 units are equal");
    assertThat(cells.get(3)).isEqualTo("units 8; units of the layer 8");
    assertThat(cells.get(4)).isEqualTo("--init auto");
    assertThat(page.row("D9 columns")).contains("before the training", "constant, left out: only");
    JsonNode told = page.data().path("diagnostics").path("told");
    assertThat(told.findValuesAsString("id")).contains("D9", "D10");
    JsonNode equal = told.get(told.findValuesAsString("id").indexOf("D10"));
    assertThat(equal.path("evidence").path("units").asDouble()).isEqualTo(8);
    assertThat(equal.path("network").asInt()).isEqualTo(1);
  }

  @Test
  void what_is_not_finite_is_D6_with_the_line_and_exit_6() {
    Cli run = train("far", "--hidden", "8", "--optimizer", "sgd", "--lr", "1e12");
    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.err())
        .containsPattern("! D6 epoch \\d+  \\S.* became .*lines of the batch: ")
        .contains("E601");
    assertThat(folder.resolve("far/model.soma")).exists();
  }

  @Test
  void where_nothing_was_learned_nothing_is_tested_and_the_fix_learns() {
    for (String rate : List.of("1e12", "1e7")) {
      Cli run =
          train("none" + rate, "--hidden", "8,8", "--optimizer", "sgd", "--lr", rate, "--json");
      assertThat(run.exit()).as(run.err()).isEqualTo(6);
      assertThat(run.err())
          .contains("nothing was learned: the weights of the start are in ")
          .doesNotContain("TEST ", "CALIB ", "SAVED ", "NEXT ", "soma predict");
      assertThat(folder.resolve("none" + rate + "/report.html")).doesNotExist();
      assertThat(run.out()).contains("\"id\":\"D6\"").doesNotContain("\"metrics\"");
      assertThat(run.fixes()).hasSize(1); // to bound the gradient would learn nothing either
      Cli again = run.withFix(run.fixes().getFirst());
      assertThat(again.exit()).as(again.err()).isZero();
      assertThat(again.err()).contains("TEST ").doesNotContainPattern("! D[1-8]\\b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--bias-init 1e38", "--init constant(1e38)", "--l2 1e300", "--l1 1e300"})
  void l_bfgs_that_cannot_begin_is_not_answered_with_a_rate_which_it_has_not(String flags) {
    List<String> more = new ArrayList<>(List.of("--optimizer", "lbfgs", "--hidden", "8"));
    more.addAll(Cli.words(flags));
    String name = "lbfgs" + Integer.toHexString(flags.hashCode());
    Cli run = train(name, more.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isEqualTo(6);
    assertThat(run.err())
        .contains("error E601", "L-BFGS has no rate")
        .containsPattern(
            flags.contains("--l") // the penalty alone: z of the output layer is as it should be
                ? "E601 .*: J became infinite, though all units are finite: z\\(3\\) unit 1 = .*line"
                : "E601 .*: z\\([23]\\) unit \\d became .*, first in line \\d")
        .doesNotContain("--lr", "--clip", "the rate was");
    assertThat(run.fixes()).hasSize(1);
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(run.fixes() + again.err()).isZero();
  }

  @Test
  void far_fewer_rows_of_a_class_are_D11_unless_they_are_weighed() throws IOException {
    Path rows = folder.resolve("rare.csv");
    StringBuilder text = new StringBuilder("a,y\n");
    SplittableRandom random = new SplittableRandom(2);
    for (int r = 0; r < 240; r++) {
      text.append(random.nextDouble() + (r % 16 == 0 ? 0.3 : 0))
          .append(r % 16 == 0 ? ",no\n" : ",yes\n");
    }
    Files.writeString(rows, text);
    Cli plain = Cli.run("train", rows.toString(), "--target", "y", "--dry-run");
    assertThat(plain.err())
        .contains("! D11  yes has 15 times the rows of no (225 and 15): macro-F1 comes first")
        .contains("of always yes it is 0.48, while accuracy misleads with 93.8 %")
        .contains("try --class-weight balanced   (soma why D11)");
    Cli run =
        Cli.run(
            "train",
            rows.toString(),
            "--target",
            "y",
            "--epochs",
            "2",
            "--effort",
            "fast",
            "--out",
            folder.resolve("rare").toString());
    List<String> lines = run.err().lines().dropWhile(l -> !l.startsWith("TEST")).toList();
    assertThat(lines.get(1)).startsWith("  macro-F1");
    assertThat(lines.get(2)).startsWith("  accuracy");
    Cli weighed =
        Cli.run(
            "train", rows.toString(), "--target", "y", "--dry-run", "--class-weight", "balanced");
    assertThat(weighed.err()).doesNotContain("D11");
  }

  @Test
  void values_outside_the_training_range_are_D12_when_predicting_and_evaluating()
      throws IOException {
    assertThat(train("small", "--hidden", "4", "--epochs", "3").exit()).isZero();
    Path far = folder.resolve("far.csv");
    Files.writeString(
        far,
        Files.readString(folder.resolve("t.csv"))
                .lines()
                .limit(100)
                .reduce("", (a, b) -> a + b + "\n")
            + "7,0.5,7,1,yes\n".repeat(5));
    String model = folder.resolve("small/model.soma").toString();
    for (String command : List.of("predict", "evaluate")) {
      Cli run = Cli.run(command, model, far.toString());
      assertThat(run.err() + run.out())
          .contains("! D12  values outside the range of the training rows")
          .containsPattern("extrapolates: a \\d\\.\\d %, same \\d\\.\\d %");
      assertThat(Cli.run(command, model, folder.resolve("t.csv").toString()).err())
          .doesNotContain("D12");
    }
  }

  @Test
  void of_columns_and_of_ranges_why_has_a_command_too() throws IOException {
    assertThat(train("columns", "--hidden", "4", "--epochs", "3").exit()).isZero();
    String run = folder.resolve("columns").toString();
    assertThat(Cli.run("why", "D9", run).out()).contains("config.toml --ignore same\n");
    Cli range = Cli.run("why", "D12", run);
    assertThat(range.out())
        .contains("told by predict and evaluate")
        .containsPattern("try: soma evaluate \\S+columns \\S+t\\.csv\n");
    assertThat(train("fewer", "--hidden", "4", "--epochs", "3", "--ignore", "b").exit()).isZero();
    String fewer = folder.resolve("fewer").toString();
    assertThat(Cli.run("why", "D9", fewer).out()).contains("config.toml --ignore b,same\n");
    Path only = folder.resolve("only.csv");
    Files.writeString(only, "a,only,y\n" + "1,1,no\n1,1,yes\n2,1,no\n3,1,yes\n".repeat(15));
    String out = folder.resolve("only").toString();
    Cli left =
        Cli.run(
            "train",
            only.toString(),
            "--target",
            "y",
            "--effort",
            "fast",
            "--hidden",
            "2",
            "--epochs",
            "2",
            "--out",
            out);
    assertThat(left.err()).contains("! D9  constant, left out: only");
    assertThat(Cli.run("why", "D9", out).out()).contains("try: soma inspect " + only);
  }

  @Test
  void a_linear_network_that_diverges_has_a_place() {
    Cli run = train("line", "--hidden", "none", "--optimizer", "sgd", "--lr", "1e38");
    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.err())
        .containsPattern("! D6 epoch \\d+  layer 1: .*z\\(2\\) unit 1 .*line \\d+");
  }

  @Test
  void the_perceptron_rule_is_not_told_to_change_a_rate_or_a_penalty_that_it_has_not() {
    String saved = folder.resolve("perceptron").toString();
    assertThat(Cli.run("lesson", "perceptron", "--save", saved).exit()).isZero();
    String out = folder.resolve("rule").toString();
    Cli run =
        Cli.run("train", saved + ".csv", "--target", "y", "--model", "perceptron", "--out", out);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("! D5", "! D7");
  }

  @Test
  void every_condition_has_a_page_and_its_flags_exist() {
    String help = Cli.run("train", "--help").out();
    for (Condition condition : Condition.values()) {
      Cli page = Cli.run("why", condition.name());
      assertThat(page.exit()).isZero();
      assertThat(page.out())
          .startsWith(condition + "  " + condition.title())
          .contains("  rule  ", "  equation  ", "  lecture  ", "  helps  ");
      String helps =
          page.out().lines().filter(l -> l.startsWith("  helps")).findFirst().orElseThrow();
      Stream.of(helps.split("[ ,;:)(]+"))
          .filter(w -> w.startsWith("--"))
          .forEach(flag -> assertThat(help).contains("  " + flag + " "));
      assertThat(JsonMapper.shared().readTree(Cli.run("why", condition.name(), "--json").out()))
          .isNotEmpty();
    }
    assertThat(Cli.run("why").out()).contains("D1 ", "dead ReLU units", "D12 ", "out of range");
  }

  @ParameterizedTest
  @CsvSource({
    "--lr 0.001",
    "--activation leaky_relu",
    "--activation selu",
    "--bias-init 0",
    "--scaling quantile",
    "--activation relu",
    "--init auto",
    "'--hidden 64,64'",
    "--hidden none",
    "--l2 0.001",
    "--class-weight balanced",
    "--ignore same"
  })
  void every_remedy_is_accepted(String remedy) {
    Cli run =
        Cli.run(
            Stream.concat(
                    Stream.of(
                        "train", folder.resolve("t.csv").toString(), "--target", "y", "--dry-run"),
                    Cli.words(remedy).stream())
                .toList());
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void an_unknown_id_and_a_missing_run_are_errors_with_a_fix_that_works() {
    Cli id = Cli.run("why", "D13");
    assertThat(id.exit()).isEqualTo(2);
    assertThat(id.err()).contains("error E243");
    Cli run = Cli.run("why", "D1", folder.resolve("nowhere").toString());
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("error E304");
    for (Cli failed : List.of(id, run)) {
      assertThat(failed.fixes()).isNotEmpty();
      failed.fixes().forEach(fix -> assertThat(failed.withFix(fix).exit()).isZero());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "titanic, Survived, --effort fast",
    "german_credit, class, --effort fast",
    "titanic, Survived, --cv 2 --epochs 16",
    "wine_quality, quality, --effort fast --epochs 12",
    "german_credit, class, --hidden 64 --cv 0 --epochs 16",
    "satimage, class, --effort fast --epochs 8",
    "covertype6k, Cover_Type, --effort fast --epochs 8"
  })
  void healthy_runs_on_real_tables_are_left_alone(String set, String target, String flags) {
    Path rows = SETS.resolve(set).resolve("train.csv");
    assumeTrue(Files.exists(rows), "no folder of the benchmark sets, skipped: " + SETS);
    Path out = folder.resolve("healthy " + set + flags.replace(" ", ""));
    Cli run =
        Cli.run(
            Stream.concat(
                    Stream.of(
                        "train", rows.toString(), "--target", target, "--out", out.toString()),
                    Cli.words(flags).stream())
                .toList());
    assertThat(run.exit()).isZero();
    assertThat(run.err()).doesNotContainPattern("! (fold \\S+ +)?D([1-8]|10)\\b");
  }
}
