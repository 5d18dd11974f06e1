package dev.soma.data.scale;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A map as JSON readers make them, read with the type that is expected.
///
/// Each of its methods refuses data of another form with an `IllegalArgumentException`.
///
/// @param map the data
public record PlainData(Map<String, ?> map) {
  /// A text.
  public String text(String key) {
    return as(String.class, key, map.get(key));
  }

  /// A flag.
  public boolean flag(String key) {
    return as(Boolean.class, key, map.get(key));
  }

  /// A number.
  public double number(String key) {
    return as(Number.class, key, map.get(key)).doubleValue();
  }

  /// Texts.
  public List<String> texts(String key) {
    return list(key).stream().map(o -> as(String.class, key, o)).toList();
  }

  /// Numbers.
  public List<Double> numbers(String key) {
    return list(key).stream().map(o -> as(Number.class, key, o).doubleValue()).toList();
  }

  /// Lists of texts.
  public List<List<String>> textLists(String key) {
    return list(key).stream()
        .map(o -> as(List.class, key, o))
        .map(l -> ((List<?>) l).stream().map(o -> as(String.class, key, o)).toList())
        .toList();
  }

  /// Maps.
  @SuppressWarnings("unchecked") // JSON objects have text keys
  public List<Map<String, ?>> maps(String key) {
    return list(key).stream().<Map<String, ?>>map(o -> as(Map.class, key, o)).toList();
  }

  /// Scales as a list of maps, for [#scales].
  public static List<Map<String, Object>> of(List<Scale> scales) {
    return scales.stream().map(PlainData::of).toList();
  }

  /// Always in this order: a model file is the same, byte by byte, in every run.
  private static Map<String, Object> of(Scale scale) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", scale.kind());
    data.put("values", scale.values());
    return data;
  }

  /// Scales, at least one.
  public List<Scale> scales(String key) {
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
