package dev.soma.studio.result;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.eval.Confusion;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.studio.draw.Part;
import dev.soma.studio.draw.Room;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How good a network is on some rows, and of which it is wrong: a confusion matrix whose cells are
/// rows, or residuals.
public final class ResultsView {
  private static final int MOST_CLASSES = 24;
  private static final int MOST_POINTS = 1000;

  private final Subject subject;
  private final Metric metric;
  private final Said said;
  private final Asked asked;

  /// What is asked for.
  ///
  /// @param target which, from 0
  /// @param truth true class of the cell whose rows are listed; -1 for all rows
  /// @param said predicted class of it, likewise
  public record Asked(int target, int truth, int said) {}

  private ResultsView(Subject subject, Metric metric, Said said, Asked asked) {
    this.subject = subject;
    this.metric = metric;
    this.said = said;
    this.asked = asked;
  }

  /// The results as data.
  ///
  /// @param metric that chooses the best epoch
  /// @throws SomaException.Usage E209 for a target or a class that is not there
  public static Map<String, Object> of(
      Subject subject, Snapshot snapshot, Metric metric, Part part, Asked asked) {
    List<String> targets = subject.target().names();
    if (asked.target < 0 || asked.target >= targets.size()) {
      throw bad("target", asked.target, targets.size(), "a target");
    }
    return new ResultsView(subject, metric, Said.of(subject, snapshot, part), asked).data();
  }

  private static SomaException.Usage bad(String name, int value, int count, String what) {
    return new SomaException.Usage(
        "E209",
        name + " " + value + " · expected 0 to " + (count - 1) + ", the number of " + what,
        "look." + name + "=0 in the address");
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    int rows = said.part().rows().rows();
    data.put("part", said.part().name());
    data.put("rows", said.taken().length);
    data.put(
        "sampled",
        said.sampled()
            ? said.taken().length + " of " + rows + " rows, evenly spaced, are looked at"
            : "");
    data.put("targets", subject.target().names());
    data.put("target", asked.target);
    data.put("weighted", said.outcomes().weights() != null);
    Evaluation evaluation = evaluation();
    switch (said.outcomes()) {
      case Outcomes.Classes c -> {
        scores(data, c);
        classes(data, c, evaluation.confusion().orElseThrow());
      }
      case Outcomes.Labels l -> {
        scores(data, l.only(asked.target));
        Evaluation.Part part = evaluation.parts().get(asked.target);
        classes(data, l.label(asked.target), part.confusion().orElseThrow());
      }
      case Outcomes.Numbers n -> {
        scores(data, n.target(asked.target));
        numbers(data, n.target(asked.target), evaluation.residuals().get(asked.target));
      }
    }
    return data;
  }

  /// Counts and residuals; without metrics, whose intervals would take a thousand resamples.
  private Evaluation evaluation() {
    double[] constant = Evaluation.constant(said.outcomes(), null);
    return Evaluation.of(said.outcomes(), List.of(), constant, Seeds.of(0));
  }

  private void scores(Map<String, Object> data, Outcomes outcomes) {
    List<Metric> metrics = new ArrayList<>(Metric.usual(outcomes));
    if (metric.applies(outcomes) && !metrics.contains(metric)) {
      metrics.add(metric);
    }
    List<Map<String, Object>> scores = new ArrayList<>();
    for (Metric m : metrics) {
      Map<String, Object> score = new LinkedHashMap<>();
      score.put("name", m.name());
      score.put("value", Texts.number(m.of(outcomes)));
      score.put("chooses", m.equals(metric));
      if (m.equals(metric) && subject.target().names().size() > 1) { // the mean over them chooses
        score.put("mean", Texts.number(m.of(said.outcomes())));
      }
      scores.add(score);
    }
    data.put("scores", scores);
  }

  private List<String> names(int classes) {
    List<String> known =
        switch (subject.target()) {
          case TargetEncoder.Classes c -> c.levels();
          case TargetEncoder.Labels l -> l.levels().get(asked.target);
          case TargetEncoder.Numbers _ -> List.of();
        };
    List<String> names = new ArrayList<>(known);
    while (names.size() < classes) { // a label of which the training rows have one level only
      names.add("not " + known.getFirst());
    }
    return names;
  }

