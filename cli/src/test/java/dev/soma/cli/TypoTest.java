package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.args.Flag;
import dev.soma.cli.args.OtherTools;
import dev.soma.cli.config.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Flags that do not exist are answered with one that is kin and goes with the value, or with none.
class TypoTest {
  @TempDir static Path folder;

  private static Cli train(String flag) {
    Path rows = Cli.table(folder, "rows.csv", "x,colour,label,y");
    List<String> args = new ArrayList<>(List.of("train", rows.toString()));
    args.addAll(List.of("--target", "label", "--dry-run"));
    args.addAll(List.of(flag.split(" ")));
    return Cli.run(args);
  }

  @ParameterizedTest
  @CsvSource({
    "--epoch 5, --epochs 5",
    "--num-epochs 5, --epochs 5",
    "--max-epochs 5, --epochs 5",
    "--epcohs 5, --epochs 5",
    "--learning-rate 0.1, --lr 0.1",
    "--learning_rate 0.1, --lr 0.1",
    "--batchsize 8, --batch 8",
    "--batch-size 8, --batch 8",
    "--hiden 4, --hidden 4",
    "--hidden-layers 4, --hidden 4",
    "--optimiser adam, --optimizer adam",
    "--activation-function relu, --activation relu",
    "--dropout-rate 0.1, --dropout 0.1",
    "--test-size 0.2, --test-fraction 0.2",
    "--validation-split 0.2, --validation-fraction 0.2",
    "--sed 7, --seed 7",
    "--seed-nr 7, --seed 7",
    "--patients 3, --patience 3",
    "--clas-weight balanced, --class-weight balanced",
    "--Epochs 5, --epochs 5",
    "--epoch=5, --epochs=5",
    "--bias-int -0.5, --bias-init -0.5",
    "--cweight balanced, --class-weight balanced",
    "--valfraction 0.2, --validation-fraction 0.2",
    "--drop y, --ignore y",
    "--drop 0.1, --dropout 0.1",
    "--optim sgd --epoch 5, --optimizer sgd --epochs 5",
  })
  void one_that_is_kin_is_offered_and_works(String typed, String fix) {
    Cli run = train(typed);
    BadInputTest.refused(run, 2, "E202", typed.split("[ =]")[0]);
    assertThat(run.fixes()).singleElement().asString().endsWith(" " + fix);
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--folds 3; --cv 3",
        "--n-splits 3; --cv 3",
        "--val-split 0.2; --validation-fraction 0.2",
        "--validation_split 0.2; --validation-fraction 0.2",
        "--layers 8,4; --hidden 8,4",
        "--hidden_layer_sizes 8; --hidden 8",
        "--units 8; --hidden 8",
        "--steps 3; --max-steps 3",
        "--output DIR; --out DIR",
        "--early-stopping 3; --patience 3",
        "--n-iter-no-change 3; --patience 3",
        "--max-iter 5; --epochs 5",
        "--solver lbfgs; --optimizer lbfgs",
        "--random-state 7; --seed 7",
        "--learning-rate-init 0.1; --lr 0.1",
        "--scheduler cosine; --schedule cosine",
        "--kernel-initializer he_normal; --init he_normal",
        "--clipnorm 1.0; --clip 1.0",
        "--n-jobs 1; --threads 1",
        "--max-runtime-secs 30; --max-time 30",
        "--ignored-columns y; --ignore y",
      })
  void names_of_other_tools_are_answered_with_ours(String typed, String fix) {
    String out = folder.resolve("out").toString();
    Cli run = train(typed.replace("DIR", out));
    BadInputTest.refused(run, 2, "E202", typed.split(" ", 2)[0]);
    assertThat(run.fixes()).singleElement().asString().endsWith(" " + fix.replace("DIR", out));
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
  }

  @Test
  void every_name_of_another_tool_is_that_of_a_flag_and_none_of_its_own() {
    List<String> ours = Key.flags().stream().map(Flag::name).toList();
    List<String> known = new ArrayList<>(ours);
    known.add("--out");
    OtherTools.NAMES.forEach(
        (theirs, flag) ->
            assertThat(known).as(theirs).contains("--" + flag).doesNotContain("--" + theirs));
  }

  @Test
  void the_number_that_a_flag_has_where_none_follows_stands_before_a_file() {
    String model = Cli.model(folder).toString();
    String rows = Cli.table(folder).toString();
    Cli run = Cli.run("evaluate", model, "--importanc", rows);
    BadInputTest.refused(run, 2, "E202", "soma evaluate has --importance");
    assertThat(run.fixes()).containsExactly("soma evaluate " + model + " --importance 5 " + rows);
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void a_word_that_a_flag_does_not_know_is_none_of_its_values() {
    Cli form = Cli.run("explain", "m.soma", "a.csv", "--for", "elements");
    assertThat(form.fixes()).containsExactly("soma explain m.soma a.csv --form elements");
    Cli format = Cli.run("explain", "m.soma", "a.csv", "--for", "latex");
    assertThat(format.fixes()).containsExactly("soma explain m.soma a.csv --format latex");
    Cli metric = Cli.run("evaluate", "m.soma", "a.csv", "--metrics", "foo");
    assertThat(metric.fixes()).containsExactly("soma evaluate --help");
  }

  @ParameterizedTest
  @CsvSource({
    "--split 0.5, --split-by-time COL", // the column of times is no share
    "--epoch, --epochs N", // no value follows
    "--weight-decay 0.01, --weight COL",
    "--watsch 5, --watch",
    "--momentum 0.9, no flag like it",
    "--depth 3, no flag like it",
    "--lt 0.1, no flag like it",
    "--x 1, no flag like it",
    "--layers relu, --hidden UNITS",
    "--folds 1, --cv K",
    "--on-bad ignore, --on-bad-row DO",
    "--n-jobs -1, --threads N",
    "--patiens -1, --patience N",
  })
  void one_that_is_none_or_does_not_go_with_the_value_is_not(String typed, String has) {
    Cli run = train(typed);
    BadInputTest.refused(run, 2, "E202", "soma train has " + has);
    assertThat(run.fixes()).containsExactly("soma train --help");
  }

  @Test
  void a_key_of_a_config_file_is_answered_likewise() {
    Path time = Cli.write(folder, "time.toml", "split = \"x\"\n");
    assertThat(Cli.run("train", "--config", time.toString()).err()).contains("mean split-by-time?");
    Path share = Cli.write(folder, "share.toml", "split = 0.5\n");
    Cli run = Cli.run("train", "--config", share.toString());
    BadInputTest.refused(run, 2, "E208", "unknown key \"split\"");
    assertThat(run.err()).doesNotContain("did you mean");
    assertThat(run.fixes()).containsExactly("soma train --show-config");
  }
}
