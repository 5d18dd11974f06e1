package dev.soma.cli.args;

import dev.soma.cli.screen.Text;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answer to a flag that does not exist: those that are kin, and a line with one of them that
/// can be typed.
final class Unknown {
  private static final int SHOWN = 8;

  private Unknown() {}

  /// A flag as it was typed.
  ///
  /// @param at its place among the words
  /// @param name with its dashes
  /// @param value behind it, or behind its `=`; empty for none
  /// @param bound whether it stands behind `=`
  private record Typed(int at, String name, String value, boolean bound) {
    static Typed of(List<String> words, int at) {
      String word = words.get(at);
      int equals = word.indexOf('=');
      if (equals >= 0) {
        return new Typed(at, word.substring(0, equals), word.substring(equals + 1), true);
      }
      String next = at + 1 < words.size() ? words.get(at + 1) : "";
      return new Typed(at, word, CommandLineParser.isValue(next) ? next : "", false);
    }

    /// The line with other words in place of the flag.
    ///
    /// @param withValue whether they are in place of its value, too
    List<String> replaced(List<String> words, List<String> others, boolean withValue) {
      List<String> all = new ArrayList<>(words.subList(0, at));
      all.addAll(others);
      boolean next = withValue && !bound && !value.isEmpty();
      all.addAll(words.subList(at + (next ? 2 : 1), words.size()));
      return all;
    }
  }

