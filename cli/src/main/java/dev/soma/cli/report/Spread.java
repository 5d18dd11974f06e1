package dev.soma.cli.report;

import dev.soma.nn.Parameters;

/// Numbers about a tensor.
///
/// @param min smallest entry
/// @param mean of all entries
/// @param sd standard deviation, divided by their number
/// @param max largest entry
/// @param counts entries in parts of equal width from `min` to `max`; all in the first one if those
///   are equal
public record Spread(double min, double mean, double sd, double max, int[] counts) {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  /// Of a tensor.
  ///
  /// @param parts how many counts
  public static Spread of(Parameters p, Parameters.Group group, int parts) {
    float[] values = p.values();
    int offset = group.offset();
    int size = group.size();
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    for (int i = offset; i < offset + size; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
      sum += values[i];
      squares += (double) values[i] * values[i];
    }
    double mean = sum / size;
    double sd = StrictMath.sqrt(Math.max(0, squares / size - mean * mean));
    int[] counts = new int[parts];
    for (int i = offset; i < offset + size; i++) {
      double share = max > min ? (values[i] - min) / (max - min) : 0;
      counts[(int) Math.min(parts - 1, share * parts)]++;
    }
    return new Spread(min, mean, sd, max, counts);
  }

  /// The counts as a line of bars.
  public String histogram() {
    int most = 1;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    StringBuilder bars = new StringBuilder();
    for (int count : counts) {
      int height = (int) Math.ceil((double) count / most * (BARS.length() - 1));
      bars.append(BARS.charAt(height));
    }
    return bars.toString();
  }
}
