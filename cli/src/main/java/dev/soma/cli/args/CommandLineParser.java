package dev.soma.cli.args;

import dev.soma.cli.screen.Text;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Turns words into [Arguments] and mistakes into usage errors with the nearest name.
public final class CommandLineParser {
  private static final int SHOWN = 8;

  private CommandLineParser() {}

  /// The command of that name.
  ///
  /// @throws SomaException.Usage E203 naming the nearest command
  public static Command find(List<Command> commands, String name) {
    List<String> names = commands.stream().map(Command::name).toList();
    for (Command command : commands) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    throw new SomaException.Usage(
        "E203",
        (name.startsWith("-") ? "no command" : "no command \"" + name + "\"")
            + " · soma has "
            + String.join(", ", names),
        "soma " + NearestName.of(name, names).orElse("train") + " --help");
  }

  /// Parses what follows the name of a command.
  ///
  /// @throws SomaException.Usage E202 for an unknown flag (with the nearest of its kin), E204 for a
  ///   missing value, an empty word or a word too many
  public static Arguments parse(Command command, List<String> typed) {
    Arguments arguments = parsed(command, typed);
    for (int i = 0; i < arguments.words().size(); i++) {
      if (arguments.words().get(i).isBlank()) {
        throw empty(command, i + 1);
      }
    }
    return arguments;
  }

  /// A word with nothing in it names the current directory to Java, and nothing to a reader.
  private static SomaException.Usage empty(Command command, int place) {
    return new SomaException.Usage(
        "E204",
        "empty word "
            + place
            + " · usage: soma "
            + command.name()
            + " "
            + command.synopsis()
            + "\na variable of the shell that has no value gives an empty word",
        "soma " + command.name() + " --help");
  }

  private static Arguments parsed(Command command, List<String> typed) {
    List<Flag> flags = new ArrayList<>(command.flags());
    flags.addAll(Common.FLAGS);
    List<String> words = filled(flags, typed);
    Arguments plain = plain(command, flags, words);
    if (plain != null) {
      return plain;
    }
    CommandLine line = new CommandLine(spec(command, flags));
    line.setOptionsCaseInsensitive(false);
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setExpandAtFiles(false);
    line.setUnmatchedOptionsArePositionalParams(true);
    try {
      ParseResult result = line.parseArgs(words.toArray(String[]::new));
      return arguments(command, flags, result, words);
    } catch (CommandLine.MissingParameterException e) {
      throw new SomaException.Usage(
          "E204", "missing value · " + e.getMessage(), "soma " + command.name() + " --help");
    } catch (CommandLine.ParameterException e) {
      throw new SomaException.Usage(
          "E204", String.valueOf(e.getMessage()), "soma " + command.name() + " --help");
    }
  }

