package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.model.explain.OutputNumber;
import dev.soma.model.explain.RowInputs;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceHtml;
import dev.soma.trace.text.TraceJson;
import dev.soma.trace.text.TraceLatex;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that `explain` shows, in each of its formats.
///
/// @param trace the numbers of both passes
/// @param notes which rows and which network it is
/// @param rows of a file; null for a network that was typed in
/// @param why for one row of a file, else null
/// @param symbols that the passes are written in
record Explained(
    BackpropTrace trace,
    List<String> notes,
    @Nullable RowsOfFile rows,
    @Nullable WhyBlock why,
    Symbols symbols) {

  /// What was asked for.
  static Explained of(Arguments arguments, Symbols symbols) {
    if (arguments.has("--network")) {
      NetworkSpec spec = TypedNetwork.spec(arguments);
      BackpropTrace trace = TypedNetwork.trace(arguments);
      List<String> notes = with(RowsOfFile.ofMembers(spec), symbols);
      return new Explained(trace, notes, null, null, symbols);
    }
    RowsOfFile rows = RowsOfFile.of(arguments);
    WhyBlock why = rows.single() ? new WhyBlock(rows.whole(), rows.table(), arguments) : null;
    return new Explained(rows.trace(), with(rows.notes(), symbols), rows, why, symbols);
  }

  private static List<String> with(List<String> notes, Symbols symbols) {
    List<String> all = new ArrayList<>(notes);
    if (!symbols.legend().isEmpty()) {
      all.add(symbols.legend());
    }
    return all;
  }

  /// With more in the trace.
  Explained with(BackpropTrace other) {
    return new Explained(other, notes, rows, why, symbols);
  }

  /// What is told before the text.
  List<String> before() {
    List<String> lines = new ArrayList<>();
    for (String note : notes) {
      lines.add((lines.isEmpty() && rows != null ? "" : "  ") + note);
    }
    if (rows != null && rows.single()) {
      List<String> inputs = rows.described().text();
      lines.addAll(inputs.subList(2, inputs.size())); // the table alone, without its names
    }
    return lines;
  }

  /// The passes, then what a prediction makes of them, then why; of an exercise the passes alone,
  /// since no one can work out the others from what is shown.
  String text(Detail detail) {
    StringBuilder out = new StringBuilder(symbols.columns(TraceText.text(trace, detail)));
    after(detail).forEach(line -> out.append(line).append('\n'));
    if (why != null && !detail.exercise()) {
      why.section().text().forEach(line -> out.append(line).append('\n'));
    }
    return out.toString();
  }

  /// The same in Markdown, inputs included.
  String markdown(Detail detail) {
    String title = "## Backpropagation\n\n";
    StringBuilder out = new StringBuilder(title);
    notes.forEach(n -> out.append("- ").append(TraceText.escape(n)).append('\n'));
    out.append(symbols.prose(TraceText.markdown(trace, detail).substring(title.length())));
    after(detail).forEach(l -> out.append('\n').append(TraceText.escape(l)).append('\n'));
    sections(detail).forEach(s -> out.append(s.markdown()));
    return out.toString();
  }

  /// A fragment of a web page.
  String html(Detail detail) {
    StringBuilder out = new StringBuilder();
    String end = "</ul>\n";
    String body = symbols.prose(TraceHtml.html(trace, detail));
    int at = body.indexOf(end);
    out.append(body, 0, at);
    notes.forEach(n -> out.append("<li>").append(TraceHtml.escape(n)).append("</li>\n"));
    out.append(body.substring(at));
    after(detail).forEach(l -> out.append("<p>").append(TraceHtml.escape(l)).append("</p>\n"));
    sections(detail).forEach(s -> out.append(s.html()));
    return out.toString();
  }

  /// The body of a LaTeX document.
  String latex(Detail detail) {
    StringBuilder out = new StringBuilder();
    notes.forEach(n -> out.append("\\noindent ").append(TraceLatex.escape(n)).append("\n\n"));
    out.append(symbols.latex(TraceLatex.latex(trace, detail)));
    after(detail).forEach(l -> out.append("\\noindent ").append(TraceLatex.escape(l)).append('\n'));
    sections(detail).forEach(s -> out.append(s.latex()));
    return out.toString();
  }

  /// Every number in full precision, on one line.
  String json() {
    ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(TraceJson.json(trace));
    ArrayNode said = root.putArray("notes");
    notes.forEach(said::add);
    if (rows != null && rows.shown().of() > 1) {
      root.put("network_shown", rows.shown().number());
      root.put("networks", rows.shown().of());
    }
    if (rows != null && rows.single()) {
      ArrayNode inputs = root.putArray("inputs");
      for (RowInputs.Input i : rows.inputs().all()) {
        ObjectNode input = inputs.addObject();
        input.put("name", i.name());
        input.put("raw", i.raw().isEmpty() ? null : i.raw());
        input.put("formula", i.formula());
        input.put("x", i.x());
      }
    }
    if (rows != null) {
      json(root, rows.numbers(trace));
    }
    if (why != null) {
      why.json(root);
    }
    return JsonMapper.shared().writeValueAsString(root) + "\n";
  }

  private static void json(ObjectNode root, List<OutputNumber> numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    ArrayNode all = root.putArray("predicted");
    for (OutputNumber y : numbers) {
      ObjectNode node = all.addObject();
      node.put("name", y.name());
      node.put("a", y.output());
      node.put("mean", y.mean());
      node.put("sd", y.sd());
      if (y.bounds() != null) {
        node.put("before_clip", y.unclipped());
        node.put("low", y.bounds().low());
        node.put("high", y.bounds().high());
      }
      node.put("value", y.value());
    }
  }

  private List<String> after(Detail detail) {
    if (rows == null || detail.exercise()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    String who = rows.whole().members().size() > 1 ? " by network " + rows.shown().number() : "";
    List<OutputNumber> numbers = rows.numbers(trace);
    for (OutputNumber y : numbers.subList(0, Math.min(OutputNumber.MOST, numbers.size()))) {
      String formula = symbols.prose(y.formula()).strip();
      lines.add("predicted" + who + ": " + y.name() + " = " + formula);
    }
    if (numbers.size() > OutputNumber.MOST) {
      lines.add("predicted" + who + ": … " + (numbers.size() - OutputNumber.MOST) + " more");
    }
    lines.addAll(rows.calibrated());
    return lines;
  }

  private List<Section> sections(Detail detail) {
    List<Section> sections = new ArrayList<>();
    if (rows != null && rows.single()) {
      sections.add(rows.described());
    }
    if (why != null && !detail.exercise()) {
      sections.add(why.section());
    }
    return sections;
  }
}
