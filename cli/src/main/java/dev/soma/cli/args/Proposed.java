package dev.soma.cli.args;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A line that is proposed: it was parsed, and the command has checked its flags, as if it had been
/// typed; it was not run.
///
/// @param command of which it is a line
/// @param words behind the name of the command
/// @param said what else was wrong with the line, and is mended in it
record Proposed(Command command, List<String> words, List<String> said) {
  /// How many mistakes are mended besides that for which a line is proposed.
  static final int MENDS = 3;

  private static final Pattern LEAVE = Pattern.compile("leave (-\\S+) out");
  private static final Pattern WORD =
      Pattern.compile("(?:'[^']*'|\\\\'|\"[^\"]*\"|[^\\s'\"\\\\])+");

  /// The line, if it can be typed; or else one that the fixes of its errors make of it.
  ///
  /// @param mends how many errors may be mended
  static Optional<Proposed> of(Command command, List<String> words, int mends) {
    List<Flag> flags = Common.with(command);
    if (Unknown.first(flags, words) >= 0) {
      return Optional.empty();
    }
    try {
      command.check(CommandLineParser.parse(command, words));
      return Optional.of(new Proposed(command, words, List.of()));
    } catch (SomaException e) {
      for (String fix : mends == 0 ? List.<String>of() : e.fixes()) {
        List<String> other = mended(command, flags, words, fix);
        Optional<Proposed> found = other == null ? Optional.empty() : of(command, other, mends - 1);
        if (found.isPresent()) {
          return Optional.of(found.get().saying(String.valueOf(e.getMessage())));
        }
      }
      return Optional.empty();
    }
  }

  private Proposed saying(String message) {
    List<String> all = new ArrayList<>(List.of(message));
    all.addAll(said);
    return new Proposed(command, words, all);
  }

  /// Whether the line has all the words that the command takes.
  boolean isFull() {
    return CommandLineParser.parse(command, words).words().size() == command.words();
  }

  /// The whole line, for typing.
  String line() {
    List<String> line = new ArrayList<>(List.of("soma", command.name()));
    words.forEach(w -> line.add(Text.quoted(w)));
    return String.join(" ", line);
  }

  /// The words after a fix: the line with other words in place of a flag and its value, flags in
  /// place of those of the same name, or one flag less; null if it is none of these.
  private static @Nullable List<String> mended(
      Command command, List<Flag> flags, List<String> words, String fix) {
    List<String> typed = typed(fix);
    if (fix.startsWith("soma ")) {
      boolean same = typed.get(1).equals(command.name()) && !typed.contains("--help");
      long lost = words.stream().filter(word -> !typed.contains(word)).count();
      return same && lost <= 2 ? typed.subList(2, typed.size()) : null; // a flag and its value
    }
    Matcher leave = LEAVE.matcher(fix);
    if (leave.matches()) {
      return without(flags, words, leave.group(1));
    }
    if (!fix.startsWith("-")) {
      return null;
    }
    List<String> all = words;
    for (String word : typed) {
      all = word.startsWith("--") ? without(flags, all, word) : all;
    }
    List<String> mended = new ArrayList<>(all);
    mended.addAll(typed);
    return mended;
  }

  /// The words without a flag and its values.
  static List<String> without(List<Flag> flags, List<String> words, String name) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Flag flag = CommandLineParser.flag(flags, word);
      if (flag == null || !flag.name().equals(name)) {
        rest.add(word);
        if (flag != null && flag.takesValue() && !word.contains("=") && i + 1 < words.size()) {
          rest.add(words.get(++i));
        }
      } else if (flag.takesValue() && !word.contains("=")) {
        i++;
      }
    }
    return rest;
  }

  /// The words of a line as a shell parts them, as far as [Text#quoted] and people write them.
  private static List<String> typed(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String text = word.group();
      StringBuilder plain = new StringBuilder();
      Matcher part =
          Pattern.compile("'([^']*)'|\\\\(')|\"([^\"]*)\"|([^\\s'\"\\\\]+)").matcher(text);
      while (part.find()) {
        for (int g = 1; g <= part.groupCount(); g++) {
          plain.append(part.group(g) == null ? "" : part.group(g));
        }
      }
      words.add(plain.toString());
    }
    return words;
  }
}
