package dev.soma.studio.run;

import dev.soma.data.Task;
import dev.soma.studio.data.Toys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The curves of the last runs that were replaced, for comparing them; safe for several threads.
public final class Earlier {
  private static final int MOST = 5;
  private static final int POINTS = 200;

  private final Deque<Past> runs = new ArrayDeque<>();

  /// What a run learns: losses on other data are of another size.
  ///
  /// @param set its name, or its formula; how many rows it has, and how noisy, is left out
  /// @param task what is predicted
  /// @param targets its columns
  public record Learned(String set, Task task, List<String> targets) {
    /// What a run learns.
    public static Learned of(Run run) {
      Settings s = run.settings();
      String set = run.problem().name();
      return new Learned(
          s != null && s.data().equals(Toys.FORMULA) ? "f = " + s.plainFormula() : set,
          run.problem().preparation().task(),
          run.subject().target().names());
    }

    /// What is other than what another run learns, in words; empty if it is the same.
    public String other(Learned than) {
      if (equals(than)) {
        return "";
      }
      if (!set.equals(than.set)) {
        return set;
      }
      return targets.equals(than.targets) ? set + ", another task" : String.join(", ", targets);
    }
  }

  /// A run that was replaced.
  ///
  /// @param run its number in the session
  /// @param settings it had; null if the page did not train it
  /// @param line what it was, in words
  /// @param learned what it learned
  /// @param metric name of the metric that chose its best epoch
  /// @param read name of the metric that a person reads
  /// @param points of its epochs, ascending, at most about 200
  public record Past(
      long run,
      @Nullable Settings settings,
      String line,
      Learned learned,
      String metric,
      String read,
      List<History.Point> points) {}

  /// Keeps a run, if it has learned for an epoch, in place of the oldest.
  synchronized void add(long number, Run run) {
    List<History.Point> points = thin(run.history().points());
    if (points.size() > 1) {
      runs.addFirst(
          new Past(
              number,
              run.settings(),
              run.about().line(),
              Learned.of(run),
              run.metric().name(),
              run.read().name(),
              points));
    }
    while (runs.size() > MOST) {
      runs.removeLast();
    }
  }

  /// One of every so many points, one with scores where there is one, and the last.
  private static List<History.Point> thin(List<History.Point> points) {
    int step = Math.max(1, Math.ceilDiv(points.size(), POINTS));
    List<History.Point> kept = new ArrayList<>();
    for (int from = 0; from < points.size(); from += step) {
      List<History.Point> some = points.subList(from, Math.min(from + step, points.size()));
      kept.add(
          some.stream()
              .filter(p -> !Double.isNaN(p.scores().training()))
              .findFirst()
              .orElse(some.getFirst()));
    }
    if (!kept.isEmpty() && kept.getLast().epoch().epoch() < points.getLast().epoch().epoch()) {
      kept.add(points.getLast());
    }
    return List.copyOf(kept);
  }

  /// The runs, the newest first.
  public synchronized List<Past> runs() {
    return List.copyOf(runs);
  }

  /// Keeps none.
  synchronized void forget() {
    runs.clear();
  }
}
