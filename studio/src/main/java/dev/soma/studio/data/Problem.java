package dev.soma.studio.data;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is to be learned: a table with its target, split and encoded.
///
/// @param name of the set or the file
/// @param table all rows
/// @param preparation the parts and what the network sees of them
/// @param loss that of the task
/// @param start weights that a training goes on from; null if they are drawn
public record Problem(
    String name, Table table, Preparation preparation, Loss loss, @Nullable Parameters start) {
  private static final int MOST_CELLS = 2_000_000;

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

  /// Some rows of a training that goes on elsewhere: evenly spaced ones of many.
  public static Problem seen(String name, Preparation rows, Loss loss) {
    Split all = rows.split();
    int[] train = some(rows.training().rows(), all.train());
    int[] validation = some(rows.validation().rows(), all.train());
    Table shown = all.train().rows(train);
    Split some = new Split(shown, all.validation().rows(validation), shown.rows(0, 0));
    Preparation sample =
        new Preparation(
            some,
            rows.encoder(),
            rows.target(),
            rows.training().rows(train),
            rows.validation().rows(validation));
    return new Problem(name, shown, sample, loss, null);
  }

  /// Evenly spaced rows, as many as can be kept at hand.
  static int[] some(int rows, Table table) {
    int most = Math.clamp(MOST_CELLS / Math.max(1, table.names().size()), 64, Table.IN_MEMORY);
    int[] taken = new int[Math.min(most, rows)];
    Arrays.setAll(taken, i -> (int) ((long) i * rows / taken.length));
    return taken;
  }

  /// What is learned, in words.
  public String line() {
    return start == null
        ? "a training of this page on " + name
        : "a training of this page that goes on from the weights of "
            + name
            + "; some of its validation rows may be rows that were learned from";
  }

  private static Problem of(String name, Table table, Split parts) {
    Loss loss = Recipe.loss(table.task());
    Preparation rows = Preparation.of(parts, Recipe.rules(Effort.FAST, parts.train()), loss);
    return new Problem(name, table, rows, loss, null);
  }
}
