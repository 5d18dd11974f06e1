package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.recipe.tune.Halving;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.recipe.tune.Space;
import dev.soma.recipe.tune.Trial;
import dev.soma.recipe.tune.TrialLog;
import dev.soma.train.Execution;
import dev.soma.train.TrainingHistory;
import dev.soma.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A search for settings that are better, on validation rows, than those of the recipe of an [Mlp].
/// Immutable: every method returns a changed copy.
///
/// Settings that the [Mlp] names stay as they are. The search is that of [Search], 100 trials
/// unless said; with a budget it ends earlier if the time is up, and what it finds then depends on
/// the clock. Without one it is the same in every run.
///
/// ```java
/// Split parts = table.split(0.85, 0, 0.15, Seeds.of(42));
/// MlpSearch.Found found = Mlp.classifier().search().trials(28).fit(parts, TrainingListener.silent());
/// found.fit().model().save(Path.of("best.soma"));
/// ```
///
/// The best of many validation scores is optimistic: these rows chose it. The test rows are not
/// looked at; evaluate the model on them once.
public final class MlpSearch {
  private static final int TRIALS = 100;

  private final Mlp mlp;
  private final int trials;
  private final double seconds;
  private final @Nullable Space space;
  private final @Nullable Path log;
  private final Consumer<Result> told;

  private MlpSearch(
      Mlp mlp,
      int trials,
      double seconds,
      @Nullable Space space,
      @Nullable Path log,
      Consumer<Result> told) {
    this.mlp = mlp;
    this.trials = trials;
    this.seconds = seconds;
    this.space = space;
    this.log = log;
    this.told = told;
  }

  static MlpSearch of(Mlp mlp) {
    return new MlpSearch(mlp, TRIALS, Double.POSITIVE_INFINITY, null, null, _ -> {});
  }

  /// With so many trials, the recipe itself included.
  ///
  /// @throws SomaException.Usage E201 if there are fewer than 1
  public MlpSearch trials(int count) {
    if (count < 1) {
      throw new SomaException.Usage(
          "E201", "trials " + count + " · expected 1 or more", "trials(28)");
    }
    return new MlpSearch(mlp, count, seconds, space, log, told);
  }

  /// With at most this much time for the trials, those of the log included; the training of the
  /// best one at the end comes on top.
  ///
  /// @throws SomaException.Usage E201 if it is not > 0
  public MlpSearch budget(Duration time) {
    double limit = time.toNanos() / 1e9;
    if (!(limit > 0)) {
      throw new SomaException.Usage(
          "E201", "budget " + time + " · expected more than nothing", "budget(ofMinutes(10))");
    }
    return new MlpSearch(mlp, trials, limit, space, log, told);
  }

  /// With another space than that around the recipe.
  public MlpSearch space(Space other) {
    return new MlpSearch(mlp, trials, seconds, other, log, told);
  }

  /// With every result written to this file as it comes. If there is such a file, of the same
  /// search, it is gone on with: its results are not computed again.
  public MlpSearch log(Path file) {
    return new MlpSearch(mlp, trials, seconds, space, file, told);
  }

  /// With somebody who is told each result as it comes; not those of the log.
  public MlpSearch each(Consumer<Result> listener) {
    return new MlpSearch(mlp, trials, seconds, space, log, listener);
  }

  /// What a search found.
  ///
  /// @param search what was searched
  /// @param results of all trials, in the order they came
  /// @param best the one that was chosen
  /// @param mlp with its settings
  /// @param fit trained anew with them
  public record Found(Search search, List<Result> results, Result best, Mlp mlp, Fit fit) {
    /// Copies.
    public Found {
      results = List.copyOf(results);
    }

