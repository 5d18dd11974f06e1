package dev.soma.cli.lecture;

import dev.soma.error.SomaException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whose symbols a trace is written in. The lines are those of the lecture; only their symbols are
/// replaced, so the formulas and the numbers are the same.
enum Symbols {
  /// a(1) = x, W(l) leads from a(l) to z(l+1), delta(l) = dJ/dz(l).
  LECTURE(""),
  /// Ng: a layer has one number, inputs have 0; derivatives are named by what they are of.
  NG("symbols of Ng: a[0] = x; W[l] and b[l] lead to z[l] and a[l]; dz[l] = ∂J/∂z[l]"),
  /// Nielsen: the number is a superscript, W has that of the layer it leads to, and J is C.
  NIELSEN(
      "symbols of Nielsen: a^1 = x; w^l and b^l lead to z^l and a^l; δ^l = ∂C/∂z^l; C is the cost");

  private static final Pattern TEXT =
      Pattern.compile(
          "(?<![A-Za-z])(?<d>∂J/∂|d(?=[WbgαβγfpVcE]))?(?<letter>[azδWbAZΔrRgαβγμfpVctE][\u0303\u0302]?|σ²)"
              + "(?<sub>[ᵢⱼ]*)\\((?<l>\\d+)\\)(?<mark>[²ᵀ]?)"
              + "|(?<![A-Za-z])(?<bare>∂J/∂(?=x)|J|d?W)(?![A-Za-z(])");

  /// First the words, in which a letter is no symbol.
  private static final Pattern LATEX =
      Pattern.compile(
          "(?<words>\\\\text\\{(?:\\\\[a-z]+\\{}|\\\\.|[^{}\\\\])*})"
              + "|(?<d>\\\\partial J/\\\\partial |d(?=[WbgfpVcE]|\\\\(?:alpha|beta|gamma)))?"
              + "(?<letter>\\\\(?:delta|Delta|alpha|beta|gamma|mu|sigma) ?|\\\\(?:tilde|hat)\\{[aA]}|[azWbAZrRgfpVctE])"
              + "(?<sub>(?:_\\{[^}]*})?)\\^\\{\\((?<l>\\d+)\\)}(?<mark>)"
              + "|(?<![A-Za-z\\\\{])(?<bare>J|d?W)(?![A-Za-z}])");

  /// The rest of a line behind the name of a class is no formula.
  private static final String NAME = "class ";

  private static final Pattern GAP = Pattern.compile(" {2,}");

  private final String legend;

  Symbols(String legend) {
    this.legend = legend;
  }

  /// What the symbols mean, for one line; empty for those of the lecture.
  String legend() {
    return legend;
  }

  /// Those with this name.
  ///
  /// @throws SomaException.Usage E209 for another name
  static Symbols of(String name) {
    for (Symbols symbols : values()) {
      if (symbols.name().toLowerCase(Locale.ROOT).equals(name)) {
        return symbols;
      }
    }
    throw new SomaException.Usage(
        "E209", "--symbols \"" + name + "\" · expected lecture, ng or nielsen", "--symbols ng");
  }

  /// Lines in columns, which stay where they are if there is room.
  String columns(String text) {
    return this == LECTURE
        ? text
        : String.join("\n", text.lines().map(this::columnsOf).toList()) + "\n";
  }

  private String columnsOf(String line) {
    StringBuilder out = new StringBuilder();
    int name = line.indexOf(NAME);
    String formulas = name < 0 ? line : line.substring(0, name);
    String rest = line.substring(formulas.length());
    Matcher gap = GAP.matcher(formulas);
    int from = 0;
    while (gap.find()) {
      out.append(words(formulas.substring(from, gap.start())));
      int least = gap.start() == 0 ? 0 : 2;
      out.repeat(' ', Math.max(least, gap.end() - out.length()));
      from = gap.end();
    }
    return out.append(words(formulas.substring(from))).append(rest).toString();
  }

  /// Any other text.
  String prose(String text) {
    return this == LECTURE
        ? text
        : String.join("\n", text.lines().map(this::words).toList()) + "\n";
  }

  private String words(String line) {
    int end = line.indexOf(NAME);
    String formula = end < 0 ? line : line.substring(0, end);
    return TEXT.matcher(formula).replaceAll(m -> Matcher.quoteReplacement(symbol(m, false)))
        + line.substring(formula.length());
  }

  /// LaTeX, in which words stand in `\text{...}`.
  String latex(String text) {
    return this == LECTURE
        ? text
        : LATEX.matcher(text).replaceAll(m -> Matcher.quoteReplacement(inLatex(m)));
  }

  private String inLatex(MatchResult m) {
    return m.group("words") == null ? symbol(m, true) : m.group();
  }

  private String symbol(MatchResult m, boolean latex) {
    String bare = m.group("bare");
    String cost = latex ? "\\partial C/\\partial " : "∂C/∂";
    if (bare != null) {
      return this == NG
          ? bare
          : bare.equals("J") ? "C" : bare.equals("W") ? "w" : bare.equals("dW") ? cost + "w" : cost;
    }
    String letter = m.group("letter");
    boolean ofWeights = letter.matches("[Wbα]|\\\\alpha ?");
    int l = Integer.parseInt(m.group("l"));
    boolean derivative = m.group("d") != null;
    return this == NG
        ? ng(letter, derivative, ofWeights ? l : l - 1, m.group("sub"), latex) + m.group("mark")
        : nielsen(letter, derivative ? cost : "", ofWeights ? l + 1 : l, m, latex);
  }

  private static String ng(String letter, boolean derivative, int l, String sub, boolean latex) {
    String name =
        switch (letter.strip()) {
          case "δ", "\\delta" -> "dz";
          case "Δ", "\\Delta" -> "dZ";
          default -> (derivative ? "d" : "") + letter;
        };
    return latex ? name + sub + "^{[" + l + "]}" : name + "[" + l + "]" + sub;
  }

  private static String nielsen(String letter, String before, int l, MatchResult m, boolean latex) {
    String name = letter.equals("W") ? "w" : letter.replace("σ²", "σ");
    String sub = m.group("sub");
    String symbol = latex ? name + sub + "^{" + l + "}" : name + "^" + l + sub;
    String mark = letter.equals("σ²") ? "²" : m.group("mark");
    return before + (mark.isEmpty() ? symbol : "(" + symbol + ")" + mark);
  }
}
