package dev.soma.cli.diagnose;

import dev.soma.cli.screen.Text;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts diagnostics over all networks of a run.
public final class Tally implements TrainingListener {
  private final Map<String, Count> counts = new LinkedHashMap<>();

  /// How often a condition was met for a layer, and in how many networks.
  private record Count(Diagnostic last, int times, int networks) {}

  /// Nothing yet.
  public Tally() {}

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Diagnosed d) {
      Diagnostic found = d.diagnostic();
      boolean first = d.times() == 1;
      int more = first ? 1 : d.times() - 1; // the first was counted when it was told
      counts.merge(
          found.condition() + " " + found.layer(),
          new Count(found, more, 1),
          (a, b) -> new Count(found, a.times + b.times, a.networks + (first ? 1 : 0)));
    }
  }

  /// One line for each that was met more than once.
  ///
  /// @param planned how many networks there were to be
  public List<String> lines(int planned) {
    List<String> lines = new ArrayList<>();
    for (Count c : counts.values()) {
      if (c.times > 1) {
        Diagnostic d = c.last;
        lines.add(
            "! "
                + d.condition()
                + (d.layer() > 0 ? " layer " + d.layer() : "")
                + "  "
                + d.condition().title()
                + ": met "
                + Text.count(c.times, "time")
                + (planned > 1 ? " in " + c.networks + " of " + planned + " networks" : "")
                + ", last in epoch "
                + d.epoch());
      }
    }
    return lines;
  }
}
