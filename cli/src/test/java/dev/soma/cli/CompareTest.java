package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
  @TempDir Path folder;

  private String model(String target, String out, String epochs) {
    Cli run =
        Cli.run(
            "train",
            Cli.table(folder).toString(),
            "--target",
            target,
            "--hidden",
            "4",
            "--lr",
            "0.05",
            "--dropout",
            "0",
            "--epochs",
            epochs,
            "--out",
            folder.resolve(out).toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    return run.out().strip();
  }

  @Test
  void every_metric_of_both_stands_side_by_side_with_one_sentence() {
    String rows = Cli.table(folder).toString();
    String weak = model("label", "weak", "1");
    String strong = model("label", "strong", "100");
    Cli run = Cli.run("evaluate", strong, weak, rows);
    assertThat(run.exit()).as(run.toString()).isZero();
    String told = run.out() + run.err();
    assertThat(told).contains("log-loss", "accuracy", "MCC", "Brier", "PR AUC", "95 % CI");
    assertThat(told).contains("the first is better: log-loss, 60 rows", "trained on this file");
    Cli other = Cli.run("evaluate", weak, strong, rows);
    assertThat(other.out() + other.err()).contains("the second is better: log-loss, 60 rows");
    Cli same = Cli.run("evaluate", weak, weak, rows);
    assertThat(same.out() + same.err()).contains("neither is better by log-loss");
  }

  @Test
  void json_has_both_values_the_difference_and_its_interval() {
    String rows = Cli.table(folder).toString();
    String a = model("y", "a", "1");
    String b = model("y", "b", "3");
    Cli run = Cli.run("evaluate", a, b, rows, "--json", "-q");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out())
        .startsWith("{\"rows\":60,")
        .contains("\"rmse\":{\"first\":", "\"difference\":", "\"low\":", "\"verdict\":");
  }

  @Test
  void models_of_other_targets_and_limits_are_refused() {
    String rows = Cli.table(folder).toString();
    String a = model("label", "a", "1");
    String b = model("y", "b", "1");
    Cli run = Cli.run("evaluate", a, b, rows);
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err()).contains("error E510 other target");
    Cli limit = Cli.run("evaluate", a, a, rows, "--fail-under", "accuracy=0.1");
    assertThat(limit.exit()).isEqualTo(2);
    assertThat(limit.err()).contains("error E207");
  }
}
