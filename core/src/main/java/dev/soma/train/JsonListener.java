package dev.soma.train;

import dev.soma.error.SomaException;
import dev.soma.train.diagnose.Diagnostic;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Events as JSON, one object a line.
final class JsonListener implements TrainingListener {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Writer out;

  JsonListener(Writer out) {
    this.out = out;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.BatchDone) {
      return;
    }
    ObjectNode json = JSON.createObjectNode();
    String name =
        event
            .getClass()
            .getSimpleName()
            .replace("MemberStarted", "member")
            .replace("Diagnosed", "diagnostic");
    json.put("event", name.toLowerCase(Locale.ROOT));
    switch (event) {
      case TrainingEvent.Started s -> started(json, s);
      case TrainingEvent.Epoch e -> epoch(json, e);
      case TrainingEvent.Stopped s -> {
        json.put("reason", s.reason().name().toLowerCase(Locale.ROOT));
        json.put("epoch", s.epoch()).put("best_epoch", s.bestEpoch()).put("step", s.step());
        number(json, "seconds", s.seconds());
      }
      case TrainingEvent.MemberStarted m -> {
        json.put("member", m.member()).put("members", m.members());
        json.put("fold", m.fold()).put("folds", m.folds()).put("seed", m.seed());
      }
      case TrainingEvent.Diagnosed d -> diagnostic(json, d);
      case TrainingEvent.BatchDone _ -> {}
    }
    try {
      out.write(JSON.writeValueAsString(json) + "\n");
      out.flush();
    } catch (IOException e) {
      throw new SomaException.Resource(
          "E804",
          "the log of the run cannot be written: " + e.getMessage(),
          "free some disk space");
    }
  }

  private static void started(ObjectNode json, TrainingEvent.Started s) {
    json.put("network", s.network());
    json.put("parameters", s.parameters());
    json.put("training_rows", s.trainingRows());
    json.put("validation_rows", s.validationRows());
    json.put("epochs", s.epochs());
    json.put("steps_per_epoch", s.stepsPerEpoch());
  }

  private static void diagnostic(ObjectNode json, TrainingEvent.Diagnosed d) {
    Diagnostic found = d.diagnostic();
    json.put("schema", TrainingEvent.Diagnosed.SCHEMA);
    json.put("id", found.condition().name()).put("title", found.condition().title());
    json.put("epoch", found.epoch()).put("layer", found.layer()).put("times", d.times());
    json.put("sentence", found.sentence());
    ObjectNode evidence = json.putObject("evidence");
    found.evidence().forEach((name, value) -> number(evidence, name, value));
    json.put("remedy", found.remedy());
  }

  private static void epoch(ObjectNode json, TrainingEvent.Epoch e) {
    json.put("epoch", e.epoch()).put("epochs", e.epochs()).put("step", e.step());
    number(json, "j", e.j());
    number(json, "validation_loss", e.validationLoss());
    json.put("metric", e.metric());
    number(json, "metric_value", e.metricValue());
    json.put("best", e.best()).put("best_epoch", e.bestEpoch());
    if (e.mistakes() >= 0) {
      json.put("mistakes", e.mistakes());
    }
    number(json, "rate", e.rate());
    number(json, "seconds", e.seconds());
    number(json, "rows_per_second", e.rowsPerSecond());
    number(json, "seconds_left", e.secondsLeft());
  }

  private static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
