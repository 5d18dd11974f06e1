package dev.soma.cli.config;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Flag;
import dev.soma.cli.screen.Text;
import dev.soma.data.read.JdbcSource;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The value of every key, as text; immutable.
///
/// @param values one or several texts a key; no entry stands for the preset
public record Settings(Map<Key, List<String>> values) {
  /// Every key at its preset.
  public static final Settings PRESETS = new Settings(Map.of());

  /// Keys whose texts are names of columns, in which anything may stand.
  private static final Set<Key> NAMES =
      EnumSet.of(Key.TARGET, Key.CATEGORY, Key.NUMBER, Key.DATE, Key.IGNORE);

  private static final List<Key> COUNTS = List.of(Key.MEMBERS, Key.MAX_STEPS, Key.MAX_NETWORKS);

  /// Copies.
  public Settings {
    EnumMap<Key, List<String>> copy = new EnumMap<>(Key.class);
    values.forEach((key, value) -> copy.put(key, List.copyOf(value)));
    values = Collections.unmodifiableMap(copy);
  }

  /// With the flags that were typed, which come before all else.
  public Settings with(Arguments arguments) {
    Map<Key, List<String>> all = new EnumMap<>(Key.class);
    all.putAll(values);
    for (Key key : Key.values()) {
      if (arguments.has(key.flag())) {
        all.put(
            key,
            switch (key.kind()) {
              case SWITCH -> List.of("true");
              case TEXTS ->
                  key == Key.HIDDEN
                      ? parted(key, arguments.text(key.flag()).orElse("")) // the last one
                      : arguments.list(key.flag());
              case TEXT -> List.of(arguments.text(key.flag()).orElse(""));
              case REAL, WHOLE -> List.of(plain(arguments.text(key.flag()).orElse("")));
            });
      }
    }
    if (!arguments.words().isEmpty()) {
      all.put(Key.DATA, List.of(arguments.words().getFirst()));
    }
    boolean layers = arguments.has(Key.HIDDEN.flag()) || arguments.has(Key.ACTIVATION.flag());
    if (arguments.has(Key.NETWORK.flag()) && layers) {
      throw new SomaException.Usage(
          "E207",
          "--network and --hidden or --activation · both say what the hidden layers are",
          "--network " + Text.quoted(arguments.text(Key.NETWORK.flag()).orElse("")));
    }
    if (layers) {
      all.remove(Key.NETWORK); // one from a file gives way
    }
    forget(all, arguments);
    return new Settings(all);
  }

  /// A number without a plus before it, which says nothing: settings that are the same have the
  /// same text.
  private static String plain(String typed) {
    return typed.startsWith("+") && Flag.isNumber(typed) ? typed.substring(1) : typed;
  }

  /// The texts of one that is typed for a key.
  static List<String> parted(Key key, String typed) {
    return key == Key.HIDDEN
        ? List.of(typed.split(",", -1))
        : key.kind() == Key.Kind.TEXTS ? Arguments.listed(typed) : List.of(typed);
  }

  /// Lets go of values from a file that follow from others, where those were typed.
  private static void forget(Map<Key, List<String>> all, Arguments arguments) {
    boolean parts =
        Stream.of(Key.VALIDATION, Key.VALIDATION_FRACTION, Key.SPLIT_BY_TIME)
            .anyMatch(key -> arguments.has(key.flag()));
    List<Key> followers = new ArrayList<>();
    if (arguments.has(Key.EFFORT.flag())) {
      followers.addAll(Key.OF_EFFORT);
    }
    if (parts) {
      followers.addAll(List.of(Key.CV, Key.FOLD_VALIDATES));
    }
    if (arguments.has(Key.CV.flag())) {
      followers.add(Key.FOLD_VALIDATES);
    }
    followers.removeIf(key -> arguments.has(key.flag()));
    followers.forEach(all::remove);
  }

  /// With another value of a key.
  public Settings with(Key key, String... texts) {
    Map<Key, List<String>> all = new EnumMap<>(Key.class);
    all.putAll(values);
    all.put(key, List.of(texts));
    return new Settings(all);
  }

  /// With other values of a key.
  public Settings with(Key key, List<String> texts) {
    return with(key, texts.toArray(String[]::new));
  }

  /// With a value for a key that has none or `auto`.
  public Settings orElse(Key key, String... texts) {
    return isAuto(key) ? with(key, texts) : this;
  }

  /// Whether a key is left to the recipe.
  public boolean isAuto(Key key) {
    return text(key).equals("auto");
  }

  /// Whether a key has a value that is not its preset.
  public boolean given(Key key) {
    return !text(key).equals(key.preset());
  }

  /// The text of a key; those with several values joined by commas, a name of a column with a comma
  /// in double quotes.
  public String text(Key key) {
    List<String> texts = values.getOrDefault(key, List.of(key.preset()));
    return texts.stream()
        .map(t -> NAMES.contains(key) && t.matches("\".*|.*,.*") ? inQuotes(t) : t)
        .collect(Collectors.joining(","));
  }

