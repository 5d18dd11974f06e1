package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `train` does where nothing but an effort is said.
class EffortTest {
  @TempDir Path folder;

  /// 60 rows: x decides the label, w is 1 in one row only, two rows are rare.
  @BeforeEach
  void tables() {
    StringBuilder text = new StringBuilder("x,colour,w,label,few\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 7 + "," + (i % 3 == 0 ? "red" : "blue") + "," + (i == 40 ? 1 : 0))
          .append("," + (i % 7 > 3 ? "yes" : "no") + "," + (i < 2 ? "rare" : "usual") + "\n");
    }
    Cli.write(folder, "rows.csv", text.toString());
    Cli.write(folder, "huge.csv", text.toString().replaceAll("(?m)^(\\d)", "$1e200"));
  }

  private Cli train(String target, String... more) {
    List<String> args = new ArrayList<>(List.of("train", folder.resolve("rows.csv").toString()));
    args.addAll(List.of("--target", target, "--epochs", "2", "--force"));
    args.addAll(List.of("--out", folder.resolve("out").toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private List<String> again(String... more) throws IOException {
    Path config = folder.resolve("first.toml");
    Files.copy(folder.resolve("out/config.toml"), config);
    List<String> args = new ArrayList<>(List.of("train", "--config", config.toString()));
    args.addAll(List.of("--out", folder.resolve("again").toString(), "--force"));
    args.addAll(List.of(more));
    Cli run = Cli.run(args);
    assertThat(run.exit()).as(run.toString()).isZero();
    return Files.readAllLines(folder.resolve("again/config.toml"));
  }

  @Test
  void nothing_said_is_a_bag_of_five_and_says_how_long() {
    Cli run = train("label");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("5 folds, the first", "5 networks, averaged; some seconds", "pbld");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "x"})
  void the_command_that_inspect_shows_trains_the_same_model(String target) throws IOException {
    Cli run = train(target);
    assertThat(run.exit()).as(run.toString()).isZero();
    Cli card = Cli.run("inspect", folder.resolve("out/model.soma").toString());
    Cli again = Cli.run(card.again(folder.resolve("rows.csv"), folder.resolve("again")));
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("again/model.soma")))
        .isEqualTo(Files.readAllBytes(folder.resolve("out/model.soma")));
  }

  @Test
  void numbers_that_are_mostly_one_value_are_levels_too_unless_it_is_said_otherwise()
      throws IOException {
    StringBuilder text = new StringBuilder("x,gain,label\n");
    for (int i = 0; i < 600; i++) {
      int gain = i % 5 > 0 ? 0 : 1000 + i / 5 % 10;
      text.append(i % 7 + "," + gain + "," + (gain % 2 > 0 ? "yes" : "no") + "\n");
    }
    Cli.write(folder, "rows.csv", text.toString());
    Cli run = train("label", "--cv", "0");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("\n  1 number also as levels: gain (11)\n");
    assertThat(run.err()).containsPattern("gain +number +0 … 1009 +quartiles, smooth clip");
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains(">1 number also as levels: gain (11)<");
    String model = folder.resolve("out/model.soma").toString();
    assertThat(Cli.run("inspect", model).out())
        .containsPattern("gain +number +clip.*; one-hot → 11: 0, 1000, 1001, 1002");
    assertThat(Cli.run("export", model, "--to", "svg").out()).containsPattern(">gain level [1-8]<");
    Cli why = Cli.run("explain", model, folder.resolve("rows.csv").toString(), "--line", "2");
    assertThat(why.out()).containsPattern("gain +1000 +mean [0-9.]+, 11 levels alike");
    Cli other = train("label", "--cv", "0", "--effort", "normal", "--repeated-values", "numbers");
    assertThat(other.exit()).as(other.toString()).isZero();
    assertThat(other.err()).doesNotContain("also as levels").contains("NET    2 → embedding 8");
    Cli fast = train("label", "--cv", "0", "--effort", "fast");
    assertThat(fast.err()).contains("1 number also as levels: gain (11)").contains("NET    13 → ");
  }

