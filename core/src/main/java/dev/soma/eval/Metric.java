package dev.soma.eval;

import dev.soma.error.SomaException;
import dev.soma.nn.check.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One number for how good predictions are.
///
/// All metrics take row weights. NaN means "cannot be said" (no rows, only one class, a constant
/// target) and is not printed. With several labels or targets a metric is the mean over those where
/// it can be said.
public sealed interface Metric {
  /// Share of rows whose predicted class is the true one. Labels: mean over the labels.
  record Accuracy() implements Metric {
    @Override
    public String toString() {
      return "accuracy";
    }
  }

  /// Mean of -ln p of the true class, the probabilities of a row first raised to at least 1e-7 and
  /// divided by their sum. Labels: each as two classes.
  record LogLoss() implements Metric {
    @Override
    public String toString() {
      return "log_loss";
    }
  }

  /// Mean over the classes of F1 = 2 TP / (2 TP + FP + FN), leaving out classes that are neither
  /// true nor predicted in any row. Labels: the F1 of "yes", 0 where nothing is true or predicted.
  record MacroF1() implements Metric {
    @Override
    public String toString() {
      return "macro_f1";
    }
  }

  /// Two classes: the probability that a row of class 1 gets a higher p than a row of class 0, ties
  /// counting one half. More classes: mean over the classes of "this one against the rest", leaving
  /// out classes without rows. NaN if only one class has rows.
  record RocAuc() implements Metric {
    @Override
    public String toString() {
      return "roc_auc";
    }
  }

  /// Mean over the classes of the share of their rows that are predicted as them, leaving out
  /// classes without rows. Labels: each as two classes.
  record BalancedAccuracy() implements Metric {
    @Override
    public String toString() {
      return "balanced_accuracy";
    }
  }

  /// Area under precision over recall, as the sum over the steps of the ranking of (recall gained)
  /// times (precision there), ties being one step. Two classes: of class 1; more classes: mean of
  /// each against the rest, leaving out classes without rows. NaN if no row is of the class.
  record AveragePrecision() implements Metric {
    @Override
    public String toString() {
      return "average_precision";
    }
  }

  /// Matthews' correlation of true and predicted classes, in [-1, 1]; of more than two classes the
  /// one of Gorodkin (2004). 0 if all rows are predicted as one class, NaN if all are of one class.
  /// Labels: each as two classes.
  record Mcc() implements Metric {
    @Override
    public String toString() {
      return "mcc";
    }
  }

  /// Mean squared difference of p and 0 or 1: of class 1 where there are two, in [0, 1]; of more
  /// classes summed over them, in [0, 2]. Labels: each as two classes.
  record Brier() implements Metric {
    @Override
    public String toString() {
      return "brier";
    }
  }

  /// Root of the mean squared error, in units of the target.
  record Rmse() implements Metric {
    @Override
    public String toString() {
      return "rmse";
    }
  }

  /// Mean absolute error, in units of the target.
  record Mae() implements Metric {
    @Override
    public String toString() {
      return "mae";
    }
  }

  /// Median of the absolute errors, in units of the target; the mean of the middle two where the
  /// weights on both sides are equal.
  record Medae() implements Metric {
    @Override
    public String toString() {
      return "medae";
    }
  }

  /// Mean of |y - a| / |y|, a share, not per cent; NaN where a target is 0 (at most 2^-22 of the
  /// largest, since targets are kept as floats), of which there is no share.
  record Mape() implements Metric {
    @Override
    public String toString() {
      return "mape";
    }
  }

  /// 1 - MSE / variance of the target over the same rows (population variance). NaN for a constant
  /// target.
  record R2() implements Metric {
    @Override
    public String toString() {
      return "r2";
    }
  }

  /// Mean of 2 (y ln(y / a) - y + a), with 0 ln 0 = 0, for counts y >= 0. Infinite for a = 0 and y
  /// > 0; NaN for a < 0 or y < 0.
  record PoissonDeviance() implements Metric {
    @Override
    public String toString() {
      return "poisson_deviance";
    }
  }

  /// Mean of tau d for d >= 0, else (tau - 1) d, d = y - a: what a tau-quantile minimises.
  ///
  /// @param tau which quantile, in (0, 1)
  record Pinball(double tau) implements Metric {
    /// Checks the range.
    public Pinball {
      if (!(tau > 0 && tau < 1)) {
        throw new IllegalArgumentException("tau must be in (0, 1), got " + Call.number(tau));
      }
    }

    @Override
    public String toString() {
      return "pinball(" + tau + ")";
    }
  }

  /// [Accuracy].
  Metric ACCURACY = new Accuracy();

  /// [LogLoss].
  Metric LOG_LOSS = new LogLoss();

  /// [MacroF1].
  Metric MACRO_F1 = new MacroF1();

  /// [RocAuc].
  Metric ROC_AUC = new RocAuc();

