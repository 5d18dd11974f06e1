package dev.soma.trace.text;

import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceLines.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes a [BackpropTrace] as LaTeX that needs amsmath and nothing else: one `aligned` for each
/// part, vectors and matrices as `bmatrix`.
public final class TraceLatex {
  /// What is LaTeX already.
  private static final Pattern DONE =
      Pattern.compile(
          "\\\\begin\\{bmatrix}.*?\\\\end\\{bmatrix}"
              + "|\\\\text\\{(?:\\\\[a-z]+\\{}|\\\\.|[^{}\\\\])*}"
              + "|\\\\underline\\{\\\\hspace\\{3em}}");

  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₘᵧ₊";
  private static final String PLAIN = "0123456789ijkmy+";
  private static final List<String> FUNCTIONS =
      List.of(
          ("identity step logistic tanh relu leaky_relu abs softplus elu selu gelu silu mish exp"
                  + " softmax max log ln sign clip cos sin mean custom col_avg pbld ple")
              .split(" ", -1));

  /// A root, e^ before a symbol, a symbol with its index, a power of ten, a d before a symbol,
  /// words, a letter under a mark.
  private static final Pattern TOKEN =
      Pattern.compile(
          "√\\((?<root>[^()]*)\\)|√(?<number>\\d+)|e\\^(?<power>z[ᵢⱼ]?\\(\\d+\\))"
              + "|(?<![A-Za-z])(?<d>d?)(?<symbol>[A-Za-zαβγδΔμ][\u0303\u0302]?)"
              + "(?<sub>[ᵢⱼ]*)\\((?<index>\\d+)\\)(?<mark>[²ᵀ]?)"
              + "|σ²\\((?<variance>\\d+)\\)"
              + "|(?<ten>\\d)e(?<exponent>[+−-]?\\d+)"
              + "|(?<![A-Za-z])(?<diff>d)(?=[Wbg](?![a-z])|[αβγδ])"
              + "|(?<words>[A-Za-z_]{2,}(?: [A-Za-z_]{2,})*)"
              + "|(?<letter>[A-Za-z])(?<hat>[\u0303\u0302])");

