package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.calibration.Calibration;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Several networks of one [Mlp], trained one after the other and averaged. Immutable.
///
/// ```java
/// Split parts = table.split(0.85, 0, 0.15, Seeds.of(42));
/// Fit fit = Mlp.classifier().folds(5).members(2).fit(parts, TrainingListener.console());
/// ```
public final class MlpBag {
  private final Mlp mlp;
  private final int folds;
  private final int members;

  MlpBag(Mlp mlp, int folds, int members) {
    this.mlp = mlp;
    this.folds = folds;
    this.members = members;
    if (members < 1) {
      throw new SomaException.Usage(
          "E201", "members " + members + " · expected 1 or more", "members(8)");
    }
  }

  /// With so many networks that differ by their seeds, of each fold if there are folds.
  ///
  /// @throws SomaException.Usage E201 if there are fewer than 1
  public MlpBag members(int networks) {
    return new MlpBag(mlp, folds, networks);
  }

  /// With the training rows cut into folds, each held out by networks that learn from the others.
  ///
  /// @param k >= 2
  /// @throws SomaException.Usage E201 if there are fewer than 2
  public MlpBag folds(int k) {
    if (k < 2) {
      throw new SomaException.Usage("E201", "folds " + k + " · expected 2 or more", "folds(5)");
    }
    return new MlpBag(mlp, k, members);
  }

  /// Trains all networks. The validation rows, if there are any, choose the best epoch of each; if
  /// there are none, the rows that its fold holds out do, and figures on these are a little too
  /// good. The test rows are not looked at.
  ///
  /// @return the model that averages all, what each fold says of the rows it held out, and the
  ///   encoded rows of the first fold
  /// @throws SomaException as [Mlp#fit], and [Split#folds]
  public Fit fit(Split parts, TrainingListener listener) {
    List<Supplier<Ensemble.Job>> jobs = new ArrayList<>();
    if (folds == 1) {
      jobs.add(() -> mlp.job(parts, null, 0));
    } else {
      boolean validated = parts.validation().rows() > 0;
      Seeds seeds = Seeds.of(mlp.seed(parts.train()));
      Split.Folds cut =
          validated
              ? Split.folds(parts.train(), folds, 0, seeds)
              : Split.foldsThatValidate(parts.train(), folds, seeds);
      int rows = cut.get(0).train().rows();
      for (int f = 0; f < folds; f++) {
        int fold = f;
        jobs.add(
            () -> {
              Split s = cut.get(fold);
              Split own = validated ? new Split(s.train(), parts.validation(), parts.test()) : s;
              return mlp.job(own, s.test(), rows);
            });
      }
    }
    Map<String, String> settings =
        Map.of(
            "cv", Integer.toString(folds == 1 ? 0 : folds), "members", Integer.toString(members));
    Metric best = mlp.best(parts);
    return Mlp.finished(Ensemble.train(jobs, members, best, settings, mlp.execution(), listener))
        .calibrated(Calibration.Rules.STANDARD, best);
  }
}
