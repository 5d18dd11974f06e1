package dev.soma.trace.symbol;

import dev.soma.trace.symbol.Symbol.Kind;
import dev.soma.trace.text.TraceText.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the symbols in the parts of a trace of one row, so that a page can show where each of them
/// lives in the network.
///
/// The notation is a small language with one meaning, and this is its reader: letters with the
/// number of a layer are symbols, and numbers in parentheses are the entries of the symbol on the
/// other side of the sign of equality. So the lines have one source, whoever prints them.
///
/// ```java
/// var parts = TraceText.parts(trace, Detail.DEFAULT);
/// var marks = SymbolReader.marks(parts);
/// ```
public final class SymbolReader {
  private static final String N = Notation.NUMBER;

  /// `0.8·1`, with the index of the term where only the largest are written.
  private static final Pattern TERM = Pattern.compile("(" + N + ")·(" + N + ")(?:\\)([₀-₉]+))?");

  /// ` + 0.1 = 0.9000`: b, perhaps an offset, and z.
  private static final Pattern AFTER_TERMS =
      Pattern.compile(" \\+ (" + N + ")(?: \\+ " + N + ")? = (" + N + ")$");

  /// `)·0.4869 = 0.4423`: the slope, and delta.
  private static final Pattern AFTER_SUM =
      Pattern.compile("\\)(?:/√\\d+)?·(" + N + ") = (" + N + ")$");

  private @Nullable Symbol input; // what enters the W whose sums are written
  private List<Mark> marks = List.of();

  private SymbolReader() {}

  /// The marks of each part, in the order of the text; a part may have none.
  ///
  /// @param parts those of one trace of one row, in order
  public static List<List<Mark>> marks(List<Part> parts) {
    SymbolReader reader = new SymbolReader();
    List<List<Mark>> all = new ArrayList<>();
    for (Part part : parts) {
      all.add(reader.read(part));
    }
    return all;
  }

  private List<Mark> read(Part part) {
    marks = new ArrayList<>();
    List<Notation.Found> symbols = Notation.symbols(part.formula());
    Symbol left = left(symbols);
    if (left != null && left.entry() && part.formula().startsWith(" ") && part.value().isEmpty()) {
      mark(0, symbols.getFirst());
      readSum(part.formula(), left);
      return List.copyOf(marks);
    }
    readText(0, part.formula(), symbols);
    if (left != null) {
      if (left.kind() == Kind.Z && symbols.size() > 2) {
        input = symbols.get(2).symbol();
      }
      if (part.value().startsWith("(")) {
        readValue(part.value(), left);
      }
    }
    for (int i = 0; i < part.notes().size(); i++) {
      readText(2 + i, part.notes().get(i), Notation.symbols(part.notes().get(i)));
    }
    return List.copyOf(marks);
  }

  /// The symbol that a formula begins with.
  private static @Nullable Symbol left(List<Notation.Found> symbols) {
    return symbols.isEmpty() || symbols.getFirst().from() > 2 ? null : symbols.getFirst().symbol();
  }

  private void mark(int text, Notation.Found found) {
    marks.add(new Mark(text, found.from(), found.to(), found.symbol()));
  }

  /// Letters, and the numbers in parentheses that follow them after a sign of equality.
  private void readText(int text, String words, List<Notation.Found> symbols) {
    Matcher literal = Notation.LITERAL.matcher(words);
    for (int i = 0; i < symbols.size(); i++) {
      Notation.Found found = symbols.get(i);
      mark(text, found);
      int next = i + 1 < symbols.size() ? symbols.get(i + 1).from() : words.length();
      if (!found.symbol().entry()
          && literal.find(found.to())
          && literal.start() < next
          && words.substring(found.to(), literal.start()).matches(" = (?:.* → )?")) {
        entries(text, literal, found.symbol());
      }
    }
  }

  private void entries(int text, Matcher literal, Symbol of) {
    boolean matrix = of.kind().matrix();
    Notation.entries(
        literal,
        (from, to, row, col) ->
            marks.add(new Mark(text, from, to, matrix ? of.entry(row, col) : of.entry(col, 0))));
  }

  /// The numbers of the symbol on the left; of a product of two vectors also theirs.
  private void readValue(String value, Symbol left) {
    Matcher literal = Notation.LITERAL.matcher(value);
    boolean product = value.contains(" ⊙ ");
    Symbol[] of =
        product
            ? new Symbol[] {
              new Symbol(Kind.D_A, left.l(), 0, 0), new Symbol(Kind.SLOPE, left.l(), 0, 0), left
            }
            : new Symbol[] {left};
    for (int i = 0; i < of.length && literal.find(); i++) {
      entries(1, literal, of[i]);
    }
  }

  /// A z or delta that is written as a sum of products.
  private void readSum(String sum, Symbol left) {
    boolean forward = left.kind() == Kind.Z;
    int l = forward ? left.l() - 1 : left.l();
    Symbol factor =
        forward && input != null
            ? input
            : new Symbol(forward ? Kind.A : Kind.DELTA, forward ? l : l + 1, 0, 0);
    Symbol weights = new Symbol(Kind.W, l, 0, 0);
    Matcher term = TERM.matcher(sum);
    Matcher tail = (forward ? AFTER_TERMS : AFTER_SUM).matcher(sum);
    if (!tail.find()) {
      return;
    }
    for (int k = 1; term.find() && term.start() < tail.start(); k++) {
      int index = term.group(3) == null ? k : Notation.index(term.group(3));
      Symbol w = forward ? weights.entry(left.row(), index) : weights.entry(index, left.row());
      marks.add(new Mark(0, term.start(1), term.end(1), w));
      marks.add(new Mark(0, term.start(2), term.end(2), factor.entry(index, 0)));
    }
    Symbol given = new Symbol(forward ? Kind.B : Kind.SLOPE, l, left.row(), 0);
    marks.add(new Mark(0, tail.start(1), tail.end(1), given));
    marks.add(new Mark(0, tail.start(2), tail.end(2), left));
  }
}
