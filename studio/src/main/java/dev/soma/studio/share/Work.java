package dev.soma.studio.share;

/// What is done for one request, by the one thread that makes this.
public final class Work {
  private final Allowance account;
  private final String window;
  private final boolean hand;
  private long counted = Processor.thread();

  /// Work that is counted from now on.
  ///
  /// @param account that it is counted in
  /// @param window that asks; empty if it has no name
  /// @param hand whether a person asked, not the page by itself
  public Work(Allowance account, String window, boolean hand) {
    this.account = account;
    this.window = window;
    this.hand = hand;
  }

  /// Counts what was done since it was counted last.
  public void count() {
    long now = Processor.thread();
    account.spent(now - counted);
    counted = now;
  }

  /// The account.
  Allowance account() {
    return account;
  }

  /// Which window asks.
  public String window() {
    return window;
  }

  /// Whether a person asked.
  boolean hand() {
    return hand;
  }
}
