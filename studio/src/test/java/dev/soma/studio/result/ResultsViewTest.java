package dev.soma.studio.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.eval.Confusion;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.studio.Looking;
import dev.soma.studio.draw.Part;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A matrix counts what the engines decide, and a cell has its rows and no others.
class ResultsViewTest extends Looking {
  private Subject subject() {
    return session.run().subject();
  }

  private BackpropTrace trace(String part, int row, int at) {
    Run run = session.run();
    ReferenceParameters p = ReferenceParameters.of(run.snapshots().at(at).parameters());
    return subject().trace(p, Part.of(subject(), part).rows(), row);
  }

  /// The true and the predicted class of each row, by the reference engine.
  private List<List<Integer>> decided(String part, int at) {
    List<List<Integer>> decided = new ArrayList<>();
    Part rows = Part.of(subject(), part);
    for (int r = 0; r < rows.rows().rows(); r++) {
      int truth = (int) rows.rows().targets().get(r, 0);
      decided.add(List.of(truth, trace(part, r, at).decisions().getFirst().classes().getFirst()));
    }
    return decided;
  }

  private Evaluation evaluated(String part, int at) {
    var snapshot = session.run().snapshots().at(at);
    return Said.model(subject(), snapshot).evaluate(Part.of(subject(), part).table());
  }

  @ParameterizedTest
  @CsvSource({"moons, training", "moons, validation", "blobs, training", "blobs, validation"})
  void the_matrix_counts_what_both_engines_decide(String set, String part)
      throws InterruptedException {
    session.reset(Map.of("v", 1, "data", set, "noise", 0.4));
    step("epoch", 3);
    for (int at : new int[] {0, -1}) {
      JsonNode results = view("results", "part", part, "at", at);
      List<List<Integer>> decided = decided(part, at);
      Confusion confusion = evaluated(part, at).confusion().orElseThrow();
      long sum = 0;
      for (int i = 0; i < confusion.classes(); i++) {
        for (int j = 0; j < confusion.classes(); j++) {
          long count = results.path("counts").path(i).path(j).asLong();
          List<Integer> cell = List.of(i, j);
          assertThat(count).isEqualTo(decided.stream().filter(cell::equals).count());
          assertThat(count).isEqualTo(confusion.counts()[i][j]);
          sum += count;
        }
      }
      assertThat(sum).isEqualTo(Part.of(subject(), part).rows().rows());
      assertThat(results.path("rows").asLong()).isEqualTo(sum);
    }
  }

