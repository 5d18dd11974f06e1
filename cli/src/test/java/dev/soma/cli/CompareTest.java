package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void rows_that_either_of_two_models_cannot_use_are_left_out_counted_and_listed_once()
      throws IOException {
    Path one = Tables.table(folder, "one.csv", "a,b,y", 60, r -> r + "," + r % 7 + ",c" + r % 2);
    Path two = Tables.table(folder, "two.csv", "a;b;y", 60, r -> r + ",5;" + r % 7 + ";c" + r % 2);
    assertThat(Tables.train(one, "--ignore", "b").exit()).isZero();
    Path first = Files.move(folder.resolve("out"), folder.resolve("first"));
    assertThat(Tables.train(two, "--decimal", ",", "--delimiter", "auto").exit()).isZero();
    Path rows =
        Cli.write(
            folder,
            "new.csv",
            "a;b;y\n1;1;c0\n2;zz;c1\n3;3;c1;9\nyy;4;c0\n5;5;c9\nxx;ww;c1\n2;2;c1\n4;4;c0\n");
    String a = first.toString();
    String b = folder.resolve("out").toString();
    assertThat(Cli.run("evaluate", a, b, rows.toString()).fixes()).contains("--on-bad-row skip");
    Cli run = Cli.run("evaluate", a, b, rows.toString(), "--on-bad-row", "skip");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out() + run.err())
        .contains("new.csv   3 rows", "5 rows skipped: they could not be used", "first − second");
    Path rejects = Path.of("new.rejects.csv");
    assertThat(Files.readAllLines(rejects))
        .extracting(line -> line.split(",")[0])
        .containsExactlyInAnyOrder("line", "3", "4", "5", "6", "7");
    Files.delete(rejects);
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

  @Test
  void a_model_whose_score_is_not_finite_is_the_worse_one() throws IOException {
    Path file =
        Tables.table(
            folder, "fin.csv", "a,b,y", 60, r -> r * 7 % 60 + ".5," + r % 7 + ",c" + r % 2);
    String far = Tables.table(folder, "far.csv", "a,b,y", 9, r -> "1e300,1,c" + r % 2).toString();
    assertThat(Tables.train(file, "--activation", "relu").exit()).isZero();
    String wide = moved("wide");
    assertThat(Tables.train(file, "--ignore", "a").exit()).isZero();
    String narrow = moved("narrow");
    Cli second = Cli.run("evaluate", wide, narrow, far);
    assertThat(second.out()).contains("the second is better: log-loss of the first is not finite");
    Cli first = Cli.run("evaluate", narrow, wide, far);
    assertThat(first.out()).contains("the first is better: log-loss of the second is not finite");
    Cli both = Cli.run("evaluate", wide, wide, far);
    assertThat(both.out()).contains("log-loss is not finite for both").doesNotContain("neither");
    for (Cli run : List.of(first, second, both, Cli.run("evaluate", wide, far))) {
      assertThat(run.out()).containsPattern("log-loss +").doesNotContainPattern("\\binf\\b");
      assertThat(run.out().lines().filter(l -> l.contains("log-loss ")).findFirst().orElseThrow())
          .contains("not finite")
          .doesNotContain("CI");
    }
    assertThat(Cli.run("evaluate", wide, wide, far, "--json", "-q").out())
        .contains(
            "\"log_loss\":{\"first\":\"not finite\",\"second\":\"not finite\",\"verdict\":\"not_finite\"}");
    assertThat(Cli.run("evaluate", wide, narrow, far, "--json", "-q").out())
        .contains("\"log_loss\":{\"first\":\"not finite\",\"second\":0.", "\"verdict\":\"second\"");
  }

  private String moved(String name) throws IOException {
    return Files.move(folder.resolve("out"), folder.resolve(name)).toString();
  }
}
