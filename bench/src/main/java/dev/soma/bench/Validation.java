package dev.soma.bench;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.math.Seeds;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.TrainingListener;

/// What becomes of the rows that choose the epoch of one network. The recipe is in every case that
/// of the rows that are left without them.
enum Validation {
  /// As `soma train` has it: 15 % of the rows choose, or those of each fold where the effort cuts
  /// folds.
  CHOOSES {
    @Override
    Fit fit(Mlp mlp, Table rows, Effort effort, long seed) {
      boolean folds = Recipe.folds(effort, rows) > 0;
      return mlp.fit(folds ? all(rows) : held(rows, seed), TrainingListener.silent());
    }
  },

  /// All rows are learned from, and the last epoch is kept; a bag has its folds.
  CHOOSES_NOTHING {
    @Override
    Fit fit(Mlp mlp, Table rows, Effort effort, long seed) {
      Recipe recipe = Recipe.of(effort, rows, held(rows, seed).train().rows());
      return mlp.recipe(_ -> recipe).fit(all(rows), TrainingListener.silent());
    }
  },

  /// They choose, and then a second network learns from all rows for as many epochs of the same
  /// schedules.
  CHOOSES_AND_IS_LEARNED {
    @Override
    Fit fit(Mlp mlp, Table rows, Effort effort, long seed) {
      Fit first = mlp.fit(held(rows, seed), TrainingListener.silent());
      int batch = Integer.parseInt(first.model().provenance().settings().get("batch"));
      int epochs = Math.max(1, first.history().best().epoch());
      return CHOOSES_NOTHING.fit(
          mlp.maxSteps((long) epochs * Math.ceilDiv(rows.rows(), batch)), rows, effort, seed);
    }
  },

  /// Five folds, each of which chooses the epoch of a network that learns from the others, in a
  /// fifth of the epochs: about as many steps as one network makes.
  FOLDS {
    @Override
    Fit fit(Mlp mlp, Table rows, Effort effort, long seed) {
      Recipe recipe = Recipe.of(effort, rows, held(rows, seed).train().rows());
      return mlp.recipe(_ -> recipe)
          .epochs(Math.max(1, Math.round((float) recipe.epochs() / FIVE)))
          .folds(FIVE)
          .fit(all(rows), TrainingListener.silent());
    }
  };

  private static final int FIVE = 5;

  private static final double SHARE = 0.15;

  /// Trains.
  ///
  /// @param rows all that may be learned from
  abstract Fit fit(Mlp mlp, Table rows, Effort effort, long seed);

  private static Split all(Table rows) {
    Table none = rows.rows(0, 0);
    return new Split(rows, none, none);
  }

  private static Split held(Table rows, long seed) {
    return rows.split(1 - SHARE, SHARE, 0, Seeds.of(seed));
  }
}
