package dev.soma.studio.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.Prediction;
import dev.soma.model.Predictions;
import dev.soma.model.calibration.Calibration;
import dev.soma.model.calibration.Temperature;
import dev.soma.model.calibration.Threshold;
import dev.soma.nn.Activation;
import dev.soma.recipe.Mlp;
import dev.soma.studio.Page;
import dev.soma.trace.ReferenceParameters;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import tools.jackson.databind.JsonNode;

/// The page on a model that was saved: looked at as its training left it, and trained on.
@Timeout(60)
class SavedModelTest {
  private static final String[] VIEWS = {
    "boundary", "curves", "step", "network", "units", "health"
  };

  @TempDir private Path folder;

  /// 90 rows: a class that follows from the larger of two numbers, a number, a colour.
  private static String csv() {
    StringBuilder text = new StringBuilder("a,b,colour,kind,size,years\n");
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 90; i++) {
      int a = i % 11;
      int b = (7 * i) % 13;
      text.append(a + "," + b + "," + colours[i % 3] + "," + (a > b ? "yes" : "no") + ",")
          .append((2 * a - b) + "," + (1 + i % 4) + "\n");
    }
    return text.toString();
  }

  private static Table texts() {
    return table(csv(), ReadOptions.DEFAULT.keepText());
  }

  private static Table typed() {
    return table(csv(), ReadOptions.DEFAULT);
  }

  private static Table table(String csv, ReadOptions options) {
    return Table.read(
        CsvSource.open(ByteSource.of("rows.csv", csv.getBytes(UTF_8)), options.format()), options);
  }

  /// A model of a class, with the log of its training beside it.
  private Path trained(Mlp mlp, String target) throws IOException {
    Path file = folder.resolve("model.soma");
    try (Writer log = Files.newBufferedWriter(folder.resolve("run.jsonl"))) {
      mlp.fit(
              typed().target(target).split(0.7, 0.15, 0.15, Seeds.of(3)),
              TrainingListener.json(log))
          .model()
          .save(file);
    }
    return file;
  }

  private static Mlp small() {
    return Mlp.classifier().hidden(5, Activation.RELU).epochs(30).seed(3);
  }

  private static JsonNode post(Page page, String path, Object... namesAndValues) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return page.post(path, all);
  }

  @Test
  void every_view_shows_the_saved_weights() throws Exception {
    Path file = trained(small(), "kind");
    Model model = Model.load(file);
    try (Page page = new Page(model, file, texts())) {
      JsonNode state = page.json("/api/state");
      assertThat(state.path("origin").asString()).isEqualTo("saved");
      assertThat(state.path("shows").asString()).contains("model.soma", "90 rows of rows.csv");
      assertThat(state.path("ended").asBoolean()).isTrue();
      assertThat(state.path("step").asLong()).isEqualTo(stepOfBest(page));
      JsonNode network = page.json("/api/view/network");
      ReferenceParameters p = ReferenceParameters.of(model.network().parameters());
      assertThat(network.path("links").path(0).path("w").path(2).path(1).asDouble())
          .isEqualTo(p.weights(1).get(2, 1));
      assertThat(page.json("/api/view/boundary").path("points").path(0).path("x").size())
          .isEqualTo(90);
      assertThat(page.json("/api/view/step?row=4").path("line").asInt()).isEqualTo(6);
      assertThat(page.json("/api/view/units").path("units").size()).isEqualTo(5);
      assertThat(page.json("/api/view/health").path("epochs").size()).isEqualTo(1);
      JsonNode curves = page.json("/api/view/curves");
      assertThat(curves.path("epoch").size()).isEqualTo(31);
      assertThat(curves.has("none")).isFalse();
      assertThat(post(page, "/api/run", "action", "start").path("error").path("id").asString())
          .isEqualTo("E293");
    }
  }

  private static long stepOfBest(Page page) throws Exception {
    JsonNode curves = page.json("/api/view/curves");
    return 2L * curves.path("best").asInt(); // 63 rows in batches of 32
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "kind, 1.7, 0.8",
    "kind, 1, 0.35",
    "kind, 0.4, 0.5",
    "colour, 1.7, 0.5"
  })
  void rows_are_predicted_with_the_temperature_and_the_threshold_of_the_model(
      String target, double t, double p) throws Exception {
    Path file = trained(small().epochs(2), target);
    Temperature found = new Temperature(t, true, 13, 0.6, 0.5, false);
    Model model = Model.load(file).calibrated(new Calibration(found, Threshold.of(p), null));
    model.save(file);
    Predictions predicted = model.predict(typed());
    try (Page page = new Page(model, file, texts())) {
      for (int r = 0; r < 90; r++) {
        JsonNode said = page.json("/api/view/whatif?row=" + r);
        Prediction own = predicted.row(r);
        assertThat(said.path("said_before").path(0).asString()).isEqualTo(own.top());
        for (JsonNode output : said.path("outputs")) {
          assertThat(output.path("before").asDouble())
              .isEqualTo(own.probabilities().get(output.path("name").asString()));
        }
      }
      JsonNode results = page.json("/api/view/results");
      Outcomes outcomes = model.outcomes(typed().target(target));
      for (JsonNode score : results.path("scores")) {
        assertThat(score.path("value").asDouble())
            .isEqualTo(Metric.parse(score.path("name").asString()).of(outcomes));
      }
      String both = page.json("/api/view/whatif").path("decision").asString();
      assertThat(both).isEqualTo(results.path("decision").asString());
      assertThat(both.contains("(z / T) with the temperature")).isEqualTo(t != 1);
      assertThat(both.contains("yes is said from p = ")).isEqualTo(p != 0.5);
      assertThat(page.json("/api/state").path("shows").asString())
          .contains(t == 1 ? "apply its threshold 0.3500, other" : "apply its temperature T = ");
      post(page, "/api/settings", "v", 1, "data", "saved", "member", 1);
      JsonNode further = page.json("/api/view/whatif");
      assertThat(further.path("decision").asString())
          .contains(" for its own weights: none is applied.");
      int row = further.path("line").asInt() - 2; // behind the header
      Prediction bare = model.calibrated(Calibration.NONE).predict(typed()).row(row);
      for (JsonNode output : further.path("outputs")) {
        assertThat(output.path("before").asDouble())
            .isEqualTo(bare.probabilities().get(output.path("name").asString()));
      }
    }
  }

  @Test
  void training_goes_on_from_the_saved_weights_and_does_not_change_them() throws Exception {
    Path file = trained(small(), "kind");
    Model model = Model.load(file);
    float[] before = model.network().parameters().values().clone();
    try (Page page = new Page(model, file, texts())) {
      JsonNode start = post(page, "/api/settings", "v", 1, "data", "saved", "member", 1);
      assertThat(start.path("origin").asString()).isEqualTo("page");
      assertThat(start.path("shows").asString()).contains("goes on from the weights of");
      assertThat(start.path("step").asInt()).isZero();
      assertThat(start.path("network").asString()).isEqualTo(model.network().spec().toString());
      assertThat(start.path("training_rows").asInt() + start.path("validation_rows").asInt())
          .isBetween(74, 78);
      double saved = ReferenceParameters.of(model.network().parameters()).weights(1).get(2, 1);
      assertThat(weight(page)).isEqualTo(saved);
      assertThat(page.json("/api/view/curves").path("j").size()).isEqualTo(1);
      assertThat(post(page, "/api/run", "action", "epoch").path("epoch").asInt()).isEqualTo(1);
      assertThat(weight(page)).isNotEqualTo(saved);
      post(page, "/api/settings", start.path("settings"));
      assertThat(weight(page)).as("again from the saved weights").isEqualTo(saved);
      JsonNode back = post(page, "/api/member", "member", 1);
      assertThat(back.path("origin").asString()).isEqualTo("saved");
      assertThat(back.path("settings").toString()).isEqualTo("{\"v\":1,\"member\":1}");
    }
    assertThat(model.network().parameters().values()).isEqualTo(before);
  }

  private static JsonNode post(Page page, String path, JsonNode settings) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    settings.properties().forEach(e -> all.put(e.getKey(), e.getValue().asString()));
    return page.post(path, all);
  }

  private static double weight(Page page) throws Exception {
    return page.json("/api/view/network")
        .path("links")
        .path(0)
        .path("w")
        .path(2)
        .path(1)
        .asDouble();
  }

  @Test
  void a_model_without_its_log_says_so_and_a_log_of_another_run_is_not_shown() throws Exception {
    Path file = trained(small(), "kind");
    Path alone = Files.copy(file, Files.createDirectory(folder.resolve("b")).resolve("m.soma"));
    try (Page page = new Page(Model.load(alone), alone, texts())) {
      assertThat(page.json("/api/state").path("shows").asString()).contains("no run.jsonl");
      assertThat(page.json("/api/view/curves").path("none").asString()).contains("run.jsonl");
      assertThat(page.json("/api/view/health").path("none").asString()).contains("run.jsonl");
      assertThat(page.json("/api/view/units").path("units").size()).isEqualTo(5);
    }
    Files.writeString(
        alone.resolveSibling("run.jsonl"),
        """
        {"event":"started"}
        {"event":"epoch","epoch":0,"step":0}
        {"event":"stopped","reason":"completed","epoch":9,"best_epoch":9,"step":7}
        """);
    try (Page page = new Page(Model.load(alone), alone, texts())) {
      assertThat(page.json("/api/view/curves").path("none").asString()).contains("run.jsonl");
    }
    Files.writeString(alone.resolveSibling("run.jsonl"), "no log\n");
    try (Page page = new Page(Model.load(alone), alone, texts())) {
      assertThat(page.json("/api/view/curves").path("none").asString()).contains("run.jsonl");
    }
  }

  @Test
  void networks_of_an_ensemble_are_chosen_by_their_number() throws Exception {
    Path file = folder.resolve("model.soma");
    try (Writer log = Files.newBufferedWriter(folder.resolve("run.jsonl"))) {
      small()
          .folds(3)
          .fit(typed().target("kind").split(0.85, 0, 0.15, Seeds.of(3)), TrainingListener.json(log))
          .model()
          .save(file);
    }
    Temperature found = new Temperature(2, true, 13, 0.6, 0.5, false);
    Model model = Model.load(file).calibrated(new Calibration(found, Threshold.HALF, null));
    assertThat(model.members()).hasSize(3);
    try (Page page = new Page(model, file, texts())) {
      assertThat(page.json("/api/state").path("members").asInt()).isEqualTo(3);
      for (int k = 1; k <= 3; k++) {
        JsonNode state = post(page, "/api/member", "member", k);
        assertThat(state.path("shows").asString()).contains("network " + k + " of 3");
        assertThat(state.path("settings").path("member").asInt()).isEqualTo(k);
        assertThat(page.json("/api/view/whatif").path("decision").asString())
            .doesNotContain("(z / T)")
            .contains(
                "one of 3 networks: soma predict says their mean, whose temperature T = 2.000");
        assertThat(weight(page))
            .isEqualTo(
                ReferenceParameters.of(model.members().get(k - 1).network().parameters())
                    .weights(1)
                    .get(2, 1));
        assertThat(page.json("/api/view/curves").path("epoch").size()).isGreaterThan(1);
      }
      JsonNode on = post(page, "/api/settings", "v", 1, "data", "saved", "member", 2);
      assertThat(on.path("shows").asString()).contains("network 2 of");
      for (Object bad : List.of(0, 4, "x")) {
        JsonNode error = post(page, "/api/member", "member", bad).path("error");
        assertThat(error.path("id").asString()).isEqualTo("E201");
        assertThat(error.path("fixes").path(0).asString()).isEqualTo("Network: 3");
      }
      assertThat(page.json("/api/state").path("shows").asString()).contains("network 2 of");
    }
  }

  /// Each with a line where it cannot draw, none with a bug.
  private void everyViewAnswers(Mlp mlp, String target, String... without) throws Exception {
    Path file = trained(mlp, target);
    Model model = Model.load(file);
    try (Page page = new Page(model, file, texts())) {
      for (int round = 0; round < 2; round++) {
        for (String view : VIEWS) {
          JsonNode data = page.json("/api/view/" + view);
          String id = data.path("error").path("id").asString("");
          assertThat(id).as("%s of %s: %s", view, model.network().spec(), data).isIn("", "E292");
          assertThat(id.isEmpty()).as(view).isEqualTo(!List.of(without).contains(view));
        }
        JsonNode on = post(page, "/api/settings", "v", 1, "data", "saved", "member", 1);
        assertThat(on.path("error").isMissingNode()).as("%s", on).isTrue();
        post(page, "/api/run", "action", "epoch");
      }
    }
  }

  @Test
  void numbers_counts_and_several_classes_can_be_looked_at() throws Exception {
    everyViewAnswers(Mlp.regressor().hidden(4, Activation.TANH).epochs(5), "size");
    everyViewAnswers(Mlp.classifier().hidden(4, Activation.TANH).epochs(5), "colour");
    everyViewAnswers(
        Mlp.classifier().loss(dev.soma.nn.Loss.SQUARED_ERROR).hidden(4, Activation.TANH).epochs(5),
        "colour");
    everyViewAnswers(Mlp.classifier().epochs(3), "kind"); // as the recipe has it
  }

  @Test
  void a_number_that_is_clipped_is_the_same_in_step_and_what_if_and_as_predict_has_it()
      throws Exception {
    Path file = trained(Mlp.regressor().linear().clipTargets(true).epochs(3), "size");
    Model model = Model.load(file);
    Table far =
        table(csv() + "1000,-1000,red,yes,9,1\n", ReadOptions.DEFAULT.keepText()).rows(80, 91);
    double predicted = model.predict(far).number(10, 0);
    try (Page page = new Page(model, file, far)) {
      JsonNode step = page.json("/api/view/step?row=10");
      JsonNode last = step.path("parts").path(step.path("parts").size() - 1);
      assertThat(last.path("section").asString()).isEqualTo("predicted");
      assertThat(last.path("formula").asString())
          .startsWith("predicted: size = clip(")
          .endsWith(" = " + Double.toString(predicted).replace(".0", "").replace('-', '−'));
      assertThat(step.path("text").asString()).endsWith(last.path("formula").asString() + "\n");
      JsonNode whatIf = page.json("/api/view/whatif?row=10");
      assertThat(whatIf.path("why").path("predicted").asDouble()).isEqualTo(predicted);
      assertThat(whatIf.path("outputs").path(0).path("after").asDouble()).isEqualTo(predicted);
      assertThat(page.json("/api/view/whatif?row=4").path("why").has("predicted")).isFalse();
      JsonNode hidden = page.json("/api/view/step?row=10&hide=1").path("parts");
      assertThat(hidden.toString()).doesNotContain("predicted:");
    }
  }

  @Test
  void a_category_that_is_missing_is_so_in_what_if_and_comes_back() throws Exception {
    String csv = csv().replaceAll("(?m)^3,(\\d+),\\w+,", "3,$1,,");
    csv = csv.replaceAll("(?m)^4,(\\d+),\\w+,", "4,$1,NA,");
    Path file = folder.resolve("model.soma");
    small()
        .fit(
            table(csv, ReadOptions.DEFAULT).target("kind").split(0.7, 0.15, 0.15, Seeds.of(3)),
            TrainingListener.silent())
        .model()
        .save(file);
    try (Page page = new Page(Model.load(file), file, table(csv, ReadOptions.DEFAULT.keepText()))) {
      for (int row : new int[] {3, 4}) {
        JsonNode said = whatIf(page, row, "{}");
        JsonNode colour = said.path("columns").path(2);
        assertThat(colour.path("name").asString()).isEqualTo("colour");
        assertThat(colour.path("levels").toString()).isEqualTo("[\"blue\",\"green\",\"red\"]");
        assertThat(colour.path("value").isNull()).isTrue();
        assertThat(colour.path("may_miss").asBoolean()).isTrue();
        JsonNode red = whatIf(page, row, "{\"colour\": \"red\"}");
        assertThat(red.path("columns").path(2).path("value").asString()).isEqualTo("red");
        assertThat(red.path("outputs")).isNotEqualTo(said.path("outputs"));
        JsonNode back = whatIf(page, row, "{\"colour\": null}");
        assertThat(back.path("columns").path(2).path("value").isNull()).isTrue();
        assertThat(back.path("outputs")).isEqualTo(said.path("outputs"));
      }
    }
  }

  private static JsonNode whatIf(Page page, int row, String set) throws Exception {
    return page.json("/api/view/whatif?row=" + row + "&set=" + URLEncoder.encode(set, UTF_8));
  }

  @Test
  void rows_that_do_not_fit_are_refused() throws Exception {
    Path file = trained(small(), "kind");
    Table other =
        Table.read(
            CsvSource.open(
                ByteSource.of("other.csv", "a,b\n1,2\n".getBytes(UTF_8)),
                ReadOptions.DEFAULT.format()),
            ReadOptions.DEFAULT.keepText());
    try {
      new Page(Model.load(file), file, other).close();
      assertThat(false).as("refused").isTrue();
    } catch (dev.soma.error.SomaException.Mismatch e) {
      assertThat(e.id()).isEqualTo("E510");
    }
  }
}
