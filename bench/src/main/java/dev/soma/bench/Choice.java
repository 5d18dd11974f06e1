package dev.soma.bench;

import dev.soma.data.Task;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.eval.Metric;
import dev.soma.nn.Loss;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Something that a recipe could do in several ways.
///
/// @param name of it
/// @param sets on which it is measured
/// @param efforts whose recipes are measured
/// @param cases what is done to the rows beforehand, so that there is something to choose
/// @param open whether there is, in some rows
/// @param ways the first is what the others are compared with
record Choice(
    String name,
    List<String> sets,
    List<Effort> efforts,
    List<Case> cases,
    Predicate<Cells> open,
    List<Way> ways) {
  /// Rows with something in them.
  ///
  /// @param make from the rows of a set, by a seed
  record Case(String name, Make make) {}

  /// Makes rows of rows.
  interface Make {
    /// What becomes of them.
    Cells of(Cells rows, long seed);
  }

  /// Asks something of a training.
  interface Ask {
    /// The same with something said.
    Mlp of(Mlp mlp, Task task);
  }

  /// One way.
  ///
  /// @param rows what it does to them before training
  /// @param asked what it asks of the training
  /// @param validation what becomes of the rows that choose the epoch
  /// @param isOfRows whether it does nothing but change the rows
  record Way(
      String name, UnaryOperator<Cells> rows, Ask asked, Validation validation, boolean isOfRows) {
    private static Way ofRows(String name, UnaryOperator<Cells> rows) {
      return new Way(name, rows, (mlp, _) -> mlp, Validation.CHOOSES, true);
    }

    private static Way of(String name, Validation validation) {
      return new Way(name, rows -> rows, (mlp, _) -> mlp, validation, false);
    }

    private static Way of(String name, Ask asked) {
      return new Way(name, rows -> rows, asked, Validation.CHOOSES, false);
    }
  }

  /// The rows of the file.
  static final Case AS_THEY_ARE = new Case("as they are", (rows, _) -> rows);

  private static final Case TENTH = new Case("10 %", (rows, seed) -> rows.without(0.1, seed));
  private static final Case THIRD = new Case("30 %", (rows, seed) -> rows.without(0.3, seed));
  private static final Case LARGE =
      new Case("large ones", (rows, seed) -> rows.without(0.4, 0.05, seed));
  private static final int LEVELS = 300;
  private static final int RARE = 10;

  private static final List<String> NUMBERS =
      List.of(
          "titanic",
          "california_housing",
          "magic",
          "wine_quality",
          "german_credit",
          "bike_sharing");

  private static final List<String> EVERY =
      List.of(
          "adult",
          "bike_sharing",
          "california_housing",
          "covertype6k",
          "german_credit",
          "magic",
          "satimage",
          "titanic",
          "wine_quality",
          "flights_late",
          "flights_delay");

  /// All that are measured.
  static final List<Choice> ALL = List.of(missing(), fill(), rare(), smoothing(), validation());

  /// Whether an input beside the median says that a number was missing.
  private static Choice missing() {
    return new Choice(
        "missing",
        NUMBERS,
        List.of(Effort.FAST, Effort.NORMAL),
        List.of(AS_THEY_ARE, TENTH, THIRD, LARGE),
        rows -> !rows.filled(false).equals(rows),
        List.of(
            Way.ofRows("input", rows -> rows),
            Way.ofRows("nothing", rows -> rows.filled(false)),
            Way.ofRows("category", rows -> rows.filled(true))));
  }

  /// What a missing number becomes, with an input beside it. The scales of normal have one median
  /// and no mean.
  private static Choice fill() {
    return new Choice(
        "fill",
        NUMBERS,
        List.of(Effort.FAST),
        List.of(AS_THEY_ARE, THIRD, LARGE),
        rows -> !rows.filled(false).equals(rows),
        List.of(
            Way.ofRows("median", rows -> rows),
            Way.of("mean", (mlp, _) -> mlp.missing(MissingPolicy.LEVEL))));
  }

  private static Choice rare() {
    return new Choice(
        "rare",
        List.of("adult", "german_credit", "titanic", "magic", "wine_quality"),
        List.of(Effort.FAST, Effort.NORMAL),
        List.of(AS_THEY_ARE, new Case("300 levels", (rows, seed) -> rows.withLevels(LEVELS, seed))),
        rows -> !rows.merged(RARE).equals(rows),
        List.of(
            Way.ofRows("own", rows -> rows),
            Way.ofRows("below 2", rows -> rows.merged(2)),
            Way.ofRows("below 5", rows -> rows.merged(5)),
            Way.ofRows("below 10", rows -> rows.merged(RARE))));
  }

  private static Choice smoothing() {
    return new Choice(
        "smoothing",
        List.of("titanic", "german_credit", "magic", "satimage", "covertype6k"),
        List.of(Effort.NORMAL),
        List.of(AS_THEY_ARE),
        _ -> true,
        List.of(
            Way.of("0", (mlp, _) -> mlp.metric(Metric.ACCURACY)),
            Way.of("0.05", (mlp, task) -> smoothed(mlp, task, 0.05)),
            Way.of("0.1", (mlp, task) -> smoothed(mlp, task, 0.1))));
  }

  /// Whether one network learns from the rows that choose its epoch, too. A bag has none of its
  /// own.
  private static Choice validation() {
    return new Choice(
        "validation",
        EVERY,
        List.of(Effort.FAST),
        List.of(AS_THEY_ARE),
        _ -> true,
        List.of(
            Way.of("choose", Validation.CHOOSES),
            Way.of("five folds", Validation.FOLDS),
            Way.of("last epoch", Validation.CHOOSES_NOTHING),
            Way.of("refit", Validation.CHOOSES_AND_IS_LEARNED)));
  }

  private static Mlp smoothed(Mlp mlp, Task task, double eps) {
    return mlp.metric(Metric.ACCURACY)
        .loss(
            task == Task.BINARY ? new Loss.LogisticCrossEntropy(eps) : new Loss.CrossEntropy(eps));
  }
}
