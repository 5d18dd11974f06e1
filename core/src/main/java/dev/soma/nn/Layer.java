package dev.soma.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One layer of a network; the record is its whole description.
///
/// [Dense] and [Maxout] have parameters W(l), b(l) and are counted by the index l of the lecture;
/// [Embedding], [Scale] and [Dropout] change what enters the next of them and are not counted.
public sealed interface Layer {
  /// One tensor of a layer.
  ///
  /// @param letter of its name: `W`, `b`, `alpha`, `g`
  /// @param role what it does
  /// @param rows rows of a matrix, or entries of a vector
  /// @param cols columns of a matrix; 1 for a vector
  record Tensor(String letter, Role role, int rows, int cols) {}

  /// Number of units that leave the layer.
  ///
  /// @param in what enters: the inputs of the network, or numbers that left the layer before
  int outputs(InputShape in);

  /// Rows of W and entries of b: [#outputs] for [Dense], `units * pieces` for [Maxout], 0 for
  /// layers that are not counted.
  int weightRows();

  /// What the layer learns, in the order of the flat layout: W and b first, if it has them.
  ///
  /// @param in what enters
  default List<Tensor> tensors(InputShape in) {
    return weightRows() == 0
        ? List.of()
        : List.of(
            new Tensor("W", Role.WEIGHT, weightRows(), in.units()),
            new Tensor("b", Role.BIAS, weightRows(), 1));
  }

  /// z = W a + b, then f(z). W `[units x inputs]`, b `[units]`.
  ///
  /// In the neural-tangent parametrisation z = W a / sqrt(inputs) + b, which makes a step of one
  /// rate as large for a wide layer as for a narrow one. A parametric activation is z + alpha o
  /// (f(z) - z) with one learned alpha a unit, 1 at first; at 0 the unit is linear.
  ///
  /// Sources: Jacot et al., Neural Tangent Kernel, 2018; Holzmuller et al., Better by Default,
  /// 2024.
  ///
  /// @param units number of units, >= 1
  /// @param activation f
  /// @param ntp whether W a is divided by sqrt(inputs)
  /// @param parametric whether f is mixed with the identity by alpha `[units]`; for hidden layers
  record Dense(int units, Activation activation, boolean ntp, boolean parametric) implements Layer {
    /// Checks the number of units, and that softmax, exp and step have no alpha.
    public Dense {
      positive("units", units, 1);
      if (parametric
          && (activation instanceof Activation.Softmax
              || activation instanceof Activation.Exponential
              || activation instanceof Activation.Step)) {
        throw new IllegalArgumentException(activation + " cannot be parametric");
      }
    }

    /// z = W a + b, then f(z).
    public Dense(int units, Activation activation) {
      this(units, activation, false, false);
    }

    /// What W a is multiplied by: 1, or 1 / sqrt(inputs).
    public double factor(int inputs) {
      return ntp ? 1 / StrictMath.sqrt(inputs) : 1;
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      Tensor w = new Tensor("W", Role.WEIGHT, units, in.units());
      Tensor b = new Tensor("b", Role.BIAS, units, 1);
      return parametric
          ? List.of(w, b, new Tensor("alpha", Role.ACTIVATION, units, 1))
          : List.of(w, b);
    }

    @Override
    public int outputs(InputShape in) {
      return units;
    }

    @Override
    public int weightRows() {
      return units;
    }

    @Override
    public String toString() {
      String options = (ntp ? ", ntp" : "") + (parametric ? ", parametric" : "");
      return "Dense(" + units + ", " + activation + options + ")";
    }
  }

  /// The largest of `pieces` linear functions a unit. W `[units * pieces x inputs]`: piece p of
  /// unit i is row `i * pieces + p`. The gradient goes to the winning piece only, ties to the
  /// first.
  ///
  /// Source: Goodfellow et al., Maxout Networks, 2013.
  ///
  /// @param units number of units, >= 1
  /// @param pieces linear functions a unit, >= 2
  record Maxout(int units, int pieces) implements Layer {
    /// Checks both numbers.
    public Maxout {
      positive("units", units, 1);
      positive("pieces", pieces, 2);
      if ((long) units * pieces > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "units * pieces must be at most "
                + Integer.MAX_VALUE
                + ", got "
                + (long) units * pieces);
      }
    }

    @Override
    public int outputs(InputShape in) {
      return units;
    }

    @Override
    public int weightRows() {
      return units * pieces;
    }

