package dev.soma.studio.data;

import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.lesson.approximate.Target;
import dev.soma.lesson.formula.Formula;
import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Rows that a typed formula makes; the formula is parsed, never run as code.
///
/// Inputs are drawn evenly from [0, 1), as the approximation lab has them: `x`, or `x1` and `x2` of
/// a formula with a second variable. The target is `y`: f with normal noise, or class B where f > 0
/// and A elsewhere, with the noise on the inputs, as the other sets have it.
public final class FormulaRows {
  /// What a formula gives: y itself.
  public static final String NUMBERS = "numbers";

  /// What a formula gives: a class by its sign.
  public static final String CLASSES = "classes";

  private FormulaRows() {}

  /// The rows; equal arguments give equal rows.
  ///
  /// @param formula in x, or in x1 and x2
  /// @param gives [#NUMBERS] or [#CLASSES]
  /// @param rows 20 to 100,000
  /// @param noise 0 to 2
  /// @throws SomaException.Usage E260 for a formula that cannot be read, E261 for one without a
  ///   value somewhere, E209 for another word, E201 for a number out of its range
  public static Table table(String formula, String gives, int rows, double noise, long seed) {
    if (!gives.equals(NUMBERS) && !gives.equals(CLASSES)) {
      throw new SomaException.Usage(
          "E209", "gives \"" + gives + "\" · expected numbers or classes", "gives numbers");
    }
    Toys.check(rows, noise);
    try {
      Target f = new Target(Formula.parse(formula), 0, 1);
      return table(f, gives.equals(CLASSES), rows, noise, seed);
    } catch (SomaException.Usage e) {
      throw new SomaException.Usage(e.id(), String.valueOf(e.getMessage()), fix(e));
    }
  }

  /// The formula that the terminal would be given; of a fix of another kind an example.
  private static String fix(SomaException.Usage e) {
    String first = e.fixes().getFirst();
    String name = "--function \"";
    return first.startsWith(name)
        ? "formula " + first.substring(name.length()).replaceFirst("\".*", "")
        : "formula sin(2*pi*x)";
  }

  private static Table table(Target f, boolean classes, int rows, double noise, long seed) {
    SplittableRandom random = Seeds.of(seed).stream("toy/formula");
    double[][] x = new double[f.inputs()][rows];
    double[] y = new double[rows];
    for (int r = 0; r < rows; r++) {
      for (double[] column : x) {
        column[r] = random.nextDouble();
      }
      y[r] = f.at(x[0][r], x.length == 2 ? x[1][r] : 0);
      if (!classes) {
        y[r] += noise * Seeds.gaussian(random);
      }
      for (int j = 0; classes && j < x.length; j++) {
        x[j][r] += noise * Seeds.gaussian(random);
      }
    }
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put(x.length == 2 ? "x1" : "x", x[0]);
    if (x.length == 2) {
      columns.put("x2", x[1]);
    }
    columns.put("y", classes ? levels(y) : y);
    return Table.columns(columns).target("y");
  }

  private static List<String> levels(double[] f) {
    List<String> levels = new ArrayList<>();
    for (double value : f) {
      levels.add(value > 0 ? "B" : "A");
    }
    return levels;
  }
}
