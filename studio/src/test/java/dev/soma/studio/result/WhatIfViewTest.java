package dev.soma.studio.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.read.Row;
import dev.soma.model.Model;
import dev.soma.model.Prediction;
import dev.soma.studio.Page;
import dev.soma.studio.answer.Views;
import dev.soma.studio.run.Session;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the page says of a changed row is what the model says of a table with that row.
@Timeout(60)
class WhatIfViewTest {
  /// Numbers with a whole and a missing one, categories with a missing one, dates.
  private static Table table() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("age", i % 9 == 0 ? null : i % 50 + 0.5);
      row.put("rooms", i % 7);
      row.put("colour", i % 11 == 0 ? null : i % 3 == 0 ? "red" : i % 3 == 1 ? "blue" : "green");
      row.put("day", "2024-0" + (1 + i % 9) + "-1" + i % 10);
      row.put("kind", i % 50 > 20 || i % 3 == 0 ? "yes" : "no");
      rows.add(new Row(row, 0));
    }
    return Table.rows(rows).target("kind");
  }

  private static JsonNode view(Views views, Object... query) throws InterruptedException {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < query.length; i += 2) {
      all.put((String) query[i], "" + query[i + 1]);
    }
    return JsonMapper.shared().readTree(views.json("whatif", all));
  }

  private static Session learned() throws InterruptedException {
    Session session = new Session(table(), "own.csv");
    for (int i = 0; i < 4; i++) {
      session.run().control("epoch");
      assertThat(session.run().awaitHeld(10_000)).isTrue();
    }
    return session;
  }

  private static Model model(Session session) {
    return Said.model(session.run().subject(), session.run().snapshots().latest());
  }

  private static void says(JsonNode outputs, String when, Prediction expected) {
    int i = 0;
    for (Map.Entry<String, Double> p : expected.probabilities().entrySet()) {
      assertThat(outputs.path(i).path("name").asString()).isEqualTo(p.getKey());
      assertThat(outputs.path(i++).path(when).asDouble()).isEqualTo(p.getValue());
    }
    assertThat(outputs.size()).isEqualTo(i);
  }

  @Test
  void without_a_change_it_is_the_prediction_of_the_row_bit_for_bit() throws InterruptedException {
    try (Session session = learned();
        Views views = new Views(session)) {
      for (String part : new String[] {"training", "validation"}) {
        boolean training = part.equals("training");
        var subject = session.run().subject();
        var all = model(session).predict(training ? subject.training() : subject.validation());
        for (int r = 0; r < all.rows(); r++) {
          JsonNode said = view(views, "part", part, "row", r);
          says(said.path("outputs"), "before", all.row(r));
          says(said.path("outputs"), "after", all.row(r));
          assertThat(said.path("said_after").path(0).asString()).isEqualTo(all.row(r).top());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age | 33.25 | 33.25",
        "age | null | ",
        "rooms | \"4\" | 4",
        "colour | \"green\" | green",
        "colour | null | ",
        "day | \"2024-08-31\" | 2024-08-31",
      })
  void with_a_change_it_is_the_prediction_of_a_table_with_that_value(
      String column, String json, @Nullable String text) throws InterruptedException {
    try (Session session = learned();
        Views views = new Views(session)) {
      Table rows = session.run().subject().validationRows();
      for (int r = 0; r < rows.rows(); r++) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : rows.names()) {
          values.put(name, rows.column(name).isMissing(r) ? null : rows.column(name).text(r));
        }
        values.put(column, text);
        Prediction expected =
            model(session).predict(Table.rowsAsText(List.of(new Row(values, 0)))).row(0);
        String set = "{\"" + column + "\": " + json + "}";
        JsonNode said = view(views, "part", "validation", "row", r, "set", set);
        says(said.path("outputs"), "after", expected);
        double change = said.path("outputs").path(0).path("change").asDouble();
        double before = said.path("outputs").path(0).path("before").asDouble();
        assertThat(change)
            .isEqualTo(said.path("outputs").path(0).path("after").asDouble() - before);
      }
    }
  }

  @Test
  void contributions_add_up_to_the_score_of_the_changed_row() throws InterruptedException {
    try (Session session = learned();
        Views views = new Views(session)) {
      JsonNode why = view(views, "row", 3, "set", "{\"age\": 44}").path("why");
      double sum = 0;
      for (JsonNode column : why.path("columns")) {
        sum += column.path("contribution").asDouble();
        if (column.path("name").asString().equals("age")) {
          assertThat(column.path("value").asString()).isEqualTo("44");
        }
      }
      assertThat(why.path("columns").size()).isEqualTo(4);
      double score = why.path("score").asDouble();
      assertThat(sum).isCloseTo(score - why.path("base_score").asDouble(), Offset.offset(1e-5));
      Table row = session.run().subject().trainingRows().rows(3, 4);
      Table changed = new Change(Map.of("age", "44")).of(row);
      float z = model(session).predict(changed).scores()[0];
      assertThat(score).isCloseTo(z, Offset.offset(1e-5));
    }
  }

  @Test
  void of_a_larger_network_contributions_are_there_if_they_are_asked_for_and_nothing_runs()
      throws InterruptedException {
    try (Session session = new Session(table(), "own.csv");
        Views views = new Views(session)) {
      session.reset(Map.of("v", 1, "network", "40, 40", "activation", "relu"));
      assertThat(view(views, "row", 1).path("why").path("left_out").asString())
          .endsWith("ask for them.");
      assertThat(view(views, "row", 1, "why", 1).path("why").path("columns").size()).isEqualTo(4);
      session.run().control("start");
      assertThat(view(views, "row", 2, "why", 1).path("why").path("left_out").asString())
          .endsWith("while the training runs.");
      session.run().control("pause");
    }
  }

  @Test
  void a_control_has_the_range_of_the_training_rows_and_what_may_be_missing()
      throws InterruptedException {
    try (Session session = learned();
        Views views = new Views(session)) {
      JsonNode said = view(views, "row", 1, "set", "{\"age\": 120}");
      JsonNode age = said.path("columns").path(0);
      assertThat(age.path("kind").asString()).isEqualTo("number");
      assertThat(age.path("low").asDouble()).isLessThan(age.path("min").asDouble());
      assertThat(age.path("high").asDouble()).isGreaterThanOrEqualTo(120);
      assertThat(age.path("may_miss").asBoolean()).isTrue();
      assertThat(age.path("changed").asBoolean()).isTrue();
      String range = session.run().subject().encoder().columns().getFirst().name();
      assertThat(range).isEqualTo("age");
      assertThat(said.path("notes").path(0).asString())
          .startsWith("age 120 lies outside the training rows' ");
      JsonNode rooms = said.path("columns").path(1);
      assertThat(rooms.path("step").asDouble()).isEqualTo(1);
      assertThat(rooms.path("low").asDouble()).isEqualTo(-1);
      assertThat(rooms.path("may_miss").asBoolean()).isFalse();
      JsonNode colour = said.path("columns").path(2);
      assertThat(colour.path("levels").size()).isEqualTo(3);
      assertThat(colour.path("may_miss").asBoolean()).isTrue();
      assertThat(said.path("columns").path(3).path("kind").asString()).isEqualTo("date");
      assertThat(view(views, "row", 1, "find", "OO").path("columns").size()).isEqualTo(1);
      JsonNode missing = view(views, "row", 1, "set", "{\"age\": null}");
      assertThat(missing.path("notes").path(0).asString()).startsWith("age is missing");
    }
  }

  @Test
  void a_number_of_one_or_two_values_is_chosen_among_them() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("smoker", i % 5 == 0 ? null : i % 2);
      row.put("dose", i % 3 == 0 ? 0.5 : 2.25);
      row.put("age", i % 20);
      row.put("kind", i % 20 > 9 ? "yes" : "no");
      rows.add(new Row(row, 0));
    }
    try (Session session = new Session(Table.rows(rows).target("kind"), "own.csv");
        Views views = new Views(session)) {
      JsonNode columns = view(views, "row", 1, "set", "{\"dose\": \"2.250\"}").path("columns");
      assertThat(columns.path(0).path("values").toString()).isEqualTo("[\"0\",\"1\"]");
      assertThat(columns.path(1).path("values").toString()).isEqualTo("[\"0.5\",\"2.25\"]");
      assertThat(columns.path(1).path("chosen").asString()).isEqualTo("2.25");
      assertThat(columns.path(2).has("values")).isFalse();
      JsonNode other = view(views, "row", 1, "set", "{\"dose\": 3}").path("columns").path(1);
      assertThat(other.path("chosen").asString()).isEqualTo("3");
      JsonNode none = view(views, "row", 1, "set", "{\"smoker\": null}").path("columns").path(0);
      assertThat(none.path("chosen").asString()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "row=900 | Row: 1",
        "row=-1 | Row: 1",
        "row=x | Row: 1",
        "part=tests | Rows: training",
        "set=[1] | As it was",
        "set={age: | As it was",
        "set={\"ages\": 3} | As it was",
        "set={\"kind\": \"yes\"} | As it was",
        "set={\"age\": \"old\"} | Values, age: 2",
        "set={\"age\": \"inf\"} | Values, age: 2",
        "set={\"colour\": \"gren\"} | Values, colour: green",
        "set={\"day\": \"soon\"} | Values, day: 2025-01-31",
      })
  void what_does_not_fit_is_refused_with_a_fix_that_names_it(String query, String fix)
      throws Exception {
    try (Page page = new Page(table())) {
      String[] pair = query.split("=", 2);
      String asked = pair[0] + "=" + URLEncoder.encode(pair[1], StandardCharsets.UTF_8);
      HttpResponse<String> answer = page.get("/api/view/whatif?" + asked);
      assertThat(answer.statusCode()).isEqualTo(400);
      JsonNode error = JsonMapper.shared().readTree(answer.body()).path("error");
      assertThat(error.path("id").asString()).isEqualTo("E209");
      assertThat(error.path("fixes").path(0).asString()).startsWith(fix);
      assertThat(page.get("/api/view/whatif?row=2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void both_views_are_there_for_every_set() throws Exception {
    try (Page page = new Page(null)) {
      for (String data : new String[] {"xor", "moons", "circles", "spiral", "blobs", "sine"}) {
        page.post("/api/settings", Map.of("v", 1, "data", data));
        boolean numbers = data.equals("sine");
        JsonNode results = page.json("/api/view/results?part=validation");
        assertThat(results.path(numbers ? "points" : "counts").size()).as(data).isPositive();
        JsonNode whatIf = page.json("/api/view/whatif?part=validation&row=1");
        assertThat(whatIf.path("outputs").size())
            .as(data)
            .isEqualTo(numbers ? 1 : data.equals("blobs") ? 3 : 2);
        assertThat(whatIf.path("why").path("columns").size()).as(data).isPositive();
      }
    }
  }
}
