package dev.soma.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
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
/// One caller at a time, and none of the members while it runs: [#run] refuses others.
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

  /// Whether a caller is at it.
  private final AtomicBoolean busy = new AtomicBoolean();

  /// A team of so many threads, the caller included.
  ///
  /// @throws IllegalArgumentException for fewer than 1
  /// @throws OutOfMemoryError if the system refuses one of them; those that run are ended
  public ThreadTeam(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a team of " + threads + " threads; at least 1 is needed");
    }
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
  /// @throws IllegalArgumentException for fewer than 0 parts
  /// @throws IllegalStateException if the team is closed, or runs a job already
  /// @throws RuntimeException or an error, one that a part threw, after all have ended
  public void run(Job todo, int parts) {
    if (parts < 0) {
      throw new IllegalArgumentException("a job of " + parts + " parts; at least 0 are needed");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "the team runs a job already; it has one caller at a time, and a part cannot be one");
    }
    Throwable thrown;
    try {
      start(todo, parts);
      work(0);
      await();
      job = null;
      thrown = failure;
      failure = null;
    } finally {
      busy.set(false);
    }
    if (thrown != null) {
      ThreadTeam.<RuntimeException>rethrow(thrown);
    }
  }

  private void start(Job todo, int parts) {
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
  }

  /// Throws it as it is: a job of another language may throw what it does not declare.
  @SuppressWarnings("unchecked") // T is a RuntimeException for the compiler alone
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
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
    } catch (Throwable e) { // a worker that it ended would be missed by every later job
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
  ///
  /// @throws IllegalStateException if a job runs; the team goes on
  @Override
  public void close() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("the team runs a job; it can be closed when that has ended");
    }
    closed = true;
    busy.set(false);
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
