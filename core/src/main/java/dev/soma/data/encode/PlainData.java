package dev.soma.data.encode;

import dev.soma.data.scale.Scale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A map as JSON readers make them, read with the type that is expected.
///
/// @param map the data
record PlainData(Map<String, ?> map) {
  String text(String key) {
    return as(String.class, key, map.get(key));
  }

  boolean flag(String key) {
    return as(Boolean.class, key, map.get(key));
  }

  double number(String key) {
    return as(Number.class, key, map.get(key)).doubleValue();
  }

  List<String> texts(String key) {
    return list(key).stream().map(o -> as(String.class, key, o)).toList();
  }

  List<Double> numbers(String key) {
    return list(key).stream().map(o -> as(Number.class, key, o).doubleValue()).toList();
  }

  List<List<String>> textLists(String key) {
    return list(key).stream()
        .map(o -> as(List.class, key, o))
        .map(l -> ((List<?>) l).stream().map(o -> as(String.class, key, o)).toList())
        .toList();
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  List<Map<String, ?>> maps(String key) {
    return list(key).stream().<Map<String, ?>>map(o -> as(Map.class, key, o)).toList();
  }

  /// Scales as a list of maps, for [#scales].
  static List<Map<String, Object>> of(List<Scale> scales) {
    return scales.stream().map(PlainData::of).toList();
  }

  /// Always in this order: a model file is the same, byte by byte, in every run.
  private static Map<String, Object> of(Scale scale) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", scale.kind());
    data.put("values", scale.values());
    return data;
  }

  /// At least one.
  List<Scale> scales(String key) {
    List<Scale> scales =
        maps(key).stream()
            .map(PlainData::new)
            .map(d -> Scale.fromValues(d.text("kind"), d.numbers("values")))
            .toList();
    if (scales.isEmpty()) {
      throw new IllegalArgumentException("field \"" + key + "\" is empty");
    }
    return scales;
  }

  private List<?> list(String key) {
    return as(List.class, key, map.get(key));
  }

  private static <T> T as(Class<T> type, String key, @org.jspecify.annotations.Nullable Object o) {
    if (!type.isInstance(o)) {
      throw new IllegalArgumentException(
          "field \"" + key + "\" should be a " + type.getSimpleName() + " but is " + o);
    }
    return type.cast(o);
  }
}