  /// With the usual value behind a flag that has one, where no value follows.
  private static List<String> filled(List<Flag> flags, List<String> typed) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      words.add(word);
      boolean follows = i + 1 < typed.size() && isValue(typed.get(i + 1));
      flags.stream()
          .filter(f -> !follows && !f.usual().isEmpty() && is(f, word))
          .forEach(f -> words.add(f.usual()));
    }
    return words;
  }

  /// What a line without anything odd says; null leaves it to picocli, which knows every case and
  /// what is wrong with it, but takes as long to load as a small model takes to predict.
  private static @Nullable Arguments plain(Command command, List<Flag> flags, List<String> typed) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      if (word.equals("-") || !(word.isEmpty() || word.startsWith("-"))) {
        words.add(word);
        continue;
      }
      Flag flag = flags.stream().filter(f -> is(f, word)).findFirst().orElse(null);
      if (flag == null) {
        return null;
      }
      List<String> given = values.computeIfAbsent(flag.name(), _ -> new ArrayList<>());
      if (!flag.takesValue() && given.isEmpty()) {
        given.add("");
      } else if (flag.takesValue() && i + 1 < typed.size() && isPlainValue(typed.get(i + 1))) {
        given.add(typed.get(++i));
      } else {
        return null;
      }
    }
    return words.size() > command.words()
        ? null
        : new Arguments(command.name(), words, values, flags);
  }

  private static boolean is(Flag flag, String word) {
    return word.equals(flag.name()) || (!word.isEmpty() && word.equals(flag.other()));
  }

  private static boolean isPlainValue(String word) {
    return !word.isEmpty() && !word.startsWith("-");
  }

  /// Whether a word can be meant as the value of the flag before it; `-0.5` can.
  private static boolean isValue(String word) {
    return isPlainValue(word) || Flag.isNumber(word);
  }

  private static CommandSpec spec(Command command, List<Flag> flags) {
    CommandSpec spec = CommandSpec.create().name("soma " + command.name());
    for (Flag flag : flags) {
      String[] names =
          flag.other().isEmpty()
              ? new String[] {flag.name()}
              : new String[] {flag.name(), flag.other()};
      OptionSpec.Builder option = OptionSpec.builder(names);
      if (flag.takesValue()) {
        option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(flag.label());
      } else {
        option.type(boolean.class).arity("0");
      }
      spec.addOption(option.build());
    }
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .paramLabel("WORD")
            .build());
    return spec;
  }

  private static Arguments arguments(
      Command command, List<Flag> flags, ParseResult result, List<String> typed) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Flag flag : flags) {
      if (result.hasMatchedOption(flag.name())) {
        values.put(
            flag.name(),
            flag.takesValue()
                ? List.copyOf(result.<List<String>>matchedOptionValue(flag.name(), List.of()))
                : List.of(""));
      }
    }
    List<String> words = new ArrayList<>();
    if (result.hasMatchedPositional(0)) {
      words.addAll(result.<List<String>>matchedPositionalValue(0, List.of()));
    }
    for (String word : words) {
      if (word.startsWith("-") && word.length() > 1) {
        throw unknown(command, flags, word, typed);
      }
    }
    if (words.size() > command.words()) {
      throw surplus(command, flags, words, typed);
    }
    return new Arguments(command.name(), words, values, flags);
  }

  /// A word too many; behind a flag without value it was meant as one.
  private static SomaException.Usage surplus(
      Command command, List<Flag> flags, List<String> words, List<String> typed) {
    for (int i = 1; i < typed.size(); i++) {
      String before = typed.get(i - 1);
      boolean plain = flags.stream().anyMatch(f -> !f.takesValue() && is(f, before));
      if (plain && words.contains(typed.get(i))) {
        List<String> rest = new ArrayList<>(typed);
        rest.remove(i);
        return new SomaException.Usage(
            "E204",
            "unexpected \"" + typed.get(i) + "\" · " + before + " takes no value",
            line(command, rest));
      }
    }
    return new SomaException.Usage(
        "E204",
        "unexpected \""
            + words.get(command.words())
            + "\" · usage: soma "
            + command.name()
            + " "
            + command.synopsis(),
        "soma " + command.name() + " --help");
  }

  private static SomaException.Usage unknown(
      Command command, List<Flag> flags, String word, List<String> typed) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    int next = typed.indexOf(word) + 1;
    String behind = next < typed.size() && isValue(typed.get(next)) ? typed.get(next) : "";
    String value = equals < 0 ? behind : word.substring(equals + 1);
    List<Flag> ordered = new ArrayList<>(flags); // of equal kin one that goes with what follows
    ordered.sort(Comparator.comparing(f -> f.takesValue() == value.isEmpty()));
    List<Flag> kin = Kin.of(name, ordered);
    String fix = null;
    String meant = null;
    for (int i = 0; i < kin.size() && fix == null; i++) {
      meant = kin.get(i).name();
      List<String> right = right(kin.get(i), word, value);
      fix = right.isEmpty() ? null : typable(command, corrected(typed, word, right));
    }
    List<String> longer = NearestName.beginning(name, kin.stream().map(Flag::name).toList());
    boolean several = longer.size() > 1 && (fix == null || longer.contains(meant));
    String has =
        several
            ? Text.list(longer, SHOWN)
            : fix != null && meant != null
                ? meant
                : kin.isEmpty()
                    ? "no flag like it"
                    : Text.list(kin.stream().map(Flag::typed).toList(), SHOWN);
    return new SomaException.Usage(
        "E202",
        "unknown flag " + name + " · soma " + command.name() + " has " + has,
        fix == null ? "soma " + command.name() + " --help" : fix);
  }

  /// What may be typed in place of a word that is no flag; nothing if a flag does not go with what
  /// follows.
  private static List<String> right(Flag flag, String word, String value) {
    int equals = word.indexOf('=');
    if (Kin.fits(flag, value, equals >= 0)) {
      return List.of(equals < 0 ? flag.name() : flag.name() + word.substring(equals));
    }
    boolean usual = equals < 0 && !flag.usual().isEmpty(); // what follows is a word by itself
    return usual ? List.of(flag.name(), flag.usual()) : List.of();
  }

  /// The line, with other words that are no flags corrected too; null if it cannot be read.
  private static @Nullable String typable(Command command, List<String> words) {
    try {
      Arguments _ = parse(command, words);
      return line(command, words);
    } catch (SomaException.Usage e) {
      String fix = e.id().equals("E202") ? e.fixes().getFirst() : "";
      return fix.isEmpty() || fix.equals("soma " + command.name() + " --help") ? null : fix;
    }
  }

  private static List<String> corrected(List<String> typed, String wrong, List<String> right) {
    return typed.stream().flatMap(w -> w.equals(wrong) ? right.stream() : Stream.of(w)).toList();
  }

  private static String line(Command command, List<String> typed) {
    List<String> words = new ArrayList<>(List.of("soma", command.name()));
    typed.forEach(w -> words.add(Text.quoted(w)));
    return String.join(" ", words);
  }
}
