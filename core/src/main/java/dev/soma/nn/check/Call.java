package dev.soma.nn.check;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text form of everything that has a name and numbers: activations, losses, metrics, first
/// weights, optimizers, schedules and clipping. It is `name`, `name(0.9, 1e-8)` or `name(mu=0.9)`,
/// positions first.
///
/// @param name the name, one of the known ones
/// @param values the parameters that were given
public record Call(String name, Map<String, Double> values) {
  /// What can be written, and what it means.
  ///
  /// @param <T> what is read
  /// @param id id of the errors
  /// @param what `optimizer`, for messages
  /// @param known the names and their parameters, in order
  /// @param others names that mean one of these, such as `sigmoid`
  /// @param make the value of a call; an [IllegalArgumentException] for a number out of its range
  public record Form<T>(
      String id,
      String what,
      Map<String, List<String>> known,
      Map<String, String> others,
      Function<Call, T> make) {
    /// Without other names.
    public Form(String id, String what, Map<String, List<String>> known, Function<Call, T> make) {
      this(id, what, known, Map.of(), make);
    }

    /// Reads what was typed; case does not count, `-` in a name counts as `_`.
    ///
    /// @throws SomaException.Usage for an unknown name or parameter, a value that is not a number
    ///   or out of its range; with the form that can be written
    public T read(String text) {
      String t = text.strip().toLowerCase(Locale.ROOT);
      int open = opening(t);
      String typed = (open < 0 ? t : t.substring(0, open)).strip().replace('-', '_');
      String name = others.getOrDefault(typed, typed);
      List<String> parameters = known.get(name);
      String rest = open < 0 ? "" : t.substring(open);
      if (parameters == null) {
        throw unknown(text, typed, rest);
      }
      if (open >= 0 && !(rest.startsWith("(") && rest.endsWith(")"))) {
        String why = rest.startsWith("(") ? "a closing bracket is missing" : "brackets are ( )";
        throw refused(
            name, why + " in \"" + text.strip() + "\"", written(name, rest).orElse(form(name, "")));
      }
      Map<String, Double> values = new HashMap<>();
      String inside = open < 0 ? "" : t.substring(open + 1, t.length() - 1);
      for (String argument : inside.isBlank() ? new String[0] : inside.split(",", -1)) {
        put(values, name, argument, parameters);
      }
      try {
        return make.apply(new Call(name, Map.copyOf(values)));
      } catch (IllegalArgumentException e) {
        throw wrong(name, "", String.valueOf(e.getMessage()));
      }
    }

    /// Where the first bracket of any kind is; -1 if there is none.
    private static int opening(String text) {
      Matcher bracket = Pattern.compile("[(\\[{]").matcher(text);
      return bracket.find() ? bracket.start() : -1;
    }

    private void put(
        Map<String, Double> values, String name, String argument, List<String> parameters) {
      int equals = argument.indexOf('=');
      String key =
          equals >= 0
              ? argument.substring(0, equals).strip()
              : values.size() < parameters.size() ? parameters.get(values.size()) : "";
      String number = argument.substring(equals + 1).strip();
      if (!parameters.contains(key)) {
        String takes = parameters.isEmpty() ? "none" : String.join(", ", parameters);
        String given = "unexpected parameter \"" + argument.strip() + "\"; it takes " + takes;
        String form = equals < 0 ? text(name, values).orElse("") : "";
        throw form.isEmpty() ? wrong(name, number, given) : refused(name, given, form);
      }
      try {
        if (values.put(key, Double.parseDouble(number)) != null) {
          throw wrong(name, "", key + " is given twice");
        }
      } catch (NumberFormatException _) {
        throw wrong(name, "", key + " is a number, got \"" + number + "\"");
      }
    }

    /// @param rest what was typed behind the name, its bracket included
    private SomaException.Usage unknown(String text, String typed, String rest) {
      return new SomaException.Usage(
          id,
          "no "
              + what
              + " \""
              + text.strip()
              + "\"; there are "
              + String.join(", ", known.keySet()),
          (typed.isEmpty() ? taking(rest) : NearestName.of(typed, known.keySet()))
              .map(name -> written(name, rest).orElse(name)).stream().toArray(String[]::new));
    }

    /// The first name that can have what was typed without one, such as `(2)`; else the first.
    private Optional<String> taking(String rest) {
      return known.keySet().stream()
          .filter(name -> written(name, rest).isPresent())
          .findFirst()
          .or(() -> known.keySet().stream().findFirst());
    }

    /// A name with what was typed behind it or another one, in whatever brackets, if it can have
    /// that.
    private Optional<String> written(String name, String rest) {
      String inside = rest.replaceAll("[()\\[\\]{}]", "");
      try {
        return inside.isBlank()
            ? Optional.empty()
            : Optional.of(read(name + "(" + inside + ")").toString());
      } catch (SomaException.Usage _) {
        return Optional.empty();
      }
    }

    /// @param number that was typed with a name which is none; may be empty
    private SomaException.Usage wrong(String name, String number, String why) {
      return refused(name, why, form(name, number));
    }

    private SomaException.Usage refused(String name, String why, String form) {
      return new SomaException.Usage(id, what + " " + name + ": " + why + "; write " + form, form);
    }

    /// How the function is written: with the number if that can only be meant for its one
    /// parameter, else with its usual numbers, as far as these are written at all.
    private String form(String name, String number) {
      List<String> parameters = known.get(name);
      String usual = text(name, Map.of()).orElse(name);
      if (parameters == null || parameters.size() != 1) {
        return usual;
      }
      return text(name, number, parameters)
          .or(() -> usual.contains("(") ? Optional.of(usual) : text(name, "0.1", parameters))
          .orElse(usual);
    }

    private Optional<String> text(String name, String number, List<String> parameters) {
      try {
        return text(name, Map.of(parameters.getFirst(), Double.parseDouble(number)));
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }

    private Optional<String> text(String name, Map<String, Double> values) {
      try {
        return Optional.of(String.valueOf(make.apply(new Call(name, values))));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }

  /// The parameter, or the default if it was not given.
  public double get(String parameter, double otherwise) {
    return values.getOrDefault(parameter, otherwise);
  }

  /// The parameter as a whole number, or the default if it was not given.
  public int whole(String parameter, int otherwise) {
    double v = get(parameter, otherwise);
    if (v != (int) v) {
      throw new IllegalArgumentException(parameter + " must be a whole number, got " + number(v));
    }
    return (int) v;
  }

  /// The shortest text that reads back as the same double: `1`, `0.9`, `1e-8`.
  public static String number(double x) {
    if (x == Math.rint(x) && Math.abs(x) < 1e9) {
      return Long.toString((long) x);
    }
    return Double.toString(x).replace(".0E", "E").replace('E', 'e');
  }

  /// Throws if the condition does not hold.
  public static void require(boolean holds, String range, double got) {
    if (!holds) {
      throw new IllegalArgumentException(range + ", got " + number(got));
    }
  }
}
