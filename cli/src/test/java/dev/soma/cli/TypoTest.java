package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "--early-stopping False; --patience 0",
        "--time 30s; --max-time 30s",
        "--time y; --split-by-time y",
        "--sep ,; --delimiter ,",
        "--kfold 3; --cv 3",
        "--kfold; --cv 5",
        "--cweight; --class-weight balanced",
        "--weights balanced; --class-weight balanced",
        "--weights y; --weight y",
        "--layers [8,4]; --hidden 8,4",
        "--validation-split 20%; --validation-fraction 0.2",
        "--validation-split=20%; --validation-fraction=0.2",
        "--weight-decay 0.01; --l2 0.01",
        "--optimizer adamw --weight-decay 0.01; --optimizer 'adamw(decay=0.01)'",
        "--momentum 0.8; --optimizer 'momentum(mu=0.8)'",
        "--optimizer sgd --momentum 0.8; --optimizer 'momentum(mu=0.8)'",
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
    BadInputTest.refused(run, 2, "E202", typed.replace("--optimizer", "").split("[ =]")[0]);
    assertThat(run.fixes()).singleElement().asString().endsWith(" " + fix.replace("DIR", out));
    assertThat(run.fixes().getFirst().split("--optimizer", -1)).hasSizeLessThan(3);
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
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

  @Test
  void a_line_that_the_command_would_refuse_is_mended_or_not_proposed(@TempDir Path own) {
    String model = Cli.model(own).toString();
    String rows = Cli.table(folder).toString();
    Cli metric = Cli.run("evaluate", model, rows, "--metrics", "accuracy");
    BadInputTest.refused(metric, 2, "E202", "has --metric", "all usual metrics are shown");
    assertThat(metric.fixes()).containsExactly("soma evaluate " + model + " " + rows);
    BadInputTest.fixed(metric);
    Cli twice = train("--y label");
    BadInputTest.refused(twice, 2, "E202", "has --target", "a column is named twice");
    assertThat(twice.fixes().getFirst()).endsWith(" --dry-run --target label");
    BadInputTest.fixed(twice);
    Cli two = train("--epoch 5 --dropout 2");
    BadInputTest.refused(two, 2, "E202", "has --epochs", "--dropout \"2\" · expected a rate");
    assertThat(two.fixes().getFirst()).endsWith(" --epochs 5 --dropout 0.1");
    BadInputTest.fixed(two);
    Cli none = Cli.run("train", rows, "--config", rows + ".toml", "--epoch", "5");
    assertThat(none.fixes()).containsExactly("soma train --help");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--alpha 0.1; alpha of scikit-learn is L times the rows of a batch",
        "--optimizer adam --momentum 0.9; momentum is an optimizer",
        "--momentum 2; momentum is an optimizer",
        "--beta1 0.9; --optimizer 'adam(b1=0.9, b2=0.999)'",
        "--device cuda; soma computes on processors",
        "--shuffle; before every epoch",
      })
  void a_name_without_a_counterpart_has_a_sentence(String typed, String sentence) {
    Cli run = train(typed);
    BadInputTest.refused(run, 2, "E202", sentence);
    assertThat(run.fixes()).containsExactly("soma train --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--early-stopping", "--early-stop", "--early-stopping True"})
  void what_is_done_anyway_is_left_out(String typed) {
    Cli run = train(typed);
    BadInputTest.refused(run, 2, "E202", "training ends early by itself");
    assertThat(run.fixes()).singleElement().asString().endsWith(" --target label --dry-run");
    BadInputTest.fixed(run);
  }

  @ParameterizedTest
  @CsvSource({
    "--split 0.5, --split-by-time COL", // the column of times is no share
    "--epoch, --epochs N", // no value follows
    "--watsch 5, --watch",
    "--depth 3, no flag like it",
    "--lt 0.1, no flag like it",
    "--x 1, no flag like it",
    "--val-data nofile.csv, --validation FILE",
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
