package dev.soma.studio.lesson;

import dev.soma.error.SomaException;
import dev.soma.lesson.Lesson;
import dev.soma.lesson.Report;
import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Target;
import dev.soma.lesson.approximate.Watch;
import dev.soma.studio.keep.LastFew;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lessons and labs of a session: one is run at a time, in a thread of its own, and what the last
/// few found is kept. A browser that leaves changes nothing. Safe for several threads.
public final class Lessons implements AutoCloseable {
  private static final int MOST = 12;

  /// What was asked of a lesson.
  private record Asked(Lesson lesson, long seed) {}

  /// What came out: a [Report] or an [Approximation], or why there is none.
  private record Outcome(@Nullable Object found, @Nullable RuntimeException failure) {}

  /// What runs now.
  ///
  /// @param name `xor`, or the formula of a lab
  /// @param lab whether it is a lab
  /// @param doing what it tries, in a few words; empty for a lesson
  /// @param stopping whether it was asked to give up
  public record Now(String name, boolean lab, String doing, boolean stopping) {}

  private final Runnable changed;
  private final LastFew<Object, Outcome> done = LastFew.come(MOST);
  private @Nullable Object asked;
  private @Nullable Now now;
  private long count;

  /// Nothing was run yet.
  ///
  /// @param changed is called when something begins, moves or ends
  public Lessons(Runnable changed) {
    this.changed = changed;
  }

  /// Begins a lesson, unless it runs or its report is kept.
  ///
  /// @throws SomaException.Usage E296 while another one runs
  public void begin(Lesson lesson, long seed) {
    begin(
        new Asked(lesson, seed), new Now(lesson.text(), false, "", false), () -> lesson.run(seed));
  }

  /// Begins the lab, unless it runs with these settings or its result is kept.
  ///
  /// @throws SomaException.Usage E260 for a formula that cannot be read, E261 for one without a
  ///   value, E201 for numbers out of their ranges, E296 while another one runs
  public void begin(LabSettings settings) {
    Target target = settings.target();
    Watch watch = new Watch(this::tells, this::stopping);
    begin(
        settings,
        new Now(target.f().toString(), true, "", false),
        () ->
            Approximation.of(
                target, settings.epsilon(), settings.budget(), settings.seed(), watch));
  }

  private synchronized void begin(Object what, Now first, Supplier<Object> work) {
    Outcome old = done.get(what);
    if (what.equals(asked) || (old != null && old.found != null)) {
      return;
    }
    Now there = now;
    if (there != null) {
      throw new SomaException.Usage(
          "E296",
          there.name + " is running · one lesson or lab at a time",
          "wait for it, or stop it");
    }
    done.remove(what);
    asked = what;
    now = first;
    changed.run();
    Thread.ofPlatform().daemon().name("lesson").start(() -> end(what, outcome(work)));
  }

  /// What was given up has no outcome.
  private static @Nullable Outcome outcome(Supplier<Object> work) {
    try {
      return new Outcome(work.get(), null);
    } catch (CancellationException _) {
      return null;
    } catch (RuntimeException e) {
      return new Outcome(null, e);
    }
  }

  private synchronized void end(Object what, @Nullable Outcome outcome) {
    if (outcome != null) {
      done.put(what, outcome);
    }
    asked = null;
    now = null;
    count++;
    changed.run();
  }

  private synchronized void tells(String doing) {
    Now there = now;
    if (there != null) {
      now = new Now(there.name, there.lab, doing, there.stopping);
      changed.run();
    }
  }

  private synchronized boolean stopping() {
    return now != null && now.stopping;
  }

  /// Asks what runs to give up; a lab does so after a step of its training, a lesson ends within
  /// about a second as it is.
  public synchronized void stop() {
    Now there = now;
    if (there != null) {
      now = new Now(there.name, there.lab, there.doing, true);
      changed.run();
    }
  }

  /// What runs now; null if nothing does.
  public synchronized @Nullable Now now() {
    return now;
  }

  /// How many have ended.
  public synchronized long count() {
    return count;
  }

  /// The report of a lesson; null if it was not run, or no longer kept.
  public @Nullable Report report(Lesson lesson, long seed) {
    return (Report) found(new Asked(lesson, seed));
  }

  /// What the lab found with these settings; null if it was not run, or no longer kept.
  ///
  /// @throws SomaException.Usage E261 if f turned out to have no value at some place
  public @Nullable Approximation lab(LabSettings settings) {
    return (Approximation) found(settings);
  }

  private synchronized @Nullable Object found(Object what) {
    Outcome outcome = done.get(what);
    if (outcome != null && outcome.failure != null) {
      throw outcome.failure;
    }
    return outcome == null ? null : outcome.found;
  }

  @Override
  public void close() {
    stop();
  }
}
