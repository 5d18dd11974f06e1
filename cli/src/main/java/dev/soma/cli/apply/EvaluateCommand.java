package dev.soma.cli.apply;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Settings;
import dev.soma.cli.diagnose.DataDiagnostics;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.report.ImportanceBlock;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.explain.Importance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// `soma evaluate`: how good a model is on rows whose truth is known.
public final class EvaluateCommand implements Command {
  private static final String GROUP = "Evaluate";

  /// Makes the command.
  public EvaluateCommand() {}

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String help() {
    return "metrics with intervals of a model on a file, or of two models side by side";
  }

  @Override
  public String synopsis() {
    return "MODEL [MODEL] FILE [FLAGS]";
  }

  @Override
  public int words() {
    return 3;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(Flag.value("--target", "COL", GROUP, "column of the truth: the model's target"));
    flags.add(
        Flag.value("--fail-under", "METRIC=X", GROUP, "exit 7 if a metric is worse: accuracy=0.9"));
    flags.add(
        Flag.value(
                "--importance",
                "N",
                GROUP,
                "permute each column N times, "
                    + Importance.REPEATS
                    + ": how much worse a metric gets")
            .usually(Integer.toString(Importance.REPEATS)));
    flags.add(
        Flag.value("--metric", "METRIC", GROUP, "of --importance: the one that chose the epoch")
            .where(EvaluateCommand::isMetric));
    flags.add(Flag.value("--seed", "N", GROUP, "of what is drawn here: the seed of the model"));
    flags.addAll(Inputs.flags());
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma evaluate runs/titanic-1 examples/titanic.csv",
        "soma evaluate runs/titanic-1 runs/titanic-2 examples/titanic.csv",
        "soma evaluate runs/titanic-1 examples/titanic.csv --importance 5",
        "soma evaluate runs/titanic-1 examples/titanic.csv --fail-under accuracy=0.7");
  }

  @Override
  public void check(Arguments arguments) {
    List<Limit> limits = Limit.of(arguments);
    requireNoWord(arguments);
    if (arguments.has("--metric")) {
      Metric _ = Limit.metric("--metric", arguments.text("--metric").orElse(""), "");
    }
    if (arguments.has("--metric") && !arguments.has("--importance")) {
      throw new SomaException.Usage(
          "E207",
          "--metric without --importance · all usual metrics are shown",
          arguments.without("--metric"),
          "--importance " + Importance.REPEATS);
    }
    int _ = arguments.has("--importance") ? repeats(arguments) : 0;
    int _ = arguments.has("--seed") ? seed(arguments) : 0;
    if (arguments.words().size() == 3) {
      requireOneModel(arguments, limits);
    }
    Inputs.require(Settings.PRESETS.with(arguments));
  }

  private static int repeats(Arguments arguments) {
    return arguments.whole("--importance", 1, Importance.REPEATS);
  }

  private static int seed(Arguments arguments) {
    return arguments.whole("--seed", 0, 42);
  }

  private static void requireOneModel(Arguments arguments, List<Limit> limits) {
    if (!limits.isEmpty() || arguments.has("--importance")) {
      throw new SomaException.Usage(
          "E207",
          limits.isEmpty()
              ? "--importance with two models · it is of one model"
              : "--fail-under with two models · a limit is for one model",
          arguments.of(List.of(arguments.word(0, "model"), arguments.word(2, "file"))).line());
    }
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    List<Limit> limits = Limit.of(arguments);
    Model model = ModelPath.load(arguments, 0, "model");
    if (arguments.words().size() == 3) {
      return compare(arguments, screen, model);
    }
    requireTarget(arguments, model);
    Optional<Importance.Rules> permuted = importance(arguments, model);
    Seeds seeds = seeds(arguments, model);
    Table table =
        UsableRows.of(model).of(read(arguments, model, Path.of(arguments.word(1, "file"))), "");
    Predictions predictions = model.predict(table);
    Outcomes outcomes = predictions.against(model.encoder().encode(table, model.target()));
    Evaluation.Offsets offsets = model.offsets(table);
    Evaluation evaluation =
        Evaluation.of(
            outcomes,
            metrics(outcomes, limits),
            Evaluation.constant(outcomes, offsets),
            offsets,
            seeds);
    Optional<Importance> importance = permuted.map(rules -> Importance.of(model, table, rules));
    boolean json = arguments.has("--json");
    if (json) {
      screen.result(json(evaluation, importance));
    }
    tell(screen.telling(json), evaluation, model, table, predictions);
    importance.ifPresent(
        i ->
            screen
                .telling(json)
                .block("COLUMN", ImportanceBlock.head(i), ImportanceBlock.lines(i)));
    Limit.require(limits, evaluation);
    return 0;
  }

  private static Table read(Arguments arguments, Model model, Path file) {
    return Inputs.trained(file, Inputs.settings(model, arguments));
  }

  private static void requireTarget(Arguments arguments, Model model) {
    for (String name : arguments.list("--target")) {
      if (!model.target().names().contains(name)) {
        throw new SomaException.Mismatch(
            "E510",
            "other target · the model predicts "
                + String.join(", ", model.target().names())
                + ", not "
                + name,
            "--target " + Names.listed(model.target().names().toArray(String[]::new)));
      }
    }
  }

  private static Seeds seeds(Arguments arguments, Model model) {
    return Seeds.of(arguments.has("--seed") ? seed(arguments) : model.provenance().seed());
  }

  /// What is asked of the columns; empty if nothing is.
  private static Optional<Importance.Rules> importance(Arguments arguments, Model model) {
    if (!arguments.has("--importance")) {
      return Optional.empty();
    }
    Importance.Rules rules =
        Importance.Rules.of(model).repeats(repeats(arguments)).seeds(seeds(arguments, model));
    return Optional.of(
        arguments
            .text("--metric")
            .map(m -> rules.metric(Limit.metric("--metric", m, "")))
            .orElse(rules));
  }

  /// Refuses a word behind a flag without a number that was meant as the model or the file; asked
  /// before anything is read, as the words that are left say something else.
  private static void requireNoWord(Arguments arguments) {
    String text = arguments.text("--importance").orElse("");
    Path path = Path.of(text);
    List<String> words = new ArrayList<>(arguments.words());
    if (text.isEmpty() || Flag.isNumber(text) || (words.size() == 2 && !Files.exists(path))) {
      return; // a number, or a wrong one
    }
    boolean known = words.size() == 1 && ModelPath.isThere(Path.of(words.getFirst()));
    if (words.size() < 2) {
      words.add(known ? 1 : 0, text);
    }
    String kind = ModelPath.isThere(path) ? "that is a model" : "that is a file";
    throw new SomaException.Usage(
        "E209",
        "--importance \""
            + text
            + "\" · expected a whole number >= 1; "
            + (Files.exists(path) ? kind + ", which" : "a name")
            + " belongs before the flag",
        words.size() < 2
            ? "soma evaluate --help"
            : arguments
                .of(words)
                .with("--importance", "--importance", Integer.toString(Importance.REPEATS)));
  }

  /// `soma evaluate A.soma B.soma FILE`.
  private static int compare(Arguments arguments, Screen screen, Model first) {
    Model second = ModelPath.load(arguments, 1, "second model");
    Comparison.requireSame(first, second);
    Path file = Path.of(arguments.word(2, "file"));
    Table read = read(arguments, first, file);
    boolean same = Inputs.settings(first, arguments).equals(Inputs.settings(second, arguments));
    Table again = same ? read : read(arguments, second, file);
    Comparison.Rows rows =
        Comparison.Rows.of(read, UsableRows.of(first), again, UsableRows.of(second));
    Outcomes a = first.outcomes(rows.first());
    Outcomes b = second.outcomes(rows.second());
    Comparison c = Comparison.of(a, b, seeds(arguments, first));
    boolean json = arguments.has("--json");
    if (json) {
      List<Integer> unpredicted = List.of(a.unpredicted(), b.unpredicted());
      screen.result(c.json(arguments.word(0, "model"), arguments.word(1, "model"), unpredicted));
    }
    screen
        .telling(json)
        .block(
            "EVAL",
            file
                + "   "
                + Text.count(a.rows(), "row")
                + "   first "
                + arguments.word(0, "model")
                + " · second "
                + arguments.word(1, "model"),
            lines(c, rows.first(), List.of(first, second), List.of(a, b)));
    return 0;
  }

  private static List<String> lines(
      Comparison c, Table rows, List<Model> models, List<Outcomes> said) {
    List<String> lines = new ArrayList<>(c.lines());
    for (int k = 0; k < said.size(); k++) {
      String which = k == 0 ? "the first: " : "the second: ";
      TestBlock.unpredicted(said.get(k).unpredicted(), models.get(k).target().task())
          .forEach(line -> lines.add(which + line));
    }
    lines.addAll(skipped(rows));
    if (models.stream().anyMatch(m -> trainedOn(m, rows))) {
      lines.add("note: a model was trained on this file, so these figures flatter it");
    }
    return lines;
  }

  private static List<String> skipped(Table rows) {
    int skipped = rows.source().rejected();
    return skipped == 0 ? List.of() : List.of(Text.skipped(skipped, ""));
  }

  private static boolean trainedOn(Model model, Table table) {
    return !model.provenance().dataSha256().isEmpty()
        && model.provenance().dataSha256().equals(table.source().sha256());
  }

  /// The usual ones, and those that a limit is set for.
  private static List<Metric> metrics(Outcomes outcomes, List<Limit> limits) {
    List<Metric> metrics = new ArrayList<>(Metric.usual(outcomes));
    for (Limit limit : limits) {
      if (limit.metric().applies(outcomes) && !metrics.contains(limit.metric())) {
        metrics.add(limit.metric());
      }
    }
    return metrics;
  }

  private static void tell(
      Screen screen, Evaluation e, Model model, Table table, Predictions predictions) {
    List<String> lines = new ArrayList<>(TestBlock.scores(e, model.target()));
    lines.addAll(TestBlock.unpredicted(e.unpredicted(), model.target().task()));
    lines.addAll(TestBlock.residuals(e, model.target()));
    lines.addAll(TestBlock.confusion(e, model.target()));
    if (!e.worst().isEmpty()) {
      lines.add("worst rows");
      e.worst().forEach(w -> lines.add("  " + TestBlock.worst(w, table, model.target())));
    }
    String unseen = TestBlock.unseen(predictions.flags());
    if (!unseen.isEmpty()) {
      lines.add("unseen categories, treated as unknown: " + unseen);
    }
    Map<String, Long> outside = new TreeMap<>();
    predictions.flags().forEach(flag -> DataDiagnostics.count(flag, outside, model));
    lines.addAll(
        DataDiagnostics.lines(
            DataDiagnostics.range(outside, table.rows(), model).stream().toList()));
    lines.addAll(skipped(table));
    if (trainedOn(model, table)) {
      lines.add("note: the model was trained on this file, so these figures flatter it");
    }
    screen.block("EVAL", table.source().name() + "   " + Text.count(e.rows(), "row"), lines);
  }

  private static String json(Evaluation evaluation, Optional<Importance> importance) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (Evaluation.Score score : evaluation.scores()) {
      metrics.put(score.metric().name(), Text.finite(score.value()));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rows", evaluation.rows());
    if (evaluation.unpredicted() > 0) {
      all.put("unpredicted", evaluation.unpredicted());
    }
    all.put("metrics", metrics);
    importance.ifPresent(
        i -> all.put("importance", ImportanceBlock.json(i, i.columns().size(), Integer.MAX_VALUE)));
    return JsonMapper.shared().writeValueAsString(all);
  }

  private static boolean isMetric(String name) {
    try {
      Metric _ = Metric.parse(name);
      return true;
    } catch (SomaException.Usage _) {
      return false;
    }
  }
}
