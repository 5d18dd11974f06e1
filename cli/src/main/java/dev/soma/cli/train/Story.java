package dev.soma.cli.train;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.diagnose.DataDiagnostics;
import dev.soma.cli.input.Parting;
import dev.soma.cli.report.CalibrationBlock;
import dev.soma.cli.report.DataBlock;
import dev.soma.cli.report.FitBlock;
import dev.soma.cli.report.FoldsBlock;
import dev.soma.cli.report.NetBlock;
import dev.soma.cli.report.SplitNotes;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.PairedTest;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.recipe.Fit;
import dev.soma.recipe.OutOfFold;
import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingHistory;
import dev.soma.train.diagnose.Condition;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is told of a run, block by block.
///
/// @param screen where
public record Story(Screen screen) {
  private static final String NONE_LEVELLED =
      "no number also as levels: none has equal quartiles and more than 8 repeated values"
          + " (pixels and dates are left out)";

  /// Version, Java, cores, seed.
  public void header(Settings settings) {
    screen.say(
        "soma "
            + Fit.VERSION
            + " · Java "
            + Runtime.version().feature()
            + " · "
            + Text.count(Runtime.getRuntime().availableProcessors(), "core")
            + " · seed "
            + settings.text(Key.SEED)
            + " · offline");
  }

  /// What the rows are, and their parts.
  public void rows(TrainRows rows) {
    Table table = rows.table();
    boolean counts = rows.settings().text(Key.LOSS).strip().startsWith("poisson");
    Map<String, String> still = SplitNotes.still(rows.split(), rows.folds());
    DataBlock.tell(screen, table, table.task(), rows.rules(), counts, still);
    DataDiagnostics.lines(rows.diagnostics().stream().filter(Story::isOfTarget).toList())
        .forEach(line -> screen.say("  " + line));
    split(rows);
  }

  /// Whether it is no finding of a column, which are told with the columns.
  private static boolean isOfTarget(Diagnostic d) {
    return d.condition() == Condition.D11;
  }

  private void split(TrainRows rows) {
    Split split = rows.split();
    Settings s = rows.settings();
    boolean strata = rows.table().task() != Task.REGRESSION;
    Split.Folds folds = rows.folds();
    screen.block(
        "SPLIT",
        Parting.words(s, strata ? "stratified" : "by tenths of the target")
            + ", seed "
            + s.text(Key.SEED)
            + "    "
            + (folds == null ? "" : Text.count(folds.count(), "fold") + ", the first: ")
            + "train "
            + Text.count(split.train().rows())
            + " · validation "
            + Text.count(split.validation().rows())
            + (s.given(Key.VALIDATION) ? " (" + split.validation().source().name() + ")" : "")
            + (folds == null || s.on(Key.FOLD_VALIDATES)
                ? ""
                : " · held out " + Text.count(folds.get(0).test().rows()))
            + " · test "
            + Text.count(split.test().rows())
            + (split.test().source().name().equals(rows.table().source().name())
                ? ""
                : " (" + split.test().source().name() + ")")
            + "   (statistics fitted on train only)",
        rows.notes());
  }

  /// The layers.
  ///
  /// @param levels whether somebody typed that numbers which repeat shall be categories as well
  public void net(Plan plan, boolean levels) {
    NetBlock.tell(
        screen,
        plan.network(),
        plan.config().loss(),
        plan.config().regularization(),
        plan.config().optimizer(),
        plan.config().initializer(),
        plan.preparation().split().train().rows());
    String where = plan.settings().count(Key.CV) > 0 ? "in the first fold: " : "";
    NetBlock.logarithms(plan.preparation().encoder())
        .ifPresent(line -> screen.say("  " + where + line));
    NetBlock.levelled(List.of(plan.preparation().encoder()))
        .or(() -> levels ? Optional.of(NONE_LEVELLED) : Optional.empty())
        .ifPresent(line -> screen.say("  " + where + line));
  }

