package dev.soma.studio.data;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.Missing;
import dev.soma.eval.Metric;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A model that was saved, with rows to look at it on.
///
/// @param model one or several networks
/// @param name of its file
/// @param rows as texts, with the columns of the model and its targets
/// @param logs what is known of the training of each network; none if nothing is
public record SavedModel(Model model, String name, Table rows, List<List<TrainingEvent>> logs) {
  /// A model, with the log in its folder if that is the log of its training.
  ///
  /// @param file of the model
  /// @throws dev.soma.error.SomaException.Mismatch if a column is absent or does not fit
  public static SavedModel of(Model model, Path file, Table rows) {
    Path folder = file.toAbsolutePath().getParent();
    List<List<TrainingEvent>> logs =
        folder == null ? List.of() : RunLog.read(folder.resolve("run.jsonl"));
    SavedModel saved =
        new SavedModel(model, file.toString(), rows, isOf(model, logs) ? logs : List.of());
    for (int k = 0; k < saved.networks(); k++) {
      Dataset _ = saved.encoded(k, rows.rows(0, Math.min(rows.rows(), Table.IN_MEMORY)));
    }
    return saved;
  }

  /// Whether the networks of a log made as many steps as those of the model.
  private static boolean isOf(Model model, List<List<TrainingEvent>> logs) {
    long steps =
        logs.stream()
            .limit(model.members().size())
            .flatMap(List::stream)
            .mapToLong(e -> e instanceof TrainingEvent.Stopped s ? s.step() : 0)
            .sum();
    return logs.size() >= model.members().size() && steps == model.provenance().step();
  }

  /// How many networks it has.
  public int networks() {
    return model.members().size();
  }

  /// One network alone.
  ///
  /// @param k from 0
  public Model network(int k) {
    return model.only(k);
  }

  /// What is known of the training of a network; nothing if there is no log.
  public List<TrainingEvent> log(int k) {
    return logs.isEmpty() ? List.of() : logs.get(k);
  }

  /// What is shown of a network, in words.
  public String line(int k) {
    int inside = network(k).network().spec().members();
    return "the saved model "
        + name
        + (networks() == 1 ? "" : " · network " + (k + 1) + " of " + networks())
        + (inside == 1 ? "" : " · its " + inside + " members share W(l); traces are of the first")
        + " · on "
        + rows.rows()
        + " rows of "
        + rows.source().name()
        + (logs.isEmpty() ? " · no run.jsonl of its training beside it" : "")
        + acts(network(k).calibration());
  }

  /// Where temperature and threshold act, in words; empty if there are none.
  private static String acts(Calibration calibration) {
    String all = Applied.words(calibration);
    return all.isEmpty()
        ? ""
        : " · Results and What if apply its " + all + ", other views show the network without";
  }

  /// What `predict` applies is applied to a network as its training left it; what belongs to the
  /// mean of several networks is not.
  private Applied applied(int k) {
    double t = model.calibration().t();
    String mean =
        t == 1
            ? ""
            : ", whose temperature T = " + Applied.figure(t) + " is not applied to one of them";
    String leftOut =
        "This is one of " + networks() + " networks: soma predict says their mean" + mean + ".";
    return new Applied(network(k).calibration(), networks() == 1 ? "" : leftOut);
  }

  /// Of weights that are trained on.
  private Applied leftOut() {
    String all = Applied.words(model.calibration());
    String leftOut = "The saved model has its " + all + " for its own weights: none is applied.";
    return all.isEmpty() ? Applied.NONE : new Applied(Calibration.NONE, leftOut);
  }

  /// The rows for looking at a network, all in one part: evenly spaced ones of many.
  public Problem problem(int k) {
    int[] taken = Problem.some(rows.rows(), rows);
    Table some = rows.rows(taken);
    Table typed = typed(network(k), some);
    Dataset data = encoded(k, some);
    Split split = new Split(typed, typed.rows(0, 0), typed.rows(0, 0));
    Problem.All all = new Problem.All(rows.rows(), 0);
    return problem(k, split, data, data.rows(new int[0]), all, applied(k));
  }

  /// The rows for training on from a network: three parts of them, the last one not looked at.
  ///
  /// @throws dev.soma.error.SomaException.Data if they cannot be learned from
  public Problem further(int k, long seed) {
    Model one = network(k);
    Target target =
        Target.of(one.target().names().toArray(String[]::new)).task(one.target().task());
    Table typed = typed(one, rows).target(target);
    Split split = typed.split(0.7, 0.15, 0.15, Seeds.of(seed));
    Dataset all = encoded(k, rows);
    Dataset training = all.rows(numbers(split.train()));
    Dataset validation = all.rows(numbers(split.validation()));
    Problem.All here = new Problem.All(training.rows(), validation.rows());
    return problem(k, split, training, validation, here, leftOut());
  }

