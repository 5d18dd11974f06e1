package dev.soma.cli.train;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.diagnose.Tally;
import dev.soma.cli.input.Parting;
import dev.soma.cli.page.Page;
import dev.soma.cli.page.Section;
import dev.soma.cli.page.run.CardSection;
import dev.soma.cli.page.run.CurvesSection;
import dev.soma.cli.page.run.DataSection;
import dev.soma.cli.page.run.DiagnosticsSection;
import dev.soma.cli.page.run.NetworkSection;
import dev.soma.cli.page.run.ReproduceSection;
import dev.soma.cli.page.run.WeightsSection;
import dev.soma.cli.page.test.ConfusionSection;
import dev.soma.cli.page.test.ExampleSection;
import dev.soma.cli.page.test.FoldsSection;
import dev.soma.cli.page.test.ImportanceSection;
import dev.soma.cli.page.test.ProbabilitySection;
import dev.soma.cli.page.test.ResidualSection;
import dev.soma.cli.page.test.ScoresSection;
import dev.soma.cli.page.test.Verdict;
import dev.soma.cli.report.CalibrationBlock;
import dev.soma.cli.report.NetBlock;
import dev.soma.cli.report.SplitNotes;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Text;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.Row;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Outcomes;
import dev.soma.model.Provenance;
import dev.soma.model.explain.BaseTrace;
import dev.soma.model.explain.Importance;
import dev.soma.model.explain.OutputNumber;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Ensemble;
import dev.soma.recipe.Fit;
import dev.soma.recipe.OutOfFold;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `report.html` of a run is made of: the list of its sections.
///
/// @param rows what there is to say of the rows, which are gone when the page is written
/// @param shows whether the page may show a row
record RunReport(DataSection rows, boolean shows) {
  /// One part in so many of what the training cost may go into the importance of the columns.
  private static final int SHARE = 20;

  private static final String FIRST = " Both passes are those of the first network of the model.";

  private static final String OF_BASE =
      " The row and both passes are those of the first network of the model.";

  static RunReport of(TrainRows rows, boolean shows) {
    Table table = rows.table();
    Settings s = rows.settings();
    Split split = rows.split();
    Split.Folds folds = rows.folds();
    Map<String, Integer> parts = new LinkedHashMap<>();
    parts.put("train", split.train().rows());
    parts.put("validation", split.validation().rows());
    if (folds != null && !s.on(Key.FOLD_VALIDATES)) {
      parts.put("held out", folds.get(0).test().rows());
    }
    parts.put("test", split.test().rows());
    boolean counts = s.text(Key.LOSS).strip().startsWith("poisson");
    boolean strata = table.task() != Task.REGRESSION;
    String words =
        Parting.words(s, strata ? "stratified" : "by tenths of the target")
            + ", seed "
            + s.text(Key.SEED)
            + (folds == null ? "" : "; " + Text.count(folds.count(), "fold") + ", here the first");
    Map<String, String> still = SplitNotes.still(split, folds);
    DataSection data =
        DataSection.of(
            table, rows.rules(), counts, still, new DataSection.Parts(words, parts, rows.notes()));
    return new RunReport(data, shows);
  }

