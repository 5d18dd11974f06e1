package dev.soma.cli.lecture;

import dev.soma.cli.screen.Text;
import dev.soma.trace.text.TraceHtml;
import dev.soma.trace.text.TraceLatex;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.List;

/// A heading, a table, and lines below it, in each of the formats of `explain`.
///
/// @param title of the section
/// @param header names of the columns; empty without a table
/// @param rows cells; the last column holds numbers
/// @param lines sentences
record Section(String title, List<String> header, List<List<String>> rows, List<String> lines) {
  private static final int WIDEST = 40;

  /// Lines for a screen: columns, numbers to the right.
  List<String> text() {
    List<String> text = new ArrayList<>();
    text.add(title);
    List<List<String>> table = new ArrayList<>();
    if (!header.isEmpty()) {
      table.add(header);
    }
    table.addAll(rows);
    int last = header.size() - 1;
    int[] widths = new int[header.size()];
    for (List<String> row : table) {
      for (int c = 0; c < widths.length; c++) {
        int length = row.get(c).codePointCount(0, row.get(c).length());
        widths[c] = Math.max(widths[c], Math.min(WIDEST, length));
      }
    }
    for (List<String> row : table) {
      StringBuilder line = new StringBuilder("  ");
      for (int c = 0; c < last; c++) {
        line.append(Text.cell(row.get(c), widths[c])).append("  ");
      }
      line.append(" ".repeat(Math.max(0, widths[last] - row.get(last).length())));
      text.add(line.append(row.get(last)).toString());
    }
    lines.forEach(l -> text.add("  " + l));
    return text;
  }

  /// A heading, a table and paragraphs.
  String markdown() {
    StringBuilder out = new StringBuilder("\n### ").append(TraceText.escape(title)).append("\n\n");
    if (!header.isEmpty()) {
      out.append(row(header)).append("|---".repeat(header.size() - 1)).append("|---:|\n");
      rows.forEach(r -> out.append(row(r)));
      out.append(lines.isEmpty() ? "" : "\n");
    }
    lines.forEach(l -> out.append("- ").append(TraceText.escape(l)).append('\n'));
    return out.toString();
  }

  /// A table with the title as its caption, and paragraphs.
  String html() {
    StringBuilder out = new StringBuilder("<section>\n");
    out.append("<table>\n<caption>")
        .append(TraceHtml.escape(title))
        .append("</caption>\n<thead><tr>");
    header.forEach(
        h -> out.append("<th scope=\"col\">").append(TraceHtml.escape(h)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr><th scope=\"row\">").append(TraceHtml.escape(row.getFirst())).append("</th>");
      row.stream()
          .skip(1)
          .forEach(c -> out.append("<td>").append(TraceHtml.escape(c)).append("</td>"));
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n");
    lines.forEach(l -> out.append("<p>").append(TraceHtml.escape(l)).append("</p>\n"));
    return out.append("</section>\n").toString();
  }

  /// A `tabular` under the title, and paragraphs.
  String latex() {
    StringBuilder out = new StringBuilder("\n\\noindent\\textbf{");
    out.append(TraceLatex.escape(title)).append("}\\par\n\\noindent\\begin{tabular}{");
    out.append("l".repeat(header.size() - 1)).append("r}\n");
    List<List<String>> table = new ArrayList<>(List.of(header));
    table.addAll(rows);
    for (List<String> row : table) {
      out.append(String.join(" & ", row.stream().map(TraceLatex::escape).toList()));
      out.append(" \\\\\n");
    }
    out.append("\\end{tabular}\n");
    lines.forEach(l -> out.append("\n\\noindent ").append(TraceLatex.escape(l)).append('\n'));
    return out.toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(TraceText::escape).toList()) + " |\n";
  }
}
