package dev.soma.data.text;

/// The texts that mean "no value".
///
/// An empty or blank field, `NA`, `N/A`, `n/a`, `null`, `NULL`, `?`, and in text columns also `NaN`
/// and `nan`. In number columns `NaN` is a number that is not finite and is counted apart.
public final class Missing {
  private Missing() {}

  /// Whether `chars[start, start + length)` means "no value".
  public static boolean is(char[] chars, int start, int length) {
    int i = start;
    int end = start + length;
    while (i < end && chars[i] <= ' ') {
      i++;
    }
    while (end > i && chars[end - 1] <= ' ') {
      end--;
    }
    return switch (end - i) {
      case 0 -> true;
      case 1 -> chars[i] == '?';
      case 2 -> chars[i] == 'N' && chars[i + 1] == 'A';
      case 3, 4 -> {
        char c = chars[i];
        yield (c == 'N' || c == 'n') && isWord(new String(chars, i, end - i));
      }
      default -> false;
    };
  }

  /// Whether a text means "no value".
  public static boolean is(String text) {
    return is(text.toCharArray(), 0, text.length());
  }

  /// Whether the text of a text column spells "not a number", `NaN` or `nan`.
  public static boolean isNotANumber(String text) {
    return text.equals("NaN") || text.equals("nan");
  }

  private static boolean isWord(String word) {
    return word.equals("N/A") || word.equals("n/a") || word.equals("null") || word.equals("NULL");
  }
}
