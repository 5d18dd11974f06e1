package dev.soma.studio.answer;

import dev.soma.error.SomaException;
import dev.soma.studio.run.Snapshots;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Snapshots.When;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The step that is asked for by `at`: a number of steps; nothing, or -1, is the newest.
///
/// @param snapshots that are kept
/// @param text what is asked; null for nothing
/// @param wanted which of them are worth proposing where that one is not there
/// @param otherwise what is proposed if none is
record At(
    Snapshots snapshots,
    @Nullable String text,
    Predicate<Snapshot> wanted,
    List<String> otherwise) {
  private static final int LISTED = 8;

  /// Of which any step is worth proposing.
  At(Snapshots snapshots, Query query) {
    this(snapshots, query.values().get("at"), _ -> true, List.of());
  }

  /// The weights after that step or, if it is not kept, after the nearest before it, the oldest if
  /// all are after it: for pictures, which say the step that they draw.
  ///
  /// @throws SomaException.Usage E209 for what is no step
  Snapshot nearest() {
    return isNewest() ? snapshots.latest() : snapshots.at(step());
  }

  /// The weights after that step and no other.
  ///
  /// @throws SomaException.Usage E209 for what is no step, or one that is not kept
  Snapshot exactly() {
    if (isNewest()) {
      return snapshots.latest();
    }
    long step = step();
    Snapshot found = snapshots.exactly(step);
    if (found == null) {
      throw new SomaException.Usage("E209", "no step " + text + " · " + kept(), fixes(step));
    }
    return found;
  }

  private boolean isNewest() {
    return text == null || text.equals("-1");
  }

  /// A number beyond those of long is a step beyond the newest.
  private long step() {
    String given = text == null ? "" : text;
    if (!given.matches("\\d+")) {
      throw new SomaException.Usage(
          "E209",
          "at \"" + given + "\" · expected a step, or no at for the newest; " + kept(),
          fixes(Long.MAX_VALUE));
    }
    String digits = given.replaceFirst("^0+(?=\\d)", "");
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /// The nearest step that is wanted, as the page shows it.
  String[] fixes(long step) {
    List<Long> near =
        snapshots.kept().stream()
            .map(When::step)
            .sorted(Comparator.comparingLong(kept -> Math.abs(kept - step)))
            .toList();
    for (long each : near) {
      Snapshot kept = snapshots.exactly(each);
      if (kept != null && wanted.test(kept)) {
        return new String[] {"view=step&look.at=" + each + " in the address"};
      }
    }
    return otherwise.toArray(String[]::new);
  }

  /// Which steps are kept, in words.
  private String kept() {
    List<Long> steps = snapshots.steps();
    long first = steps.getFirst();
    long last = steps.getLast();
    String all = first + " to " + last;
    if (last - first + 1 == steps.size()) {
      return first == last ? "only " + first + " is kept" : "kept are " + all;
    }
    return steps.size() > LISTED
        ? "kept are " + steps.size() + " of " + all
        : "kept are " + String.join(", ", steps.stream().map(String::valueOf).toList());
  }
}
