package dev.soma.cli.report;

import dev.soma.cli.diagnose.DataDiagnostics;
import dev.soma.data.Table;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Offset;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.PairedTest;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.recipe.Preparation;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The test of a model, beside its baselines.
///
/// @param table the test rows
/// @param target what is predicted
/// @param outcomes what the model predicts of them, and what is true
/// @param evaluation of the model
/// @param always the headline metric against always predicting the same
/// @param paired the same against the linear model
/// @param unseen counted categories that no training row had, or empty
/// @param outside D12: of which columns many values lie outside the range of the training rows
/// @param command how a row is explained: `soma explain MODEL DATA --line `, or empty
public record TestResult(
    Table table,
    TargetEncoder target,
    Outcomes outcomes,
    Evaluation evaluation,
    PairedTest always,
    Optional<PairedTest> paired,
    String unseen,
    Optional<Diagnostic> outside,
    String command) {

  /// Tests.
  ///
  /// @param chosen the metric that chose the best epoch, shown beside the usual ones
  public static TestResult of(
      Model model,
      Optional<Model> linear,
      Preparation rows,
      Table table,
      Metric chosen,
      long seed,
      String command) {
    Map<String, Integer> unseen = new TreeMap<>();
    Map<String, Long> outside = new TreeMap<>();
    Outcomes outcomes = model.outcomes(table, flag -> count(flag, unseen, outside, model));
    Seeds seeds = Seeds.of(seed);
    List<Metric> metrics = new ArrayList<>(Metric.usual(outcomes));
    if (!metrics.contains(chosen)) {
      metrics.add(chosen);
    }
    double[] constant = constant(model, rows);
    Evaluation.Offsets offsets = model.offsets(table);
    Evaluation evaluation = Evaluation.of(outcomes, metrics, constant, offsets, seeds);
    Metric headline = headline(outcomes);
    Outcomes same = Evaluation.always(outcomes, constant, offsets);
    PairedTest always = PairedTest.of(headline, outcomes, same, seeds);
    Optional<PairedTest> paired =
        linear.map(m -> PairedTest.of(headline, outcomes, m.outcomes(table), seeds));
    return new TestResult(
        table,
        model.target(),
        outcomes,
        evaluation,
        always,
        paired,
        TestBlock.unseen(unseen),
        DataDiagnostics.range(outside, table.rows(), model),
        command);
  }

  private static void count(
      Flag flag, Map<String, Integer> unseen, Map<String, Long> outside, Model model) {
    TestBlock.count(flag, unseen);
    DataDiagnostics.count(flag, outside, model);
  }

  /// The metric by which the model is compared with its baselines.
  public static Metric headline(Outcomes outcomes) {
    return outcomes instanceof Outcomes.Numbers ? Metric.RMSE : Metric.ACCURACY;
  }

  /// Shares of the classes or labels, or means of the targets, of the training rows; of those with
  /// an offset what fits them best beside it.
  ///
  /// @param model that is compared
  public static double[] constant(Model model, Preparation rows) {
    Matrix training = rows.training().targets();
    float[] offsets = rows.training().offsets();
    Offset offset = rows.encoder().offset();
    return offsets == null || offset == null
        ? constant(training, rows)
        : beside(model, training, rows, offset, offsets);
  }

  private static double[] beside(
      Model model, Matrix training, Preparation rows, Offset offset, float[] offsets) {
    float[] own = new float[offsets.length];
    double[] y = new double[offsets.length];
    for (int r = 0; r < y.length; r++) {
      own[r] = (float) (offsets[r] * offset.unit());
      double truth = training.get(r, 0);
      y[r] = rows.target() instanceof TargetEncoder.Numbers n ? n.unscale(0, truth) : truth;
    }
    Activation link = model.network().spec().output().activation();
    double c = new Evaluation.Offsets(link, own).constant(y, null);
    return rows.target() instanceof TargetEncoder.Numbers
        ? new double[] {c}
        : new double[] {1 - c, c};
  }

  private static double[] constant(Matrix training, Preparation rows) {
    return switch (rows.target()) {
      case TargetEncoder.Classes c -> {
        double[] shares = new double[c.levels().size()];
        int columns = training.cols();
        for (int r = 0; r < training.rows(); r++) {
          for (int k = 0; k < columns; k++) {
            float y = training.get(r, k);
            if (columns == 1) {
              shares[(int) y] += 1.0 / training.rows();
            } else {
              shares[k] += y / training.rows();
            }
          }
        }
        yield shares;
      }
      case TargetEncoder.Labels l -> means(training, l.names().size());
      case TargetEncoder.Numbers n -> {
        double[] means = means(training, n.names().size());
        for (int k = 0; k < means.length; k++) {
          means[k] = n.unscale(k, means[k]);
        }
        yield means;
      }
    };
  }

  private static double[] means(Matrix training, int columns) {
    double[] means = new double[columns];
    for (int r = 0; r < training.rows(); r++) {
      for (int k = 0; k < columns; k++) {
        means[k] += training.get(r, k) / (double) training.rows();
      }
    }
    return means;
  }

  /// How to look at the row of that line, in brackets; empty if its file is not known.
  public String explain(int line) {
    return command.isEmpty() ? "" : "   (" + command + line + ")";
  }
}
