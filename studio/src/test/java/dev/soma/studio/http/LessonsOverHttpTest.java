package dev.soma.studio.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.soma.lesson.Lesson;
import dev.soma.lesson.Report;
import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Approximation.Budget;
import dev.soma.lesson.approximate.Approximation.Found;
import dev.soma.lesson.approximate.Target;
import dev.soma.lesson.formula.Formula;
import dev.soma.studio.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Lessons and the lab as a browser has them.
@Timeout(60)
class LessonsOverHttpTest {
  private final Page page = new Page(null);

  @AfterEach
  void close() {
    page.close();
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return all;
  }

  /// Waits until nothing runs.
  private void rest() throws Exception {
    while (page.json("/api/state").path("lesson").path("running").asBoolean()) {
      Thread.sleep(10);
    }
  }

  private JsonNode lab(Map<String, Object> settings) throws Exception {
    StringBuilder query = new StringBuilder("/api/view/lab?");
    settings.forEach(
        (name, value) ->
            query
                .append(name)
                .append('=')
                .append(URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8))
                .append('&'));
    return page.json(query.toString());
  }

  private static void assertSame(JsonNode table, Report.Table measured) {
    assertThat(table.path("title").asString()).isEqualTo(measured.title());
    for (int l = 0; l < measured.lines().size(); l++) {
      JsonNode line = table.path("lines").get(l);
      assertThat(line.get(0).asString()).isEqualTo(measured.lines().get(l).label());
      List<Double> values = measured.lines().get(l).values();
      assertThat(line.size()).isEqualTo(1 + values.size());
      for (int c = 0; c < values.size(); c++) {
        double value = values.get(c);
        JsonNode cell = line.get(c + 1);
        if (Double.isFinite(value)) {
          assertThat(cell.asDouble()).isEqualTo(value);
        } else if (Double.isNaN(value)) {
          assertThat(cell.isNull()).isTrue();
        } else {
          assertThat(cell.asString()).isEqualTo("∞");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rate, RATE", "perceptron, PERCEPTRON"})
  void a_lesson_is_run_and_shows_the_numbers_of_the_command(String name, Lesson lesson)
      throws Exception {
    String view = "/api/view/lessons?lesson=" + name + "&lesson_seed=7";
    assertThat(page.json(view).path("idea").asString()).isEqualTo(lesson.idea());
    assertThat(page.json(view).has("report")).isFalse();
    page.post("/api/lesson", map("lesson", name, "lesson_seed", 7));
    rest();
    Report report = lesson.run(7);
    JsonNode shown = page.json(view).path("report");
    assertThat(shown.path("question").asString()).isEqualTo(report.question().text());
    assertThat(shown.path("findings").size()).isEqualTo(report.findings().size());
    for (int t = 0; t < report.findings().size(); t++) {
      assertSame(shown.path("findings").get(t), report.findings().get(t));
    }
    for (int c = 0; c < report.curves().size(); c++) {
      JsonNode drawn = shown.path("curves").get(c);
      List<Report.Line> curves = report.curves().get(c).curves();
      for (int k = 0; k < curves.size(); k++) {
        JsonNode values = drawn.path("curves").get(k).path("values");
        assertThat(values.size()).isEqualTo(drawn.path("x").size());
        assertThat(values.get(0).asDouble())
            .isCloseTo(curves.get(k).values().getFirst(), withinPercentage(1e-3));
        boolean ended = curves.get(k).values().size() < values.size();
        assertThat(values.get(values.size() - 1).isNull()).isEqualTo(ended);
      }
    }
    assertThat(shown.has("answer") || shown.has("because") || shown.has("measured")).isFalse();
    JsonNode told = page.json(view + "&told=true").path("report");
    assertThat(told.path("answer").asString()).isEqualTo(report.question().answer());
    assertSame(told.path("measured"), report.answer());
  }

  @Test
  void an_answer_is_judged_by_the_server_as_the_command_does() throws Exception {
    assertThat(check("1").path("error").path("id").asString()).isEqualTo("E297");
    page.post("/api/lesson", map("lesson", "zero-init"));
    rest();
    assertThat(check("1").path("right").asBoolean()).isTrue();
    assertThat(check("4").path("right").asBoolean(true)).isFalse();
    assertThat(check("all").path("error").path("id").asString()).isEqualTo("E209");
    JsonNode none = page.post("/api/lesson", map("lesson", "zero"));
    assertThat(none.path("error").path("id").asString()).isEqualTo("E262");
  }

  private JsonNode check(String answer) throws Exception {
    return page.post("/api/lesson", map("lesson", "zero-init", "check", answer));
  }

  @Test
  void one_runs_at_a_time_and_can_be_stopped_and_a_browser_that_leaves_changes_nothing()
      throws Exception {
    Map<String, Object> endless = map("function", "sin(30*x)", "epsilon", 1e-9, "most", 64);
    try (var leaves = page.events()) {
      assertThat(leaves.read()).isPositive();
      JsonNode begun = page.post("/api/lab", endless).path("lesson");
      assertThat(begun.path("name").asString()).isEqualTo("sin(30*x)");
    }
    JsonNode second = page.post("/api/lesson", map("lesson", "xor")).path("error");
    assertThat(second.path("id").asString()).isEqualTo("E296");
    assertThat(second.path("message").asString()).startsWith("sin(30*x) is running");
    assertThat(page.post("/api/lab", endless).has("error")).as("the same again").isFalse();
    while (!page.json("/api/state").path("lesson").path("doing").asString("").contains("train")) {
      Thread.sleep(10);
    }
    page.post("/api/lesson", map("stop", true));
    rest();
    assertThat(page.json("/api/state").path("lesson").path("ended").asInt()).isEqualTo(1);
    assertThat(lab(endless).has("result")).isFalse();
    assertThat(page.post("/api/lesson", map("lesson", "rate")).has("error")).isFalse();
  }

  @Test
  void the_lab_shows_what_core_finds_and_its_parts_add_up() throws Exception {
    Map<String, Object> asked = map("function", "x^2", "epsilon", 0.1, "most", 1, "lab_seed", 3);
    page.post("/api/lab", asked);
    rest();
    Target target = new Target(Formula.parse("x^2"), 0, 1);
    Budget budget = new Budget(2000, 1, 3, 400);
    Approximation core = Approximation.of(target, 0.1, budget, 3);
    asked.put("kind", "steps");
    JsonNode result = lab(asked).path("result");
    Found steps = core.built().getFirst();
    JsonNode found = result.path("found").get(0);
    assertThat(found.path("units").asInt()).isEqualTo(steps.net().units());
    assertThat(found.path("sup_error").asDouble()).isEqualTo(steps.error().found());
    assertThat(found.path("bound").asDouble()).isEqualTo(steps.error().bound());
    JsonNode trained = result.path("found").get(2);
    assertThat(trained.path("sup_error").asDouble()).isEqualTo(core.trained().error().found());
    JsonNode picture = result.path("picture");
    assertThat(picture.path("kind").asString()).isEqualTo("steps");
    assertThat(picture.path("places").size()).isEqualTo(401);
    for (int p = 0; p <= 400; p += 20) {
      double sum = picture.path("output_bias").asDouble();
      for (JsonNode part : picture.path("parts")) {
        sum += part.path("added").get(p).asDouble();
        assertThat(part.path("top").get(p).asDouble()).isCloseTo(sum, within(1e-5));
      }
      assertThat(picture.path("h").get(p).asDouble()).isCloseTo(sum, within(1e-5));
      assertThat(picture.path("f").get(p).asDouble()).isCloseTo(p * p / 160_000.0, within(1e-6));
      assertThat(Math.abs(picture.path("gap").get(p).asDouble())).isLessThanOrEqualTo(0.1);
    }
  }

  @Test
  void two_inputs_are_heat_maps_with_tables() throws Exception {
    Map<String, Object> asked =
        map("function", "x", "inputs", 2, "epsilon", 0.1, "from", -1, "most", 1);
    page.post("/api/lab", asked);
    rest();
    JsonNode result = lab(asked).path("result");
    assertThat(result.path("found").size()).isEqualTo(1);
    JsonNode f = result.path("picture").path("f");
    assertThat(f.path("low").asDouble()).isEqualTo(-1);
    assertThat(f.path("table").size()).isEqualTo(9);
    assertThat(f.path("table").get(0).get(6).asDouble()).isEqualTo(0.5);
    assertThat(result.path("picture").path("weights").get(0).size()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "function; 2x; E260; position 2",
        "function; sn(x); E260; sin",
        "function; log(x); E261; at x = 0",
        "function; sqrt(x-2); E261; from: 2, to: 3",
        "function; ; E260; no formula",
        "lab_seed; many; E209; seed \\\"many\\\" · expected a whole number",
        "inputs; many; E209; Inputs \\\"many\\\" · expected a whole number",
        "inputs; 3; E201; Inputs 3 · expected 1 or 2",
        "epsilon; 0; E201; ε 0 · expected a number > 0",
        "epsilon; near; E209; ε \\\"near\\\" · expected a number",
        "to; -1; E201; from 0 to -1 · expected numbers within a million, the first less",
        "most; many; E209; most units trained \\\"many\\\" · expected a whole number",
        "most; 1000; E201; most units trained 1000 · expected 0 to 256"
      })
  void what_cannot_be_looked_for_is_refused_with_a_fix_that_its_fields_take(
      String name, @Nullable String value, String id, String says) throws Exception {
    Map<String, Object> asked = map(name, value == null ? "" : value);
    JsonNode error = page.post("/api/lab", asked).path("error");
    assertThat(error.path("id").asString()).isEqualTo(id);
    assertThat(error.toString()).contains(says);
    assertThat(error.path("message").asString()).doesNotContain("--").doesNotContain("_");
    assertThat(error.path("fixes").get(0).asString()).matches("[\\wε ]+: .*");
    assertThat(page.json("/api/state").path("lesson").path("running").asBoolean()).isFalse();
    asked.put("epsilon", 0.3);
    asked.put("most", 0);
    error
        .path("lab")
        .get(0)
        .properties()
        .forEach(e -> asked.put(e.getKey(), e.getValue().asString()));
    assertThat(page.post("/api/lab", asked).has("error"))
        .as("with %s", error.path("lab"))
        .isFalse();
    rest();
  }

  @Test
  void what_the_lab_has_no_field_for_is_refused_and_nothing_begins() throws Exception {
    JsonNode error = page.post("/api/lab", map("function", "x", "epsilom", 0.1)).path("error");
    assertThat(error.path("id").asString()).isEqualTo("E290");
    assertThat(error.path("message").asString()).startsWith("setting \"epsilom\" is not known");
    assertThat(error.path("fixes").get(0).asString()).contains("epsilon in place of epsilom");
    assertThat(page.json("/api/state").path("lesson").path("running").asBoolean()).isFalse();
  }

  @Test
  void what_no_lesson_has_is_refused_and_nothing_begins() throws Exception {
    JsonNode error = page.post("/api/lesson", map("lesson", "rate", "lesson_sed", 7)).path("error");
    assertThat(error.path("id").asString()).isEqualTo("E290");
    assertThat(error.path("fixes").get(0).asString())
        .isEqualTo("put lesson_seed in place of lesson_sed in the address");
    JsonNode lesson = page.json("/api/state").path("lesson");
    assertThat(lesson.path("running").asBoolean() || lesson.path("ended").asInt() > 0).isFalse();
  }

  @Test
  void a_seed_of_a_lesson_that_is_no_number_is_named_as_the_page_does() throws Exception {
    JsonNode error =
        page.post("/api/lesson", map("lesson", "xor", "lesson_seed", "many")).path("error");
    assertThat(error.path("message").asString())
        .isEqualTo("Seed of the lesson \"many\" · expected a whole number");
  }

  @Test
  void a_place_without_a_value_that_is_met_later_is_told() throws Exception {
    Map<String, Object> asked =
        map("function", "sqrt(abs(x - 0.0208333) - 0.00001)", "epsilon", 0.001, "most", 0);
    page.post("/api/lab", asked);
    rest();
    assertThat(lab(asked).path("error").path("id").asString()).isEqualTo("E261");
  }
}
