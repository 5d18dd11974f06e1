package dev.soma.cli.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers for the data block.
public final class Numbers {
  private Numbers() {}

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
