package dev.soma.studio.draw;

/// How far an axis goes beyond its values, whatever their unit.
public final class Room {
  /// What doubles, and the labels of an axis, still tell apart.
  private static final double APART = 1e-12;

  private Room() {}

  /// What is added at both ends of a range.
  ///
  /// @param share of its width; of the larger end where all values are one, or of 1 if that is 0
  /// @param low least value
  /// @param high largest value
  /// @return more than 0, so that the axis has a width; NaN if an end is
  public static double beyond(double share, double low, double high) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    double width = high - low;
    return width > APART * size ? share * width : size == 0 ? share : share * size;
  }
}