  /// [BalancedAccuracy].
  Metric BALANCED_ACCURACY = new BalancedAccuracy();

  /// [AveragePrecision].
  Metric AVERAGE_PRECISION = new AveragePrecision();

  /// [Mcc].
  Metric MCC = new Mcc();

  /// [Brier].
  Metric BRIER = new Brier();

  /// [Rmse].
  Metric RMSE = new Rmse();

  /// [Mae].
  Metric MAE = new Mae();

  /// [Medae].
  Metric MEDAE = new Medae();

  /// [Mape].
  Metric MAPE = new Mape();

  /// [R2].
  Metric R2 = new R2();

  /// [PoissonDeviance].
  Metric POISSON_DEVIANCE = new PoissonDeviance();

  /// The name, which is also the key in JSON: `log_loss`.
  default String name() {
    return toString();
  }

  /// Whether more is better.
  default boolean higherIsBetter() {
    return switch (this) {
      case Accuracy _, MacroF1 _, BalancedAccuracy _, Mcc _, RocAuc _, AveragePrecision _, R2 _ ->
          true;
      case LogLoss _, Brier _, Rmse _, Mae _, Medae _, Mape _, PoissonDeviance _, Pinball _ ->
          false;
    };
  }

  /// Whether it can be asked of these predictions: metrics of numbers of numbers, the others of
  /// classes and labels, those that read p of probabilities only.
  default boolean applies(Outcomes outcomes) {
    boolean numbers = outcomes instanceof Outcomes.Numbers;
    boolean decisions = outcomes instanceof Outcomes.Classes c && !c.scored();
    return switch (this) {
      case Accuracy _, MacroF1 _, BalancedAccuracy _, Mcc _ -> !numbers;
      case LogLoss _, RocAuc _, AveragePrecision _, Brier _ -> !numbers && !decisions;
      case Rmse _, Mae _, Medae _, Mape _, R2 _, PoissonDeviance _, Pinball _ -> numbers;
    };
  }

  /// The value over all rows; NaN where it cannot be said.
  ///
  /// @throws SomaException.Usage E235 if it does not apply
  default double of(Outcomes outcomes) {
    return RowScore.of(this, outcomes).value(RowScore.weights(outcomes));
  }

  /// What an evaluation shows: accuracy, log loss, macro F1 and AUC where they apply, or RMSE, MAE
  /// and R2.
  static List<Metric> usual(Outcomes outcomes) {
    List<Metric> all = List.of(ACCURACY, LOG_LOSS, MACRO_F1, ROC_AUC, RMSE, MAE, R2);
    return all.stream().filter(m -> m.applies(outcomes)).toList();
  }

  /// All that apply, the usual ones first; of the quantiles that of the median.
  static List<Metric> all(Outcomes outcomes) {
    List<Metric> all = new ArrayList<>(usual(outcomes));
    names().stream()
        .map(Metric::parse)
        .filter(m -> m.applies(outcomes) && !all.contains(m))
        .forEach(all::add);
    return all;
  }

  /// The names that [#parse] knows.
  static List<String> names() {
    return List.of(
        "accuracy",
        "log_loss",
        "macro_f1",
        "roc_auc",
        "balanced_accuracy",
        "average_precision",
        "mcc",
        "brier",
        "rmse",
        "mae",
        "medae",
        "mape",
        "r2",
        "poisson_deviance",
        "pinball");
  }

  /// Reads `log_loss`, `pinball(0.9)`, `pinball(tau=0.9)` (`-` counts as `_`; `pinball` is that of
  /// the median).
  ///
  /// @throws SomaException.Usage E234 for an unknown name (with the nearest one) or a wrong
  ///   quantile
  static Metric parse(String text) {
    Map<String, List<String>> known = new LinkedHashMap<>();
    names().forEach(name -> known.put(name, List.of()));
    known.put("pinball", List.of("tau"));
    Map<String, String> others = Map.of("auc", "roc_auc", "pr_auc", "average_precision");
    return new Call.Form<>("E234", "metric", known, others, Metric::of).read(text);
  }

  private static Metric of(Call c) {
    return switch (c.name()) {
      case "accuracy" -> ACCURACY;
      case "log_loss" -> LOG_LOSS;
      case "macro_f1" -> MACRO_F1;
      case "roc_auc" -> ROC_AUC;
      case "balanced_accuracy" -> BALANCED_ACCURACY;
      case "average_precision" -> AVERAGE_PRECISION;
      case "mcc" -> MCC;
      case "brier" -> BRIER;
      case "rmse" -> RMSE;
      case "mae" -> MAE;
      case "medae" -> MEDAE;
      case "mape" -> MAPE;
      case "r2" -> R2;
      case "poisson_deviance" -> POISSON_DEVIANCE;
      default -> new Pinball(c.get("tau", 0.5));
    };
  }
}
