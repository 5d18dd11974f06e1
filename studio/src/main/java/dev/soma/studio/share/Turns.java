package dev.soma.studio.share;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Lets one request work at a time. Who waits holds nothing: what a person asked for goes first,
/// and of a window only the newest picture is waited for. Safe for several threads.
public final class Turns implements AutoCloseable {
  /// Nanoseconds of work that may be owed when a person's picture is begun: a few of the largest.
  public static final long PICTURES = 600_000_000;

  private static final long OTHERS = 200_000_000; // the same for what is small, and asked for often
  private static final long MOST_MILLIS = 50; // between two looks at the account

  private final List<Place> waiting = new ArrayList<>();
  private final Map<String, Place> newest = new HashMap<>();
  private boolean busy;
  private boolean closed;

  /// What came of waiting.
  public enum Turn {
    /// It may work, and says [Turns#end(Work)] then.
    MINE,
    /// Somebody else has done it meanwhile.
    DONE,
    /// Its window wants another picture, or has gone; or all has been closed.
    DROPPED
  }

  /// One that waits.
  private static final class Place {
    private final Work work;
    private final boolean picture;
    private final BooleanSupplier limited;

    Place(Work work, boolean picture, BooleanSupplier limited) {
      this.work = work;
      this.picture = picture;
      this.limited = limited;
    }

    boolean isNamed() {
      return picture && !work.window().isEmpty();
    }

    /// Nanoseconds until the account lets it begin.
    long left() {
      long advance = !work.hand() ? 0 : picture ? PICTURES : OTHERS;
      return limited.getAsBoolean() ? work.account().left(advance) : 0;
    }
  }

  /// Waits until it may work.
  ///
  /// @param picture whether it is a picture, in place of that which its window waits for
  /// @param limited whether the account counts now
  /// @param done whether it was done meanwhile
  public synchronized Turn begin(
      Work work, boolean picture, BooleanSupplier limited, BooleanSupplier done)
      throws InterruptedException {
    Place place = new Place(work, picture, limited);
    if (place.isNamed()) {
      newest.put(work.window(), place);
      notifyAll();
    }
    waiting.add(place);
    try {
      while (true) {
        if (closed || (place.isNamed() && newest.get(work.window()) != place)) {
          return Turn.DROPPED;
        }
        if (done.getAsBoolean()) {
          return Turn.DONE;
        }
        long left = place.left();
        if (left == 0 && !busy && next() == place) {
          busy = true;
          return Turn.MINE;
        }
        wait(left == 0 ? MOST_MILLIS : Math.clamp(left / 1_000_000, 1, MOST_MILLIS));
      }
    } finally {
      waiting.remove(place);
      newest.remove(work.window(), place);
      notifyAll();
    }
  }

  /// What a person asked for and may begin goes before the rest, else who came first.
  private Place next() {
    for (Place place : waiting) {
      if (place.work.hand() && place.left() == 0) {
        return place;
      }
    }
    return waiting.getFirst();
  }

  /// Has worked: that is counted, and the next may.
  public synchronized void end(Work work) {
    work.count();
    busy = false;
    notifyAll();
  }

  /// A window has gone: nobody works for it any more.
  public synchronized void leave(String window) {
    newest.remove(window);
    notifyAll();
  }

  /// Waits until nobody works; nobody begins from now on.
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    boolean interrupted = false;
    while (busy) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