  private static String inQuotes(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// The texts of a key; none if it is empty.
  public List<String> texts(Key key) {
    return values.getOrDefault(key, List.of(key.preset())).stream()
        .filter(t -> !t.isEmpty())
        .toList();
  }

  /// The number of a key.
  ///
  /// @throws SomaException.Usage E209 if it is none
  public double real(Key key) {
    try {
      return Double.parseDouble(text(key));
    } catch (NumberFormatException _) {
      throw bad(key, "a number");
    }
  }

  /// The whole number of a key.
  ///
  /// @throws SomaException.Usage E209 if it is none
  public long whole(Key key) {
    try {
      return Long.parseLong(text(key));
    } catch (NumberFormatException _) {
      throw bad(key, "a whole number");
    }
  }

  /// The whole number of a key that must fit an int and must not be too small.
  ///
  /// @throws SomaException.Usage E209 if it does not fit, E201 if it is below the least
  public int count(Key key, int least) {
    int value = count(key);
    if (value < least) {
      throw outside(key, ">= " + least);
    }
    return value;
  }

  /// The number of a key that must be in a range, if the condition holds for it.
  ///
  /// @param range what the condition says, for the message
  /// @throws SomaException.Usage E209 if it is no number, E201 if it is out of the range
  public double real(Key key, DoublePredicate within, String range) {
    double value = real(key);
    if (!within.test(value)) {
      throw outside(key, range);
    }
    return value;
  }

  /// The error for a value out of its range.
  public SomaException.Usage outside(Key key, String range) {
    return new SomaException.Usage(
        "E201", key.flag() + " " + text(key) + " · expected " + range, example(key));
  }

  /// A flag with a value that it can have.
  private static String example(Key key) {
    String value =
        switch (key) {
          case BATCH -> "32";
          case EPOCHS -> "100";
          case PATIENCE -> "20";
          case LR -> "0.001";
          case DROPOUT -> "0.1";
          case L2 -> "0.001";
          case EMA -> "0.999";
          case THREADS -> "1";
          case CV -> "5";
          case MEMBERS -> "2";
          case ONE_HOT_LIMIT -> "8";
          default -> key.preset();
        };
    boolean usual = !value.isEmpty() && !value.equals("auto");
    return usual ? key.flag() + " " + value : "soma train --help";
  }

  /// The whole number of a key that must fit an int.
  ///
  /// @throws SomaException.Usage E209 if it does not
  public int count(Key key) {
    long value = whole(key);
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw bad(key, "a number below 2^31");
    }
    return (int) value;
  }

  /// Whether a switch is on.
  public boolean on(Key key) {
    return text(key).equals("true");
  }

  /// Seconds of `30s`, `5m`, `1h`; infinity for `none`.
  ///
  /// @throws SomaException.Usage E209 if it is no time
  public double seconds(Key key) {
    double seconds = seconds(text(key));
    if (Double.isNaN(seconds)) {
      throw bad(key, "a time > 0 such as 30s, 5m or 1h");
    }
    return seconds;
  }

  /// Seconds of `30s`, `5m`, `1h`; infinity for `none`; NaN if it is no time.
  public static double seconds(String typed) {
    String text = typed.strip().toLowerCase(Locale.ROOT);
    if (text.equals("none")) {
      return Double.POSITIVE_INFINITY;
    }
    String number = text.replaceFirst("[smh]$", "");
    try {
      double value = Double.parseDouble(number);
      double unit = text.endsWith("m") ? 60 : text.endsWith("h") ? 3600 : 1;
      return value > 0 ? value * unit : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /// The error for a value that cannot be read.
  public SomaException.Usage bad(Key key, String expected, String... fixes) {
    String here = key.asFlag().asHere(text(key));
    if (!here.equals(text(key)) && Values.isKnown(key, here)) {
      return new SomaException.Usage(
          "E209",
          key.flag() + " \"" + text(key) + "\" · expected " + expected,
          key.flag() + " " + here);
    }
    if (fixes.length == 0) {
      String[] fix = {example(key)};
      return bad(key, expected, fix);
    }
    return new SomaException.Usage(
        "E209", key.flag() + " \"" + text(key) + "\" · expected " + expected, fixes);
  }

  /// The settings as they are saved: no password.
  public Settings savable() {
    String url = text(Key.JDBC);
    return url.isEmpty() ? this : with(Key.JDBC, withoutPassword(url));
  }

  private static String withoutPassword(String url) {
    return JdbcSource.masked(url).replaceAll("[;&]?[A-Za-z]+=\\*\\*\\*", "").replace(":***@", "@");
  }

  /// How the rows are read, split and prepared, by name: what a model's provenance holds besides
  /// the settings of the training.
  public Map<String, String> ofRows() {
    Map<String, String> all = new TreeMap<>();
    for (Key key : Key.values()) {
      if (key.ofRows() && !(key.isRare() && text(key).isEmpty())) {
        all.put(key.key().replace('-', '_'), text(key));
      }
    }
    return all;
  }

  /// The settings that make the same model again whatever the clock says: the counts of steps and
  /// networks at which a run has ended early, in place of a time.
  ///
  /// @param provenance the settings of the model that came of it
  public Settings counted(Map<String, String> provenance) {
    Settings all = with(Key.MAX_TIME, Key.MAX_TIME.preset());
    for (Key key : COUNTS) {
      String count = provenance.get(key.key().replace('-', '_'));
      all = count == null ? all : all.with(key, count);
    }
    return all;
  }

  private static boolean same(String value, String preset) {
    return value.equals(preset) || value.equals(preset + ".0") || value.equals("Infinity");
  }

  /// The flags that say what the settings of a model's provenance say, for typing.
  public static String asFlags(Map<String, String> provenance) {
    List<String> flags = new ArrayList<>();
    for (Key key : Key.values()) {
      String value = provenance.get(key.key().replace('-', '_'));
      if (key == Key.NETWORK && "perceptron".equals(provenance.get("model"))) {
        continue;
      }
      if (value == null || value.isEmpty() || same(value, key.preset())) {
        continue;
      }
      if (key.kind() != Key.Kind.SWITCH) {
        flags.add(key.flag() + " " + Text.quoted(value));
      } else if (value.equals("true")) {
        flags.add(key.flag());
      }
    }
    return String.join(" ", flags);
  }
}
