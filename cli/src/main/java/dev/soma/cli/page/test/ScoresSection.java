package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Text;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Evaluation.Score;
import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metrics of the test rows with intervals, beside the baselines.
///
/// @param test of the model
public record ScoresSection(TestResult test) implements Section {
  private static final int PARTS = 100;
  private static final int NAME = 60;
  private static final int OUTSIDE = 24;

  @Override
  public String id() {
    return "test";
  }

  @Override
  public String title() {
    return "Test";
  }

  @Override
  public void write(Html html) {
    Evaluation e = test.evaluation();
    html.paragraph(
        "These " + Text.count(e.rows(), "row") + " were opened once, when the weights stood.");
    String always = TestBlock.constant(e, test.target());
    List<List<String>> rows = new ArrayList<>();
    for (Score s : e.scores()) {
      Metric metric = s.metric();
      rows.add(
          List.of(
              TestBlock.label(metric),
              Numbers.value(metric, s.value()),
              Text.minus(TestBlock.range(s)),
              e.baseline().score(metric).map(b -> Numbers.value(metric, b.value())).orElse(""),
              metric.higherIsBetter() ? "higher" : "lower"));
    }
    html.table("Metrics", List.of("metric", "value", "95 % interval", always, "better is"), rows);
    TestBlock.unpredicted(e.unpredicted(), test.target().task())
        .forEach(line -> html.paragraph(line + "."));
    List<List<String>> pairs = new ArrayList<>();
    pairs.add(pair(always, test.always()));
    test.paired().ifPresent(p -> pairs.add(pair("linear model", p)));
    html.table(
        "Differences on the same rows",
        List.of(
            "against", "metric", "network", "other", "95 % interval of the difference", "reading"),
        pairs);
    parts(html, e);
    if (!test.unseen().isEmpty()) {
      html.paragraph("Unseen categories, treated as unknown: " + test.unseen());
    }
    test.outside().ifPresent(d -> outside(html, d));
    if (!e.worst().isEmpty()) {
      worst(html, e.worst().getFirst());
    }
  }

  private void worst(Html html, Evaluation.WorstRow worst) {
    String row = TestBlock.worst(worst, test.table(), test.target());
    boolean numbers = test.target() instanceof TargetEncoder.Numbers;
    html.paragraph("Worst row: " + (numbers ? Text.minus(row) : row));
    if (!test.command().isEmpty()) {
      html.code(test.command() + test.table().line(worst.row()));
    }
  }

  /// The largest shares of values that the training rows say nothing of.
  private static void outside(Html html, Diagnostic d) {
    List<List<String>> rows = new ArrayList<>();
    d.evidence()
        .forEach((name, share) -> rows.add(List.of(Text.cut(name, NAME), Text.percent(share))));
    html.table(
        d.condition()
            + " Values outside the range of the training rows, where the net extrapolates",
        List.of("what", "value"),
        rows.subList(0, Math.min(OUTSIDE, rows.size())));
  }

  private static List<String> pair(String name, PairedTest p) {
    Metric metric = p.metric();
    String ends =
        Double.isNaN(p.low()) ? "" : Numbers.figure(p.low()) + " to " + Numbers.figure(p.high());
    return List.of(
        name,
        TestBlock.label(metric),
        Numbers.value(metric, p.first()),
        Numbers.value(metric, p.second()),
        ends,
        p.significance());
  }

  private void parts(Html html, Evaluation e) {
    if (e.parts().isEmpty()) {
      return;
    }
    List<Evaluation.Part> shown = e.parts().subList(0, Math.min(PARTS, e.parts().size()));
    List<String> head = new ArrayList<>(List.of("target"));
    shown.getFirst().scores().forEach(s -> head.add(TestBlock.label(s.metric())));
    List<List<String>> rows = new ArrayList<>();
    for (Evaluation.Part part : shown) {
      List<String> row = new ArrayList<>();
      row.add(Text.cut(test.target().names().get(part.column()), NAME));
      for (Score s : part.scores()) {
        row.add(Numbers.value(s.metric(), s.value()));
      }
      rows.add(row);
    }
    html.table("Each target", head, rows);
    if (shown.size() < e.parts().size()) {
      html.paragraph("… " + Text.count(e.parts().size() - shown.size(), "more target"));
    }
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("rows", test.evaluation().rows());
    for (Score s : test.evaluation().scores()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("value", Numbers.finite(s.value()));
      one.put("low", Numbers.finite(s.low()));
      one.put("high", Numbers.finite(s.high()));
      test.evaluation()
          .baseline()
          .score(s.metric())
          .ifPresent(b -> one.put("always", Numbers.finite(b.value())));
      data.put(s.metric().name(), one);
    }
    data.put("against_always", pair(test.always()));
    test.paired().ifPresent(p -> data.put("against_linear", pair(p)));
    test.outside().ifPresent(d -> data.put("outside", d.evidence()));
    return data;
  }

  private static Map<String, Object> pair(PairedTest p) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("metric", p.metric().name());
    one.put("network", Numbers.finite(p.first()));
    one.put("other", Numbers.finite(p.second()));
    one.put("low", Numbers.finite(p.low()));
    one.put("high", Numbers.finite(p.high()));
    return one;
  }
}
