package dev.soma.cli.page;

import dev.soma.cli.report.TestBlock;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Metric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers of a page, for people and for the data block.
public final class Numbers {
  private Numbers() {}

  /// Four significant digits, with the sign of formulas.
  public static String figure(double x) {
    return Text.minus(Text.figure(x));
  }

  /// The value of a metric likewise.
  public static String value(Metric metric, double x) {
    return Text.minus(TestBlock.value(metric, x));
  }

  /// The number; null for one that JSON does not have.
  public static @Nullable Double finite(double x) {
    return Double.isFinite(x) ? x : null;
  }

  /// All of them.
  public static List<@Nullable Double> finite(double[] xs) {
    List<@Nullable Double> all = new ArrayList<>();
    for (double x : xs) {
      all.add(finite(x));
    }
    return all;
  }
}
