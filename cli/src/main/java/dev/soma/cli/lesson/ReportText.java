package dev.soma.cli.lesson;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.lesson.Report;
import dev.soma.lesson.Report.Line;
import dev.soma.lesson.Report.Question;
import dev.soma.lesson.Report.Table;
import java.util.ArrayList;
import java.util.List;

/// A [Report] as lines of text.
final class ReportText {
  private final int width;

  /// @param look width of the screen; in ASCII the sign of a cut takes two columns more
  ReportText(Screen.Look look) {
    this.width = look.width() - (look.ascii() ? 2 : 0);
  }

  /// Everything but the answer.
  List<String> lines(Report report) {
    List<String> lines = new ArrayList<>();
    String title = report.lesson().text() + ": " + report.lesson().title();
    lines.addAll(wrapped(title + " (seed " + report.seed() + ")", "LESSON ", "       "));
    lines.addAll(wrapped(report.lesson().idea(), "  "));
    lines.add("");
    for (String formula : report.formulas()) {
      lines.addAll(wrapped(formula, "  "));
    }
    for (Table table : report.findings()) {
      lines.add("");
      lines.addAll(table(table));
    }
    lines.add("");
    lines.addAll(question(report));
    return lines;
  }

  /// The question and how to answer it.
  private List<String> question(Report report) {
    Question question = report.question();
    List<String> lines = new ArrayList<>(wrapped(question.text(), "ASK    ", "       "));
    for (int i = 0; i < question.options().size(); i++) {
      String letter = "  " + (char) ('a' + i) + "    ";
      lines.addAll(wrapped(question.options().get(i), letter, "       "));
    }
    return lines;
  }

  /// The answer, why, and what was measured.
  List<String> answer(Report report) {
    Question question = report.question();
    List<String> lines =
        new ArrayList<>(
            wrapped(question.answer() + ": " + question.because(), "ANSWER ", "       "));
    lines.add("");
    lines.addAll(table(report.answer()));
    return lines;
  }

  /// Headings, then lines; numbers to the right.
  List<String> table(Table table) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(table.columns());
    for (Line line : table.lines()) {
      List<String> row = new ArrayList<>(List.of(line.label()));
      line.values().forEach(v -> row.add(number(v)));
      cells.add(row);
    }
    int[] widths = new int[table.columns().size()];
    for (List<String> row : cells) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>(wrapped(table.title(), "  "));
    for (List<String> row : cells) {
      StringBuilder text = new StringBuilder("    ").append(Text.cell(row.getFirst(), widths[0]));
      for (int c = 1; c < widths.length; c++) {
        text.append("  ").append(" ".repeat(widths[c] - row.get(c).length())).append(row.get(c));
      }
      lines.add(Text.cut(text.toString(), width));
    }
    return lines;
  }

  /// Whole numbers as such, others with four digits.
  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e7 ? Text.shortest(x) : Text.figure(x);
  }

  /// The text broken at blanks, each line indented.
  List<String> wrapped(String text, String indent) {
    return wrapped(text, indent, indent);
  }

  /// The same with a first line that begins otherwise.
  List<String> wrapped(String text, String first, String more) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split("(?<=\\S) (?=\\S)", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(more);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
