package dev.soma.cli.diagnose;

import dev.soma.cli.screen.Text;
import dev.soma.data.Schema;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.FindingKind;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.Flag;
import dev.soma.data.scale.Scale;
import dev.soma.data.text.Names;
import dev.soma.model.Model;
import dev.soma.train.diagnose.Condition;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// D9, D11 and D12: what the rows themselves show, before and after training.
public final class DataDiagnostics {
  private static final int SHOWN = 8;
  private static final double IMBALANCE = 10;
  private static final double OUTSIDE = 0.01;
  private static final int FEWEST = 3;

  /// Evidence of D9: how many inputs there are, those that it names included.
  static final String INPUTS = "inputs";

  /// Flags by which all values beyond the range of the training rows count as its ends.
  static final String BOUNDED = "--scaling quantile";

  private DataDiagnostics() {}

  /// D9 for each kind of odd column that there is.
  public static List<Diagnostic> columns(Schema schema) {
    return Stream.of(
            column(schema, FindingKind.CONSTANT, "constant, left out: "),
            column(schema, FindingKind.ID_LIKE, "id-like: "),
            column(schema, FindingKind.DUPLICATE, "equal to another column: "),
            column(
                schema,
                FindingKind.PREDICTS_TARGET,
                "predicts the target alone, is it known beforehand? "))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Diagnostic> column(Schema schema, FindingKind kind, String what) {
    List<String> named = named(schema, kind);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    String[] inputs =
        schema.found(kind).stream()
            .filter(c -> c.role() == Schema.Role.INPUT)
            .map(ColumnInfo::name)
            .toArray(String[]::new);
    int all = schema.inputs().size();
    boolean none = inputs.length == 0 || inputs.length > SHOWN || inputs.length == all;
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("columns", (double) named.size());
    evidence.put(INPUTS, (double) all);
    return Optional.of(
        new Diagnostic(
            Condition.D9,
            0,
            0,
            what + Text.list(named, SHOWN) + alone(inputs.length, all),
            evidence,
            none ? "" : "--ignore " + Names.listed(inputs)));
  }

  /// What is said of columns that are all the inputs there are: nothing is learned without them.
  private static String alone(int columns, int all) {
    return columns == 0 || columns < all
        ? ""
        : columns == 1 ? "; it is the only input" : "; there is no other input";
  }

  /// The columns with a finding of that kind, each with its detail.
  public static List<String> named(Schema schema, FindingKind kind) {
    List<String> named = new ArrayList<>();
    for (ColumnInfo column : schema.found(kind)) {
      for (Finding finding : column.findings()) {
        if (finding.kind() == kind) {
          named.add(
              column.name() + (finding.detail().isEmpty() ? "" : " (" + finding.detail() + ")"));
        }
      }
    }
    return named;
  }

  /// D11 if the largest class has more than ten times the rows of the smallest.
  ///
  /// @param weighted whether the classes are weighed already
  public static Optional<Diagnostic> imbalance(
      Schema schema, @Nullable Task task, boolean weighted) {
    boolean classes = task == Task.BINARY || task == Task.MULTICLASS;
    if (!classes || weighted || schema.targets().size() != 1) {
      return Optional.empty();
    }
    ColumnInfo target = schema.targets().getFirst();
    List<Schema.Level> levels =
        target.levels().stream()
            .sorted(Comparator.comparingInt(Schema.Level::count).reversed())
            .toList();
    if (levels.size() < 2 || levels.getLast().count() == 0) {
      return Optional.empty();
    }
    Schema.Level most = levels.getFirst();
    Schema.Level least = levels.getLast();
    return (double) most.count() / least.count() > IMBALANCE
        ? Optional.of(imbalance(levels, most, least))
        : Optional.empty();
  }

  private static Diagnostic imbalance(
      List<Schema.Level> levels, Schema.Level most, Schema.Level least) {
    double ratio = (double) most.count() / least.count();
    double all = levels.stream().mapToDouble(Schema.Level::count).sum();
    double share = most.count() / all;
    double macro = 2 * share / (1 + share) / levels.size(); // F1 of the other classes is 0
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("macro-F1 of always " + most.name(), macro);
    evidence.put("accuracy of always " + most.name(), share);
    evidence.put("largest:smallest", ratio);
    levels.stream().limit(20).forEach(l -> evidence.put("rows of " + l.name(), 0.0 + l.count()));
    return new Diagnostic(
        Condition.D11,
        0,
        0,
        String.format(
            Locale.ROOT,
            "%s has %.0f times the rows of %s (%s and %s): macro-F1 comes first, of always %s it"
                + " is %.2f, while accuracy misleads with %s",
            most.name(),
            ratio,
            least.name(),
            Text.count(most.count()),
            Text.count(least.count()),
            most.name(),
            macro,
            Text.percent(share)),
        evidence,
        "--class-weight balanced");
  }

  /// Counts the values of each column that lie outside the range of the training rows. Of the
  /// column in whose order the rows were parted only earlier ones count: later rows have later
  /// times.
  public static void count(Flag flag, Map<String, Long> outside, Model model) {
    String time = model.provenance().settings().getOrDefault("split_by_time", "");
    boolean later = flag.above() && flag.column().equals(time);
    if (flag.kind() == Flag.Kind.OUT_OF_RANGE && !later) {
      outside.merge(flag.column(), 1L, Long::sum);
    }
  }

  /// D12 if that is more than 1 % of the values of a column, and at least three.
  ///
  /// @param rows that were predicted
  public static Optional<Diagnostic> range(Map<String, Long> outside, long rows, Model model) {
    Map<String, Double> evidence = new LinkedHashMap<>();
    List<String> named = new ArrayList<>();
    outside.entrySet().stream()
        .filter(e -> e.getValue() >= FEWEST && e.getValue() > OUTSIDE * rows)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            e -> {
              double share = (double) e.getValue() / rows;
              evidence.put("share of " + e.getKey(), share);
              named.add(e.getKey() + " " + Text.percent(share));
            });
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Diagnostic(
                Condition.D12,
                0,
                0,
                "values outside the range of the training rows, where the net extrapolates: "
                    + Text.list(named, SHOWN),
                evidence,
                isUnbounded(model.encoder()) ? BOUNDED : ""));
  }

  /// Whether a number beyond the training rows enters the network as far beyond.
  private static boolean isUnbounded(Encoder encoder) {
    return encoder.columns().stream()
        .flatMap(c -> c.asNumber().stream())
        .anyMatch(n -> n.scale() instanceof Scale.Standard);
  }

  /// The lines of some diagnostics.
  public static List<String> lines(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(d -> "! " + d.text()).toList();
  }
}
