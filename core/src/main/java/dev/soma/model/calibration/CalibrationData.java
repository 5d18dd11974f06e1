package dev.soma.model.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A calibration as maps, lists, text and numbers, as model files hold it.
public final class CalibrationData {
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
      data.put("residuals", i.residuals());
      all.put("intervals", data);
    }
    return all;
  }

  /// JSON has no NaN.
  private static void put(Map<String, Object> data, String key, double x) {
    if (!Double.isNaN(x)) {
      data.put(key, x);
    }
  }

  /// The calibration that [#of] described; [Calibration#NONE] for null, as in older files.
  ///
  /// @throws IllegalArgumentException if the data is not of that form
  public static Calibration read(@Nullable Object data) {
    if (data == null) {
      return Calibration.NONE;
    }
    Map<?, ?> all = as(Map.class, data);
    Temperature temperature = null;
    if (all.get("temperature") instanceof Map<?, ?> t) {
      temperature =
          new Temperature(
              number(t, "found"),
              as(Boolean.class, t.get("kept")),
              (int) number(t, "rows"),
              number(t, "before"),
              number(t, "after"));
      if (!(temperature.found() > 0)) {
        throw new IllegalArgumentException("a temperature is > 0, not " + temperature.found());
      }
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
      boolean folds = i.get("of_folds") != null && as(Boolean.class, i.get("of_folds"));
      intervals = new Conformal((int) number(i, "rows"), folds, ranks, residuals);
    }
    return new Calibration(temperature, threshold, intervals);
  }

  private static List<Double> numbers(@Nullable Object list) {
    List<Double> numbers = new ArrayList<>();
    for (Object x : as(List.class, list)) {
      numbers.add(as(Number.class, x).doubleValue());
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
