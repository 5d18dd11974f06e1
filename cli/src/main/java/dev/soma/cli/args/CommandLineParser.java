package dev.soma.cli.args;

import dev.soma.cli.screen.Text;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Turns words into [Arguments] and mistakes into usage errors with the nearest name.
public final class CommandLineParser {
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
  /// @throws SomaException.Usage E202 for an unknown flag (with the nearest one), E204 for a
  ///   missing value or a word too many
  public static Arguments parse(Command command, List<String> words) {
    List<Flag> flags = new ArrayList<>(command.flags());
    flags.addAll(Common.FLAGS);
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
    boolean value = equals >= 0 || (next < typed.size() && !typed.get(next).startsWith("-"));
    List<String> names = names(flags, value); // one that goes with what follows comes first
    names.addAll(names(flags, !value));
    List<String> longer = NearestName.beginning(name, names);
    Optional<String> nearest = NearestName.of(name, names);
    String has = longer.size() > 1 ? Text.list(longer, 8) : nearest.orElse("no flag like it");
    return new SomaException.Usage(
        "E202",
        "unknown flag " + name + " · soma " + command.name() + " has " + has,
        nearest
            .map(n -> equals < 0 ? n : n + word.substring(equals))
            .map(n -> corrected(command, typed, word, n))
            .orElse("soma " + command.name() + " --help"));
  }

  private static List<String> names(List<Flag> flags, boolean value) {
    List<String> names = new ArrayList<>();
    for (Flag flag : flags) {
      if (flag.takesValue() == value) {
        names.add(flag.name());
        if (!flag.other().isEmpty()) {
          names.add(flag.other());
        }
      }
    }
    return names;
  }

  private static String corrected(Command command, List<String> typed, String wrong, String right) {
    return line(command, typed.stream().map(w -> w.equals(wrong) ? right : w).toList());
  }

  private static String line(Command command, List<String> typed) {
    List<String> words = new ArrayList<>(List.of("soma", command.name()));
    typed.forEach(w -> words.add(Text.quoted(w)));
    return String.join(" ", words);
  }
}
