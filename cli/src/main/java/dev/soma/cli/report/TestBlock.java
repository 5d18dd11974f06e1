package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Confusion;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Evaluation.Score;
import dev.soma.eval.Evaluation.WorstRow;
import dev.soma.eval.Metric;
import dev.soma.nn.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What an evaluation says: metrics with intervals, the constant baseline, the confusion matrix.
public final class TestBlock {
  private static final int MATRIX = 12;
  private static final double IMBALANCE = 10;

  private TestBlock() {}

  /// One line a metric; the macro-F1 first where a class has more than ten times the rows of
  /// another.
  public static List<String> scores(Evaluation evaluation, TargetEncoder target) {
    List<String> lines = new ArrayList<>();
    int width = 23;
    for (Score score : evaluation.scores()) {
      width = Math.max(width, interval(score).length());
    }
    int names = names(evaluation.scores().stream().map(Score::metric).toList());
    for (Score score : ordered(evaluation, target)) {
      StringBuilder line = new StringBuilder(Text.cell(label(score.metric()), names));
      line.append(Text.padded(value(score.metric(), score.value()), 10));
      line.append(Text.cell(interval(score), width + 1));
      evaluation
          .baseline()
          .score(score.metric())
          .ifPresent(
              b ->
                  line.append(constant(evaluation, target))
                      .append(' ')
                      .append(value(b.metric(), b.value())));
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /// Columns for the names of metrics and a blank: 10, or more for longer ones.
  static int names(List<Metric> metrics) {
    return metrics.stream().mapToInt(m -> label(m).length() + 1).reduce(10, Math::max);
  }

  private static List<Score> ordered(Evaluation evaluation, TargetEncoder target) {
    List<Score> scores = new ArrayList<>(evaluation.scores());
    if (target instanceof TargetEncoder.Classes && evaluation.baseline().link() == null) {
      List<Double> shares = evaluation.baseline().constant();
      double most = shares.stream().mapToDouble(s -> s).max().orElse(0);
      double least = shares.stream().mapToDouble(s -> s).filter(s -> s > 0).min().orElse(1);
      if (most > IMBALANCE * least) {
        scores.sort(Comparator.comparing(s -> !s.metric().equals(Metric.MACRO_F1)));
      }
    }
    return scores;
  }

  /// `always "no"`, `always the mean`, or `always one rate` of those that have an exposure.
  public static String constant(Evaluation evaluation, TargetEncoder target) {
    List<Double> shares = evaluation.baseline().constant();
    Activation link = evaluation.baseline().link();
    if (link != null) {
      return link instanceof Activation.Exponential ? "always one rate" : "the offset alone";
    }
    return switch (target) {
      case TargetEncoder.Classes c -> {
        int largest = 0;
        for (int k = 1; k < shares.size(); k++) {
          largest = shares.get(k) > shares.get(largest) ? k : largest;
        }
        yield "always \"" + c.levels().get(largest) + "\"";
      }
      case TargetEncoder.Labels _ -> "always the same";
      case TargetEncoder.Numbers _ -> "always the mean";
    };
  }

  /// The confusion matrix with recall and precision, or the recall of each class if there are many.
  public static List<String> confusion(Evaluation evaluation, TargetEncoder target) {
    List<String> lines = new ArrayList<>();
    if (target instanceof TargetEncoder.Classes c) {
      evaluation.confusion().ifPresent(m -> matrix(m, c.levels(), lines));
    } else if (target instanceof TargetEncoder.Labels l) {
      for (Evaluation.Part part : evaluation.parts()) {
        lines.add(l.names().get(part.column()));
        List<String> own = new ArrayList<>();
        part.confusion().ifPresent(m -> matrix(m, l.levels().get(part.column()), own));
        own.forEach(line -> lines.add("  " + line));
      }
    } else if (target instanceof TargetEncoder.Numbers n && evaluation.parts().size() > 1) {
      for (Evaluation.Part part : evaluation.parts()) {
        StringBuilder line = new StringBuilder(Text.cell(n.names().get(part.column()), 20));
        for (Score s : part.scores()) {
          line.append("  ")
              .append(label(s.metric()))
              .append(' ')
              .append(value(s.metric(), s.value()));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private static void matrix(Confusion m, List<String> levels, List<String> lines) {
    boolean whole = m.classes() <= MATRIX;
    int width = 6;
    StringBuilder head = new StringBuilder();
    if (whole) {
      for (String level : levels) {
        width = Math.max(width, Math.min(level.length(), 9));
      }
      for (String level : levels) {
        head.append(right(Text.cut(level, width), width)).append("  ");
      }
    }
    lines.add(
        head + right("recall", 8) + right("precision", 11) + "   true class (columns: predicted)");
    for (int k = 0; k < m.classes(); k++) {
      StringBuilder row = new StringBuilder();
      for (int j = 0; whole && j < m.classes(); j++) {
        row.append(right(Text.count(m.counts()[k][j]), width)).append("  ");
      }
      row.append(right(Text.percent(m.recall(k)), 8));
      row.append(right(Text.percent(m.precision(k)), 11));
      lines.add(row + "   " + (k < levels.size() ? levels.get(k) : Integer.toString(k)));
    }
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /// Quantiles of truth minus prediction.
  public static List<String> residuals(Evaluation evaluation, TargetEncoder target) {
    List<String> lines = new ArrayList<>();
    for (int k = 0; k < evaluation.residuals().size(); k++) {
      Evaluation.Residuals r = evaluation.residuals().get(k);
      lines.add(
          (evaluation.residuals().size() > 1 ? target.names().get(k) + " " : "")
              + "true − predicted: least "
              + figure(r.least())
              + " · 5 % "
              + figure(r.q05())
              + " · 25 % "
              + figure(r.q25())
              + " · median "
              + figure(r.median())
              + " · 75 % "
              + figure(r.q75())
              + " · 95 % "
              + figure(r.q95())
              + " · most "
              + figure(r.most()));
    }
    return lines;
  }

  /// `line 74 Adelie → Chinstrap p=0.81` of a row that was predicted badly.
  public static String worst(WorstRow row, Table table, TargetEncoder target) {
    String from;
    String to;
    String name = target.names().size() > 1 ? target.names().get(row.column()) + " " : "";
    switch (target) {
      case TargetEncoder.Classes c -> {
        from = level(c.levels(), row.truth());
        to = level(c.levels(), row.predicted());
      }
      case TargetEncoder.Labels l -> {
        from = level(l.levels().get(row.column()), row.truth());
        to = level(l.levels().get(row.column()), row.predicted());
      }
      case TargetEncoder.Numbers _ -> {
        from = Double.isFinite(row.truth()) ? Text.figure(row.truth()) : "not finite";
        to = Double.isFinite(row.predicted()) ? Text.figure(row.predicted()) : "not finite";
      }
    }
    String p =
        Double.isNaN(row.p())
            ? ""
            : Double.isInfinite(row.p())
                ? ", p not finite"
                : String.format(Locale.ROOT, " p=%.2f", row.p());
    return (table.source().kind().equals("IDX") ? "row " : "line ")
        + Text.count(table.line(row.row()))
        + " "
        + name
        + from
        + " → "
        + to
        + p;
  }

  private static String level(List<String> levels, double index) {
    int k = (int) index;
    return k >= 0 && k < levels.size() ? levels.get(k) : "?";
  }

  /// Categories that no training row had, counted: `Deck "T" × 1`; empty if there are none.
  public static String unseen(List<Flag> flags) {
    Map<String, Integer> counts = new TreeMap<>();
    flags.forEach(flag -> count(flag, counts));
    return unseen(counts);
  }

  /// Counts a flag if it is a category that no training row had.
  public static void count(Flag flag, Map<String, Integer> counts) {
    if (flag.kind() == Flag.Kind.UNSEEN) {
      counts.merge(flag.column() + " \"" + flag.value() + "\"", 1, Integer::sum);
    }
  }

  /// Counted categories as text.
  public static String unseen(Map<String, Integer> counts) {
    List<String> named =
        counts.entrySet().stream().map(e -> e.getKey() + " × " + e.getValue()).toList();
    return named.isEmpty() ? "" : Text.list(named, 5);
  }

  /// `2 rows have an output that is not finite: they have no class and are never right`; no line if
  /// there are none.
  public static List<String> unpredicted(int rows, Task task) {
    if (rows == 0) {
      return List.of();
    }
    String have = Text.count(rows, "row") + (rows == 1 ? " has " : " have ");
    return List.of(
        have
            + switch (task) {
              case REGRESSION -> "a prediction that is not finite";
              case MULTI_LABEL -> "an output that is not finite: that label is never right";
              case BINARY, MULTICLASS ->
                  "an output that is not finite: "
                      + (rows == 1 ? "it has no class and is" : "they have no class and are")
                      + " never right";
            });
  }

  /// `macro-F1`.
  public static String label(Metric metric) {
    return switch (metric) {
      case Metric.Accuracy _ -> "accuracy";
      case Metric.LogLoss _ -> "log-loss";
      case Metric.MacroF1 _ -> "macro-F1";
      case Metric.RocAuc _ -> "ROC AUC";
      case Metric.BalancedAccuracy _ -> "balanced";
      case Metric.AveragePrecision _ -> "PR AUC";
      case Metric.Mcc _ -> "MCC";
      case Metric.Brier _ -> "Brier";
      case Metric.Rmse _ -> "RMSE";
      case Metric.Mae _ -> "MAE";
      case Metric.Medae _ -> "median AE";
      case Metric.Mape _ -> "MAPE";
      case Metric.R2 _ -> "R²";
      case Metric.PoissonDeviance _, Metric.Pinball _ -> metric.toString();
    };
  }

  /// Whether it is shown in per cent.
  private static boolean share(Metric metric) {
    return metric instanceof Metric.Accuracy
        || metric instanceof Metric.BalancedAccuracy
        || metric instanceof Metric.Mape;
  }

  /// `98.1 %` for shares of rows, four digits for others; `not finite` where an error knows no end.
  public static String value(Metric metric, double x) {
    return share(metric) && !Double.isInfinite(x) ? Text.percent(x) : figure(x);
  }

  /// Four digits; `not finite`.
  public static String figure(double x) {
    return Double.isInfinite(x) ? "not finite" : Text.figure(x);
  }

  private static String interval(Score score) {
    return Double.isNaN(score.low()) ? "" : "(95 % CI " + range(score) + ")";
  }

  /// `73.1–86.4`, the ends of the interval; empty if it cannot be said.
  public static String range(Score score) {
    if (Double.isNaN(score.low())) {
      return "";
    }
    boolean share = share(score.metric());
    String low =
        share ? String.format(Locale.ROOT, "%.1f", 100 * score.low()) : Text.figure(score.low());
    String high =
        share ? String.format(Locale.ROOT, "%.1f", 100 * score.high()) : Text.figure(score.high());
    return low + "–" + high;
  }
}
