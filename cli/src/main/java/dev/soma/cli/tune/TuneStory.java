package dev.soma.cli.tune;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.recipe.tune.Halving;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is told of a search, block by block.
///
/// @param screen where
/// @param tuning what is searched
record TuneStory(Screen screen, Tuning tuning) {
  private static final int SHOWN = 10;

  /// What is tried, and for how long.
  void begin(Asked asked, List<Result> done) {
    Search search = tuning.search();
    List<String> lines = new ArrayList<>();
    search.space().dimensions().forEach(d -> lines.add(Text.cell(d.setting().label(), 11) + d));
    if (!done.isEmpty()) {
      lines.add(
          "gone on with: "
              + Text.count(done.size(), "run")
              + " of "
              + asked.folder()
              + ", "
              + Text.seconds(done.stream().mapToDouble(Result::seconds).sum()));
    }
    screen.block(
        "TUNE",
        Text.count(search.trials(), "trial")
            + ", the recipe first · at most "
            + asked.budget()
            + " · "
            + rungs(search.halving())
            + " · by "
            + tuning.base().metric()
            + " of "
            + validation(),
        lines);
  }

  private static String rungs(Halving h) {
    if (h.epochs().size() == 1) {
      return Text.count(h.all(), "epoch") + " each";
    }
    StringBuilder text = new StringBuilder();
    int part = 1;
    for (int epochs : h.epochs()) {
      text.append(text.isEmpty() ? Text.count(epochs, "epoch") : "");
      text.append(part == 1 ? "" : ", " + epochs + " for the best of " + part);
      part *= h.eta();
    }
    return text.toString();
  }

  private String validation() {
    int folds = tuning.folds().count();
    return folds > 1
        ? "the rows that each of " + folds + " folds validates with"
        : Text.count(tuning.base().preparation().validation().rows(), "validation row");
  }

  /// The results.
  ///
  /// @param cut whether the time was up before all trials were run
  void results(List<Result> results, boolean cut, Path folder) {
    Search search = tuning.search();
    List<Result> ranked = search.ranked(results);
    long trials = results.stream().mapToInt(r -> r.trial().index()).distinct().count();
    long diverged = results.stream().filter(r -> Double.isNaN(r.score())).count();
    List<String> lines =
        new ArrayList<>(new TrialTable(search, tuning.base().metric()).lines(results, SHOWN));
    if (cut) {
      lines.add(
          "the time was up: what was found depends on the clock   (soma tune --resume "
              + Text.quoted(folder.toString())
              + " --budget TIME goes on)");
    }
    screen.block(
        "TRIALS",
        Text.count(trials, "trial")
            + ", "
            + Text.count(results.size(), "run")
            + ", "
            + ranked.size()
            + " of them with all "
            + Text.count(search.halving().all(), "epoch")
            + (diverged == 0 ? "" : ", " + diverged + " diverged")
            + ".  "
            + Text.seconds(results.stream().mapToDouble(Result::seconds).sum()),
        lines);
  }

  /// What was chosen, what it gained, and how to have it again.
  void choice(Asked asked, List<Result> results, Result best) {
    Search search = tuning.search();
    String metric = TestBlock.label(tuning.base().metric());
    String score = TestBlock.value(tuning.base().metric(), best.score());
    List<Result> ranked = search.ranked(results);
    List<String> lines = new ArrayList<>();
    String first;
    if (best.trial().index() == 0) {
      first = "the recipe: no trial was better than its " + metric + " " + score;
    } else {
      Result recipe = ranked.stream().filter(r -> r.trial().index() == 0).findFirst().orElse(null);
      first = "trial " + best.trial().index() + ": " + metric + " " + score;
      first += recipe == null ? ", the recipe diverged" : ", the recipe's " + gain(best, recipe);
      lines.add(
          "the best of "
              + Text.count(ranked.size(), "score")
              + " is optimistic: the rows that gave them chose it. On the test rows, opened once"
              + " below, it may gain less, or nothing");
    }
    lines.add("again: " + command(asked, best));
    screen.block("CHOICE", first + "   (validation rows)", lines);
  }

  private String gain(Result best, Result recipe) {
    Search search = tuning.search();
    int better = 0;
    int folds = best.scores().size();
    for (int f = 0; f < folds; f++) {
      double difference = best.scores().get(f) - recipe.scores().get(f);
      better += (search.higherIsBetter() ? difference > 0 : difference < 0) ? 1 : 0;
    }
    return TestBlock.value(tuning.base().metric(), recipe.score())
        + ": better by "
        + TestBlock.value(tuning.base().metric(), search.gain(best, recipe))
        + (folds > 1 ? ", in " + better + " of " + folds + " folds" : "");
  }

  /// The `soma train` command that repeats the best trial.
  String command(Asked asked, Result best) {
    Settings typed = asked.settings().savable();
    List<String> words = new ArrayList<>(List.of("soma", "train"));
    if (!typed.text(Key.DATA).isEmpty()) {
      words.add(Text.quoted(typed.text(Key.DATA)));
    }
    Map<Key, String> own = tuning.typed(best.trial());
    for (Key key : Key.values()) {
      boolean effort = key == Key.EFFORT && best.trial().index() > 0;
      String value =
          own.getOrDefault(
              key,
              effort
                  ? tuning.base().settings().text(key)
                  : typed.given(key) ? typed.text(key) : "");
      if (key == Key.DATA || value.isEmpty()) {
        continue;
      }
      if (key.kind() != Key.Kind.SWITCH) {
        words.add(key.flag() + " " + Text.quoted(value));
      } else if (value.equals("true")) {
        words.add(key.flag());
      }
    }
    return String.join(" ", words);
  }

  /// Somebody asked to stop while the rows were read or encoded.
  static void early(Asked asked, Screen screen) {
    Path folder = asked.folder();
    if (folder == null) {
      screen.block("STOP", "interrupted before the first trial; nothing was saved", List.of());
      return;
    }
    String log = folder.resolve(Asked.LOG).toString();
    screen.block("STOP", "interrupted before a trial; " + log + " is as it was", List.of());
    screen.block("NEXT", "soma tune --resume " + Text.quoted(folder.toString()), List.of());
  }

  /// Somebody asked to stop.
  void interrupted(List<Result> results, Path folder) {
    screen.block(
        "STOP",
        "interrupted; "
            + Text.count(results.size(), "finished run")
            + " kept in "
            + folder.resolve(Asked.LOG),
        List.of());
    screen.block("NEXT", "soma tune --resume " + Text.quoted(folder.toString()), List.of());
  }
}
