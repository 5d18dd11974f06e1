package dev.soma.trace.text;

import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceLines.Line;
import java.util.ArrayList;
import java.util.List;

/// Writes a [BackpropTrace] as a fragment of a web page: a section with one table for each part,
/// without scripts, styles or links, everything escaped.
public final class TraceHtml {
  private TraceHtml() {}

  /// The fragment; every line ends with a line feed.
  public static String html(BackpropTrace trace, Detail detail) {
    TraceLines lines = new TraceLines(trace, detail, false);
    StringBuilder out = new StringBuilder("<section>\n<h2>Backpropagation</h2>\n<ul>\n");
    lines.header().forEach(part -> out.append("<li>").append(escape(part)).append("</li>\n"));
    out.append("</ul>\n");
    table(out, "Rows", lines.rows());
    table(out, "Forward", lines.forward());
    table(out, "Backward", lines.backward());
    table(out, "Linear piece", lines.pieces());
    sentence(out, "Kink", lines.results().kinks());
    sentence(out, "Check", lines.results().check());
    sentence(out, "Update", lines.results().update());
    return out.append("</section>\n").toString();
  }

  /// Text as it must stand in a page, in quoted attributes too.
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static void table(StringBuilder out, String title, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("<table>\n<caption>").append(title).append("</caption>\n<thead><tr>");
    for (String name : List.of("formula", "shapes", "value", "notes")) {
      out.append("<th scope=\"col\">").append(name).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (Line line : lines) {
      List<String> notes = new ArrayList<>(line.notes());
      notes.removeIf(String::isEmpty);
      out.append("<tr><th scope=\"row\">").append(escape(line.formula().strip()));
      out.append("</th><td>").append(escape(line.shape()));
      out.append("</td><td>").append(escape(line.value().strip()));
      out.append("</td><td>");
      out.append(String.join("<br>", notes.stream().map(n -> escape(n.strip())).toList()));
      out.append("</td></tr>\n");
    }
    out.append("</tbody>\n</table>\n");
  }

  private static void sentence(StringBuilder out, String title, String text) {
    if (!text.isEmpty()) {
      out.append("<p><strong>").append(title).append("</strong> ");
      out.append(escape(text)).append("</p>\n");
    }
  }
}
