package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// y = 2x, learned with predictions clipped to the range of y, and rows far outside of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainNumbersTest {
  private Path far;
  private String one;
  private String several;

  @BeforeAll
  void learn(@TempDir Path folder) {
    StringBuilder line = new StringBuilder("x,y\n");
    for (int i = 0; i < 60; i++) {
      double x = (i * 7 % 60 - 30) / 10.0;
      line.append(String.format(Locale.ROOT, "%.1f,%.1f%n", x, 2 * x));
    }
    Path rows = Cli.write(folder, "line.csv", line.toString());
    far = Cli.write(folder, "far.csv", "x,y\n100,200\n0.1,0.2\n");
    one = train(rows, folder, "one", "--hidden", "none", "--cv", "0");
    several = train(rows, folder, "several", "--hidden", "3", "--members", "2");
  }

  private static String train(Path rows, Path folder, String name, String... more) {
    List<String> words = new ArrayList<>(List.of("train", rows.toString(), "--target", "y"));
    words.addAll(List.of("--clip-targets", "--epochs", "8", "--optimizer", "adam", "--lr", "0.05"));
    words.addAll(List.of("--out", folder.resolve(name).toString()));
    words.addAll(List.of(more));
    Cli run = Cli.run(words);
    assertThat(run.exit()).as(run.toString()).isZero();
    return run.out().strip();
  }

  private Cli explain(String model, int line, String... more) {
    List<String> words = new ArrayList<>(List.of("explain", model, far.toString()));
    words.addAll(List.of("--line", Integer.toString(line)));
    words.addAll(List.of(more));
    Cli run = Cli.run(words);
    assertThat(run.exit()).as(run.toString()).isZero();
    return run;
  }

  private double predicted(String model, int line) {
    Cli run = Cli.run("predict", model, far.toString(), "--only-pred");
    return Double.parseDouble(run.out().lines().toList().get(line - 1).split(",", -1)[0]);
  }

  private static double last(String line) {
    return Double.parseDouble(line.replaceAll(".* ", "").replace('−', '-'));
  }

  private static String only(Cli run, String begin) {
    return run.out().lines().filter(l -> l.startsWith(begin)).findFirst().orElse("");
  }

  @Test
  void a_clipped_prediction_is_shown_with_its_bounds_and_is_that_of_predict() {
    Cli run = explain(one, 2);
    String said = only(run, "predicted: y = clip(");
    assertThat(said)
        .matches("predicted: y = clip\\(.*·a\\(2\\), −\\d.* … \\d.*\\) = clip\\(.*\\) = .*");
    assertThat(last(said)).isCloseTo(predicted(one, 2), within(1e-4));
    assertThat(only(run, "why y is "))
        .matches("why y is " + said.replaceAll(".* ", "") + "[.\\d]*, .* before the clip");
    assertThat(explain(one, 2, "--format", "latex").out()).contains("predicted: y = clip(");
    assertThat(explain(one, 2, "--format", "md").out()).contains("predicted: y = clip(");
    assertThat(explain(one, 2, "--format", "html").out()).contains("<p>predicted: y = clip(");
    assertThat(explain(one, 2, "--symbols", "ng").out()).contains("·a[1], ");
  }

  @Test
  void a_prediction_between_the_bounds_is_shown_without_a_clip() {
    Cli run = explain(one, 3);
    String said = only(run, "predicted: y = ");
    assertThat(said).contains("·a(2) = ").doesNotContain("clip");
    assertThat(last(said)).isCloseTo(predicted(one, 3), within(1e-4));
    assertThat(run.out()).containsPattern("why y is \\S+\n").doesNotContain("clip");
  }

  @Test
  void json_has_the_bounds_and_the_number_before_the_clip() {
    JsonNode root = JsonMapper.shared().readTree(explain(one, 2, "--json").out());
    JsonNode y = root.path("predicted").path(0);
    assertThat(y.path("name").asString()).isEqualTo("y");
    double before = y.path("mean").asDouble() + y.path("sd").asDouble() * y.path("a").asDouble();
    assertThat(y.path("before_clip").asDouble()).isCloseTo(before, within(1e-12));
    double nearest = Math.clamp(before, y.path("low").asDouble(), y.path("high").asDouble());
    assertThat(y.path("value").asDouble()).isEqualTo(nearest).isNotEqualTo(before);
    assertThat(root.path("why").path("predicted").asDouble())
        .isCloseTo(predicted(one, 2), within(1e-6));
  }

  @Test
  void of_several_networks_each_is_clipped_and_the_mean_is_that_of_predict() {
    Cli run = explain(several, 2);
    assertThat(only(run, "predicted by network 1: y = ")).contains("clip(");
    assertThat(only(run, "the passes above are of network 1 of 2"))
        .contains("the mean of all, each clipped to its own bounds, is y ");
    String title = only(run, "why y is ");
    assertThat(last(title.replaceAll(",.*", ""))).isCloseTo(predicted(several, 2), within(1e-3));
    assertThat(title).endsWith(" before the clip");
  }
}
