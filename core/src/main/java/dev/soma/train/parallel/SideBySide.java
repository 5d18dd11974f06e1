package dev.soma.train.parallel;

import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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

  /// Whoever has nothing to tell is looked at so often: whether it still runs, and whether another
  /// one beside it has met an [Error].
  private static final long LOOK_MILLIS = 100;

  private final BooleanSupplier stop;
  private final Object asking = new Object();
  private final Deque<Running> running = new ArrayDeque<>();
  private volatile boolean closed;

  /// Of any of them: what has run out for one, such as memory, ends all at once.
  private volatile @Nullable Error error;

  /// Of networks that have not begun.
  ///
  /// @param stop true ends all of them; asked by one network at a time, on its thread
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
    running.add(new Running(work, own));
  }

  private boolean stops() {
    if (closed) {
      return true;
    }
    synchronized (asking) { // it is somebody else's, who may count
      return stop.getAsBoolean();
    }
  }

  /// Tells of the first one that was not told of, until it has ended.
  ///
  /// @throws RuntimeException what its training or the listener has thrown
  /// @throws Error of its training or of any of those beside it, which is not waited for
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

  /// What is left to do when waiting was interrupted: a training does not end by that, but whoever
  /// has asked shall know.
  private static void keep(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// One network.
  private final class Running {
    /// Events; empty: it has ended.
    private final BlockingQueue<Optional<TrainingEvent>> told = new LinkedBlockingQueue<>();

    private final Thread thread;
    private volatile @Nullable T result;
    private volatile @Nullable RuntimeException failure;

    Running(Work<T> work, Execution execution) {
      thread = Thread.ofPlatform().daemon().name("soma-network").start(() -> run(work, execution));
    }

    private void run(Work<T> work, Execution execution) {
      try {
        try {
          result = work.train(execution, e -> told.add(Optional.of(e)));
        } catch (RuntimeException e) {
          failure = e;
        }
        told.add(Optional.empty());
      } catch (Error e) {
        error = e; // found by looking: there may be no memory to tell it
      }
    }

    T tell(TrainingListener listener) {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            Optional<TrainingEvent> event = told.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            boolean ended = event == null ? !thread.isAlive() && told.isEmpty() : event.isEmpty();
            Error met = error; // looked at last: what has ended may have met it
            if (met != null) {
              throw met;
            }
            if (ended) {
              return result();
            }
            if (event != null) {
              event.ifPresent(listener::on);
            }
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        keep(interrupted);
      }
    }

    private T result() {
      RuntimeException thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
      return Objects.requireNonNull(result);
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
      keep(interrupted);
    }
  }
}
