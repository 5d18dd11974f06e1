package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.calibration.Calibration;
import dev.soma.model.calibration.Conformal;
import dev.soma.model.calibration.Lack;
import dev.soma.model.calibration.Temperature;
import dev.soma.model.calibration.Threshold;
import dev.soma.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a model has learned from the validation rows when its weights stood.
public final class CalibrationBlock {
  private static final double USUAL = 0.9;

  /// Classes that are named at most.
  private static final int CLASSES = 8;

  private CalibrationBlock() {}

  /// One line each for temperature, threshold and intervals; none for what there is not.
  public static List<String> lines(Model model) {
    Calibration c = model.calibration();
    List<String> lines = new ArrayList<>();
    if (c.temperature() != null) {
      lines.add(temperature(c.temperature(), function(model)));
    }
    if (c.lack() != null) {
      lines.add(lack(c.lack(), model));
    }
    if (!c.threshold().equals(Threshold.HALF)) {
      lines.add(threshold(c.threshold(), model));
    }
    if (c.intervals() != null) {
      lines.add(intervals(c.intervals(), model.target()));
    }
    return lines;
  }

  private static String function(Model model) {
    return model.network().spec().output().activation() instanceof Activation.Softmax
        ? "softmax"
        : "logistic";
  }

  private static String temperature(Temperature t, String function) {
    String found = String.format(Locale.ROOT, "%.3f", t.found());
    String losses = Text.figure(t.before()) + " → " + Text.figure(t.after());
    String rows = Text.count(t.rows(), "validation row");
    if (t.kept()) {
      return "p = "
          + function
          + "(z / T), T "
          + found
          + ": log-loss of "
          + rows
          + " "
          + losses
          + ", decisions unchanged"
          + (t.backed() ? "; it falls on for smaller T, which so few rows do not back" : "")
          + (t.isAtEnd() ? "; no T beyond " + found + " is looked for" : "");
    }
    return t.backed() && t.found() >= 1
        ? "T 1: the log-loss of "
            + rows
            + " falls on for smaller T, but so few rows back no surer probabilities"
        : "T 1: "
            + found
            + " would take the log-loss of "
            + rows
            + " "
            + losses
            + ", no more than chance";
  }

  /// `T 1, not learned: none of the 34 validation rows is "yes", ...`.
  private static String lack(Lack lack, Model model) {
    String kept =
        lack.temperature() && lack.threshold()
            ? "T 1 and " + positive(model.target()) + "0.5 on, neither"
            : lack.temperature() ? "T 1, not" : positive(model.target()) + "0.5 on, not";
    List<String> classes = lack.classes().stream().map(c -> "\"" + c + "\"").toList();
    int last = classes.size() - 1;
    String any =
        last < 1 || last >= CLASSES
            ? Text.list(classes, CLASSES)
            : String.join(", ", classes.subList(0, last)) + " or " + classes.get(last);
    return kept
        + " learned: none of "
        + rows(lack.rows(), model.provenance().ofFolds())
        + " is "
        + any
        + ", so they cannot say how sure to be";
  }

  /// `"yes" from p `.
  private static String positive(TargetEncoder target) {
    String name =
        target instanceof TargetEncoder.Classes c
            ? c.levels().getLast()
            : target.names().getFirst();
    return "\"" + name + "\" from p ";
  }

  private static String threshold(Threshold t, Model model) {
    String said = positive(model.target());
    if (t.metric().isEmpty()) {
      return said + Text.shortest(t.p()) + " on";
    }
    Metric metric = Metric.parse(t.metric());
    return said
        + Text.figure(t.p())
        + " on: "
        + TestBlock.label(metric)
        + " of the "
        + (model.provenance().ofFolds() ? "rows that the folds held out " : "validation rows ")
        + TestBlock.value(metric, t.before())
        + " → "
        + TestBlock.value(metric, t.after());
  }

  private static String intervals(Conformal c, TargetEncoder target) {
    double level = Math.min(USUAL, c.largestLevel());
    List<String> widths = new ArrayList<>();
    for (int k = 0; k < target.names().size(); k++) {
      widths.add(
          (target.names().size() > 1 ? target.names().get(k) + " " : "")
              + "± "
              + Text.figure(c.halfWidth(k, level)));
    }
    return Text.percent(level)
        + " interval "
        + Text.list(widths, 8)
        + ", from the residuals of "
        + rows(c.rows(), c.ofFolds());
  }

  /// `200 validation rows`, or what they are in a bag.
  private static String rows(int count, boolean ofFolds) {
    return ofFolds
        ? Text.count(count, "row") + " that the folds held out"
        : Text.count(count, "validation row");
  }

  /// How often intervals of this level hold the truth, were these rows new to the model. The mean
  /// of the networks of a bag errs less than those of one fold: of it only the lower side is told.
  public static List<String> coverage(Model model) {
    Conformal c = model.calibration().intervals();
    if (c == null) {
      return List.of();
    }
    double level = Math.min(USUAL, c.largestLevel());
    double k = Math.ceil((c.rows() + 1) * level - 1e-9);
    double mean = k / (c.rows() + 1);
    double sd = Math.sqrt(mean * (1 - mean) / (c.rows() + 2));
    String average = Text.percent(mean);
    String least = Text.percent(Math.max(0, mean - 2 * sd));
    String most = Text.percent(Math.min(1, mean + 2 * sd));
    String said = "coverage of new rows like them: ";
    int networks = model.members().size();
    if (c.ofFolds() && networks > 1) {
      return List.of(
          said + average + " or more on average, " + least + " or more for most such samples",
          "each residual is that of a fold which had not learned from its row; the mean of all "
              + networks
              + " networks errs less, so more may be inside");
    }
    return List.of(
        said + average + " on average, " + least + " to " + most + " for most such samples",
        "the "
            + (c.ofFolds() ? "" : "validation ")
            + "rows also chose the epoch, which makes their residuals a little small");
  }

  /// `p = softmax(z / T), T = 1.3100: (0.6 0.4)` of one row, with ln(mean p) in place of z for
  /// several networks; none without a temperature.
  public static List<String> ofRow(Model model, Predictions row) {
    List<String> lines = new ArrayList<>();
    double t = model.calibration().t();
    if (t != 1) {
      lines.add(tempered(model, row, t));
    }
    Threshold threshold = model.calibration().threshold();
    if (threshold.p() != 0.5
        && model.target() instanceof TargetEncoder.Classes c
        && row.predicts(0, 0)) {
      lines.add(
          "predicted: "
              + c.levels().get(row.predictedClass(0))
              + ", since the model says "
              + threshold(threshold, model));
    }
    return lines;
  }

  private static String tempered(Model model, Predictions row, double t) {
    StringBuilder p = new StringBuilder();
    for (float a : row.outputs()) {
      p.append(p.isEmpty() ? "" : "  ").append(String.format(Locale.ROOT, "%.4f", a));
    }
    return String.format(
        Locale.ROOT,
        "predicted: p = %s(%s / T), T = %.4f: (%s); the passes above are those of the training, T = 1",
        function(model),
        score(model),
        t,
        p);
  }

  /// What is divided by T: of several networks, the z whose probabilities are the mean.
  private static String score(Model model) {
    if (model.members().size() == 1) {
      return "z";
    }
    return model.network().spec().output().activation() instanceof Activation.Softmax
        ? "ln(mean p)"
        : "ln(mean p / (1 − mean p))";
  }
}
