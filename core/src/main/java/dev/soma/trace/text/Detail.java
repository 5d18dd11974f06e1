package dev.soma.trace.text;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.DoubleMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How much of a trace is written, and in which form.
///
/// @param units most entries of a vector; of a wider one the largest, each with its index, and the
///   others are counted as `… 54 more`
/// @param rows most rows of data written one by one
/// @param sums whether every z_i and delta_i of the first row is also written as a sum of products
/// @param layer the index L of the layer a(L) whose sums are written; 0 for all
/// @param unit the unit, from 1, whose sums are written; 0 for all
/// @param show results, an exercise with blanks, or the solution of one
/// @param form of the lecture in which formulas are written: per element, vectors of one row,
///   matrices of m rows; null for vectors of one row, and matrices of several
public record Detail(
    int units, int rows, boolean sums, int layer, int unit, Show show, @Nullable Form form) {
  /// What is written in place of results.
  public enum Show {
    /// The results.
    RESULTS,
    /// Blanks. What is given stays: x, y, W, b. Of wide vectors the first entries are asked, as
    /// sums in which what is left out is a number, so that each can be worked out.
    EXERCISE,
    /// The lines and entries of an exercise, with results.
    SOLUTION
  }

  /// Vectors up to 8 entries, 8 rows, no sums.
  public static final Detail DEFAULT = new Detail(8, 8, false, 0, 0);

  /// Checks the ranges.
  public Detail {
    if (units < 1 || rows < 1 || layer < 0 || unit < 0) {
      throw new IllegalArgumentException(
          "units and rows must be >= 1, layer and unit >= 0, got "
              + units
              + ", "
              + rows
              + ", "
              + layer
              + ", "
              + unit);
    }
  }

  /// With results, in the usual form.
  public Detail(int units, int rows, boolean sums, int layer, int unit) {
    this(units, rows, sums, layer, unit, Show.RESULTS, null);
  }

  /// The same with the sums of a layer a(L) and unit, each from 1; 0 for all.
  public Detail zoom(int layer, int unit) {
    return new Detail(units, rows, true, layer, unit, show, form);
  }

  /// The same with blanks in place of results, as an exercise.
  public Detail hidden() {
    return new Detail(units, rows, sums, layer, unit, Show.EXERCISE, form);
  }

  /// The same with the lines and entries of the exercise, and with results.
  public Detail solution() {
    return new Detail(units, rows, sums, layer, unit, Show.SOLUTION, form);
  }

  /// Whether there are blanks in place of results.
  public boolean hide() {
    return show == Show.EXERCISE;
  }

  /// Whether it is an exercise or the solution of one.
  public boolean exercise() {
    return show != Show.RESULTS;
  }

  /// The same in this form; per element with the sums of the first units of each layer.
  public Detail in(Form other) {
    return new Detail(units, rows, sums || other == Form.ELEMENTS, layer, unit, show, other);
  }

  boolean writesSums(int ofLayer, int ofUnit) {
    return sums
        && (layer == 0 || layer == ofLayer)
        && (unit == 0 ? form != Form.ELEMENTS || ofUnit <= units : unit == ofUnit);
  }

  /// What an exercise shows, asks and gives: which entries are shown does not depend on results,
  /// and each blank can be worked out from what is shown and from blanks before it. Of layers that
  /// are shown whole everything is asked.
  static final class Exercise {
    private final BackpropTrace trace;
    private final Detail detail;
    private final boolean wide;

    Exercise(BackpropTrace trace, Detail detail) {
      this.trace = trace;
      this.detail = detail;
      this.wide =
          detail.exercise()
              && (isCut(trace.spec().input().units())
                  || trace.layers().stream().anyMatch(l -> isCut(l.out().cols())));
    }

    private boolean isCut(int length) {
      return length > detail.units();
    }

    /// Whether it is one, or the solution of one.
    boolean isOne() {
      return detail.exercise();
    }

    /// Whether it is one, or the solution of one, of layers of which entries are left out: then
    /// every z and delta that is shown is a sum in which the terms that are left out are one
    /// number.
    boolean wide() {
      return wide;
    }

    /// Whether entries of any W are left out, so that no penalty can be worked out. Narrow layers
    /// show all of it.
    boolean cutsWeights() {
      return wide
          && trace.layers().stream()
              .filter(l -> l.layer().weightRows() > 0)
              .map(l -> trace.parameters().weights(l.l()))
              .anyMatch(this::cuts);
    }

    /// Whether entries of a matrix are left out: it is wide, or has them in rows or columns of
    /// units that are not shown.
    boolean cuts(DoubleMatrix m) {
      return m.rows() * m.cols() > 2 * detail.units()
          || shown(m.rows()).length < m.rows()
          || shown(m.cols()).length < m.cols();
    }

    /// The entries of such a matrix that are shown, from 0, row by row.
    int[] shownOf(DoubleMatrix m) {
      return IntStream.range(0, m.rows() * m.cols())
          .filter(i -> shows(m.rows(), i / m.cols()) && shows(m.cols(), i % m.cols()))
          .limit(detail.units())
          .toArray();
    }

    /// The entries of a vector that are shown, from 0: the first ones, the unit that was asked for,
    /// of an output the class, and of z of a maxout all pieces of the units that are shown.
    int[] shown(int length) {
      IntStream first = IntStream.range(0, Math.min(length, detail.units()));
      IntStream more = IntStream.of(detail.unit() - 1, length == outputs() ? target() : -1);
      return IntStream.concat(IntStream.concat(first, more), pieces(length))
          .filter(i -> i >= 0 && i < length)
          .sorted()
          .distinct()
          .toArray();
    }

    private IntStream pieces(int length) {
      return trace.layers().stream()
          .filter(l -> l.layer() instanceof Layer.Maxout && l.z().cols() == length)
          .flatMapToInt(
              l -> {
                int units = l.out().cols();
                return IntStream.range(0, length).filter(i -> shows(units, i / (length / units)));
              });
    }

    /// Whether an entry of a vector is shown.
    boolean shows(int length, int i) {
      return Arrays.binarySearch(shown(length), i) >= 0;
    }

    private int outputs() {
      return trace.spec().outputs();
    }

    /// The true class, from 0; -1 if there are no classes, or more rows.
    private int target() {
      double[] y = trace.targets().row(0);
      int at = 0;
      while (at < y.length && y[at] != 1) {
        at++;
      }
      return at < y.length && isCrossEntropy() && trace.m() == 1 ? at : -1;
    }

    private boolean isCrossEntropy() {
      return trace.cost().loss() instanceof Loss.CrossEntropy;
    }

    /// Whether the numbers of a row are given, since only those of the first one are sums.
    boolean gives(int row) {
      return wide && row > 0;
    }

    /// Whether means over the rows are given, since not all of them are shown.
    boolean givesMeans() {
      return detail.exercise() && trace.m() > detail.rows();
    }

    /// Whether the mean loss is given: rows are left out, or outputs that it is made of.
    boolean givesLoss() {
      boolean ofOne = isCrossEntropy() && trace.cost().loss().smoothing() == 0 && trace.m() == 1;
      return givesMeans() || (cutsOutputs() && !ofOne);
    }

    /// Whether outputs are left out, so that nobody can tell the largest.
    boolean cutsOutputs() {
      return wide && shown(outputs()).length < outputs();
    }

    /// `Σ exp z(3)ⱼ of the 2 more = 0.1234`, of the first row, without which no a of a softmax can
    /// be worked out; empty where all are shown.
    String others(LayerTrace layer) {
      int length = layer.z().cols();
      int[] shown = shown(length);
      if (!wide || !isSoftmax(layer) || shown.length == length) {
        return "";
      }
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += shows(length, i) ? 0 : StrictMath.exp(layer.z().get(0, i));
      }
      String z = "z(" + (layer.l() + 1) + ")ⱼ";
      return (trace.m() > 1 ? "row 1: Σ exp " : "Σ exp ")
          + z
          + " of the "
          + (length - shown.length)
          + " more = "
          + Notation.fixed(sum);
    }

    private static boolean isSoftmax(LayerTrace layer) {
      return layer.layer() instanceof Layer.Dense d && d.activation() instanceof Activation.Softmax;
    }
  }
}
