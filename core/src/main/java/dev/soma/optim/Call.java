package dev.soma.optim;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The text form that optimizers, schedules and clipping share: `name`, `name(0.9, 1e-8)` or
/// `name(mu=0.9)`, positions first.
///
/// @param name the name, one of the known ones
/// @param values the parameters that were given
record Call(String name, Map<String, Double> values) {
  /// Reads a call.
  ///
  /// @param text what the user typed; case does not count, `-` in a name counts as `_`
  /// @param id id of the errors
  /// @param what `optimizer`, for messages
  /// @param known the names and their parameters, in order
  /// @throws SomaException.Usage for an unknown name or parameter, or a value that is not a number
  static Call read(String text, String id, String what, Map<String, List<String>> known) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    int open = t.indexOf('(');
    if (open >= 0 && !t.endsWith(")")) {
      throw new SomaException.Usage(id, what + " \"" + text + "\": a closing bracket is missing");
    }
    String name = (open < 0 ? t : t.substring(0, open)).strip().replace('-', '_');
    List<String> parameters = known.get(name);
    if (parameters == null) {
      throw new SomaException.Usage(
          id,
          "no " + what + " \"" + name + "\"; there are " + String.join(", ", known.keySet()),
          NearestName.of(name, known.keySet())
              .map(List::of)
              .orElse(List.of())
              .toArray(String[]::new));
    }
    Map<String, Double> values = new HashMap<>();
    String inside = open < 0 ? "" : t.substring(open + 1, t.length() - 1);
    if (!inside.isBlank()) {
      for (String argument : inside.split(",", -1)) {
        put(values, argument, parameters, id, what + " " + name);
      }
    }
    return new Call(name, Map.copyOf(values));
  }

  private static void put(
      Map<String, Double> values, String argument, List<String> parameters, String id, String who) {
    int equals = argument.indexOf('=');
    String key =
        equals >= 0
            ? argument.substring(0, equals).strip()
            : values.size() < parameters.size() ? parameters.get(values.size()) : "";
    if (!parameters.contains(key)) {
      String takes =
          parameters.isEmpty() ? "it takes none" : "it takes " + String.join(", ", parameters);
      throw new SomaException.Usage(
          id, who + ": unexpected parameter \"" + argument.strip() + "\"; " + takes);
    }
    String number = argument.substring(equals + 1).strip();
    try {
      if (values.put(key, Double.parseDouble(number)) != null) {
        throw new SomaException.Usage(id, who + ": " + key + " is given twice");
      }
    } catch (NumberFormatException e) {
      throw new SomaException.Usage(id, who + ": " + key + " is a number, got \"" + number + "\"");
    }
  }

  /// The parameter, or the default if it was not given.
  double get(String parameter, double otherwise) {
    return values.getOrDefault(parameter, otherwise);
  }

  /// The parameter as a whole number, or the default if it was not given.
  int whole(String parameter, int otherwise) {
    double v = get(parameter, otherwise);
    if (v != (int) v) {
      throw new IllegalArgumentException(parameter + " must be a whole number, got " + number(v));
    }
    return (int) v;
  }

  /// Makes the value; a parameter out of range becomes a usage error.
  <T> T make(String id, String what, Function<Call, T> f) {
    try {
      return f.apply(this);
    } catch (IllegalArgumentException e) {
      throw new SomaException.Usage(id, what + " " + name + ": " + e.getMessage());
    }
  }

  /// The shortest text that reads back as the same double: `1`, `0.9`, `1e-8`.
  static String number(double x) {
    if (x == Math.rint(x) && Math.abs(x) < 1e9) {
      return Long.toString((long) x);
    }
    return Double.toString(x).replace(".0E", "E").replace('E', 'e');
  }

  /// Throws if the condition does not hold.
  static void require(boolean holds, String range, double got) {
    if (!holds) {
      throw new IllegalArgumentException(range + ", got " + number(got));
    }
  }
}
