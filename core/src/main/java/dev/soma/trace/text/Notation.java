package dev.soma.trace.text;

import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.text.Detail.Exercise;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Numbers, vectors and matrices as they are written in a trace, with a true minus sign.
final class Notation {
  private static final int DECIMALS = 4;
  private static final double LARGE = 1e5;
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

  private static final String BLANK = "_______";
  private static final String LATEX_BLANK = "\\underline{\\hspace{3em}}";

  private final int units;
  private final boolean hide;
  private final boolean latex;
  private final boolean upright; // vectors of one row are columns
  private final @Nullable Exercise exercise;

  /// @param exercise what decides which entries of wide vectors are shown; null for their size
  /// @param latex whether vectors and matrices are written as LaTeX
  /// @param upright whether vectors are columns there
  Notation(int units, boolean hide, @Nullable Exercise exercise, boolean latex, boolean upright) {
    this.units = units;
    this.hide = hide;
    this.exercise = exercise;
    this.latex = latex;
    this.upright = upright;
  }

  /// This one, or where results are given in an exercise, the same without blanks.
  Notation given(boolean given) {
    return given && hide ? new Notation(units, false, exercise, latex, upright) : this;
  }

  /// A result with four decimals, or a blank.
  String answer(double v) {
    return answer(v, DECIMALS);
  }

  String answer(double v, int decimals) {
    return hide ? blank() : fixed(v, decimals);
  }

  /// A result as it would be typed, or a blank.
  String answerTyped(double v) {
    return hide ? blank() : typed(v);
  }

  /// What is in the place of a result.
  String blank() {
    return latex ? LATEX_BLANK : BLANK;
  }

  /// Words as they are, such as the name of a class.
  String prose(String words) {
    return latex ? TraceLatex.prose(words) : words;
  }

  /// `0.4423`, `−0.0050`; `1.2346e+05` from 1e5 on; no negative zero.
  static String fixed(double v) {
    return fixed(v, DECIMALS);
  }

  static String fixed(double v, int decimals) {
    if (!Double.isFinite(v)) {
      return Double.isNaN(v) ? "NaN" : v > 0 ? "∞" : "−∞";
    }
    String pattern = "%." + decimals + (Math.abs(v) < LARGE ? "f" : "e");
    String text = String.format(Locale.ROOT, pattern, v);
    if (text.startsWith("-") && text.chars().noneMatch(c -> c >= '1' && c <= '9')) {
      text = text.substring(1);
    }
    return text.replace("-", "−");
  }

  /// As it would be typed, `0.8`, `1`, if four decimals are enough; otherwise rounded to four. A
  /// number that is a float is written as short as the float.
  static String typed(double v) {
    if (!Double.isFinite(v) || Math.abs(v) >= LARGE) {
      return fixed(v);
    }
    float narrow = (float) v;
    String shortest = narrow == v ? Float.toString(narrow) : Double.toString(v);
    BigDecimal decimal = new BigDecimal(shortest);
    if (decimal.signum() == 0) {
      return "0";
    }
    decimal = decimal.stripTrailingZeros();
    return decimal.scale() <= DECIMALS ? decimal.toPlainString().replace("-", "−") : fixed(v);
  }

  /// `( 0.9000 −0.1000)`: room for a sign before each number.
  String signed(double[] v) {
    return signed(v, v);
  }

  /// The same; of a wide vector the entries where another is largest: `(3: 0.9000 17: −0.1000 … 60
  /// more)`.
  String signed(double[] v, double[] by) {
    return latex
        ? vector(v, by, this::answer)
        : "(" + cut(v, by, " ", v.length > units ? this::answer : x -> sign(answer(x))) + ")";
  }

  /// `(0.4869 0.9901)`.
  String plain(double[] v) {
    return plain(v, v);
  }

  /// The same; of a wide vector the entries where another is largest.
  String plain(double[] v, double[] by) {
    return latex ? vector(v, by, this::answer) : "(" + cut(v, by, " ", this::answer) + ")";
  }

  /// `(0.1 −0.2)`, what is given.
  String typedVector(double[] v) {
    return latex ? vector(v, v, Notation::typed) : "(" + cut(v, v, " ", Notation::typed) + ")";
  }

  /// The same of results.
  String typedAnswers(double[] v) {
    return latex ? vector(v, v, this::answerTyped) : "(" + cut(v, v, " ", this::answerTyped) + ")";
  }

  /// `(1, 0)`, what is given.
  String point(double[] v) {
    return latex ? vector(v, v, Notation::typed) : "(" + cut(v, v, ", ", Notation::typed) + ")";
  }