  @Test
  void levels_that_are_typed_and_of_no_column_are_said_to_be_none() {
    String none = "  no number also as levels: none has equal quartiles and more than 8 repeated";
    assertThat(train("label", "--dry-run", "--cv", "0", "--repeated-values", "levels").err())
        .contains("\n" + none);
    assertThat(train("label", "--dry-run", "--repeated-values", "levels").err())
        .contains("\n  in the first fold: no number also as levels: none has");
    assertThat(train("label", "--dry-run").err()).doesNotContain("also as levels");
  }

  @Test
  void number_embeddings_beside_layers_that_have_none_or_their_own_are_refused() {
    for (String[] flags :
        List.of(new String[] {"--hidden", "none"}, new String[] {"--network", "Dense(4, relu)"})) {
      Cli run = train("label", "--embedding", "none", flags[0], flags[1]);
      BadInputTest.refused(run, 2, "E207", "--embedding and " + flags[0]);
      assertThat(run.fixes()).containsExactly("leave --embedding out");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--effort fast", "--hidden 4", "--optimizer adam", "--activation tanh"})
  void fast_and_layers_of_ones_own_are_one_plain_network(String flags) {
    Cli run = train("label", flags.split(" "));
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).doesNotContain("folds", "networks", "pbld");
  }

  @Test
  void hidden_layers_of_a_typed_effort_are_of_its_kind() {
    Cli run = train("label", "--effort", "normal", "--hidden", "5,4");
    assertThat(run.err()).contains("scale → 5 selu ntp α", "→ 4 selu ntp α", "5 networks");
  }

  @Test
  void a_rare_class_is_one_split_and_said_so() {
    Cli run = train("few", "--ignore", "w");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains(
            "\n  one split, no folds: class \"rare\" has 1 row, and 5 folds need at least 5;"
                + " 9 rows are held out to test with\n")
        .doesNotContain("networks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cv 0 | --cv 0 was given",
        "--validation-fraction 0.2 | --validation-fraction 0.2 was given",
        "--split-by-time x | --split-by-time x was given",
        "--validation VAL | --validation VAL was given",
        "--group w | column \"w\": 3 groups in 45 rows, and 5 parts need at least one each; 15 rows",
        "--effort fast | ",
        "--effort fast --cv 0 | ",
        "--cv 3 | "
      })
  void one_split_says_what_of_this_run_is_why_it_has_no_folds(String flags, String why)
      throws IOException {
    Path rows = folder.resolve("rows.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(rows));
    for (int i = 1; i < lines.size(); i++) { // four groups, one of them to test with
      lines.set(i, lines.get(i).replaceFirst(",[01],", "," + i % 4 + ","));
    }
    Files.write(rows, lines);
    Cli.write(folder, "val.csv", "x,colour,w,label,few\n1,red,0,no,rare\n6,red,0,yes,rare\n");
    String file = folder.resolve("val.csv").toString();
    Cli run = train("label", ("--dry-run " + flags).replace("VAL", file).split(" "));
    assertThat(run.exit()).as(run.toString()).isZero();
    if (why == null) {
      assertThat(run.err()).doesNotContain("one split");
    } else {
      assertThat(run.err()).contains("one split, no folds: " + why.replace("VAL", file));
    }
  }

  @Test
  void folds_of_the_effort_may_be_asked_to_validate() throws IOException {
    Cli plain = train("label", "--dry-run");
    Cli asked = train("label", "--dry-run", "--fold-validates");
    assertThat(asked.exit()).as(asked.toString()).isZero();
    assertThat(asked.err()).contains("5 folds, the first: train").isEqualTo(plain.err());
    String rows = folder.resolve("rows.csv").toString();
    String text = "data = \"" + rows + "\"\ntarget = [\"label\"]\nfold-validates = false\n";
    String file = Cli.write(folder, "own.toml", text).toString();
    Cli own = Cli.run("train", "--config", file, "--dry-run");
    assertThat(own.exit()).as(own.toString()).isZero();
    assertThat(own.err()).contains("5 folds, the first: train", " · held out ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label | --effort fast | E207 | --effort fast cuts no folds unless --cv asks for some",
        "label | --hidden 4 | E207 | --effort fast cuts no folds unless --cv asks for some",
        "label | --cv 0 | E207 | --fold-validates and --cv 0",
        "label | --validation-fraction 0.2 | E207 | --fold-validates and --validation-fraction",
        "label | --split-by-time x | E207 | --fold-validates and --split-by-time",
        "few | --ignore w | E362 | class \"rare\" has 1 row"
      })
  void folds_that_are_not_there_cannot_validate_and_every_fix_works(
      String target, String flags, String id, String said) {
    Cli run = train(target, ("--fold-validates " + flags).split(" "));
    assertThat(run.err()).contains("error " + id, said);
    for (String fix : run.fixes()) {
      Cli fixed =
          fix.equals("leave --fold-validates out")
              ? train(target, flags.split(" "))
              : run.withFix(fix);
      assertThat(fixed.exit()).as("%s: %s", fix, fixed).isZero();
    }
    assertThat(run.fixes()).as(run.err()).isNotEmpty();
  }

  @Test
  void an_effort_typed_over_a_file_sets_anew_what_it_decides() throws IOException {
    assertThat(train("label").exit()).isZero();
    assertThat(again("--effort", "fast"))
        .contains("effort = \"fast\"", "cv = 0", "scaling = \"standard\"", "activation = \"relu\"");
  }

  @Test
  void folds_of_a_file_give_way_to_what_is_typed() throws IOException {
    assertThat(train("label").exit()).isZero();
    assertThat(again("--cv", "0")).contains("cv = 0", "fold-validates = false");
  }

  @Test
  void the_same_settings_give_the_same_bytes_however_they_are_typed() throws IOException {
    assertThat(train("label", "--effort", "fast").exit()).isZero();
    byte[] first = Files.readAllBytes(folder.resolve("out/model.soma"));
    assertThat(train("label", "--effort", "fast", "--cv", "0").exit()).isZero();
    assertThat(folder.resolve("out/model.soma")).hasBinaryContent(first);
    String plus = "--effort fast --seed +42 --test-fraction +0.15 --one-hot-limit +0 --threads +1";
    assertThat(train("label", plus.split(" ")).exit()).isZero();
    assertThat(folder.resolve("out/model.soma")).hasBinaryContent(first);
  }

  @Test
  void rows_out_of_fold_are_decided_by_the_threshold_of_the_model() throws IOException {
    Cli run = train("label", "--threshold", "0", "--ignore", "w");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(Files.readAllLines(folder.resolve("out/oof.csv")).stream().skip(1))
        .allSatisfy(line -> assertThat(line.split(",")[2]).isEqualTo("yes"));
    Cli explain =
        Cli.run(
            "explain",
            folder.resolve("out/model.soma").toString(),
            folder.resolve("rows.csv").toString(),
            "--line",
            "2");
    assertThat(explain.out()).contains("predicted: yes, since the model says \"yes\" from p 0 on");
  }

  @Test
  void training_rows_that_weigh_nothing_are_refused() {
    Cli run = train("label", "--weight", "w");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("error E317", "training rows are 0", "leave --weight out");
  }

  @Test
  void targets_whose_squares_are_no_numbers_are_refused() {
    Cli run =
        Cli.run(
            "train",
            folder.resolve("huge.csv").toString(),
            "--target",
            "x",
            "--task",
            "regression");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("error E324", "target \"x\"");
  }

  @Test
  void an_unknown_effort_is_refused_with_one_that_there_is() {
    Cli run = train("label", "--effort", "slow");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("error E209", "fix: --effort normal");
  }
}
