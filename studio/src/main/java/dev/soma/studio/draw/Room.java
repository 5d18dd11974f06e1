package dev.soma.studio.draw;

import java.util.Arrays;

/// How far an axis goes, whatever the unit of its values.
public final class Room {
  /// What doubles, and the labels of an axis, still tell apart.
  private static final double APART = 1e-12;

  /// So many times the median distance from the centre is far.
  private static final double FAR = 15;

  /// One of so many values at most has no place because it is far.
  private static final int RARE = 10;

  private Room() {}

  /// What an axis shows, without what is added at both ends.
  ///
  /// @param low least value that has a place
  /// @param high largest one
  public record Ends(double low, double high) {
    /// Whether a value lies beyond.
    public boolean leavesOut(double value) {
      return value < low || value > high;
    }
  }

  /// The ends of an axis that shows these values: all of them, or all but a tenth at most that lie
  /// 15 times as far from the centre as the median does, beside which nothing else could be told
  /// apart.
  ///
  /// @param values those that are not finite have no place
  /// @param centre from which is measured; NaN for the median
  /// @return NaN if there is no finite value
  public static Ends ends(double[] values, double centre) {
    double[] all = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (all.length == 0) {
      return new Ends(Double.NaN, Double.NaN);
    }
    double middle = Double.isNaN(centre) ? all[all.length / 2] : centre;
    double[] distances = Arrays.stream(all).map(v -> Math.abs(v - middle)).sorted().toArray();
    double far = FAR * distances[all.length / 2];
    double[] near = Arrays.stream(all).filter(v -> Math.abs(v - middle) <= far).toArray();
    boolean few = all.length - near.length <= Math.max(1, all.length / RARE);
    double[] shown = far > 0 && few ? near : all;
    return new Ends(shown[0], shown[shown.length - 1]);
  }

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
