package dev.soma.cli.diagnose;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Fit;
import dev.soma.train.Divergence;
import dev.soma.train.TrainingEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// How a run is told that ended because a number became infinite or NaN.
public final class Diverged {
  private Diverged() {}

  /// Whether the only weights that there are were never better than those of the start: it diverged
  /// before an epoch was done, or each epoch was worse than none; without validation rows, if J had
  /// not fallen since the first epoch.
  public static boolean learnedNothing(Fit fit) {
    if (fit.divergence() == null || !isAlone(fit)) {
      return false;
    }
    List<TrainingEvent.Epoch> epochs = fit.history().epochs();
    int best = fit.history().stopped().bestEpoch();
    boolean chosen = fit.preparation().validation().rows() > 0;
    return best == 0 || (!chosen && !(epochs.get(best).j() < epochs.get(1).j()));
  }

  private static boolean isAlone(Fit fit) {
    return fit.members().isEmpty()
        || (fit.members().size() == 1 && fit.members().getFirst().history().equals(fit.history()));
  }

  /// What is in the model of a run that was cut short, up to its path.
  public static String kept(Fit fit) {
    return isAlone(fit)
        ? "best weights so far (epoch " + fit.history().stopped().bestEpoch() + ") are in "
        : "the " + Text.count(fit.members().size(), "network") + " before it are in ";
  }

  /// Error E601: what became infinite, where, what is left, and what helps who begins again.
  ///
  /// @param fit that has diverged
  /// @param optimizer with its base rate
  /// @param line of the file that the row was in; empty if it is not known
  /// @param model where the weights are
  /// @param typed the layers, if they were typed
  /// @param replace flags that let the run be saved in the same place; may be empty
  public static SomaException.Training error(
      Fit fit, Optimizer optimizer, String line, Path model, TypedLayers typed, String replace) {
    Divergence d = Objects.requireNonNull(fit.divergence());
    String where = d.unit() == 0 ? d.symbol() : d.symbol() + " unit " + d.unit();
    String became = Float.isNaN(d.value()) ? "not a number" : "infinite";
    String left =
        learnedNothing(fit)
            ? "nothing was learned: the weights of the start are in " + model
            : kept(fit) + model;
    String message =
        "diverged · epoch "
            + d.epoch()
            + ", batch "
            + d.batch()
            + ": "
            + where
            + " became "
            + became
            + d.where()
            + line
            + "; "
            + d.how(optimizer, Text::figure)
            + "\n"
            + left;
    return new SomaException.Training(
        "E601",
        message,
        d.fixes(optimizer).stream()
            .map(typed::remedy)
            .map(fix -> fix + replace)
            .toArray(String[]::new));
  }
}
