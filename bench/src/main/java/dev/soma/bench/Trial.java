package dev.soma.bench;

import dev.soma.data.Table;
import dev.soma.eval.Outcomes;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// One way of a [Choice], tried.
///
/// @param key choice, set, case, effort, rows, way and seed
/// @param loss log loss, or RMSE of numbers, of the rows that were held out
/// @param accuracy of them; NaN for numbers
/// @param seconds of the training
record Trial(Key key, double loss, double accuracy, double seconds) {
  private static final double LEAST = 1e-7;
  private static final String TAB = "\t";

  /// What was tried.
  record Key(
      String choice, String set, String cases, String effort, int rows, String way, long seed) {
    /// The same of another way.
    Key way(String other) {
      return new Key(choice, set, cases, effort, rows, other, seed);
    }

    @Override
    public String toString() {
      return String.join(
          TAB, choice, set, cases, effort, Integer.toString(rows), way, Long.toString(seed));
    }
  }

  /// Trains, as `soma train` does, and scores the rows that are held out.
  ///
  /// @param cells as the way makes them
  static Trial of(Key key, Cells cells, Choice.Way way, Execution execution) throws IOException {
    Path folder = Files.createTempDirectory("choices");
    try {
      Table rows = table(cells.write(folder.resolve("train.csv"), cells.train()));
      Table heldOut = table(cells.write(folder.resolve("held-out.csv"), cells.heldOut()));
      Effort effort = Effort.parse(key.effort());
      Mlp mlp = rows.task().isClassification() ? Mlp.classifier() : Mlp.regressor();
      Mlp asked = way.asked().of(mlp.effort(effort).execution(execution), rows.task());
      long started = System.nanoTime();
      Outcomes outcomes =
          way.validation()
              .fit(asked.seed(key.seed()), rows, effort, key.seed())
              .model()
              .outcomes(heldOut);
      double seconds = (System.nanoTime() - started) / 1e9;
      return switch (outcomes) {
        case Outcomes.Classes c -> new Trial(key, logLoss(c), accuracy(c), seconds);
        case Outcomes.Numbers n -> new Trial(key, rmse(n), Double.NaN, seconds);
        default -> throw new IllegalStateException("several labels");
      };
    } finally {
      for (String file : List.of("train.csv", "held-out.csv")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(folder);
    }
  }

  private static Table table(Path file) {
    Table table = Table.csv(file);
    return table.target(table.names().getLast());
  }

  private static double logLoss(Outcomes.Classes c) {
    double sum = 0;
    for (int r = 0; r < c.rows(); r++) {
      sum -= Math.log(Math.max(LEAST, c.probabilities()[r * c.classes() + c.truth()[r]]));
    }
    return sum / c.rows();
  }

  private static double accuracy(Outcomes.Classes c) {
    int right = 0;
    for (int r = 0; r < c.rows(); r++) {
      right += c.predicted()[r] == c.truth()[r] ? 1 : 0;
    }
    return (double) right / c.rows();
  }

  private static double rmse(Outcomes.Numbers n) {
    double sum = 0;
    for (int r = 0; r < n.truth().length; r++) {
      double d = n.predicted()[r] - n.truth()[r];
      sum += d * d;
    }
    return Math.sqrt(sum / n.truth().length);
  }

  /// A line of a file of results.
  String line() {
    return String.join(
        TAB,
        key.toString(),
        Double.toString(loss),
        Double.toString(accuracy),
        String.format(Locale.ROOT, "%.1f", seconds));
  }

  /// Reads [#line()].
  ///
  /// @throws IOException if it is none
  static Trial read(String line) throws IOException {
    String[] f = line.split(TAB, -1);
    try {
      Key key = new Key(f[0], f[1], f[2], f[3], Integer.parseInt(f[4]), f[5], Long.parseLong(f[6]));
      return new Trial(
          key, Double.parseDouble(f[7]), Double.parseDouble(f[8]), Double.parseDouble(f[9]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      throw new IOException("not a line of results: " + line);
    }
  }

  /// The same result under another name: a way that changed nothing.
  Trial as(Key other) {
    return new Trial(other, loss, accuracy, 0);
  }
}
