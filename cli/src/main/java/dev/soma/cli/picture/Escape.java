package dev.soma.cli.picture;

/// Text from data made safe for a page.
public final class Escape {
  private Escape() {}

  /// Text as it may stand in an element or an attribute of HTML and XML. Characters that no page
  /// may have become U+FFFD.
  public static String xml(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          if (isPair(text, i)) {
            out.append(c).append(text.charAt(++i));
          } else {
            out.append(isAllowed(c) ? c : '\uFFFD');
          }
        }
      }
    }
    return out.toString();
  }

  /// JSON as it may stand in a script element of HTML and XML: signs of either, and characters that
  /// no page may have, are written by their numbers.
  public static String script(String json) {
    StringBuilder out = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (isPair(json, i)) {
        out.append(c).append(json.charAt(++i));
      } else if (c == '<' || c == '>' || c == '&' || !isAllowed(c)) {
        out.append("\\u").append(String.format(java.util.Locale.ROOT, "%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static boolean isAllowed(char c) {
    boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
    return !control && !Character.isSurrogate(c) && c < '\uFFFE';
  }
}
