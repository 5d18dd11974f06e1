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
  /// @throws SomaException.Usage E203 naming the nearest command, E204 for an empty name
  public static Command find(List<Command> commands, String name) {
    List<String> names = commands.stream().map(Command::name).toList();
    for (Command command : commands) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    if (name.isBlank()) {
      throw empty("soma", "soma has " + String.join(", ", names), "soma --help");
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
    List<Flag> flags = Common.with(command);
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      String before = i == 0 ? "" : typed.get(i - 1);
      boolean nothing = word.matches("--[^=]+=") && flag(flags, word) != null;
      if (nothing || (word.isBlank() && !(isMark(flags, before) && !word.isEmpty()))) {
        throw empty(command, flags, typed, nothing ? word : before);
      }
    }
    return parsed(command, flags, typed);
  }

  /// Whether a blank can follow.
  private static boolean isMark(List<Flag> flags, String word) {
    Flag flag = flag(flags, word);
    return flag != null && flag.label().equals("MARK");
  }

  /// A word with nothing in it names the current directory to Java, and nothing to a reader; where
  /// all words are there without it, they are proposed.
  private static SomaException.Usage empty(
      Command command, List<Flag> flags, List<String> typed, String before) {
    List<String> rest = typed.stream().filter(w -> !w.isBlank()).toList();
    String help = "soma " + command.name() + " --help";
    Flag flag = flag(flags, before);
    Optional<Proposed> without =
        flag != null && flag.takesValue()
            ? Optional.empty()
            : Proposed.of(command, rest, 0).filter(Proposed::isFull);
    return empty(
        before.isEmpty() ? "soma " + command.name() : Text.quoted(before),
        "usage: soma " + command.name() + " " + command.synopsis(),
        without.map(Proposed::line).orElse(help));
  }

  private static SomaException.Usage empty(String before, String usage, String fix) {
    return new SomaException.Usage(
        "E204",
        "empty word behind "
            + before
            + " · "
            + usage
            + "\na variable of the shell that has no value gives an empty word",
        fix);
  }

  private static Arguments parsed(Command command, List<Flag> flags, List<String> typed) {
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

  /// The flag that a word is, alone or with a value behind `=`; null if it is none.
  static @Nullable Flag flag(List<Flag> flags, String word) {
    String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
    return flags.stream().filter(f -> is(f, name)).findFirst().orElse(null);
  }

  private static boolean is(Flag flag, String word) {
    return word.equals(flag.name()) || (!word.isEmpty() && word.equals(flag.other()));
  }

  private static boolean isPlainValue(String word) {
    return !word.isEmpty() && !word.startsWith("-");
  }

  /// Whether a word can be meant as the value of the flag before it; `-0.5` can.
  static boolean isValue(String word) {
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
        throw Unknown.of(command, flags, typed, typed.indexOf(word));
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
            Proposed.of(command, rest, 0)
                .map(Proposed::line)
                .orElse("soma " + command.name() + " --help"));
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
}
