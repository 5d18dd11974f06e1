package dev.soma.trace.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole of a gradient check.
///
/// @param tensors in the order W1, b1, W2, ...
public record CheckReport(List<Tensor> tensors) {
  /// What passes: 1e-6.
  public static final double TOLERANCE = 1e-6;

  /// One parameter.
  ///
  /// @param tensor `W1`, `b1`, ...
  /// @param row i, from 0
  /// @param col j, from 0; 0 for b
  /// @param gradient what was claimed
  /// @param difference the central difference, or what Richardson makes of two
  /// @param relativeError see `GradientCheck`
  public record Entry(
      String tensor, int row, int col, double gradient, double difference, double relativeError) {}

  /// One tensor.
  ///
  /// @param name `W1`, `b1`, ...
  /// @param size parameters in the tensor
  /// @param checked parameters compared, kinks not counted
  /// @param worst the largest relative error; null if none was compared
  /// @param normError ||g - n|| / max(||g||, ||n||, 1e-3 max(1, |J|)) over those compared
  /// @param kinks those not compared, at the parameters themselves
  /// @param moved how far all parameters were moved, as a share of max(1, |theta|), because nothing
  ///   could be told of this tensor where they were; 0 if it was compared there
  /// @param zero whether all gradients and differences that were compared are exactly 0, as those
  ///   of a gradient that is too small by any factor would be
  public record Tensor(
      String name,
      int size,
      int checked,
      @Nullable Entry worst,
      double normError,
      List<Entry> kinks,
      double moved,
      boolean zero) {
    /// Copies the list.
    public Tensor {
      kinks = List.copyOf(kinks);
    }

    /// The largest relative error; 0 if none was compared.
    public double maxRelativeError() {
      return worst == null ? 0 : worst.relativeError();
    }

    /// Whether it has parameters of which none could be compared.
    public boolean uncompared() {
      return size > 0 && checked == 0;
    }

    /// Whether it has parameters and nothing can be told of its gradient: none could be compared,
    /// or all that were are 0.
    public boolean untold() {
      return uncompared() || zero;
    }

    /// The same, compared elsewhere because nothing could be told here.
    ///
    /// @param there what was found at parameters that were moved
    /// @param by how far
    public Tensor movedTo(Tensor there, double by) {
      return new Tensor(
          name, size, there.checked, there.worst, there.normError, kinks, by, there.zero);
    }
  }

  /// Copies the list.
  public CheckReport {
    tensors = List.copyOf(tensors);
  }

  /// The largest relative error of all.
  public double maxRelativeError() {
    double worst = 0;
    for (Tensor t : tensors) {
      worst = Math.max(worst, t.maxRelativeError()); // NaN stays
    }
    return worst;
  }

  /// The tensors of which nothing could be compared.
  public List<Tensor> uncompared() {
    return tensors.stream().filter(Tensor::uncompared).toList();
  }

  /// The tensors of which nothing could be told.
  public List<Tensor> untold() {
    return tensors.stream().filter(Tensor::untold).toList();
  }

  /// Whether every relative error is below the tolerance; NaN is not, and a tensor of which nothing
  /// could be told does not pass.
  public boolean passes(double tolerance) {
    return maxRelativeError() < tolerance && untold().isEmpty();
  }

  /// Whether every relative error is below 1e-6.
  public boolean passes() {
    return passes(TOLERANCE);
  }
}
