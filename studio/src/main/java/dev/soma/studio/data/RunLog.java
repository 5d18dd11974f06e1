package dev.soma.studio.data;

import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingEvent.Diagnosed;
import dev.soma.train.TrainingEvent.Epoch;
import dev.soma.train.TrainingEvent.Reason;
import dev.soma.train.TrainingEvent.Stopped;
import dev.soma.train.diagnose.Condition;
import dev.soma.train.diagnose.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The epochs, ends and diagnostics that `run.jsonl` tells of, network by network.
final class RunLog {
  private RunLog() {}

  /// Reads a log.
  ///
  /// @return one list a network, in the order of their training; none if there is no log that can
  ///   be read
  static List<List<TrainingEvent>> read(Path file) {
    List<List<TrainingEvent>> networks = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode json = JsonMapper.shared().readTree(line);
        String kind = json.path("event").asString("");
        if (kind.equals("started")) {
          networks.add(new ArrayList<>());
        }
        TrainingEvent event = networks.isEmpty() ? null : event(kind, json);
        if (event != null) {
          networks.getLast().add(event);
        }
      }
    } catch (IOException | JacksonException | IllegalArgumentException _) {
      return List.of(); // a log is welcome, not needed
    }
    return networks;
  }

  private static @Nullable TrainingEvent event(String kind, JsonNode json) {
    return switch (kind) {
      case "epoch" -> epoch(json);
      case "stopped" ->
          new Stopped(
              Reason.valueOf(json.path("reason").asString("").toUpperCase(Locale.ROOT)),
              json.path("epoch").asInt(0),
              json.path("best_epoch").asInt(0),
              json.path("step").asLong(0),
              number(json, "seconds"));
      case "diagnostic" -> diagnosed(json);
      default -> null;
    };
  }

  private static Epoch epoch(JsonNode json) {
    return new Epoch(
        json.path("epoch").asInt(0),
        json.path("epochs").asInt(0),
        json.path("step").asLong(0),
        number(json, "j"),
        number(json, "validation_loss"),
        json.path("metric").asString(""),
        number(json, "metric_value"),
        json.path("best").asBoolean(false),
        json.path("best_epoch").asInt(0),
        json.path("mistakes").asLong(-1),
        number(json, "rate"),
        number(json, "seconds"),
        number(json, "rows_per_second"),
        number(json, "seconds_left"));
  }

  private static @Nullable Diagnosed diagnosed(JsonNode json) {
    Condition condition = Condition.of(json.path("id").asString("")).orElse(null);
    if (condition == null) { // of a later version
      return null;
    }
    Map<String, Double> evidence = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : json.path("evidence").properties()) {
      evidence.put(e.getKey(), e.getValue().isNumber() ? e.getValue().asDouble() : Double.NaN);
    }
    return new Diagnosed(
        new Diagnostic(
            condition,
            json.path("epoch").asInt(0),
            json.path("layer").asInt(0),
            json.path("sentence").asString(""),
            evidence,
            json.path("remedy").asString("")),
        json.path("times").asInt(1));
  }

  private static double number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }
}
