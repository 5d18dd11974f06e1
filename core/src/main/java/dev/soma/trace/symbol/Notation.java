package dev.soma.trace.symbol;

import dev.soma.trace.symbol.Symbol.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How symbols and numbers look in a trace of one row.
final class Notation {
  /// A number, or the blank in its place.
  static final String NUMBER = "(?:−?(?:\\d[\\d.]*(?:e[+−]?\\d+)?|∞)|NaN|_{7})";

  /// An entry; of a wide vector or matrix with its index: `3: 0.9`, `1,3: 0.9`.
  private static final String ENTRY = "(?:\\d+(?:,\\d+)?: )?" + NUMBER;

  private static final Pattern TOKEN =
      Pattern.compile("… \\d+ more|;|(?:(?:(\\d+),)?(\\d+): )?(" + NUMBER + ")");

  /// `( 0.9 −0.1)`, `(1, 0)`, `( 0.8 −0.5 ; 0.3 0.9 )`, `(3: 0.9 17: −0.1 … 60 more)`.
  static final Pattern LITERAL =
      Pattern.compile("\\(\\s*(" + ENTRY + "(?:[ ,;]+(?:" + ENTRY + "|… \\d+ more))*)\\s*\\)");

  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

  /// `∂J/∂ã(2)`, `dW(1)₁₂`, `a(3)₂`, `x`, `y`; neither words nor functions.
  private static final Pattern SYMBOL =
      Pattern.compile(
          "(?<![a-zA-Z])(∂J/∂|d(?=[Wbαβγg]))?"
              + "(?:([azδWbαβγgr])([\u0302\u0303]?)\\((\\d+)\\)([₀-₉]+(?:,[₀-₉]+)?)?"
              + "|([xy])([\u0302\u0303]?)(?![a-zA-Z(]))");

  private static final Map<String, Kind> KINDS =
      Map.of("a", Kind.A, "z", Kind.Z, "δ", Kind.DELTA, "W", Kind.W, "b", Kind.B);
  private static final Map<Kind, Kind> DERIVATIVES =
      Map.of(
          Kind.A, Kind.D_A,
          Kind.CHANGED, Kind.D_CHANGED,
          Kind.W, Kind.D_W,
          Kind.B, Kind.D_B,
          Kind.FACTOR, Kind.D_FACTOR);

  private Notation() {}

  /// A symbol and where it stands.
  record Found(int from, int to, Symbol symbol) {}

  /// The symbols that are written as letters, in order; none from the name of a class on.
  static List<Found> symbols(String text) {
    int end = text.indexOf("class ");
    Matcher m = SYMBOL.matcher(end < 0 ? text : text.substring(0, end));
    return m.results().flatMap(r -> found(r).stream()).toList();
  }

  private static Optional<Found> found(MatchResult m) {
    boolean row = m.group(2) == null; // x or y
    String letter = row ? m.group(6) : m.group(2);
    String sign = row ? m.group(7) : m.group(3);
    Kind kind =
        letter.equals("y")
            ? Kind.Y
            : switch (sign) {
              case "\u0303" -> Kind.CHANGED;
              case "\u0302" -> Kind.NORMALISED;
              default -> letter.equals("x") ? Kind.A : KINDS.getOrDefault(letter, Kind.FACTOR);
            };
    if (m.group(1) != null) {
      Kind derivative = DERIVATIVES.get(kind);
      if (derivative == null) {
        return Optional.empty();
      }
      kind = derivative;
    }
    int l = row ? (kind == Kind.Y ? 0 : 1) : Integer.parseInt(m.group(4));
    int[] index = row || m.group(5) == null ? new int[2] : index(m.group(5), kind.matrix());
    return Optional.of(new Found(m.start(), m.end(), new Symbol(kind, l, index[0], index[1])));
  }

  /// `₁₂` of a matrix is row 1, column 2; indices of two digits have a comma between them.
  private static int[] index(String subscripts, boolean matrix) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < subscripts.length(); i++) {
      char c = subscripts.charAt(i);
      plain.append(c == ',' ? "," : Integer.toString(SUBSCRIPTS.indexOf(c)));
    }
    if (!matrix) {
      return new int[] {Integer.parseInt(plain.toString()), 0};
    }
    int comma = plain.indexOf(",");
    int end = comma < 0 ? 1 : comma;
    return new int[] {
      Integer.parseInt(plain.substring(0, end)),
      Integer.parseInt(plain.substring(comma < 0 ? 1 : comma + 1))
    };
  }

  /// The number that subscripts stand for.
  static int index(String subscripts) {
    return index(subscripts, false)[0];
  }

  /// The entries of a literal whose inside begins at a place, with row and column from 1.
  static void entries(Matcher literal, EntryVisitor visitor) {
    int row = 1;
    int col = 1;
    int from = literal.start(1);
    Matcher token = TOKEN.matcher(literal.group(1));
    while (token.find()) {
      if (token.group().equals(";")) {
        row++;
        col = 1;
      } else if (!token.group().startsWith("…")) {
        if (token.group(2) != null) {
          row = token.group(1) == null ? 1 : Integer.parseInt(token.group(1));
          col = Integer.parseInt(token.group(2));
        }
        visitor.entry(from + token.start(3), from + token.end(3), row, col++);
      }
    }
  }

  /// Is shown each entry.
  interface EntryVisitor {
    void entry(int from, int to, int row, int col);
  }
}
