package dev.soma.studio.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.studio.Page;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A session as a browser has it: what is pressed, what is streamed, what is drawn.
@Timeout(60)
class SessionOverHttpTest {
  private final Page page = new Page(null);

  @AfterEach
  void close() {
    page.close();
  }

  private JsonNode run(String action) throws Exception {
    return page.post("/api/run", Map.of("action", action));
  }

  private JsonNode settings(Object... namesAndValues) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("v", 1);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return page.post("/api/settings", all);
  }

  private static JsonNode next(BufferedReader stream) throws Exception {
    String line = stream.readLine();
    while (line != null && !line.startsWith("data: ")) {
      line = stream.readLine();
    }
    assertThat(line).isNotNull();
    return JsonMapper.shared().readTree(line.substring(6));
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  @Test
  void a_step_is_a_batch_or_an_epoch() throws Exception {
    assertThat(page.json("/api/state").path("step").asInt()).isZero();
    JsonNode one = run("batch");
    assertThat(one.path("step").asInt()).isEqualTo(1);
    assertThat(one.path("batch").asInt()).isEqualTo(1);
    assertThat(one.path("epoch").asInt()).isZero();
    JsonNode epoch = run("epoch"); // 140 rows in batches of 16 are 9 steps
    assertThat(epoch.path("step").asInt()).isEqualTo(9);
    assertThat(epoch.path("epoch").asInt()).isEqualTo(1);
    assertThat(epoch.path("running").asBoolean()).isFalse();
    assertThat(run("epoch").path("step").asInt()).isEqualTo(18);
  }

  /// The state when the run has ended; asked for again and again, as a page does.
  private JsonNode ended() throws Exception {
    JsonNode state = page.json("/api/state");
    while (!state.path("ended").asBoolean()) {
      Thread.sleep(10);
      state = page.json("/api/state");
    }
    return state;
  }

  @Test
  void start_runs_until_pause() throws Exception {
    page.post("/api/run", Map.of("action", "start", "speed", 0));
    while (page.json("/api/state").path("epoch").asInt() < 3) {
      Thread.sleep(5);
    }
    JsonNode held = run("pause");
    long step = held.path("step").asLong();
    assertThat(step).isPositive();
    assertThat(page.json("/api/state").path("step").asLong()).isEqualTo(step);
    assertThat(run("batch").path("step").asLong()).isEqualTo(step + 1); // none ran meanwhile
  }

  @Test
  void two_browsers_see_the_same_session() throws Exception {
    try (BufferedReader a = lines(page.events());
        BufferedReader b = lines(page.events())) {
      assertThat(next(a).path("step").asInt()).isZero();
      assertThat(next(b).path("step").asInt()).isZero();
      run("batch");
      JsonNode seen = next(a);
      while (seen.path("step").asInt() < 1) {
        seen = next(a);
      }
      JsonNode other = next(b);
      while (other.path("step").asInt() < 1) {
        other = next(b);
      }
      assertThat(other.path("step")).isEqualTo(seen.path("step"));
      assertThat(other.path("settings")).isEqualTo(seen.path("settings"));
    }
  }

  @Test
  void browsers_that_do_not_read_or_leave_hold_up_nothing() throws Exception {
    InputStream slow = page.events(); // never read
    page.events().close();
    settings("rows", 20, "epochs", 300);
    page.post("/api/run", Map.of("action", "start", "speed", 0));
    JsonNode state = ended();
    assertThat(state.path("epoch").asInt()).isEqualTo(300);
    assertThat(state.path("reason").asString()).isEqualTo("completed");
    slow.close();
  }

  @Test
  void bad_settings_have_the_ids_of_the_terminal_and_change_nothing() throws Exception {
    run("batch");
    JsonNode before = page.json("/api/state");
    Object[][] bad = {
      {"activation", "rlu", "E211"},
      {"optimizer", "adm", "E230"},
      {"init", "hee", "E217"},
      {"batch", 0, "E201"},
      {"batch", "many", "E209"},
      {"bias", "1e308", "E201"},
      {"epochs", -1, "E201"},
      {"l2", -1, "E209"},
      {"lr", 0, "E209"},
      {"network", "8, x", "E210"},
      {"network", "Dense(8, tanh) -> Nothing", "E210"},
      {"data", "moon", "E209"},
      {"data", "own", "E204"},
      {"rows", 3, "E201"},
      {"gives", "words", "E209", "data", "formula"},
      {"formula", "2x", "E260", "data", "formula"},
      {"formula", "1/x", "E261", "data", "formula"},
      {"gives", "words", "E209", "data", "moons"}, // a formula may be chosen next
      {"formula", "((", "E260", "data", "moons"},
      {"points", "A1", "E209"},
      {"points", "C1_2", "E209"},
      {"points", "A1_2", "E209", "data", "sine"},
      {"colour", "red", "E290"},
    };
    for (Object[] b : bad) {
      Object[] also = java.util.Arrays.copyOfRange(b, 3, b.length);
      JsonNode error =
          (also.length == 0 ? settings(b[0], b[1]) : settings(b[0], b[1], also[0], also[1]))
              .path("error");
      assertThat(error.path("id").asString()).as("%s = %s", b[0], b[1]).isEqualTo(b[2]);
      assertThat(error.path("message").asString()).isNotBlank();
      assertThat(error.path("fixes").size()).as("%s = %s", b[0], b[1]).isPositive();
      error.path("fixes").forEach(f -> assertThat(f.asString()).doesNotStartWith("--"));
    }
    JsonNode after = page.json("/api/state");
    assertThat(after.path("run")).isEqualTo(before.path("run"));
    assertThat(after.path("step").asInt()).isEqualTo(1);
    assertThat(after.path("settings")).isEqualTo(before.path("settings"));
    assertThat(run("batch").path("step").asInt()).isEqualTo(2);
  }

  @Test
  void a_number_out_of_its_range_is_written_as_it_would_be_typed() throws Exception {
    Object[][] wrong = {
      {"lr", -1e-4, "Rate η \"-0.0001\" · expected a finite number > 0", "Rate η: 0.01"},
      {"l2", -0.1 - 0.2, "L2 λ \"-0.3\" · expected a finite number >= 0", "L2 λ: 0"},
      {"noise", 2.1 + 0.2, "noise must be 0 to 2, got 2.3", "Noise: 0.1"},
      {"bias", 2.5e7, "bias must be -1,000,000 to 1,000,000, got 25000000", "Initial b: 0"},
      {"epochs", 1e-4, "Epochs \"0.0001\" · expected a whole number", "Epochs: 1000"},
    };
    for (Object[] w : wrong) {
      JsonNode error = settings(w[0], w[1]).path("error");
      assertThat(error.path("message").asString()).isEqualTo(w[2]);
      assertThat(error.path("fixes").path(0).asString()).isEqualTo(w[3]);
    }
  }

  @Test
  void an_address_of_another_version_gives_a_clear_line() throws Exception {
    JsonNode old = page.post("/api/settings", Map.of("v", "0", "data", "xor")).path("error");
    assertThat(old.path("id").asString()).isEqualTo("E290");
    assertThat(old.path("message").asString()).contains("version 0", "version 1");
    JsonNode none = page.post("/api/settings", Map.of("data", "xor")).path("error");
    assertThat(none.path("id").asString()).isEqualTo("E290");
  }

  @Test
  void what_helps_against_a_wrong_address_is_said_in_words_of_the_address() throws Exception {
    String[][] wrong = {
      {"optimiser", "adam", "put optimizer in place of optimiser in the address"},
      {"colour", "red", "leave colour out of the address"},
      {"points", "A1", "leave points out of the address"},
      {"points", "C1_2", "leave points out of the address"},
      {"noise", "9", "Noise: 0.1"},
      {"gives", "words", "Gives: numbers"},
    };
    for (String[] w : wrong) {
      JsonNode error = settings("data", "formula", w[0], w[1]).path("error");
      if (w[0].equals("points")) {
        error = settings(w[0], w[1]).path("error");
      }
      assertThat(error.path("fixes").path(0).asString()).as(w[0]).isEqualTo(w[2]);
    }
    String lesson = "/api/view/lessons?lesson=";
    assertThat(fix(lesson + "xo")).isEqualTo("Lessons: xor");
    assertThat(fix(lesson + "xor&lesson_seed=x")).isEqualTo("Seed of the lesson: 0");
    assertThat(fix("/api/view/results?true=9")).isEqualTo("look.true=0 in the address");
    assertThat(fix("/api/view/results?part=all")).startsWith("Rows: ");
    assertThat(fix("/api/view/lab?epsilon=near")).isEqualTo("ε: 0.01");
    assertThat(fix("/api/view/lab?lab_seed=many")).isEqualTo("seed: 42");
  }

  private String fix(String path) throws Exception {
    return page.json(path).path("error").path("fixes").path(0).asString();
  }

  @Test
  void settings_as_text_of_an_address_are_read() throws Exception {
    JsonNode state =
        page.post(
            "/api/settings",
            Map.of("v", "1", "data", "circles", "lr", "0.05", "network", "none", "seed", "7"));
    assertThat(state.path("network").asString()).isEqualTo("2 -> Dense(1, logistic)");
    assertThat(state.path("settings").path("seed").asInt()).isEqualTo(7);
    assertThat(state.path("settings").path("lr").asDouble()).isEqualTo(0.05);
  }

  @Test
  void a_run_that_has_ended_says_so() throws Exception {
    settings("rows", 20, "epochs", 1);
    run("epoch");
    JsonNode state = page.json("/api/state");
    while (!state.path("ended").asBoolean()) {
      run("epoch");
      Thread.sleep(5);
      state = page.json("/api/state");
    }
    assertThat(run("start").path("error").path("id").asString()).isEqualTo("E291");
  }

  @Test
  void what_helps_is_a_field_of_the_page() throws Exception {
    Object[][] fixed = {
      {"activation", "foo", "Activation: tanh"},
      {"activation", "rlu", "Activation: relu"},
      {"batch", 0, "Batch: 16"},
      {"lr", 0, "Rate η: 0.01"},
      {"bias", "1e308", "Initial b: 0"},
      {"network", "2147483647", "Hidden: 256,256"},
      {"data", "moon", "Set: moons"},
    };
    for (Object[] f : fixed) {
      assertThat(settings(f[0], f[1]).path("error").path("fixes").path(0).asString())
          .as("%s = %s", f[0], f[1])
          .isEqualTo(f[2]);
    }
    Object[][] formulas = {
      {"", "f: sin(2*pi*x)"}, {"log(x)", "f: log(0.01 + 0.99*x)"}, {"2x", "f: 2*x"},
    };
    for (Object[] f : formulas) {
      JsonNode refused = settings("data", "formula", "formula", f[0]).path("error");
      assertThat(refused.path("fixes").path(0).asString()).isEqualTo(f[1]);
      Object typed = ((String) f[1]).substring(3);
      assertThat(settings("data", "formula", "formula", typed).has("error")).isFalse();
    }
    HttpResponse<String> ragged =
        page.post("/api/table?name=x.csv", "a,y\n1,b\n2,c,d\n".getBytes(UTF_8));
    assertThat(ragged.body())
        .contains("E301", "soma studio FILE --target COLUMN --on-bad-row skip");
  }

  @Test
  void a_packed_table_may_not_become_more_than_the_page_keeps() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] rows = "1,2,u\n2,3,v\n".repeat(87_382).getBytes(UTF_8); // 1 MB and a little
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("a,b,y\n".getBytes(UTF_8));
      for (int i = 0; i < 64; i++) {
        gzip.write(rows);
      }
    }
    long run = page.json("/api/state").path("run").asLong();
    HttpResponse<String> refused = page.post("/api/table?name=x.csv.gz", packed.toByteArray());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("E350", "more than 64 MB", "soma studio FILE --target COLUMN");
    byte[] damaged = Arrays.copyOf(packed.toByteArray(), 1000);
    assertThat(page.post("/api/table?name=x.csv.gz", damaged).body()).contains("E350", "cut off");
    assertThat(page.json("/api/state").path("run").asLong()).isEqualTo(run);
  }

  @Test
  void l_bfgs_that_cannot_begin_is_answered_with_a_field_that_it_reads() throws Exception {
    settings("optimizer", "lbfgs", "network", "8", "l2", 1e300);
    page.post("/api/run", Map.of("action", "start", "speed", 0));
    JsonNode error = ended().path("error");
    assertThat(error.path("id").asString()).isEqualTo("E601");
    assertThat(error.path("message").asString()).contains("L-BFGS has no rate");
    assertThat(error.path("fixes").toString()).isEqualTo("[\"L2 λ: 0.001\"]");
    JsonNode told = page.json("/api/view/curves").path("diagnostics");
    JsonNode d6 = told.get(told.findValuesAsString("id").indexOf("D6"));
    assertThat(d6.path("text").asString()).endsWith("; try L2 λ: 0.001");
    settings("l2", 0.001);
    page.post("/api/run", Map.of("action", "start"));
    assertThat(ended().has("error")).isFalse();
  }

  @Test
  void a_run_that_diverges_names_where() throws Exception {
    settings("optimizer", "sgd", "lr", 1e12, "network", "8, 8", "activation", "relu");
    page.post("/api/run", Map.of("action", "start", "speed", 0));
    JsonNode state = ended();
    JsonNode error = state.path("error");
    assertThat(error.path("id").asString()).isEqualTo("E601");
    assertThat(error.path("message").asString()).contains("the rate was 1000000000000");
    assertThat(error.path("fixes").toString()).isEqualTo("[\"Rate η: 0.1\"]");
    JsonNode told = page.json("/api/view/curves").path("diagnostics");
    assertThat(told.findValuesAsString("id")).contains("D6");
    JsonNode d6 = told.get(told.findValuesAsString("id").indexOf("D6"));
    assertThat(d6.path("text").asString()).endsWith("; try Rate η: 0.1");
    settings("lr", 0.1);
    page.post("/api/run", Map.of("action", "start"));
    assertThat(ended().has("error")).isFalse();
  }

  @Test
  void a_table_of_ones_own_is_loaded_from_the_page() throws Exception {
    StringBuilder csv = new StringBuilder("a,b,colour,kind\n");
    for (int i = 0; i < 60; i++) {
      csv.append(i % 7).append(',').append(i % 5).append(i % 3 == 0 ? ",red," : ",blue,");
      csv.append(i % 2 == 0 ? "yes" : "no").append('\n');
    }
    HttpResponse<String> answer =
        page.post("/api/table?name=..%2F..%2Fmine.csv&target=kind", csv.toString().getBytes(UTF_8));
    JsonNode state = JsonMapper.shared().readTree(answer.body());
    assertThat(state.path("own").asString()).isEqualTo("mine.csv");
    assertThat(state.path("training_rows").asInt()).isEqualTo(42);
    JsonNode boundary = page.json("/api/view/boundary");
    assertThat(boundary.path("fixed").path("colour").asString()).isEqualTo("blue");
    assertThat(boundary.path("columns").size()).isEqualTo(2);
    HttpResponse<String> bad =
        page.post("/api/table?name=x.csv&target=nothing", csv.toString().getBytes(UTF_8));
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("E310");
    assertThat(page.json("/api/state").path("own").asString()).isEqualTo("mine.csv");
  }

  @Test
  void every_view_of_every_set_has_something_to_draw() throws Exception {
    for (String data : new String[] {"xor", "moons", "circles", "spiral", "blobs", "sine"}) {
      settings("data", data, "activation", "relu");
      run("epoch");
      JsonNode boundary = page.json("/api/view/boundary");
      assertThat(boundary.path("points").size()).as(data).isEqualTo(2);
      assertThat(boundary.path(data.equals("sine") ? "values" : "said").asString())
          .as(data)
          .isNotEmpty();
      assertThat(page.json("/api/view/units").path("units").size()).as(data).isEqualTo(8);
      assertThat(page.json("/api/view/network").path("links").size()).as(data).isEqualTo(3);
      assertThat(page.json("/api/view/health").path("layers").size()).as(data).isEqualTo(2);
      assertThat(page.json("/api/view/curves").path("epoch").size()).as(data).isEqualTo(2);
      assertThat(page.json("/api/view/step").path("parts").size()).as(data).isGreaterThan(10);
    }
  }
}
