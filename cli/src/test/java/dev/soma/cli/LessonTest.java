package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.lesson.Lesson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LessonTest {
  @TempDir Path folder;

  /// The commands of the NEXT lines.
  private static List<String> next(Cli run) {
    List<String> lines = run.out().lines().toList();
    int from = 0;
    while (!lines.get(from).startsWith("NEXT")) {
      from++;
    }
    return lines.subList(from, lines.size()).stream().map(l -> l.substring(7)).toList();
  }

  @Test
  void without_a_name_the_lessons_are_listed() {
    Cli run = Cli.run("lesson");
    assertThat(run.exit()).isZero();
    for (Lesson lesson : Lesson.values()) {
      assertThat(run.out()).contains("  " + lesson.text() + " ");
    }
    assertThat(Cli.run("lesson", "--json").out())
        .startsWith("{")
        .contains("\"xor\"")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @EnumSource
  void every_command_that_a_lesson_prints_runs(Lesson lesson) {
    Cli first = Cli.run("lesson", lesson.text(), "--answer");
    assertThat(first.exit()).as(first.toString()).isZero();
    String name = lesson.text();
    String saved = folder.resolve(name).toString();
    int count = 0;
    for (String command : next(first)) {
      List<String> words =
          new ArrayList<>(
              Cli.words(command).stream()
                  .map(
                      w ->
                          w.equals(name + ".csv") || w.equals(name + ".json")
                              ? folder.resolve(w).toString()
                              : w)
                  .toList());
      assertThat(words.removeFirst()).isEqualTo("soma");
      int save = words.indexOf("--save");
      if (save >= 0) {
        words.set(save + 1, saved);
      }
      if (words.getFirst().equals("train")) {
        words.addAll(List.of("--out", folder.resolve("run" + count++).toString(), "-q"));
      }
      Cli run = Cli.run(words);
      assertThat(run.exit()).as(run.toString()).isZero();
    }
  }

  @Test
  void the_answer_is_hidden_until_it_is_given_or_asked_for() {
    Cli asked = Cli.run("lesson", "xor");
    Cli right = Cli.run("lesson", "xor", "--check", "b");
    Cli wrong = Cli.run("lesson", "xor", "--check", "a");
    assertThat(asked.out()).contains("ASK    One unit").doesNotContain("ANSWER", "abs)");
    assertThat(next(asked)).contains("soma lesson xor --check a", "soma lesson xor --answer");
    assertThat(right.exit()).isZero();
    assertThat(right.out()).startsWith("RIGHT").contains("ANSWER b", "Dense(1, abs)");
    assertThat(wrong.exit()).isEqualTo(7);
    assertThat(wrong.err()).contains("E704").contains("xor · a is not the answer");
    assertThat(wrong.out()).doesNotContain("ANSWER");
    assertThat(wrong.fixes()).contains("soma lesson xor --answer");
    assertThat(wrong.withFix("soma lesson xor --answer").out()).contains("ANSWER b");
  }

  @Test
  void equal_seeds_give_equal_text_in_the_width_asked_for() {
    Cli one = Cli.run("lesson", "xor", "--seed", "5", "--answer", "--width", "70", "--ascii");
    assertThat(
            Cli.run("lesson", "xor", "--seed", "5", "--answer", "--width", "70", "--ascii").out())
        .isEqualTo(one.out());
    assertThat(one.out().lines().takeWhile(l -> !l.startsWith("NEXT")))
        .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(70));
    assertThat(one.out()).matches("\\p{ASCII}*");
  }

  @Test
  void json_has_the_numbers_and_the_answer_only_when_told() {
    Cli asked = Cli.run("lesson", "xor", "--json");
    Cli right = Cli.run("lesson", "xor", "--json", "--check", "b");
    assertThat(asked.out()).hasLineCount(1).contains("\"findings\"").doesNotContain("\"answer\"");
    assertThat(right.out()).contains("\"right\":true", "\"answer\":\"b\"", "\"measured\"");
  }

  @Test
  void files_are_not_replaced_without_force() {
    String name = folder.resolve("toy").toString();
    assertThat(Cli.run("lesson", "perceptron", "--save", name).exit()).isZero();
    Cli again = Cli.run("lesson", "perceptron", "--save", name);
    assertThat(again.exit()).isEqualTo(8);
    assertThat(again.err()).contains("E803");
    for (String fix : again.fixes()) {
      assertThat(again.withFix(fix).exit()).as(fix).isZero();
    }
    Cli nowhere = Cli.run("lesson", "perceptron", "--save", folder.resolve("no/toy").toString());
    assertThat(nowhere.exit()).isEqualTo(8);
    assertThat(nowhere.err()).contains("E804");
  }

  @Test
  void wrong_words_are_refused_with_a_fix_that_works() {
    for (String[] bad :
        new String[][] {
          {"lesson", "xro"},
          {"lesson", "perceptron", "--seed", "x"},
          {"lesson", "perceptron", "--check", "z"}
        }) {
      Cli run = Cli.run(bad);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.fixes()).isNotEmpty();
      int fixed = run.withFix(run.fixes().getFirst()).exit();
      assertThat(fixed).as(run.toString()).isIn(0, 7);
    }
  }

  private static Cli lab(String... more) {
    List<String> words = new ArrayList<>(List.of("lesson", "approximate", "--most-trained", "0"));
    words.addAll(List.of(more));
    return Cli.run(words);
  }

  @Test
  void the_lab_prints_widths_errors_and_what_holds_between_the_points() {
    Cli run = lab("--function", "abs(x)", "--from", "-1", "--epsilon", "0.1", "--width", "80");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out())
        .contains(
            "abs(x) on [-1.0, 1.0], eps 0.1",
            "2 hidden units",
            "so eps holds",
            "NOTE   The theorem")
        .doesNotContain("TRAIN");
    assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
    Cli ascii =
        lab("--function", "abs(x)", "--from", "-1", "--epsilon", "0.1", "--width", "80", "--ascii");
    assertThat(ascii.out()).matches("\\p{ASCII}*");
    assertThat(
            lab("--function", "abs(x)", "--from", "-1", "--epsilon", "0.1", "--width", "80").out())
        .isEqualTo(run.out());
  }

  @Test
  void the_lab_trains_too() {
    Cli run =
        Cli.run(
            "lesson",
            "approximate",
            "--function",
            "x*y",
            "--epsilon",
            "0.1",
            "--most-trained",
            "4",
            "--seeds",
            "1",
            "--iterations",
            "150");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("TRAIN  logistic units", "hidden unit").doesNotContain("HAND");
    Cli json = lab("--function", "x^2", "--epsilon", "0.1", "--json");
    assertThat(json.out()).hasLineCount(1).contains("\"units\":", "\"bound\":", "\"W1\":");
  }

  @Test
  void where_no_width_is_enough_the_lab_says_why_and_an_eps_that_is_within_reach() {
    Cli jump = lab("--function", "step(x)", "--from", "-1", "--epsilon", "0.1", "--width", "400");
    assertThat(jump.out())
        .contains("f jumps by 1.000 at x = 0: no network of continuous units is nearer than 0.5000")
        .contains("so no width reaches this eps")
        .doesNotContain("--most");
    List<String> words = Cli.words(next(jump).getFirst());
    assertThat(words).endsWith("--epsilon", "0.55", "--from", "-1");
    assertThat(lab(words.subList(3, words.size()).toArray(String[]::new)).out())
        .contains("so eps holds");
    Cli near = lab("--function", "x^2", "--epsilon", "1e-9", "--most-built", "20");
    words = Cli.words(next(near).getFirst());
    words.addAll(List.of("--most-built", "20"));
    assertThat(lab(words.subList(3, words.size()).toArray(String[]::new)).out())
        .contains("so eps holds");
  }

  @Test
  void mistakes_in_the_lab_are_refused_with_a_fix_that_works() {
    for (String[] bad :
        new String[][] {
          {"--function", "sn(x)", "--epsilon", "0.2"},
          {"--function", "2x", "--epsilon", "0.2"},
          {"--function", "log(x)", "--epsilon", "0.2"},
          {"--function", "x", "--from", "2", "--epsilon", "0.2"},
          {"--function", "x", "--epsilon", "0"},
          {"--function", "x*y", "--inputs", "1", "--epsilon", "0.2"},
          {"--function", "x", "--inputs", "3", "--epsilon", "0.2"},
          {"--function", "x", "--epsilon", "0.2", "--answer"}
        }) {
      Cli run = lab(bad);
      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.withFix(run.fixes().getFirst()).exit()).as(run.toString()).isZero();
    }
    Cli other = Cli.run("lesson", "xor", "--epsilon", "0.1");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("E207");
  }
}
