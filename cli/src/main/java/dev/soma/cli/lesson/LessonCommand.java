package dev.soma.cli.lesson;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.lesson.Lesson;
import dev.soma.lesson.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `soma lesson`: one idea of the lecture, measured with the engine, with a question and a check.
public final class LessonCommand implements Command {
  private static final String SHOW = "The lesson";
  private static final String LAB = "The lab: soma lesson approximate";

  /// Makes the command.
  public LessonCommand() {}

  @Override
  public String name() {
    return "lesson";
  }

  @Override
  public String help() {
    return "one idea of the lecture, measured, with a question";
  }

  @Override
  public String synopsis() {
    return "[NAME] [--check ANSWER | --answer]";
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public List<Flag> flags() {
    return List.of(
        Flag.value("--check", "ANSWER", SHOW, "your answer to the question: a letter or a number"),
        Flag.plain("--answer", SHOW, "the answer, why, and what was measured"),
        Flag.value("--seed", "N", SHOW, "of rows and weights, 42"),
        Flag.value("--save", "NAME", SHOW, "rows as NAME.csv and a network's weights as NAME.json"),
        Flag.plain("--force", SHOW, "replace these files"),
        Flag.value("--function", "F", LAB, "a formula of x, or of x and y: \"sin(2*pi*x)\""),
        Flag.value("--epsilon", "EPS", LAB, "how near, 0.01"),
        Flag.value("--from", "A", LAB, "least x (and y), 0"),
        Flag.value("--to", "B", LAB, "greatest x (and y), 1"),
        Flag.value("--inputs", "N", LAB, "1, or 2 for a square; as the formula has"),
        Flag.value("--most-built", "N", LAB, "most units by hand, 2000"),
        Flag.value("--most-trained", "N", LAB, "most units by training, 64; 0 trains none"),
        Flag.value("--seeds", "N", LAB, "trainings of each width, 3"),
        Flag.value("--iterations", "N", LAB, "of L-BFGS, each training, 400"));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma lesson xor",
        "soma lesson xor --check b",
        "soma lesson xor --answer --save xor",
        "soma lesson approximate --function \"sin(2*pi*x)\" --epsilon 0.01");
  }

  @Override
  public void check(Arguments arguments) {
    long _ = seed(arguments);
    if (!arguments.words().isEmpty()
        && Lab.isAsked(arguments, Lesson.parse(arguments.words().getFirst()))) {
      Lab.Asked _ = Lab.Asked.of(arguments);
    }
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    boolean json = arguments.has("--json");
    if (arguments.words().isEmpty()) {
      print(screen, json ? List.of(LessonJson.list()) : list());
      return 0;
    }
    Lesson lesson = Lesson.parse(arguments.words().getFirst());
    if (Lab.isAsked(arguments, lesson)) {
      print(screen, Lab.run(arguments, screen.look(), seed(arguments)));
      return 0;
    }
    Optional<SavedFiles> files =
        arguments
            .text("--save")
            .map(name -> SavedFiles.of(Path.of(name), arguments.has("--force")));
    Report report = lesson.run(seed(arguments));
    Optional<Boolean> right = arguments.text("--check").map(report.question()::check);
    files.ifPresent(f -> f.write(report));
    boolean told = arguments.has("--answer") || right.orElse(false);
    if (json) {
      print(screen, List.of(LessonJson.of(report, told, right)));
    } else {
      ReportText text = new ReportText(screen.look());
      if (right.isEmpty()) {
        print(screen, text.lines(report));
      }
      if (told) {
        right.ifPresent(_ -> print(screen, List.of("RIGHT")));
        print(screen, text.answer(report));
      }
      print(screen, next(report, arguments, told));
    }
    right.ifPresent(r -> judge(r, lesson, arguments));
    return 0;
  }

  /// @throws SomaException.Check E704 for a wrong answer
  private static void judge(boolean right, Lesson lesson, Arguments arguments) {
    if (!right) {
      String again = "soma lesson " + lesson.text() + seedFlag(arguments);
      throw new SomaException.Check(
          "E704",
          lesson.text() + " · " + arguments.text("--check").orElse("") + " is not the answer",
          again,
          again + " --answer");
    }
  }

  private static List<String> list() {
    List<String> lines = new ArrayList<>();
    lines.add("LESSONS");
    for (Lesson lesson : Lesson.values()) {
      lines.add("  " + Text.cell(lesson.text(), 14) + lesson.title());
    }
    lines.add("NEXT   soma lesson " + Lesson.XOR.text());
    return lines;
  }

  /// Commands that work when typed, in this order.
  private static List<String> next(Report report, Arguments arguments, boolean told) {
    String again = "soma lesson " + report.lesson().text() + seedFlag(arguments);
    List<String> commands = new ArrayList<>();
    if (!told) {
      commands.add(again + " --check " + (report.question().options().isEmpty() ? "1" : "a"));
      commands.add(again + " --answer");
    }
    String name = arguments.text("--save").orElse(report.lesson().text());
    if (!arguments.has("--save")) {
      commands.add(again + " --save " + name);
    }
    for (String command : report.commands()) {
      commands.add(
          command
              .replace("DATA", Text.quoted(name + ".csv"))
              .replace("WEIGHTS", Text.quoted(name + ".json")));
    }
    List<String> lines = new ArrayList<>();
    for (String command : commands) {
      lines.add((lines.isEmpty() ? "NEXT   " : "       ") + command);
    }
    return lines;
  }

  private static String seedFlag(Arguments arguments) {
    return arguments.text("--seed").map(s -> " --seed " + s).orElse("");
  }

  private static long seed(Arguments arguments) {
    String text = arguments.text("--seed").orElse("42");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new SomaException.Usage(
          "E209", "--seed \"" + text + "\" · expected a whole number", "--seed 42");
    }
  }

  private static void print(Screen screen, List<String> lines) {
    lines.forEach(line -> screen.result(screen.signs(line)));
  }
}
