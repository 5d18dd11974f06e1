package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.picture.Axis;
import dev.soma.cli.picture.Chart;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.Shape.Stroke;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Evaluation.Residuals;
import dev.soma.eval.Outcomes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// How far predicted numbers are from the truth; sums over many rows, no row by itself.
///
/// @param targets one a number that is predicted, the first ones
/// @param all how many there are
/// @param calibration what was learned from the validation rows since the weights stood
public record ResidualSection(List<Target> targets, int all, List<String> calibration)
    implements Section {
  private static final int TARGETS = 12;
  private static final int PARTS = 30;
  private static final int GROUPS = 12;
  private static final int NAME = 40;

  /// One number that is predicted.
  ///
  /// @param low where the histogram begins; what is below is in its first part
  /// @param high where it ends, likewise
  record Target(
      String name,
      Residuals quantiles,
      double low,
      double high,
      int[] counts,
      List<Group> groups) {}

  /// Rows of similar predictions.
  ///
  /// @param rows how many
  /// @param predicted their mean prediction
  /// @param truth their mean truth
  /// @param q25 of the truth
  /// @param q75 of the truth
  record Group(int rows, double predicted, double truth, double q25, double q75) {
    private static DoubleStream ends(Group g) {
      return DoubleStream.of(g.truth(), g.q25(), g.q75());
    }
  }

  /// Of test rows with numbers.
  public static ResidualSection of(
      TestResult test, Outcomes.Numbers numbers, List<String> calibration) {
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < Math.min(TARGETS, numbers.targets()); k++) {
      targets.add(
          target(
              Text.cut(test.target().names().get(k), NAME),
              test.evaluation().residuals().get(k),
              numbers.target(k)));
    }
    return new ResidualSection(targets, numbers.targets(), calibration);
  }

  private static Target target(String name, Residuals q, Outcomes.Numbers rows) {
    double width = q.q95() - q.q05();
    double low = Math.max(q.least(), q.q05() - width);
    double high = Math.min(q.most(), q.q95() + width);
    int[] counts = new int[PARTS];
    for (int r = 0; r < rows.rows() && high > low; r++) {
      double residual = rows.truth()[r] - rows.predicted()[r];
      if (Double.isFinite(residual)) {
        counts[(int) Math.clamp((residual - low) / (high - low) * PARTS, 0, PARTS - 1)]++;
      }
    }
    return new Target(name, q, low, high, counts, groups(rows));
  }

  private static List<Group> groups(Outcomes.Numbers rows) {
    int[] order = Order.rising(rows.predicted());
    int count = Math.min(GROUPS, order.length / 2);
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < count; g++) {
      int from = (int) ((long) g * order.length / count);
      int to = (int) ((long) (g + 1) * order.length / count);
      double predicted = 0;
      double sum = 0;
      double[] truth = new double[to - from];
      for (int i = from; i < to; i++) {
        predicted += rows.predicted()[order[i]] / (to - from);
        truth[i - from] = rows.truth()[order[i]];
        sum += rows.truth()[order[i]] / (to - from);
      }
      Arrays.sort(truth);
      groups.add(
          new Group(
              to - from,
              predicted,
              sum,
              truth[(truth.length - 1) / 4],
              truth[(3 * (truth.length - 1) + 3) / 4]));
    }
    return groups;
  }

  @Override
  public String id() {
    return "residuals";
  }

  @Override
  public String title() {
    return "Residuals";
  }

  @Override
  public void write(Html html) {
    html.list(calibration);
    List<List<String>> rows = new ArrayList<>();
    for (Target t : targets) {
      Residuals q = t.quantiles();
      List<String> row = new ArrayList<>(List.of(t.name()));
      for (double x :
          new double[] {q.least(), q.q05(), q.q25(), q.median(), q.q75(), q.q95(), q.most()}) {
        row.add(Numbers.figure(x));
      }
      rows.add(row);
    }
    html.table(
        "True − predicted",
        List.of("target", "least", "5 %", "25 %", "median", "75 %", "95 %", "most"),
        rows);
    if (targets.size() < all) {
      html.paragraph("… " + Text.count(all - targets.size(), "more target"));
    }
    for (Target t : targets) {
      if (t.high() > t.low()) {
        html.figure(
            histogram(t),
            t.name()
                + ": how many rows are off by how much; what is further out is in the last bars.",
            () -> histogramTable(html, t));
      }
      if (!t.groups().isEmpty()) {
        html.figure(
            calibration(t),
            t.name()
                + ": mean truth of rows with similar predictions, and the middle half of their"
                + " truth. On the diagonal predictions are right on average.",
            () -> groupTable(html, t));
      }
    }
  }

  private static Picture histogram(Target t) {
    double width = (t.high() - t.low()) / PARTS;
    Axis x = Axis.between("true − predicted", t.low(), t.high());
    Axis y = Axis.between("rows", 0, Math.max(1, Arrays.stream(t.counts()).max().orElse(1)));
    Chart chart = new Chart(640, 240, "Residuals of " + t.name(), x, y);
    for (int i = 0; i < PARTS; i++) {
      chart.bar(t.low() + i * width, t.low() + (i + 1) * width, t.counts()[i], Ink.BLUE);
    }
    if (t.low() < 0 && t.high() > 0) {
      chart.mark(0, "");
    }
    return chart.picture();
  }

  private static Picture calibration(Target t) {
    double[] ends = t.groups().stream().flatMapToDouble(Group::ends).toArray();
    Axis x =
        Axis.around("mean prediction", t.groups().stream().mapToDouble(Group::predicted).toArray());
    Axis y = Axis.around("truth", ends);
    Chart chart = new Chart(640, 320, "Truth by prediction of " + t.name(), plain(x), plain(y));
    double from = Math.max(x.low(), y.low());
    double to = Math.min(x.high(), y.high());
    if (from < to) {
      chart.line(
          new double[] {from, to}, new double[] {from, to}, new Stroke(Ink.MUTED, 1, 0.8, true));
    }
    for (Group g : t.groups()) {
      chart.interval(g.predicted(), g.q25(), g.q75(), Ink.BLUE);
    }
    for (Group g : t.groups()) {
      chart.dot(g.predicted(), g.truth(), Ink.BLUE);
    }
    return chart.picture();
  }

  private static Axis plain(Axis axis) {
    return new Axis(axis.name(), axis.low(), axis.high(), false);
  }

  private static void histogramTable(Html html, Target t) {
    double width = (t.high() - t.low()) / PARTS;
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      rows.add(
          List.of(
              Numbers.figure(t.low() + i * width)
                  + " to "
                  + Numbers.figure(t.low() + (i + 1) * width),
              Text.count(t.counts()[i])));
    }
    html.table("Rows by true − predicted", List.of("true − predicted", "rows"), rows);
  }

  private static void groupTable(Html html, Target t) {
    List<List<String>> rows = new ArrayList<>();
    for (Group g : t.groups()) {
      rows.add(
          List.of(
              Numbers.figure(g.predicted()),
              Text.count(g.rows()),
              Numbers.figure(g.truth()),
              Numbers.figure(g.q25()) + " to " + Numbers.figure(g.q75())));
    }
    html.table(
        "Rows of similar predictions",
        List.of("mean prediction", "rows", "mean truth", "middle half of the truth"),
        rows);
  }

  @Override
  public Map<String, Object> data() {
    List<Object> list = new ArrayList<>();
    for (Target t : targets) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("target", t.name());
      one.put("low", Numbers.finite(t.low()));
      one.put("high", Numbers.finite(t.high()));
      one.put("counts", t.counts());
      List<Object> groups = new ArrayList<>();
      for (Group g : t.groups()) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("rows", g.rows());
        group.put("predicted", Numbers.finite(g.predicted()));
        group.put("truth", Numbers.finite(g.truth()));
        group.put("q25", Numbers.finite(g.q25()));
        group.put("q75", Numbers.finite(g.q75()));
        groups.add(group);
      }
      one.put("groups", groups);
      list.add(one);
    }
    return Map.of("targets", list);
  }
}