  /// What the net must beat, on the validation rows.
  void baselines(Plan plan, Model linear) {
    Table rows =
        plan.preparation().split().validation().rows() > 0
            ? plan.preparation().split().validation()
            : plan.preparation().split().train();
    Outcomes outcomes = linear.outcomes(rows);
    Metric metric = TestResult.headline(outcomes);
    Evaluation evaluation =
        Evaluation.of(
            outcomes,
            List.of(metric),
            TestResult.constant(linear, plan.preparation()),
            linear.offsets(rows),
            dev.soma.math.Seeds.of(plan.config().seed()));
    String always =
        evaluation
            .baseline()
            .score(metric)
            .map(b -> TestBlock.value(metric, b.value()))
            .orElse("-");
    String score =
        evaluation.score(metric).map(x -> TestBlock.value(metric, x.value())).orElse("-");
    screen.block(
        "BASE",
        TestBlock.constant(evaluation, plan.preparation().target())
            + " "
            + always
            + "   linear "
            + score
            + "   ("
            + TestBlock.label(metric)
            + ", "
            + (rows == plan.preparation().split().train() ? "training" : "validation")
            + " rows)   ← the net must beat these",
        List.of());
  }

  /// How it learns.
  ///
  /// @param networks how many
  /// @param beside how many of them at once
  void fit(Plan plan, Execution execution, int networks, int beside) {
    new FitBlock(
            plan.network(),
            plan.config(),
            plan.metric(),
            plan.preparation().training().rows(),
            plan.preparation().validation().rows(),
            plan.preparation().target() instanceof TargetEncoder.Numbers n && !n.lows().isEmpty(),
            networks,
            beside)
        .tell(screen, execution, plan.settings().text(Key.EFFORT).equals("fast"));
  }

  /// Somebody asked to stop before anything was learned.
  ///
  /// @param kept what there is to be found
  void early(String kept) {
    screen.block("STOP", "interrupted before the first epoch; " + kept, List.of());
  }

  /// Why the training of several networks ended, and which of them are the model.
  ///
  /// @param planned how many there were to be
  /// @param seconds that all of them took
  void stop(Plan plan, Fit fit, int planned, double seconds) {
    if (planned == 1) {
      stop(plan, fit.history());
      return;
    }
    TrainingEvent.Stopped s = fit.history().stopped();
    List<String> epochs =
        fit.members().stream()
            .map(m -> Integer.toString(m.history().stopped().bestEpoch()))
            .toList();
    int kept = fit.members().size();
    boolean cut =
        switch (s.reason()) {
          case MAX_TIME, INTERRUPTED, DIVERGED -> true;
          case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> false;
        };
    screen.block(
        "STOP",
        (cut
                ? why(plan, s)
                    + " of network "
                    + Math.min(planned, kept + (kept == 1 && isCut(fit) ? 0 : 1))
                    + " of "
                    + planned
                    + (isCut(fit) ? "; the others are left out; " : ", which is left out; ")
                : "")
            + Text.count(kept, "network")
            + " kept, weights of "
            + of(epochs)
            + ".  "
            + Text.seconds(seconds),
        NetBlock.unlike(fit.model().members().stream().map(Member::encoder).toList()).stream()
            .toList());
  }

  private static String of(List<String> epochs) {
    return epochs.size() > 1
        ? "the epochs " + Text.list(epochs, 20)
        : epochs.contains("0") ? "the start" : "epoch " + epochs.getFirst();
  }

  /// Whether the only network that is kept was cut short itself.
  private static boolean isCut(Fit fit) {
    return fit.members().size() == 1 && fit.members().getFirst().history().equals(fit.history());
  }

  /// Why a training ended.
  static String why(Plan plan, TrainingEvent.Stopped s) {
    return switch (s.reason()) {
      case COMPLETED -> "all " + Text.count(s.epoch(), "epoch") + " run";
      case EARLY ->
          "early at "
              + s.epoch()
              + ": validation had not improved for "
              + Text.count(plan.config().patience(), "epoch");
      case CONVERGED -> "converged at " + s.epoch();
      case MAX_STEPS -> "the limit of " + Text.count(s.step(), "step") + " was reached";
      case MAX_TIME -> "the time was up in epoch " + s.epoch();
      case INTERRUPTED -> "interrupted in epoch " + s.epoch();
      case DIVERGED -> "diverged in epoch " + s.epoch();
    };
  }

