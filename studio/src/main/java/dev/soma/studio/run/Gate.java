package dev.soma.studio.run;

import java.util.function.LongConsumer;

/// Where the thread of a training waits while it is held.
final class Gate {
  private enum Mode {
    HELD,
    STEP,
    EPOCH,
    OPEN,
    STOPPED
  }

  private final LongConsumer rested;
  private Mode mode = Mode.HELD;
  private double epochsPerSecond = Double.POSITIVE_INFINITY;
  private long next;
  private boolean waiting;

  /// @param rested told how many nanoseconds the training waited for the pace that was wanted
  Gate(LongConsumer rested) {
    this.rested = rested;
  }

  /// Lets the training run until it is held.
  synchronized void open() {
    set(Mode.OPEN);
  }

  /// Holds it after the step that it is in.
  synchronized void hold() {
    set(Mode.HELD);
  }

  /// Lets it make one step.
  synchronized void step() {
    set(Mode.STEP);
  }

  /// Lets it run to the end of the epoch.
  synchronized void epoch() {
    set(Mode.EPOCH);
  }

  /// Ends it.
  synchronized void stop() {
    set(Mode.STOPPED);
  }

  private void set(Mode wanted) {
    if (mode != Mode.STOPPED) {
      mode = wanted;
      notifyAll();
    }
  }

  /// Whether it is asked to end.
  synchronized boolean stopped() {
    return mode == Mode.STOPPED;
  }

  /// Whether it runs freely.
  synchronized boolean isOpen() {
    return mode == Mode.OPEN;
  }

  /// Whether its thread waits here.
  synchronized boolean waiting() {
    return waiting && mode == Mode.HELD;
  }

  /// Lets it run no faster than so many epochs a second.
  synchronized void speed(double most) {
    epochsPerSecond = most;
    notifyAll();
  }

  /// Waits until the next epoch may begin, while it runs freely.
  private void pace() throws InterruptedException {
    long now = System.nanoTime();
    long begun = now;
    long each = (long) (1e9 / epochsPerSecond);
    next = Math.max(next, now - each) + each;
    while (mode == Mode.OPEN && next > now) {
      wait(Math.max(1, Math.min(100, (next - now) / 1_000_000)));
      now = System.nanoTime();
      next = Math.min(next, now + (long) (1e9 / epochsPerSecond));
    }
    rested.accept(now - begun);
  }

  /// Called by the thread of the training after a step: waits while it is held.
  ///
  /// @param end whether the step ended an epoch
  /// @param held called before it waits
  synchronized void pass(boolean end, Runnable held) {
    if (mode == Mode.STEP || (mode == Mode.EPOCH && end)) {
      mode = Mode.HELD;
    }
    try {
      if (end && mode == Mode.OPEN && epochsPerSecond < Double.POSITIVE_INFINITY) {
        pace();
      }
      if (mode == Mode.HELD) {
        held.run();
        waiting = true;
        notifyAll();
      }
      while (mode == Mode.HELD) {
        wait();
      }
    } catch (InterruptedException _) {
      mode = Mode.STOPPED;
      Thread.currentThread().interrupt();
    }
    waiting = false;
  }

  /// Waits until the thread of the training waits, or has ended.
  ///
  /// @param millis at most
  /// @return whether it waits
  synchronized boolean await(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (!waiting() && mode != Mode.STOPPED) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return mode != Mode.STOPPED;
  }
}
