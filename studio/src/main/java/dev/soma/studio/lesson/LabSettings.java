package dev.soma.studio.lesson;

import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Approximation.Budget;
import dev.soma.lesson.approximate.Target;
import dev.soma.lesson.formula.Formula;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is asked of the approximation lab, as it stands in the address of the page; the words are
/// those of the flags of `soma lesson approximate`.
///
/// @param function the formula as it is typed
/// @param inputs 1 or 2; 0 for as many as the formula has
/// @param epsilon how near, > 0
/// @param from least x, and y
/// @param to greatest x, and y
/// @param most units of trained networks, 0 to 256
/// @param seed of the trainings
public record LabSettings(
    String function, int inputs, double epsilon, double from, double to, int most, long seed) {
  private static final int MOST_TRAINED = 256;

  /// What the page begins with: what the command has where nothing is said.
  public static final LabSettings START =
      new LabSettings("sin(2*pi*x)", 0, 0.01, 0, 1, Budget.STANDARD.trained(), 42);

  /// Checks what no flag of the command checks.
  ///
  /// @throws SomaException.Usage E201 for a number of units out of its range
  public LabSettings {
    if (most < 0 || most > MOST_TRAINED) {
      throw new SomaException.Usage(
          "E201",
          "--most-trained " + most + " · expected 0 to " + MOST_TRAINED,
          "--most-trained 64");
    }
  }

  /// Reads them; what is not there is as in [#START].
  ///
  /// @throws SomaException.Usage E209 for a value that cannot be read, E201 for one out of its
  ///   range
  public static LabSettings of(Map<String, ?> typed) {
    Map<String, Object> all = START.toMap();
    typed.forEach((name, value) -> all.computeIfPresent(name, (_, _) -> value));
    return new LabSettings(
        String.valueOf(all.get("function")),
        (int) whole(all, "inputs"),
        number(all, "epsilon"),
        number(all, "from"),
        number(all, "to"),
        (int) whole(all, "most"),
        whole(all, "lab_seed"));
  }

  /// The names of the settings.
  public static Set<String> names() {
    return START.toMap().keySet();
  }

  /// The settings by name.
  public Map<String, Object> toMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("function", function);
    all.put("inputs", inputs);
    all.put("epsilon", epsilon);
    all.put("from", from);
    all.put("to", to);
    all.put("most", most);
    all.put("lab_seed", seed);
    return all;
  }

  /// The function and its domain.
  ///
  /// @throws SomaException.Usage E260 for a formula that cannot be read, E261 for one without a
  ///   value, E201 for another domain or number of inputs, or an eps that is not > 0
  Target target() {
    Approximation.requireEpsilon(epsilon);
    Formula f = Formula.parse(function);
    return new Target(f, from, to, inputs == 0 ? f.inputs() : inputs);
  }

  Budget budget() {
    Budget usual = Budget.STANDARD;
    return new Budget(usual.built(), most, usual.seeds(), usual.iterations());
  }

  private static double number(Map<String, ?> all, String name) {
    try {
      return Double.parseDouble(String.valueOf(all.get(name)).strip());
    } catch (NumberFormatException _) {
      throw bad(all, name, "a number");
    }
  }

  private static long whole(Map<String, ?> all, String name) {
    try {
      long value = Long.parseLong(String.valueOf(all.get(name)).strip());
      return name.equals("lab_seed") ? value : Math.clamp(value, -1, 1 << 20);
    } catch (NumberFormatException _) {
      throw bad(all, name, "a whole number");
    }
  }

  private static SomaException.Usage bad(Map<String, ?> all, String name, String expected) {
    String flag =
        switch (name) {
          case "lab_seed" -> "--lab-seed"; // the run of the page has a seed of its own
          case "most" -> "--most-trained";
          default -> "--" + name;
        };
    return new SomaException.Usage(
        "E209",
        flag + " \"" + shown(all.get(name)) + "\" · expected " + expected,
        flag + " " + (name.equals("inputs") ? 1 : shown(START.toMap().get(name))));
  }

  /// A value as it would be typed.
  private static String shown(@Nullable Object value) {
    return value instanceof Double d ? NumberText.typed(d) : String.valueOf(value);
  }
}