  @Test
  void a_cell_lists_its_rows_and_no_others_the_largest_loss_first() throws InterruptedException {
    session.reset(Map.of("v", 1, "data", "blobs", "noise", 0.8));
    step("epoch", 4);
    List<List<Integer>> decided = decided("training", -1);
    Table table = subject().trainingRows();
    int listed = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        JsonNode list = view("results", "part", "training", "true", i, "said", j).path("list");
        List<Integer> rows = new ArrayList<>();
        double before = Double.POSITIVE_INFINITY;
        for (JsonNode row : list.path("rows")) {
          int r = row.path("row").asInt();
          rows.add(r);
          double loss = row.path("loss").asDouble();
          assertThat(loss).isLessThanOrEqualTo(before);
          double j1 = trace("training", r, -1).gradient().cost().data();
          assertThat(loss).isCloseTo(j1, Offset.offset(1e-4 * Math.max(1, j1)));
          before = loss;
          assertThat(row.path("line").asInt()).isEqualTo(table.line(r));
          assertThat(row.path("values").path(1).asString()).isEqualTo(table.column("x2").text(r));
          assertThat(row.path("true").asString()).isEqualTo(table.column("y").text(r));
        }
        List<Integer> expected = new ArrayList<>();
        for (int r = 0; r < decided.size(); r++) {
          if (decided.get(r).equals(List.of(i, j))) {
            expected.add(r);
          }
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(list.path("of").asInt()).isEqualTo(expected.size());
        listed += rows.size();
      }
    }
    assertThat(listed).isEqualTo(140);
  }

  @Test
  void the_metric_is_the_one_that_chooses_the_epoch_bit_for_bit() throws InterruptedException {
    step("epoch", 5);
    var last = session.run().last();
    assertThat(last).isNotNull();
    JsonNode scores = view("results", "part", "validation").path("scores");
    Evaluation evaluation = evaluated("validation", -1);
    int chosen = 0;
    for (JsonNode score : scores) {
      Metric metric = Metric.parse(score.path("name").asString());
      double value = score.path("value").asDouble();
      assertThat(value).isEqualTo(evaluation.score(metric).orElseThrow().value());
      if (score.path("chooses").asBoolean()) {
        assertThat(value).isEqualTo(last.metricValue());
        chosen++;
      }
    }
    assertThat(chosen).isEqualTo(1);
    assertThat(scores.size()).isGreaterThan(2);
  }

  @Test
  void of_many_rows_the_worst_200_are_listed_and_the_rest_is_counted() throws InterruptedException {
    session.reset(Map.of("v", 1, "rows", 3000));
    step("batch", 1);
    JsonNode results = view("results", "part", "validation");
    assertThat(results.path("list").path("rows").size()).isEqualTo(200);
    assertThat(results.path("list").path("of").asInt()).isEqualTo(900);
    assertThat(results.path("sampled").asString()).isEmpty();
  }

  @Test
  void of_more_rows_than_can_be_predicted_at_once_some_are_taken() throws InterruptedException {
    session.reset(Map.of("v", 1, "rows", 2000, "network", "1600, 1600"));
    JsonNode results = view("results", "part", "training");
    int taken = results.path("rows").asInt();
    assertThat(taken).isBetween(500, 1399);
    assertThat(results.path("sampled").asString()).startsWith(taken + " of 1400 rows");
    long sum = 0;
    for (JsonNode line : results.path("counts")) {
      for (JsonNode count : line) {
        sum += count.asLong();
      }
    }
    assertThat(sum).isEqualTo(taken);
  }

  @Test
  void numbers_have_residuals_the_largest_first() throws InterruptedException {
    session.reset(Map.of("v", 1, "data", "sine"));
    step("epoch", 2);
    JsonNode results = view("results", "part", "validation");
    assertThat(results.path("kind").asString()).isEqualTo("numbers");
    Table table = subject().validationRows();
    var said = Said.model(subject(), session.run().snapshots().latest()).predict(table);
    double before = Double.POSITIVE_INFINITY;
    for (JsonNode row : results.path("list").path("rows")) {
      int r = row.path("row").asInt();
      assertThat(row.path("said").asDouble()).isEqualTo(said.number(r, 0));
      double residual = row.path("residual").asDouble();
      assertThat(residual).isEqualTo(row.path("true").asDouble() - said.number(r, 0));
      assertThat(Math.abs(residual)).isLessThanOrEqualTo(before);
      before = Math.abs(residual);
    }
    assertThat(results.path("list").path("rows").size()).isEqualTo(60);
    assertThat(results.path("points").size()).isEqualTo(60);
    double median = evaluated("validation", -1).residuals().getFirst().median();
    assertThat(results.path("quantiles").path("median").asDouble())
        .isCloseTo(median, Offset.offset(1e-6)); // that of true numbers in float32
  }

  /// Rows of one input and a number.
  private void own(int rows, IntToDoubleFunction y) {
    double[] x = IntStream.range(0, rows).mapToDouble(i -> i % 17).toArray();
    double[] numbers = IntStream.range(0, rows).mapToDouble(y).toArray();
    own(Table.columns(Map.of("x", x, "y", numbers)).target("y"));
  }

  @Test
  void points_of_numbers_that_differ_little_lie_within_the_axes() throws InterruptedException {
    own(200, i -> 1.7e9 + 1000 * (i % 17) + i);
    step("epoch", 2);
    JsonNode results = view("results", "part", "training");
    double low = results.path("low").asDouble();
    double high = results.path("high").asDouble();
    Set<Double> said = new HashSet<>();
    for (JsonNode point : results.path("points")) {
      assertThat(point.path("said").asDouble()).isBetween(low, high);
      said.add(point.path("said").asDouble());
    }
    assertThat(said).hasSize(17);
    JsonNode boundary = view("boundary");
    Set<Double> drawn = new HashSet<>();
    boundary.path("points").path(0).path("y").forEach(y -> drawn.add(y.asDouble()));
    assertThat(drawn).hasSize(subject().trainingRows().rows());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-30, 1e30})
  void axes_go_with_the_size_of_the_numbers(double unit) throws InterruptedException {
    own(100, i -> unit * (i % 17) + unit * i / 100);
    step("epoch", 2);
    JsonNode results = view("results", "part", "training");
    double most = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (JsonNode point : results.path("points")) {
      most = Math.max(most, Math.abs(point.path("residual").asDouble()));
      low = Math.min(low, point.path("said").asDouble());
      high = Math.max(high, point.path("said").asDouble());
    }
    assertThat(results.path("most").asDouble()).isBetween(most, 1.1 * most);
    double width = results.path("high").asDouble() - results.path("low").asDouble();
    assertThat(width).isBetween(high - low, 1.1 * (high - low));
  }

  @Test
  void of_one_row_the_axes_have_a_width_that_can_be_read() throws InterruptedException {
    own(
        Table.columns(Map.of("x", new double[] {1, 2, 4}, "y", new double[] {2, 3.5, 5}))
            .target("y"));
    JsonNode results = view("results", "part", "training");
    assertThat(results.path("rows").asInt()).isEqualTo(1);
    double width = results.path("high").asDouble() - results.path("low").asDouble();
    assertThat(width).isGreaterThan(0.01);
    assertThat(results.path("most").asDouble()).isGreaterThan(0.001);
    JsonNode x = view("boundary").path("x");
    assertThat(x.path("max").asDouble() - x.path("min").asDouble()).isGreaterThan(0.01);
  }

  @Test
  void beside_an_outlier_the_true_numbers_are_those_of_the_file() throws InterruptedException {
    own(200, i -> i == 3 ? 1e12 : 0.25 * (i % 40));
    for (String part : new String[] {"training", "validation"}) {
      Table table = Part.of(subject(), part).table();
      JsonNode results = view("results", "part", part);
      for (JsonNode row : results.path("list").path("rows")) {
        double truth = Double.parseDouble(table.column("y").text(row.path("row").asInt()));
        assertThat(row.path("true").asDouble()).isEqualTo(truth);
        assertThat(row.path("residual").asDouble()).isEqualTo(truth - row.path("said").asDouble());
      }
    }
  }

  @Test
  void each_of_several_labels_has_a_matrix() throws InterruptedException {
    double[] x = new double[80];
    List<String> warm = new ArrayList<>();
    List<String> wet = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      x[i] = i % 13;
      warm.add(i % 13 > 5 ? "yes" : "no");
      wet.add(i % 3 == 0 ? "rain" : "dry");
    }
    own(Table.columns(Map.of("x", x, "warm", warm, "wet", wet)).target("warm", "wet"));
    step("epoch", 2);
    Evaluation evaluation = evaluated("training", -1);
    double mean = evaluation.score(Metric.LOG_LOSS).orElseThrow().value();
    for (int k = 0; k < 2; k++) {
      JsonNode results = view("results", "part", "training", "target", k);
      JsonNode chooses = null;
      for (JsonNode score : results.path("scores")) {
        chooses = score.path("chooses").asBoolean() ? score : chooses;
      }
      assertThat(chooses).isNotNull();
      assertThat(chooses.path("mean").asDouble()).isCloseTo(mean, Offset.offset(1e-12));
      assertThat(chooses.path("value").asDouble()).isNotEqualTo(mean);
      long[][] counts = evaluation.parts().get(k).confusion().orElseThrow().counts();
      for (int i = 0; i < 4; i++) {
        assertThat(results.path("counts").path(i / 2).path(i % 2).asLong())
            .isEqualTo(counts[i / 2][i % 2]);
      }
      assertThat(results.path("classes").path(0).asString()).isEqualTo(k == 0 ? "no" : "dry");
      assertThat(results.path("targets").path(k).asString()).isEqualTo(k == 0 ? "warm" : "wet");
    }
  }

  @Test
  void of_many_classes_those_with_most_wrong_rows_are_shown() throws InterruptedException {
    double[] x = new double[300];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      x[i] = i;
      names.add("c" + (10 + i % 30));
    }
    own(Table.columns(Map.of("x", x, "name", names)).target("name"));
    JsonNode results = view("results", "part", "training");
    Confusion confusion = evaluated("training", -1).confusion().orElseThrow();
    assertThat(results.path("classes").size()).isEqualTo(30);
    assertThat(results.path("shown").size()).isEqualTo(24);
    for (int i = 0; i < 24; i++) {
      for (int j = 0; j < 24; j++) {
        int truth = results.path("shown").path(i).asInt();
        int said = results.path("shown").path(j).asInt();
        assertThat(results.path("counts").path(i).path(j).asLong())
            .isEqualTo(confusion.counts()[truth][said]);
      }
    }
    assertThat(results.path("list").path("of").asInt()).isEqualTo(results.path("rows").asInt());
  }

  @ParameterizedTest
  @CsvSource({"moons", "blobs", "sine"})
  void of_a_run_that_diverged_both_views_say_what_can_be_said(String set)
      throws InterruptedException {
    session.reset(
        Map.of("v", 1, "data", set, "optimizer", "sgd", "lr", 1e30, "activation", "relu"));
    session.speed(0);
    session.run().control("start");
    while (session.run().failure() == null) {
      Thread.sleep(5);
    }
    assertThat(view("results", "part", "training").path("rows").asInt()).isEqualTo(140);
    JsonNode whatIf = view("whatif", "row", 1);
    assertThat(whatIf.path("outputs").size()).isPositive();
    assertThat(
            whatIf.path("why").path("columns").size()
                + whatIf.path("why").path("left_out").asString("").length())
        .isPositive();
  }

  @Test
  void the_step_of_a_validation_row_has_the_digits_of_its_trace() throws InterruptedException {
    step("batch", 2);
    JsonNode step = view("step", "part", "validation", "row", 7);
    BackpropTrace trace =
        trace("validation", 7, -1)
            .withUpdate(session.run().config().optimizer().rate())
            .withCheck("W1", 0, 0);
    assertThat(step.path("text").asString()).isEqualTo(TraceText.text(trace, Detail.DEFAULT));
    assertThat(step.path("rows").asInt()).isEqualTo(60);
    assertThat(step.path("line").asInt()).isEqualTo(subject().validation().line(7));
    assertThat(view("step", "row", 7).path("text")).isNotEqualTo(step.path("text"));
  }

  @ParameterizedTest
  @CsvSource({
    "part, test",
    "target, 1",
    "target, -1",
    "true, 2",
    "true, x",
    "said, 5",
    "true, 1", // without a predicted class
  })
  void what_is_not_there_is_refused_by_name(String name, String value) {
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> view("results", name, value))
        .satisfies(
            e -> {
              assertThat(e.id()).isEqualTo("E209");
              assertThat(e.fixes()).isNotEmpty();
            });
    assertThatExceptionOfType(SomaException.Usage.class)
        .isThrownBy(() -> view("results", name, value, "said", value.equals("1") ? "9" : "0"))
        .satisfies(e -> assertThat(e.id()).isEqualTo("E209"));
  }
}