  private static final String OPERATORS = "=+−·⊙×→←/";

  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('−', "-"),
          Map.entry('·', "\\cdot "),
          Map.entry('⊙', "\\odot "),
          Map.entry('×', "\\times "),
          Map.entry('→', "\\to "),
          Map.entry('←', "\\leftarrow "),
          Map.entry('≤', "\\le "),
          Map.entry('±', "\\pm "),
          Map.entry('∞', "\\infty "),
          Map.entry('…', "\\dots "),
          Map.entry('Σ', "\\sum "),
          Map.entry('∂', "\\partial "),
          Map.entry('½', "\\tfrac12 "),
          Map.entry('′', "'"),
          Map.entry('‖', "\\| "),
          Map.entry('²', "^{2}"),
          Map.entry('ᵀ', "^{\\mathsf{T}}"),
          Map.entry('α', "\\alpha "),
          Map.entry('β', "\\beta "),
          Map.entry('γ', "\\gamma "),
          Map.entry('δ', "\\delta "),
          Map.entry('Δ', "\\Delta "),
          Map.entry('η', "\\eta "),
          Map.entry('λ', "\\lambda "),
          Map.entry('μ', "\\mu "),
          Map.entry('σ', "\\sigma "),
          Map.entry('π', "\\pi "),
          Map.entry('%', "\\%"),
          Map.entry('#', "\\#"),
          Map.entry('&', "\\&"));

  private TraceLatex() {}

  /// The document's body; every line ends with a line feed.
  public static String latex(BackpropTrace trace, Detail detail) {
    TraceLines lines = new TraceLines(trace, detail, true);
    StringBuilder out = new StringBuilder();
    int columns = Math.max(10, 2 * detail.units() + 1); // amsmath allows 10 where nothing is said
    out.append("\\setcounter{MaxMatrixCols}{").append(columns).append("}\n");
    List<Line> header = lines.header().stream().map(part -> Line.of(part, "")).toList();
    part(out, "Backpropagation", header);
    part(out, "Rows", lines.rows());
    part(out, "Forward", lines.forward());
    part(out, "Backward", lines.backward());
    part(out, "Linear piece", lines.pieces());
    sentence(out, "Kink", lines.results().kinks());
    sentence(out, "Check", lines.results().check());
    sentence(out, "Update", lines.results().update());
    return out.toString();
  }

  /// Words that stand in a formula or a text as they are.
  public static String prose(String words) {
    return "\\text{" + escape(words) + "}";
  }

  /// Words as they must stand in a text: signs that mean something to TeX, and those of formulas,
  /// in its words; letters stay as they are.
  public static String escape(String words) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\textbackslash{}");
        case '{', '}', '_', '%', '#', '&', '$' -> out.append('\\').append(c);
        case '~' -> out.append("\\textasciitilde{}");
        case '^' -> out.append("\\textasciicircum{}");
        case '…' -> out.append("\\dots ");
        case '|', '<', '>' -> out.append('$').append(c).append('$'); // others in the usual fonts
        case '²' -> out.append("$^2$");
        default -> {
          String sign = SIGNS.getOrDefault(c, "").strip();
          boolean plain = sign.isEmpty() || c == '½' || sign.indexOf('{') >= 0;
          out.append(plain ? String.valueOf(c) : "$" + sign + "$");
        }
      }
    }
    return out.toString();
  }

  private static void part(StringBuilder out, String title, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("\\noindent\\textbf{").append(title).append("}\n\\[\n\\begin{aligned}\n");
    List<String> rows = new ArrayList<>();
    for (Line line : lines) {
      String formula = formula(line.formula().strip());
      int at = formula.indexOf('=');
      String left =
          at < 0 ? formula + " &" : formula.substring(0, at) + "&" + formula.substring(at);
      String joint = line.value().isEmpty() ? "" : at < 0 && left.isBlank() ? "" : " = ";
      rows.add(left + joint + formula(line.value().strip()));
      for (String note : line.notes()) {
        if (!note.isEmpty()) {
          rows.add("&\\quad " + formula(note.strip()));
        }
      }
    }
    out.append(String.join(" \\\\\n", rows)).append("\n\\end{aligned}\n\\]\n");
  }

  private static void sentence(StringBuilder out, String title, String text) {
    if (!text.isEmpty()) {
      out.append("\\noindent\\textbf{").append(title).append("} $").append(formula(text));
      out.append("$\n\n");
    }
  }

  /// A formula of the text in LaTeX; what is LaTeX already stays.
  static String formula(String text) {
    StringBuilder out = new StringBuilder();
    Matcher done = DONE.matcher(text);
    int from = 0;
    while (done.find()) {
      out.append(translated(text.substring(from, done.start()))).append(done.group());
      from = done.end();
    }
    return out.append(translated(text.substring(from))).toString();
  }

  private static String translated(String text) {
    StringBuilder out = new StringBuilder();
    Matcher m = TOKEN.matcher(text);
    int from = 0;
    while (m.find()) {
      out.append(signs(text.substring(from, m.start()))).append(token(m));
      from = m.end();
    }
    return out.append(signs(text.substring(from))).toString();
  }

  private static String token(Matcher m) {
    if (m.group("root") != null) {
      return "\\sqrt{" + translated(m.group("root")) + "}";
    }
    if (m.group("number") != null) {
      return "\\sqrt{" + m.group("number") + "}";
    }
    if (m.group("power") != null) {
      return "e^{" + translated(m.group("power")) + "}";
    }
    if (m.group("symbol") != null) {
      String letter = m.group("symbol");
      String base = letter.length() > 1 ? marked(letter) : signs(letter).strip();
      String symbol = m.group("d") + base + signs(m.group("sub")) + "^{(" + m.group("index") + ")}";
      String mark = m.group("mark");
      return mark.isEmpty() ? symbol : "{" + symbol + "}" + signs(mark);
    }
    if (m.group("variance") != null) {
      return "{\\sigma^{(" + m.group("variance") + ")}}^{2}";
    }
    if (m.group("ten") != null) {
      String exponent = m.group("exponent").replace('−', '-').replace("+", "");
      return m.group("ten") + "\\cdot 10^{" + Integer.parseInt(exponent) + "}";
    }
    if (m.group("diff") != null) {
      return "d";
    }
    String words = m.group("words");
    return words == null ? marked(m.group("letter") + m.group("hat")) : words(words);
  }

  /// Names of functions, and other words as text.
  private static String words(String words) {
    StringBuilder out = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (String word : words.split(" ", -1)) {
      if (FUNCTIONS.contains(word)) {
        out.append(text.isEmpty() ? "" : "\\text{" + text + " }");
        text.setLength(0);
        out.append("\\operatorname{").append(escape(word)).append("} ");
      } else {
        text.append(' ').append(escape(word));
      }
    }
    return out.append(text.isEmpty() ? "" : "\\text{" + text + " }").toString();
  }

  private static String marked(String letter) {
    return (letter.charAt(1) == '\u0303' ? "\\tilde{" : "\\hat{") + letter.charAt(0) + "}";
  }

  private static String signs(String text) {
    StringBuilder out = new StringBuilder();
    boolean below = false; // whether a subscript is open
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int subscript = SUBSCRIPTS.indexOf(c);
      if (below != subscript >= 0) {
        below = !below;
        out.append(below ? "_{" : "}");
      }
      if (below) {
        out.append(PLAIN.charAt(subscript));
      } else if (c == ' ') {
        out.append(besideOperator(text, i) ? " " : "\\ ");
      } else {
        out.append(SIGNS.getOrDefault(c, String.valueOf(c)));
      }
    }
    return out.append(below ? "}" : "").toString();
  }

  private static boolean besideOperator(String text, int at) {
    return (at > 0 && OPERATORS.indexOf(text.charAt(at - 1)) >= 0)
        || (at + 1 < text.length() && OPERATORS.indexOf(text.charAt(at + 1)) >= 0);
  }
}
