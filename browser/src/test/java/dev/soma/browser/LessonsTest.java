package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.soma.lesson.Lesson;
import dev.soma.studio.Studio;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Lessons as a person takes them: run, asked, answered, tried.
class LessonsTest extends Browsing {
  @Test
  void each_lesson_is_run_asks_before_it_tells_and_shows_what_was_measured() {
    try (Studio studio = open()) {
      Visitor v = visit(studio.url() + "#view=lessons");
      v.reads("#view", "Lessons");
      for (Lesson lesson : Lesson.values()) {
        v.at("#view nav").getByText(lesson.text(), exactly()).click();
        v.reads("#view article", lesson.title());
        v.page().getByText("Run the lesson").click();
        v.reads("#view article", "What was measured");
        assertThat(v.at("#view article").textContent()).doesNotContain("Answer: ");
        v.page().getByText("Show the answer").click();
        v.reads("#view article", "Answer: ");
        assertThat(v.at("#view article table").count()).isPositive();
      }
      v.audit("a lesson that was run");
      v.leave();
    }
  }

  @Test
  void a_lesson_sets_the_page_to_its_data_and_network_and_is_not_drawn_among_other_data() {
    try (Studio studio = open()) {
      Visitor v = visit(studio.url() + "#view=lessons&look.lesson=xor");
      v.reads("#status", "step ");
      v.press("e", "e");
      v.reads("#status", "epoch 2 of");
      v.page().getByText("Run the lesson").click();
      v.reads("#view article", "Try it yourself");
      v.at("#view article a[href*=xor]").first().click();
      v.page().waitForURL(Pattern.compile("data=xor"));
      v.reads("#status", "step 0 ");
      v.press("e");
      v.reads("#status", "epoch 1 of");
      v.view("curves");
      v.reads("#view", "Not drawn: an earlier run on other data (moons)");
      Locator moons = v.at("#view .runs input");
      assertThat(moons.isChecked()).isFalse();
      assertThat(v.at("#view .charts").textContent()).doesNotContain("run 1");
      moons.check();
      v.reads("#view .charts >> nth=0", "run 1 J");
      v.settle();
      assertThat(v.address()).contains("look.show=1");
      assertThat(v.at("#view").textContent()).doesNotContain("Not drawn");
      v.leave();
    }
  }

  @Test
  void the_lab_types_what_helps_into_its_fields() {
    try (Studio studio = open()) {
      Visitor v =
          visit(studio.url() + "#view=lab&look.function=log(x)&look.epsilon=0.5&look.most=0")
              .mayBeRefused();
      v.reads("#view", "One hidden layer");
      v.at("#view [name=lab_seed]").fill("many");
      v.press("Enter");
      v.reads("#error", "fix: seed: 42");
      v.page().getByText("Take seed 42").click();
      v.reads("#error", "fix: from: 0.01, to: 1");
      v.page().getByText("Take from 0.01, to 1").click();
      v.reads("#view", "log(x) on [0.01, 1");
      assertThat(v.at("#error").isVisible()).isFalse();
      assertThat(v.at("#view [name=lab_seed]").inputValue()).isEqualTo("42");
      v.at("#view .chart .picture").first().focus();
      v.press("Home");
      v.reads(
          "#view .chart:first-child .cursor",
          Pattern.compile("x 0\\.01\\S*: .*f −4\\.605\\d* · h "));
      String first = v.at("#view .chart:first-child .cursor").textContent();
      v.press("ArrowRight");
      assertThat(v.at("#view .chart:first-child .cursor").textContent()).isNotEqualTo(first);
      v.leave();
    }
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
