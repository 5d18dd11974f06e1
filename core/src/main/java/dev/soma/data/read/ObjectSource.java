package dev.soma.data.read;

import dev.soma.data.text.DateText;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows from objects in memory; numbers stay numbers, everything else becomes text.
///
/// Values: any `Number`, `String`, `Boolean` (`true`, `false`), `Character`, enum constant, date or
/// date-time; null is missing.
public final class ObjectSource implements RowSource {
  private final List<String> header;
  private final int rows;
  private final Cells cells;
  private int next;

  private ObjectSource(List<String> header, int rows, Cells cells) {
    this.header = List.copyOf(header);
    this.rows = rows;
    this.cells = cells;
  }

  private interface Cells {
    @Nullable Object get(int row, int column);
  }

  /// Rows of values in the order of the header.
  public static ObjectSource rows(List<String> header, List<? extends List<?>> rows) {
    return new ObjectSource(header, rows.size(), (r, c) -> rows.get(r).get(c));
  }

  /// Arrays or lists by column name.
  ///
  /// @throws IllegalArgumentException if a value is neither, or lengths differ
  public static ObjectSource columns(Map<String, ?> columns) {
    List<String> header = new ArrayList<>(columns.keySet());
    List<Object> arrays = new ArrayList<>();
    int rows = -1;
    for (Map.Entry<String, ?> entry : columns.entrySet()) {
      Object array = entry.getValue() instanceof List<?> list ? list.toArray() : entry.getValue();
      if (!array.getClass().isArray()) {
        throw new IllegalArgumentException(
            "column \""
                + entry.getKey()
                + "\" is neither an array nor a list: "
                + array.getClass());
      }
      int length = Array.getLength(array);
      if (rows >= 0 && rows != length) {
        throw new IllegalArgumentException(
            "column \"" + entry.getKey() + "\" has " + length + " values, others have " + rows);
      }
      rows = length;
      arrays.add(array);
    }
    return new ObjectSource(header, Math.max(0, rows), (r, c) -> Array.get(arrays.get(c), r));
  }

  /// One column a component of the record.
  ///
  /// @throws IllegalArgumentException if the components cannot be read
  public static <R extends Record> ObjectSource records(Class<R> type, List<R> records) {
    RecordComponent[] components = type.getRecordComponents();
    Method[] accessors =
        Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    for (Method accessor : accessors) {
      if (!accessor.trySetAccessible()) {
        throw new IllegalArgumentException(
            type + " cannot be read: open its package to dev.soma.core");
      }
    }
    List<String> header = Arrays.stream(components).map(RecordComponent::getName).toList();
    return new ObjectSource(header, records.size(), (r, c) -> call(accessors[c], records.get(r)));
  }

  @Override
  public List<String> header() {
    return header;
  }

  @Override
  public boolean next(Fields row) {
    if (next == rows) {
      return false;
    }
    row.begin(next + 1);
    for (int c = 0; c < header.size(); c++) {
      add(row, header.get(c), cells.get(next, c));
    }
    next++;
    return true;
  }

  @Override
  public SourceInfo info() {
    return SourceInfo.memory();
  }

  @Override
  public void close() {}

  /// Adds one value to a row of fields.
  static void add(Fields row, String name, @Nullable Object value) {
    switch (value) {
      case null -> row.add("");
      case Number number -> row.add(number.doubleValue());
      case String text -> row.add(text);
      case Boolean bool -> row.add(bool.toString());
      case Character character -> row.add(character.toString());
      case Enum<?> constant -> row.add(constant.name());
      case Temporal date -> row.add(DateText.format(date));
      case java.util.Date date -> row.add(ofDate(date));
      default ->
          throw new IllegalArgumentException(
              "column \""
                  + name
                  + "\": a value of "
                  + value.getClass().getName()
                  + " is neither a number, text, boolean, enum nor date");
    }
  }

  private static String ofDate(java.util.Date date) {
    return switch (date) {
      case java.sql.Date day -> day.toLocalDate().toString();
      case java.sql.Timestamp time -> time.toLocalDateTime().toString();
      default ->
          java.time.LocalDateTime.ofInstant(date.toInstant(), java.time.ZoneOffset.UTC).toString();
    };
  }

  private static @Nullable Object call(Method accessor, Object record) {
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException("component " + accessor.getName() + " cannot be read", e);
    }
  }
}
