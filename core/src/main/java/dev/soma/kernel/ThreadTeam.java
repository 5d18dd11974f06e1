package dev.soma.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A few daemon threads that share the parts of one job with their caller.
///
/// Parts are claimed, not assigned: where cores are shared and a worker sleeps, the caller does its
/// parts too instead of waiting. But each member claims the part of its own number first, so that
/// the numbers that it wrote in one job are in its own cache when it reads them in the next.
/// Workers spin for some microseconds after a job and then park. Running a job allocates nothing.
/// One caller at a time.
public final class ThreadTeam implements AutoCloseable {
  /// One job in numbered parts.
  public interface Job {
    /// Does a part.
    ///
    /// @param part 0 to parts - 1
    /// @param member who does it: 0 is the caller, 1 to threads - 1 the workers
    void run(int part, int member);
  }

  /// Turns of waiting before a thread parks: some microseconds, less than waking it costs.
  private static final int SPINS = 500;

  private static final long PARTS_MASK = 0xffff_ffffL;

  private final Worker[] workers;

  /// The number of the job in the high half, the parts nobody has claimed yet in the low half.
  private final AtomicLong open = new AtomicLong();

  /// Parts that are not finished.
  private final AtomicInteger unfinished = new AtomicInteger();

  /// Parts of the job, and 1 for each of them that is claimed: written before the job is opened.
  private int count;

  private AtomicIntegerArray claimed = new AtomicIntegerArray(64);

  private volatile @Nullable Job job;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiting;
  private volatile boolean closed;

  /// A team of so many threads, the caller included.
  ///
  /// @throws OutOfMemoryError if the system refuses one of them; those that run are ended
  public ThreadTeam(int threads) {
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    try {
      for (Worker worker : workers) {
        worker.thread.start();
      }
    } catch (OutOfMemoryError noMoreThreads) {
      close();
      throw noMoreThreads;
    }
  }

  /// The number of threads, the caller included.
  public int size() {
    return workers.length + 1;
  }

  /// Runs all parts of a job and returns when they are finished.
  ///
  /// @throws RuntimeException or an error, the first that a part threw, after all have ended
  public void run(Job todo, int parts) {
    if (closed) {
      throw new IllegalStateException("the team is closed");
    }
    job = todo;
    count = parts;
    if (claimed.length() < parts) {
      claimed = new AtomicIntegerArray(parts);
    }
    for (int p = 0; p < parts; p++) {
      claimed.setPlain(p, 0);
    }
    unfinished.set(parts);
    open.set(((open.get() >>> 32) + 1) << 32 | parts);
    for (int i = 0; i < workers.length && i < parts - 1; i++) {
      workers[i].wake();
    }
    work(0);
    await();
    job = null;
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      rethrow(thrown);
    }
  }

  private static void rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  /// Claims and does parts of the open job until none is left.
  private void work(int member) {
    long seen = open.get();
    while ((seen & PARTS_MASK) != 0) {
      if (open.compareAndSet(seen, seen - 1)) {
        part(claim(member), member);
      }
      seen = open.get();
    }
  }

  /// The member's own part if it is free, else the free one with the highest number; called once
  /// for each part, so there is one.
  private int claim(int member) {
    if (member < count && claimed.compareAndSet(member, 0, 1)) {
      return member;
    }
    int part = count - 1;
    while (!claimed.compareAndSet(part, 0, 1)) {
      part = part == 0 ? count - 1 : part - 1;
    }
    return part;
  }

  private void part(int part, int member) {
    Job todo = job;
    try {
      if (todo != null) {
        todo.run(part, member);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      if (unfinished.decrementAndGet() == 0) {
        LockSupport.unpark(waiting);
      }
    }
  }

  private void await() {
    for (int i = 0; i < SPINS; i++) {
      if (unfinished.get() == 0) {
        return;
      }
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    waiting = Thread.currentThread();
    while (unfinished.get() != 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    waiting = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the workers and waits for them.
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Worker worker : workers) {
      LockSupport.unpark(worker.thread);
      while (worker.thread.isAlive()) {
        try {
          worker.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker implements Runnable {
    private final int member;
    private final Thread thread;
    private volatile boolean parked;

    Worker(int member) {
      this.member = member;
      this.thread = Thread.ofPlatform().daemon().name("soma-kernels-" + member).unstarted(this);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      while (!closed) {
        if (ready()) {
          work(member);
        }
      }
    }

    /// Waits for claimable parts, at first by spinning; false if woken for nothing.
    private boolean ready() {
      for (int i = 0; i < SPINS; i++) {
        if ((open.get() & PARTS_MASK) != 0) {
          return true;
        }
        Thread.onSpinWait();
      }
      parked = true;
      if ((open.get() & PARTS_MASK) == 0 && !closed) {
        LockSupport.park(ThreadTeam.this);
      }
      parked = false;
      return (open.get() & PARTS_MASK) != 0;
    }
  }
}
