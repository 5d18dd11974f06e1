package dev.soma.recipe.tune;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;

/// The values that a search may give to one [Setting].
public sealed interface Dimension {
  /// Which setting.
  Setting setting();

  /// A value, drawn.
  String draw(SplittableRandom random);

  /// One of some values, each as likely as the others.
  ///
  /// @param values at least one
  record OneOf(Setting setting, List<String> values) implements Dimension {
    /// Copies.
    public OneOf {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("no values of " + setting.label());
      }
    }

    @Override
    public String draw(SplittableRandom random) {
      return values.get(random.nextInt(values.size()));
    }

    /// `32 · 64`.
    @Override
    public String toString() {
      return String.join(" · ", values);
    }
  }

  /// A number whose logarithm is uniform between two ends, rounded to two digits, so that what is
  /// printed is what was tried.
  ///
  /// @param low > 0
  /// @param high >= low
  record Between(Setting setting, double low, double high) implements Dimension {
    /// Checks the range.
    public Between {
      if (!(low > 0 && high >= low && high < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("not a range > 0: " + low + " to " + high);
      }
    }

    @Override
    public String draw(SplittableRandom random) {
      double from = StrictMath.log(low);
      double to = StrictMath.log(high);
      return text(StrictMath.exp(from + random.nextDouble() * (to - from)));
    }

    /// `0.01 … 0.16`.
    @Override
    public String toString() {
      return text(low) + " … " + text(high);
    }
  }

  /// A number with two significant digits: `0.012`.
  static String text(double x) {
    return new BigDecimal(x).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }
}
