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
  private final Map<String, Told> counts = new LinkedHashMap<>();
  private int network = 1;
  private int epoch;

  /// A condition that was met for a layer, or by the rows.
  ///
  /// @param network the one where it was met first, from 1; 0 for the rows
  /// @param first how it was told
  /// @param last how it was met last
  /// @param times how often it was met
  /// @param networks in how many networks; 0 for the rows
  /// @param ran epochs of the network where it was met last; 0 where that is not known
  public record Told(
      int network, Diagnostic first, Diagnostic last, int times, int networks, int ran) {
    private Told and(Diagnostic found, int more, boolean another, int epochs) {
      return new Told(network, first, found, times + more, networks + (another ? 1 : 0), epochs);
    }

    /// When it was met last, in words.
    public String end() {
      return Tally.end(last.epoch(), ran);
    }
  }

  /// Nothing yet.
  public Tally() {}

  /// `last in epoch 23`, or `last in epoch 23 of 80` where it was over before its network was.
  ///
  /// @param ran epochs of that network; 0 where that is not known
  static String end(int last, int ran) {
    return "last in epoch " + last + (ran > last ? " of " + ran : "");
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.MemberStarted m) {
      network = m.member();
    } else if (event instanceof TrainingEvent.Epoch e) {
      epoch = e.epoch();
    } else if (event instanceof TrainingEvent.Diagnosed d) {
      Diagnostic found = d.diagnostic();
      boolean again = d.times() > 1;
      int more = again ? d.times() - 1 : 1; // the first was counted when it was told
      boolean rows = found.epoch() == 0;
      String key = found.condition() + " " + (rows ? found.sentence() : found.layer());
      Told before = counts.get(key);
      counts.put(
          key,
          before == null
              ? new Told(rows ? 0 : network, found, found, more, rows ? 0 : 1, 0)
              : before.and(found, more, !again, again ? epoch : 0));
    }
  }

  /// All that was met, in the order in which it was told.
  public List<Told> told() {
    return List.copyOf(counts.values());
  }

  /// One line for each that was met more than once.
  ///
  /// @param planned how many networks there were to be
  public List<String> lines(int planned) {
    List<String> lines = new ArrayList<>();
    for (Told c : counts.values()) {
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
                + ", "
                + c.end());
      }
    }
    return lines;
  }
}
