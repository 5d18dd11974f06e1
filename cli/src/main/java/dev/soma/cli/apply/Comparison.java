package dev.soma.cli.apply;

import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.PairedTest;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// Two models on the same rows, by every metric that can be asked of both.
///
/// @param tests first against second, one a metric, that of the verdict first
record Comparison(List<PairedTest> tests) {
  /// Copies.
  Comparison {
    tests = List.copyOf(tests);
  }

  /// The rows of one file as each of two models reads them, without those that either cannot use.
  record Rows(Table first, Table second) {
    /// Leaves out, counts and lists every row once, as [UsableRows#of(Table, String)].
    static Rows of(Table read, UsableRows first, Table again, UsableRows second) {
      Table a = first.of(read, "");
      Table b = second.of(among(again, a), "", read.options().rejects());
      return new Rows(Inputs.counted(a, among(a, b)), b);
    }

    /// The rows whose lines are also those of others.
    private static Table among(Table rows, Table others) {
      BitSet lines = new BitSet();
      IntStream.of(others.lines()).forEach(lines::set);
      int[] kept = IntStream.range(0, rows.rows()).filter(r -> lines.get(rows.line(r))).toArray();
      return kept.length == rows.rows() ? rows : rows.rows(kept);
    }
  }

  /// Refuses two models that do not predict the same.
  ///
  /// @throws SomaException.Mismatch E510 if they do not
  static void requireSame(Model first, Model second) {
    if (!what(first.target()).equals(what(second.target()))) {
      throw new SomaException.Mismatch(
          "E510",
          "other target · the first model predicts "
              + what(first.target())
              + ", the second "
              + what(second.target()),
          "compare models of one target");
    }
  }

  private static String what(TargetEncoder target) {
    return switch (target) {
      case TargetEncoder.Classes c -> c.name() + " (" + String.join(", ", c.levels()) + ")";
      case TargetEncoder.Labels l -> String.join(", ", l.names()) + " " + l.levels();
      case TargetEncoder.Numbers n -> String.join(", ", n.names()) + " (numbers)";
    };
  }

  /// Compares.
  ///
  /// @throws SomaException.Mismatch E514 if the models were not given the same rows
  static Comparison of(Outcomes first, Outcomes second, Seeds seeds) {
    List<Metric> metrics = new ArrayList<>(Metric.all(first));
    metrics.removeIf(m -> !m.applies(second));
    Metric headline =
        metrics.contains(Metric.LOG_LOSS)
            ? Metric.LOG_LOSS
            : metrics.contains(Metric.ACCURACY) ? Metric.ACCURACY : Metric.RMSE;
    metrics.remove(headline);
    metrics.addFirst(headline);
    try {
      return new Comparison(
          metrics.stream()
              .map(m -> PairedTest.of(m, first, second, seeds))
              .filter(t -> !Double.isNaN(t.first()) && !Double.isNaN(t.second()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new SomaException.Mismatch(
          "E514",
          "other rows · the two models read different true values or weights from this file: "
              + e.getMessage());
    }
  }

  /// A line a metric, then one sentence.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.cell("", 20) + Text.cell("first", 11) + Text.cell("second", 11) + "first − second");
    for (PairedTest t : tests) {
      lines.add(
          (Text.padded(TestBlock.label(t.metric()), 20)
                  + Text.padded(TestBlock.value(t.metric(), t.first()), 11)
                  + Text.padded(TestBlock.value(t.metric(), t.second()), 11)
                  + Text.padded(TestBlock.figure(t.difference()), 11)
                  + interval(t))
              .stripTrailing());
    }
    if (!tests.isEmpty()) {
      lines.add(sentence());
    }
    return lines;
  }

  private static String interval(PairedTest t) {
    return Double.isNaN(t.low())
        ? ""
        : "(95 % CI " + Text.figure(t.low()) + " to " + Text.figure(t.high()) + ")";
  }

  /// What the first of the metrics says.
  String sentence() {
    PairedTest t = tests.getFirst();
    String label = TestBlock.label(t.metric());
    String rows = Text.count(t.rows(), "row");
    if (t.verdict() == PairedTest.Verdict.NOT_SIGNIFICANT) {
      return t.ground() == PairedTest.Ground.NONE_FINITE
          ? label + " is not finite for both, which says nothing of which is better"
          : "neither is better by " + label + " that " + rows + " could show";
    }
    boolean first = t.verdict() == PairedTest.Verdict.FIRST;
    String better = first ? "the first is better: " : "the second is better: ";
    return t.ground() == PairedTest.Ground.ONE_FINITE
        ? better + label + " of the " + (first ? "second" : "first") + " is not finite"
        : better + label + ", " + rows + ", the interval leaves out 0";
  }

  String json(String first, String second, List<Integer> unpredicted) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (PairedTest t : tests) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("first", Text.finite(t.first()));
      one.put("second", Text.finite(t.second()));
      put(one, "difference", t.difference());
      put(one, "low", t.low());
      put(one, "high", t.high());
      one.put("verdict", verdict(t));
      metrics.put(t.metric().name(), one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rows", tests.isEmpty() ? 0 : tests.getFirst().rows());
    all.put("first", first);
    all.put("second", second);
    if (unpredicted.stream().anyMatch(rows -> rows > 0)) {
      all.put("unpredicted", unpredicted);
    }
    all.put("metrics", metrics);
    if (!tests.isEmpty()) {
      all.put("verdict", sentence());
    }
    return JsonMapper.shared().writeValueAsString(all);
  }

  /// `first`, `second`, `not_significant`; `not_finite` where neither score is finite.
  private static String verdict(PairedTest t) {
    return t.ground() == PairedTest.Ground.NONE_FINITE
        ? "not_finite"
        : t.verdict().name().toLowerCase(Locale.ROOT);
  }

  private static void put(Map<String, Object> map, String key, double x) {
    if (Double.isFinite(x)) {
      map.put(key, x);
    }
  }
}
