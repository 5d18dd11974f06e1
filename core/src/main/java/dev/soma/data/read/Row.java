package dev.soma.data.read;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Named values of one row: text, numbers, booleans, dates; null is a missing value.
///
/// ```java
/// Row row = Row.of("island", "Biscoe", "bill_length_mm", 46.1);
/// ```
///
/// @param values the values by column name, in order
/// @param line the line of the file it came from, or 0
public record Row(Map<String, @Nullable Object> values, int line) {
  /// Copies, keeping the order.
  public Row {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// A row of names and values in turn.
  ///
  /// @throws IllegalArgumentException if there is a name without a value, a name is not a string,
  ///   or occurs twice
  public static Row of(@Nullable Object... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "Row.of takes names and values in turn, got " + namesAndValues.length + " arguments");
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!(namesAndValues[i] instanceof String name)) {
        throw new IllegalArgumentException(
            "argument " + i + " of Row.of is not a column name: " + namesAndValues[i]);
      }
      if (values.containsKey(name)) {
        throw new IllegalArgumentException("column " + name + " is given twice");
      }
      values.put(name, namesAndValues[i + 1]);
    }
    return new Row(values, 0);
  }

  /// A row of a map.
  public static Row of(Map<String, ? extends @Nullable Object> values) {
    return new Row(new LinkedHashMap<>(values), 0);
  }

  /// The value of a column; null if it is missing or there is no such column.
  public @Nullable Object get(String name) {
    return values.get(name);
  }
}