  /// What the folds say of the rows that they held out.
  void folds(Fit fit, int planned, boolean flattering) {
    OutOfFold oof = fit.outOfFold();
    if (oof == null || oof.parts().isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(FoldsBlock.lines(oof, planned));
    if (flattering) {
      lines.add("these rows chose the epochs of their folds, so the figures are a little too good");
    }
    screen.block("FOLDS", FoldsBlock.head(oof, planned), lines);
  }

  /// Why it ended.
  private void stop(Plan plan, TrainingHistory history) {
    TrainingEvent.Stopped s = history.stopped();
    boolean chosen = plan.preparation().validation().rows() > 0;
    String why = why(plan, s);
    List<String> more = new ArrayList<>();
    long mistakes = history.epochs().getLast().mistakes();
    if (mistakes >= 0) {
      more.add(
          "the last pass made "
              + Text.count(mistakes, "mistake")
              + (mistakes == 0
                  ? ": the training rows are separated"
                  : ": the training rows were not separated"));
    }
    screen.block(
        "STOP",
        why
            + "; weights of epoch "
            + s.bestEpoch()
            + (chosen ? " restored" : " kept")
            + ".  "
            + Text.seconds(s.seconds()),
        more);
  }

  /// What the validation rows have said since.
  void calibrated(Model model) {
    List<String> lines = CalibrationBlock.lines(model);
    if (!lines.isEmpty()) {
      screen.block("CALIB", lines.getFirst(), lines.subList(1, lines.size()));
    }
  }

  /// How good it is on rows that nothing has seen.
  void test(TestResult test) {
    Evaluation e = test.evaluation();
    TargetEncoder target = test.target();
    List<String> lines = new ArrayList<>(TestBlock.scores(e, target));
    test.paired().ifPresent(p -> lines.add(compared(p)));
    lines.addAll(TestBlock.unpredicted(e.unpredicted(), target.task()));
    lines.addAll(TestBlock.residuals(e, target));
    lines.addAll(TestBlock.confusion(e, target));
    if (!e.worst().isEmpty()) {
      lines.add(worst(test));
    }
    if (!test.unseen().isEmpty()) {
      lines.add("unseen categories, treated as unknown: " + test.unseen());
    }
    lines.addAll(DataDiagnostics.lines(test.outside().stream().toList()));
    screen.block("TEST", "opened once: " + Text.count(e.rows(), "row"), lines);
  }

  private static String worst(TestResult test) {
    String row = TestBlock.worst(test.evaluation().worst().getFirst(), test.table(), test.target());
    String what =
        test.target() instanceof TargetEncoder.Numbers
            ? "largest error: "
            : Double.isFinite(test.evaluation().worst().getFirst().p())
                ? "most confident mistake: "
                : "a mistake: ";
    int line = test.table().line(test.evaluation().worst().getFirst().row());
    return what + row + test.explain(line);
  }

  private static String compared(PairedTest p) {
    Metric metric = p.metric();
    boolean share = metric instanceof Metric.Accuracy;
    double gap = p.difference();
    String baseline = "linear baseline " + TestBlock.value(metric, p.second());
    if (Double.isNaN(gap)) {
      return baseline + ", and so is the net";
    }
    long rows = Math.round(Math.abs(gap) * p.rows());
    boolean better = metric.higherIsBetter() ? gap > 0 : gap < 0;
    String size =
        share
            ? Text.count(rows, "row")
            : Text.figure(Math.abs(gap)) + " in " + TestBlock.label(metric);
    String verdict =
        gap == 0
            ? "no gap"
            : "the net is "
                + (better ? "better" : "worse")
                + (Double.isInfinite(gap) ? "" : " by " + size);
    return baseline + ": " + verdict + ", " + p.significance();
  }

  /// What was saved, and what can be typed next.
  void saved(RunFolder folder, List<String> next) {
    screen.block(
        "SAVED",
        folder.path()
            + "/  model.soma "
            + Text.bytes(folder.modelBytes())
            + (folder.hasOutOfFold() ? " · oof.csv" : "")
            + (folder.hasTrials() ? " · trials.jsonl" : "")
            + " · report.html"
            + (folder.hasLog() ? " · run.jsonl" : "")
            + " · config.toml",
        List.of());
    screen.block("NEXT", String.join("   ·   ", next), List.of());
  }
}
