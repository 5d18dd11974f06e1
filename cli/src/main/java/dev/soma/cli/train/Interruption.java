package dev.soma.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C while a network or the baseline is trained: asks the training to stop, and holds the end
/// of the process until the best weights are saved.
public final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "soma-interrupted");
  private volatile boolean stopped;

  private Interruption() {}

  /// Begins to watch.
  public static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /// Whether the process is to end.
  public boolean stopped() {
    return stopped;
  }

  /// What Ctrl-C does: asks for the end, and comes back when everything is saved and told, or after
  /// a minute.
  public void stop() {
    stopped = true;
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
