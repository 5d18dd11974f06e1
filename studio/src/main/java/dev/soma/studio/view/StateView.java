package dev.soma.studio.view;

import dev.soma.error.SomaException;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.lesson.Lessons;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Settings;
import dev.soma.studio.run.Snapshots;
import dev.soma.studio.run.Snapshots.When;
import dev.soma.train.TrainingEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where the session stands: small enough to be sent several times a second.
public final class StateView {
  private StateView() {}

  /// The state as data.
  public static Map<String, Object> of(Session session) {
    Run run = session.run();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("version", session.version());
    data.put("run", session.number());
    data.put("running", run.running());
    data.put("ended", run.ended());
    TrainingEvent.Stopped stopped = run.stopped();
    if (stopped != null) {
      data.put("reason", stopped.reason().name().toLowerCase(Locale.ROOT));
      data.put("best_stands", run.recorder().isBest());
    }
    SomaException failure = run.failure();
    if (failure != null) {
      data.put("error", error(failure));
    }
    TrainingEvent.Epoch last = run.last();
    if (last != null) {
      data.put("epoch", last.epoch());
      data.put("j", Texts.number(last.j()));
      data.put("validation", Texts.number(last.validationLoss()));
      data.put("metric", Texts.number(last.metricValue()));
      data.put("best", last.bestEpoch());
      data.put("rows_per_second", Texts.rounded(last.rowsPerSecond()));
    }
    data.put("epochs", run.config().epochs());
    data.put("batch_j", Texts.number(run.batchJ()));
    data.put("speed", Texts.number(session.speed()));
    data.put("metric_name", run.metric().name());
    time(data, run.snapshots());
    about(data, run);
    data.put("own", session.ownName());
    data.put("lesson", lesson(session.lessons()));
    data.put("members", session.members());
    data.put("settings", settings(session, run));
    return data;
  }

  /// The step that was made last, those that are kept and, if the weights that stand are of an
  /// earlier one, which.
  private static void time(Map<String, Object> data, Snapshots snapshots) {
    List<When> kept = snapshots.kept();
    When last = kept.getLast();
    When now = snapshots.now();
    data.put("step", last.step());
    data.put("batch", last.batch());
    data.put("at_epoch", last.epoch());
    data.put("steps", kept.stream().map(When::step).toList());
    if (now.step() < last.step()) {
      data.put("stands", Map.of("step", now.step(), "epoch", now.epoch()));
    }
  }

  /// What stands in the address: it leads back to what is seen.
  public static Map<String, Object> settings(Session session, Run run) {
    Settings own = run.settings();
    Map<String, Object> settings =
        own == null ? new LinkedHashMap<>(Map.of("v", Settings.VERSION)) : own.toMap();
    if (session.members() > 0 && (own == null || own.data().equals(Session.SAVED))) {
      settings.put("member", session.member());
    }
    return settings;
  }

  /// Whether a lesson or a lab runs, and how many have ended.
  private static Map<String, Object> lesson(Lessons lessons) {
    Map<String, Object> data = new LinkedHashMap<>();
    Lessons.Now now = lessons.now();
    data.put("running", now != null);
    data.put("ended", lessons.count());
    if (now != null) {
      data.put("name", now.name());
      data.put("lab", now.lab());
      data.put("doing", now.doing());
      data.put("stopping", now.stopping());
    }
    return data;
  }

  /// What stays as it is during a run.
  private static void about(Map<String, Object> data, Run run) {
    data.put("network", run.spec().toString());
    data.put("parameters", run.learned());
    data.put("training_rows", run.subject().training().rows());
    data.put("validation_rows", run.subject().validation().rows());
    data.put("origin", run.about().origin().name().toLowerCase(Locale.ROOT));
    String sampled = run.problem().sampled();
    data.put("shows", run.about().line() + (sampled.isEmpty() ? "" : " · " + sampled));
    data.put("training_of", run.problem().all().training());
    data.put("validation_of", run.problem().all().validation());
    data.put("task", run.problem().preparation().task().name().toLowerCase(Locale.ROOT));
    data.put("target", run.subject().target().names().getFirst());
    data.put("name", run.problem().name());
  }

  /// What is told of an error: the fields of the terminal's `--json`, with fixes for the page, and
  /// with what each of them types into the lab if one does.
  public static Map<String, Object> error(SomaException e) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", e.id());
    boolean measured = e instanceof SomaException.Training; // the others say what was typed
    fields.put("message", measured ? Texts.minus(Fixes.message(e)) : Fixes.message(e));
    fields.put("exit", e.exitCode());
    List<Fixes.Fix> fixes = Fixes.of(e);
    fields.put("fixes", fixes.stream().map(Fixes.Fix::text).toList());
    if (fixes.stream().anyMatch(f -> !f.lab().isEmpty())) {
      fields.put("lab", fixes.stream().map(Fixes.Fix::lab).toList());
    }
    return fields;
  }
}
