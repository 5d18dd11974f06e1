package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
  })
  void one_that_is_kin_is_offered_and_works(String typed, String fix) {
    Cli run = train(typed);
    BadInputTest.refused(run, 2, "E202", typed.split("[ =]")[0]);
    assertThat(run.fixes()).singleElement().asString().endsWith(" " + fix);
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
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
    "--layers relu, no flag like it",
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
