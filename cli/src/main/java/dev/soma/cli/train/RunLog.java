package dev.soma.cli.train;

import dev.soma.eval.Evaluation;
import dev.soma.train.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// The first and the last event of a run: what does not determine the model.
final class RunLog {
  /// The version of the events.
  static final int SCHEMA = 1;

  private RunLog() {}

  static Map<String, Object> begin(String data, Execution execution) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("event", "run");
    run.put("schema", SCHEMA);
    run.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    run.put("host", host());
    run.put("java", Runtime.version().toString());
    run.put("data", data);
    run.put("threads", execution.threads());
    run.put("kernels", execution.kernels().describe());
    return run;
  }

  static Map<String, Object> end(String model, double seconds) {
    Map<String, Object> saved = new LinkedHashMap<>();
    saved.put("event", "saved");
    saved.put("model", model);
    saved.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return saved;
  }

  static Map<String, Object> end(String model, Evaluation test, double seconds) {
    Map<String, Object> saved = end(model, seconds);
    saved.put("test", test(test));
    return saved;
  }

  private static Map<String, Object> test(Evaluation test) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("rows", test.rows());
    for (Evaluation.Score score : test.scores()) {
      if (Double.isFinite(score.value())) {
        metrics.put(score.metric().name(), score.value());
      }
    }
    return metrics;
  }

  static void write(Writer out, Map<String, Object> event) {
    try {
      out.write(JsonMapper.shared().writeValueAsString(event) + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String host() {
    String name = System.getenv("HOSTNAME"); // not looked up: nothing may leave the machine
    return name == null
        ? Objects.requireNonNullElse(System.getenv("COMPUTERNAME"), "unknown")
        : name;
  }
}
