package dev.soma.cli.train;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.config.Key;
import dev.soma.cli.diagnose.Diverged;
import dev.soma.cli.diagnose.Tally;
import dev.soma.cli.report.FoldsBlock;
import dev.soma.cli.report.OofFile;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Interruption;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.read.JdbcSource;
import dev.soma.data.store.WorkFolder;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.nn.Loss;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Baselines;
import dev.soma.recipe.Ensemble;
import dev.soma.recipe.Fit;
import dev.soma.recipe.OutOfFold;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Recipe;
import dev.soma.studio.Watch;
import dev.soma.train.Divergence;
import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run, from the baselines to the saved model.
///
/// While it trains it holds the encoded rows and the test rows, not the table they came from,
/// unless there are folds.
///
/// @param plan every value, without the rows
/// @param linear what the network must beat
/// @param jobs what is trained, one a fold; with folds they hold the rows, of which each is encoded
///   when it is its turn
/// @param held of the rows, what is needed behind the training
/// @param interruption whether a signal has come; watched since the baseline began
/// @param folder where it is saved
/// @param story how it is told
/// @param screen where results go
/// @param asked what was typed of the output
/// @param report what the page says of the rows
public record Run(
    Plan plan,
    Model linear,
    List<Supplier<Ensemble.Job>> jobs,
    Held held,
    Interruption interruption,
    RunFolder folder,
    Story story,
    Screen screen,
    Asked asked,
    RunReport report) {
  /// What an early end leaves.
  static final String NOTHING = "nothing was saved";

  /// What was typed of the output.
  ///
  /// @param json whether stdout gets events instead of the path
  /// @param rows whether the page may show rows
  /// @param again flags that have to be added when the command is typed again; empty if none
  /// @param watch shows the networks while they learn; null if nothing does
  public record Asked(boolean json, boolean rows, String again, @Nullable Watch watch) {
    /// What was typed of the output of a command with these flags.
    public static Asked of(Arguments arguments, @Nullable Watch watch) {
      boolean there = arguments.has("--out") && !arguments.has("--force"); // when typed again
      return new Asked(
          arguments.has("--json"), arguments.has("--include-rows"), there ? " --force" : "", watch);
    }

    /// Tells what the next networks learn, while the rows are there.
    private Plan shown(Plan plan) {
      if (watch != null) {
        watch.next(plan.preparation(), plan.network(), plan.config(), plan.metric());
      }
      return plan;
    }
  }

  /// Trains the baseline and tells of it; then the rows are needed no more, only what they were
  /// encoded to.
  ///
  /// @param interruption is closed at the end of the run, or here if there will be none
  public static Run of(
      TrainRows rows,
      Plan plan,
      RunFolder folder,
      Story story,
      Screen screen,
      Asked asked,
      Interruption interruption) {
    try {
      Model linear = linear(rows, plan, interruption);
      if (!interruption.stopped()) {
        story.baselines(plan, linear);
      }
      Held held = Held.of(rows, plan);
      Plan encoded = asked.shown(plan).withoutRows();
      return new Run(
          encoded,
          linear,
          jobs(rows, encoded, asked),
          held,
          interruption,
          folder,
          story,
          screen,
          asked,
          RunReport.of(rows, asked.rows()));
    } catch (RuntimeException | Error e) {
      interruption.close();
      folder.removeIfEmpty();
      throw e;
    }
  }

  private static List<Supplier<Ensemble.Job>> jobs(TrainRows rows, Plan plan, Asked asked) {
    Split.Folds folds = rows.folds();
    if (folds == null) {
      return List.of(() -> plan.job(null));
    }
    List<Supplier<Ensemble.Job>> jobs = new ArrayList<>();
    jobs.add(() -> plan.job(folds.get(0).test()));
    for (int f = 1; f < folds.count(); f++) {
      int fold = f;
      jobs.add(
          () ->
              asked
                  .shown(Plan.of(rows.fold(fold, plan.settings())))
                  .withoutRows()
                  .job(folds.get(fold).test()));
    }
    return jobs;
  }

  /// How many networks there are to be.
  private int planned() {
    return plan.size().networks(jobs.size());
  }

  /// Runs. Nothing that calls it may hold the rows.
  ///
  /// @return the exit code
  /// @throws SomaException.Training E601 if it diverged; the best weights are saved
  public int go() {
    try (interruption) {
      if (interruption.stopped()) {
        interrupted();
        return Interruption.EXIT;
      }
      return train();
    } finally {
      folder.removeIfEmpty();
    }
  }

  private void interrupted() {
    boolean searched = folder.hasTrials();
    String kept = searched ? "the trials are kept in " + folder.trials() : NOTHING;
    story.early(kept);
    if (searched) {
      screen.block("NEXT", resume(), List.of());
    }
    folder.removeIfEmpty(); // now: the process ends with these blocks
  }

  /// What goes on with the search that this is the last training of.
  private String resume() {
    return "soma tune --resume " + Text.quoted(folder.path().toString());
  }

  private int train() {
    folder.begin(plan.settings());
    try (RunLog log = folder.log()) {
      Execution execution = plan.execution(interruption::stopped);
      Writer out = new BufferedWriter(new OutputStreamWriter(screen.out(), StandardCharsets.UTF_8));
      begin(execution, log, out);
      TrainingListener events = events(log, out);
      Tally tally = new Tally();
      TrainingListener kept = TrainingListener.all(List.of(events, tally));
      held.data().forEach(d -> kept.on(new TrainingEvent.Diagnosed(d, 1)));
      TrainingListener telling = BatchLines.telling(screen, execution.maxSeconds());
      TrainingListener watch = asked.watch() == null ? TrainingListener.silent() : asked.watch();
      TrainingListener all = TrainingListener.all(List.of(kept, telling, watch));
      TrainingListener listener = plan.typed().telling(held.far().telling(all));
      int beside = Ensemble.beside(plan.job(null), planned(), plan.metric(), execution, listener);
      story.fit(plan, execution, planned(), beside);
      long begun = System.nanoTime();
      Fit fit = folder.trained(() -> fit(execution, listener));
      double seconds = (System.nanoTime() - begun) / 1e9;
      tally.lines(planned()).forEach(line -> screen.say("  " + line));
      story.stop(plan, fit, planned(), seconds);
      story.calibrated(fit.model());
      save(fit, log, out);
      try {
        return finish(fit, tally, log, out);
      } catch (SomaException.Resource e) {
        tell(end(fit, Optional.empty()), out);
        throw new SomaException.Resource(
            e.id(),
            log.after(e) + "\nthe model is whole: it is in " + folder.model(),
            e.fixes().toArray(String[]::new));
      }
    }
  }

  /// Writes the first event. A disk that has no room for it has none for a model.
  private void begin(Execution execution, RunLog log, Writer out) {
    Map<String, Object> begin = RunLog.begin(shown(plan.settings().text(Key.DATA)), execution);
    RunLog.write(log, begin);
    SomaException.Resource full = log.failure();
    if (full != null) {
      folder.takeBack();
      throw full;
    }
    if (asked.json()) {
      RunLog.write(out, begin);
    }
  }

  /// Saves the model. If there is no room for it, the work files give theirs, once their rows have
  /// been tested with.
  private void save(Fit fit, RunLog log, Writer out) {
    try {
      folder.save(fit);
    } catch (SomaException.Resource full) {
      WorkFolder work = held.work();
      if (work == null) {
        throw full;
      }
      Optional<TestResult> test = Optional.empty();
      try {
        if (!Diverged.learnedNothing(fit)) {
          story.folds(fit, jobs.size(), plan.settings().on(Key.FOLD_VALIDATES));
          test = tested(fit, null); // no row can be explained by a model that may not be saved
        }
      } finally {
        work.close();
        folder.save(fit);
      }
      Map<String, Object> end = end(fit, test);
      RunLog.write(log, end);
      tell(end, out);
      throw new SomaException.Resource(
          "E804",
          "the disk is full · there was room for the model only without the work files, so that"
              + " there is nothing beside it, such as report.html\n"
              + Diverged.kept(fit)
              + folder.model(),
          full.fixes().toArray(String[]::new));
    }
  }

  private Fit fit(Execution execution, TrainingListener listener) {
    Fit fit =
        Ensemble.train(
            jobs, plan.size(), plan.metric(), plan.settings().ofRows(), execution, listener);
    return Diverged.learnedNothing(fit) ? fit : fit.calibrated(plan.rules(), plan.metric());
  }

  /// Tests, and writes what is beside the model.
  private int finish(Fit fit, Tally tally, RunLog log, Writer out) {
    folder.config(plan.settings().counted(fit.model().provenance().settings()));
    Divergence divergence = fit.divergence();
    if (divergence != null && Diverged.learnedNothing(fit)) { // nothing to test or to predict with
      RunLog.write(log, end(fit, Optional.empty()));
      throw diverged(divergence, fit);
    }
    OutOfFold oof = fit.outOfFold();
    if (oof != null && !oof.parts().isEmpty()) {
      OofFile.write(folder.outOfFold(), oof);
      story.folds(fit, jobs.size(), plan.settings().on(Key.FOLD_VALIDATES));
    }
    Optional<TestResult> test = tested(fit, held.file());
    Map<String, Object> end = end(fit, test);
    if (oof != null && !oof.parts().isEmpty()) {
      end.put("cv", FoldsBlock.json(oof));
    }
    RunLog.write(log, end);
    List<String> next = next(fit);
    folder.report(report.html(plan, fit, planned(), tally, test, folder, next));
    story.saved(folder, next);
    if (divergence != null) {
      throw diverged(divergence, fit);
    }
    SomaException.Resource gap = log.failure();
    if (gap != null) {
      throw gap;
    }
    tell(end, out);
    return isCut(fit) ? Interruption.EXIT : 0;
  }

  /// The result.
  private void tell(Map<String, Object> end, Writer out) {
    if (asked.json()) {
      RunLog.write(out, end);
    } else {
      screen.result(folder.model().toString());
    }
    screen.out().flush(); // before the process may end
  }

  private static boolean isCut(Fit fit) {
    return fit.history().stopped().reason() == TrainingEvent.Reason.INTERRUPTED;
  }

  private static Model linear(TrainRows rows, Plan plan, Interruption interruption) {
    Loss loss = Baselines.loss(plan.preparation(), plan.config().loss());
    Preparation own =
        plan.config().loss().hard().equals(loss) ? plan.preparation() : Plan.prepared(rows, loss);
    Execution execution = plan.execution(interruption::stopped);
    return Baselines.linear(own, loss, Recipe.metric(own.task()), execution).model();
  }

  /// What keeps all events.
  private TrainingListener events(Writer log, Writer out) {
    TrainingListener kept = TrainingListener.json(log);
    return asked.json() ? TrainingListener.all(List.of(kept, TrainingListener.json(out))) : kept;
  }

  /// @param file whose rows can be explained; null if none can
  private Optional<TestResult> tested(Fit fit, @Nullable Path file) {
    Table table = held.test();
    if (table.rows() == 0) {
      screen.block("TEST", "no test rows: nothing was held out", List.of());
      return Optional.empty();
    }
    String command =
        file == null
            ? ""
            : "soma explain "
                + Text.quoted(folder.model().toString())
                + " "
                + Text.quoted(file.toString())
                + " --line ";
    TestResult test =
        TestResult.of(
            fit.model(),
            Optional.of(linear),
            plan.preparation(),
            table,
            plan.metric(),
            plan.config().seed(),
            command);
    story.test(test);
    return Optional.of(test);
  }

  private Map<String, Object> end(Fit fit, Optional<TestResult> test) {
    double seconds = fit.history().stopped().seconds();
    String model = folder.model().toString();
    return test.map(t -> RunLog.end(model, t.evaluation(), seconds))
        .orElseGet(() -> RunLog.end(model, seconds));
  }

  private List<String> next(Fit fit) {
    String model = Text.quoted(folder.model().toString());
    List<String> next = new ArrayList<>();
    if (isCut(fit) && folder.hasTrials()) {
      next.add(resume());
    }
    next.add("soma inspect " + model);
    held.predict(fit.model(), model, plan.settings()).ifPresent(next::add);
    return next;
  }

  private String shown(String data) {
    return data.isEmpty() ? JdbcSource.masked(plan.settings().text(Key.JDBC)) : data;
  }

  private SomaException.Training diverged(Divergence d, Fit fit) {
    String line =
        d.row() < 0 || jobs.size() > 1
            ? ""
            : ", first in line " + Text.count(plan.preparation().training().line(d.row()));
    Optimizer optimizer = plan.config().optimizer();
    return Diverged.error(fit, optimizer, line, folder.model(), plan.typed(), asked.again());
  }
}
