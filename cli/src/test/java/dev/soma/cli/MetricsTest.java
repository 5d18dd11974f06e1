package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.eval.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
  @TempDir Path folder;

  private Cli train(String target, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("train", folder.resolve("good.csv").toString(), "--target", target));
    args.addAll(List.of("--epochs", "3", "--out", folder.resolve("a").toString(), "--force"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private static void refused(Cli run, int exit, String id) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
    assertThat(run.err()).contains("error " + id);
    assertThat(run.err()).doesNotContain("\nFIT ");
    assertThat(run.fixes()).isNotEmpty();
    Cli again = run.withFix(run.fixes().getFirst());
    assertThat(again.exit()).as(again.toString()).isZero();
  }

  @Test
  void every_metric_of_the_task_chooses_an_epoch_and_is_tested_and_every_other_one_is_refused() {
    Cli.table(folder);
    List<String> classes =
        List.of(
            "accuracy",
            "log_loss",
            "macro_f1",
            "roc_auc",
            "balanced_accuracy",
            "average_precision",
            "mcc",
            "brier");
    for (String name : Metric.names()) {
      boolean ofClasses = classes.contains(name);
      Cli run = train(ofClasses ? "label" : "y", "--metric", name, "--hidden", "4");
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.err()).contains("on " + Metric.parse(name) + " ·");
      refused(train(ofClasses ? "y" : "label", "--metric", name, "--hidden", "4"), 2, "E235");
    }
  }

  @Test
  void the_metric_that_chose_is_shown_beside_the_usual_ones() {
    Cli.table(folder);
    assertThat(train("label", "--metric", "mcc").err()).containsPattern("\n +MCC +[-0-9.]+ ");
    assertThat(train("label").err()).doesNotContain("MCC");
  }

  @Test
  void step_units_have_no_probabilities_to_choose_by() {
    Cli.table(folder);
    refused(train("label", "--model", "perceptron", "--metric", "log_loss"), 2, "E235");
  }

  @Test
  void a_metric_that_the_validation_rows_cannot_say_is_refused_before_training()
      throws IOException {
    Cli.table(folder);
    List<String> lines = Files.readAllLines(folder.resolve("good.csv"));
    List<String> one = new ArrayList<>(List.of(lines.getFirst()));
    lines.stream().skip(1).filter(l -> l.contains("yes")).limit(8).forEach(one::add);
    Path validation = Files.write(folder.resolve("one.csv"), one);
    Cli run = train("label", "--metric", "roc_auc", "--validation", validation.toString());
    refused(run, 3, "E325");
  }

  @Test
  void a_limit_may_be_set_on_any_metric_that_applies() {
    Cli.table(folder);
    String model = train("label").out().strip();
    String rows = folder.resolve("good.csv").toString();
    for (String limit : List.of("balanced_accuracy=0", "mcc=-1", "brier=1", "pr_auc=0")) {
      Cli run = Cli.run("evaluate", model, rows, "--fail-under", limit);
      assertThat(run.exit()).as(run.toString()).isZero();
    }
    assertThat(Cli.run("evaluate", model, rows, "--fail-under", "mcc=1.1").exit()).isEqualTo(7);
    assertThat(Cli.run("evaluate", model, rows, "--fail-under", "medae=1").exit()).isEqualTo(2);
  }

  @Test
  void a_parameter_may_be_named_in_a_metric_a_loss_and_a_limit() {
    Cli.table(folder);
    String pinball = "pinball(tau=0.9)";
    Cli run = train("y", "--metric", pinball, "--loss", "quantile(tau=0.9)", "--hidden", "4");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err()).contains("on pinball(0.9) ·");
    String rows = folder.resolve("good.csv").toString();
    String model = run.out().strip();
    for (String limit : List.of("=1e9", "=1e-9")) {
      Cli limited = Cli.run("evaluate", model, rows, "--fail-under", pinball + limit);
      assertThat(limited.exit()).as(limited.toString()).isEqualTo(limit.equals("=1e9") ? 0 : 7);
    }
    Cli none = Cli.run("evaluate", model, rows, "--fail-under", "pinball(q=0.9)=1e9");
    refused(none, 2, "E234");
    assertThat(none.fixes()).containsExactly("--fail-under 'pinball(0.9)=1e9'");
  }

  @Test
  void counts_by_the_poisson_loss_choose_by_their_deviance_and_show_it() {
    Cli.table(folder);
    Cli run = train("x", "--loss", "poisson", "--hidden", "4");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err())
        .contains("on poisson_deviance ·")
        .containsPattern("\n  poisson_deviance [0-9.]+ ");
    Cli other = train("x", "--loss", "poisson", "--hidden", "4", "--metric", "rmse");
    assertThat(other.err()).contains("on rmse ·").doesNotContain("poisson_deviance");
  }

  @Test
  void mape_of_a_target_of_0_is_refused_in_words() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int r = 0; r < 80; r++) {
      text.append(r).append(',').append(r % 4).append('\n');
    }
    Files.writeString(folder.resolve("good.csv"), text);
    Cli run = train("y", "--task", "regression", "--metric", "mape", "--hidden", "4");
    refused(run, 3, "E325");
    assertThat(run.err()).contains("0 where errors are shares of them (mape)");
  }

  @Test
  void a_target_of_the_validation_rows_that_is_too_large_is_named_with_its_line()
      throws IOException {
    Cli.table(folder);
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("good.csv")));
    int y = List.of(lines.getFirst().split(",")).indexOf("y");
    String[] row = lines.get(4).split(",", -1);
    row[y] = "1e300";
    lines.set(4, String.join(",", row));
    Path validation = Files.write(folder.resolve("large.csv"), lines);
    Cli run = train("y", "--hidden", "4", "--validation", validation.toString());
    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.fixes()).containsExactly("validate with rows without that line");
    assertThat(run.err())
        .contains("error E325", "large.csv line 5, column \"y\": metric rmse")
        .doesNotContain("one class");
    lines.remove(4);
    Files.write(validation, lines);
    Cli again = train("y", "--hidden", "4", "--validation", validation.toString());
    assertThat(again.exit()).as(again.toString()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,y | | 5 | line 6 | without that line",
        "x,y | --metric mae | 5,8 | line 6, the first of 2 lines | without those lines",
        "y | --loss poisson | 5,7 | line 6, the first of 2 lines | without those lines",
      })
  void so_is_one_of_several_targets_and_of_one_that_is_not_scaled(
      String targets, String flag, String rows, String line, String fix) throws IOException {
    Cli.table(folder);
    Path good = folder.resolve("good.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(good));
    for (int r = 1; r < lines.size(); r++) {
      lines.set(r, lines.get(r).replaceFirst("[0-9.]+$", "" + r % 5)); // counts
    }
    Files.write(good, lines);
    for (String row : rows.split(",")) {
      int r = Integer.parseInt(row);
      lines.set(r, lines.get(r).replaceFirst("[0-9]$", "1e300"));
    }
    Path validation = Files.write(folder.resolve("large.csv"), lines);
    List<String> flags = new ArrayList<>(List.of("--hidden", "4", "--task", "regression"));
    flags.addAll(List.of("--validation", validation.toString()));
    flags.addAll(flag == null ? List.of() : List.of(flag.split(" ")));
    Cli run = train(targets, flags.toArray(String[]::new));
    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.err()).contains("error E325", "large.csv " + line + ", column \"y\": metric");
    assertThat(run.err().contains("1e38 deviations")).isEqualTo(!targets.equals("y"));
    assertThat(run.fixes()).containsExactly("validate with rows " + fix);
  }
}
