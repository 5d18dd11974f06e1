package dev.soma.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The known name that is closest to a mistyped one, for fixes that work when typed.
///
/// Case does not count, nor do dashes at the beginning: `--f` is an f.
public final class NearestName {
  private NearestName() {}

  /// The first name that begins with what was given; else, of names of which what was given has one
  /// part more (`test-file` of `test`), the longest; else the name with the smallest edit distance
  /// (insertions, deletions, replacements and swaps of neighbours), the first of several, unless
  /// even that differs in more than half of its letters. Empty rather than far off.
  public static Optional<String> of(String given, Collection<String> known) {
    List<String> longer = beginning(given, known);
    if (!longer.isEmpty()) {
      return Optional.of(longer.getFirst());
    }
    String wanted = plain(given);
    Optional<String> shorter =
        known.stream()
            .filter(name -> !plain(name).isEmpty() && wanted.startsWith(plain(name) + "-"))
            .max(Comparator.comparingInt(String::length));
    return shorter.isPresent() ? shorter : nearest(wanted, known);
  }

  /// The names that begin with what was given, and are longer; none if nothing was given.
  public static List<String> beginning(String given, Collection<String> known) {
    String wanted = plain(given);
    return known.stream()
        .filter(name -> !wanted.isEmpty() && plain(name).startsWith(wanted))
        .filter(name -> !name.equals(given))
        .toList();
  }

  private static Optional<String> nearest(String wanted, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      String plain = plain(name);
      int d = distance(wanted, plain);
      if (d < least && 2 * d <= Math.max(wanted.length(), plain.length())) {
        least = d;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "");
  }

  /// How many letters have to be put in, left out, replaced or swapped with their neighbour to make
  /// one text of the other.
  public static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
