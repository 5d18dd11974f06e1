package dev.soma.studio.run;

import dev.soma.nn.Parameters;
import dev.soma.studio.keep.LastFew;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The weights after the last steps, in a ring of bounded size, and of the last few steps that
/// somebody asked for, who may go on to look at them; safe for several threads.
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

  /// The newest.
  public synchronized Snapshot latest() {
    return copy((next + values.length - 1) % values.length);
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
    int found = (next + values.length - count) % values.length;
    for (int i = 0; i < count; i++) {
      int slot = (next + values.length - count + i) % values.length;
      found = when[slot].step() <= step ? slot : found;
    }
    Snapshot snapshot = copy(found);
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
    return kept;
  }

  private Snapshot copy(int slot) {
    Parameters copy = layout.zerosLike();
    System.arraycopy(values[slot], 0, copy.values(), 0, copy.size());
    return new Snapshot(when[slot], copy);
  }
}
