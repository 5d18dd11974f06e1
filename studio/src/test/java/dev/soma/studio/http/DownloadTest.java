package dev.soma.studio.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.Prediction;
import dev.soma.nn.Activation;
import dev.soma.recipe.Mlp;
import dev.soma.studio.Page;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is taken away from the page: the network of a step, and rows that were made.
@Timeout(60)
class DownloadTest {
  @TempDir private Path folder;

  /// 90 rows: a class that follows from the larger of two numbers, a number, a colour.
  private static String csv() {
    StringBuilder text = new StringBuilder("a,b,colour,size,kind\n");
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 90; i++) {
      int a = i % 11;
      int b = (7 * i) % 13;
      text.append(a + "," + b + "," + colours[i % 3] + "," + (2 * a - b) + ",")
          .append((a > b ? "yes" : "no") + "\n");
    }
    return text.toString();
  }

  private static Table table(byte[] csv) {
    ReadOptions options = ReadOptions.DEFAULT.keepText();
    return Table.read(CsvSource.open(ByteSource.of("rows.csv", csv), options.format()), options);
  }

  private static JsonNode settings(Page page, Object... namesAndValues) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("v", 1));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return page.post("/api/settings", all);
  }

  private static void run(Page page, String action, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      JsonNode _ = page.post("/api/run", Map.of("action", action));
    }
  }

  private Model model(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    return Model.load(Files.write(folder.resolve("taken.soma"), answer.body()));
  }

  private static String error(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = JsonMapper.shared().readTree(answer.body()).path("error");
    return error.path("id").asString() + " " + error.path("message").asString();
  }

  /// What the page says of a training row at a step, and which line of the file that is.
  private static JsonNode whatIf(Page page, int row, int at) throws Exception {
    return page.json("/api/view/whatif?part=training&row=" + row + "&at=" + at);
  }

  /// Fails unless the model says of the training rows what the page says of them, bit by bit.
  private static void samePredictions(Page page, Model model, Table rows, int at) throws Exception {
    int training = page.json("/api/state").path("training_rows").asInt();
    assertThat(training).isGreaterThan(10);
    for (int r = 0; r < training; r++) {
      JsonNode said = whatIf(page, r, at);
      int row = said.path("line").asInt() - 2; // behind the header
      Prediction own = model.predict(rows.rows(row, row + 1)).row(0);
      Map<String, Double> numbers =
          own.probabilities().isEmpty() ? own.numbers() : own.probabilities();
      assertThat(said.path("outputs").size()).isEqualTo(numbers.size());
      for (JsonNode output : said.path("outputs")) {
        assertThat(output.path("before").asDouble())
            .isEqualTo(numbers.get(output.path("name").asString()));
      }
    }
  }

  @Test
  void a_network_of_an_uploaded_table_predicts_what_the_page_predicted() throws Exception {
    try (Page page = new Page(null)) {
      for (String target : new String[] {"kind", "size", "colour"}) {
        String query = "/api/table?name=my%20rows.csv&target=" + target;
        assertThat(page.post(query, csv().getBytes(UTF_8)).statusCode()).isEqualTo(200);
        run(page, "epoch", 3);
        HttpResponse<byte[]> answer = page.bytes("/api/model");
        assertThat(answer.headers().firstValue("Content-Disposition"))
            .contains("attachment; filename=\"my-rows-step-12.soma\""); // 63 rows, batches of 16
        Model model = model(answer);
        assertThat(model.target().names()).containsExactly(target);
        samePredictions(page, model, table(csv().getBytes(UTF_8)), -1);
      }
    }
  }

  @Test
  void it_says_how_it_was_made_and_no_more() throws Exception {
    try (Page page = new Page(null)) {
      page.post("/api/table?name=rows.csv&target=kind", csv().getBytes(UTF_8));
      settings(page, "lr", 0.02, "seed", 7);
      run(page, "batch", 6);
      var from = model(page.bytes("/api/model")).provenance();
      assertThat(from.seed()).isEqualTo(7);
      assertThat(from.step()).isEqualTo(6);
      assertThat(from.rows()).isEqualTo(page.json("/api/state").path("training_rows").asInt());
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(csv().getBytes(UTF_8));
      assertThat(from.dataSha256()).isEqualTo(HexFormat.of().formatHex(digest));
      assertThat(from.settings())
          .containsEntry("made_by", "soma studio")
          .containsEntry("data", "rows.csv")
          .containsEntry("target", "kind")
          .containsEntry("lr", "0.02")
          .containsEntry("weights", "of batch 2 in epoch 2")
          .doesNotContainKeys("goes_on_from", "cv", "members", "effort", "decimal");
      assertThat(from.settings().get("page"))
          .startsWith("v=1&data=own&")
          .contains("&lr=0.02&", "&seed=7&", "&network=8%2C+8&");
      Map<String, Object> again = new LinkedHashMap<>(); // as the page reads its address
      for (String pair : String.valueOf(from.settings().get("page")).split("&")) {
        String[] both = pair.split("=", 2);
        again.put(both[0], URLDecoder.decode(both[1], UTF_8));
      }
      byte[] first = page.bytes("/api/model").body();
      assertThat(page.post("/api/settings", again).path("step").asInt()).isZero();
      run(page, "batch", 6);
      assertThat(page.bytes("/api/model").body()).isEqualTo(first);
    }
  }

  @Test
  void a_step_of_the_past_can_be_saved() throws Exception {
    try (Page page = new Page(null)) {
      settings(page, "rows", 40);
      run(page, "batch", 2);
      byte[] second = page.bytes("/api/model").body();
      run(page, "batch", 3);
      HttpResponse<byte[]> then = page.bytes("/api/model?at=2");
      assertThat(then.body()).isEqualTo(second);
      assertThat(then.headers().firstValue("Content-Disposition").orElse(""))
          .contains("moons-step-2.soma");
      assertThat(page.bytes("/api/model").body()).isNotEqualTo(second);
    }
  }

  private static String fix(HttpResponse<String> answer) {
    JsonNode fixes = JsonMapper.shared().readTree(answer.body()).path("error").path("fixes");
    assertThat(fixes.size()).isPositive();
    return fixes.path(0).asString();
  }

  @Test
  void what_is_no_step_that_is_kept_is_refused_and_a_step_that_is_proposed() throws Exception {
    String[][] refused = {
      {"at=-7", "E209 at \"-7\" · expected a step, or no at for the newest; kept are 0 to 3"},
      {"at=", "E209 at \"\" ·"},
      {"at", "E209 at \"\" ·"},
      {"at=1.5", "E209 at \"1.5\" ·"},
      {"at=%2B1", "E209 at \"+1\" ·"},
      {"at=99999999", "E209 no step 99999999 · kept are 0 to 3"},
      {"at=9223372036854775808", "E209 no step 9223372036854775808 ·"},
      {"at=0", "E294 nothing is learned yet"},
      {"at=1&at=2", "E209 at \"1\" and \"2\" · expected it once"},
      {"att=2", "E290 setting \"att\" is not known · there are at"},
      {"at=2&=3", "E290 setting \"\" is not known"},
    };
    String[] fixes = {
      "view=step&look.at=3 in the address",
      "view=step&look.at=1 in the address", // of step 0 the next
      "leave one of them out of the address",
      "put at in place of att in the address",
      "leave  out of the address"
    };
    try (Page page = new Page(null)) {
      HttpResponse<String> nothing = page.get("/api/model?at=x");
      assertThat(error(nothing))
          .isEqualTo("E209 at \"x\" · expected a step, or no at for the newest; only 0 is kept");
      assertThat(fix(nothing)).as("where no step can be saved").isEqualTo("Step");
      run(page, "batch", 3);
      for (int i = 0; i < refused.length; i++) {
        HttpResponse<String> answer = page.get("/api/model?" + refused[i][0]);
        assertThat(error(answer)).startsWith(refused[i][1]);
        assertThat(fix(answer)).as(refused[i][0]).isEqualTo(fixes[Math.max(0, i - 6)]);
      }
      assertThat(error(page.get("/api/rows?at=3"))).endsWith("is not known · there is none");
      assertThat(error(page.get("/api/state?at=3"))).startsWith("E290");
    }
  }

  @Test
  void a_step_that_is_no_longer_kept_is_not_another_one() throws Exception {
    try (Page page = new Page(null)) {
      settings(page, "rows", 20, "network", "2", "batch", 14, "epochs", 600);
      JsonNode state = page.post("/api/run", Map.of("action", "start", "speed", 0));
      while (!state.path("ended").asBoolean()) {
        Thread.sleep(10);
        state = page.json("/api/state");
      }
      List<Long> kept = new ArrayList<>();
      state.path("steps").forEach(step -> kept.add(step.asLong()));
      long lost = 1; // 512 of 601 at most
      while (kept.contains(lost)) {
        lost++;
      }
      HttpResponse<String> answer = page.get("/api/model?at=" + lost);
      assertThat(error(answer)).startsWith("E209 no step " + lost + " · kept are ");
      Matcher near =
          Pattern.compile("view=step&look\\.at=(\\d+) in the address").matcher(fix(answer));
      assertThat(near.matches()).isTrue();
      long step = Long.parseLong(near.group(1));
      assertThat(kept).contains(step);
      assertThat(model(page.bytes("/api/model?at=" + step)).provenance().step()).isEqualTo(step);
      JsonNode drawn = page.json("/api/view/step?at=" + lost);
      assertThat(drawn.path("step").asLong()).as("a picture says its step").isIn(kept);
    }
  }

  @Test
  void weights_that_are_not_finite_are_not_saved_nor_those_that_came_back_for_them()
      throws Exception {
    try (Page page = new Page(null)) {
      settings(page, "rows", 40, "optimizer", "sgd", "lr", 1e300);
      run(page, "batch", 1);
      HttpResponse<String> infinite = page.get("/api/model");
      assertThat(error(infinite)).startsWith("E294 not all weights are numbers · after step 1 ");
      run(page, "batch", 1); // diverges, and the best epoch is 0
      assertThat(page.json("/api/state").path("ended").asBoolean()).isTrue();
      HttpResponse<String> drawn = page.get("/api/model");
      assertThat(error(drawn)).startsWith("E294 nothing is learned yet · after step 0 ");
      String fix = fix(infinite);
      assertThat(fix).startsWith("Rate η: ").isEqualTo(fix(drawn));
      settings(page, "lr", fix.substring(8));
      run(page, "batch", 1);
      assertThat(page.bytes("/api/model").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void rows_that_were_made_are_saved_with_points_and_fit_the_network() throws Exception {
    try (Page page = new Page(null)) {
      for (String data : new String[] {"xor", "blobs", "sine", "formula"}) {
        boolean points = data.equals("xor");
        settings(page, "data", data, "rows", 30, "points", points ? "B0.25_-1.5*A1e-3_2" : "");
        run(page, "epoch", 2);
        HttpResponse<byte[]> file = page.bytes("/api/rows");
        assertThat(file.headers().firstValue("Content-Disposition"))
            .contains("attachment; filename=\"" + data + ".csv\"");
        Table rows = table(file.body());
        assertThat(rows.rows()).isEqualTo(points ? 32 : 30);
        if (points) {
          assertThat(new String(file.body(), UTF_8))
              .startsWith("x1,x2,y\n")
              .endsWith("\n0.25,-1.5,B\n0.001,2,A\n");
        }
        Model model = model(page.bytes("/api/model"));
        Outcomes all = model.outcomes(rows);
        assertThat(all.rows()).isEqualTo(rows.rows());
        samePoints(page, model, rows);
      }
    }
  }

  /// Fails unless each training row is among the saved rows, with the same prediction.
  private static void samePoints(Page page, Model model, Table rows) throws Exception {
    int training = page.json("/api/state").path("training_rows").asInt();
    for (int r = 0; r < training; r++) {
      JsonNode said = whatIf(page, r, -1);
      double before = said.path("outputs").path(0).path("before").asDouble();
      String truth = said.path("targets").path(0).path(1).asString();
      boolean found = false;
      for (int i = 0; i < rows.rows(); i++) {
        Prediction own = model.predict(rows.rows(i, i + 1)).row(0);
        Map<String, Double> numbers =
            own.probabilities().isEmpty() ? own.numbers() : own.probabilities();
        found |=
            numbers.values().iterator().next() == before
                && rows.column(rows.names().getLast()).text(i).equals(truth);
      }
      assertThat(found).as("training row %s of the page among the saved rows", r).isTrue();
    }
  }

  @Test
  void at_the_end_the_best_epoch_is_saved_with_its_step_and_the_last_one_if_asked()
      throws Exception {
    try (Page page = new Page(null)) {
      settings(page, "rows", 40, "epochs", 20, "lr", 0.5);
      JsonNode state = page.post("/api/run", Map.of("action", "start", "speed", 0));
      while (!state.path("ended").asBoolean()) {
        Thread.sleep(10);
        state = page.json("/api/state");
      }
      int best = state.path("best").asInt();
      assertThat(best).isBetween(1, 19); // or it would tell nothing
      assertThat(state.path("step").asInt()).isEqualTo(40); // 28 rows in batches of 16
      assertThat(state.path("stands").path("step").asInt()).isEqualTo(2 * best);
      assertThat(state.path("stands").path("epoch").asInt()).isEqualTo(best);
      HttpResponse<byte[]> now = page.bytes("/api/model");
      assertThat(now.headers().firstValue("Content-Disposition").orElse(""))
          .contains("\"moons-step-" + 2 * best + ".soma\"");
      assertThat(page.bytes("/api/model?at=" + 2 * best).body()).isEqualTo(now.body());
      Model model = model(now);
      assertThat(model.provenance().settings()).containsEntry("weights", "of epoch " + best);
      assertThat(model.provenance().step()).isEqualTo(2 * best);
      Model last = model(page.bytes("/api/model?at=40"));
      assertThat(last.provenance().settings()).containsEntry("weights", "of epoch 20");
      assertThat(last.network().parameters().values())
          .isNotEqualTo(model.network().parameters().values());
    }
  }

  @Test
  void the_name_of_a_file_cannot_leave_its_header() throws Exception {
    try (Page page = new Page(null)) {
      String name = "..%2F%22a%22%0D%0AX-Evil:%20%C3%A9;.CSV.gz";
      page.post("/api/table?name=" + name + "&target=kind", csv().getBytes(UTF_8));
      run(page, "batch", 1);
      HttpResponse<byte[]> answer = page.bytes("/api/model");
      assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
          .matches("attachment; filename=\"[A-Za-z0-9._-]+-step-1\\.soma\"");
      assertThat(answer.headers().firstValue("X-Evil")).isEmpty();
    }
  }

  @Test
  void before_the_first_step_there_is_nothing_to_save() throws Exception {
    try (Page page = new Page(null)) {
      assertThat(error(page.get("/api/model"))).startsWith("E294 nothing is learned yet");
      run(page, "batch", 1);
      assertThat(error(page.get("/api/model?at=0"))).startsWith("E294");
      assertThat(error(page.get("/api/model?at=x"))).startsWith("E209");
      page.post("/api/table?name=rows.csv&target=kind", csv().getBytes(UTF_8));
      assertThat(error(page.get("/api/rows"))).startsWith("E294 rows of a file");
      assertThat(page.post("/api/model", new byte[0]).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_saved_model_is_saved_again_once_it_was_trained_on() throws Exception {
    Path file = folder.resolve("model.soma");
    Table typed =
        Table.read(
            CsvSource.open(
                ByteSource.of("rows.csv", csv().getBytes(UTF_8)), ReadOptions.DEFAULT.format()),
            ReadOptions.DEFAULT);
    Mlp.classifier()
        .hidden(5, Activation.RELU)
        .epochs(5)
        .seed(3)
        .fit(typed.target("kind").split(0.7, 0.15, 0.15, Seeds.of(3)), TrainingListener.silent())
        .model()
        .save(file);
    Table texts = table(csv().getBytes(UTF_8));
    try (Page page = new Page(Model.load(file), file, texts)) {
      assertThat(error(page.get("/api/model"))).startsWith("E293");
      assertThat(error(page.get("/api/rows"))).startsWith("E293");
      settings(page, "data", "saved", "member", 1);
      assertThat(error(page.get("/api/model"))).startsWith("E294");
      run(page, "epoch", 2);
      HttpResponse<byte[]> answer = page.bytes("/api/model");
      assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
          .contains("model-step-");
      Model further = model(answer);
      var from = further.provenance();
      assertThat(from.settings())
          .containsEntry("goes_on_from", "model.soma")
          .containsEntry("data", "rows.csv");
      assertThat(from.settings().get("page")).contains("data=saved", "member=1");
      assertThat(from.dataSha256()).isEqualTo(texts.source().sha256());
      assertThat(from.toString()).doesNotContain(folder.toString());
    }
  }
}
