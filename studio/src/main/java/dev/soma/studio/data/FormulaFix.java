package dev.soma.studio.data;

import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Formulas in place of those that rows cannot be made of.
final class FormulaFix {
  /// A formula of x that can be learned from, as numbers and as classes.
  static final String EXAMPLE = "sin(2*pi*x)";

  private static final Pattern FUNCTION = Pattern.compile("--function \"(.*?)\".*");
  private static final Pattern RANGE = Pattern.compile("--from (\\S+) --to (\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("\\b(x1|x2|x|y)\\b");
  private static final Set<String> SECOND = Set.of("x2", "y");
  private static final MathContext DIGITS = new MathContext(6);

  private FormulaFix() {}

  /// What an error proposes: its formula, or f over the range that it names, stretched to 0 to 1,
  /// from which rows are drawn.
  ///
  /// @param e with flags of the lab as fixes
  static String of(String formula, SomaException e) {
    String fix = e.fixes().isEmpty() ? "" : e.fixes().getFirst();
    Matcher function = FUNCTION.matcher(fix);
    if (function.matches() && !function.group(1).equals(EXAMPLE)) {
      return function.group(1);
    }
    Matcher range = RANGE.matcher(fix);
    boolean two = VARIABLE.matcher(formula).results().anyMatch(m -> SECOND.contains(m.group()));
    return range.matches()
        ? over(formula.strip(), new BigDecimal(range.group(1)), new BigDecimal(range.group(2)))
        : example(two ? 2 : 1);
  }

  private static String over(String formula, BigDecimal from, BigDecimal to) {
    BigDecimal width = to.subtract(from).round(DIGITS);
    String add = from.signum() == 0 ? "" : text(from) + " + ";
    String times = width.compareTo(BigDecimal.ONE) == 0 ? "" : text(width) + "*";
    String inner = VARIABLE.matcher(formula).replaceAll("(" + add + times + "$1)");
    // what a function is of needs no second pair of parentheses
    return inner.replaceAll("\\((\\([-+*. \\w]*\\))\\)", "$1");
  }

  private static String text(BigDecimal x) {
    return x.stripTrailingZeros().toPlainString();
  }

  /// A formula as the flag that names it.
  static String function(String formula) {
    return "--function \"" + formula + "\"";
  }

  /// A formula that can be learned from.
  static String example(int inputs) {
    return inputs == 2 ? "x1 - x2" : EXAMPLE;
  }

  /// The formula divided by a power of ten, so that it is about 1 in size.
  ///
  /// @param largest of its values, in size
  static String scaled(String formula, double largest) {
    return "(" + formula.strip() + ")/1e" + (int) Math.floor(StrictMath.log10(largest));
  }

  /// The formula less a number, so that about half of its values are above 0; another one if there
  /// is no such number.
  ///
  /// @param values of the formula
  static String shifted(String formula, int inputs, double[] values) {
    double[] v = values.clone();
    Arrays.sort(v);
    int half = v.length / 2;
    for (int off = 0; off < half - 1; off++) {
      for (int i : new int[] {half - off, half + off}) {
        if (v[i - 1] < v[i] && i <= v.length - 2) {
          double less = between(v[i - 1], v[i]);
          String size = NumberText.canonical(Math.abs(less));
          return formula.strip() + (less < 0 ? " + " : " - ") + size;
        }
      }
    }
    return example(inputs);
  }

  /// The shortest number that is not less than one number, and less than the next.
  private static double between(double low, double high) {
    double middle = low / 2 + high / 2; // their sum may be infinite
    for (int digits = 1; digits < 17; digits++) {
      double x = new BigDecimal(middle).round(new MathContext(digits)).doubleValue();
      if (low <= x && x < high) {
        return x;
      }
    }
    return low;
  }
}
