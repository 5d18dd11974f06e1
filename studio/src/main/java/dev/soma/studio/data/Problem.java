package dev.soma.studio.data;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Seeds;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is to be learned: a table with its target, split and encoded.
///
/// @param name of the set or the file
/// @param table all rows
/// @param preparation the parts and what the network sees of them
/// @param loss that of the task
/// @param start weights that a training goes on from; null if they are drawn
/// @param all how many rows there are, of which these are some
/// @param applied what predictions are made of besides the weights
public record Problem(
    String name,
    Table table,
    Preparation preparation,
    Loss loss,
    @Nullable Parameters start,
    All all,
    Applied applied) {
  private static final int MOST_CELLS = 2_000_000;

  /// Shares of training, validation and test rows of a toy set.
  private static final double[] TOY = {0.7, 0.3, 0};

  /// The same of a file, as `soma train` parts it.
  private static final double[] FILE = {0.7, 0.15, 0.15};

  /// How many rows there are.
  ///
  /// @param training rows
  /// @param validation rows
  public record All(int training, int validation) {
    /// As many as are at hand.
    static All of(Preparation rows) {
      return new All(rows.training().rows(), rows.validation().rows());
    }
  }

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
    Table rows = Recipe.rules(Effort.FAST, table).missing().prepare(table);
    return of(name, rows, rows.split(FILE[0], FILE[1], FILE[2], Seeds.of(seed)));
  }

  /// Some rows of a training that goes on elsewhere: evenly spaced ones of many.
  public static Problem seen(String name, Preparation rows, Loss loss) {
    return seen(name, rows, loss, MOST_CELLS);
  }

  /// @param cells of a part at most
  static Problem seen(String name, Preparation rows, Loss loss, int cells) {
    Split all = rows.split();
    int[] train = some(rows.training().rows(), all.train(), cells);
    int[] validation = some(rows.validation().rows(), all.train(), cells);
    Table shown = all.train().rows(train);
    Split some = new Split(shown, all.validation().rows(validation), shown.rows(0, 0));
    Preparation sample =
        new Preparation(
            some,
            rows.encoder(),
            rows.target(),
            rows.training().rows(train),
            rows.validation().rows(validation));
    return new Problem(name, shown, sample, loss, null, All.of(rows), watched(rows));
  }

  private static Applied watched(Preparation rows) {
    return rows.target() instanceof TargetEncoder.Numbers
        ? Applied.NONE
        : new Applied(
            Calibration.NONE,
            "soma train looks for a temperature, and for a threshold if asked, when the weights"
                + " stand: here none is applied.");
  }

  /// Evenly spaced rows, as many as can be kept at hand.
  static int[] some(int rows, Table table) {
    return some(rows, table, MOST_CELLS);
  }

  private static int[] some(int rows, Table table, int cells) {
    int most = Math.clamp(cells / Math.max(1, table.names().size()), 64, Table.IN_MEMORY);
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

  /// Which rows are at hand, in words; empty if all are.
  public String sampled() {
    All here = All.of(preparation);
    if (here.equals(all)) {
      return "";
    }
    String training = of(here.training, all.training, all.validation == 0 ? "" : "training ");
    String validation = of(here.validation, all.validation, "validation ");
    return training
        + (all.validation == 0 ? "" : " and " + validation)
        + " are shown, evenly spaced; the figures of rows are of these";
  }

  private static String of(int here, int all, String kind) {
    return String.format(Locale.ROOT, "%,d of %,d %srows", here, all, kind);
  }

  private static Problem of(String name, Table table, Split parts) {
    Loss loss = Recipe.loss(table.task());
    // a number is one input on the page, also where a recipe would make levels of it
    Encoder.Rules rules = Recipe.rules(Effort.FAST, parts.train()).repeatedValues(false);
    Preparation rows = Preparation.of(parts, rules, loss);
    return new Problem(name, table, rows, loss, null, All.of(rows), Applied.NONE);
  }
}
