package dev.soma.trace.text;

import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceLines.Line;
import java.util.ArrayList;
import java.util.List;

/// Writes a [BackpropTrace] as plain text or as Markdown, the same lines in both.
public final class TraceText {
  private static final int SHAPE_COLUMN = 26;
  private static final int VALUE_COLUMN = 36;
  private static final int NOTE_WIDTH = 64; // wider notes push what follows, but only their own

  private TraceText() {}

  /// Plain text with the usual amount of detail.
  public static String text(BackpropTrace trace) {
    return text(trace, Detail.DEFAULT);
  }

  /// Plain text, in columns; every line ends with a line feed.
  public static String text(BackpropTrace trace, Detail detail) {
    TraceLines lines = new TraceLines(trace, detail, false);
    List<Line> rows = lines.rows();
    List<Line> forward = lines.forward();
    List<Line> backward = lines.backward();
    List<Line> pieces = lines.pieces();
    int column = VALUE_COLUMN;
    for (List<Line> section : List.of(rows, forward, backward, pieces)) {
      for (Line line : section) {
        if (!line.value().isEmpty()) {
          column = Math.max(column, 4 + width(line.formula()));
        }
      }
    }
    StringBuilder out = new StringBuilder();
    out.append(String.join("   ", lines.header())).append('\n');
    section(out, "", rows, column);
    section(out, "forward", forward, column);
    section(out, "backward", backward, column);
    section(out, "linear piece", pieces, column);
    sentence(out, "kink   ", lines.results().kinks());
    sentence(out, "check  ", lines.results().check());
    sentence(out, "update ", lines.results().update());
    return out.toString();
  }

  /// Markdown: a heading and a table for each section.
  public static String markdown(BackpropTrace trace, Detail detail) {
    TraceLines lines = new TraceLines(trace, detail, false);
    StringBuilder out = new StringBuilder("## Backpropagation\n\n");
    for (String part : lines.header()) {
      out.append("- ").append(escape(part)).append('\n');
    }
    table(out, "Rows", lines.rows());
    table(out, "Forward", lines.forward());
    table(out, "Backward", lines.backward());
    table(out, "Linear piece", lines.pieces());
    sentence(out, "\n**Kink** ", escape(lines.results().kinks()));
    sentence(out, "\n**Check** ", escape(lines.results().check()));
    sentence(out, "\n**Update** ", escape(lines.results().update()));
    return out.toString();
  }

  /// One line of a trace, in parts: for a page that lays them out itself.
  ///
  /// @param section `rows`, `forward`, `backward`, `piece`, `check`, `update` or `kink`
  /// @param formula what is computed, or the whole sentence of a check, update or kink
  /// @param shape shapes of a product; empty where they are those of the product before
  /// @param value the numbers, as [#text] writes them
  /// @param notes what follows
  public record Part(
      String section, String formula, String shape, String value, List<String> notes) {}

  /// The lines of [#text] in order, in parts; first the parts of its heading, as `rows`.
  public static List<Part> parts(BackpropTrace trace, Detail detail) {
    TraceLines lines = new TraceLines(trace, detail, false);
    List<Part> parts = new ArrayList<>();
    lines.header().forEach(h -> parts.add(new Part("rows", h, "", "", List.of())));
    add(parts, "rows", lines.rows());
    add(parts, "forward", lines.forward());
    add(parts, "backward", lines.backward());
    add(parts, "piece", lines.pieces());
    sentence(parts, "check", lines.results().check());
    sentence(parts, "update", lines.results().update());
    sentence(parts, "kink", lines.results().kinks()); // last: an exercise has none
    return parts;
  }

  /// A result as [#text] writes it: `0.4423`, `−0.0050`.
  public static String result(double v) {
    return Notation.fixed(v);
  }

  /// What is given as [#text] writes it: `0.8`, `1`, or four decimals.
  public static String given(double v) {
    return Notation.typed(v);
  }

  private static void sentence(List<Part> parts, String section, String words) {
    if (!words.isEmpty()) {
      parts.add(new Part(section, words, "", "", List.of()));
    }
  }

  private static void add(List<Part> parts, String section, List<Line> lines) {
    for (Line line : lines) {
      parts.add(new Part(section, line.formula(), line.shape(), line.value(), line.notes()));
    }
  }

  private static void section(StringBuilder out, String title, List<Line> lines, int column) {
    if (lines.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      out.append(title).append('\n');
    }
    int firstNote = 0; // the second notes of a section begin in one column
    for (Line line : lines) {
      if (line.notes().size() > 1) {
        firstNote = Math.max(firstNote, Math.min(NOTE_WIDTH, width(line.notes().getFirst()) + 2));
      }
    }
    for (Line line : lines) {
      StringBuilder text = new StringBuilder("  ").append(line.formula());
      if (!line.shape().isEmpty()) {
        pad(text, SHAPE_COLUMN);
        text.append(line.shape());
      }
      if (!line.value().isEmpty()) {
        pad(text, column);
        text.append(line.value());
      }
      notes(text, line, firstNote);
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  private static void notes(StringBuilder text, Line line, int firstNote) {
    if (line.notes().size() > 1) {
      StringBuilder first = new StringBuilder(line.notes().getFirst());
      pad(first, firstNote);
      List<String> others = line.notes().subList(1, line.notes().size());
      text.append("   ").append(first).append(String.join("  ", others));
    } else if (line.notes().size() == 1) {
      String gap = line.notes().getFirst().startsWith("db") ? "     " : "   ";
      text.append(gap).append(line.notes().getFirst());
    }
  }

  /// Fills up to a column, with at least two spaces.
  private static void pad(StringBuilder text, int column) {
    text.append("  ");
    while (width(text) < column) {
      text.append(' ');
    }
  }

  /// Columns on the screen: combining marks take none.
  private static int width(CharSequence text) {
    return (int)
        text.chars().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }

  private static void table(StringBuilder out, String title, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("\n### ").append(title).append("\n\n");
    out.append("| formula | shapes | value | |\n|---|---|---|---|\n");
    for (Line line : lines) {
      List<String> notes = new ArrayList<>(line.notes());
      notes.removeIf(String::isEmpty);
      out.append("| ").append(escape(line.formula().strip()));
      out.append(" | ").append(line.shape());
      out.append(" | ").append(escape(line.value()));
      notes.replaceAll(TraceText::escape);
      out.append(" | ").append(String.join("<br>", notes)).append(" |\n");
    }
  }

  private static void sentence(StringBuilder out, String title, String text) {
    if (!text.isEmpty()) {
      out.append(title).append(text).append('\n');
    }
  }

  /// A text as Markdown shows it: nothing in it is taken for a mark, or for HTML.
  public static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("&", "&amp;")
        .replace("<", "&lt;");
  }
}
