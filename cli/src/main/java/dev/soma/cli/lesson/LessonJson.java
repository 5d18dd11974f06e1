package dev.soma.cli.lesson;

import dev.soma.lesson.Lesson;
import dev.soma.lesson.Report;
import dev.soma.lesson.Report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Lessons as one line of JSON; numbers that are not finite are null.
final class LessonJson {
  private LessonJson() {}

  /// All lessons.
  static String list() {
    List<Object> lessons = Arrays.stream(Lesson.values()).<Object>map(LessonJson::head).toList();
    return JsonMapper.shared().writeValueAsString(Map.of("event", "lessons", "lessons", lessons));
  }

  /// One report.
  ///
  /// @param told whether the answer is among it
  /// @param right whether a given answer was right
  static String of(Report report, boolean told, Optional<Boolean> right) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("event", "lesson");
    all.putAll(head(report.lesson()));
    all.put("idea", report.lesson().idea());
    all.put("seed", report.seed());
    all.put("formulas", report.formulas());
    all.put("findings", report.findings().stream().map(LessonJson::table).toList());
    all.put("curves", report.curves().stream().map(LessonJson::curves).toList());
    all.put("question", report.question().text());
    all.put("options", report.question().options());
    right.ifPresent(r -> all.put("right", r));
    if (told) {
      all.put("answer", report.question().answer());
      all.put("because", report.question().because());
      all.put("measured", table(report.answer()));
    }
    all.put("network", report.network().spec().toString());
    all.put("weights", SavedFiles.tensors(report.network()));
    all.put("commands", report.commands());
    return JsonMapper.shared().writeValueAsString(all);
  }

  private static Map<String, Object> head(Lesson lesson) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("name", lesson.text());
    head.put("title", lesson.title());
    return head;
  }

  private static Map<String, Object> table(Table table) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("title", table.title());
    all.put("columns", table.columns());
    List<Object> lines = new ArrayList<>();
    for (Report.Line line : table.lines()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(line.label());
      line.values().forEach(v -> row.add(number(v)));
      lines.add(row);
    }
    all.put("lines", lines);
    return all;
  }

  private static Map<String, Object> curves(Report.Curves curves) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("title", curves.title());
    all.put("across", curves.across());
    all.put("x", curves.x());
    Map<String, Object> values = new LinkedHashMap<>();
    for (Report.Line line : curves.curves()) {
      values.put(line.label(), line.values().stream().map(LessonJson::number).toList());
    }
    all.put("curves", values);
    return all;
  }

  static @Nullable Double number(double x) {
    return Double.isFinite(x) ? x : null;
  }
}
