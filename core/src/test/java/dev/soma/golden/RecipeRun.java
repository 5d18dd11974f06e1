package dev.soma.golden;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.read.ReadOptions;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.TrainingConfig;
import dev.soma.train.start.DataDrivenStart;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// The recipe of the normal effort on the 40 rows of `recipe.csv`: 28 to learn from, 12 to validate
/// with, 3 epochs of 3 batches. Only units, rows a batch and epochs are smaller than it says, and
/// labels are smoothed, so that this is held as well.
///
/// @param target its column
/// @param recipe with fewer units and rows a batch
/// @param rows encoded
/// @param network for them
/// @param config with fewer epochs
public record RecipeRun(
    String target, Recipe recipe, Preparation rows, NetworkSpec network, TrainingConfig config) {
  /// The targets of the table, each a case: three classes, two classes, a number.
  public static final List<String> TARGETS = List.of("kind", "win", "size");

  private static final int LEARNED = 28;
  private static final int UNITS = 6;
  private static final int BATCH = 12;
  private static final int EPOCHS = 3;
  private static final long SEED = 7;

  /// The run for a target.
  public static RecipeRun of(String target) {
    List<String> others = TARGETS.stream().filter(t -> !t.equals(target)).toList();
    Table table = Table.csv(file(), ReadOptions.DEFAULT.ignore(others)).target(target);
    Split parts =
        new Split(table.rows(0, LEARNED), table.rows(LEARNED, table.rows()), table.rows(0, 0));
    Loss loss =
        switch (target) {
          case "kind" -> new Loss.CrossEntropy(0.1);
          case "win" -> new Loss.LogisticCrossEntropy(0.1);
          default -> Loss.SQUARED_ERROR;
        };
    Encoder.Rules rules = Recipe.rules(Effort.NORMAL, parts.train());
    Preparation rows = Preparation.of(parts, rules, loss);
    Recipe whole = Recipe.of(Effort.NORMAL, parts.train(), LEARNED);
    List<Integer> units = Collections.nCopies(whole.hidden().size(), UNITS);
    Recipe recipe = whole.hidden(units, whole.activation(), whole.dropout()).batch(BATCH);
    NetworkSpec network = recipe.network(rows.encoder(), rows.target(), loss);
    return new RecipeRun(target, recipe, rows, network, recipe.config(loss, SEED).epochs(EPOCHS));
  }

  private static Path file() {
    try {
      return Path.of(
          Objects.requireNonNull(RecipeRun.class.getResource("/golden/recipe.csv")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The initial weights, as the trainer makes them.
  public Parameters start() {
    Seeds seeds = Seeds.of(config.seed());
    Parameters p = Initializer.initialise(network, config.initializer(), config.biasInit(), seeds);
    Kernels kernels = KernelChoice.auto().create(1);
    DataDrivenStart.apply(p, rows.training(), kernels, seeds);
    return p;
  }

  /// Steps of an epoch.
  public int batches() {
    return Math.ceilDiv(LEARNED, BATCH);
  }

  /// The 24-bit draws of each dropout layer in a step, `[rows * units]`, from their counters.
  ///
  /// @param rows of the batch
  public List<int[]> dropout(int step, int rows) {
    List<int[]> all = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof Layer.Dropout) {
        long key = Seeds.bits(Seeds.of(config.seed()).key("dropout/" + i), step);
        int[] draws = new int[rows * UNITS];
        Seeds.draw(key, 0, draws.length, draws, 0);
        all.add(draws);
      }
    }
    return all;
  }
}
