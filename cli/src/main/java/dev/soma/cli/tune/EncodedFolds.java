package dev.soma.cli.tune;

import dev.soma.cli.config.Settings;
import dev.soma.cli.train.Plan;
import dev.soma.cli.train.TrainRows;
import dev.soma.data.Split;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The encoded rows of the folds of a search. What one trial has encoded serves the next, as long
/// as all folds together are small beside the heap; beyond that a fold is encoded each time it is
/// its turn, so that no more of them are in the heap than one training has. Work files on disk are
/// written once.
final class EncodedFolds {
  /// The part of the heap, one in so many, that all folds together may take.
  private static final int SHARE = 8;

  /// What a trial needs of a fold.
  ///
  /// @param rows without the rows themselves, those of the first fold with them
  /// @param recipe of the rows
  private record Fold(Preparation rows, Recipe recipe) {}

  private final TrainRows rows;
  private final Settings settings;
  private final List<@Nullable Fold> known = new ArrayList<>();
  private final boolean keeps;

  /// @param base what `train` does where nothing more is typed; its rows are those of the first
  ///   fold
  /// @param heap bytes that there are
  EncodedFolds(TrainRows rows, Plan base, long heap) {
    this.rows = rows;
    this.settings = base.settings();
    Split.Folds folds = rows.folds();
    Preparation first = base.preparation();
    known.add(new Fold(first, Plan.recipe(settings, first)));
    for (int f = 1; folds != null && f < folds.count(); f++) {
      known.add(null);
    }
    keeps = rows.table().work() != null || first.bytes() * known.size() <= heap / SHARE;
  }

  /// How many there are; 1 without folds.
  int count() {
    return known.size();
  }

  /// What is trained on a fold.
  ///
  /// @param trial every setting, as the first fold has decided it
  Plan plan(int fold, Settings trial) {
    Fold own = known.get(fold);
    if (own == null) {
      Preparation whole = Plan.of(rows.fold(fold, settings)).preparation();
      own = new Fold(whole.encoded(), Plan.recipe(settings, whole));
      if (keeps) {
        known.set(fold, own);
      }
    }
    return Plan.of(trial, own.rows(), own.recipe());
  }
}
