package dev.soma.cli.args;

import dev.soma.error.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Flags that may have been meant by one that does not exist; rather none than one that is no kin.
///
/// Kin of `--given` is, nearest first:
///
/// 1. a flag that begins so: `--epoch`, `--epochs`;
/// 2. what another tool calls so, [OtherTools]: `--folds`, `--cv`; if there is one, none of the
///    following;
/// 3. one made of the first letters of its words: `--learning-rate`, `--lr`; or one of several
///    words, each of which is begun: `--cweight`, `--class-weight`;
/// 4. one that differs in at most a third of the letters, but not in the first of them unless that
///    is the only one: `--hiden`, `--hidden`;
/// 5. one whose words are among its words, the longest first: `--batch-size`, `--batch`; or one of
///    at least four letters that it begins with: `--batchsize`;
/// 6. one with the same first word, if that is a flag by itself: `--test-size`, `--test-fraction`.
public final class Kin {
  /// Fewer letters than this begin many words.
  private static final int LETTERS = 4;

  private Kin() {}

  /// A flag that may have been meant.
  ///
  /// @param flag the flag
  /// @param ours how that which was typed is said with it
  record Meant(Flag flag, OtherTools.Ours ours) {}

  /// The nearest that goes with a value as it is; empty if there is none.
  ///
  /// @param given with its dashes or without
  /// @param value what was given for it
  public static Optional<Flag> nearest(String given, String value, List<Flag> flags) {
    return of(given, flags).stream()
        .filter(m -> m.ours().isPlain() && fits(m.flag(), value))
        .map(Meant::flag)
        .findFirst();
  }

  private static boolean fits(Flag flag, String value) {
    return flag.takesValue() ? flag.takes(value) : !Flag.isNumber(value);
  }

  /// The kin, nearest first.
  ///
  /// @param given with its dashes or without
  static List<Meant> of(String given, List<Flag> flags) {
    Map<String, Flag> byName = new LinkedHashMap<>();
    for (Flag flag : flags) {
      byName.put(flag.name(), flag);
      if (!flag.other().isEmpty()) {
        byName.put(flag.other(), flag);
      }
    }
    List<Meant> kin = new ArrayList<>();
    String wanted = plain(given);
    List<String> known = List.copyOf(byName.keySet());
    List<String> begun = new ArrayList<>();
    if (!wanted.isEmpty()) {
      add(begun, known, name -> name.startsWith(wanted));
    }
    begun.forEach(name -> put(kin, byName.get(name), null));
    int before = kin.size();
    for (OtherTools.Ours ours : OtherTools.of(wanted)) {
      put(kin, byName.get("--" + ours.flag()), ours);
    }
    if (kin.size() == before) {
      names(wanted, known).forEach(name -> put(kin, byName.get(name), null));
    }
    return kin;
  }

  /// @param said with the flag; null for what follows
  private static void put(List<Meant> kin, @Nullable Flag flag, OtherTools.@Nullable Ours said) {
    if (flag != null) {
      OtherTools.Ours ours = said == null ? OtherTools.Ours.plain(flag) : said;
      Stream.concat(Stream.of(ours), ours.alone().stream())
          .map(o -> new Meant(flag, o))
          .filter(m -> !kin.contains(m))
          .forEach(kin::add);
    }
  }

  /// Those that are kin by their letters and words.
  private static List<String> names(String wanted, List<String> names) {
    List<String> kin = new ArrayList<>();
    if (wanted.isEmpty()) {
      return kin;
    }
    add(kin, names, name -> wanted.contains("-") && name.equals(initials(wanted)));
    add(kin, names, name -> isShort(wanted, name));
    add(kin, sorted(wanted, names), name -> isNear(wanted, name));
    List<String> longest = new ArrayList<>(names);
    longest.sort((a, b) -> Integer.compare(b.length(), a.length()));
    add(kin, longest, name -> isPart(name, wanted));
    String first = wanted.replaceFirst("-.*", "");
    boolean flag = names.stream().anyMatch(name -> plain(name).equals(first));
    add(kin, names, name -> flag && !first.equals(wanted) && name.startsWith(first + "-"));
    return kin;
  }

  private static void add(List<String> kin, List<String> names, Predicate<String> meant) {
    for (String name : names) {
      if (!kin.contains(name) && meant.test(plain(name))) {
        kin.add(name);
      }
    }
  }

  /// A name without dashes before it, in lower case, with dashes between its words.
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "").replace('_', '-');
  }

  private static String initials(String wanted) {
    StringBuilder letters = new StringBuilder();
    for (String word : wanted.split("-", -1)) {
      letters.append(word, 0, Math.min(1, word.length()));
    }
    return letters.toString();
  }

  /// Whether each word of a name of several is begun, one after the other.
  private static boolean isShort(String wanted, String name) {
    String[] words = name.split("-", -1);
    return words.length > 1 && wanted.length() >= LETTERS && begins(wanted, words, 0);
  }

  private static boolean begins(String wanted, String[] words, int word) {
    if (word == words.length) {
      return wanted.isEmpty();
    }
    for (int n = 1; wanted.regionMatches(n - 1, words[word], n - 1, 1); n++) {
      if (begins(wanted.substring(n), words, word + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPart(String name, String wanted) {
    List<String> words = Arrays.asList(wanted.split("-", -1));
    boolean word = Collections.indexOfSubList(words, Arrays.asList(name.split("-", -1))) >= 0;
    return word || (name.length() >= LETTERS && wanted.startsWith(name));
  }

  private static List<String> sorted(String wanted, List<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(
        (a, b) ->
            Integer.compare(
                NearestName.distance(wanted, plain(a)), NearestName.distance(wanted, plain(b))));
    return sorted;
  }

  private static boolean isNear(String wanted, String name) {
    int longer = Math.max(wanted.length(), name.length());
    int distance = NearestName.distance(wanted, name);
    boolean begun = name.charAt(0) == wanted.charAt(0); // who mistypes twice begins right
    return 3 * distance <= longer && (distance == 1 || begun);
  }
}
