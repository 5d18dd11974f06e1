package dev.soma.studio.answer;

import dev.soma.error.SomaException;
import dev.soma.lesson.Lesson;
import dev.soma.lesson.Report;
import dev.soma.studio.lesson.LabSettings;
import dev.soma.studio.lesson.Lessons;
import java.util.List;
import java.util.Map;

/// What is asked for in a lesson, or in the lab: to begin, to stop, to judge an answer.
public final class Lectern {
  /// The names of what is asked of a lesson.
  public static final List<String> NAMES = List.of("lesson", "lesson_seed", "check", "stop");

  private final Lessons lessons;

  /// Speaks for the lessons of a session.
  public Lectern(Lessons lessons) {
    this.lessons = lessons;
  }

  /// Begins a lesson, `lesson` and `lesson_seed`; stops what runs, `stop`; or judges an answer to
  /// the question of a lesson that was run, `check`.
  ///
  /// @return `right`, if an answer was judged
  /// @throws SomaException.Usage E262 for another name, E296 while another one runs, E297 if there
  ///   is no report to judge by, E209 for an answer that is neither a letter nor a number
  public Map<String, Object> lesson(Map<String, ?> asked) {
    if (asked.containsKey("stop")) {
      lessons.stop();
      return Map.of();
    }
    Query query = Query.of(asked);
    Lesson lesson = Lesson.parse(query.text("lesson", ""));
    long seed = query.seed("lesson_seed", 42);
    if (!asked.containsKey("check")) {
      lessons.begin(lesson, seed);
      return Map.of();
    }
    Report report = lessons.report(lesson, seed);
    if (report == null) {
      throw new SomaException.Usage(
          "E297",
          lesson.text() + " with seed " + seed + " has no report · it was not run, or long ago",
          "run the lesson");
    }
    return Map.of("right", report.question().check(query.text("check", "")));
  }

  /// Begins the lab.
  ///
  /// @param asked as [LabSettings#of]
  /// @throws SomaException.Usage as [Lessons#begin(LabSettings)]
  public void lab(Map<String, ?> asked) {
    lessons.begin(LabSettings.of(asked));
  }
}
