package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.encode.Dataset;
import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.recipe.effort.Recipe;
import dev.soma.recipe.tune.Halving;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.recipe.tune.Space;
import dev.soma.recipe.tune.TrialLog;
import dev.soma.train.Execution;
import dev.soma.train.TrainingListener;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A search for settings that are better, on validation rows, than those of the recipe of an [Mlp].
/// Immutable: every method returns a changed copy.
///
/// Settings that the [Mlp] names stay as they are; the others vary around the recipe of the rows
/// that the first network learns from. The search is that of [Search], 100 trials unless said; with
/// a budget it ends earlier if the time is up, and what it finds then depends on the clock. Without
/// one it is the same in every run.
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

  /// Rows that are looked at together.
  private static final int PIECE = 4096;

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
    Given.require(count >= 1, "trials", count, "1 or more", "trials(28)");
    return new MlpSearch(mlp, count, seconds, space, log, told);
  }

  /// With at most this much time for the trials, those of the log included; the training of the
  /// best one at the end comes on top.
  ///
  /// @throws SomaException.Usage E201 if it is not > 0
  public MlpSearch budget(Duration time) {
    String works = "budget(Duration.ofMinutes(10))";
    Duration some = Given.some(time, "budget", works);
    double limit = some.getSeconds() + some.getNano() / 1e9; // there are more than 2^63 ns
    Given.require(limit > 0, "budget", some, "more than nothing", works);
    return new MlpSearch(mlp, trials, limit, space, log, told);
  }

  /// With another space than that around the recipe.
  public MlpSearch space(Space other) {
    Space some = Given.some(other, "space", "space(Space.around(recipe))");
    return new MlpSearch(mlp, trials, seconds, some, log, told);
  }

  /// With every result written to this file as it comes. If there is such a file, of the same
  /// search, it is gone on with: its results are not computed again. A search is the same if it is
  /// of the same rows, parted and encoded alike, and if all that was asked of the [Mlp] comes out
  /// alike for its recipe.
  ///
  /// @throws SomaException.Resource E804 if it is a folder
  public MlpSearch log(Path file) {
    Path some = Given.some(file, "log", "log(Path.of(\"trials.jsonl\"))");
    if (Files.isDirectory(some)) {
      throw new SomaException.Resource(
          "E804",
          "log " + some + " · expected a file, that is a folder",
          "log(Path.of(\""
              + some.resolve("trials.jsonl").toString().replace("\\", "\\\\")
              + "\"))");
    }
    return new MlpSearch(mlp, trials, seconds, space, some, told);
  }

  /// With somebody who is told each result as it comes; not those of the log.
  public MlpSearch each(Consumer<Result> listener) {
    Consumer<Result> some = Given.some(listener, "each", "each(result -> {})");
    return new MlpSearch(mlp, trials, seconds, space, log, some);
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

  /// What is searched, and of which rows.
  ///
  /// @param header of the log
  /// @param folds null for none
  private record Searched(
      Search search, Metric metric, TrialLog.Header header, MlpBag.@Nullable Folds folds) {}

  /// Searches, then trains the best trial as [Mlp#fit] does.
  ///
  /// @param listener is told of all trainings
  /// @throws SomaException.Training E602 if no trial ran all its epochs
  /// @throws SomaException.Mismatch E522 if the log is of another search
  /// @throws SomaException.Resource E811 if another search writes it
  /// @throws SomaException as [Mlp#fit]
  public Found fit(Split parts, TrainingListener listener) {
    return Asked.fitted(parts, listener, this::searchedAndTrained);
  }

  private Found searchedAndTrained(Split parts, TrainingListener listener) {
    Searched searched = searched(parts);
    if (log == null) {
      return found(searched, List.of(), null, parts, listener);
    }
    TrialLog.Header header = searched.header();
    TrialLog.Content before = Files.exists(log) ? TrialLog.read(log) : null;
    if (before != null) {
      before.require(log, header, "log(Path.of(\"other.jsonl\"))");
    }
    try (TrialLog out =
        before == null
            ? TrialLog.begin(log, header)
            : TrialLog.resume(log, before, header.goals())) {
      List<Result> done = before == null ? List.of() : before.results();
      return found(searched, done, out, parts, listener);
    }
  }

  /// @throws SomaException.Usage E207 if there are no validation rows and no folds
  private Searched searched(Split parts) {
    Asked asked = mlp.asked();
    int k = asked.folds(parts);
    if (parts.validation().rows() == 0 && k == 0) {
      throw new SomaException.Usage(
          "E207",
          "no validation rows · trials are compared on them",
          "table.split(0.7, 0.15, 0.15, seeds)");
    }
    MlpBag.Folds folds = k == 0 ? null : MlpBag.Folds.of(asked, parts, k);
    Ensemble.Job first = MlpBag.jobs(asked, parts, folds, false).getFirst().get();
    Recipe own = asked.recipe(first.rows().split().train(), folds == null ? 0 : folds.rows());
    Metric metric = asked.best(parts.train());
    Search search =
        new Search(
            space == null ? asked.space(own) : space,
            Halving.of(first.config().epochs()),
            trials,
            metric.higherIsBetter(),
            Seeds.of(first.config().seed()));
    Map<String, String> all = new TreeMap<>(asked.facts(first, parts.train()));
    all.put("cv", Integer.toString(k));
    all.putAll(facts(search, metric, first.rows()));
    Map<String, String> goals =
        Map.of("trials", Integer.toString(trials), "seconds", Double.toString(seconds));
    return new Searched(search, metric, new TrialLog.Header(all, goals), folds);
  }

  private Found found(
      Searched searched,
      List<Result> done,
      @Nullable TrialLog out,
      Split parts,
      TrainingListener listener) {
    Search search = searched.search();
    double spent = done.stream().mapToDouble(Result::seconds).sum();
    long begun = System.nanoTime();
    List<Result> results =
        search.run(
            done,
            job -> {
              double left = seconds - spent - (System.nanoTime() - begun) / 1e9;
              return trial(job, searched, parts, left, listener);
            },
            result -> {
              if (out != null) {
                out.write(result, searched.metric().toString());
              }
              told.accept(result);
            });
    Result best = best(search, results);
    Mlp chosen = mlp.recipe(best.trial()::apply);
    return new Found(search, results, best, chosen, chosen.fit(parts, listener));
  }

  private @Nullable Result trial(
      Search.Job job, Searched searched, Split parts, double left, TrainingListener listener) {
    Execution own = mlp.asked().execution;
    if (left <= 0 || own.stop().getAsBoolean()) {
      return null;
    }
    Execution bounded =
        new Execution(own.kernels(), own.threads(), Math.min(left, own.maxSeconds()), own.stop());
    Asked tried = mlp.recipe(job.trial()::apply).epochs(job.epochs()).asked();
    List<Supplier<Ensemble.Job>> networks = MlpBag.jobs(tried, parts, searched.folds(), false);
    return run(job, networks, searched.metric(), bounded, listener);
  }

  /// Trains the networks of a trial, one a fold.
  ///
  /// @param networks what is trained, each asked for when it is its turn
  /// @return what came of it, without scores if a number became infinite or NaN; null if the
  ///   training was cut short by the clock or by somebody
  public static @Nullable Result run(
      Search.Job job,
      List<Supplier<Ensemble.Job>> networks,
      Metric metric,
      Execution execution,
      TrainingListener listener) {
    long begun = System.nanoTime();
    Fit fit = Ensemble.train(networks, Ensemble.Size.of(1), metric, Map.of(), execution, listener);
    double seconds = Math.round((System.nanoTime() - begun) / 1e6) / 1e3;
    if (fit.divergence() != null) {
      return new Result(job.trial(), job.epochs(), List.of(), seconds);
    }
    boolean whole =
        switch (fit.history().stopped().reason()) {
          case MAX_TIME, INTERRUPTED, DIVERGED -> false;
          case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> true;
        };
    List<Double> scores =
        fit.members().stream().map(m -> m.history().best().metricValue()).toList();
    return whole ? new Result(job.trial(), job.epochs(), scores, seconds) : null;
  }

  /// What determines the results of a search besides the settings that were asked for, by name, for
  /// the header of its log.
  ///
  /// @param first encoded rows of the first network, with the rows themselves
  public static Map<String, String> facts(Search search, Metric metric, Preparation first) {
    Split parts = first.split();
    String sha = parts.train().source().sha256();
    CRC32 seen = new CRC32();
    add(seen, first.training());
    add(seen, first.validation());
    return Map.of(
        "version",
        Fit.VERSION,
        "data",
        sha == null ? "" : sha,
        "rows",
        parts.train().rows()
            + " to learn from, "
            + parts.validation().rows()
            + " to validate with, "
            + parts.test().rows()
            + " to test",
        "seen",
        Long.toHexString(seen.getValue()),
        "metric",
        metric.toString(),
        "epochs",
        search.halving().epochs().toString(),
        "space",
        search.space().toString());
  }

  /// Adds all that a network sees of rows, so that other rows, and the same rows parted or encoded
  /// otherwise, are told from them.
  private static void add(CRC32 sum, Dataset rows) {
    for (int from = 0; from < rows.rows(); from += PIECE) {
      Dataset piece = rows.chunk(from, Math.min(rows.rows(), from + PIECE));
      int[] codes = piece.codes();
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * codes.length);
      bytes.asIntBuffer().put(codes);
      sum.update(bytes);
      add(sum, piece.numbers());
      add(sum, piece.targets());
      add(sum, column(piece.weights()));
      add(sum, column(piece.offsets()));
    }
  }

  private static Matrix column(float @Nullable [] numbers) {
    return numbers == null ? Matrix.zeros(0, 1) : new Matrix(numbers, 0, numbers.length, 1);
  }

  private static void add(CRC32 sum, Matrix numbers) {
    int size = numbers.rows() * numbers.cols();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * size);
    bytes.asFloatBuffer().put(numbers.data(), numbers.offset(), size);
    sum.update(bytes);
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
