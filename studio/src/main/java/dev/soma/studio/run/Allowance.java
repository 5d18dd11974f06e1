package dev.soma.studio.run;

/// Keeps work that is not training to a share of the time: after work of t seconds the next may
/// begin (1 / share - 1) t later. One thread at a time.
public final class Allowance {
  private final double factor;
  private long next = System.nanoTime();

  /// An allowance of this share of the time.
  ///
  /// @param share above 0, at most 1
  public Allowance(double share) {
    factor = 1 / share - 1;
  }

  /// Whether work may begin now.
  public boolean allows() {
    return System.nanoTime() - next >= 0;
  }

  /// Nanoseconds until work may begin; 0 or less if it may.
  public long left(long now) {
    return next - now;
  }

  /// Says that work was done since then.
  ///
  /// @param begun when, by [System#nanoTime()]
  public void spent(long begun) {
    long now = System.nanoTime();
    next = now + (long) ((now - begun) * factor);
  }
}
