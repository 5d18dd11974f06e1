package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may stand where a command takes a MODEL, and what is said of what may not.
class ModelWordTest {
  @TempDir static Path folder;
  private static Path model;
  private static Path rows;

  @BeforeAll
  static void train_a_model() {
    model = Cli.model(folder);
    rows = folder.resolve("good.csv");
  }

  /// A line with the model, its folder, or something else in place of MODEL.
  private static Cli run(String line, Path word) {
    List<String> words = Cli.words(line);
    return Cli.run(
        words.stream()
            .map(w -> w.equals("MODEL") ? word.toString() : w.equals("DATA") ? rows.toString() : w)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict MODEL DATA",
        "evaluate MODEL DATA",
        "explain MODEL DATA --line 2",
        "gradcheck MODEL DATA",
        "inspect MODEL",
        "export MODEL --to tikz"
      })
  void the_folder_of_a_run_stands_for_its_model(String line) {
    Cli file = run(line, model);
    assertThat(file.exit()).as(file.toString()).isZero();
    Cli run = run(line, model.getParent());
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).isEqualTo(file.out());
    assertThat(Cli.run(line.split(" ")[0], "--help").out())
        .contains(line.startsWith("inspect") ? "FILE" : "MODEL is a model file, or the folder of");
  }

  @Test
  void two_models_may_be_two_folders() {
    Cli run = run("evaluate MODEL MODEL DATA", model.getParent());
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("neither is better");
  }

  @Test
  void a_model_that_is_not_there_names_one_that_is() {
    Path near = folder.resolve("modle/model.soma");
    for (String line : List.of("predict MODEL DATA", "export MODEL", "explain MODEL DATA")) {
      Cli run = run(line, near);
      BadInputTest.refused(run, 4, "E404", near.toString(), "expected a model file", "" + model);
      assertThat(run.fixes()).containsExactly("soma inspect " + model);
      BadInputTest.fixed(run);
    }
  }

  @Test
  void a_folder_without_a_model_says_what_it_could_hold() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("deep/empty"));
    Cli run = run("predict MODEL DATA", empty);
    BadInputTest.refused(run, 4, "E404", "no model in the folder", "or the folder of its run");
    BadInputTest.fixed(run);
  }

  @Test
  void a_table_where_the_model_is_expected() {
    Cli run = run("predict DATA DATA", model);
    BadInputTest.refused(run, 4, "E401", "good.csv", "it is a text", "the model comes first");
    BadInputTest.fixed(run);
  }

  @ParameterizedTest
  @CsvSource({
    "predict DATA MODEL --only-pred, predict MODEL DATA --only-pred",
    "evaluate DATA MODEL, evaluate MODEL DATA",
    "evaluate DATA MODEL MODEL, evaluate MODEL MODEL DATA",
    "evaluate MODEL DATA MODEL, evaluate MODEL MODEL DATA",
    "explain DATA MODEL --line 2, explain MODEL DATA --line 2",
    "gradcheck DATA MODEL, gradcheck MODEL DATA"
  })
  void words_in_the_wrong_order_are_put_into_the_right_one(String line, String right) {
    for (Path word : List.of(model, model.getParent())) {
      Cli run = run(line, word);
      BadInputTest.refused(run, 4, "E401", "good.csv", "the model comes first");
      String fix = right.replace("MODEL", word.toString()).replace("DATA", rows.toString());
      assertThat(run.fixes()).containsExactly("soma " + fix);
      BadInputTest.fixed(run);
    }
  }

  @Test
  void so_are_those_of_a_page_and_of_a_diagnostic() {
    Cli page = run("studio DATA MODEL", model);
    BadInputTest.refused(page, 2, "E204", "good.csv is no model");
    assertThat(page.fixes()).containsExactly("soma studio " + model + " " + rows);
    String folder = model.getParent().toString();
    Cli why = Cli.run("why", folder, "D7");
    BadInputTest.refused(why, 2, "E243", "the diagnostic comes before the run");
    assertThat(why.fixes()).containsExactly("soma why D7 " + folder);
    BadInputTest.fixed(why);
    Cli stdin = run("predict - MODEL", model);
    assertThat(stdin.fixes()).containsExactly("soma predict " + model + " -");
  }

  @Test
  void a_damaged_model_names_the_command_that_trains_it_again() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    for (int length : new int[] {bytes.length - 10, 100}) {
      Path cut = model.resolveSibling("cut.soma");
      Files.write(cut, Arrays.copyOf(bytes, length));
      Cli run = run("predict MODEL DATA", cut);
      BadInputTest.refused(run, 4, "E402", "cut.soma", "expected the bytes that were saved");
      String config = model.resolveSibling("config.toml").toString();
      assertThat(run.fixes()).containsExactly("soma train --config " + config);
      Cli again = run.withFix(run.fixes().getFirst() + " --dry-run");
      assertThat(again.exit()).as(again.toString()).isZero();
    }
  }

  @Test
  void a_missing_file_comes_before_a_missing_flag() {
    Path none = folder.resolve("none.csv");
    BadInputTest.refused(Cli.run("studio", none.toString()), 3, "E304", "none.csv");
    BadInputTest.refused(Cli.run("studio", rows.toString()), 2, "E204", "missing --target");
    BadInputTest.refused(run("explain MODEL " + none, model), 3, "E304", "none.csv");
    BadInputTest.refused(run("explain MODEL DATA", model), 2, "E204", "missing --line");
  }
}
