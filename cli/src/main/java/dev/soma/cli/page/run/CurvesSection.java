package dev.soma.cli.page.run;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.picture.Axis;
import dev.soma.cli.picture.Chart;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.Shape.Stroke;
import dev.soma.cli.screen.Text;
import dev.soma.train.TrainingEvent.Epoch;
import dev.soma.train.TrainingHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// J, validation loss and metric of each epoch; one thin line a network if there are several.
///
/// @param runs the networks, in the order of their training
/// @param metric that chose the best epoch
/// @param stop why the training ended
public record CurvesSection(List<Run> runs, String metric, String stop) implements Section {
  /// Epochs that are drawn, of all networks together.
  private static final int POINTS = 2_000;

  private static final int NETWORKS = 100;
  private static final int LEAST = 10;

  /// A network that was trained.
  ///
  /// @param name `fold 1, seed 42`
  public record Run(String name, TrainingHistory history) {
    int best() {
      return history.stopped().bestEpoch();
    }

    /// Every n-th epoch and the last one, of which there are at most so many.
    List<Epoch> epochs(int most) {
      List<Epoch> all = history.epochs();
      int every = Math.max(1, Math.ceilDiv(all.size(), most));
      List<Epoch> some = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (i % every == 0 || i == all.size() - 1 || all.get(i).epoch() == best()) {
          some.add(all.get(i));
        }
      }
      return some;
    }
  }

  /// Copies.
  public CurvesSection {
    runs = List.copyOf(runs);
  }

  @Override
  public String id() {
    return "curves";
  }

  @Override
  public String title() {
    return "Curves";
  }

  private List<Run> drawn() {
    return runs.subList(0, Math.min(NETWORKS, runs.size()));
  }

  private int most() {
    return Math.max(LEAST, POINTS / drawn().size());
  }

  @Override
  public void write(Html html) {
    html.paragraph(stop);
    boolean one = runs.size() == 1;
    boolean validated = drawn().stream().anyMatch(r -> finite(r, Epoch::validationLoss));
    String best = one ? " The dashed upright marks the best epoch." : " Dots mark best epochs.";
    String several = one ? "" : " One line a network.";
    html.figure(
        losses(validated),
        "J of the training rows, the running mean of an epoch with its penalties"
            + (validated ? ", and the mean loss of the validation rows without." : ".")
            + best
            + several,
        () -> table(html, "J", Epoch::j, "validation loss", Epoch::validationLoss));
    if (validated && !isLoss()) {
      html.figure(
          metrics(),
          metric + " of the validation rows, which chose the best epoch." + best + several,
          () -> table(html, metric, Epoch::metricValue, "rate", Epoch::rate));
    }
    if (drawn().size() < runs.size()) {
      html.paragraph(Text.count(runs.size() - drawn().size(), "more network") + " are not drawn.");
    }
    if (runs.stream().anyMatch(r -> r.history().epochs().size() > most())) {
      html.paragraph("Of long trainings every n-th epoch is drawn; run.jsonl has them all.");
    }
  }

  /// Whether the metric is the loss again.
  private boolean isLoss() {
    return drawn().stream()
        .flatMap(r -> r.epochs(most()).stream())
        .allMatch(e -> !(Math.abs(e.metricValue() - e.validationLoss()) > 1e-5));
  }

  private static boolean finite(Run run, ToDoubleFunction<Epoch> value) {
    return run.history().epochs().stream().anyMatch(e -> Double.isFinite(value.applyAsDouble(e)));
  }

  private double[] all(ToDoubleFunction<Epoch> value) {
    return drawn().stream().flatMap(r -> r.epochs(most()).stream()).mapToDouble(value).toArray();
  }

  private Chart chart(String title, String name, double... values) {
    double last = Arrays.stream(all(Epoch::epoch)).max().orElse(1);
    Axis x = Axis.between("epoch", 0, Math.max(1, last));
    return new Chart(860, 300, title, x, Axis.around(name, values));
  }

  private Picture losses(boolean validated) {
    double[] j = all(Epoch::j);
    double[] v = all(Epoch::validationLoss);
    double[] both = Arrays.copyOf(j, j.length + v.length);
    System.arraycopy(v, 0, both, j.length, v.length);
    Chart chart = chart("J and validation loss by epoch", "J, loss", both);
    double width = runs.size() == 1 ? 2 : 1;
    Stroke training = new Stroke(Ink.BLUE, width);
    Stroke validation = new Stroke(Ink.ORANGE, width, 1, runs.size() == 1);
    for (Run run : drawn()) {
      line(chart, run, Epoch::j, training);
      line(chart, run, Epoch::validationLoss, validation);
      best(chart, run, validated ? Epoch::validationLoss : Epoch::j);
    }
    chart.legend("J, training", training);
    if (validated) {
      chart.legend("loss, validation", validation);
    }
    return chart.picture();
  }

  private Picture metrics() {
    Chart chart =
        chart(metric + " of the validation rows by epoch", metric, all(Epoch::metricValue));
    for (Run run : drawn()) {
      line(chart, run, Epoch::metricValue, new Stroke(Ink.GREEN, runs.size() == 1 ? 2 : 1));
      best(chart, run, Epoch::metricValue);
    }
    return chart.picture();
  }

  private void line(Chart chart, Run run, ToDoubleFunction<Epoch> value, Stroke stroke) {
    List<Epoch> epochs = run.epochs(most());
    chart.line(
        epochs.stream().mapToDouble(Epoch::epoch).toArray(),
        epochs.stream().mapToDouble(value).toArray(),
        stroke);
  }

  private void best(Chart chart, Run run, ToDoubleFunction<Epoch> value) {
    if (runs.size() == 1) {
      chart.mark(run.best(), "best: epoch " + run.best());
    } else if (Double.isFinite(value.applyAsDouble(run.history().best()))) {
      chart.dot(run.best(), value.applyAsDouble(run.history().best()), Ink.TEXT);
    }
  }

  private void table(
      Html html,
      String first,
      ToDoubleFunction<Epoch> one,
      String second,
      ToDoubleFunction<Epoch> two) {
    for (Run run : drawn()) {
      List<List<String>> rows = new ArrayList<>();
      for (Epoch e : run.epochs(most())) {
        rows.add(
            List.of(
                e.epoch() + (e.epoch() == run.best() ? " (best)" : ""),
                Numbers.figure(one.applyAsDouble(e)),
                Numbers.figure(two.applyAsDouble(e))));
      }
      html.table(runs.size() == 1 ? "Epochs" : run.name(), List.of("epoch", first, second), rows);
    }
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("metric", metric);
    List<Object> networks = new ArrayList<>();
    for (Run run : drawn()) {
      List<Epoch> epochs = run.epochs(most());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", run.name());
      one.put("best", run.best());
      one.put("epoch", epochs.stream().map(Epoch::epoch).toList());
      one.put("j", numbers(epochs, Epoch::j));
      one.put("validation_loss", numbers(epochs, Epoch::validationLoss));
      one.put("metric", numbers(epochs, Epoch::metricValue));
      networks.add(one);
    }
    data.put("networks", networks);
    return data;
  }

  private static List<?> numbers(List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
    return Numbers.finite(epochs.stream().mapToDouble(value).toArray());
  }
}
