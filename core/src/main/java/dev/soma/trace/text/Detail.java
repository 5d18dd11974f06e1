package dev.soma.trace.text;

/// How much of a trace is written.
///
/// @param units most entries of a vector; the others are counted as `… 54 more`
/// @param rows most rows of data written one by one
/// @param sums whether every z_i and delta_i of the first row is also written as a sum of products
/// @param layer the index L of the layer a(L) whose sums are written; 0 for all
/// @param unit the unit, from 1, whose sums are written; 0 for all
public record Detail(int units, int rows, boolean sums, int layer, int unit) {
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

  /// The same with the sums of a layer a(L) and unit, each from 1; 0 for all.
  public Detail zoom(int layer, int unit) {
    return new Detail(units, rows, true, layer, unit);
  }

  boolean writesSums(int ofLayer, int ofUnit) {
    return sums && (layer == 0 || layer == ofLayer) && (unit == 0 || unit == ofUnit);
  }
}
