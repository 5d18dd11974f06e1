package dev.soma.studio.run;

import dev.soma.nn.Parameters;
import dev.soma.studio.keep.LastFew;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The weights after the last steps, in a ring of bounded size, and of the last few steps that
/// somebody asked for, who may go on to look at them; and those that stand at the end, where they
/// are of an earlier step. Safe for several threads.
public final class Snapshots {
  private static final long MOST_FLOATS = 8L << 20;
  private static final int MOST = 512;
  private static final int MOST_ASKED = 4;

  private final float[][] values;
  private final When[] when;
  private final Parameters layout;
  private final LastFew<Long, Snapshot> asked = LastFew.used(MOST_ASKED);
  private int count;
  private int next;
  private @Nullable Snapshot stands;

  /// The state of a training after a step.
  ///
  /// @param step optimizer steps so far
  /// @param epoch that the step belongs to; 0 before the first
  /// @param batch within the epoch, from 1; 0 at the end of an epoch
  public record When(long step, int epoch, int batch) {}

  /// Weights and when they were.
  ///
  /// @param when they were
  /// @param parameters a copy
  public record Snapshot(When when, Parameters parameters) {}

  Snapshots(Parameters layout) {
    this.layout = layout;
    long most = Math.max(2, MOST_FLOATS / Math.max(1, layout.size()));
    values = new float[(int) Math.min(MOST, most)][];
    when = new When[values.length];
  }

  /// Takes a copy; of the same step again, only when it was is kept.
  synchronized void add(When at, float[] parameters) {
    asked.remove(at.step());
    int last = (next + values.length - 1) % values.length;
    if (count > 0 && when[last].step() == at.step()) {
      next = last;
      count--;
    }
    if (values[next] == null) {
      values[next] = new float[parameters.length];
    }
    System.arraycopy(parameters, 0, values[next], 0, parameters.length);
    when[next] = at;
    next = (next + 1) % values.length;
    count = Math.min(count + 1, values.length);
  }

  /// Takes a copy of the weights that stand at the end: from now on they are the newest, at their
  /// own place in time; the steps after them stay.
  ///
  /// @param at when they were
  synchronized void stand(When at, float[] parameters) {
    asked.remove(at.step());
    Parameters copy = layout.zerosLike();
    System.arraycopy(parameters, 0, copy.values(), 0, copy.size());
    stands = new Snapshot(at, copy);
  }

  /// The newest; those that stand at the end, if there are any.
  public synchronized Snapshot latest() {
    Snapshot end = stands;
    return end == null ? copy((next + values.length - 1) % values.length) : copy(end);
  }

  /// When those of [#latest()] were.
  public synchronized When now() {
    Snapshot end = stands;
    return end == null ? when[(next + values.length - 1) % values.length] : end.when();
  }

  /// That of a step, or the nearest before it; the oldest if all are after it.
  ///
  /// @param step -1 for the newest
  public synchronized Snapshot at(long step) {
    if (step < 0) {
      return latest();
    }
    Snapshot known = asked.get(step);
    if (known != null) {
      return known;
    }
    List<When> kept = kept();
    When found = kept.getFirst();
    for (When each : kept) {
      found = each.step() <= step ? each : found;
    }
    Snapshot snapshot = Objects.requireNonNull(found(found.step()));
    asked.put(snapshot.when().step(), snapshot);
    return snapshot;
  }

  /// That of a step and no other; null if it is not kept.
  public synchronized @Nullable Snapshot exactly(long step) {
    Snapshot known = asked.get(step);
    return known == null ? found(step) : known;
  }

  /// The one before that of a step; null if it is not kept.
  public synchronized @Nullable Snapshot before(long step) {
    return found(step - 1);
  }

  private @Nullable Snapshot found(long step) {
    Snapshot end = stands;
    if (end != null && end.when().step() == step) {
      return copy(end);
    }
    for (int i = 0; i < count; i++) {
      int slot = (next + values.length - count + i) % values.length;
      if (when[slot].step() == step) {
        return copy(slot);
      }
    }
    return null;
  }

  /// The steps that are kept, ascending.
  public List<Long> steps() {
    return kept().stream().map(When::step).toList();
  }

  /// When those were that are kept, by ascending steps.
  public synchronized List<When> kept() {
    List<When> kept = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kept.add(when[(next + values.length - count + i) % values.length]);
    }
    Snapshot end = stands;
    if (end != null) {
      kept.removeIf(w -> w.step() == end.when().step());
      kept.add(end.when());
      kept.sort(Comparator.comparingLong(When::step));
    }
    return kept;
  }

  private static Snapshot copy(Snapshot of) {
    return new Snapshot(of.when(), of.parameters().copy());
  }

  private Snapshot copy(int slot) {
    Parameters copy = layout.zerosLike();
    System.arraycopy(values[slot], 0, copy.values(), 0, copy.size());
    return new Snapshot(when[slot], copy);
  }
}
