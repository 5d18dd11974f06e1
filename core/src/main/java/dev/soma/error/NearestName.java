package dev.soma.error;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// The known name that is closest to a mistyped one, for fixes that work when typed.
public final class NearestName {
  private NearestName() {}

  /// The name with the smallest edit distance (insertions, deletions, replacements and swaps of
  /// neighbours; case does not count), the first of several; empty if even that differs in more
  /// than half of its letters.
  public static Optional<String> of(String given, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      int d = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (d < least && 2 * d <= Math.max(given.length(), name.length())) {
        least = d;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int distance(String a, String b) {
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
