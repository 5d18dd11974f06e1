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
  /// The name of a column of formulas: they are wrapped where other cells are cut.
  static final String FORMULA = "as an input";

  private static final int WIDEST = 40;
  private static final String INDENT = "  ";
  private static final String SIGNS = "+−=";

  /// Lines for a screen: columns, numbers to the right.
  List<String> text() {
    List<String> text = new ArrayList<>();
    text.add(title);
    List<List<String>> table = new ArrayList<>();
    if (!header.isEmpty()) {
      table.add(header);
    }
    table.addAll(rows);
    int[] widths = new int[header.size()];
    for (List<String> row : table) {
      for (int c = 0; c < widths.length; c++) {
        int length = row.get(c).codePointCount(0, row.get(c).length());
        widths[c] = Math.max(widths[c], Math.min(WIDEST, length));
      }
    }
    table.forEach(row -> text.addAll(lines(row, widths)));
    lines.forEach(l -> text.add("  " + l));
    return text;
  }

  /// A row of the table, with more lines where its formula is long.
  private List<String> lines(List<String> row, int[] widths) {
    int last = header.size() - 1;
    int formula = header.indexOf(FORMULA);
    List<String> parts = formula < 0 ? List.of() : wrapped(row.get(formula), widths[formula]);
    StringBuilder line = new StringBuilder("  ");
    int before = 0;
    for (int c = 0; c < last; c++) {
      before = c == formula ? line.length() : before;
      String cell = c == formula ? parts.getFirst() : row.get(c);
      line.append(Text.cell(cell, widths[c])).append("  ");
    }
    line.append(" ".repeat(Math.max(0, widths[last] - row.get(last).length())));
    List<String> all = new ArrayList<>();
    all.add(line.append(row.get(last)).toString());
    String blank = " ".repeat(before);
    parts.stream().skip(1).forEach(part -> all.add(blank + part));
    return all;
  }

  /// A text in lines of a width at most, all but the first indented: each ends before a blank, else
  /// before the last `/` or `(`, else where it has to.
  private static List<String> wrapped(String text, int width) {
    List<String> parts = new ArrayList<>();
    String rest = text;
    while (rest.codePointCount(0, rest.length()) > width) {
      int most = rest.offsetByCodePoints(0, width);
      int least = INDENT.length() + 1; // something has to be before the end
      int at = rest.lastIndexOf(' ', most);
      if (at > least && SIGNS.indexOf(rest.charAt(at - 1)) >= 0) { // a sign begins a line
        at = rest.lastIndexOf(' ', at - 1);
      }
      at = at < least ? Math.max(rest.lastIndexOf('/', most), rest.lastIndexOf('(', most)) : at;
      at = at < least ? most : at;
      parts.add(rest.substring(0, at));
      rest = INDENT + rest.substring(at).strip();
    }
    parts.add(rest);
    return parts;
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

  /// A table with the title as its caption, or the title alone, and paragraphs.
  String html() {
    StringBuilder out = new StringBuilder("<section>\n");
    if (header.isEmpty()) {
      out.append("<p>").append(TraceHtml.escape(title)).append("</p>\n");
    } else {
      table(out);
    }
    lines.forEach(l -> out.append("<p>").append(TraceHtml.escape(l)).append("</p>\n"));
    return out.append("</section>\n").toString();
  }

  private void table(StringBuilder out) {
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
  }

  /// A `tabular` under the title, if there is one, and paragraphs.
  String latex() {
    StringBuilder out = new StringBuilder("\n\\noindent\\textbf{");
    out.append(TraceLatex.escape(title)).append("}\\par\n");
    if (!header.isEmpty()) {
      tabular(out);
    }
    lines.forEach(l -> out.append("\n\\noindent ").append(TraceLatex.escape(l)).append('\n'));
    return out.toString();
  }

  private void tabular(StringBuilder out) {
    out.append("\\noindent\\begin{tabular}{");
    out.append("l".repeat(header.size() - 1)).append("r}\n");
    List<List<String>> table = new ArrayList<>(List.of(header));
    table.addAll(rows);
    for (List<String> row : table) {
      out.append(String.join(" & ", row.stream().map(TraceLatex::escape).toList()));
      out.append(" \\\\\n");
    }
    out.append("\\end{tabular}\n");
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(TraceText::escape).toList()) + " |\n";
  }
}
