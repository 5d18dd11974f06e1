package dev.soma.studio.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.lesson.Lesson;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Settings;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriesTest {
  @Test
  void every_lesson_has_something_to_try_and_the_page_takes_all_of_its_settings() {
    Set<String> views =
        Set.of("boundary", "curves", "step", "network", "units", "health", "lessons", "lab");
    try (Session session = new Session(null, "")) {
      for (Lesson lesson : Lesson.values()) {
        assertThat(Tries.of(lesson)).as(lesson.text()).isNotEmpty();
        for (Tries.Try t : Tries.of(lesson)) {
          session.reset(t.settings());
          assertThat(session.run().settings())
              .as("whatever was learned before: " + t.text())
              .isEqualTo(Settings.START.with(t.settings()));
          assertThat(views).contains(t.view());
        }
      }
    }
  }
}
