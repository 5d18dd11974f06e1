package dev.soma.studio.result;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.text.DateText;
import dev.soma.data.text.NumberText;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Other values for some columns of one row.
///
/// @param values by column, as text; null is a missing value
record Change(Map<String, @Nullable String> values) {
  private static final String BACK = "As it was"; // the button that takes all changes back

  private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

  Change {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// Reads an object of column names and values, `{"age": 30, "deck": null}`; an empty text changes
  /// nothing.
  ///
  /// @param own a table of the one row, whose value may always stay
  /// @throws SomaException.Usage E209 if it is none, names no input column, or a value does not fit
  ///   its column
  static Change read(String text, Encoder encoder, Table own) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> entry : object(text).entrySet()) {
      Object given = entry.getValue();
      InputColumn column = column(encoder, entry.getKey());
      String value = given == null ? null : string(given);
      String there = own.column(column.name()).text(0);
      if (value != null && !value.equals(there)) {
        check(column, value);
      }
      values.put(column.name(), value);
    }
    return new Change(values);
  }

  private static Map<String, @Nullable Object> object(String text) {
    try {
      Map<String, @Nullable Object> read =
          text.isBlank() ? Map.of() : JsonMapper.shared().readValue(text, MAP);
      if (read != null) {
        return read;
      }
    } catch (JacksonException _) {
      // said below
    }
    throw new SomaException.Usage(
        "E209", "set \"" + text + "\" · expected an object of columns and values", BACK);
  }

  private static String string(Object value) {
    return value instanceof Number n ? NumberText.canonical(n.doubleValue()) : value.toString();
  }

  private static InputColumn column(Encoder encoder, String name) {
    List<String> names = encoder.columns().stream().map(InputColumn::name).toList();
    int at = names.indexOf(name);
    if (at < 0) {
      throw new SomaException.Usage(
          "E209",
          "set \""
              + name
              + "\" · there is no such input column; the nearest is "
              + NearestName.of(name, names).orElse(names.getFirst()),
          BACK);
    }
    return encoder.columns().get(at);
  }

  private static void check(InputColumn column, String value) {
    switch (column) {
      case InputColumn.NumberInput n -> {
        if (!Double.isFinite(NumberText.parse(value, '.'))) {
          throw bad(n.name(), value, "a number", NumberText.typed(n.mean()));
        }
      }
      case InputColumn.LevelledInput l -> check(l.number(), value);
      case InputColumn.CategoryInput c -> level(c.name(), value, c.levels());
      case InputColumn.OneHotInput o -> level(o.name(), value, o.levels());
      case InputColumn.DateInput d -> {
        if (DateText.parse(value, d.order()).isEmpty()) {
          throw bad(d.name(), value, "a date", "2025-01-31");
        }
      }
    }
  }

  private static void level(String name, String value, List<String> levels) {
    if (!levels.contains(value)) {
      String expected = "one of " + dev.soma.data.text.Names.list(levels, 20);
      String nearest = NearestName.of(value, levels).orElse(levels.getFirst());
      throw bad(name, value, expected, nearest);
    }
  }

  private static SomaException.Usage bad(String name, String value, String expected, String fix) {
    return new SomaException.Usage(
        "E209",
        "set "
            + name
            + " \""
            + value
            + "\" · expected "
            + expected
            + ", or null where it is missing",
        "Values, " + name + ": " + fix);
  }

  /// The row with the other values; the same table if there are none.
  ///
  /// @param own a table of the one row
  Table of(Table own) {
    if (values.isEmpty()) {
      return own;
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : own.columns()) {
      columns.add(values.containsKey(column.name()) ? other(column) : column);
    }
    return Table.of(columns.toArray(Column[]::new));
  }

  private Column other(Column column) {
    String value = values.get(column.name());
    return switch (column) {
      case Column.Numbers n when value == null -> Column.Numbers.of(n.name(), Double.NaN);
      case Column.Numbers n -> Column.Numbers.of(n.name(), NumberText.parse(value, '.'));
      case Column.Text t -> Column.Text.of(t.name(), Collections.singletonList(value));
    };
  }
}
