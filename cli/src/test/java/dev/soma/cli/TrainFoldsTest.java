package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `train` with folds, members, groups and times.
class TrainFoldsTest {
  @TempDir Path folder;

  /// 60 rows: x and colour decide the label and y; 12 groups, a day each, one odd day.
  @BeforeEach
  void tables() {
    StringBuilder text = new StringBuilder("x,colour,patient,one,day,odd,label,y\n");
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 60; i++) {
      String day = "2024-%02d-%02d".formatted(1 + i / 28, 1 + i % 28);
      text.append(i % 7 + "," + colours[i % 3] + ",p" + i % 12 + ",same," + day + ",")
          .append((i == 5 ? "soon" : day) + "," + (i % 7 > 3 ? "yes" : "no") + "," + 1.5 * i)
          .append('\n');
    }
    Cli.write(folder, "rows.csv", text.toString());
  }

  @AfterAll
  static void remove_rejects() throws IOException {
    Files.deleteIfExists(Path.of("rows.rejects.csv"));
  }

  private Cli train(String target, String... more) {
    List<String> args = new ArrayList<>(List.of("train", folder.resolve("rows.csv").toString()));
    args.addAll(List.of("--target", target, "--hidden", "4", "--epochs", "4"));
    args.addAll(List.of("--out", folder.resolve("out").toString(), "--force"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private List<String> oof() throws IOException {
    return Files.readAllLines(folder.resolve("out/oof.csv"));
  }

  @Test
  void folds_are_told_saved_and_averaged() throws IOException {
    Cli run = train("label", "--cv", "4", "--members", "2");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("4 folds, the first: train", "8 networks kept", "oof.csv")
        .contains("4 folds: 51 rows", "accuracy", "log-loss", "±")
        .contains("fold 1/4 member 1/8", "fold 4/4 member 8/8");
    List<String> lines = oof();
    assertThat(lines.getFirst()).isEqualTo("line,label,label_pred,p_no,p_yes,fold");
    assertThat(lines).hasSize(52);
    int[] numbers =
        lines.stream().skip(1).mapToInt(l -> Integer.parseInt(l.split(",")[0])).toArray();
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(lines.stream().skip(1).map(l -> l.split(",")[5]).distinct().sorted())
        .containsExactly("1", "2", "3", "4");
    assertThat(Files.readString(folder.resolve("out/run.jsonl")))
        .contains("\"event\":\"member\"", "\"cv\":{\"folds\":4");
    String model = folder.resolve("out/model.soma").toString();
    String rows = folder.resolve("rows.csv").toString();
    assertThat(Cli.run("predict", model, rows).out().lines()).hasSize(61);
    assertThat(Cli.run("evaluate", model, rows).exit()).isZero();
    Cli inspect = Cli.run("inspect", model);
    assertThat(inspect.out()).contains("the mean of 8 networks", "--cv 4", "--members 2");
    Cli explain = Cli.run("explain", model, rows, "--line", "3", "--member", "5");
    assertThat(explain.err()).contains("network 5 of 8");
    assertThat(explain.exit()).isZero();
    Cli none = Cli.run("explain", model, rows, "--line", "3", "--member", "9");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.withFix(none.fixes().getFirst()).exit()).isZero();
    assertThat(Cli.run("gradcheck", model, rows).exit()).isZero();
  }

  @Test
  void numbers_have_their_own_scale_a_fold_and_the_command_is_repeated() throws IOException {
    Cli run = train("y", "--cv", "3", "--clip-targets", "--fold-validates");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("RMSE", "a little too good");
    assertThat(oof().getFirst()).isEqualTo("line,y,y_pred,fold");
    byte[] model = Files.readAllBytes(folder.resolve("out/model.soma"));
    Cli again =
        Cli.run(
            "train",
            "--config",
            folder.resolve("out/config.toml").toString(),
            "--threads",
            "1",
            "--kernels",
            "scalar",
            "--out",
            folder.resolve("again").toString());
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("again/model.soma"))).isEqualTo(model);
    String rows = folder.resolve("rows.csv").toString();
    String more = Cli.run("inspect", folder.resolve("out").toString()).out();
    String command = more.lines().filter(l -> l.startsWith("AGAIN")).findFirst().orElseThrow();
    List<String> words = Cli.words(command.substring(command.indexOf("soma ") + 5));
    words.set(1, rows);
    words.addAll(List.of("--out", folder.resolve("third").toString()));
    Cli third = Cli.run(words);
    assertThat(third.exit()).as(third.toString()).isZero();
    assertThat(third.err()).contains("3 folds: 51 rows");
  }

  @Test
  void a_share_of_validation_rows_that_folds_do_not_take_is_said_not_to_be_used() {
    String said = "--validation-fraction 0.3 is not used: with --fold-validates the rows that";
    Cli run = train("label", "--cv", "3", "--fold-validates", "--validation-fraction", "0.3");
    assertThat(run.err()).contains("\n  " + said);
    assertThat(train("label", "--cv", "3", "--validation-fraction", "0.3").err())
        .doesNotContain("is not used");
  }

  @Test
  void one_member_is_the_plain_model_but_for_the_settings_and_leaves_no_old_oof() {
    assertThat(train("label", "--cv", "2").exit()).isZero();
    assertThat(folder.resolve("out/oof.csv")).exists();
    assertThat(train("label", "--members", "1").exit()).isZero();
    assertThat(folder.resolve("out/oof.csv")).doesNotExist();
  }

  @Test
  void figures_of_folds_say_over_how_many_of_them_they_are() throws IOException {
    Cli all = train("label", "--cv", "3");
    assertThat(all.err()).contains("FOLDS  3 folds: 51", "\n  mean over the 3 folds ± standard");
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("Mean over the 3 folds ± standard");
    Cli two = train("label", "--cv", "3", "--max-networks", "2");
    assertThat(two.err()).contains("2 of 3 folds: 34", "\n  mean over these 2 of 3 folds ±");
    Cli one = train("label", "--cv", "3", "--max-networks", "1");
    assertThat(one.err())
        .contains("1 of 3 folds: 17", "\n  figures of 1 of 3 folds alone: no mean");
  }

  @Test
  void a_figure_that_some_folds_cannot_say_tells_of_how_many_it_is() throws IOException {
    StringBuilder text = new StringBuilder("x,site,y\n");
    for (int i = 0; i < 30; i++) {
      text.append(i % 7 + ",s" + i % 3 + "," + (i % 3 == 0 ? 5 : i)).append('\n');
    }
    Cli.write(folder, "rows.csv", text.toString());
    Cli run = train("y", "--cv", "3", "--group", "site", "--test-fraction", "0");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).containsPattern("\n  R² .* - .* over 2 of 3\n");
    assertThat(Files.readString(folder.resolve("out/run.jsonl"))).contains("\"folds\":2}");
  }

  @Test
  void what_networks_of_folds_differ_in_is_said_of_all_of_them() throws IOException {
    StringBuilder text = new StringBuilder("x,gain,y\n");
    for (int i = 0; i < 240; i++) {
      int gain = i % 4 > 0 ? 0 : 1000 + i / 4 % 10; // three quarters: folds are on both sides
      text.append(i % 7 + "," + gain + "," + i * 31 % 97).append('\n');
    }
    Cli.write(folder, "rows.csv", text.toString());
    Cli run = train("y", "--cv", "5", "--test-fraction", "0");
    assertThat(run.exit()).as(run.toString()).isZero();
    String said = "1 number also as levels: gain \\([0-9 to]+, in [1-4] of 5 networks\\)";
    assertThat(run.err()).containsPattern("STOP .*\n  *" + said + "\n");
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .containsPattern(said)
        .contains("The row and both passes are those of the first network");
    String model = folder.resolve("out").toString();
    assertThat(Cli.run("inspect", model).out()).containsPattern("INPUT [^A-Z]*" + said);
    String rows = folder.resolve("rows.csv").toString();
    assertThat(Cli.run("explain", model, rows, "--line", "2").out())
        .contains("each with a base row of its own; the one shown is that of network 1 of 5\n");
    assertThat(Cli.run("explain", model, rows, "--line", "2", "--json").out())
        .contains("\"base_of_network\":1");
    assertThat(train("y", "--members", "2").exit()).isZero();
    assertThat(Cli.run("explain", model, rows, "--line", "2").out())
        .contains("means over 2 networks, which have the same base row\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"--cv 3 --members 2", "--cv 3 --group patient", "--split-by-time day --members 2"})
  void rows_on_disk_give_the_same_model(String flags) throws IOException {
    assertThat(train("y", flags.split(" ")).exit()).isZero();
    byte[] model = Files.readAllBytes(folder.resolve("out/model.soma"));
    Cli disk = train("y", (flags + " --memory disk").split(" "));
    assertThat(disk.exit()).as(disk.toString()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("out/model.soma"))).isEqualTo(model);
  }

  @Test
  void groups_are_told_of_and_times_are_in_order() {
    Cli groups = train("label", "--group", "patient");
    assertThat(groups.exit()).as(groups.toString()).isZero();
    assertThat(groups.err()).contains("groups of patient kept together", "no input");
    Cli folds = train("label", "--group", "patient", "--cv", "3");
    assertThat(folds.exit()).as(folds.toString()).isZero();
    Cli time = train("label", "--split-by-time", "day");
    assertThat(time.exit()).as(time.toString()).isZero();
    assertThat(time.err()).contains("in the order of day");
    Cli ignored = train("label", "--split-by-time", "day", "--ignore", "day");
    assertThat(ignored.exit()).as(ignored.toString()).isZero();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "E201 | --cv 1",
        "E201 | --cv -3",
        "E209 | --cv five",
        "E201 | --members 0",
        "E201 | --max-networks -1",
        "E207 | --group patient --split-by-time day",
        "E207 | --cv 3 --split-by-time day",
        "E207 | --fold-validates",
        "E207 | --group label",
        "E311 | --group patent",
        "E311 | --split-by-time dy",
        "E360 | --group one",
        "E360 | --group patient --cv 13",
        "E361 | --split-by-time odd",
        "E361 | --split-by-time one",
        "E362 | --cv 40",
      })
  void a_refusal_has_an_id_and_its_first_fix_works(String id, String flags) {
    Cli run = train("label", flags.split(" "));
    assertThat(run.err()).contains("error " + id);
    assertThat(run.fixes()).as(run.err()).isNotEmpty();
    String fix = run.fixes().getFirst();
    Cli fixed = fix.startsWith("leave ") ? without(run, fix.split(" ")[1]) : run.withFix(fix);
    assertThat(fixed.exit()).as("%s: %s", fix, fixed).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--group g --cv 3",
        "--group g --cv 3 --fold-validates",
        "--group g --cv 3 --fold-validates --effort normal",
        "--group g --fold-validates --effort normal",
        "--group few --cv 3",
        "--split-by-time t"
      })
  void a_class_without_training_rows_is_refused_with_fixes_that_work(String flags) {
    Path file =
        Tables.table(
            folder,
            "late.csv",
            "x,g,few,t,y",
            120,
            r -> {
              String late = r > 110 ? "new" : "y" + r % 2;
              return r * 7 % 60
                  + ",g"
                  + r / 10
                  + ","
                  + (r > 110 ? 2 : r % 2)
                  + ","
                  + r
                  + ","
                  + late;
            });
    List<String> asked = new ArrayList<>(List.of(flags.split(" ")));
    asked.add("--dry-run");
    Cli run = Tables.train(file, asked.toArray(String[]::new));
    assertThat(run.err()).contains("error E363 ", "\"new\" is in none of the rows that ");
    assertThat(run.fixes()).isNotEmpty();
    for (String fix : run.fixes()) {
      Cli fixed = run;
      for (String word : fix.split(" ")) {
        fixed = word.startsWith("--") ? without(fixed, word) : fixed;
      }
      assertThat(fixed.exit()).as("%s: %s", fix, fixed).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--group half | --test-fraction 0; --validation-fraction 0",
        "--group half --cv 2 | --test-fraction 0 --fold-validates",
        "--group half --cv 2 --test-fraction 0 | --fold-validates",
        "--group half --cv 4 | --test-fraction 0 --cv 2 --fold-validates",
        "--group half --cv 4 --test-fraction 0 | --cv 2 --fold-validates",
        "--group colour --cv 3 | --test-fraction 0",
        "--group patient --cv 13 | --cv 10",
        "--group patient --cv 12 | --cv 10; --test-fraction 0",
      })
  void too_few_groups_offer_other_parts_and_all_of_them_can_be_cut(String flags, String offers)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("rows.csv"))) {
      lines.add(line + "," + (lines.isEmpty() ? "half" : "h" + lines.size() % 2));
    }
    Files.write(folder.resolve("rows.csv"), lines);
    Cli run = train("label", (flags + " --dry-run").split(" "));
    assertThat(run.err()).contains("error E360");
    List<String> expected = new ArrayList<>(List.of(offers.split("; ")));
    expected.add("leave --group out");
    assertThat(run.fixes()).isEqualTo(expected);
    for (String offer : offers.split("; ")) {
      Cli fixed = run.withFix(offer);
      assertThat(fixed.exit()).as("%s: %s", offer, fixed).isZero();
    }
  }

  /// The command without a flag and its value.
  private static Cli without(Cli run, String flag) {
    List<String> words = new ArrayList<>(run.command());
    int at = words.indexOf(flag);
    words.remove(at);
    if (at < words.size() && !words.get(at).startsWith("--")) {
      words.remove(at);
    }
    return Cli.run(words);
  }

  @Test
  void a_network_that_diverges_ends_the_run_and_is_told_of() {
    Cli run = train("y", "--members", "3", "--optimizer", "sgd", "--lr", "1e9");
    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.err())
        .contains("E601", "nothing was learned", "network 1 of 3; the others are left out");
    assertThat(run.err()).contains("1 network kept, weights of the start");
    assertThat(folder.resolve("out/model.soma")).exists();
  }

  @Test
  void time_that_is_up_keeps_the_networks_before_it() {
    Cli run = train("label", "--members", "100000", "--max-time", "1s");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("the time was up", "which is left out");
    assertThat(folder.resolve("out/model.soma")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs 4 --cv 3 --members 100000 --max-time 0.5s",
        "--epochs 4 --members 100000 --max-time 0.5s",
        "--epochs 1000000 --patience 0 --cv 3 --members 2 --max-time 0.3s",
        "--epochs 1000000 --patience 0 --max-time 0.3s",
        "--epochs 4 --cv 3 --members 2 --max-networks 5",
        "--epochs 4 --max-steps 3"
      })
  void the_command_of_inspect_and_config_toml_make_a_run_again_that_a_limit_has_ended(String flags)
      throws IOException {
    Path rows = folder.resolve("rows.csv");
    List<String> args = new ArrayList<>(List.of("train", rows.toString(), "--target", "label"));
    args.addAll(List.of("--hidden", "4", "--out", folder.resolve("out").toString()));
    args.addAll(List.of(flags.split(" ")));
    Cli run = Cli.run(args);
    assertThat(run.exit()).as(run.toString()).isZero();
    Cli card = Cli.run("inspect", folder.resolve("out").toString());
    Cli again = Cli.run(card.again(rows, folder.resolve("again")));
    assertThat(again.exit()).as(again.toString()).isZero();
    byte[] model = Files.readAllBytes(folder.resolve("out/model.soma"));
    assertThat(Files.readAllBytes(folder.resolve("again/model.soma"))).isEqualTo(model);
    Path config = folder.resolve("out/config.toml");
    String third = folder.resolve("third").toString();
    Cli same = Cli.run("train", "--config", config.toString(), "--out", third);
    assertThat(same.exit()).as(same.toString()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("third/model.soma"))).isEqualTo(model);
    assertThat(folder.resolve("third/config.toml")).hasSameTextualContentAs(config);
  }

  @Test
  void out_of_fold_rows_are_those_that_are_not_tested_with() throws IOException {
    assertThat(train("label", "--cv", "5", "--test-fraction", "0").exit()).isZero();
    assertThat(oof().stream().skip(1).mapToInt(l -> Integer.parseInt(l.split(",")[0])))
        .containsExactlyElementsOf(IntStream.rangeClosed(2, 61).boxed().toList());
  }
}
