package dev.soma.model.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A calibration as maps, lists, text and numbers, as model files hold it.
public final class CalibrationData {
  private static final String INFINITE = "Infinity";

  private CalibrationData() {}

  /// Its description; empty for [Calibration#NONE].
  public static Map<String, Object> of(Calibration c) {
    Map<String, Object> all = new LinkedHashMap<>();
    Temperature t = c.temperature();
    if (t != null) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("found", t.found());
      data.put("kept", t.kept());
      data.put("rows", t.rows());
      data.put("before", t.before());
      data.put("after", t.after());
      if (t.backed()) {
        data.put("backed", true);
      }
      all.put("temperature", data);
    }
    if (!c.threshold().equals(Threshold.HALF)) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("p", c.threshold().p());
      data.put("metric", c.threshold().metric());
      put(data, "before", c.threshold().before());
      put(data, "after", c.threshold().after());
      all.put("threshold", data);
    }
    Conformal i = c.intervals();
    if (i != null) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("rows", i.rows());
      if (i.ofFolds()) {
        data.put("of_folds", true);
      }
      data.put("ranks", i.ranks());
      data.put("residuals", words(i.residuals()));
      all.put("intervals", data);
    }
    Lack lack = c.lack();
    if (lack != null) {
      all.put("lack", data(lack));
    }
    return all;
  }

  private static Map<String, Object> data(Lack lack) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("classes", lack.classes());
    data.put("rows", lack.rows());
    data.put("temperature", lack.temperature());
    data.put("threshold", lack.threshold());
    return data;
  }

  private static void put(Map<String, Object> data, String key, double x) {
    if (Double.isFinite(x)) { // JSON has no others
      data.put(key, x);
    }
  }

  /// JSON has no infinite numbers: they are words.
  private static List<List<Object>> words(List<List<Double>> residuals) {
    return residuals.stream()
        .map(l -> l.stream().<Object>map(r -> Double.isFinite(r) ? (Object) r : INFINITE).toList())
        .toList();
  }

  /// The calibration that [#of] described; [Calibration#NONE] for null, as in older files.
  ///
  /// @param ofFolds whether the model is one of folds: then so are its intervals, also where the
  ///   data does not say it, as in older files
  /// @throws IllegalArgumentException if the data is not of that form
  public static Calibration read(@Nullable Object data, boolean ofFolds) {
    if (data == null) {
      return Calibration.NONE;
    }
    Map<?, ?> all = as(Map.class, data);
    Temperature temperature = null;
    if (all.get("temperature") instanceof Map<?, ?> t) {
      temperature = temperature(t);
    }
    Threshold threshold = Threshold.HALF;
    if (all.get("threshold") instanceof Map<?, ?> h) {
      threshold =
          new Threshold(
              number(h, "p"),
              as(String.class, h.get("metric")),
              h.get("before") == null ? Double.NaN : number(h, "before"),
              h.get("after") == null ? Double.NaN : number(h, "after"));
    }
    Conformal intervals = null;
    if (all.get("intervals") instanceof Map<?, ?> i) {
      List<List<Double>> residuals = new ArrayList<>();
      for (Object one : as(List.class, i.get("residuals"))) {
        residuals.add(numbers(one));
      }
      List<Integer> ranks = numbers(i.get("ranks")).stream().map(Double::intValue).toList();
      Object said = i.get("of_folds");
      boolean folds = said == null ? ofFolds : as(Boolean.class, said);
      intervals = new Conformal((int) number(i, "rows"), folds, ranks, residuals);
    }
    return new Calibration(temperature, threshold, intervals, lack(all));
  }

  private static Temperature temperature(Map<?, ?> t) {
    double found = number(t, "found");
    if (!(found > 0)) {
      throw new IllegalArgumentException("a temperature is > 0, not " + found);
    }
    return new Temperature(
        found,
        as(Boolean.class, t.get("kept")),
        (int) number(t, "rows"),
        number(t, "before"),
        number(t, "after"),
        t.get("backed") != null && as(Boolean.class, t.get("backed")));
  }

  private static @Nullable Lack lack(Map<?, ?> all) {
    if (!(all.get("lack") instanceof Map<?, ?> data)) {
      return null;
    }
    List<String> classes = new ArrayList<>();
    for (Object one : as(List.class, data.get("classes"))) {
      classes.add(as(String.class, one));
    }
    return new Lack(
        classes,
        (int) number(data, "rows"),
        as(Boolean.class, data.get("temperature")),
        as(Boolean.class, data.get("threshold")));
  }

  private static List<Double> numbers(@Nullable Object list) {
    List<Double> numbers = new ArrayList<>();
    for (Object x : as(List.class, list)) {
      boolean word = INFINITE.equals(x) || "NaN".equals(x); // the second in older files
      numbers.add(word ? Double.POSITIVE_INFINITY : as(Number.class, x).doubleValue());
    }
    return numbers;
  }

  private static double number(Map<?, ?> map, String key) {
    return as(Number.class, map.get(key)).doubleValue();
  }

  private static <T> T as(Class<T> type, @Nullable Object o) {
    if (!type.isInstance(o)) {
      throw new IllegalArgumentException("expected a " + type.getSimpleName() + ", found " + o);
    }
    return type.cast(o);
  }
}
