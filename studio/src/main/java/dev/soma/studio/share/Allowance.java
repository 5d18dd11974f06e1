package dev.soma.studio.share;

import java.util.function.LongSupplier;

/// Keeps work to a share of a time: what was done is owed until time goes by for it. All work for
/// the page is in one account. What a person asks for may be done in advance, up to a bound; what
/// comes by itself waits until that is paid back. Safe for several threads.
public final class Allowance {
  /// The share of the processor time of the process that all work for the page has, while a network
  /// is trained. With what is not counted, such as the thread that takes connections, it is below a
  /// tenth.
  public static final double PAGE = 0.075;

  private final double share;
  private final LongSupplier clock;
  private long seen;
  private double owed;
  private long spent;

  /// An allowance of this share of the time that goes by.
  ///
  /// @param share above 0, at most 1
  public Allowance(double share) {
    this(share, System::nanoTime);
  }

  /// An allowance of this share of another time.
  ///
  /// @param clock nanoseconds, ascending; from any thread
  public Allowance(double share, LongSupplier clock) {
    this.share = share;
    this.clock = clock;
    seen = clock.getAsLong();
  }

  /// That of the page: a share of the processor time of this process.
  public static Allowance page() {
    return new Allowance(PAGE, Processor::process);
  }

  private void pay() {
    long now = clock.getAsLong();
    owed = Math.max(0, owed - share * Math.max(0, now - seen));
    seen = now;
  }

  /// Whether work may begin now.
  public boolean allows() {
    return left(0) == 0;
  }

  /// Nanoseconds of the clock until work may begin; 0 if it may.
  ///
  /// @param advance nanoseconds of work that may be owed by then
  public synchronized long left(long advance) {
    pay();
    return (long) Math.ceil(Math.max(0, owed - advance) / share);
  }

  /// Says that work was done.
  ///
  /// @param nanos of it
  public synchronized void spent(long nanos) {
    pay();
    owed += nanos;
    spent += nanos;
  }

  /// Says that whoever is to have the rest of the time has waited of its own accord.
  ///
  /// @param nanos that went by meanwhile
  public synchronized void rested(long nanos) {
    owed = Math.max(0, owed - share * nanos);
  }

  /// Nanoseconds of all work so far.
  public synchronized long spent() {
    return spent;
  }
}
