package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.config.Key;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.input.OneMember;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.report.CalibrationBlock;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Offset;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.calibration.Calibration;
import dev.soma.model.explain.OutputNumber;
import dev.soma.model.explain.RowInputs;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One row of a data file, or several that follow each other, as a model sees them.
///
/// @param whole the model, or the one network that was asked for
/// @param shown the network of the model that is shown
/// @param table these rows
/// @param first number of the first of them among the rows of the file, from 1
record RowsOfFile(Model whole, OneMember shown, Table table, int first) {
  private static final int SHOWN = 40;

  /// Model, file and line or rows that were typed.
  ///
  /// @throws SomaException.Usage E204 if one is missing, E209 if the file has no such line or rows
  static RowsOfFile of(Arguments arguments) {
    int line = line(arguments);
    Model all = ModelPath.load(arguments, 0, "model");
    OneMember shown = OneMember.of(all, arguments);
    Model whole = arguments.has("--member") ? shown.model() : all;
    Path file = Path.of(arguments.word(1, "data file"));
    Inputs.requireThere(file);
    if (!arguments.has("--rows") && line == 0) {
      throw new SomaException.Usage("E204", "missing --line · which row of " + file, "--line 2");
    }
    UsableRows usable = UsableRows.of(shown.model());
    Table read = Inputs.trained(file, Inputs.settings(shown.model(), arguments));
    Table table = usable.skipping(read);
    if (arguments.has("--rows")) {
      int[] range = range(arguments.text("--rows").orElse(""), table);
      return new RowsOfFile(whole, shown, table.rows(range[0] - 1, range[1]), range[0]);
    }
    int row = at(line, table);
    if (row >= 0) {
      return new RowsOfFile(whole, shown, table.rows(row, row + 1), row + 1);
    }
    int skipped = at(line, read);
    throw skipped >= 0
        ? skipped(usable, read.rows(skipped, skipped + 1), table)
        : none(line, table);
  }

  /// The row that begins at a line; -1 if none does.
  private static int at(int line, Table table) {
    return IntStream.range(0, table.rows())
        .filter(r -> table.line(r) == line)
        .findFirst()
        .orElse(-1);
  }

  /// What is wrong with a row that was skipped, what reads it if something does, and the row after
  /// it that was not skipped, or the first.
  private static SomaException skipped(UsableRows usable, Table row, Table table) {
    SomaException why = usable.refusal(row, "");
    int next =
        IntStream.range(0, table.rows())
            .map(table::line)
            .filter(l -> l > row.line(0))
            .findFirst()
            .orElse(table.line(0));
    Stream<Fix> reads = why.remedies().stream().filter(f -> f.flag().equals(Key.DECIMAL.flag()));
    Stream<Fix> line = Stream.of(Fix.set("--line", Integer.toString(next)));
    return why.said(why.getMessage() + "\nthe row is skipped, so there is nothing to explain")
        .mended(Stream.concat(reads, line).toList());
  }

  private static SomaException none(int line, Table table) {
    boolean rejected = table.source().rejected() > 0;
    return new SomaException.Usage(
        "E209",
        "--line "
            + line
            + (rejected ? " · no row begins there, or a skipped one" : " · no row begins there")
            + ": the rows of "
            + table.source().name()
            + " begin at lines "
            + table.line(0)
            + " to "
            + table.line(table.rows() - 1),
        "--line " + table.line(0));
  }

  /// The line that was asked for; 0 for none.
  ///
  /// @throws SomaException.Usage E207 if line and rows are both there, E209 for a line that is no
  ///   number
  static int line(Arguments arguments) {
    if (arguments.has("--rows") && arguments.has("--line")) {
      throw new SomaException.Usage(
          "E207",
          "--line with --rows · one row, or several",
          "leave --rows out",
          "leave --line out");
    }
    return arguments.has("--line") ? arguments.whole("--line", 1, 2) : 0;
  }

