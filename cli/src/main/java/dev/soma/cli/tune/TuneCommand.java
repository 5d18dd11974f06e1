package dev.soma.cli.tune;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Combinations;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.Parting;
import dev.soma.cli.input.Rejects;
import dev.soma.cli.screen.Interruption;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.train.Place;
import dev.soma.cli.train.Plan;
import dev.soma.cli.train.Run;
import dev.soma.cli.train.RunFolder;
import dev.soma.cli.train.Story;
import dev.soma.cli.train.TrainCommand;
import dev.soma.cli.train.TrainRows;
import dev.soma.data.store.WorkFolder;
import dev.soma.error.SomaException;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.recipe.tune.TrialLog;
import dev.soma.train.Execution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `soma tune`: many trials around the recipe of an effort, and a model with the settings of the
/// best one.
public final class TuneCommand implements Command {
  private static final String SEARCH = "Search";

  /// Makes the command.
  public TuneCommand() {}

  @Override
  public String name() {
    return "tune";
  }

  @Override
  public String help() {
    return "search better settings than the recipe's, then train with them; prints the model's path";
  }

  @Override
  public String synopsis() {
    return "DATA --target Y [FLAGS]";
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(
        Flag.value("--budget", "TIME", SEARCH, "most time for all trials: 30s, 10m, none")
            .where(time -> !Double.isNaN(Settings.seconds(time))));
    flags.add(Flag.value("--trials", "N", SEARCH, "most trials, the recipe included; 100"));
    flags.add(
        Flag.value("--search", "KIND", SEARCH, "halving, or random: all epochs each")
            .among("halving", "random"));
    flags.add(Flag.value("--resume", "RUN", SEARCH, "go on with the search of that folder"));
    flags.add(Flag.value("--out", "DIR", SEARCH, "where all is saved, runs/NAME-N"));
    flags.add(Flag.plain("--force", SEARCH, "replace what is in the folder"));
    flags.add(Flag.plain("--include-rows", SEARCH, "report.html may show a test row, traced"));
    flags.addAll(Key.flags());
    flags.removeIf(f -> f.name().equals(Key.MAX_TIME.flag())); // trials cut by it compare badly
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma tune examples/titanic.csv --target Survived --budget 1m",
        "soma tune examples/wine_quality.csv --target quality --effort fast --trials 28",
        "soma tune --resume runs/titanic-1 --budget 20m");
  }

  @Override
  public void check(Arguments arguments) {
    Settings asked = Asked.of(arguments).settings();
    Inputs.require(asked);
    Parting.require(asked);
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    return run(arguments, screen, Interruption::watch);
  }

  /// @param ctrlC begins to watch for it
  int run(Arguments arguments, Screen screen, Supplier<Interruption> ctrlC) {
    Asked asked = Asked.of(arguments);
    Story story = new Story(screen);
    try (Interruption interruption = ctrlC.get().before(() -> TuneStory.early(asked, screen));
        WorkFolder work = Place.of(asked.settings(), arguments.text("--out").orElse(""))) {
      story.header(asked.settings());
      TrainRows rows = TrainRows.read(asked.settings(), work);
      Combinations.require(arguments, rows.table().task());
      story.rows(rows);
      Plan base = Plan.of(rows);
      base.config().loss().check(base.network());
      Tuning tuning = Tuning.of(asked, rows, base);
      TrialLog.Header header = tuning.header(asked);
      if (!interruption.begins()) {
        return Interruption.EXIT;
      }
      RunFolder folder = folder(arguments, asked, base.settings(), header);
      Rejects.keep();
      try (TrialLog log = log(asked, folder, header)) { // nobody else goes on with it meanwhile
        Result best = searched(asked, tuning, log, folder, screen, interruption);
        if (best == null) {
          return Interruption.EXIT;
        }
        TrainRows chosen = rows.with(tuning.settings(best.trial()));
        Plan plan = Plan.of(chosen);
        story.net(plan, TrainCommand.levelsTyped(arguments));
        Run.Asked output = Run.Asked.of(arguments, null);
        return Run.of(chosen, plan, folder, story, screen, output, interruption).go();
      }
    }
  }

  private static TrialLog log(Asked asked, RunFolder folder, TrialLog.Header header) {
    Path file = folder.trials();
    return asked.before() == null
        ? TrialLog.begin(file, header)
        : TrialLog.resume(file, asked.before(), header.goals());
  }

  /// The folder of a new search, or that of the old one, if it is the same search.
  private static RunFolder folder(
      Arguments arguments, Asked asked, Settings settings, TrialLog.Header header) {
    Path old = asked.folder();
    TrialLog.Content before = asked.before();
    if (old == null || before == null) {
      String out = arguments.text("--out").orElse("");
      return RunFolder.make(settings, out, arguments.has("--force")).ofSearch();
    }
    before.require(old.resolve(Asked.LOG), header);
    return new RunFolder(old, List.of(), true);
  }

  /// Runs the trials that are left.
  ///
  /// @return the best; null if somebody asked to stop
  /// @throws SomaException.Training E602 if none ran all its epochs
  private static @Nullable Result searched(
      Asked asked,
      Tuning tuning,
      TrialLog log,
      RunFolder folder,
      Screen screen,
      Interruption interruption) {
    TrialLog.Content before = asked.before();
    List<Result> done = before == null ? List.of() : before.results();
    TuneStory story = new TuneStory(screen, tuning);
    story.begin(asked, done);
    Search search = tuning.search();
    Limits limits = Limits.of(asked, tuning.base().execution(interruption::stopped), done);
    Progress progress = new Progress(screen, search, tuning.base().metric(), done, asked.budget());
    List<Result> results = run(tuning, done, log, limits, progress);
    if (interruption.stopped()) {
      story.interrupted(results, folder.path());
      return null;
    }
    boolean cut = search.next(results).isPresent();
    return chosen(asked, story, search, results, cut, folder.path());
  }

  private static List<Result> run(
      Tuning tuning, List<Result> done, TrialLog log, Limits limits, Progress progress) {
    try {
      return tuning
          .search()
          .run(
              done,
              job -> {
                Execution execution = limits.left();
                progress.begins(job);
                return execution == null ? null : tuning.run(job, execution, progress);
              },
              result -> {
                log.write(result, tuning.base().metric().toString());
                progress.finished(result);
              });
    } finally {
      progress.close();
    }
  }

  private static Result chosen(
      Asked asked, TuneStory story, Search search, List<Result> results, boolean cut, Path folder) {
    List<Result> ranked = search.ranked(results);
    if (ranked.isEmpty()) {
      throw none(asked, search, cut, folder);
    }
    story.results(results, cut, folder);
    story.choice(asked, results, ranked.getFirst());
    return ranked.getFirst();
  }

  private static SomaException.Training none(Asked asked, Search search, boolean cut, Path folder) {
    String kept = "\nwhat was run is kept in " + folder.resolve(Asked.LOG);
    return cut
        ? new SomaException.Training(
            "E602",
            "no trial finished · in "
                + asked.budget()
                + " none ran all of its "
                + search.halving().all()
                + " epochs"
                + kept,
            Limits.more(folder, asked.budget()))
        : new SomaException.Training(
            "E602",
            "no trial finished · all of them diverged" + kept,
            asked.before() == null ? "--lr 0.001 --force" : "leave --lr out");
  }
}
