package dev.soma.studio.data;

import dev.soma.model.calibration.Calibration;
import java.util.Locale;

/// What predictions of rows are made of besides the weights.
///
/// @param calibration temperature and threshold that are applied, by the code of the model
/// @param leftOut what is not applied and why, a sentence; empty if nothing is left out
public record Applied(Calibration calibration, String leftOut) {
  /// Nothing, and nothing is left out.
  public static final Applied NONE = new Applied(Calibration.NONE, "");

  /// Temperature and threshold in words; empty if they change nothing.
  static String words(Calibration calibration) {
    double p = calibration.threshold().p();
    String t = calibration.t() == 1 ? "" : "temperature T = " + figure(calibration.t());
    String threshold = p == 0.5 ? "" : "threshold " + figure(p);
    return t + (t.isEmpty() || threshold.isEmpty() ? "" : " and ") + threshold;
  }

  /// Four significant digits.
  static String figure(double x) {
    return String.format(Locale.ROOT, "%.4g", x);
  }
}
