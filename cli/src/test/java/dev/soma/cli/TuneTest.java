package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `tune`, as a person types it.
class TuneTest {
  @TempDir Path folder;
  private Path rows;

  @BeforeEach
  void table() {
    rows = Cli.table(folder, "rows.csv", "x,colour,label,y");
  }

  private Cli tune(String out, String... more) {
    List<String> args = new ArrayList<>(List.of("tune", rows.toString(), "--target", "label"));
    args.addAll(List.of("--epochs", "9", "--ignore", "y"));
    args.addAll(List.of("--out", folder.resolve(out).toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  /// A search that takes least, for what does not depend on the recipe.
  private Cli quick(String out, String... more) {
    List<String> args = new ArrayList<>(List.of("--effort", "fast"));
    args.addAll(List.of(more));
    return tune(out, args.toArray(String[]::new));
  }

  private Cli resume(String run, String... more) {
    List<String> args = new ArrayList<>(List.of("tune", "--resume", path(run)));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private String path(String run) {
    return folder.resolve(run).toString();
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("model.soma"));
  }

  /// The results of a log, without their times.
  private List<String> results(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("trials.jsonl")).stream()
        .filter(l -> l.startsWith("{\"event\":\"trial\""))
        .map(l -> l.replaceFirst(",\"seconds\":.*", ""))
        .toList();
  }

  private static String line(Cli run, String begin) {
    return run.err().lines().filter(l -> l.startsWith(begin)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"--effort fast, 1", "--effort normal --seed 7, 5", "--metric accuracy --cv 3, 3"})
  void trials_are_told_logged_and_the_command_that_is_printed_repeats_the_best(
      String flags, int networks) throws IOException {
    List<String> typed = new ArrayList<>(List.of(flags.split(" ")));
    typed.addAll(List.of("--trials", "10"));
    Cli run = tune("a", typed.toArray(String[]::new));
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out().strip()).isEqualTo(folder.resolve("a/model.soma").toString());
    assertThat(run.err())
        .contains("TUNE   10 trials", "1 epoch, 3 for the best of 3, 9 for the best of 9")
        .contains("TRIALS 10 trials, 14 runs, 2 of them with all 9 epochs.", "CHOICE ", "TEST")
        .doesNotContain("\u001b", "\r");
    assertThat(results("a")).hasSize(14);
    assertThat(results("a").getFirst())
        .contains("\"trial\":0,\"epochs\":9,\"settings\":{}")
        .matches(".*\"scores\":\\[[^,]*(,[^,]*){" + (networks - 1) + "}].*");
    List<String> words = Cli.words(line(run, "  again: soma train "));
    words.addAll(List.of("--out", path("again")));
    Cli again = Cli.run(words.subList(2, words.size()));
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(model("again")).isEqualTo(model("a"));
  }

  @Test
  void equal_numbers_of_trials_give_equal_results_and_more_begin_with_the_same()
      throws IOException {
    assertThat(quick("a", "--trials", "10", "-q").err()).isEmpty();
    quick("b", "--trials", "10", "--threads", "1");
    quick("c", "--trials", "12");
    assertThat(results("b")).isEqualTo(results("a"));
    assertThat(model("b")).isEqualTo(model("a"));
    assertThat(results("c")).startsWith(results("a").toArray(String[]::new)).hasSize(18);
  }

  @Test
  void a_killed_search_is_gone_on_with_and_ends_as_an_unbroken_one() throws IOException {
    quick("whole", "--trials", "10");
    byte[] log = Files.readAllBytes(folder.resolve("whole/trials.jsonl"));
    Path killed = Files.createDirectory(folder.resolve("killed"));
    Files.write(killed.resolve("trials.jsonl"), Arrays.copyOf(log, log.length * 2 / 3));
    Cli run = resume("killed");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("gone on with: ");
    assertThat(results("killed")).isEqualTo(results("whole"));
    assertThat(model("killed")).isEqualTo(model("whole"));
    Cli more = resume("killed", "--trials", "13");
    assertThat(more.exit()).as(more.toString()).isZero();
    assertThat(results("killed")).startsWith(results("whole").toArray(String[]::new)).hasSize(19);
    assertThat(resume("killed").err()).contains("TRIALS 13 trials");
  }

  @Test
  void a_file_that_has_moved_is_the_same_and_one_that_has_changed_is_not() throws IOException {
    quick("a", "--trials", "2");
    List<String> before = results("a");
    Path moved = Files.move(rows, folder.resolve("moved.csv"));
    Cli run = Cli.run("tune", moved.toString(), "--resume", path("a"), "--trials", "3");
    assertThat(run.exit()).as(run.toString()).isZero();
    Files.writeString(moved, Files.readString(moved) + "3,red,no,2\n");
    byte[] model = model("a");
    List<String> log = results("a");
    Cli other = Cli.run("tune", moved.toString(), "--resume", path("a"), "--trials", "4");
    BadInputTest.refused(other, 5, "E522", "another search", "data");
    assertThat(results("a")).isEqualTo(log).startsWith(before.toArray(String[]::new));
    assertThat(model("a")).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource({
    "--target colour, --target label",
    "--lr 0.1, no --lr",
    "--hidden 4, no --hidden",
    "--seed 1, no --seed",
    "--search random, --search halving"
  })
  void another_search_in_the_folder_of_a_search_is_refused(String flags, String was) {
    quick("a", "--trials", "2");
    BadInputTest.refused(resume("a", flags.split(" ")), 5, "E522", was, flags);
  }

  @ParameterizedTest
  @CsvSource({
    "--seed 7, --seed 42, --seed `7`",
    "--patience 5, --effort fast, --epochs `9` --patience `5`",
    "--test-fraction 0.3, --test-fraction 0.15, --test-fraction `0.3`"
  })
  void what_a_search_began_with_cannot_be_taken_back(String first, String later, String fix) {
    List<String> begun = new ArrayList<>(List.of("--trials", "2"));
    begun.addAll(List.of(first.split(" ")));
    quick("a", begun.toArray(String[]::new));
    Cli run = resume("a", later.split(" "));
    BadInputTest.refused(run, 5, "E522", "another search");
    assertThat(run.fixes()).first().isEqualTo(fix.replace("`", "'"));
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
  }

  @Test
  void other_test_rows_are_another_search() {
    quick("a", "--trials", "2");
    Cli run = resume("a", "--test", rows.toString());
    BadInputTest.refused(run, 5, "E522", "another search", "to test");
  }

  @Test
  void a_search_on_columns_with_commas_in_their_names_is_gone_on_with() {
    Path file = Cli.table(folder, "commas.csv", "x,colour,label,\"y, z\"");
    List<String> typed = List.of("--effort", "fast", "--epochs", "9", "--trials", "2");
    List<String> args = new ArrayList<>(List.of("tune", file.toString(), "--target", "label"));
    args.addAll(List.of("--ignore", "\"y, z\"", "--out", path("a")));
    args.addAll(typed);
    assertThat(Cli.run(args).exit()).isZero();
    Cli run = resume("a", "--trials", "3");
    assertThat(run.exit()).as(run.toString()).isZero();
  }

  @Test
  void what_train_refuses_is_refused_before_the_search() {
    BadInputTest.refused(tune("a", "--clip-targets"), 2, "E207", "--clip-targets");
    String[] both = {"--test", rows.toString(), "--test-fraction", "0.3"};
    BadInputTest.refused(tune("a", both), 2, "E207", "--test");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void a_budget_in_which_nothing_finishes_names_one_in_which_it_does() {
    Cli run = quick("a", "--budget", "0.000001s", "--trials", "2");
    BadInputTest.refused(run, 6, "E602", "no trial finished", "none ran all of its 9 epochs");
    Cli more = run.withFix(run.fixes().getFirst());
    assertThat(more.exit()).as(more.toString()).isZero();
  }

  @Test
  void trials_that_all_diverge_name_a_smaller_rate() {
    Cli run = quick("a", "--lr", "1e30", "--trials", "2", "--force");
    BadInputTest.refused(run, 6, "E602", "all of them diverged");
    Cli smaller = run.withFix(run.fixes().getFirst());
    assertThat(smaller.exit()).as(smaller.toString()).isZero();
  }

  @Test
  void what_is_typed_is_not_varied_and_all_typed_is_refused() throws IOException {
    Cli run = tune("a", "--hidden", "4", "--lr", "0.01", "--trials", "4");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(results("a"))
        .allSatisfy(l -> assertThat(l).doesNotContain("\"hidden\"", "\"lr\"", "\"embedding\""));
    assertThat(results("a").getLast()).contains("\"dropout\"", "\"batch\"");
    String all = "--hidden 4 --lr 0.01 --activation relu --dropout 0 --optimizer adam --batch 8";
    BadInputTest.refused(tune("b", all.split(" ")), 2, "E207", "nothing to vary");
  }

  @ParameterizedTest
  @CsvSource({
    "--budget soon, E209, --budget 10m",
    "--budget 0, E209, --budget 10m",
    "--trials none, E209, --trials 28",
    "--trials 0, E209, --trials 28",
    "--search grid, E209, --search halving",
    "--model perceptron, E207, --model mlp",
    "--validation-fraction 0, E207, --validation-fraction 0.15",
  })
  void bad_flags_are_refused_before_anything_is_made(String flags, String id, String fix) {
    Cli run = tune("a", flags.split(" "));
    BadInputTest.refused(run, 2, id, flags.split(" ")[0].substring(2).split("-")[0]);
    assertThat(run.fixes()).first().isEqualTo(fix);
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void the_time_of_a_search_is_its_budget() {
    assertThat(Cli.run("tune", "--help").out()).contains("--budget").doesNotContain("--max-time");
    for (String flag : List.of("--timeout", "--max-time", "--time")) {
      Cli run = Cli.run("tune", "rows.csv", "--target", "y", flag, "10");
      BadInputTest.refused(run, 2, "E202", flag);
      assertThat(run.fixes()).containsExactly("soma tune rows.csv --target y --budget 10");
    }
    assertThat(Cli.run("tune", "rows.csv", "--max-time", "10s").err())
        .contains("a training that the clock cuts short cannot be compared");
  }

  @Test
  void a_folder_without_a_search_or_with_a_broken_one_is_refused() throws IOException {
    BadInputTest.refused(resume("nowhere"), 3, "E304", "trials.jsonl");
    quick("a", "--trials", "2");
    BadInputTest.refused(tune("a"), 8, "E803", "is not empty");
    BadInputTest.refused(resume("a", "--out", path("b")), 2, "E207", "--resume and --out");
    Files.writeString(folder.resolve("a/trials.jsonl"), "rubbish\n");
    BadInputTest.refused(resume("a"), 3, "E342", "line 1");
  }

  @Test
  void other_commands_take_the_model() {
    quick("a", "--trials", "2");
    String model = folder.resolve("a/model.soma").toString();
    assertThat(Cli.run("predict", model, rows.toString()).exit()).isZero();
    assertThat(Cli.run("evaluate", model, rows.toString()).exit()).isZero();
    assertThat(Cli.run("explain", model, rows.toString(), "--line", "2").exit()).isZero();
    Cli again = Cli.run("train", "--config", path("a/config.toml"), "--out", path("again"));
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(folder.resolve("again/model.soma"))
        .hasSameBinaryContentAs(folder.resolve("a/model.soma"));
  }

  @Test
  void on_a_terminal_the_table_is_drawn_anew() {
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    System.setProperty("soma.terminal", "true");
    try {
      int exit =
          Main.run(
              new String[] {
                "tune",
                rows.toString(),
                "--target",
                "label",
                "--effort",
                "fast",
                "--trials",
                "10",
                "--epochs",
                "9",
                "--out",
                path("a"),
                "--width",
                "60"
              },
              new java.io.PrintStream(java.io.OutputStream.nullOutputStream()),
              new java.io.PrintStream(err, true, java.nio.charset.StandardCharsets.UTF_8));
      assertThat(exit).isZero();
    } finally {
      System.clearProperty("soma.terminal");
    }
    String shown = err.toString(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(shown).contains("\u001b[K", "trial 9/9", "\u001b[J");
    Pattern live = Pattern.compile("(?m)^(.*)\u001b\\[K$");
    assertThat(live.matcher(shown).results().map(m -> m.group(1)))
        .allSatisfy(l -> assertThat(l.replaceAll("\u001b\\[\\d+A|\r", "")).hasSizeLessThan(60));
  }
}
