package dev.soma.bench;

import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.recipe.effort.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Results as JSON, one object a line, and a file of them: a measurement of many hours goes on
/// where it was broken off.
final class Measured {
  private static final JsonMapper JSON = new JsonMapper();

  private final Optional<Path> file;
  private final List<Result> known;

  private Measured(Optional<Path> file, List<Result> known) {
    this.file = file;
    this.known = known;
  }

  /// What a file holds; nothing if there is none yet.
  static Measured of(Optional<Path> file) throws IOException {
    List<Result> known = new ArrayList<>();
    Path folder = file.map(f -> f.toAbsolutePath().getParent()).orElse(null);
    if (folder != null && !Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (file.isPresent() && Files.exists(file.get())) {
      String text = Files.readString(file.get());
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      if (whole.length() < text.length()) { // half a line of a process that was killed
        Files.writeString(file.get(), whole);
      }
      for (String line : whole.lines().toList()) {
        try {
          known.add(result(JSON.readTree(line)));
        } catch (JacksonException e) {
          throw new IOException("holds a line that is no result: " + line, e);
        }
      }
    }
    return new Measured(file, known);
  }

  boolean has(String set, Effort effort, Optional<Metric> chosenBy, long seed) {
    return of(List.of(set), chosenBy).stream()
        .anyMatch(r -> r.effort() == effort && r.seed() == seed);
  }

  /// All results of these sets: in the order of the sets, then of effort and seed.
  List<Result> of(List<String> sets, Optional<Metric> chosenBy) {
    return known.stream()
        .filter(r -> sets.contains(r.set()) && r.chosenBy().equals(chosenBy))
        .sorted(
            Comparator.comparingInt((Result r) -> sets.indexOf(r.set()))
                .thenComparing(Result::effort)
                .thenComparingLong(Result::seed))
        .toList();
  }

  /// Adds a result, and a line to the file if there is one.
  void add(Result result) throws IOException {
    known.add(result);
    if (file.isPresent()) {
      Files.writeString(
          file.get(), json(result) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  static String json(Result r) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("set", r.set())
            .put("effort", r.effort().label())
            .put("seed", r.seed())
            .put("chosen_by", r.chosenBy().map(Metric::toString).orElse(null))
            .put("train_rows", r.trainRows())
            .put("test_rows", r.testRows())
            .put("network", r.network())
            .put("epochs", r.epochs())
            .put("best_epoch", r.bestEpoch())
            .put("fit_seconds", r.fitSeconds())
            .put("linear_seconds", r.linearSeconds());
    for (Result.Line line : r.scores()) {
      ObjectNode score = node.withArray("scores").addObject();
      score.put("metric", line.metric().toString());
      number(score, "constant", line.constant());
      number(score, "soma", line.soma().value());
      number(score, "low", line.soma().low());
      number(score, "high", line.soma().high());
      number(score, "linear", line.paired().second());
      number(score, "difference_low", line.paired().low());
      number(score, "difference_high", line.paired().high());
    }
    for (Result.Against other : r.against()) {
      ObjectNode against = node.withArray("against").addObject().put("model", other.model());
      against.put("metric", other.paired().metric().toString());
      number(against, "soma", other.paired().first());
      number(against, "other", other.paired().second());
      number(against, "difference_low", other.paired().low());
      number(against, "difference_high", other.paired().high());
    }
    return JSON.writeValueAsString(node);
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  private static Result result(JsonNode node) {
    int testRows = node.get("test_rows").asInt();
    List<Result.Line> lines = new ArrayList<>();
    for (JsonNode score : node.get("scores")) {
      Metric metric = Metric.parse(score.get("metric").asString());
      double soma = number(score, "soma");
      lines.add(
          new Result.Line(
              metric,
              number(score, "constant"),
              new Evaluation.Score(metric, soma, number(score, "low"), number(score, "high")),
              paired(score, testRows, soma, number(score, "linear"))));
    }
    List<Result.Against> others = new ArrayList<>();
    for (JsonNode other : node.path("against")) {
      PairedTest paired = paired(other, testRows, number(other, "soma"), number(other, "other"));
      others.add(new Result.Against(other.get("model").asString(), paired));
    }
    JsonNode chosenBy = node.get("chosen_by");
    return new Result(
        node.get("set").asString(),
        Effort.parse(node.get("effort").asString()),
        node.get("seed").asLong(),
        chosenBy.isNull() ? Optional.empty() : Optional.of(Metric.parse(chosenBy.asString())),
        node.get("train_rows").asInt(),
        testRows,
        node.get("network").asString(),
        node.get("epochs").asInt(),
        node.get("best_epoch").asInt(),
        node.get("fit_seconds").asDouble(),
        node.get("linear_seconds").asDouble(),
        lines,
        others);
  }

  private static PairedTest paired(JsonNode node, int rows, double first, double second) {
    return new PairedTest(
        Metric.parse(node.get("metric").asString()),
        rows,
        first,
        second,
        number(node, "difference_low"),
        number(node, "difference_high"));
  }

  private static double number(JsonNode node, String name) {
    return node.get(name).isNull() ? Double.NaN : node.get(name).asDouble();
  }
}
