package dev.soma.studio.data;

import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.error.SomaException;
import dev.soma.lesson.formula.Formula;
import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

  /// Of such numbers mean and spread stay below the bound of all targets, 1e150.
  private static final double LARGEST = 1e149;

  private static final int FEW = 200;

  private final boolean classes;
  private final int rows;
  private final double noise;
  private final long seed;

  private FormulaRows(boolean classes, int rows, double noise, long seed) {
    this.classes = classes;
    this.rows = rows;
    this.noise = noise;
    this.seed = seed;
  }

  /// The rows; equal arguments give equal rows.
  ///
  /// @param formula in x, or in x1 and x2
  /// @param gives [#NUMBERS] or [#CLASSES]
  /// @param rows 20 to 100,000
  /// @param noise 0 to 2
  /// @throws SomaException.Usage E260 for a formula that cannot be read, E261 for one without a
  ///   value somewhere, E209 for another word, E201 for a number out of its range; with a formula
  ///   that can be learned from
  /// @throws SomaException.Data E313 if y is the same in all rows, E314 if only one row is of a
  ///   class, E324 if y is too large to be learned from; likewise
  public static Table table(String formula, String gives, int rows, double noise, long seed) {
    require(gives);
    Toys.check(rows, noise);
    FormulaRows wanted = new FormulaRows(gives.equals(CLASSES), rows, noise, seed);
    try {
      return wanted.of(formula);
    } catch (SomaException.Usage e) {
      String fix = "formula " + wanted.near(formula, e);
      throw new SomaException.Usage(e.id(), String.valueOf(e.getMessage()), fix);
    } catch (SomaException.Data e) {
      String fix = "formula " + wanted.near(formula, e);
      throw new SomaException.Data(e.id(), String.valueOf(e.getMessage()), fix);
    }
  }

  private static void require(String gives) {
    if (!gives.equals(NUMBERS) && !gives.equals(CLASSES)) {
      throw new SomaException.Usage(
          "E209", "gives \"" + gives + "\" · expected numbers or classes", "gives numbers");
    }
  }

  /// Refuses what cannot be read, while another set is learned: who goes on to a formula is to find
  /// one.
  ///
  /// @throws SomaException.Usage E260 for a formula that cannot be read, E209 for another word
  public static void check(String formula, String gives) {
    require(gives);
    try {
      Formula _ = Formula.parse(formula);
    } catch (SomaException.Usage e) {
      FormulaRows few = new FormulaRows(gives.equals(CLASSES), FEW, 0, 0);
      String fix = "formula " + few.near(formula, e);
      throw new SomaException.Usage(e.id(), String.valueOf(e.getMessage()), fix);
    }
  }

  /// A formula that rows can be made of, as near as can be: what is wrong with it is mended, and
  /// what is wrong then.
  private String near(String formula, SomaException wrong) {
    String text = formula;
    SomaException e = wrong;
    for (int i = 0; i < 4; i++) {
      text = FormulaFix.of(text, e);
      try {
        Table _ = of(text);
        return text;
      } catch (SomaException next) {
        e = next;
      }
    }
    return FormulaFix.EXAMPLE;
  }

  /// @throws SomaException with flags of the lab as fixes
  private Table of(String formula) {
    dev.soma.lesson.approximate.Target f =
        new dev.soma.lesson.approximate.Target(Formula.parse(formula), 0, 1);
    SplittableRandom random = Seeds.of(seed).stream("toy/formula");
    double[][] x = new double[f.inputs()][rows];
    double[] values = new double[rows];
    double[] y = new double[rows];
    for (int r = 0; r < rows; r++) {
      for (double[] column : x) {
        column[r] = random.nextDouble();
      }
      values[r] = f.at(x[0][r], x.length == 2 ? x[1][r] : 0);
      y[r] = classes ? values[r] : values[r] + noise * Seeds.gaussian(random);
      for (int j = 0; classes && j < x.length; j++) {
        x[j][r] += noise * Seeds.gaussian(random);
      }
    }
    require(formula, f.inputs(), y);
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put(x.length == 2 ? "x1" : "x", x[0]);
    if (x.length == 2) {
      columns.put("x2", x[1]);
    }
    columns.put("y", classes ? levels(y) : y);
    Target target = Target.of("y");
    return Table.columns(columns).target(classes ? target : target.task(Task.REGRESSION));
  }

  /// Refuses values from which nothing can be learned.
  private void require(String formula, int inputs, double[] y) {
    String said = "f = " + formula.strip() + " is ";
    if (!classes && Arrays.stream(y).allMatch(v -> v == y[0])) {
      throw new SomaException.Data(
          "E313",
          "one value · " + said + "the same in all rows, there is nothing to learn",
          FormulaFix.function(FormulaFix.example(inputs)));
    }
    double largest = classes ? 0 : Arrays.stream(y).map(Math::abs).max().orElse(0);
    if (largest >= LARGEST) {
      throw new SomaException.Data(
          "E324",
          String.format(Locale.ROOT, "number too large · %s%.1e in size in a row", said, largest)
              + ": it has to be below 1e149, so that errors can be squared",
          FormulaFix.function(FormulaFix.scaled(formula, largest)));
    }
    long above = Arrays.stream(y).filter(v -> v > 0).count();
    long fewer = Math.min(above, rows - above);
    if (classes && fewer < 2) {
      String in = said + "above 0 in " + above + " of " + rows + " rows: ";
      String other = FormulaFix.function(FormulaFix.shifted(formula, inputs, y));
      throw fewer == 1
          ? new SomaException.Data(
              "E314",
              "class with one row · "
                  + in
                  + "class "
                  + (above == 1 ? "B" : "A")
                  + " needs a row to learn from and one to be validated on",
              other)
          : new SomaException.Data(
              "E313",
              "one class · "
                  + in
                  + "all are class "
                  + (above == 0 ? "A" : "B")
                  + ", there is nothing to tell apart",
              other);
    }
  }

  private static List<String> levels(double[] f) {
    List<String> levels = new ArrayList<>();
    for (double value : f) {
      levels.add(value > 0 ? "B" : "A");
    }
    return levels;
  }
}
