package dev.soma.math;

import java.util.Arrays;

/// Where numbers would stand if they were sorted; equal numbers share their places, and 0 and -0
/// are equal.
public final class Places {
  private final int[] first; // of each number, the place of the first that is equal to it
  private final int[] equal; // at such a place, how many are equal

  private Places(int[] first, int[] equal) {
    this.first = first;
    this.equal = equal;
  }

  /// The places of numbers, none of which is NaN.
  public static Places of(double[] numbers) {
    double[] sorted = Arrays.stream(numbers).map(x -> x + 0.0).toArray();
    Arrays.sort(sorted);
    int[] first = new int[numbers.length];
    int[] equal = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      int low = 0;
      int high = numbers.length - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] < numbers[i]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      first[i] = low;
      equal[low]++;
    }
    return new Places(first, equal);
  }

  /// A code for each number, the same for equal ones.
  public int[] codes() {
    return first.clone();
  }

  /// How many of the most frequent number there are.
  public int mostEqual() {
    return Arrays.stream(equal).max().orElse(0);
  }

  /// Share of pairs, each number beside itself included, whose numbers differ: 0.8 of five numbers
  /// that are equally frequent, 1 - 1/n if all n differ.
  public double differing() {
    double n = equal.length;
    return 1 - Arrays.stream(equal).mapToDouble(c -> c / n * (c / n)).sum();
  }

  /// Pairs of numbers that borders part, a border between any two that differ: at each as many of
  /// either side as there are of the rarer one. So many could contradict an order.
  public long parted() {
    long parted = 0;
    for (int i = 1; i < equal.length; i++) {
      long rarer = equal[i] == 0 ? 0 : Math.min(i, equal.length - i);
      parted += rarer * rarer;
    }
    return parted;
  }

  /// Spearman's correlation with as many others: that of the ranks, equal numbers at the middle of
  /// theirs; 0 if all numbers of one side are equal.
  public double correlation(Places others) {
    double mean = (first.length - 1) / 2.0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < first.length; i++) {
      double dx = rank(i) - mean;
      double dy = others.rank(i) - mean;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }

  /// Whether no two numbers contradict the order of their others: the larger of two never has the
  /// smaller other, or, if they fall, never the larger one. Equal numbers contradict nothing.
  ///
  /// @param others as many
  public boolean follows(Places others, boolean rising) {
    int[] order = others.order();
    int most = Integer.MIN_VALUE; // of the places before
    for (int from = 0; from < order.length; ) {
      int to = from + others.equal[from];
      int least = Integer.MAX_VALUE;
      int largest = most;
      for (int i = from; i < to; i++) {
        int place = rising ? first[order[i]] : -first[order[i]];
        least = Math.min(least, place);
        largest = Math.max(largest, place);
      }
      if (least < most) {
        return false;
      }
      most = largest;
      from = to;
    }
    return true;
  }

  private double rank(int i) {
    return first[i] + (equal[first[i]] - 1) / 2.0;
  }

  /// How many are wrong if each has the class that is most frequent among the numbers equal to it,
  /// and one more for each number whose class is another than that of the number before it.
  ///
  /// @param classes of each number, from 0
  public int wrong(int[] classes) {
    int[] order = order();
    int[] counts = new int[Arrays.stream(classes).max().orElse(0) + 1];
    int wrong = 0;
    int before = -1;
    int from = 0;
    while (from < order.length) {
      int to = from + equal[from];
      int best = classes[order[from]];
      for (int i = from; i < to; i++) {
        int c = classes[order[i]];
        counts[c]++;
        if (counts[c] > counts[best] || (counts[c] == counts[best] && c == before)) {
          best = c;
        }
      }
      wrong += to - from - counts[best] + (before >= 0 && best != before ? 1 : 0);
      for (int i = from; i < to; i++) {
        counts[classes[order[i]]] = 0;
      }
      before = best;
      from = to;
    }
    return wrong;
  }

  /// Indices of the numbers from the smallest to the largest.
  private int[] order() {
    int[] taken = new int[first.length];
    int[] order = new int[first.length];
    for (int i = 0; i < first.length; i++) {
      order[first[i] + taken[first[i]]++] = i;
    }
    return order;
  }
}
