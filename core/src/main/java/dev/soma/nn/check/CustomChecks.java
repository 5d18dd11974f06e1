package dev.soma.nn.check;

import dev.soma.error.SomaException;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// Refuses functions of one's own whose derivative is wrong.
public final class CustomChecks {
  private static final int POINTS = 81;
  private static final double RANGE = 4.0;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-5;
  private static final int KINKS_ALLOWED = 2;

  private CustomChecks() {}

  /// That a name is letters, digits or _ and free.
  ///
  /// @throws SomaException.Usage E213 if it is not
  public static void name(String name, List<String> taken) {
    if (!name.matches("\\w+") || taken.contains(name)) {
      throw new SomaException.Usage(
          "E213",
          "\""
              + name
              + "\" cannot name a function of one's own: it must be letters, digits or _ "
              + "and none of "
              + String.join(", ", taken));
    }
  }

  /// Compares at 81 points off the round numbers; up to two may be kinks, where the slopes to the
  /// left and to the right differ.
  ///
  /// (4 n(h/2) - n(h)) / 3 is a second look, before a derivative is called wrong: it lacks the
  /// error in h^2 of the central difference n(h).
  ///
  /// @throws SomaException.Check E702 if the derivative is wrong
  public static void derivative(
      String what, DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
    int kinks = 0;
    for (int i = 0; i < POINTS; i++) {
      double z = -RANGE + 2 * RANGE * i / (POINTS - 1) + 0.00317;
      double left = (f.applyAsDouble(z) - f.applyAsDouble(z - STEP)) / STEP;
      double right = (f.applyAsDouble(z + STEP) - f.applyAsDouble(z)) / STEP;
      double numeric = slope(f, z, STEP);
      double claimed = derivative.applyAsDouble(z);
      boolean close =
          isClose(claimed, numeric)
              || isClose(claimed, (4 * slope(f, z, STEP / 2) - numeric) / 3); // a fast wave
      if (!close && Math.abs(left - right) > 1e-2 && ++kinks <= KINKS_ALLOWED) {
        continue;
      }
      if (!close) { // also when something is NaN
        throw new SomaException.Check(
            "E702",
            String.format(
                Locale.ROOT,
                "%s: at z = %s the derivative says %s, central differences say %s",
                what,
                z,
                claimed,
                numeric));
      }
    }
  }

  private static double slope(DoubleUnaryOperator f, double z, double h) {
    return (f.applyAsDouble(z + h) - f.applyAsDouble(z - h)) / (2 * h);
  }

  private static boolean isClose(double claimed, double numeric) {
    return Math.abs(claimed - numeric) <= TOLERANCE * Math.max(1, Math.abs(numeric));
  }
}
