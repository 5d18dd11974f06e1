package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.OneMember;
import dev.soma.cli.report.CalibrationBlock;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Offset;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.nn.Batch;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One row of a data file, as a model sees it.
///
/// @param shown the network of the model that is shown
/// @param table the file
/// @param row position of the row in the table
record RowOfFile(OneMember shown, Table table, int row) {
  private static final int SHOWN = 40;

  /// Model, file and line that were typed.
  ///
  /// @throws SomaException.Usage E204 if one is missing, E209 if the file has no such line
  static RowOfFile of(Arguments arguments) {
    OneMember shown = OneMember.of(Model.load(Path.of(arguments.word(0, "model"))), arguments);
    Model model = shown.model();
    Path file = Path.of(arguments.word(1, "data file"));
    if (!arguments.has("--line")) {
      throw new SomaException.Usage("E204", "missing --line · which row of " + file, "--line 2");
    }
    int line = arguments.whole("--line", 1);
    Table table = Inputs.trained(file, Inputs.settings(model, arguments));
    for (int r = 0; r < table.rows(); r++) {
      if (table.line(r) == line) {
        return new RowOfFile(shown, table.rows(r, r + 1), 0);
      }
    }
    throw new SomaException.Usage(
        "E209",
        "--line "
            + line
            + " · no row begins there: the rows of "
            + table.source().name()
            + " begin at lines "
            + table.line(0)
            + " to "
            + table.line(table.rows() - 1),
        "--line " + table.line(0));
  }

  /// The numbers of both passes.
  BackpropTrace trace() {
    Model model = shown.model();
    Dataset data = model.encoder().encode(table, model.target());
    double[][] y = Truth.of(model, data, new int[] {row});
    BackpropTrace trace =
        BackpropTrace.of(
            ReferenceParameters.of(model.network().parameters()),
            model.cost(),
            Rows.of(data.rows(new int[] {row}).batch(), y));
    return model.target() instanceof TargetEncoder.Classes c ? trace.named(c.levels()) : trace;
  }

  /// How the probabilities of a prediction differ from the outputs of the training; no line if they
  /// do not.
  List<String> calibrated() {
    Model model = shown.model();
    return CalibrationBlock.ofRow(model, model.predict(table.rows(row, row + 1)));
  }

  /// Says which of the members inside a network a trace is of; no line without members.
  static List<String> ofMembers(NetworkSpec spec) {
    return spec.members() == 1
        ? List.of()
        : List.of(
            "  member 1 of the "
                + spec.members()
                + " inside the network, as a network of its own: W(l) is s ⊙ W of all; J is its own,"
                + " without penalties");
  }

  /// Raw values beside what enters the network; of many inputs the first ones, without the levels
  /// that are 0.
  List<String> describe() {
    Model model = shown.model();
    Batch batch = model.encoder().encode(table).batch(row, row + 1);
    double[] x = Rows.expand(batch)[0];
    List<String> names = model.encoder().inputNames();
    List<String> lines = new ArrayList<>();
    lines.add(table.source().name() + " line " + table.line(row));
    if (shown.of() > 1) {
      lines.add("  " + shown.words());
    }
    lines.addAll(ofMembers(model.network().spec()));
    int numbers = model.encoder().shape().numbers();
    int[] told =
        IntStream.range(0, x.length)
            .filter(i -> x.length <= SHOWN || i < numbers || x[i] != 0)
            .limit(SHOWN)
            .toArray();
    int width = Math.max(4, 1 + Integer.toString(x.length).length());
    for (int i : told) {
      String raw = table.names().contains(names.get(i)) ? table.column(names.get(i)).text(row) : "";
      lines.add(
          "  x_"
              + Text.cell(Integer.toString(i + 1), width)
              + Text.cell(names.get(i), 28)
              + Text.cell(raw, 14)
              + Text.figure(x[i]));
    }
    if (x.length > told.length) {
      lines.add("  … " + Text.count(x.length - told.length) + " more");
    }
    addOffset(lines, batch, width);
    return lines;
  }

  /// The column that is added to z of the output layer, if there is one.
  private void addOffset(List<String> lines, Batch batch, int width) {
    Offset offset = shown.model().encoder().offset();
    if (offset != null) {
      lines.add(
          "  o"
              + Text.cell("", width + 1)
              + Text.cell(offset.column(), 28)
              + Text.cell(table.column(offset.column()).text(row), 14)
              + Text.figure(batch.offset(0))
              + (offset.exposure() ? "   = ln of it, added to z" : "   added to z"));
    }
  }
}
