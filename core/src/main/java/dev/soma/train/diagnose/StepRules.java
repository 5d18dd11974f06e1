package dev.soma.train.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// D3 and D5: steps that are too big or too small.
final class StepRules {
  /// Update:weight from which a step is large.
  static final double LARGE = 0.1;

  private static final double SPIKE = 100;
  private static final double SMALL = 1e-5;
  private static final int WINDOW = 10;
  private static final double FALL = 0.001;
  private static final double UNMOVED = 0.9;

  private final Setup setup;
  private double start = Double.NaN;
  private final List<Epoch> epochs = new ArrayList<>();

  /// An epoch.
  ///
  /// @param j mean of J
  /// @param most largest update:weight that was measured
  /// @param measured how often
  /// @param full whether the rate was above a tenth of its base
  private record Epoch(double j, double most, int measured, boolean full) {}

  StepRules(Setup setup) {
    this.setup = setup;
  }

  /// Takes J before the first step, unless it is known or this is no number.
  void start(double j) {
    start = Double.isNaN(start) ? j : start;
  }

  /// What an epoch shows.
  ///
  /// @param j mean of J over its batches; not finite if it ended so
  /// @param rate of its last step
  List<Diagnostic> of(int epoch, double j, double rate, StepSizes sizes) {
    List<Diagnostic> seen = new ArrayList<>();
    for (int i = 0; i < sizes.layers() && !(j <= start); i++) {
      exploding(epoch, j, i, sizes, seen);
    }
    boolean full = rate > 0.1 * setup.optimizer().rate();
    epochs.add(new Epoch(j, sizes.most(), sizes.count(), full));
    slow(epoch, j, seen);
    return seen;
  }

  private void exploding(int epoch, double j, int i, StepSizes sizes, List<Diagnostic> seen) {
    double ratio = sizes.worstRatio(i);
    double norm = sizes.worstNorm(i);
    if (ratio == 0 && norm <= SPIKE) {
      return;
    }
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("J", j);
    evidence.put("J before the first step", start);
    evidence.put("update:weight", ratio);
    evidence.put("norm of dW over its median", norm);
    seen.add(
        new Diagnostic(
            Condition.D3,
            epoch,
            sizes.l(i),
            String.format(
                Locale.ROOT,
                "steps are too big: %s, and J is %s, above the %.3g it began at",
                ratio > 0
                    ? String.format(Locale.ROOT, "update:weight %.2g thrice running", ratio)
                    : String.format(Locale.ROOT, "||dW|| was %.0f times its median", norm),
                Double.isFinite(j) ? String.format(Locale.ROOT, "%.3g", j) : "infinite",
                start),
            evidence,
            setup.slower()));
  }

  private void slow(int epoch, double j, List<Diagnostic> seen) {
    if (epochs.size() <= WINDOW) {
      return;
    }
    double was = epochs.get(epochs.size() - 1 - WINDOW).j;
    double most = 0;
    int measured = 0;
    boolean full = true;
    for (Epoch e : epochs.subList(epochs.size() - WINDOW, epochs.size())) {
      most = Math.max(most, e.most);
      measured += e.measured;
      full &= e.full;
    }
    if (full && measured >= 1 && most < SMALL && was - j < FALL * was && j > UNMOVED * start) {
      Map<String, Double> evidence = new LinkedHashMap<>();
      evidence.put("update:weight", most);
      evidence.put("J", j);
      evidence.put("J 10 epochs before", was);
      evidence.put("J before the first step", start);
      seen.add(
          new Diagnostic(
              Condition.D5,
              epoch,
              0,
              String.format(
                  Locale.ROOT,
                  "J fell by less than 0.1 %% in 10 epochs and update:weight was at most %.1e (usual"
                      + " 0.001): steps are too small",
                  most),
              evidence,
              setup.faster()));
    }
  }
}
