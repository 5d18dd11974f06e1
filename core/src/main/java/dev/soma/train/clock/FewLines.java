package dev.soma.train.clock;

/// When work that may be long tells its next plain line: every 5 seconds at first, half as often
/// after each 8 lines. It looks at no clock.
public final class FewLines {
  /// So many reach past 40 minutes.
  public static final int MOST = 48;

  private static final double SECONDS = 5;
  private static final int PER_PACE = 8;

  private int count;
  private double next;

  /// Of work whose first line is due at once.
  public FewLines() {}

  /// The clock begins anew, and nothing is due at once; how many lines there were stays.
  public void anew() {
    next = between();
  }

  /// Whether a line is due.
  ///
  /// @param now seconds so far
  public boolean isDue(double now) {
    return count < MOST && now >= next;
  }

  /// A line is told, due or not.
  ///
  /// @param now seconds so far
  public void told(double now) {
    next = now + between();
    count++;
  }

  /// How many were told.
  public int count() {
    return count;
  }

  private double between() {
    return SECONDS * (1 << (count / PER_PACE));
  }
}
