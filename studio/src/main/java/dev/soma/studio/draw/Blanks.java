package dev.soma.studio.draw;

import dev.soma.trace.text.TraceText.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The blanks of an operation that is an exercise, and what belongs into them.
public final class Blanks {
  private static final Pattern BLANK = Pattern.compile("_{7}");
  private static final String ANSWER = "(−?[\\d.]+(?:e[-+−]?\\d+)?|−?∞|NaN|.+?)";
  private static final BigDecimal USUAL = new BigDecimal("0.0001");

  private Blanks() {}

  /// One blank.
  ///
  /// @param text which text of the part: 0 the formula, 1 the value, 2 and on the notes
  /// @param from its first character
  /// @param to after its last one
  public record Blank(int text, int from, int to) {}

  /// The texts of a part in which there may be blanks.
  public static List<String> texts(Part part) {
    List<String> texts = new ArrayList<>(List.of(part.formula(), part.value()));
    texts.addAll(part.notes());
    return texts;
  }

  /// The blanks of a part, in order.
  public static List<Blank> of(Part hidden) {
    List<Blank> blanks = new ArrayList<>();
    List<String> texts = texts(hidden);
    for (int t = 0; t < texts.size(); t++) {
      Matcher m = BLANK.matcher(texts.get(t));
      while (m.find()) {
        blanks.add(new Blank(t, m.start(), m.end()));
      }
    }
    return blanks;
  }

  /// What belongs into the blanks of a part, in their order.
  ///
  /// @param hidden the part with blanks
  /// @param shown the same part with results
  /// @throws IllegalArgumentException if they are two different operations
  public static List<String> answers(Part hidden, Part shown) {
    List<String> answers = new ArrayList<>();
    List<String> blank = texts(hidden);
    List<String> full = texts(shown);
    for (int t = 0; t < blank.size(); t++) {
      Matcher m = pattern(blank.get(t)).matcher(full.get(t));
      if (!m.matches()) {
        throw new IllegalArgumentException(blank.get(t) + " is not " + full.get(t));
      }
      for (int g = 1; g <= m.groupCount(); g++) {
        answers.add(m.group(g));
      }
    }
    return answers;
  }

  /// The text with any answer in each blank; numbers with a sign take the space before a blank.
  private static Pattern pattern(String hidden) {
    StringBuilder regex = new StringBuilder();
    String[] fixed = BLANK.split(hidden, -1);
    for (int i = 0; i < fixed.length; i++) {
      regex.append(i > 0 ? ANSWER : "");
      String[] words = fixed[i].split("\\s+", -1);
      boolean between = i > 0 && i < fixed.length - 1 && fixed[i].isBlank();
      for (int w = 0; w < words.length; w++) {
        regex.append(w == 0 ? "" : between ? "\\s+" : "\\s*");
        regex.append(words[w].isEmpty() ? "" : Pattern.quote(words[w]));
      }
    }
    return Pattern.compile(regex.toString());
  }

  /// How far from what is shown a number may be: one unit of its last digit, and 0.0001 for numbers
  /// that are shown with fewer digits because zeros would follow.
  public static BigDecimal tolerance(String shown) {
    BigDecimal number = number(shown);
    if (number == null) {
      return BigDecimal.ZERO;
    }
    return number.scale() < 0 ? number.ulp() : number.ulp().min(USUAL);
  }

  /// Whether what was typed is what is shown: numbers within [#tolerance], of several each,
  /// whatever is typed around and between them, or the same words; of a prediction the class is
  /// enough.
  public static boolean right(String typed, String shown) {
    List<String> expected = parts(shown);
    if (expected.isEmpty() || expected.stream().anyMatch(e -> number(e) == null)) {
      return !typed.isBlank() && word(typed).equals(word(shown));
    }
    List<String> found = parts(typed);
    return found.size() == expected.size()
        && IntStream.range(0, found.size()).allMatch(i -> near(found.get(i), expected.get(i)));
  }

  private static boolean near(String typed, String shown) {
    BigDecimal number = number(typed);
    BigDecimal expected = number(shown);
    return number != null
        && expected != null
        && number.subtract(expected).abs().compareTo(tolerance(shown)) <= 0;
  }

  /// What stands between blanks, commas and parentheses.
  private static List<String> parts(String text) {
    return Pattern.compile("[^\\s,;()\\[\\]]+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static String word(String text) {
    return text.strip()
        .toLowerCase(Locale.ROOT)
        .replaceFirst(",\\s*(?:right|wrong)$", "")
        .replaceFirst("^class\\s+", "")
        .replace('−', '-');
  }

  /// A decimal number; null for all else, and for exponents that no result has.
  private static @org.jspecify.annotations.Nullable BigDecimal number(String text) {
    String plain = text.strip().replace('−', '-');
    if (!plain.matches("[-+]?(?:\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})(?:[eE][-+]?\\d{1,3})?")) {
      return null;
    }
    return new BigDecimal(plain);
  }
}