  /// The page.
  ///
  /// @param planned how many networks there were to be
  /// @param tally what was wrong with it
  /// @param commands what can be typed next
  String html(
      Plan plan,
      Fit fit,
      int planned,
      Tally tally,
      Optional<TestResult> test,
      RunFolder folder,
      List<String> commands) {
    List<Section> sections = new ArrayList<>();
    sections.add(rows);
    String objective =
        NetBlock.objective(
            plan.config().loss(), plan.config().regularization(), plan.config().optimizer());
    sections.add(NetworkSection.of(fit.model(), objective));
    sections.add(new CurvesSection(runs(fit), plan.metric().toString(), stop(plan, fit, planned)));
    if (!tally.told().isEmpty()) {
      sections.add(new DiagnosticsSection(tally.told(), planned));
    }
    test.ifPresent(t -> tested(sections, fit, t));
    test.flatMap(t -> importance(plan, fit, t)).ifPresent(sections::add);
    folds(plan, fit).ifPresent(sections::add);
    sections.add(WeightsSection.of(fit.model()));
    test.filter(_ -> shows)
        .map(t -> example(fit, t))
        .or(() -> example(fit, shows))
        .ifPresent(sections::add);
    sections.add(reproduce(plan, fit, folder, commands));
    sections.add(new CardSection());
    String verdict =
        test.map(Verdict::of).orElseGet(() -> Verdict.of(Optional.ofNullable(fit.outOfFold())));
    List<String> remarks = new ArrayList<>(test.map(Verdict::remarks).orElse(List.of()));
    if (isCut(fit)) {
      remarks.add("The training was cut short: " + stop(plan, fit, planned));
    }
    String title =
        Text.cut(String.join(", ", fit.model().target().names()), 80)
            + " from "
            + plan.preparation().split().train().source().name();
    return new Page(title, verdict, remarks, sections).html();
  }

  /// What the test rows say.
  private static void tested(List<Section> sections, Fit fit, TestResult test) {
    List<String> calibration = CalibrationBlock.lines(fit.model());
    sections.add(new ScoresSection(test));
    List<ConfusionSection.Matrix> matrices = matrices(test);
    if (!matrices.isEmpty()) {
      sections.add(new ConfusionSection(matrices));
    }
    if (test.outcomes() instanceof Outcomes.Numbers numbers) {
      sections.add(ResidualSection.of(test, numbers, calibration));
    } else {
      ProbabilitySection p = ProbabilitySection.of(test, calibration);
      if (p.hasContent()) {
        sections.add(p);
      }
    }
  }

  /// Nothing if the training was so short that its share allows no permutation.
  private static Optional<Section> importance(Plan plan, Fit fit, TestResult test) {
    Importance.Rules rules =
        Importance.Rules.of(fit.model())
            .metric(plan.metric())
            .work(Math.min(Importance.WORK, work(plan, fit) / SHARE));
    Importance importance = Importance.of(fit.model(), test.table(), rules);
    return importance.columns().isEmpty()
        ? Optional.empty()
        : Optional.of(new ImportanceSection(importance));
  }

  /// The multiplications of the training: forward, for delta, and for the gradient.
  private static long work(Plan plan, Fit fit) {
    long rows = plan.preparation().training().rows();
    boolean whole = plan.config().optimizer() instanceof Optimizer.Lbfgs; // all rows in each step
    long batch = whole ? rows : Math.min(rows, plan.config().batch());
    long steps =
        fit.members().isEmpty()
            ? fit.history().stopped().step()
            : fit.members().stream().mapToLong(t -> t.history().stopped().step()).sum();
    long weights = Importance.weights(fit.model()) / fit.model().members().size();
    return 3 * steps * batch * weights;
  }

  private static List<ConfusionSection.Matrix> matrices(TestResult test) {
    List<ConfusionSection.Matrix> all = new ArrayList<>();
    Evaluation e = test.evaluation();
    if (test.target() instanceof TargetEncoder.Classes c) {
      e.confusion().ifPresent(m -> all.add(new ConfusionSection.Matrix(c.name(), c.levels(), m)));
    } else if (test.target() instanceof TargetEncoder.Labels l) {
      for (Evaluation.Part part : e.parts()) {
        int k = part.column();
        part.confusion()
            .ifPresent(
                m -> all.add(new ConfusionSection.Matrix(l.names().get(k), l.levels().get(k), m)));
      }
    }
    return all;
  }

