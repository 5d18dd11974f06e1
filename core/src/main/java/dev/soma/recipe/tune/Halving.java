package dev.soma.recipe.tune;

import java.util.ArrayList;
import java.util.List;

/// Successive halving: many trials run few epochs, the better ones more, the best all of them.
/// Source: Jamieson and Talwalkar, 2016; the brackets are those of ASHA and Hyperband (Li et al.,
/// 2018, 2020) with the smallest start only.
///
/// Every rung trains anew: a schedule of the rate goes over a whole run, so a run of 8 epochs is
/// not the beginning of one of 64, and its weights could not be gone on with.
///
/// @param eta one of so many goes on to the next rung, >= 2
/// @param epochs of the rungs, rising, at least one; the last are those of the recipe
public record Halving(int eta, List<Integer> epochs) {
  private static final int ETA = 3;
  private static final int RUNGS = 3;

  /// Checks.
  public Halving {
    epochs = List.copyOf(epochs);
    if (eta < 2 || epochs.isEmpty()) {
      throw new IllegalArgumentException("eta >= 2 and a rung are needed");
    }
    for (int r = 0; r < epochs.size(); r++) {
      if (epochs.get(r) < (r == 0 ? 1 : epochs.get(r - 1) + 1)) {
        throw new IllegalArgumentException("epochs of rungs have to rise: " + epochs);
      }
    }
  }

  /// Three rungs: a ninth of the epochs, a third, all; fewer where these are the same.
  ///
  /// @param epochs of the recipe, >= 1
  public static Halving of(int epochs) {
    List<Integer> rungs = new ArrayList<>();
    int part = 1;
    for (int r = 1; r < RUNGS; r++) {
      part *= ETA;
    }
    for (; part >= 1; part /= ETA) {
      int rung = Math.ceilDiv(epochs, part);
      if (rungs.isEmpty() || rung > rungs.getLast()) {
        rungs.add(rung);
      }
    }
    return new Halving(ETA, rungs);
  }

  /// Random search: every trial runs all epochs.
  public static Halving none(int epochs) {
    return new Halving(ETA, List.of(epochs));
  }

  /// The epochs of the last rung.
  public int all() {
    return epochs.getLast();
  }

  /// Trials of a bracket: as many as leave one for the last rung.
  public int bracket() {
    int size = 1;
    for (int r = 1; r < epochs.size(); r++) {
      size *= eta;
    }
    return size;
  }

  /// How many of some go on to the next rung, at least one.
  int kept(int trials) {
    return Math.ceilDiv(trials, eta);
  }
}
