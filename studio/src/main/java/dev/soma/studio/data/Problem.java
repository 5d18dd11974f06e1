package dev.soma.studio.data;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;

/// What is to be learned: a table with its target, split and encoded.
///
/// @param name of the set or the file
/// @param table all rows
/// @param preparation the parts and what the network sees of them
/// @param loss that of the task
public record Problem(String name, Table table, Preparation preparation, Loss loss) {
  /// Shares of training, validation and test rows of a toy set.
  private static final double[] TOY = {0.7, 0.3, 0};

  /// The same of a file, as `soma train` parts it.
  private static final double[] FILE = {0.7, 0.15, 0.15};

  /// Rows of a toy set, and points of one's own, which are learned from.
  ///
  /// @param table that knows its target
  /// @throws dev.soma.error.SomaException if nothing can be learned from them, or the points do not
  ///   fit
  public static Problem toy(String name, Table table, OwnPoints own, long seed) {
    Split parts = table.split(TOY[0], TOY[1], TOY[2], Seeds.of(seed));
    return of(name, table, own.addTo(parts));
  }

  /// A table of one's own; its test rows are not looked at.
  ///
  /// @param table that knows its target
  /// @throws dev.soma.error.SomaException.Data if nothing can be learned from it
  public static Problem own(String name, Table table, long seed) {
    return of(name, table, table.split(FILE[0], FILE[1], FILE[2], Seeds.of(seed)));
  }

  private static Problem of(String name, Table table, Split parts) {
    Loss loss = Recipe.loss(table.task());
    Preparation rows = Preparation.of(parts, Recipe.rules(Effort.FAST, parts.train()), loss);
    return new Problem(name, table, rows, loss);
  }
}
