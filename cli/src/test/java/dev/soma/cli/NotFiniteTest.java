package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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

  @Test
  void a_probability_that_is_not_finite_is_told_as_that() {
    Path file = table("finite.csv", "a,y", 80, r -> a(r) + "," + (r * 7 % 60 < 30 ? "no" : "yes"));
    String far =
        table(
                "beyond.csv",
                "a,y",
                30,
                r -> (r == 3 ? "1e300" : a(r)) + "," + (r % 2 == 0 ? "no" : "yes"))
            .toString();
    trained(file);
    assertThat(Cli.run("evaluate", model(), far).out())
        .containsPattern("log-loss +not finite")
        .containsPattern("worst rows\n +line 5 .*, p not finite");
  }
}