  /// `( 0.8 −0.5 ; 0.3 0.9 )`; of a wide matrix the largest entries, row and column before each: `(
  /// 1,3: 0.8 4,17: −0.75 … 1014 more )`. An exercise of narrow layers needs all of it.
  String typedMatrix(DoubleMatrix m) {
    boolean cut = isWide(m) && (exercise == null || exercise.wide());
    String rows = rows(m, cut, Notation::typed);
    return latex ? bmatrix(rows) : "( " + rows + " )";
  }

  /// `( 0.5065 0.0656 ; −0.5075 −0.0646)`.
  String signedMatrix(DoubleMatrix m) {
    boolean cut = isWide(m);
    return latex
        ? bmatrix(rows(m, cut, this::answer))
        : "(" + rows(m, cut, cut ? this::answer : x -> sign(answer(x))) + ")";
  }

  /// The letter of a tensor as it is written: `W`, `α`.
  static String greek(String letter) {
    return switch (letter) {
      case "alpha" -> "α";
      case "beta" -> "β";
      case "gamma" -> "γ";
      default -> letter;
    };
  }

  /// `12,3` as subscripts; the comma only where an index has two digits.
  static String subscript(int row, int col) {
    return subscript(row) + (row > 9 || col > 9 ? "," : "") + subscript(col);
  }

  static String subscript(int index) {
    StringBuilder text = new StringBuilder();
    for (char digit : Integer.toString(index).toCharArray()) {
      text.append(SUBSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }

  /// `… 1 more row`, `… 54 more rows`.
  static String moreRows(int count) {
    return "… " + count + (count == 1 ? " more row" : " more rows");
  }

  private String vector(double[] v, double[] by, Form form) {
    return bmatrix(cut(v, by, upright ? " \\\\ " : " & ", form));
  }

  private static String bmatrix(String entries) {
    return "\\begin{bmatrix} "
        + entries.replace("−", "-").replace("∞", "\\infty")
        + " \\end{bmatrix}";
  }

  private boolean isWide(DoubleMatrix m) {
    if (exercise != null && exercise.wide()) {
      return exercise.cuts(m);
    }
    return m.rows() * m.cols() > 2 * units;
  }

  private String rows(DoubleMatrix m, boolean cut, Form form) {
    List<String> rows = new ArrayList<>();
    if (cut) {
      double[] all = new double[m.rows() * m.cols()];
      for (int i = 0; i < all.length; i++) {
        all[i] = m.get(i / m.cols(), i % m.cols());
      }
      IntFunction<String> index = i -> (i / m.cols() + 1) + "," + (i % m.cols() + 1);
      int[] shown = exercise == null ? top(all, units) : exercise.shownOf(m);
      return some(all, shown, index, latex ? " & " : " ", form);
    }
    for (int i = 0; i < m.rows(); i++) {
      String separator = latex ? " & " : " ";
      rows.add(String.join(separator, Arrays.stream(m.row(i)).mapToObj(form::of).toList()));
    }
    return String.join(latex ? " \\\\ " : " ; ", rows);
  }

  private String cut(double[] v, double[] by, String separator, Form form) {
    return v.length > units
        ? some(v, shown(v, by), i -> Integer.toString(i + 1), separator, form)
        : String.join(separator, Arrays.stream(v).mapToObj(form::of).toList());
  }

  /// The entries where another vector is largest, or of an exercise the first ones.
  private int[] shown(double[] v, double[] by) {
    return exercise == null ? top(by.length == v.length ? by : v, units) : exercise.shown(v.length);
  }

  /// Some entries, each with its index, in their order, and how many are left out.
  private String some(
      double[] v, int[] shown, IntFunction<String> index, String separator, Form form) {
    List<String> parts = new ArrayList<>();
    if (shown.length == v.length) {
      return String.join(separator, Arrays.stream(v).mapToObj(form::of).toList());
    }
    for (int i : shown) {
      parts.add(index.apply(i) + (latex ? "\\colon " : ": ") + form.of(v[i]));
    }
    parts.add(prose("… " + (v.length - parts.size()) + " more"));
    return String.join(separator.equals(" ") ? "  " : separator, parts);
  }

  /// The indices of the largest sizes, ascending; of equal ones the first.
  private static int[] top(double[] by, int count) {
    Comparator<Integer> best = Comparator.comparingDouble(i -> -Math.abs(by[i]));
    Queue<Integer> kept = new PriorityQueue<>(best.thenComparing(i -> i).reversed());
    for (int i = 0; i < by.length; i++) { // tables of a category have a million entries
      if (kept.size() < count) {
        kept.add(i);
      } else if (Double.compare(-Math.abs(by[i]), -Math.abs(by[kept.element()])) < 0) {
        kept.remove(); // the worst
        kept.add(i);
      }
    }
    return kept.stream().mapToInt(i -> i).sorted().toArray();
  }

  private static String sign(String number) {
    return number.startsWith("−") ? number : " " + number;
  }

  private interface Form {
    String of(double v);
  }
}
