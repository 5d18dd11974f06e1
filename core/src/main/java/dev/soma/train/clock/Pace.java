package dev.soma.train.clock;

/// How long a piece of work takes, of many that are alike: the mean of those done so far, each
/// weighed by the 16th power of the time at which it ended.
///
/// So the last 6 % of the time decide, however long it was, and the first pieces, which waited for
/// the compiler, are soon forgotten. It looks at no clock.
public final class Pace {
  private double seconds; // weighed
  private double pieces; // weighed

  /// Of work that has not begun.
  public Pace() {}

  /// A piece is done.
  ///
  /// @param now seconds since the work began, >= 0, never less than before
  /// @param took seconds of the piece, >= 0
  public void done(double now, double took) {
    double weight = now * now;
    weight *= weight;
    weight *= weight;
    weight *= weight;
    seconds += weight * took;
    pieces += weight;
  }

  /// Seconds a piece; NaN before there is one.
  public double seconds() {
    return seconds / pieces;
  }
}
