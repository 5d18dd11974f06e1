package dev.soma.cli.args;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

/// What was typed after the name of a command.
///
/// @param command the name of the command
/// @param words those without dashes, in order
/// @param values what followed each flag, in order; an empty text for flags without value
/// @param known the labels of all flags of the command, by name
public record Arguments(
    String command, List<String> words, Map<String, List<String>> values, List<Flag> known) {
  /// Copies.
  public Arguments {
    words = List.copyOf(words);
    values = Map.copyOf(values);
    known = List.copyOf(known);
  }

  /// Whether the flag was typed.
  public boolean has(String flag) {
    return values.containsKey(flag);
  }

  /// The value of a flag; the last one if it was typed several times.
  public Optional<String> text(String flag) {
    return Optional.ofNullable(values.get(flag)).map(List::getLast);
  }

  /// The values of a flag that may be repeated, those with commas taken apart, except within double
  /// quotes: `"price, net",tax`.
  public List<String> list(String flag) {
    List<String> all = new ArrayList<>();
    for (String value : values.getOrDefault(flag, List.of())) {
      all.addAll(listed(value));
    }
    return all;
  }

  /// The values of a text such as `"price, net",tax`, without blanks around them.
  public static List<String> listed(String text) {
    return parts(text).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /// Parts between commas; double quotes around a part keep its commas, and stand for one quote
  /// where they are doubled.
  private static List<String> parts(String value) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' && quoted && i + 1 < value.length() && value.charAt(i + 1) == '"') {
        part.append(c);
        i++;
      } else if (c == '"' && (quoted || part.toString().isBlank())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /// The same with other words.
  public Arguments of(List<String> others) {
    return new Arguments(command, others, values, known);
  }

  /// The command that was typed, words first.
  public String line() {
    return without("");
  }

  /// The same without a flag.
  public String without(String flag) {
    return with(flag, "", "").strip();
  }

  /// The command that was typed, with a flag and a value in place of a flag.
  public String with(String flag, String instead, String value) {
    List<String> line = new ArrayList<>(List.of("soma", command));
    words.forEach(w -> line.add(Text.quoted(w)));
    for (Flag f : known) {
      for (String given : f.name().equals(flag) ? List.<String>of() : values(f)) {
        line.add(f.name() + (f.takesValue() ? " " + Text.quoted(given) : ""));
      }
    }
    line.add(instead + " " + value);
    return String.join(" ", line);
  }

  private List<String> values(Flag flag) {
    return values.getOrDefault(flag.name(), List.of());
  }

  /// A word that must be there.
  ///
  /// @param what it is, for the message
  /// @throws SomaException.Usage E204 if it is not
  public String word(int index, String what) {
    if (index >= words.size()) {
      throw new SomaException.Usage(
          "E204",
          "missing " + what + " · soma " + command + " needs it",
          "soma " + command + " --help");
    }
    return words.get(index);
  }

  /// A whole number of a flag that was typed.
  ///
  /// @throws SomaException.Usage E209 if it is none or too small
  public int whole(String flag, int least) {
    return whole(flag, least, Integer.MAX_VALUE);
  }

  /// The same, with a value that works where nothing better is known.
  ///
  /// @param usual what is proposed; [Integer#MAX_VALUE] for nothing
  /// @throws SomaException.Usage E209 if it is none or too small
  public int whole(String flag, int least, int usual) {
    String text = text(flag).orElse("");
    try {
      int value = Integer.parseInt(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new SomaException.Usage(
        "E209",
        flag + " \"" + text + "\" · expected a whole number >= " + least,
        usual == Integer.MAX_VALUE ? new String[0] : new String[] {flag + " " + usual});
  }

  /// A number of a flag that was typed.
  ///
  /// @throws SomaException.Usage E209 if it is none
  public double number(String flag) {
    String text = text(flag).orElse("");
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw new SomaException.Usage("E209", flag + " \"" + text + "\" · expected a number");
    }
  }

  /// A number of a flag that was typed, finite and in a range.
  ///
  /// @param fits whether it is in the range
  /// @param expected the range, for the message
  /// @param usual what is proposed
  /// @throws SomaException.Usage E209 if it is none, E201 if it does not fit
  public double number(String flag, DoublePredicate fits, String expected, String usual) {
    double value = number(flag);
    if (!Double.isFinite(value) || !fits.test(value)) {
      throw new SomaException.Usage(
          "E201",
          flag + " " + text(flag).orElse("") + " · expected " + expected,
          flag + " " + usual);
    }
    return value;
  }
}