  /// The place of the first flag that does not exist; -1 if there is none.
  static int first(List<Flag> flags, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Flag flag = CommandLineParser.flag(flags, word);
      if (flag == null && word.startsWith("-") && word.length() > 1) {
        return i;
      }
      if (flag != null && flag.takesValue() && !word.contains("=")) {
        i++;
      }
    }
    return -1;
  }

  /// The error.
  ///
  /// @param words behind the name of the command, one of which is a flag that does not exist
  static SomaException.Usage of(Command command, List<Flag> flags, List<String> words, int at) {
    Typed typed = Typed.of(words, at);
    List<Kin.Meant> kin = kin(typed, flags);
    Kin.Meant meant = null;
    Optional<Proposed> line = Optional.empty();
    for (int mends : new int[] {0, Proposed.MENDS}) {
      for (int i = 0; i < kin.size() && line.isEmpty(); i++) {
        meant = kin.get(i);
        line = line(command, flags, meant, typed, words, mends);
      }
    }
    String sentence = OtherTools.sentence(Kin.plain(typed.name()), flags);
    StringBuilder text = new StringBuilder("unknown flag ").append(typed.name()).append(" · ");
    if (sentence.isEmpty()) {
      List<Flag> all = kin.stream().map(Kin.Meant::flag).distinct().toList();
      Flag chosen = meant == null || line.isEmpty() ? null : meant.flag();
      text.append("soma ").append(command.name()).append(" has ");
      text.append(has(typed.name(), all, chosen));
    } else {
      text.append(sentence);
    }
    line.ifPresent(p -> p.said().forEach(s -> text.append('\n').append(s)));
    String help = "soma " + command.name() + " --help";
    return new SomaException.Usage("E202", text.toString(), line.map(Proposed::line).orElse(help));
  }

  private static String has(String name, List<Flag> kin, @Nullable Flag chosen) {
    List<String> longer = NearestName.beginning(name, kin.stream().map(Flag::name).toList());
    if (longer.size() > 1 && (chosen == null || longer.contains(chosen.name()))) {
      return Text.list(longer, SHOWN);
    }
    if (chosen != null) {
      return chosen.name();
    }
    return kin.isEmpty()
        ? "no flag like it"
        : Text.list(kin.stream().map(Flag::typed).toList(), SHOWN);
  }

  /// The kin, of equal ones first those that go with what follows.
  private static List<Kin.Meant> kin(Typed typed, List<Flag> flags) {
    List<Flag> ordered = new ArrayList<>(flags);
    ordered.sort(Comparator.comparing(f -> f.takesValue() == typed.value().isEmpty()));
    return Kin.of(typed.name(), ordered);
  }

  /// A line with a flag that is meant, in which other words that are no flags are corrected too.
  private static Optional<Proposed> line(
      Command command,
      List<Flag> flags,
      Kin.Meant meant,
      Typed typed,
      List<String> words,
      int mends) {
    for (List<String> corrected : corrected(flags, meant, typed, words)) {
      List<String> all = others(flags, corrected);
      Optional<Proposed> line = all == null ? Optional.empty() : Proposed.of(command, all, mends);
      if (line.isPresent()) {
        return line;
      }
    }
    return Optional.empty();
  }

  /// The line without words that are no flags; null if one of them has no kin that goes with its
  /// value.
  private static @Nullable List<String> others(List<Flag> flags, List<String> words) {
    List<String> all = words;
    for (int at = first(flags, all); at >= 0; at = first(flags, all)) {
      Typed typed = Typed.of(all, at);
      List<String> now = all;
      Optional<List<String>> right =
          kin(typed, flags).stream()
              .flatMap(meant -> corrected(flags, meant, typed, now).stream())
              .findFirst();
      if (right.isEmpty()) {
        return null;
      }
      all = right.get();
    }
    return all;
  }

  /// The lines that a flag makes: with the value, or else with one of its own and what follows as a
  /// word by itself; none if it goes with neither.
  private static List<List<String>> corrected(
      List<Flag> flags, Kin.Meant meant, Typed word, List<String> all) {
    List<String> words = all;
    Typed typed = word;
    List<String> beside = meant.ours().beside();
    if (!beside.isEmpty()) {
      if (!beside.contains(kind(flags, words, meant.flag()))) {
        return List.of();
      }
      words = Proposed.without(flags, all, meant.flag().name());
      typed = Typed.of(words, words.indexOf(all.get(word.at())));
    }
    String value = typed.value();
    List<List<String>> lines = new ArrayList<>();
    List<String> right = right(meant, value, typed.bound());
    if (right != null) {
      boolean one = typed.bound() && right.size() == 2;
      List<String> put = one ? List.of(String.join("=", right)) : right;
      boolean taken = meant.flag().takesValue() || !meant.ours().isPlain();
      lines.add(typed.replaced(words, put, taken));
    }
    if (!value.isEmpty() && !typed.bound() && !Flag.isNumber(value) && meant.flag().takesValue()) {
      List<String> alone = right(meant, "", false);
      if (alone != null) {
        lines.add(typed.replaced(words, alone, false));
      }
    }
    return lines;
  }

  /// The value of a flag in a line, without brackets; empty if the flag is not there.
  private static String kind(List<Flag> flags, List<String> words, Flag flag) {
    for (int i = 0; i < words.size(); i++) {
      if (flag.equals(CommandLineParser.flag(flags, words.get(i)))) {
        String value = Typed.of(words, i).value();
        return value.replaceFirst("\\(.*", "").strip().toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  /// What may be typed in place of the flag and its value; null if they do not go together.
  private static @Nullable List<String> right(Kin.Meant meant, String value, boolean bound) {
    Flag flag = meant.flag();
    OtherTools.Ours ours = meant.ours();
    if (!ours.on().isEmpty()) {
      boolean so = ours.on().contains(value.toLowerCase(Locale.ROOT));
      List<String> said =
          ours.written().isEmpty() ? List.of() : List.of(flag.name(), ours.written());
      return so ? said : null;
    }
    if (!flag.takesValue()) {
      return bound || Flag.isNumber(value) ? null : List.of(flag.name());
    }
    if (value.isEmpty()) {
      return bound || flag.usual().isEmpty() ? null : List.of(flag.name(), flag.usual());
    }
    String written = ours.written().replace("*", flag.asHere(value));
    return flag.takes(written) ? List.of(flag.name(), written) : null;
  }
}
