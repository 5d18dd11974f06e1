package dev.soma.data.split;

import java.util.stream.IntStream;

/// Groups that change places until the rows of the parts are as near to their shares as that brings
/// them: a group moves to another part, or two groups of two parts are swapped.
///
/// What is brought down is the sum over the parts of share x log(rows wanted / rows there), which
/// grows without bound where a part loses its last rows, and the same in each stratum, with a row
/// added on both sides.
final class Exchange {
  /// A part with less than this share of the rows it should have is off, or the other way round.
  private static final double NEAR = 0.75;

  private static final int SWAPPED = 200; // groups, from where pairs are too many to try
  private static final double LEAST = 1e-9; // what a change has to bring

  private final int[][] own; // rows of each group by stratum
  private final int[] part; // of each group
  private final double[] shares;
  private final int[] sizes; // of the strata
  private final boolean all; // whether train shall have rows of every stratum
  private final int[][] filled; // rows of each part by stratum

  private Exchange(int[][] own, int[] part, double[] shares, int[] sizes, boolean all) {
    this.own = own;
    this.part = part;
    this.shares = shares;
    this.sizes = sizes;
    this.all = all;
    filled = new int[shares.length][sizes.length];
    for (int g = 0; g < own.length; g++) {
      put(g, part[g]);
    }
  }

  /// Changes the parts of groups if some part is off.
  ///
  /// @param own rows of each group by stratum
  /// @param part of each group; changed
  /// @param order in which groups are tried
  /// @param all whether the first part shall have rows of every stratum
  static void of(int[][] own, int[] part, double[] shares, int[] sizes, boolean all, int[] order) {
    Exchange exchange = new Exchange(own, part, shares, sizes, all);
    boolean on = exchange.isOff();
    while (on) { // each change brings the sum down, so this ends
      on = exchange.moved(order) || (order.length <= SWAPPED && exchange.swapped(order));
    }
  }

  private boolean isOff() {
    double rows = IntStream.of(sizes).sum();
    for (int p = 0; p < shares.length; p++) {
      double wanted = shares[p] * rows;
      double there = IntStream.of(filled[p]).sum();
      if (there < NEAR * wanted || wanted < NEAR * there) {
        return true;
      }
    }
    return all && lacking() > 0;
  }

  private boolean moved(int[] order) {
    boolean any = false;
    for (int g : order) {
      double before = sum();
      int from = part[g];
      for (int p = 0; p < shares.length; p++) {
        if (shares[p] > 0 && p != part[g]) {
          int back = part[g];
          move(g, p);
          double after = sum();
          if (after < before - LEAST) {
            before = after;
          } else {
            move(g, back);
          }
        }
      }
      any |= part[g] != from;
    }
    return any;
  }

  private boolean swapped(int[] order) {
    double before = sum();
    for (int g : order) {
      for (int h : order) {
        int of = part[g];
        int other = part[h];
        if (of < other) {
          move(g, other);
          move(h, of);
          if (sum() < before - LEAST) {
            return true;
          }
          move(g, of);
          move(h, other);
        }
      }
    }
    return false;
  }

  private void move(int group, int to) {
    for (int s = 0; s < sizes.length; s++) {
      filled[part[group]][s] -= own[group][s];
    }
    put(group, to);
  }

  private void put(int group, int to) {
    part[group] = to;
    for (int s = 0; s < sizes.length; s++) {
      filled[to][s] += own[group][s];
    }
  }

  private double sum() {
    double rows = IntStream.of(sizes).sum();
    double sum = all ? lacking() : 0;
    for (int p = 0; p < shares.length; p++) {
      if (shares[p] > 0) {
        double there = 0;
        for (int s = 0; s < sizes.length; s++) {
          double wanted = shares[p] * sizes[s];
          there += filled[p][s];
          sum += wanted / rows * StrictMath.log((wanted + 1) / (filled[p][s] + 1));
        }
        sum += shares[p] * StrictMath.log(shares[p] * rows / there);
      }
    }
    return sum;
  }

  /// How many strata the first part has no row of.
  private long lacking() {
    return IntStream.of(filled[0]).filter(rows -> rows == 0).count();
  }
}
