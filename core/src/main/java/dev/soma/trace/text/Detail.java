package dev.soma.trace.text;

import dev.soma.trace.Backpropagation.Form;
import org.jspecify.annotations.Nullable;

/// How much of a trace is written, and in which form.
///
/// @param units most entries of a vector; of a wider one the largest, each with its index, and the
///   others are counted as `… 54 more`
/// @param rows most rows of data written one by one
/// @param sums whether every z_i and delta_i of the first row is also written as a sum of products
/// @param layer the index L of the layer a(L) whose sums are written; 0 for all
/// @param unit the unit, from 1, whose sums are written; 0 for all
/// @param hide whether there are blanks in place of results; what is given stays: x, y, W, b
/// @param form of the lecture in which formulas are written: per element, vectors of one row,
///   matrices of m rows; null for vectors of one row, and matrices of several
public record Detail(
    int units, int rows, boolean sums, int layer, int unit, boolean hide, @Nullable Form form) {
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
    this(units, rows, sums, layer, unit, false, null);
  }

  /// The same with the sums of a layer a(L) and unit, each from 1; 0 for all.
  public Detail zoom(int layer, int unit) {
    return new Detail(units, rows, true, layer, unit, hide, form);
  }

  /// The same with blanks in place of results, as an exercise.
  public Detail hidden() {
    return new Detail(units, rows, sums, layer, unit, true, form);
  }

  /// The same in this form; per element with the sums of the first units of each layer.
  public Detail in(Form other) {
    return new Detail(units, rows, sums || other == Form.ELEMENTS, layer, unit, hide, other);
  }

  boolean writesSums(int ofLayer, int ofUnit) {
    return sums
        && (layer == 0 || layer == ofLayer)
        && (unit == 0 ? form != Form.ELEMENTS || ofUnit <= units : unit == ofUnit);
  }
}
