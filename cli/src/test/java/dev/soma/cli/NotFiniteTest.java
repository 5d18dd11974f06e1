package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows with a value so far away that nothing finite comes out of the network.
class NotFiniteTest extends OwnTables {
  private static String a(int r) {
    return r * 7 % 60 + ".5";
  }

  @Test
  void a_number_that_is_not_finite_is_told_as_that_and_its_row_is_the_worst() throws Exception {
    Path file = table("finite.csv", "a,y", 80, r -> a(r) + "," + r * 7 % 60 * 2);
    Path far =
        table("beyond.csv", "a,y", 30, r -> (r == 3 ? "1e300" : a(r)) + "," + r * 7 % 60 * 2);
    Cli run = trained(file, "--validation", far.toString(), "--test", far.toString());
    assertThat(run.err())
        .containsPattern("RMSE +not finite +always the mean")
        .containsPattern("MAE +not finite +always the mean")
        .containsPattern("R² +not finite +always the mean")
        .contains("linear baseline not finite, and so is the net")
        .contains("· most not finite")
        .contains("largest error: line 5 ")
        .contains(" → not finite")
        .doesNotContain("worse by -");
    assertThat(folder.resolve("out/report.html")).content().contains("not finite");
    Cli evaluated = Cli.run("evaluate", model(), far.toString());
    assertThat(evaluated.out())
        .containsPattern("RMSE +not finite")
        .containsPattern("worst rows\n +line 5 .* → not finite");
    assertThat(Cli.run("evaluate", model(), far.toString(), "--json").out())
        .contains("\"rmse\":\"not finite\"");
    assertThat(Cli.run("evaluate", model(), far.toString(), "--fail-under", "rmse=1").err())
        .contains("rmse is not finite");
    Cli predicted = Cli.run("predict", model(), file.toString(), "--interval", "0.5");
    assertThat(predicted.exit()).as("a model that is saved is loaded: " + predicted).isZero();
    byte[] saved = Files.readAllBytes(Path.of(model()));
    Model.load(Path.of(model())).save(folder.resolve("again.soma"));
    assertThat(folder.resolve("again.soma")).hasBinaryContent(saved);
  }

  /// Rows of two or three classes by a; of the first and the second nothing finite comes out.
  private Path classes(String name, int far, String... classes) {
    return table(
        name,
        "a,y",
        60,
        r -> (r < far ? "1e300" : a(r)) + "," + classes[r * 7 % 60 * classes.length / 60]);
  }

  @Test
  void a_row_without_a_finite_probability_has_no_class_and_is_never_right() throws Exception {
    String far = classes("beyond.csv", 2, "no", "yes").toString();
    Cli run =
        trained(
            classes("finite.csv", 0, "no", "yes"),
            ("--lr 0.02 --batch 1 --test " + far).split(" "));
    assertThat(run.err())
        .contains("accuracy  96.7 %")
        .contains("2 rows have an output that is not finite: they have no class and are never")
        .contains("a mistake: line 2 no → ?, p not finite");
    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("that is not finite: they have");
    assertThat(folder.resolve("out/run.jsonl")).content().contains("\"unpredicted\":2");
    assertThat(Cli.run("evaluate", model(), far).out())
        .contains("accuracy  96.7 %")
        .contains("2 rows have an output that is not finite")
        .containsPattern("log-loss +not finite")
        .containsPattern(" 28 +0 +93.3 % +100.0 % +no")
        .containsPattern("worst rows\n +line 2 no → \\?, p not finite\n +line 3 no → \\?, p not");
    assertThat(Cli.run("evaluate", model(), far, "--json").out())
        .contains("\"rows\":60,\"unpredicted\":2,")
        .contains("\"accuracy\":0.966");
    assertThat(Cli.run("evaluate", model(), model(), far).out())
        .contains("the first: 2 rows have an output")
        .contains("the second: 2 rows have an output");
    assertThat(Cli.run("evaluate", model(), model(), far, "--json").out())
        .contains("\"unpredicted\":[2,2],");
    assertThat(Cli.run("explain", model(), far, "--line", "2").out())
        .contains("predicts no class, since an output is not finite, wrong")
        .contains(
            "\nwhy the score z of \"yes\"\n  there are no contributions, since the output is");
    for (String form : List.of("text", "md", "html", "latex", "json")) {
      Cli why = Cli.run("explain", model(), far, "--line", "2", "--format", form);
      String said = why.out().substring(why.out().indexOf("why"));
      assertThat(said).as(form).doesNotContain("NaN", "gap");
      assertThat(said)
          .contains(form.equals("json") ? "\"score\":\"not finite\"" : "no contributions");
    }
  }

