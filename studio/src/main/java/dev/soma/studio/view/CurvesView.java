package dev.soma.studio.view;

import dev.soma.nn.Layer;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Earlier;
import dev.soma.studio.run.History;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Settings;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The curves of a run: one list a curve, all of one length.
public final class CurvesView {
  private static final int CELLS = 200; // of the health of a layer

  private CurvesView() {}

  /// The curves as data.
  ///
  /// @param earlier runs whose curves are laid under those of this one
  public static Map<String, Object> of(Run run, List<Earlier.Past> earlier) {
    List<History.Point> points = run.history().points();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("epoch", points.stream().map(p -> p.epoch().epoch()).toList());
    data.put("j", curve(points, p -> p.epoch().j()));
    data.put("data", curve(points, p -> p.epoch().j() - p.penalty()));
    data.put("penalty", curve(points, History.Point::penalty));
    data.put("validation", curve(points, p -> p.epoch().validationLoss()));
    data.put("metric_name", run.metric().name());
    data.put("metric", curve(points, p -> p.epoch().metricValue()));
    data.put("chosen", curve(points, p -> p.scores().chosen()));
    data.put("read_name", run.read().name());
    data.put("read_training", curve(points, p -> p.scores().training()));
    data.put("read_validation", curve(points, p -> p.scores().validation()));
    data.put("training_rows", run.subject().training().rows());
    data.put("validation_rows", run.subject().validation().rows());
    data.put("scored", List.of(run.recorder().probed(), run.recorder().validated()));
    data.put("rate", curve(points, p -> p.epoch().rate()));
    int layers = points.isEmpty() ? 0 : points.getFirst().ratios().length;
    List<List<Double>> ratios = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      int layer = l;
      ratios.add(curve(points, p -> p.ratios()[layer]));
    }
    data.put("ratios", ratios);
    data.put("best", points.isEmpty() ? 0 : points.getLast().epoch().bestEpoch());
    data.put("stride", run.history().stride());
    none(data, run);
    data.put("diagnostics", run.history().diagnostics().stream().map(d -> flag(d, run)).toList());
    data.put("earlier", earlier.stream().map(past -> past(past, run)).toList());
    return data;
  }

  private static Map<String, Object> past(Earlier.Past past, Run run) {
    List<History.Point> points = past.points();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("run", past.run());
    data.put("words", words(past, run.settings()));
    data.put("on", past.learned().other(Earlier.Learned.of(run)));
    data.put("epoch", points.stream().map(p -> p.epoch().epoch()).toList());
    data.put("j", curve(points, p -> p.epoch().j()));
    data.put("validation", curve(points, p -> p.epoch().validationLoss()));
    data.put("metric_name", past.metric());
    data.put("metric", curve(points, p -> p.epoch().metricValue()));
    data.put("read_name", past.read());
    data.put("read_validation", curve(points, p -> p.scores().validation()));
    data.put("rate", curve(points, p -> p.epoch().rate()));
    data.put("best", points.getLast().epoch().bestEpoch());
    return data;
  }

  /// What was other; of a run that the page did not train what it was.
  private static String words(Earlier.Past past, @Nullable Settings now) {
    Settings then = past.settings();
    if (then == null || now == null) {
      return past.line();
    }
    String other = then.other(now);
    return other.isEmpty() ? "the same settings" : other;
  }

  /// Says so where nothing is known of the epochs.
  private static void none(Map<String, Object> data, Run run) {
    if (run.history().points().isEmpty()) {
      data.put(
          "none",
          "Nothing is known of the training: beside the model there is no run.jsonl that tells of it.");
    }
  }

  /// A diagnostic with what helps in the words of who trains: of the page its fields, else flags.
  /// The run may be none of those that `soma why` knows.
  private static Map<String, Object> flag(Diagnostic d, Run run) {
    Settings own = run.settings();
    String flags = d.remedy().isEmpty() ? "" : "soma train ... " + d.remedy();
    String remedy = own == null ? flags : Fixes.remedy(d.remedy(), own);
    String text = Texts.minus(d.said()) + (remedy.isEmpty() ? "" : "; try " + remedy);
    return Map.of("id", d.condition().name(), "epoch", d.epoch(), "text", text);
  }

  private static List<Double> curve(
      List<History.Point> points, ToDoubleFunction<History.Point> value) {
    List<Double> curve = new ArrayList<>(points.size());
    for (History.Point p : points) {
      curve.add(Texts.rounded(value.applyAsDouble(p)));
    }
    return curve;
  }

  /// Shares of dead and saturated units: layers by cells, each of as many epochs.
  public static Map<String, Object> health(Run run) {
    List<History.Point> points =
        run.history().points().stream().filter(p -> !p.health().isEmpty()).toList();
    int last = points.isEmpty() ? 0 : points.getLast().epoch().epoch();
    int wide = Math.ceilDiv(last + 1, Math.clamp(points.size(), 1, CELLS));
    List<Integer> epochs = new ArrayList<>();
    List<Integer> looked = new ArrayList<>();
    Map<Integer, List<Double>> shares = new LinkedHashMap<>();
    Map<Integer, String> words = new LinkedHashMap<>();
    for (History.Point p : cells(points, wide)) {
      epochs.add(wide * epochs.size());
      looked.add(p.epoch().epoch());
      for (History.Health h : p.health()) {
        boolean dead = !Double.isNaN(h.dead());
        words.put(h.l(), dead ? "dead" : "saturated");
        shares.computeIfAbsent(h.l(), _ -> new ArrayList<>()).add(dead ? h.dead() : h.saturated());
      }
    }
    List<Map<String, Object>> layers = new ArrayList<>();
    words.forEach(
        (l, word) ->
            layers.add(
                Map.of("layer", l + 1, "what", word, "share", shares.getOrDefault(l, List.of()))));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("epochs", epochs);
    data.put("looked", looked);
    data.put("wide", wide);
    none(data, run);
    data.put("layers", layers);
    data.put("rows", run.recorder().probed());
    data.put("left_out", leftOut(run));
    return data;
  }

  /// Of each so many epochs the last one whose units were looked at; the one before where none was.
  private static List<History.Point> cells(List<History.Point> points, int wide) {
    List<History.Point> cells = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      int own = points.get(i).epoch().epoch() / wide;
      boolean latest = i + 1 == points.size();
      int until = latest ? own + 1 : points.get(i + 1).epoch().epoch() / wide;
      for (int cell = own; cell < until; cell++) {
        cells.add(points.get(i));
      }
    }
    return cells;
  }

  /// Hidden layers of functions for which neither is said.
  private static int leftOut(Run run) {
    List<Layer> layers = run.spec().layers();
    int hidden = 0;
    for (Layer layer : layers.subList(0, layers.size() - 1)) {
      hidden += layer.weightRows() > 0 ? 1 : 0;
    }
    List<History.Point> points = run.history().points();
    return hidden - (points.isEmpty() ? 0 : points.getFirst().health().size());
  }
}
