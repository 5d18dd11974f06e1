package dev.soma.nn;

import java.util.List;
import java.util.Locale;

/// What [Layer.Embedding] makes of each number x_j: a small network of its own, with the same shape
/// for every column and weights of its own.
public sealed interface NumberEmbedding {
  /// Passes x_j on as it is.
  record None() implements NumberEmbedding {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public List<Layer.Tensor> tensors(int columns) {
      return List.of();
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /// Periodic, with a linear map and x_j itself ("PBLD"): h = cos(2 pi f x_j + p), e = V h + c, out
  /// = (e, x_j).
  ///
  /// f and p `[columns x frequencies]`, V `[columns * (outputs - 1) x frequencies]`, c `[columns x
  /// outputs - 1]`. f starts as N(0, sigma^2), p as U(-pi, pi), V and c as U(-r, r), r = 1 /
  /// sqrt(frequencies). Source: Holzmuller et al., Better by Default, 2024.
  ///
  /// @param frequencies entries of h, >= 1
  /// @param outputs numbers for each x_j, x_j included, >= 2
  /// @param sigma spread of the frequencies at the start, > 0
  record Pbld(int frequencies, int outputs, double sigma) implements NumberEmbedding {
    /// Checks the ranges.
    public Pbld {
      if (frequencies < 1 || outputs < 2 || !(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "pbld needs frequencies >= 1, outputs >= 2 and sigma > 0, got %d, %d, %s",
                frequencies,
                outputs,
                sigma));
      }
    }

    @Override
    public List<Layer.Tensor> tensors(int columns) {
      return List.of(
          new Layer.Tensor("f", Role.FREQUENCY, columns, frequencies),
          new Layer.Tensor("p", Role.PHASE, columns, frequencies),
          new Layer.Tensor("V", Role.NUMBER, columns * (outputs - 1), frequencies),
          new Layer.Tensor("c", Role.NUMBER, columns, outputs - 1));
    }

    @Override
    public String toString() {
      return "pbld(" + frequencies + ", " + outputs + ", " + Activation.number(sigma) + ")";
    }
  }

  /// How many numbers leave for each column.
  int outputs();

  /// What is learned for this many columns.
  List<Layer.Tensor> tensors(int columns);
}
