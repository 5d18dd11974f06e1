package dev.soma.optim;

import java.util.Arrays;

/// Where a run stands when a step is about to be made: all that a [Schedule] may look at. Training
/// makes one an epoch.
///
/// @param step steps already made, >= 0
/// @param plannedSteps steps that the run makes if nothing ends it early, >= 1
/// @param epoch epochs already completed, >= 0
/// @param epochs epochs planned, >= 1
/// @param validation one value a completed epoch, the smaller the better
public record Progress(long step, long plannedSteps, int epoch, int epochs, History validation) {
  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if a count is negative, or nothing is planned
  public Progress {
    if (step < 0 || plannedSteps < 1 || epoch < 0 || epochs < 1) {
      throw new IllegalArgumentException(
          "step " + step + " of " + plannedSteps + ", epoch " + epoch + " of " + epochs);
    }
  }

  /// A run without validation.
  public static Progress of(long step, long plannedSteps, int epoch, int epochs) {
    return new Progress(step, plannedSteps, epoch, epochs, History.NONE);
  }

  /// Share of the planned steps already made: 0 at the first step, < 1 at the last, 1 from the end
  /// of the plan on.
  public double fraction() {
    return fraction(step, plannedSteps);
  }

  static double fraction(long step, long plannedSteps) {
    return Math.min(1.0, (double) step / plannedSteps);
  }

  /// Validation values so far, oldest first; immutable.
  ///
  /// A metric where more is better goes in with its sign turned. NaN counts as "not better".
  public static final class History {
    /// No value yet.
    public static final History NONE = new History(new double[0]);

    private final double[] values;

    private History(double[] values) {
      this.values = values;
    }

    /// These values, oldest first.
    public static History of(double... values) {
      return values.length == 0 ? NONE : new History(values.clone());
    }

    /// This history and one more value.
    public History plus(double value) {
      double[] longer = Arrays.copyOf(values, values.length + 1);
      longer[values.length] = value;
      return new History(longer);
    }

    /// How many values.
    public int size() {
      return values.length;
    }

    /// Value `i`, 0 the oldest.
    public double get(int i) {
      return values[i];
    }

    /// A copy of the values, oldest first.
    public double[] toArray() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof History h && Arrays.equals(values, h.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return Arrays.toString(values);
    }
  }
}