  /// `1-32`, from 1, both included.
  private static int[] range(String text, Table table) {
    String[] ends = text.split("-", -1);
    try {
      int from = Integer.parseInt(ends[0].strip());
      int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
      if (ends.length <= 2 && from >= 1 && from <= to && to <= table.rows()) {
        return new int[] {from, to};
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new SomaException.Usage(
        "E209",
        "--rows \""
            + text
            + "\" · expected a range of rows such as 1-32; "
            + table.source().name()
            + " has "
            + Text.count(table.rows(), "row"),
        "--rows 1-" + Math.min(32, table.rows()));
  }

  /// Whether it is a single row.
  boolean single() {
    return table.rows() == 1;
  }

  /// The numbers of both passes.
  BackpropTrace trace() {
    Model model = shown.model();
    int[] rows = IntStream.range(0, table.rows()).toArray();
    Dataset data = model.encoder().encode(table, model.target());
    BackpropTrace trace =
        BackpropTrace.of(
            ReferenceParameters.of(model.network().parameters()),
            model.cost(),
            Rows.of(data.rows(rows).batch(), Truth.of(model, data, rows)));
    return model.target() instanceof TargetEncoder.Classes c ? trace.named(c.levels()) : trace;
  }

  /// How the probabilities of a prediction differ from the outputs of the training, and what
  /// several networks say together; no line if that is what the passes end with, or for several
  /// rows.
  List<String> calibrated() {
    if (!single()) {
      return List.of();
    }
    Predictions said = whole.predict(table);
    List<String> lines = new ArrayList<>();
    if (whole.members().size() > 1) {
      lines.add(together(whole.calibrated(Calibration.NONE).predict(table)));
    }
    lines.addAll(CalibrationBlock.ofRow(whole, said));
    return lines;
  }

  /// From the output of the network that is shown to the number it predicts, one a target; none for
  /// classes, or for several rows.
  List<OutputNumber> numbers(BackpropTrace trace) {
    return single() ? OutputNumber.of(shown.model().target(), trace) : List.of();
  }

  private String together(Predictions said) {
    StringBuilder text = new StringBuilder("the passes above are of network ");
    text.append(shown.number()).append(" of ").append(shown.of());
    boolean p = said.target() instanceof TargetEncoder.Classes;
    boolean clips = said.target() instanceof TargetEncoder.Numbers n && !n.lows().isEmpty();
    text.append(p ? "; the mean p of all" : "; the mean of all");
    text.append(clips ? ", each clipped to its own bounds, is " : " is ");
    List<String> parts = new ArrayList<>();
    List<String> names =
        said.target() instanceof TargetEncoder.Classes c ? c.levels() : said.target().names();
    for (int k = 0; k < names.size(); k++) {
      double value =
          said.target() instanceof TargetEncoder.Numbers
              ? said.number(0, k)
              : said.probability(0, k);
      parts.add(names.get(k) + " " + Text.minus(Text.figure(value)));
    }
    return text.append(Text.list(parts, 12)).toString();
  }

  /// Where the rows are, and which network is shown of how many.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    String name = table.source().name();
    int last = table.rows() - 1;
    notes.add(
        single()
            ? name + " line " + table.line(0)
            : name
                + " rows "
                + first
                + " to "
                + (first + last)
                + ", lines "
                + table.line(0)
                + " to "
                + table.line(last));
    if (shown.of() > 1) {
      notes.add(shown.words());
    }
    notes.addAll(ofMembers(shown.model().network().spec()));
    return notes;
  }

  /// Says which of the members inside a network a trace is of; no line without members.
  static List<String> ofMembers(NetworkSpec spec) {
    return spec.members() == 1
        ? List.of()
        : List.of(
            "member 1 of the "
                + spec.members()
                + " inside the network, as a network of its own: W(l) is s ⊙ W of all; J is its own,"
                + " without penalties");
  }

  /// What enters the network for the first row, with raw values and formulas, all of it.
  RowInputs inputs() {
    return RowInputs.of(shown.model().encoder(), table);
  }

  private double offset(Table rows) {
    return shown.model().encoder().encode(rows).batch(0, 1).offset(0);
  }

  /// Raw values beside what enters the network, and how; of many inputs the first ones, without the
  /// levels that are 0.
  Section described() {
    Encoder encoder = shown.model().encoder();
    RowInputs inputs = inputs();
    int count = inputs.all().size();
    List<List<String>> told = new ArrayList<>();
    for (int i = 0; i < count && told.size() < SHOWN; i++) {
      RowInputs.Input input = inputs.all().get(i);
      if (count <= SHOWN || i < encoder.shape().numbers() || input.x() != 0) {
        String raw = input.raw().isEmpty() ? "missing" : input.raw();
        told.add(
            List.of(
                "x_" + (i + 1),
                input.name(),
                raw,
                input.formula(),
                Text.minus(Text.figure(input.x()))));
      }
    }
    List<String> more = new ArrayList<>();
    if (count > told.size()) {
      more.add("… " + Text.count(count - told.size()) + " more");
    }
    more.addAll(inputs.rules());
    Offset offset = encoder.offset();
    if (offset != null) { // of the first row, as x is
      String raw = table.column(offset.column()).text(0);
      String unit = offset.unit() == 1 ? raw : raw + "/" + Text.figure(offset.unit());
      told.add(
          List.of(
              "o",
              offset.column() + (offset.exposure() ? ", its ln added to z" : ", added to z"),
              raw,
              offset.exposure() ? "ln " + raw : unit,
              Text.minus(Text.figure(offset(table)))));
    }
    return new Section("inputs", List.of("", "input", "raw", Section.FORMULA, "x"), told, more);
  }
}
