package dev.soma.cli.screen;

import java.util.List;

/// Fields as one line of a delimited text file.
public final class CsvLine {
  private CsvLine() {}

  /// Adds a line, quoted where that is needed.
  public static void append(StringBuilder out, List<String> fields, char delimiter) {
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.append(delimiter);
      }
      field(out, fields.get(i), delimiter);
    }
    out.append('\n');
  }

  private static void field(StringBuilder out, String text, char delimiter) {
    boolean plain = true;
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c != delimiter && c != '"' && c != '\n' && c != '\r';
    }
    boolean blanks =
        !text.isEmpty() && (text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ');
    if (plain && !blanks) {
      out.append(text);
    } else {
      out.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }
}
