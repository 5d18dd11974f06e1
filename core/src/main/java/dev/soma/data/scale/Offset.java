package dev.soma.data.scale;

import org.jspecify.annotations.Nullable;

/// A column that is added to z of the output layer as it is, without a weight.
///
/// An exposure is a number of years, of patients, of square metres: how much there was of what the
/// counts of a row come from. Its logarithm is the offset, so that with exp as the output the mean
/// is exposure times exp(W a + b).
///
/// @param column its name
/// @param exposure whether its values are exposures, > 0, and not offsets
/// @param unit what offsets are divided by, as the target is: its standard deviation, or 1
public record Offset(String column, boolean exposure, double unit) {
  /// Checks the unit.
  ///
  /// @throws IllegalArgumentException if it is not > 0 and finite
  public Offset {
    if (!(unit > 0 && unit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the unit of an offset is > 0, got " + unit);
    }
  }

  /// A column of offsets, in units of the target.
  public static Offset of(String column) {
    return new Offset(column, false, 1);
  }

  /// A column of exposures.
  public static Offset exposure(String column) {
    return new Offset(column, true, 1);
  }

  /// The one that an encoder has written; null if there is none.
  ///
  /// @param data its word with the column, and its unit
  public static @Nullable Offset fromData(PlainData data) {
    if (data.map().containsKey("exposure")) {
      return exposure(data.text("exposure"));
    }
    boolean some = data.map().containsKey("offset");
    return some ? of(data.text("offset")).unit(data.number("unit")) : null;
  }

  /// The same in the units of a scaled target.
  public Offset unit(double sd) {
    return new Offset(column, exposure, sd);
  }

  /// Whether a value can be used: finite, and > 0 if it is an exposure.
  public boolean accepts(double value) {
    return Float.isFinite((float) value) && (!exposure || value > 0);
  }

  /// What is added to z for a value of the column: value / unit, or ln(value) of an exposure.
  public double of(double value) {
    return exposure ? StrictMath.log(value) : value / unit;
  }

  /// What is not [accepted][#accepts], for messages: `missing, not finite or not > 0`.
  public String unfit() {
    return exposure ? "missing, not finite or not > 0" : "missing or not finite";
  }

  /// The flag that names the column.
  public String flag() {
    return exposure ? "--exposure" : "--offset";
  }

  /// `exposure` or `offset`.
  public String word() {
    return exposure ? "exposure" : "offset";
  }
}
