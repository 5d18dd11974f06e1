package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.text.NumberText;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the code of a level by its text; `1.0` finds the level `1` if there is no level `1.0`.
final class LevelIndex {
  static final int UNKNOWN = -1;
  static final int MISSING = -2;

  private final Map<String, Integer> exact = new HashMap<>();
  private final Map<String, Integer> numeric = new HashMap<>();

  LevelIndex(List<String> levels) {
    for (int i = 0; i < levels.size(); i++) {
      exact.put(levels.get(i), i);
      double value = NumberText.parse(levels.get(i), '.');
      if (Double.isFinite(value)) {
        numeric.putIfAbsent(NumberText.canonical(value), i);
      }
    }
  }

  /// Levels in their order: by value if all are numbers, else by text.
  static List<String> sorted(Collection<String> levels) {
    boolean numbers = levels.stream().allMatch(l -> Double.isFinite(NumberText.parse(l, '.')));
    Comparator<String> byText = Comparator.naturalOrder();
    return levels.stream()
        .sorted(
            numbers
                ? Comparator.<String>comparingDouble(l -> NumberText.parse(l, '.'))
                    .thenComparing(byText)
                : byText)
        .toList();
  }

  /// The levels that occur in a column, sorted.
  static List<String> of(Column column) {
    Collection<String> seen = new java.util.HashSet<>();
    switch (column) {
      case Column.Text text -> {
        int[] counts = text.counts();
        for (int i = 0; i < counts.length; i++) {
          if (counts[i] > 0) {
            seen.add(text.levels().get(i));
          }
        }
      }
      case Column.Numbers numbers -> {
        for (int r = 0; r < numbers.rows(); r++) {
          if (!numbers.isMissing(r)) {
            seen.add(numbers.text(r));
          }
        }
      }
    }
    return sorted(seen);
  }

  /// The code of a text, or [#UNKNOWN].
  int code(String text) {
    Integer code = exact.get(text);
    if (code == null) {
      code = exact.get(text.strip());
    }
    if (code == null && !numeric.isEmpty()) {
      double value = NumberText.parse(text, '.');
      code = Double.isFinite(value) ? numeric.get(NumberText.canonical(value)) : null;
    }
    return code == null ? UNKNOWN : code;
  }

  /// The codes of all rows of a column; [#UNKNOWN] for other levels, [#MISSING] without a value.
  int[] codes(Column column) {
    int[] codes = new int[column.rows()];
    switch (column) {
      case Column.Text text -> {
        int[] ofLevel = text.levels().stream().mapToInt(this::codeOrMissing).toArray();
        for (int r = 0; r < codes.length; r++) {
          codes[r] = text.code(r) < 0 ? MISSING : ofLevel[text.code(r)];
        }
      }
      case Column.Numbers numbers -> {
        Map<Double, Integer> known = new HashMap<>();
        for (int r = 0; r < codes.length; r++) {
          int row = r;
          codes[r] =
              numbers.isMissing(r)
                  ? MISSING
                  : known.computeIfAbsent(numbers.value(r), _ -> code(numbers.text(row)));
        }
      }
    }
    return codes;
  }

  private int codeOrMissing(String level) {
    int code = code(level);
    boolean missing =
        dev.soma.data.text.Missing.is(level)
            || dev.soma.data.text.Missing.isNotANumber(level.strip());
    return code == UNKNOWN && missing ? MISSING : code;
  }
}