  private void classes(Map<String, Object> data, Outcomes.Classes c, Confusion confusion) {
    int classes = c.classes();
    check("true", asked.truth, asked.said, classes);
    check("said", asked.said, asked.truth, classes);
    List<String> names = names(classes);
    int[] shown = shown(confusion);
    List<List<Long>> counts = new ArrayList<>();
    List<List<Double>> shares = new ArrayList<>();
    for (int i : shown) {
      long all = confusion.rows(i);
      counts.add(IntStream.of(shown).mapToObj(j -> confusion.counts()[i][j]).toList());
      shares.add(
          IntStream.of(shown)
              .mapToObj(j -> all == 0 ? 0.0 : (double) confusion.counts()[i][j] / all)
              .toList());
    }
    data.put("kind", "classes");
    data.put("classes", names);
    data.put("shown", shown);
    data.put("counts", counts);
    data.put("shares", shares);
    data.put("undecided", Arrays.stream(confusion.none()).sum());
    data.put("decision", Said.decision(subject, names));
    data.put("true", asked.truth);
    data.put("said", asked.said);
    data.put(
        "list",
        new RowList(subject, said)
            .of(
                c,
                r ->
                    asked.truth < 0
                        || (c.truth()[r] == asked.truth && c.predicted()[r] == asked.said),
                names));
  }

  /// A cell has both a true and a predicted class.
  private static void check(String name, int value, int other, int classes) {
    if (value < -1 || value >= classes || (value < 0 && other >= 0)) {
      throw bad(name, value, classes, "a class");
    }
  }

  /// All classes, or those of which most rows are on the wrong side, in their order.
  private static int[] shown(Confusion confusion) {
    int n = confusion.classes();
    if (n <= MOST_CLASSES) {
      return IntStream.range(0, n).toArray();
    }
    long[] wrong = new long[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        wrong[i] += i == j ? 0 : confusion.counts()[i][j] + confusion.counts()[j][i];
      }
    }
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingLong(i -> -wrong[i]))
        .limit(MOST_CLASSES)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private void numbers(
      Map<String, Object> data, Outcomes.Numbers n, Evaluation.Residuals residuals) {
    int rows = n.rows();
    int[] drawn = new int[Math.min(rows, MOST_POINTS)];
    Arrays.setAll(drawn, i -> (int) ((long) i * rows / drawn.length));
    double[] a = IntStream.of(drawn).mapToDouble(r -> n.predicted()[r]).toArray();
    double[] left = IntStream.of(drawn).mapToDouble(r -> n.truth()[r] - n.predicted()[r]).toArray();
    Room.Ends across = Room.ends(a, Double.NaN);
    Room.Ends up = Room.ends(left, 0);
    List<Map<String, Object>> points = new ArrayList<>();
    int beyond = 0;
    for (int i = 0; i < drawn.length; i++) {
      boolean there = Double.isFinite(a[i]) && Double.isFinite(left[i]);
      boolean far = there && (across.leavesOut(a[i]) || up.leavesOut(left[i]));
      beyond += far ? 1 : 0;
      points.add(point(said.taken()[drawn[i]], a[i], left[i], far));
    }
    double most = Math.max(Math.abs(up.low()), Math.abs(up.high()));
    double margin = Room.beyond(0.04, across.low(), across.high());
    data.put("kind", "numbers");
    data.put("points", points);
    data.put("points_of", rows);
    data.put("beyond", beyond);
    data.put("low", Texts.number(across.low() - margin));
    data.put("high", Texts.number(across.high() + margin));
    data.put("most", Texts.number(most + Room.beyond(0.03, -most, most)));
    data.put("quantiles", quantiles(residuals));
    data.put("list", new RowList(subject, said).of(n));
  }

  private Map<String, Object> point(int row, double a, double residual, boolean beyond) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("row", row);
    point.put("line", said.part().rows().line(row));
    point.put("said", Texts.nine(a));
    point.put("residual", Texts.rounded(residual));
    point.put("beyond", beyond);
    return point;
  }

  private static Map<String, Object> quantiles(Evaluation.Residuals residuals) {
    Map<String, Object> quantiles = new LinkedHashMap<>();
    quantiles.put("5 %", Texts.number(residuals.q05()));
    quantiles.put("25 %", Texts.number(residuals.q25()));
    quantiles.put("median", Texts.number(residuals.median()));
    quantiles.put("75 %", Texts.number(residuals.q75()));
    quantiles.put("95 %", Texts.number(residuals.q95()));
    return quantiles;
  }
}
