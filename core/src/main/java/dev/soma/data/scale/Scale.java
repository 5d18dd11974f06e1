package dev.soma.data.scale;

import dev.soma.math.Normal;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/// From a number to the number that a network sees; learned on training rows, plain data.
///
/// All in double and `StrictMath`. A value that is not finite has no meaning here: what stands for
/// a missing value is put in its place before.
public sealed interface Scale {
  /// From a number to the scaled one.
  DoubleUnaryOperator function();

  /// What it is called in a model file: `standard`, `robust`, `quantile`, `log standard` or `log
  /// robust`.
  String kind();

  /// What was learned, for [#fromValues].
  List<Double> values();

  /// The scale of that kind with these values.
  ///
  /// @throws IllegalArgumentException if there is none
  static Scale fromValues(String kind, List<Double> v) {
    if (kind.equals("quantile") && !v.isEmpty()) {
      return new Quantile(v);
    }
    if (v.size() == 2 && kind.equals("standard")) {
      return new Standard(v.getFirst(), v.getLast());
    }
    if (v.size() == 2 && kind.equals("robust")) {
      return new Robust(v.getFirst(), v.getLast());
    }
    if (kind.startsWith(Logarithm.KIND) && !v.isEmpty()) {
      String then = kind.substring(Logarithm.KIND.length());
      return new Logarithm(v.getFirst(), fromValues(then, v.subList(1, v.size())));
    }
    throw new IllegalArgumentException(
        "no scale of kind " + kind + " with " + v.size() + " values");
  }

  /// What makes 0 of every number: of values that are all one, or of none.
  ///
  /// @param value that they all are
  static Scale zero(double value) {
    return new Robust(value, 0);
  }

  /// (x - mean) / sd.
  ///
  /// @param mean of the training rows
  /// @param sd of the training rows, > 0
  record Standard(double mean, double sd) implements Scale {
    @Override
    public DoubleUnaryOperator function() {
      return x -> (x - mean) / sd;
    }

    @Override
    public String kind() {
      return "standard";
    }

    @Override
    public List<Double> values() {
      return List.of(mean, sd);
    }
  }

  /// u / sqrt(1 + (u/3)^2) with u = factor (x - median): slope 1 at the median, always in (-3, 3).
  ///
  /// @param median of the training values
  /// @param factor 1 / (upper quartile - lower quartile); if they are equal, 2 / (max - min); 0 for
  ///   a constant; NaN if the difference is too large for a double
  record Robust(double median, double factor) implements Scale {
    /// Learns from training values; of none, everything becomes 0.
    static Robust learn(Sorted values) {
      if (values.size() == 0) {
        return new Robust(0, 0);
      }
      double[] q = values.quantiles(0, 0.25, 0.5, 0.75, 1);
      double width = q[3] > q[1] ? q[3] - q[1] : (q[4] - q[0]) / 2;
      double factor = Double.isFinite(width) ? width > 0 ? 1 / width : 0 : Double.NaN;
      return new Robust(q[2], Double.isInfinite(factor) ? Double.NaN : factor);
    }

    /// The number before the clip.
    public double unclipped(double x) {
      return factor == 0 ? 0 : factor * (x - median); // the difference may overflow
    }

    @Override
    public DoubleUnaryOperator function() {
      return x -> clip(unclipped(x));
    }

    private static double clip(double u) {
      double third = u / 3;
      return Math.abs(third) > 1e150 ? Math.copySign(3, u) : u / Math.sqrt(1 + third * third);
    }

    @Override
    public String kind() {
      return "robust";
    }

    @Override
    public List<Double> values() {
      return List.of(median, factor);
    }
  }

  /// The normal quantile of the share of training values below x, between two quantiles by a
  /// straight line.
  ///
  /// As scikit-learn's `QuantileTransformer` with normal output: the ends of the training range and
  /// everything beyond become about -5.2 and 5.2. Unlike there, a constant becomes 0, and only the
  /// end itself is an end, not what is within 1e-7 of it.
  ///
  /// @param quantiles of the training values at equal steps from 0 to 1, ascending, at least one
  record Quantile(List<Double> quantiles) implements Scale {
    private static final int LEAST = 10;
    private static final int MOST = 1000;
    private static final int ROWS_EACH = 30;
    private static final double END = 1e-7 - Math.ulp(1.0);
    private static final double LOWEST = Normal.quantile(END);
    private static final double HIGHEST = Normal.quantile(1 - END);

    /// Copies.
    public Quantile {
      quantiles = List.copyOf(quantiles);
    }

    /// Learns max(min(n / 30, 1000), 10) quantiles of n training values, at most n; of no values,
    /// everything becomes 0.
    static Quantile learn(Sorted values) {
      int n = values.size();
      if (n == 0) {
        return new Quantile(List.of(0.0));
      }
      int count = Math.min(n, Math.clamp(n / ROWS_EACH, LEAST, MOST));
      double[] shares = new double[count];
      Arrays.setAll(shares, i -> count == 1 ? 0 : (double) i / (count - 1));
      return new Quantile(Arrays.stream(values.quantiles(shares)).boxed().toList());
    }

    @Override
    public DoubleUnaryOperator function() {
      double[] q = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
      double first = q[0];
      double last = q[q.length - 1];
      if (first == last) {
        return _ -> 0;
      }
      return x -> x <= first ? LOWEST : x >= last ? HIGHEST : between(q, x);
    }

    private static double between(double[] q, double x) {
      int below = 0; // becomes the last quantile at most x
      int more = q.length - 1;
      while (more - below > 1) {
        int mid = (below + more) >>> 1;
        if (q[mid] <= x) {
          below = mid;
        } else {
          more = mid;
        }
      }
      double place = below;
      if (q[below] < x) {
        // halves, since the differences may overflow
        place += (x / 2 - q[below] / 2) / (q[below + 1] / 2 - q[below] / 2);
      } else {
        int equal = below;
        while (q[equal - 1] == x) { // ends at the first quantile, which is smaller
          equal--;
        }
        place = (below + equal) / 2.0;
      }
      return Math.clamp(Normal.quantile(place / (q.length - 1)), LOWEST, HIGHEST);
    }

    @Override
    public String kind() {
      return "quantile";
    }

    @Override
    public List<Double> values() {
      return quantiles;
    }
  }

  /// asinh(x / unit), and another scale of that: about x / unit where x is far below the unit, ln(2
  /// x / unit) where it is far above.
  ///
  /// @param unit > 0
  /// @param then learned on the logarithms
  record Logarithm(double unit, Scale then) implements Scale {
    private static final String KIND = "log ";

    /// asinh(x / unit), odd.
    public double logarithm(double x) {
      double v = Math.abs(x) / unit;
      double log =
          v < 1e150
              ? StrictMath.log1p(v + v * v / (1 + Math.sqrt(1 + v * v)))
              : StrictMath.log(Math.abs(x)) - StrictMath.log(unit) + StrictMath.log(2);
      return Math.copySign(log, x);
    }

    @Override
    public DoubleUnaryOperator function() {
      return then.function().compose(this::logarithm);
    }

    @Override
    public String kind() {
      return KIND + then.kind();
    }

    @Override
    public List<Double> values() {
      return Stream.concat(Stream.of(unit), then.values().stream()).toList();
    }
  }
}
