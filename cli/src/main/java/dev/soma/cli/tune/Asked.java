package dev.soma.cli.tune;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.config.Combinations;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.config.Values;
import dev.soma.error.SomaException;
import dev.soma.recipe.tune.TrialLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was asked for: typed, or typed when a search began that is to be gone on with.
///
/// @param settings of the training; what is `auto` may be varied
/// @param trials how many in all
/// @param budget time for all trials, as it was typed
/// @param halving whether few epochs come before all of them
/// @param before what a search has done so far; null for a new one
/// @param folder of the search that is gone on with; null for a new one
record Asked(
    Settings settings,
    int trials,
    String budget,
    boolean halving,
    TrialLog.@Nullable Content before,
    @Nullable Path folder) {
  static final String LOG = "trials.jsonl";
  private static final String SEARCH = "--search";

  /// Reads what was typed, and the log that `--resume` names.
  ///
  /// @throws SomaException.Usage E209 for a budget, a number of trials or a kind of search that
  ///   cannot be read, E207 for settings that a search cannot have
  static Asked of(Arguments arguments) {
    Path folder = arguments.text("--resume").map(Path::of).orElse(null);
    TrialLog.Content before = folder == null ? null : TrialLog.read(folder.resolve(LOG));
    Map<String, String> old = new TreeMap<>();
    if (before != null) {
      old.putAll(before.header().search());
      old.putAll(before.header().goals());
      requireNoOther(arguments);
    }
    Settings settings = settings(old).with(arguments);
    Combinations.require(arguments, settings);
    Values.require(settings);
    requireTunable(settings);
    String trials = arguments.text("--trials").or(() -> value(old, "--trials")).orElse("100");
    String budget = arguments.text("--budget").or(() -> value(old, "--budget")).orElse("10m");
    String kind = arguments.text(SEARCH).or(() -> value(old, SEARCH)).orElse("halving");
    if (!kind.equals("halving") && !kind.equals("random")) {
      throw new SomaException.Usage(
          "E209", SEARCH + " \"" + kind + "\" · expected halving or random", "--search halving");
    }
    if (Double.isNaN(Settings.seconds(budget))) {
      throw new SomaException.Usage(
          "E209",
          "--budget \"" + budget + "\" · expected a time > 0 such as 30s, 10m or 1h",
          "--budget 10m");
    }
    return new Asked(settings, count(trials), budget, kind.equals("halving"), before, folder);
  }

  private static Optional<String> value(Map<String, String> old, String flag) {
    return Optional.ofNullable(old.get(flag));
  }

  private static int count(String trials) {
    try {
      int count = Integer.parseInt(trials);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new SomaException.Usage(
        "E209", "--trials \"" + trials + "\" · expected a whole number >= 1", "--trials 28");
  }

  private static Settings settings(Map<String, String> old) {
    Settings settings = Settings.PRESETS;
    for (Key key : Key.values()) {
      String text = old.get(key.flag());
      if (text != null) {
        settings =
            key.kind() == Key.Kind.TEXTS
                ? settings.with(key, Arguments.listed(text))
                : settings.with(key, text);
      }
    }
    return settings;
  }

  private static void requireNoOther(Arguments arguments) {
    for (String flag : List.of("--out", "--force")) {
      if (arguments.has(flag)) {
        throw new SomaException.Usage(
            "E207",
            "--resume and " + flag + " · a search is gone on with in its own folder",
            "leave " + flag + " out");
      }
    }
  }

  private static void requireTunable(Settings settings) {
    if (!settings.text(Key.MODEL).equals("mlp")) {
      throw new SomaException.Usage(
          "E207",
          "--model " + settings.text(Key.MODEL) + " and tune · the perceptron has nothing to tune",
          "--model mlp");
    }
  }

  /// What was typed of settings that determine the results, by flag.
  Map<String, String> search() {
    Map<String, String> all = flags(false);
    all.put(SEARCH, halving ? "halving" : "random");
    return all;
  }

  /// What was typed of the others.
  Map<String, String> goals() {
    Map<String, String> all = flags(true);
    all.put("--trials", Integer.toString(trials));
    all.put("--budget", budget);
    return all;
  }

  private Map<String, String> flags(boolean places) {
    Settings saved = settings.savable();
    Map<String, String> all = new TreeMap<>();
    for (Key key : Key.values()) {
      if (saved.given(key) && key.ofPlace() == places) {
        all.put(key.flag(), saved.text(key));
      }
    }
    return all;
  }
}
