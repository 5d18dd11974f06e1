package dev.soma.cli.report;

import dev.soma.cli.diagnose.DataDiagnostics;
import dev.soma.cli.diagnose.UnreadColumns;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Schema;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.FindingKind;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Schema.Role;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.store.WorkFolder;
import dev.soma.data.text.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The DATA block: what the columns are, what becomes of each, and what is odd about them.
public final class DataBlock {
  private static final int SHOWN = 24;
  private static final int LOOKED_UP = 1_000; // levels, from where nobody thinks of 0 and 1
  private static final int FEW = 6; // of a table with very many columns
  private static final int VALUES = 35; // of two numbers
  private static final int LONGEST = 16; // with its sign
  private static final int FRACTION = 11;
  private static final Finding TIMES = new Finding(FindingKind.TIMES, "");

  private DataBlock() {}

  /// Tells the block.
  ///
  /// @param task what is learned; null if there is no target
  /// @param rules how columns become inputs
  public static void tell(Screen screen, Table table, @Nullable Task task, Encoder.Rules rules) {
    tell(screen, table, task, rules, false, Map.of());
  }

  /// Tells the block.
  ///
  /// @param asIs whether the target stays as it is, which the Poisson loss asks for
  /// @param still columns that do not vary where it is learned from, with what they are there
  public static void tell(
      Screen screen,
      Table table,
      @Nullable Task task,
      Encoder.Rules rules,
      boolean asIs,
      Map<String, String> still) {
    Schema schema = table.schema();
    List<String> lines = new ArrayList<>();
    List<ColumnInfo> columns = ordered(schema);
    int shown = columns.size() > 4 * SHOWN ? FEW : SHOWN;
    int names = columns.stream().limit(shown).mapToInt(c -> c.name().length()).max().orElse(8);
    List<Line> told = columns(schema, task, rules, asIs, shown, still);
    int values = told.stream().mapToInt(c -> c.values().length()).max().orElse(0);
    int width = Math.clamp(values, 15, VALUES);
    for (Line c : told) {
      String line =
          Text.cell(c.name(), Math.clamp(names, 8, 24))
              + "  "
              + Text.padded(c.role(), 9)
              + Text.cell(c.values(), width)
              + "  "
              + c.detail();
      lines.add(Text.cut(line, Math.max(60, screen.look().width() - 2)));
    }
    lines.addAll(remarks(table, task, shown, still));
    WorkFolder work = table.work();
    if (work != null) {
      lines.add(
          "on disk: "
              + Text.bytes(work.written())
              + " of work files in "
              + work.path()
              + ", gone when the run ends   (--memory heap to keep the rows in memory)");
    }
    screen.block("DATA", head(table), lines);
  }

  /// What is said of a column.
  ///
  /// @param role target, or what kind of input
  /// @param values its range, or how many levels there are
  /// @param detail counts of classes, or what becomes of it
  public record Line(String name, String role, String values, String detail) {}

  /// The first columns, targets before all others.
  public static List<Line> columns(
      Schema schema,
      @Nullable Task task,
      Encoder.Rules rules,
      boolean asIs,
      int shown,
      Map<String, String> still) {
    return ordered(schema).stream()
        .limit(shown)
        .map(
            c -> {
              String only = still.get(c.name());
              String detail =
                  only == null
                      ? detail(c, task, rules, asIs)
                      : only + " in all training rows: 0 in the network always";
              return new Line(c.name(), role(c), values(c, task), detail);
            })
        .toList();
  }

  private static List<ColumnInfo> ordered(Schema schema) {
    List<ColumnInfo> columns = new ArrayList<>(schema.columns());
    columns.sort(Comparator.comparing(c -> c.role() != Role.TARGET)); // stable
    return columns;
  }

  /// What is said of all columns: those that are not shown, the task, what is odd.
  public static List<String> remarks(
      Table table, @Nullable Task task, int shown, Map<String, String> still) {
    Schema schema = table.schema();
    List<String> lines = new ArrayList<>();
    if (schema.columns().size() > shown) {
      lines.add("… " + rest(ordered(schema).subList(shown, schema.columns().size())));
    }
    if (task != null) {
      lines.add(learned(schema, task));
    }
    lines.add(checks(schema, still.size()));
    findings(table, lines);
    table.source().notes().forEach(note -> lines.add("note: " + note));
    if (table.source().rejected() > 0) {
      lines.add(Text.skipped(table.source().rejected(), ""));
    }
    return lines;
  }