  /// The worst row, or the first if none is wrong.
  private static ExampleSection example(Fit fit, TestResult test) {
    List<Evaluation.WorstRow> worst = test.evaluation().worst();
    int at = worst.isEmpty() ? 0 : worst.getFirst().row();
    String what =
        worst.isEmpty()
            ? "The first test row; none was mistaken."
            : "The worst test row: "
                + TestBlock.worst(worst.getFirst(), test.table(), test.target())
                + ".";
    if (fit.members().size() > 1) {
      what += FIRST;
    }
    what += " This row is on the page because --include-rows was typed.";
    Row row = test.table().row(at);
    StringBuilder values = new StringBuilder();
    for (String name : test.table().names().stream().limit(100).toList()) {
      values
          .append(Text.padded(Text.cut(name, 27), 28))
          .append(test.table().column(name).text(at))
          .append('\n');
    }
    return new ExampleSection(
        what, values.toString(), withNumbers(fit, fit.model().trace(row).withCheck("W1", 0, 0)));
  }

  /// The row that rows are explained against, which is no row of the data.
  private static Optional<ExampleSection> example(Fit fit, boolean shows) {
    return BaseTrace.of(fit.model())
        .map(
            base -> {
              String what =
                  "No row of the data: the row that soma explain compares rows with, the training"
                      + " mean of each number and all levels of a category alike; y is "
                      + base.target()
                      + "."
                      + (base.moved() ? " All of its inputs are 0, so 1 is added to each." : "")
                      + (fit.members().size() > 1 ? OF_BASE : "")
                      + (shows ? "" : " --include-rows shows a test row instead.");
              StringBuilder values = new StringBuilder();
              for (BaseTrace.Column c : base.columns().stream().limit(100).toList()) {
                values
                    .append(Text.padded(Text.cut(c.name(), 27), 28))
                    .append(c.base())
                    .append('\n');
              }
              return new ExampleSection(what, values.toString(), withNumbers(fit, base.trace()));
            });
  }

  /// The trace as text, and what the first network makes of its outputs.
  private static String withNumbers(Fit fit, BackpropTrace trace) {
    StringBuilder text = new StringBuilder(TraceText.text(trace));
    OutputNumber.lines(fit.model().only(0).target(), trace)
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static Optional<Section> folds(Plan plan, Fit fit) {
    OutOfFold oof = fit.outOfFold();
    return oof == null || oof.parts().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new FoldsSection(
                oof, plan.settings().count(Key.CV), plan.settings().on(Key.FOLD_VALIDATES)));
  }

  private static List<CurvesSection.Run> runs(Fit fit) {
    List<CurvesSection.Run> runs = new ArrayList<>();
    for (Ensemble.Trained t : fit.members()) {
      String name = "network " + (runs.size() + 1) + ": fold " + t.fold() + ", seed " + t.seed();
      runs.add(new CurvesSection.Run(name, t.history()));
    }
    if (runs.isEmpty()) {
      runs.add(new CurvesSection.Run("network", fit.history()));
    }
    return runs;
  }

  private static String stop(Plan plan, Fit fit, int planned) {
    String why = Story.why(plan, fit.history().stopped());
    int kept = Math.max(1, fit.members().size());
    return planned == 1
        ? why + "; weights of epoch " + fit.history().stopped().bestEpoch() + "."
        : kept + " of " + planned + " networks; the last one: " + why + ".";
  }

  private static boolean isCut(Fit fit) {
    return switch (fit.history().stopped().reason()) {
      case MAX_TIME, INTERRUPTED, DIVERGED -> true;
      case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> false;
    };
  }

  private static ReproduceSection reproduce(
      Plan plan, Fit fit, RunFolder folder, List<String> commands) {
    Provenance p = fit.model().provenance();
    Map<String, String> all = new LinkedHashMap<>(p.settings());
    all.put("seed", Long.toString(p.seed()));
    String data = plan.settings().savable().text(Key.DATA);
    String command =
        "soma train " + (data.isEmpty() ? "" : Text.quoted(data) + " ") + Settings.asFlags(all);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("soma", p.version());
    facts.put("seed", Long.toString(p.seed()));
    if (!p.dataSha256().isEmpty()) {
      facts.put("sha256 of the data", p.dataSha256());
    }
    facts.put("rows learned from", Text.count(p.rows()));
    facts.put("steps", Text.count(p.step()));
    facts.put("sha256 of model.soma", folder.modelSha256());
    return new ReproduceSection(command, facts, commands);
  }
}
