package dev.soma.train.parallel;

import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/// Trains several networks at once, each on a thread of its own, and tells of them one after the
/// other, in the order in which they were started, on the thread that asks: a network that is ahead
/// of its turn waits with what it has to tell.
///
/// Closing it stops the networks that are still trained, and waits for them.
///
/// @param <T> what a training gives
public final class SideBySide<T> implements AutoCloseable {
  /// Trains one network.
  ///
  /// @param <T> what a training gives
  @FunctionalInterface
  public interface Work<T> {
    /// Trains it.
    ///
    /// @param execution with a limit of its own
    /// @param listener to be told what happens
    T train(Execution execution, TrainingListener listener);
  }

  private final BooleanSupplier stop;
  private final Deque<Running<T>> running = new ArrayDeque<>();
  private volatile boolean closed;

  /// Of networks that have not begun.
  ///
  /// @param stop true ends all of them; asked by one network at a time
  public SideBySide(BooleanSupplier stop) {
    this.stop = stop;
  }

  /// Starts one more.
  ///
  /// @param execution of this one; its `stop` is not asked
  public void start(Work<T> work, Execution execution) {
    Execution own =
        new Execution(
            execution.kernels(), execution.threads(), execution.maxSeconds(), this::stops);
    running.add(new Running<>(work, own));
  }

  private boolean stops() {
    if (closed) {
      return true;
    }
    synchronized (stop) { // of somebody else, who may count
      return stop.getAsBoolean();
    }
  }

  /// Tells of the first one that was not told of, until it has ended.
  ///
  /// @throws RuntimeException what its training or the listener has thrown
  public T next(TrainingListener listener) {
    T result = running.getFirst().tell(listener); // one that throws is still to be closed
    running.removeFirst();
    return result;
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(Running::join);
    running.clear();
  }

  /// What a network has to tell: events, then how it ended.
  private sealed interface Told<T> {
    record Event<T>(TrainingEvent event) implements Told<T> {}

    record Result<T>(T result) implements Told<T> {}

    record Failure<T>(Throwable thrown) implements Told<T> {}
  }

  /// One network.
  private static final class Running<T> {
    private final BlockingQueue<Told<T>> told = new LinkedBlockingQueue<>();
    private final Thread thread;

    Running(Work<T> work, Execution execution) {
      thread = Thread.ofPlatform().daemon().name("soma-network").start(() -> run(work, execution));
    }

    private void run(Work<T> work, Execution execution) {
      try {
        told.add(new Told.Result<>(work.train(execution, e -> told.add(new Told.Event<>(e)))));
      } catch (RuntimeException | Error e) {
        told.add(new Told.Failure<>(e));
      }
    }

    T tell(TrainingListener listener) {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            switch (told.take()) {
              case Told.Event<T>(TrainingEvent event) -> listener.on(event);
              case Told.Result<T>(T result) -> {
                return result;
              }
              case Told.Failure<T>(RuntimeException e) -> throw e;
              case Told.Failure<T>(Throwable e) -> throw (Error) e;
            }
          } catch (InterruptedException e) {
            interrupted = true; // a training does not end by that
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    void join() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