  /// `titanic.csv 891 rows × 9 columns UTF-8, comma, header sha256 da395275…`.
  public static String head(Table table) {
    String hash = table.source().sha256();
    return table.source().name()
        + "   "
        + Text.count(table.rows(), "row")
        + " × "
        + Text.count(table.columns().size(), "column")
        + "   "
        + table.source().kind()
        + (hash == null ? "" : "   sha256 " + hash.substring(0, Math.min(8, hash.length())) + "…");
  }

  private static String role(ColumnInfo column) {
    return switch (column.role()) {
      case TARGET -> "target";
      case WEIGHT -> "weight";
      case OFFSET -> "offset";
      case EXPOSURE -> "exposure";
      case GROUP -> "group";
      case IGNORED -> "left out";
      case INPUT -> column.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String values(ColumnInfo column, @Nullable Task task) {
    boolean classes = column.role() == Role.TARGET && task != null && task.isClassification();
    if (classes) {
      return Text.count(column.distinct(), "class").replace("classs", "classes");
    }
    Double min = column.min();
    Double max = column.max();
    return column.kind() == Kind.NUMBER && min != null && max != null
        ? end(min) + " … " + end(max)
        : Text.count(column.distinct(), column.kind() == Kind.DATE ? "date" : "level");
  }

  /// An end of a range: as it stands, but for long fractions and numbers beyond 15 digits.
  private static String end(double x) {
    String text = Text.shortest(x);
    return text.length() <= (x == Math.rint(x) ? LONGEST : FRACTION) ? text : Text.figure(x);
  }

  private static String detail(
      ColumnInfo column, @Nullable Task task, Encoder.Rules rules, boolean asIs) {
    boolean target = column.role() == Role.TARGET;
    if (target && task != null && task.isClassification()) {
      List<String> counts =
          column.levels().stream().map(l -> l.name() + " " + Text.count(l.count())).toList();
      return counts.size() <= 6
          ? String.join(" · ", counts)
          : String.join(" · ", counts.subList(0, 6)) + " · … " + (counts.size() - 6) + " more";
    }
    String gaps = column.missing() == 0 ? "" : Text.count(column.missing()) + " missing";
    String times = column.findings().contains(TIMES) ? "the rows are parted in its order; " : "";
    return switch (column.role()) {
      case TARGET -> task == null ? gaps : asIs ? "counts, as they are" : "scaled to mean 0, sd 1";
      case WEIGHT -> "weights of the rows";
      case OFFSET -> "added to z of the output as it is; no input";
      case EXPOSURE -> "multiplies the mean, its logarithm is added to z; no input";
      case GROUP -> "rows of one value stay together; no input";
      case IGNORED -> times + reason(column);
      case INPUT -> times + join(gaps, treatment(column, rules));
    };
  }

  private static String treatment(ColumnInfo column, Encoder.Rules rules) {
    MissingPolicy missing = rules.missing();
    boolean gaps = column.missing() > 0;
    return switch (column.kind()) {
      case NUMBER -> (gaps ? filled(rules) + "; " : "") + scaled(rules.scaling());
      case CATEGORY -> {
        if (column.distinct() <= rules.oneHotLimit()) {
          int numbers = column.distinct() <= 2 ? 1 : column.distinct();
          String rows = gaps && missing == MissingPolicy.DROP ? "rows left out; " : "";
          yield rows + "one-hot, scaled → " + Text.count(numbers);
        }
        int levels = column.distinct() + (gaps && missing != MissingPolicy.DROP ? 1 : 0);
        yield (gaps ? (missing == MissingPolicy.DROP ? "rows left out; " : "own level; ") : "")
            + (levels > LOOKED_UP ? "looked up: " : "one-hot → ")
            + Text.count(levels)
            + (levels > LOOKED_UP ? " levels" : "");
      }
      case DATE -> "parts of the date as numbers";
    };
  }

  private static String scaled(NumberScaling scaling) {
    return switch (scaling) {
      case STANDARD -> "standardised";
      case ROBUST -> "quartiles, smooth clip";
      case QUANTILE -> "ranks → normal";
    };
  }

  private static String filled(Encoder.Rules rules) {
    return switch (rules.missing()) {
      case DROP -> "rows left out";
      case LEVEL ->
          (rules.scaling() == NumberScaling.STANDARD ? "mean" : "median") + " + indicator";
      case AUTO, MEDIAN, ERROR -> "train median + indicator";
    };
  }

  private static String reason(ColumnInfo column) {
    for (Finding finding : column.findings()) {
      if (finding.kind() == FindingKind.CONSTANT) {
        return column.distinct() == 0 ? "no value in any row" : "constant";
      }
      if (finding.kind() == FindingKind.ID_LIKE) {
        return UnreadColumns.what(column)
            .orElseGet(() -> "a value of its own in every row" + toKeep(column));
      }
      if (finding.kind() == FindingKind.TEXT) {
        return "text, " + finding.detail() + " on average" + toKeep(column);
      }
    }
    return "as asked";
  }

  private static String toKeep(ColumnInfo column) {
    String flag = column.kind() == Kind.NUMBER ? "--number " : "--category ";
    return "   (" + flag + Names.listed(column.name()) + " to keep)";
  }

  private static String join(String a, String b) {
    return a.isEmpty() ? b : a + " → " + b;
  }

  private static String rest(List<ColumnInfo> columns) {
    long out = columns.stream().filter(c -> c.role() == Role.IGNORED).count();
    long numbers =
        columns.stream().filter(c -> c.role() == Role.INPUT && c.kind() == Kind.NUMBER).count();
    return Text.count(columns.size(), "column")
        + " more: "
        + Text.count(numbers)
        + " number, "
        + Text.count(columns.size() - numbers - out)
        + " other, "
        + Text.count(out)
        + " left out";
  }

  private static String learned(Schema schema, Task task) {
    String why =
        switch (task) {
          case BINARY -> "two classes: one logistic output";
          case MULTICLASS -> "classification: softmax";
          case MULTI_LABEL -> "several two-valued targets: logistic outputs";
          case REGRESSION -> "numbers: regression";
        };
    String other =
        schema.targets().size() == 1 && schema.targets().getFirst().kind() == Kind.NUMBER
            ? "   (--task "
                + (task == Task.REGRESSION ? "classification" : "regression")
                + " to change)"
            : "";
    return "task: " + why + other;
  }

  private static String checks(Schema schema, int still) {
    int leaks = schema.found(FindingKind.PREDICTS_TARGET).size();
    return "checks: "
        + schema.found(FindingKind.CONSTANT).size()
        + " constant · "
        + (still == 0 ? "" : still + " constant in the training rows · ")
        + schema.found(FindingKind.ID_LIKE).size()
        + " id-like · "
        + schema.found(FindingKind.DUPLICATE).size()
        + " duplicate columns · "
        + Text.count(schema.duplicateRows(), "duplicate row")
        + (schema.targets().isEmpty()
            ? ""
            : leaks == 0
                ? " · no column predicts the target alone"
                : " · " + Text.count(leaks, "column") + " predicting the target alone");
  }

  private static void findings(Table table, List<String> lines) {
    Schema schema = table.schema();
    List<String> texts = DataDiagnostics.named(schema, FindingKind.TEXT);
    if (!texts.isEmpty()) {
      lines.add("text: " + Text.list(texts, 8));
    }
    List<String> codes = DataDiagnostics.named(schema, FindingKind.CODES);
    if (!codes.isEmpty()) {
      lines.add(
          "few whole numbers far apart, codes? (--category NAME if so): " + Text.list(codes, 8));
    }
    List<String> years = DataDiagnostics.named(schema, FindingKind.SHORT_YEARS);
    if (!years.isEmpty()) {
      lines.add("years of two digits, read as 1969 to 2068: " + Text.list(years, 8));
    }
    lines.addAll(UnreadColumns.lines(table));
    lines.addAll(DataDiagnostics.lines(DataDiagnostics.columns(schema)));
  }
}