  /// Where rows of the typed table are among all rows.
  private static int[] numbers(Table part) {
    return IntStream.range(0, part.rows()).map(r -> part.line(r) - 1).toArray();
  }

  private Problem problem(
      int k, Split split, Dataset training, Dataset validation, Problem.All all, Applied applied) {
    Model one = network(k);
    Preparation parts = new Preparation(split, one.encoder(), one.target(), training, validation);
    String which = networks() == 1 ? name : "network " + (k + 1) + " of " + name;
    Parameters start = one.network().parameters();
    return new Problem(which, split.train(), parts, model.loss(), start, all, applied);
  }

  /// Encoded rows with targets as the loss wants them.
  private Dataset encoded(int k, Table table) {
    Model one = network(k);
    Dataset data = one.encoder().encode(table, one.target());
    int outputs = one.network().spec().outputs();
    if (data.targetColumns() != 1 || model.loss().targetColumns(outputs) == 1) {
      return data;
    }
    Matrix oneHot = Matrix.zeros(data.rows(), outputs);
    for (int r = 0; r < data.rows(); r++) {
      oneHot.set(r, (int) data.targets().get(r, 0), 1);
    }
    return data.aiming(oneHot);
  }

  /// The same rows, with what the model takes for numbers as numbers, and without the texts that it
  /// takes for no value; they are numbered from 1.
  private static Table typed(Model one, Table texts) {
    Encoder encoder = one.encoder();
    Set<String> numbers = new HashSet<>();
    Map<String, List<String>> levels = new HashMap<>();
    for (InputColumn column : encoder.columns()) {
      switch (column) {
        case InputColumn.NumberInput _, InputColumn.LevelledInput _ -> numbers.add(column.name());
        case InputColumn.CategoryInput c -> levels.put(c.name(), c.levels());
        case InputColumn.OneHotInput o -> levels.put(o.name(), o.levels());
        case InputColumn.DateInput d -> levels.put(d.name(), List.of());
      }
    }
    Offset offset = encoder.offset();
    if (offset != null) {
      numbers.add(offset.column());
    }
    if (one.target() instanceof TargetEncoder.Numbers n) {
      numbers.addAll(n.names());
    }
    return Table.of(
        texts.columns().stream()
            .map(c -> numbers.contains(c.name()) ? numbers(c, texts.options()) : c)
            .map(c -> levels.containsKey(c.name()) ? valued(c, levels.get(c.name())) : c)
            .toArray(Column[]::new));
  }

  /// The same column, missing where a text means that there is no value and is no level.
  private static Column valued(Column column, List<String> levels) {
    if (!(column instanceof Column.Text text)) {
      return column;
    }
    boolean[] none = new boolean[text.levels().size()];
    for (int i = 0; i < none.length; i++) {
      String level = text.levels().get(i);
      boolean missing = Missing.is(level) || Missing.isNotANumber(level.strip());
      none[i] = missing && !levels.contains(level) && !levels.contains(level.strip());
    }
    int[] codes = new int[text.rows()];
    Arrays.setAll(codes, r -> text.code(r) >= 0 && none[text.code(r)] ? -1 : text.code(r));
    return Column.Text.of(text.name(), codes, text.levels());
  }

  private static Column numbers(Column column, ReadOptions options) {
    if (column instanceof Column.Numbers) {
      return column;
    }
    return Column.Numbers.of(
        column.name(),
        IntStream.range(0, column.rows())
            .mapToDouble(r -> options.number(column.name(), column.text(r)))
            .toArray());
  }

  /// How it was trained, as far as the model says; what it does not say is as in
  /// [TrainingConfig#of].
  public TrainingConfig config() {
    Map<String, String> s = model.provenance().settings();
    double l1 = Double.parseDouble(s.getOrDefault("l1", "0"));
    Optimizer optimizer = Optimizer.parse(s.getOrDefault("optimizer", "adam"));
    double rate = Double.parseDouble(s.getOrDefault("lr", Double.toString(optimizer.rate())));
    return TrainingConfig.of(model.loss())
        .optimizer(optimizer.withRate(rate))
        .regularization(new Regularization(l1, model.l2(), Double.POSITIVE_INFINITY))
        .batch(Integer.parseInt(s.getOrDefault("batch", "32")))
        .epochs(Integer.parseInt(s.getOrDefault("epochs", "100")))
        .patience(0)
        .seed(model.provenance().seed());
  }

  /// The metric that chose the best epoch.
  public Metric metric() {
    String chosen = model.provenance().settings().get("metric");
    return chosen == null
        ? Recipe.metric(model.target().task(), model.loss())
        : Metric.parse(chosen);
  }
}
