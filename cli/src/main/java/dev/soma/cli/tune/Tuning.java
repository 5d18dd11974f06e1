package dev.soma.cli.tune;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.train.Plan;
import dev.soma.cli.train.TrainRows;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Ensemble;
import dev.soma.recipe.MlpSearch;
import dev.soma.recipe.effort.Recipe;
import dev.soma.recipe.tune.Halving;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.recipe.tune.Setting;
import dev.soma.recipe.tune.Space;
import dev.soma.recipe.tune.Trial;
import dev.soma.recipe.tune.TrialLog;
import dev.soma.train.Execution;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs trials as `train` would run them, if their settings were typed.
///
/// @param rows of all trials
/// @param base what `train` does where nothing more is typed
/// @param search what is tried
/// @param folds what it is tried on
record Tuning(TrainRows rows, Plan base, Search search, EncodedFolds folds) {
  /// Plans the search.
  ///
  /// @throws SomaException.Usage E207 if there is nothing to vary, or if there are no validation
  ///   rows
  static Tuning of(Asked asked, TrainRows rows, Plan base) {
    if (base.preparation().validation().rows() == 0) {
      throw new SomaException.Usage(
          "E207",
          "no validation rows · trials are compared on them",
          "--validation-fraction 0.15",
          "--cv 5");
    }
    Space space = space(asked.settings(), base);
    if (space.dimensions().isEmpty()) {
      throw new SomaException.Usage(
          "E207",
          "nothing to vary · every setting of the search was typed",
          "leave " + typed(asked.settings()) + " out");
    }
    int epochs = base.config().epochs();
    Search search =
        new Search(
            space,
            asked.halving() ? Halving.of(epochs) : Halving.none(epochs),
            asked.trials(),
            base.metric().higherIsBetter(),
            Seeds.of(base.config().seed()));
    long heap = Runtime.getRuntime().maxMemory();
    return new Tuning(rows, base, search, new EncodedFolds(rows, base, heap));
  }

  private static String typed(Settings asked) {
    return Stream.of(Key.LR, Key.BATCH, Key.NETWORK, Key.HIDDEN, Key.OPTIMIZER)
        .filter(asked::given)
        .findFirst()
        .orElse(Key.BATCH)
        .flag();
  }

  private static Space space(Settings asked, Plan base) {
    Recipe recipe = Plan.recipe(base.settings(), base.preparation());
    List<Setting> said = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      boolean layers = setting != Setting.LR && setting != Setting.BATCH;
      boolean network = layers && setting != Setting.DECAY && asked.given(Key.NETWORK);
      if (asked.given(key(setting)) || network) {
        said.add(setting);
      }
    }
    if (asked.text(Key.HIDDEN).equals("none")) {
      said.addAll(List.of(Setting.ACTIVATION, Setting.DROPOUT, Setting.EMBEDDING));
    }
    return Space.around(recipe.optimizer(steps(asked, base))).without(said);
  }

  /// The optimizer whose rate and decay are searched: that of the recipe where a network without
  /// hidden layers has one of its own because nobody has said how steps are made.
  private static Optimizer steps(Settings typed, Plan base) {
    Optimizer own = base.config().optimizer();
    return own instanceof Optimizer.Lbfgs && !typed.given(Key.OPTIMIZER)
        ? Plan.recipe(base.settings(), base.preparation()).optimizer()
        : own;
  }

  private static Key key(Setting setting) {
    return switch (setting) {
      case HIDDEN -> Key.HIDDEN;
      case ACTIVATION -> Key.ACTIVATION;
      case DROPOUT -> Key.DROPOUT;
      case EMBEDDING -> Key.EMBEDDING;
      case LR -> Key.LR;
      case DECAY -> Key.OPTIMIZER;
      case BATCH -> Key.BATCH;
    };
  }

  /// What has to be typed for a trial.
  Map<Key, String> typed(Trial trial) {
    Map<Key, String> all = new TreeMap<>();
    trial
        .values()
        .forEach(
            (setting, value) ->
                all.put(key(setting), setting == Setting.DECAY ? decaying(value) : value));
    if (all.containsKey(Key.OPTIMIZER)) { // a bare optimizer has a rate of its own
      all.putIfAbsent(Key.LR, Double.toString(steps(rows.settings(), base).rate()));
    }
    return all;
  }

  private String decaying(String decay) {
    if (steps(rows.settings(), base) instanceof Optimizer.AdamW a) {
      return new Optimizer.AdamW(a.rate(), a.b1(), a.b2(), a.eps(), Double.parseDouble(decay))
          .toString();
    }
    throw new IllegalStateException("a decay for " + steps(rows.settings(), base));
  }

  /// The settings of a trial, as far as `train` has to be told.
  Settings settings(Trial trial) {
    Settings settings = rows.settings();
    for (Map.Entry<Key, String> value : typed(trial).entrySet()) {
      settings = settings.with(value.getKey(), value.getValue().split(",", -1));
      if (value.getKey().kind() != Key.Kind.TEXTS) {
        settings = settings.with(value.getKey(), value.getValue());
      }
    }
    return settings;
  }

  /// What determines the results.
  TrialLog.Header header(Asked asked) {
    Map<String, String> all = asked.search();
    String validation = rows.validation() == null ? null : rows.validation().source().sha256();
    all.put("validation", validation == null ? "" : validation);
    all.putAll(MlpSearch.facts(search, base.metric(), base.preparation()));
    return new TrialLog.Header(all, asked.goals());
  }

  /// Trains the networks of a trial, one a fold.
  ///
  /// @return null if it was cut short
  @Nullable Result run(Search.Job job, Execution execution, TrainingListener listener) {
    Settings settings = settings(job.trial()).with(Key.EPOCHS, Integer.toString(job.epochs()));
    Plan first = folds.plan(0, settings);
    List<Supplier<Ensemble.Job>> jobs = new ArrayList<>();
    jobs.add(() -> first.job(null));
    for (int f = 1; f < folds.count(); f++) {
      int fold = f; // as in the training: what the recipe leaves open is decided by the first
      jobs.add(() -> folds.plan(fold, first.settings()).job(null));
    }
    return MlpSearch.run(job, jobs, base.metric(), execution, listener);
  }
}
