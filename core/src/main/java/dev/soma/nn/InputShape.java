package dev.soma.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What enters a network: numbers, then category codes as one-hot blocks.
///
/// a(1) has [#units] entries: the numbers first, then for each category column a block with one
/// entry a level, 1 at the row's code and 0 elsewhere (all 0 for code -1, "none of them").
///
/// @param numbers how many number inputs, >= 0
/// @param levels levels of each category column, each >= 1
public record InputShape(int numbers, List<Integer> levels) {
  /// Checks and copies.
  public InputShape {
    levels = List.copyOf(levels);
    if (numbers < 0 || levels.stream().anyMatch(k -> k < 1)) {
      throw new IllegalArgumentException(
          "a network needs numbers >= 0 and levels >= 1, got " + numbers + " and " + levels);
    }
  }

  /// Number inputs only.
  public static InputShape of(int numbers) {
    return new InputShape(numbers, List.of());
  }

  /// Number of category columns.
  public int categories() {
    return levels.size();
  }

  /// s_1, the length of a(1): numbers plus all levels.
  public int units() {
    int sum = numbers;
    for (int i = 0; i < levels.size(); i++) { // without an iterator: the fast path asks for it
      sum = Math.addExact(sum, levels.get(i));
    }
    return sum;
  }

  /// Each pass compares the shape of its batch, so nothing is allocated.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof InputShape shape
            && numbers == shape.numbers
            && sameLevels(shape.levels));
  }

  private boolean sameLevels(List<Integer> others) {
    boolean same = levels.size() == others.size();
    for (int i = 0; same && i < levels.size(); i++) { // without an iterator
      same = levels.get(i).equals(others.get(i));
    }
    return same;
  }

  @Override
  public int hashCode() {
    return 31 * numbers + levels.hashCode();
  }

  /// `6` or `6 + onehot(3, 2)`.
  @Override
  public String toString() {
    if (levels.isEmpty()) {
      return Integer.toString(numbers);
    }
    String blocks = levels.toString();
    return numbers + " + onehot(" + blocks.substring(1, blocks.length() - 1) + ")";
  }
}
