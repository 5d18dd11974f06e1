package dev.soma.cli.apply;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.screen.CsvLine;
import dev.soma.cli.screen.Text;
import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.calibration.Conformal;
import dev.soma.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// How a prediction is written: columns of a CSV, or one JSON object a row.
///
/// @param model whose predictions
/// @param only whether the columns of the file are left out
/// @param json whether rows are JSON
/// @param threshold probability from which the positive class is said; NaN leaves it to the model
/// @param level of the intervals around numbers; NaN for none
record PredictionLines(Model model, boolean only, boolean json, double threshold, double level) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// The threshold that was typed.
  ///
  /// @throws SomaException.Usage E207 if the model does not decide between two classes
  static double threshold(Model model, Arguments arguments) {
    if (!arguments.has("--threshold")) {
      return Double.NaN;
    }
    if (decides(model)) {
      throw new SomaException.Usage(
          "E207",
          "--threshold · the step units of this model decide without probabilities",
          "leave --threshold out");
    }
    boolean two =
        model.target() instanceof TargetEncoder.Labels
            || (model.target() instanceof TargetEncoder.Classes c && c.levels().size() == 2);
    if (!two) {
      throw new SomaException.Usage(
          "E207",
          "--threshold · only for two classes or labels, the model predicts "
              + String.join(", ", model.target().names()),
          "leave --threshold out");
    }
    return arguments.number("--threshold");
  }

  /// Refuses what is no probability, and no share, whatever the model is.
  ///
  /// @throws SomaException.Usage E207 for a number out of its range, E209 for none
  static void require(Arguments arguments) {
    double p = arguments.has("--threshold") ? arguments.number("--threshold") : 0.5;
    if (!(p >= 0 && p <= 1)) {
      throw new SomaException.Usage(
          "E207",
          "--threshold "
              + arguments.text("--threshold").orElse("")
              + " · expected a probability from 0 to 1",
          "--threshold 0.5");
    }
    double level = arguments.has("--interval") ? arguments.number("--interval") : 0.5;
    if (!(level > 0 && level < 1)) {
      throw new SomaException.Usage(
          "E207",
          "--interval "
              + arguments.text("--interval").orElse("")
              + " · expected a share above 0, below 1",
          "--interval 0.5");
    }
  }

  /// The level of the intervals that was typed; NaN without one.
  ///
  /// @throws SomaException.Usage E207 if the model has no intervals of that level
  static double level(Model model, Arguments arguments) {
    if (!arguments.has("--interval")) {
      return Double.NaN;
    }
    double level = arguments.number("--interval");
    Conformal intervals = model.calibration().intervals();
    if (intervals == null) {
      throw new SomaException.Usage(
          "E207",
          "--interval · the model has no intervals: it predicts no numbers, or was trained without"
              + " validation rows",
          "leave --interval out");
    }
    double most = intervals.largestLevel();
    if (!(level > 0) || Double.isNaN(intervals.halfWidth(0, level))) {
      throw new SomaException.Usage(
          "E207",
          "--interval "
              + level
              + " · expected a share above 0, up to "
              + Text.figure(most)
              + ": the model has seen "
              + Text.count(intervals.rows(), intervals.ofFolds() ? "row" : "validation row"),
          "--interval " + (most >= 0.9 ? "0.9" : "0.5"));
    }
    return level;
  }

  /// Whether step units decide, without probabilities.
  private static boolean decides(Model model) {
    return model.network().spec().output().activation() instanceof Activation.Step;
  }

  /// The header line; nothing for JSON.
  void header(StringBuilder out, Table table, char delimiter) {
    if (json) {
      return;
    }
    List<String> names = new ArrayList<>();
    if (!only) {
      names.addAll(table.names());
    }
    names.addAll(added());
    CsvLine.append(out, names, delimiter);
  }

  /// The names of the columns that are added.
  private List<String> added() {
    List<String> names = new ArrayList<>();
    for (String name : model.target().names()) {
      names.add(name + "_pred");
      if (!Double.isNaN(level)) {
        names.addAll(List.of(name + "_low", name + "_high"));
      }
    }
    if (!decides(model)) {
      switch (model.target()) {
        case TargetEncoder.Classes c -> c.levels().forEach(level -> names.add("p_" + level));
        case TargetEncoder.Labels l -> l.names().forEach(name -> names.add("p_" + name));
        case TargetEncoder.Numbers _ -> {}
      }
    }
    names.add("flags");
    return names;
  }

  /// Refuses a file whose columns would stand twice.
  ///
  /// @throws SomaException.Mismatch E513 naming them
  void requireRoom(Table table) {
    List<String> twice = new ArrayList<>(added());
    if (json) {
      twice.add("line");
    }
    twice.retainAll(table.names());
    if (!only && !twice.isEmpty()) {
      throw new SomaException.Mismatch(
          "E513",
          "columns are there already · "
              + table.source().name()
              + " has "
              + Text.list(twice, 8)
              + "\nsoma predict adds columns of these names: rename those of the file, or leave the"
              + " columns of the file out",
          "--only-pred");
    }
  }

  /// One row.
  void row(
      StringBuilder out, Table table, Predictions p, int row, List<Flag> flags, char delimiter) {
    if (json) {
      out.append(JSON.writeValueAsString(object(table, p, row, flags))).append('\n');
      return;
    }
    List<String> fields = new ArrayList<>();
    if (!only) {
      for (Column column : table.columns()) {
        fields.add(column.text(row));
      }
    }
    fields.addAll(said(p, row));
    probabilities(p, row).values().forEach(x -> fields.add(text(x)));
    fields.add(
        String.join(";", flags.stream().map(f -> f.kind().label() + ":" + f.column()).toList()));
    CsvLine.append(out, fields, delimiter);
  }

  private Map<String, @Nullable Object> object(
      Table table, Predictions p, int row, List<Flag> flags) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("line", table.line(row));
    if (!only) {
      for (Column column : table.columns()) {
        all.put(column.name(), column.text(row));
      }
    }
    boolean numbers = model.target() instanceof TargetEncoder.Numbers;
    List<String> said = numbers ? List.of() : said(p, row);
    for (int k = 0; k < model.target().names().size(); k++) {
      String name = model.target().names().get(k);
      Object label = numbers || !p.predicts(row, k) ? null : said.get(k);
      all.put(name + "_pred", numbers ? Text.finite(p.number(row, k)) : label);
      if (!Double.isNaN(level)) {
        all.put(name + "_low", Text.finite(p.low(row, k, level)));
        all.put(name + "_high", Text.finite(p.high(row, k, level)));
      }
    }
    probabilities(p, row).forEach((name, x) -> all.put("p_" + name, Text.finite(x)));
    all.put("flags", flags.stream().map(f -> f.kind().label() + ":" + f.column()).toList());
    return all;
  }

  /// What is said of each target, with the ends of intervals; nothing where no class can be chosen.
  private List<String> said(Predictions p, int row) {
    return switch (model.target()) {
      case TargetEncoder.Classes c -> {
        int k = p.predictedClass(row);
        if (k >= 0 && !Double.isNaN(threshold)) {
          k = p.probability(row, 1) >= threshold ? 1 : 0;
        }
        yield List.of(k < 0 ? "" : c.levels().get(k));
      }
      case TargetEncoder.Labels l -> {
        List<String> texts = new ArrayList<>();
        double limit = Double.isNaN(threshold) ? 0.5 : threshold;
        for (int k = 0; k < l.names().size(); k++) {
          List<String> levels = l.levels().get(k);
          int level = p.probability(row, k) >= limit ? levels.size() - 1 : 0;
          texts.add(p.predicts(row, k) ? levels.get(level) : "");
        }
        yield texts;
      }
      case TargetEncoder.Numbers n -> {
        List<String> texts = new ArrayList<>();
        for (int k = 0; k < n.names().size(); k++) {
          texts.add(text(p.number(row, k)));
          if (!Double.isNaN(level)) {
            texts.add(text(p.low(row, k, level)));
            texts.add(text(p.high(row, k, level)));
          }
        }
        yield texts;
      }
    };
  }

  private Map<String, Double> probabilities(Predictions p, int row) {
    Map<String, Double> all = new LinkedHashMap<>();
    if (!p.scored()) {
      return all;
    }
    switch (model.target()) {
      case TargetEncoder.Classes c -> {
        for (int k = 0; k < c.levels().size(); k++) {
          all.put(c.levels().get(k), p.probability(row, k));
        }
      }
      case TargetEncoder.Labels l -> {
        for (int k = 0; k < l.names().size(); k++) {
          all.put(l.names().get(k), p.probability(row, k));
        }
      }
      case TargetEncoder.Numbers _ -> {}
    }
    return all;
  }

  /// The shortest text that gives the same float again.
  private static String text(double x) {
    float narrow = (float) x;
    return narrow == (long) narrow && Math.abs(narrow) < 1e9f
        ? Long.toString((long) narrow)
        : Float.toString(narrow).replace("E", "e");
  }
}
