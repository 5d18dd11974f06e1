package dev.soma.cli.lesson;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.screen.Screen;
import dev.soma.error.SomaException;
import dev.soma.lesson.Lesson;
import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Approximation.Budget;
import dev.soma.lesson.approximate.Approximation.Found;
import dev.soma.lesson.approximate.Jump;
import dev.soma.lesson.approximate.OneLayer;
import dev.soma.lesson.approximate.SupError;
import dev.soma.lesson.approximate.Target;
import dev.soma.lesson.formula.Formula;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The approximation lab: `soma lesson approximate --function F`.
final class Lab {
  private static final List<String> FLAGS =
      List.of(
          "--function",
          "--epsilon",
          "--from",
          "--to",
          "--inputs",
          "--most-built",
          "--most-trained",
          "--seeds",
          "--iterations");

  private Lab() {}

  /// Whether the lab is meant, and not the lesson.
  ///
  /// @throws SomaException.Usage E207 for flags of the lab with another lesson, or of lessons with
  ///   the lab
  static boolean isAsked(Arguments arguments, Lesson lesson) {
    List<String> lab = FLAGS.stream().filter(arguments::has).toList();
    if (lab.isEmpty()) {
      return false;
    }
    if (lesson != Lesson.APPROXIMATE) {
      throw new SomaException.Usage(
          "E207",
          lab.getFirst() + " is a flag of the lab · the lesson is " + lesson.text(),
          "soma lesson approximate --function \"sin(2*pi*x)\"");
    }
    for (String flag : List.of("--check", "--answer", "--save")) {
      if (arguments.has(flag)) {
        throw new SomaException.Usage(
            "E207",
            flag + " goes with the lesson, not with " + lab.getFirst(),
            "soma lesson approximate --answer");
      }
    }
    return true;
  }

  /// What was asked for.
  record Asked(Target target, double epsilon, Budget budget) {
    /// @throws SomaException.Usage E209 and others for what cannot be read
    static Asked of(Arguments arguments) {
      Formula f = Formula.parse(arguments.text("--function").orElse("sin(2*pi*x)"));
      Target target =
          new Target(
              f,
              number(arguments, "--from", 0),
              number(arguments, "--to", 1),
              whole(arguments, "--inputs", f.inputs(), 1));
      Budget usual = Budget.STANDARD;
      Budget budget =
          new Budget(
              whole(arguments, "--most-built", usual.built(), 1),
              whole(arguments, "--most-trained", usual.trained(), 0),
              whole(arguments, "--seeds", usual.seeds(), 1),
              whole(arguments, "--iterations", usual.iterations(), 1));
      return new Asked(target, number(arguments, "--epsilon", 0.01), budget);
    }
  }

  /// The lines of the result.
  static List<String> run(Arguments arguments, Screen.Look look, long seed) {
    Asked asked = Asked.of(arguments);
    Approximation lab = Approximation.of(asked.target(), asked.epsilon(), asked.budget(), seed);
    return arguments.has("--json") ? List.of(json(lab)) : new LabText(lab, look).lines();
  }

  private static double number(Arguments arguments, String flag, double usual) {
    return arguments.has(flag) ? arguments.number(flag) : usual;
  }

  private static int whole(Arguments arguments, String flag, int usual, int least) {
    return arguments.has(flag) ? arguments.whole(flag, least) : usual;
  }

  private static String json(Approximation lab) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("event", "approximation");
    all.put("function", lab.target().f().toString());
    all.put("from", lab.target().from());
    all.put("to", lab.target().to());
    all.put("inputs", lab.target().inputs());
    all.put("epsilon", lab.epsilon());
    all.put("seed", lab.seed());
    put(all, "slope_bound", LessonJson.number(lab.steepest()));
    Jump jump = lab.jump();
    if (jump != null) {
      all.put("jump", Map.of("size", jump.size(), "at", List.of(jump.x(), jump.y())));
    }
    all.put("built", lab.built().stream().map(Lab::found).toList());
    all.put("trained", found(lab.trained()));
    all.put("trials", lab.trials());
    return JsonMapper.shared().writeValueAsString(all);
  }

  private static Map<String, Object> found(Found found) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", found.kind());
    put(all, "units_by_formula", LessonJson.number(found.formula()));
    SupError error = found.error();
    if (error != null) {
      all.put("sup_error", error.found());
      all.put("at", List.of(error.x(), error.y()));
      put(all, "bound", LessonJson.number(error.bound()));
    }
    OneLayer net = found.net();
    if (net != null) {
      all.put("units", net.units());
      all.put("activation", net.f().text());
      all.put("W1", net.w());
      all.put("b1", net.b());
      all.put("W2", List.of(net.v()));
      all.put("b2", List.of(net.c()));
    }
    return all;
  }

  /// What is not finite is left out.
  private static void put(Map<String, Object> all, String key, @Nullable Double value) {
    if (value != null) {
      all.put(key, value);
    }
  }
}
