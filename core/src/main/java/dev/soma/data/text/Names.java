package dev.soma.data.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Names that a person may have meant, and lists of names for messages.
public final class Names {
  private Names() {}

  /// The candidate with the smallest edit distance to `name`, letter case counting little.
  ///
  /// Empty if there are no candidates or the nearest is more than half as far as it is long.
  public static Optional<String> nearest(String name, List<String> candidates) {
    String best = null;
    double bestDistance = Double.POSITIVE_INFINITY;
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    for (String candidate : candidates) {
      String lower = candidate.strip().toLowerCase(Locale.ROOT);
      double distance = distance(wanted, lower) + (candidate.equals(name) ? 0 : 0.5);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    int length = best == null ? 0 : Math.max(best.length(), name.length());
    return best == null || bestDistance > 0.5 + length / 2.0 ? Optional.empty() : Optional.of(best);
  }

  /// At most `limit` names, separated by commas, then `...` if there are more.
  public static String list(List<String> names, int limit) {
    String joined = String.join(", ", names.subList(0, Math.min(limit, names.size())));
    return names.size() > limit ? joined + ", ..." : joined;
  }

  /// A name as it can be typed in a command: in single quotes if a shell would split or change it.
  public static String quoted(String name) {
    return !name.isEmpty() && name.matches("[\\p{L}\\p{N}_.,:/=+@%-]+")
        ? name
        : "'" + name.replace("'", "'\\''") + "'";
  }

  /// Names as they can be typed behind a flag that takes several, with commas between them: a name
  /// with a comma or a double quote in it stands in double quotes, and what is in it is doubled.
  public static String listed(String... names) {
    return quoted(
        Arrays.stream(names)
            .map(n -> n.matches(".*[,\"].*") ? '"' + n.replace("\"", "\"\"") + '"' : n)
            .collect(Collectors.joining(",")));
  }

  /// The same of a name and those that are typed behind the flag already.
  public static String listed(Collection<String> typed, String more) {
    Stream<String> others = typed.stream().filter(n -> !n.equals(more)).sorted();
    return listed(Stream.concat(others, Stream.of(more)).toArray(String[]::new));
  }

  /// The edit distance of Levenshtein: insertions, deletions and replacements of one character.
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /// A count or the number of a line as messages have it: `4,096`.
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /// `line 4`, `lines 4, 17` or `first lines 4, 17, 20`.
  ///
  /// @param lines of a file, in order
  /// @param shown most that are named
  public static String lines(int[] lines, int shown) {
    String list =
        IntStream.of(lines).limit(shown).mapToObj(Names::count).collect(Collectors.joining(", "));
    return (lines.length == 1 ? "line " : lines.length > shown ? "first lines " : "lines ") + list;
  }
}
