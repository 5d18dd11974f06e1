package dev.soma.cli.screen;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C while a network or the baseline is trained: asks the training to stop, and holds the end
/// of the process until the best weights are saved. Where there is nothing to be saved it only
/// tells so.
public final class Interruption implements AutoCloseable {
  /// What a command ends with.
  public static final int EXIT = 130;

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "soma-interrupted");
  private volatile boolean stopped;
  private @Nullable Runnable nothing; // guarded by this

  private Interruption() {}

  /// Begins to watch.
  public static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /// With what Ctrl-C does up to [#begins], where there is nothing to wait for.
  ///
  /// @param telling tells that nothing is saved
  public synchronized Interruption before(Runnable telling) {
    nothing = telling;
    return this;
  }

  /// From now on there is something to be saved.
  ///
  /// @return whether there will be: false if it was told that there is nothing
  public synchronized boolean begins() {
    nothing = null;
    return !stopped;
  }

  /// Whether the process is to end.
  public boolean stopped() {
    return stopped;
  }

  /// What Ctrl-C does: asks for the end, and comes back when everything is saved and told, or after
  /// a minute.
  public void stop() {
    Runnable telling;
    synchronized (this) {
      stopped = true;
      telling = nothing;
    }
    if (telling != null) {
      telling.run();
      return;
    }
    try {
      boolean _ = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Everything is saved and told.
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the process is ending
    }
  }
}
