package dev.soma.studio.view;

import dev.soma.lesson.Lesson;
import dev.soma.lesson.Report;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.lesson.Lessons;
import dev.soma.studio.lesson.Tries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lessons, and the report of one of them: what `soma lesson` prints.
public final class LessonsView {
  private LessonsView() {}

  /// The list, and one lesson.
  ///
  /// @param name of the lesson; empty for the list alone
  /// @param seed of its rows and weights
  /// @param told whether the answer is among it
  /// @throws dev.soma.error.SomaException.Usage E262 if there is no such lesson
  public static Map<String, Object> of(Lessons lessons, String name, long seed, boolean told) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("lessons", Arrays.stream(Lesson.values()).map(LessonsView::head).toList());
    if (name.isEmpty()) {
      return data;
    }
    Lesson lesson = Lesson.parse(name);
    data.put("lesson", head(lesson));
    data.put("idea", Texts.minus(lesson.idea()));
    data.put("seed", seed);
    data.put("look", Tries.look(lesson));
    data.put("tries", Tries.of(lesson).stream().map(LessonsView::tried).toList());
    Report report = lessons.report(lesson, seed);
    if (report != null) {
      data.put("report", report(report, told));
    }
    return data;
  }

  private static Map<String, Object> head(Lesson lesson) {
    return Map.of("name", lesson.text(), "title", lesson.title());
  }

  private static Map<String, Object> tried(Tries.Try t) {
    return Map.of("text", t.text(), "view", t.view(), "settings", t.settings());
  }

  /// A report as data.
  static Map<String, Object> report(Report report, boolean told) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("formulas", report.formulas().stream().map(Texts::minus).toList());
    data.put("findings", report.findings().stream().map(LessonsView::table).toList());
    data.put("curves", report.curves().stream().map(LessonsView::curves).toList());
    data.put("question", Texts.minus(report.question().text()));
    data.put("options", report.question().options().stream().map(Texts::minus).toList());
    if (told) {
      data.put("answer", report.question().answer());
      data.put("because", Texts.minus(report.question().because()));
      data.put("measured", table(report.answer()));
    }
    data.put("network", report.network().spec().toString());
    data.put("commands", report.commands());
    return data;
  }

  private static Map<String, Object> table(Report.Table table) {
    List<List<@Nullable Object>> lines = new ArrayList<>();
    for (Report.Line line : table.lines()) {
      List<@Nullable Object> cells = new ArrayList<>(List.of(Texts.minus(line.label())));
      line.values().forEach(v -> cells.add(cell(v)));
      lines.add(cells);
    }
    return Map.of("title", Texts.minus(table.title()), "columns", table.columns(), "lines", lines);
  }

  /// Curves as long as their axis: where one has ended there is nothing.
  private static Map<String, Object> curves(Report.Curves curves) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Report.Line line : curves.curves()) {
      List<@Nullable Double> values = new ArrayList<>();
      for (int i = 0; i < curves.x().size(); i++) {
        values.add(i < line.values().size() ? Texts.rounded(line.values().get(i)) : null);
      }
      all.add(Map.of("name", Texts.minus(line.label()), "values", values));
    }
    return Map.of(
        "title",
        curves.title(),
        "across",
        curves.across(),
        "logarithmic",
        curves.logarithmic(),
        "x",
        curves.x(),
        "curves",
        all);
  }

  /// A number with all its digits; that of a run that diverged as a word, none as null.
  private static @Nullable Object cell(double x) {
    return Double.isInfinite(x) ? (x > 0 ? "∞" : "−∞") : Texts.number(x);
  }
}