    /// By how much the best was better than the recipe, in the metric, on the validation rows: >=
    /// 0, and optimistic. NaN if the recipe diverged.
    public double gain() {
      return search.ranked(results).stream()
          .filter(r -> r.trial().index() == 0)
          .mapToDouble(r -> search.gain(best, r))
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  /// Searches, then trains the best trial as [Mlp#fit] does.
  ///
  /// @param listener is told of all trainings
  /// @throws SomaException.Training E602 if no trial ran all its epochs
  /// @throws SomaException.Mismatch E522 if the log is of another search
  /// @throws SomaException.Resource E811 if another search writes it
  /// @throws SomaException as [Mlp#fit]
  public Found fit(Split parts, TrainingListener listener) {
    Metric metric = mlp.best(parts);
    Space where = space == null ? mlp.space(parts) : space;
    Search search =
        new Search(
            where,
            Halving.of(mlp.epochs(parts)),
            trials,
            metric.higherIsBetter(),
            Seeds.of(mlp.seed(parts.train())));
    if (log == null) {
      return found(search, List.of(), null, metric, parts, listener);
    }
    TrialLog.Header header = header(search, parts, metric);
    TrialLog.Content before = Files.exists(log) ? TrialLog.read(log) : null;
    if (before != null) {
      before.require(log, header);
    }
    try (TrialLog out =
        before == null
            ? TrialLog.begin(log, header)
            : TrialLog.resume(log, before, header.goals())) {
      List<Result> done = before == null ? List.of() : before.results();
      return found(search, done, out, metric, parts, listener);
    }
  }

  private Found found(
      Search search,
      List<Result> done,
      @Nullable TrialLog out,
      Metric metric,
      Split parts,
      TrainingListener listener) {
    double spent = done.stream().mapToDouble(Result::seconds).sum();
    long begun = System.nanoTime();
    List<Result> results =
        search.run(
            done,
            job -> run(job, parts, seconds - spent - (System.nanoTime() - begun) / 1e9, listener),
            result -> {
              if (out != null) {
                out.write(result, metric.toString());
              }
              told.accept(result);
            });
    Result best = best(search, results);
    Mlp chosen = mlp.recipe(best.trial()::apply);
    return new Found(search, results, best, chosen, chosen.fit(parts, listener));
  }

  private TrialLog.Header header(Search search, Split parts, Metric metric) {
    String sha = parts.train().source().sha256();
    return new TrialLog.Header(
        Map.of(
            "version", Fit.VERSION,
            "seed", Long.toString(search.seeds().seed()),
            "data", sha == null ? "" : sha,
            "rows", Integer.toString(parts.train().rows()),
            "target", String.join(",", parts.train().targets()),
            "metric", metric.toString(),
            "epochs", search.halving().epochs().toString(),
            "space", search.space().toString()),
        Map.of("trials", Integer.toString(trials), "seconds", Double.toString(seconds)));
  }

  private @Nullable Result run(
      Search.Job job, Split parts, double left, TrainingListener listener) {
    Execution own = mlp.execution();
    if (left <= 0 || own.stop().getAsBoolean()) {
      return null;
    }
    Execution bounded =
        new Execution(own.kernels(), own.threads(), Math.min(left, own.maxSeconds()), own.stop());
    Trial trial = job.trial();
    Mlp tried = mlp.recipe(r -> trial.apply(r).members(1)).epochs(job.epochs()).execution(bounded);
    long begun = System.nanoTime();
    try {
      Fit fit = tried.fit(parts, listener);
      return result(job, fit, (System.nanoTime() - begun) / 1e9);
    } catch (SomaException.Training _) { // diverged
      return new Result(trial, job.epochs(), List.of(), (System.nanoTime() - begun) / 1e9);
    }
  }

  /// The result of a job that was trained; null if the training was cut short by the clock or by
  /// somebody.
  ///
  /// @param seconds it took
  public static @Nullable Result result(Search.Job job, Fit fit, double seconds) {
    if (fit.divergence() != null) {
      return new Result(job.trial(), job.epochs(), List.of(), seconds);
    }
    boolean whole =
        switch (fit.history().stopped().reason()) {
          case MAX_TIME, INTERRUPTED, DIVERGED -> false;
          case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> true;
        };
    List<TrainingHistory> histories =
        fit.members().isEmpty()
            ? List.of(fit.history())
            : fit.members().stream().map(Ensemble.Trained::history).toList();
    List<Double> scores = histories.stream().map(h -> h.best().metricValue()).toList();
    return whole ? new Result(job.trial(), job.epochs(), scores, seconds) : null;
  }

  private static Result best(Search search, List<Result> results) {
    List<Result> ranked = search.ranked(results);
    if (ranked.isEmpty()) {
      throw new SomaException.Training(
          "E602",
          "no trial finished · "
              + results.size()
              + " were run, none of them through all "
              + search.halving().all()
              + " epochs without a number that became infinite or NaN",
          "budget(Duration.ofMinutes(30))");
    }
    return ranked.getFirst();
  }
}
