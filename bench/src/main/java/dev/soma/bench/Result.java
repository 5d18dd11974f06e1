package dev.soma.bench;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.PairedTest;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Loss;
import dev.soma.recipe.Baselines;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Execution;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the recipe of an effort reached on one set.
///
/// @param set name of the set
/// @param effort of the recipe
/// @param seed of the split and the training
/// @param chosenBy the metric that chose the best epoch of classes; none if it was the default
/// @param trainRows rows of the training file, the validation part included
/// @param testRows rows of the test file
/// @param network that was trained
/// @param epochs that were run
/// @param bestEpoch whose weights were kept
/// @param fitSeconds of the training of the network alone
/// @param linearSeconds of the training of the linear baseline
/// @param scores one a metric
/// @param against other libraries whose predictions of the test rows are known
record Result(
    String set,
    Effort effort,
    long seed,
    Optional<Metric> chosenBy,
    int trainRows,
    int testRows,
    String network,
    int epochs,
    int bestEpoch,
    double fitSeconds,
    double linearSeconds,
    List<Line> scores,
    List<Against> against) {
  private static final double VALIDATION = 0.15;

  /// What other libraries are compared by.
  static final List<Metric> COMPARED = List.of(Metric.ACCURACY, Metric.LOG_LOSS, Metric.RMSE);

  /// One metric on the test rows.
  ///
  /// @param metric which
  /// @param constant what always predicting the same scores; NaN where it cannot be said
  /// @param soma the network, with its 95 % interval
  /// @param paired the network against the linear baseline
  record Line(Metric metric, double constant, Evaluation.Score soma, PairedTest paired) {}

  /// The network beside another library, by one metric, on the test rows.
  ///
  /// @param model name of the other
  /// @param paired the network is the first, the other the second
  record Against(String model, PairedTest paired) {}

  /// Trains as `soma train TRAIN --test TEST --effort EFFORT` does, and opens the test rows once.
  ///
  /// @param asked the metric that chooses the best epoch; the default where it is none, and for
  ///   numbers
  /// @param peers other libraries
  static Result of(SetFolder set, Effort effort, Optional<Metric> asked, long seed, Peers peers) {
    Table rows = set.train();
    boolean classes = rows.task().isClassification();
    Split split = rows.split(1 - VALIDATION, VALIDATION, 0, Seeds.of(seed));
    Table none = rows.rows(0, 0);
    boolean folds = Recipe.folds(effort, rows) > 0;
    Preparation plain = Preparation.of(split, MissingPolicy.AUTO, Recipe.loss(rows.task()));
    long started = System.nanoTime();
    Loss loss = Recipe.loss(rows.task());
    Fit linear = Baselines.linear(plain, loss, Recipe.metric(rows.task()), Execution.standard());
    long between = System.nanoTime();
    Mlp mlp = (classes ? Mlp.classifier() : Mlp.regressor()).effort(effort).seed(seed);
    Mlp chosen = asked.filter(_ -> classes).map(mlp::metric).orElse(mlp);
    Fit fit = chosen.fit(folds ? new Split(rows, none, none) : split, TrainingListener.silent());
    long ended = System.nanoTime();
    Table test = set.test();
    return new Result(
        set.name(),
        effort,
        seed,
        asked,
        rows.rows(),
        test.rows(),
        fit.model().network().spec().toString(),
        fit.history().stopped().epoch(),
        fit.history().stopped().bestEpoch(),
        (ended - between) / 1e9,
        (between - started) / 1e9,
        scores(fit, linear, test, seed),
        against(set.name(), fit.model(), test, peers, seed));
  }

  private static List<Against> against(
      String set, Model model, Table test, Peers peers, long seed) {
    Outcomes ours = model.outcomes(test);
    List<String> classes =
        model.target() instanceof TargetEncoder.Classes c ? c.levels() : List.of();
    List<Against> found = new ArrayList<>();
    peers
        .predictions(set, ours, classes)
        .forEach(
            (name, theirs) ->
                COMPARED.stream()
                    .filter(metric -> metric.applies(ours))
                    .map(metric -> PairedTest.of(metric, ours, theirs, Seeds.of(seed)))
                    .forEach(paired -> found.add(new Against(name, paired))));
    return List.copyOf(found);
  }

  private static List<Line> scores(Fit fit, Fit linear, Table test, long seed) {
    Evaluation evaluation = fit.evaluate(test);
    Outcomes ours = fit.model().outcomes(test);
    Outcomes theirs = linear.model().outcomes(test);
    List<Line> lines = new ArrayList<>();
    for (Metric metric : List.of(Metric.ACCURACY, Metric.LOG_LOSS, Metric.RMSE, Metric.R2)) {
      evaluation
          .score(metric)
          .ifPresent(
              score ->
                  lines.add(
                      new Line(
                          metric,
                          evaluation
                              .baseline()
                              .score(metric)
                              .map(Evaluation.Score::value)
                              .orElse(Double.NaN),
                          score,
                          PairedTest.of(metric, ours, theirs, Seeds.of(seed)))));
    }
    return lines;
  }
}