    @Override
    public String toString() {
      return "Maxout(" + units + ", " + pieces + ")";
    }
  }

  /// The first layer of a network, if it is there: some numbers, and all categories, as vectors.
  ///
  /// What leaves are the outputs of the number embedding, column by column; the other numbers as
  /// they are; and for each category the row of its table E that belongs to the level, `size`
  /// numbers. The tables stand one below the other, each with the row of "none of them" first: E
  /// `[levels + 1 of all categories x size]`, at first N(0, 1).
  ///
  /// @param numbers what becomes of the first columns
  /// @param columns how many columns those are, >= 0
  /// @param size numbers for each category, >= 1; 0 leaves categories one-hot
  record Embedding(NumberEmbedding numbers, int columns, int size) implements Layer {
    /// Checks the ranges.
    public Embedding {
      positive("columns", columns, 0);
      positive("size", size, 0);
    }

    @Override
    public int outputs(InputShape in) {
      int categories = size == 0 ? in.units() - in.numbers() : in.categories() * size;
      return columns * numbers.outputs() + in.numbers() - columns + categories;
    }

    @Override
    public int weightRows() {
      return 0;
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      List<Tensor> all = new ArrayList<>(numbers.tensors(columns));
      if (looksUp(in)) {
        int rows = in.units() - in.numbers() + in.categories();
        all.add(new Tensor("E", Role.CATEGORY, rows, size));
      }
      return all;
    }

    /// Whether there is a table E: some categories, and numbers for them.
    public boolean looksUp(InputShape in) {
      return size > 0 && in.categories() > 0;
    }

    @Override
    public String toString() {
      return "Embedding(" + numbers + ", " + columns + ", " + size + ")";
    }
  }

  /// What [Embedding] makes of each number x_j: a small network of its own, with the same shape for
  /// every column and weights of its own.
  sealed interface NumberEmbedding {
    /// Passes x_j on as it is.
    record None() implements NumberEmbedding {
      @Override
      public int outputs() {
        return 1;
      }

      @Override
      public List<Tensor> tensors(int columns) {
        return List.of();
      }

      @Override
      public String toString() {
        return "none";
      }
    }

    /// Periodic, with a linear map and x_j itself ("PBLD"): h = cos(2 pi f x_j + p), e = V h + c,
    /// out = (e, x_j).
    ///
    /// f and p `[columns x frequencies]`, V `[columns * (outputs - 1) x frequencies]`, c `[columns
    /// x outputs - 1]`. f starts as N(0, sigma^2), p as U(-pi, pi), V and c as U(-r, r), r = 1 /
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
      public List<Tensor> tensors(int columns) {
        return List.of(
            new Tensor("f", Role.FREQUENCY, columns, frequencies),
            new Tensor("p", Role.PHASE, columns, frequencies),
            new Tensor("V", Role.NUMBER, columns * (outputs - 1), frequencies),
            new Tensor("c", Role.NUMBER, columns, outputs - 1));
      }

      @Override
      public String toString() {
        return "pbld(" + frequencies + ", " + outputs + ", " + Activation.number(sigma) + ")";
      }
    }

    /// Piecewise linear ("PLE"): h_m = (x_j - t_m) / (t_m+1 - t_m), at most 1 but in the last bin
    /// and at least 0 but in the first; out = f(V h + c), f the identity or ReLU.
    ///
    /// t `[columns x bins + 1]` are the edges of the bins, ascending: quantiles of the training
    /// rows ([dev.soma.train.start]), which the optimizer leaves alone; before there are rows,
    /// equal bins from -2 to 2. V `[columns * outputs x bins]`, c `[columns x outputs]`, both at
    /// first U(-r, r), r = 1 / sqrt(bins). The first and the last bin have no end, so x_j itself is
    /// among what V h + c can be. Source: Gorishniy, Rubachev, Babenko, On Embeddings for Numerical
    /// Features, 2022.
    ///
    /// @param bins entries of h, >= 1
    /// @param outputs numbers for each x_j, >= 1
    /// @param relu whether f is ReLU
    record Ple(int bins, int outputs, boolean relu) implements NumberEmbedding {
      /// Checks the ranges.
      public Ple {
        positive("bins", bins, 1);
        positive("outputs", outputs, 1);
      }

      @Override
      public List<Tensor> tensors(int columns) {
        return List.of(
            new Tensor("t", Role.EDGE, columns, bins + 1),
            new Tensor("V", Role.NUMBER, columns * outputs, bins),
            new Tensor("c", Role.NUMBER, columns, outputs));
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

    /// Whether the last of them is x_j itself.
    default boolean passesOn() {
      return true;
    }

    /// What is learned for this many columns.
    List<Tensor> tensors(int columns);
  }

  /// Each entry times a learned factor of its own, g `[inputs]`, 1 at first. Before the first W it
  /// lets the network choose among its inputs.
  ///
  /// Source: Holzmuller et al., Better by Default, 2024.
  record Scale() implements Layer {
    @Override
    public int outputs(InputShape in) {
      return in.units();
    }

    @Override
    public int weightRows() {
      return 0;
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      return List.of(new Tensor("g", Role.SCALE, in.units(), 1));
    }

    @Override
    public String toString() {
      return "Scale()";
    }
  }

  /// While training, each entry is 0 with probability `rate` and otherwise divided by 1 - rate; the
  /// identity at prediction time (inverted dropout).
  ///
  /// Source: Srivastava et al., 2014.
  ///
  /// @param rate probability of 0, in [0, 1)
  record Dropout(double rate) implements Layer {
    /// Checks the range.
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + rate);
      }
    }

    @Override
    public int outputs(InputShape in) {
      return in.units();
    }

    @Override
    public int weightRows() {
      return 0;
    }

    @Override
    public String toString() {
      return "Dropout(" + Activation.number(rate) + ")";
    }
  }

  private static void positive(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be >= %d, got %d", what, least, value));
    }
  }
}
