package dev.soma.nn;

import dev.soma.nn.check.Ranges;
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
    public int inner() {
      return 0;
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
      Ranges.atLeast("frequencies", frequencies, 1);
      Ranges.atLeast("outputs", outputs, 2);
      Ranges.above0("sigma", sigma);
    }

    @Override
    public int inner() {
      return frequencies;
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

  /// Piecewise linear ("PLE"): h_m = (x_j - t_m) / (t_m+1 - t_m), at most 1 but in the last bin and
  /// at least 0 but in the first; out = f(V h + c), f the identity or ReLU.
  ///
  /// t `[columns x bins + 1]` are the edges of the bins, ascending: quantiles of the training rows
  /// ([dev.soma.train.start]), which the optimizer leaves alone; before there are rows, equal bins
  /// from -2 to 2. V `[columns * outputs x bins]`, c `[columns x outputs]`, both at first U(-r, r),
  /// r = 1 / sqrt(bins). The first and the last bin have no end, so x_j itself is among what V h +
  /// c can be. Source: Gorishniy, Rubachev, Babenko, On Embeddings for Numerical Features, 2022.
  ///
  /// @param bins entries of h, >= 1
  /// @param outputs numbers for each x_j, >= 1
  /// @param relu whether f is ReLU
  record Ple(int bins, int outputs, boolean relu) implements NumberEmbedding {
    /// Checks the ranges.
    public Ple {
      Ranges.atLeast("bins", bins, 1);
      Ranges.atLeast("outputs", outputs, 1);
    }

    @Override
    public int inner() {
      return bins;
    }

    @Override
    public List<Layer.Tensor> tensors(int columns) {
      return List.of(
          new Layer.Tensor("t", Role.EDGE, columns, bins + 1),
          new Layer.Tensor("V", Role.NUMBER, columns * outputs, bins),
          new Layer.Tensor("c", Role.NUMBER, columns, outputs));
    }

    @Override
    public boolean passesOn() {
      return false;
    }

    @Override
    public String toString() {
      return "ple(" + bins + ", " + outputs + (relu ? ", relu" : "") + ")";
    }
  }

  /// How many numbers leave for each column.
  int outputs();

  /// Entries of h, between x_j and what leaves.
  int inner();

  /// Whether the last of them is x_j itself.
  default boolean passesOn() {
    return true;
  }

  /// The embedding of a text such as `none`, `pbld(16, 4, 0.1)` or `ple(16, 4)`.
  ///
  /// @throws dev.soma.error.SomaException.Usage E210 if it is none
  /// @throws IllegalArgumentException if a number is out of its range
  static NumberEmbedding parse(String text) {
    return SpecParser.numberEmbedding(text.strip().toLowerCase(Locale.ROOT), text);
  }

  /// What is learned for this many columns.
  List<Layer.Tensor> tensors(int columns);
}
