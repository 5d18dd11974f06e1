package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.picture.Axis;
import dev.soma.cli.picture.Chart;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.Shape.Stroke;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How well probabilities rank the test rows, and whether they mean what they say.
///
/// @param curves one a class or label, by name
/// @param bins rows of similar probability
/// @param auc `ROC AUC 0.8845 (0.8211–0.9428)`, or empty
/// @param of whose probability the bins are about
/// @param calibration what was learned from the validation rows since the weights stood
public record ProbabilitySection(
    Map<String, Judged.Curve> curves,
    List<Judged.Bin> bins,
    String auc,
    String of,
    List<String> calibration)
    implements Section {
  private static final int BINS = 10;
  private static final double SIDE = 400;

  /// Of test rows; there is nothing to draw if the model gives no probabilities.
  public static ProbabilitySection of(TestResult test, List<String> calibration) {
    Map<String, Judged.Curve> curves = new LinkedHashMap<>();
    for (Judged j : Judged.each(test.outcomes(), test.target())) {
      Judged.Curve curve = j.roc();
      if (curve.x().length > 1) {
        curves.put(j.name(), curve);
      }
    }
    List<Judged> chosen = Judged.chosen(test.outcomes(), test.target());
    String auc =
        test.evaluation()
            .score(Metric.ROC_AUC)
            .map(s -> TestBlock.label(s.metric()) + " " + Numbers.value(s.metric(), s.value()))
            .orElse("");
    String of = chosen.size() == 1 ? chosen.getFirst().name() : "all labels";
    return new ProbabilitySection(curves, Judged.bins(chosen, BINS), auc, of, calibration);
  }

  /// Whether there is something to draw.
  public boolean hasContent() {
    return !bins.isEmpty();
  }

  @Override
  public String id() {
    return "probabilities";
  }

  @Override
  public String title() {
    return "Probabilities";
  }

  @Override
  public void write(Html html) {
    html.list(calibration).row(() -> figures(html));
  }

  private void figures(Html html) {
    if (!curves.isEmpty()) {
      html.figure(
          roc(),
          "ROC: how many of the rows of a class are found, by how many others are taken for it, for"
              + " every threshold. "
              + auc
              + (curves.size() > 1 ? "; one line a class, against the rest." : "."),
          () -> rocTable(html));
    }
    html.figure(
        reliability(),
        "Calibration: of rows to which "
            + of
            + " was given a probability, how often it is so, with 95 % intervals. On the diagonal"
            + " probabilities mean what they say.",
        () -> binTable(html));
  }

  private Picture roc() {
    Axis x = Axis.between("share of the others taken for it", 0, 1);
    Axis y = Axis.between("share found", 0, 1);
    Chart chart = new Chart(SIDE + 40, SIDE, "ROC curve", x, y);
    diagonal(chart);
    int i = 0;
    for (Judged.Curve c : curves.values()) {
      chart.line(c.x(), c.y(), new Stroke(Ink.series(i), 1.8, 1, i >= 4));
      i++;
    }
    if (curves.size() <= 3) {
      i = 0;
      for (String name : curves.keySet()) {
        chart.legend(Text.cut(name, 14), new Stroke(Ink.series(i++), 2));
      }
    }
    return chart.picture();
  }

  private Picture reliability() {
    Axis x = Axis.between("mean probability", 0, 1);
    Axis y = Axis.between("how often it is so", 0, 1);
    Chart chart = new Chart(SIDE + 40, SIDE, "Calibration of probabilities", x, y);
    diagonal(chart);
    for (Judged.Bin b : bins) {
      chart.interval(b.p(), b.low(), b.high(), Ink.BLUE);
    }
    for (Judged.Bin b : bins) {
      chart.dot(b.p(), b.share(), Ink.BLUE);
    }
    return chart.picture();
  }

  private static void diagonal(Chart chart) {
    double[] ends = {0, 1};
    chart.line(ends, ends, new Stroke(Ink.MUTED, 1, 0.8, true));
  }

  private void rocTable(Html html) {
    curves.forEach(
        (name, c) -> {
          List<List<String>> rows = new ArrayList<>();
          for (int i = 0; i < c.x().length; i++) {
            rows.add(List.of(Numbers.figure(c.x()[i]), Numbers.figure(c.y()[i])));
          }
          html.table("ROC of " + name, List.of("others taken for it", "found"), rows);
        });
  }

  private void binTable(Html html) {
    List<List<String>> rows = new ArrayList<>();
    for (Judged.Bin b : bins) {
      rows.add(
          List.of(
              Numbers.figure(b.p()),
              Text.count(b.rows()),
              Text.percent(b.share()),
              Text.percent(b.low()) + " to " + Text.percent(b.high())));
    }
    html.table(
        "Rows of similar probability of " + of,
        List.of("mean probability", "rows", "it is so", "95 % interval"),
        rows);
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    Map<String, Object> lines = new LinkedHashMap<>();
    curves.forEach((name, c) -> lines.put(name, Map.of("x", c.x(), "y", c.y())));
    data.put("roc", lines);
    List<Object> groups = new ArrayList<>();
    for (Judged.Bin b : bins) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("rows", b.rows());
      one.put("p", b.p());
      one.put("share", b.share());
      one.put("low", b.low());
      one.put("high", b.high());
      groups.add(one);
    }
    data.put("bins", groups);
    return data;
  }
}
