package dev.soma.data.text;

import java.util.List;
import java.util.regex.Pattern;

/// Sentences in a column of texts, as against names of things.
public final class FreeText {
  private static final int LEAST_WORDS = 5;
  private static final int LEAST_LENGTH = 30;

  /// So many levels say enough about a column.
  private static final int LEVELS = 10_000;

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private FreeText() {}

  /// How many words these texts have on average, rounded; 0 if they are no sentences: at least 5
  /// words and 30 characters on average. Of more than 10,000 texts the first ones count.
  public static int words(List<String> levels) {
    int count = Math.min(levels.size(), LEVELS);
    long words = 0;
    long length = 0;
    for (String level : levels.subList(0, count)) {
      length += level.length();
      words += SPACE.split(level.strip()).length;
    }
    boolean sentences =
        count > 0 && words >= (long) LEAST_WORDS * count && length >= (long) LEAST_LENGTH * count;
    return sentences ? (int) Math.round((double) words / count) : 0;
  }
}
