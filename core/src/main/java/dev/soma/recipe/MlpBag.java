package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Several networks of one [Mlp], trained one after the other and averaged. Immutable.
///
/// ```java
/// Split parts = table.split(0.85, 0, 0.15, Seeds.of(42));
/// Fit fit = Mlp.classifier().folds(5).members(2).fit(parts, TrainingListener.console());
/// ```
public final class MlpBag {
  /// The training rows cut into folds.
  ///
  /// @param cut the folds
  /// @param rows that the first learns from: the recipe of all is for so many
  record Folds(Split.Folds cut, int rows) {
    /// Where there are no validation rows, those that a fold holds out validate.
    static Folds of(Asked asked, Split parts, int k) {
      Seeds seeds = Seeds.of(asked.seed(parts.train()));
      Split.Folds cut =
          parts.validation().rows() > 0
              ? Split.folds(parts.train(), k, 0, seeds)
              : Split.foldsThatValidate(parts.train(), k, seeds);
      return new Folds(cut, cut.get(0).train().rows());
    }
  }

  private final Asked asked;
  private final int folds;
  private final Ensemble.Size size;

  /// @param folds 1 for none
  /// @param most networks of all folds together; 0 = no limit
  MlpBag(Asked asked, int folds, int members, int most) {
    Given.require(members >= 1, "members", members, "1 or more", "members(8)");
    this.asked = asked;
    this.folds = folds;
    this.size = new Ensemble.Size(members, most);
  }

  /// With so many networks that differ by their seeds, of each fold if there are folds.
  ///
  /// @throws SomaException.Usage E201 if there are fewer than 1
  public MlpBag members(int networks) {
    return new MlpBag(asked, folds, networks, size.most());
  }

  /// With the training rows cut into folds, each held out by networks that learn from the others.
  ///
  /// @param k >= 2
  /// @throws SomaException.Usage E201 if there are fewer than 2
  public MlpBag folds(int k) {
    Given.require(k >= 2, "folds", k, "2 or more", "folds(5)");
    return new MlpBag(asked, k, size.members(), size.most());
  }

  /// With no more than so many networks of all folds together, in the order in which they are
  /// trained, fold after fold: as many as the model of a run has that the clock cut short.
  ///
  /// @throws SomaException.Usage E201 if there are fewer than 1
  public MlpBag maxNetworks(int networks) {
    Given.require(networks >= 1, "maxNetworks", networks, "1 or more", "maxNetworks(13)");
    return new MlpBag(asked, folds, size.members(), networks);
  }

  /// Trains all networks. The validation rows, if there are any, choose the best epoch of each; if
  /// there are none, the rows that its fold holds out do, and figures on these are a little too
  /// good. The test rows are not looked at.
  ///
  /// @return the model that averages all, what each fold says of the rows it held out, and the
  ///   encoded rows of the first fold
  /// @throws SomaException as [Mlp#fit], and [Split#folds]
  public Fit fit(Split parts, TrainingListener listener) {
    return Asked.fitted(parts, listener, this::trained);
  }

  private Fit trained(Split parts, TrainingListener listener) {
    Folds cut = folds == 1 ? null : Folds.of(asked, parts, folds);
    Map<String, String> settings = new TreeMap<>(asked.ofRows());
    settings.put("cv", Integer.toString(cut == null ? 0 : folds));
    settings.put("members", Integer.toString(size.members()));
    Metric best = asked.best(parts.train());
    return Mlp.finished(
            Ensemble.train(
                jobs(asked, parts, cut, true), size, best, settings, asked.execution, listener))
        .calibrated(asked.calibration, best);
  }

  /// What is trained, one a fold, each encoded when it is asked for.
  ///
  /// @param folds null for none
  /// @param measured whether the rows that a fold holds out are predicted
  static List<Supplier<Ensemble.Job>> jobs(
      Asked asked, Split parts, @Nullable Folds folds, boolean measured) {
    if (folds == null) {
      return List.of(() -> asked.job(parts, null, 0));
    }
    boolean validated = parts.validation().rows() > 0;
    List<Supplier<Ensemble.Job>> jobs = new ArrayList<>();
    for (int f = 0; f < folds.cut().count(); f++) {
      int fold = f;
      jobs.add(
          () -> {
            Split s = folds.cut().get(fold);
            Table chosen = validated ? parts.validation() : s.validation();
            Split own = new Split(s.train(), chosen, parts.test());
            return asked.job(own, measured ? s.test() : null, folds.rows());
          });
    }
    return jobs;
  }
}
