package dev.soma.math;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Whether classes that stand one behind the other in the order of numbers were cut there, or lie
/// apart: numbers that are cut lie as close at a border as beside it.
public final class Gaps {
  /// Times as wide as the spaces beside it: a gap.
  private static final double WIDE = 10;

  /// So many spaces on either side are looked at.
  private static final int BESIDE = 10;

  private final double[] sorted;
  private final int[] classes;

  private Gaps(double[] sorted, int[] classes) {
    this.sorted = sorted;
    this.classes = classes;
  }

  /// Whether the numbers have a gap wherever the class of the next larger one is another: a space
  /// ten times as wide as those beside it within the two classes, on average.
  ///
  /// @param numbers none of which is NaN
  /// @param classes of each number
  public static boolean part(double[] numbers, int[] classes) {
    int[] order =
        IntStream.range(0, numbers.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> numbers[i]))
            .mapToInt(i -> i)
            .toArray();
    Gaps gaps =
        new Gaps(
            Arrays.stream(order).mapToDouble(i -> numbers[i]).toArray(),
            Arrays.stream(order).map(i -> classes[i]).toArray());
    return IntStream.range(1, order.length)
        .filter(i -> gaps.classes[i] != gaps.classes[i - 1])
        .allMatch(gaps::isWide);
  }

  /// @param at the place behind the space
  private boolean isWide(int at) {
    double beside = Math.max(space(at - 1, -1), space(at, 1));
    return sorted[at] - sorted[at - 1] > WIDE * beside;
  }

  /// The mean space between numbers of one class that differ, from a place on; infinite if all are
  /// equal, of which nothing can be said.
  ///
  /// @param step 1 or -1
  private double space(int from, int step) {
    int spaces = 0;
    int at = from;
    for (int next = at + step; isOf(next, classes[from]) && spaces < BESIDE; next += step) {
      spaces += sorted[next] == sorted[at] ? 0 : 1;
      at = next;
    }
    return spaces == 0 ? Double.POSITIVE_INFINITY : Math.abs(sorted[at] - sorted[from]) / spaces;
  }

  private boolean isOf(int place, int wanted) {
    return place >= 0 && place < sorted.length && classes[place] == wanted;
  }
}