  @Test
  void predict_says_no_class_of_it_and_flags_it() {
    String far = classes("beyond.csv", 2, "no", "yes").toString();
    trained(classes("finite.csv", 0, "no", "yes"), "--lr", "0.02", "--batch", "1");
    String flags = "out-of-range:a;no-prediction:y";
    Cli predicted = Cli.run("predict", model(), far);
    assertThat(predicted.out().lines().skip(1).limit(2)).containsOnly("1e300,no,,NaN,NaN," + flags);
    assertThat(predicted.out()).contains("\n14.5,no,no,");
    assertThat(predicted.err()).contains("flagged no-prediction: 2 values");
    assertThat(Cli.run("predict", model(), far, "--threshold", "0").out())
        .contains("1e300,no,,NaN,NaN," + flags)
        .contains("\n14.5,no,yes,");
    assertThat(Cli.run("predict", model(), far, "--json").out())
        .contains("\"y_pred\":null,\"p_no\":\"not finite\"")
        .contains("\"no-prediction:y\"");
  }

  @Test
  void of_three_classes_none_is_said() {
    String far = classes("beyond.csv", 2, "c", "b", "a").toString();
    trained(classes("finite.csv", 0, "c", "b", "a"));
    assertThat(Cli.run("predict", model(), far, "--only-pred").out())
        .startsWith("y_pred,p_a,p_b,p_c,flags\n,NaN,NaN,NaN,out-of-range:a;no-prediction:y\n");
    assertThat(Cli.run("evaluate", model(), far).out()).contains("2 rows have an output");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_step_unit_says_nothing_where_its_sum_is_no_number(int members) {
    trained(
        table(
            "sum.csv",
            "a,b,y",
            120,
            r -> a(r) + "," + r * 11 % 60 + (r * 7 % 60 + r * 11 % 60 < 60 ? ",no" : ",yes")),
        ("--model perceptron --members " + members).split(" "));
    String far = table("less.csv", "a,b,y", 30, r -> "1e300,-1e300,no").toString();
    assertThat(Cli.run("predict", model(), far, "--only-pred").out())
        .startsWith("y_pred,flags\n,out-of-range:a;out-of-range:b;no-prediction:y\n");
    assertThat(Cli.run("evaluate", model(), far).out())
        .contains("accuracy  0.0 %")
        .contains("30 rows have an output that is not finite")
        .containsPattern("worst rows\n +line 2 no → \\?\n");
  }

  @Test
  void a_number_that_is_not_finite_has_no_contributions() {
    Path file = table("finite.csv", "a,y", 80, r -> a(r) + "," + r * 7 % 60 * 2);
    trained(file, "--clip-targets");
    String far = table("far.csv", "a,y", 1, r -> "1e300,1").toString();
    assertThat(Cli.run("explain", model(), far, "--line", "2").out())
        .contains("\nwhy y\n  there are no contributions, since the output is not finite\n")
        .doesNotContain("before the clip");
  }

  @Test
  void folds_count_their_rows_without_a_prediction() {
    Path file =
        table(
            "folds.csv",
            "a,y",
            60,
            r -> (r == 0 ? "1e150" : a(r)) + (r * 7 % 60 < 30 ? ",no" : ",yes"));
    Cli run = trained(file, "--cv", "3");
    assertThat(run.err())
        .containsPattern("FOLDS .*\\n(.*\\n)+  1 row has an output that is not fin");
    assertThat(folder.resolve("out/run.jsonl")).content().contains("\"unpredicted\":1,");
    assertThat(folder.resolve("out/report.html")).content().contains("1 row has an output that is");
  }
}
