package dev.soma.nn;

import dev.soma.nn.check.Call;
import dev.soma.nn.check.Ranges;
import java.util.ArrayList;
import java.util.List;

/// One layer of a network; the record is its whole description.
///
/// [Dense] and [Maxout] have parameters W(l), b(l) and are counted by the index l of the lecture;
/// all others change what enters the next of them and are not counted.
public sealed interface Layer {
  /// One tensor of a layer.
  ///
  /// @param letter of its name: `W`, `b`, `alpha`, `g`
  /// @param role what it does
  /// @param rows rows of a matrix, or entries of a vector
  /// @param cols columns of a matrix; 1 for a vector
  record Tensor(String letter, Role role, int rows, int cols) {}

  /// Number of units that leave the layer: as many as enter, unless the layer says otherwise.
  ///
  /// @param in what enters: the inputs of the network, or numbers that left the layer before
  default int outputs(InputShape in) {
    return in.units();
  }

  /// Rows of W: units for [Dense], `units * pieces` for [Maxout], 0 for layers that are not
  /// counted. b has as many entries, or as many for each member.
  default int weightRows() {
    return 0;
  }

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
  /// After [Members], a and z hold the numbers of k members one after the other; they share W, and
  /// each has an s `[units]`, 1 at first, b and alpha of its own: z = s o W a + b.
  ///
  /// Sources: Jacot et al., Neural Tangent Kernel, 2018; Holzmuller et al., Better by Default,
  /// 2024; Wen, Tran, Ba, BatchEnsemble, 2020.
  ///
  /// @param units number of units, >= 1; of one member
  /// @param activation f
  /// @param ntp whether W a is divided by sqrt(inputs)
  /// @param parametric whether f is mixed with the identity by alpha `[units]`; for hidden layers
  /// @param members k, >= 1; 1 without members, and then there is no s
  record Dense(int units, Activation activation, boolean ntp, boolean parametric, int members)
      implements Layer {
    /// Checks the number of units, and that softmax, exp and step have no alpha.
    public Dense {
      Ranges.atLeast("units", units, 1);
      Ranges.atLeast("members", members, 1);
      Ranges.countable("units * members", (long) units * members);
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

    /// A layer without members.
    public Dense(int units, Activation activation, boolean ntp, boolean parametric) {
      this(units, activation, ntp, parametric, 1);
    }

    /// The same with as many members as there are after these layers.
    public Dense after(List<Layer> before) {
      int members = 1;
      for (Layer layer : before) {
        members = layer instanceof Members m ? m.members() : members;
      }
      return new Dense(units, activation, ntp, parametric, members);
    }

    /// What W a is multiplied by: 1, or 1 / sqrt(inputs).
    ///
    /// @param inputs that enter a unit
    public double factor(int inputs) {
      return ntp ? 1 / StrictMath.sqrt(inputs) : 1;
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      List<Tensor> all = new ArrayList<>();
      all.add(new Tensor("W", Role.WEIGHT, units, in.units() / members));
      all.add(new Tensor("b", Role.BIAS, units * members, 1));
      if (members > 1) {
        all.add(new Tensor("s", Role.MEMBER, members, units));
      }
      if (parametric) {
        all.add(new Tensor("alpha", Role.ACTIVATION, units * members, 1));
      }
      return all;
    }

    @Override
    public int outputs(InputShape in) {
      return units * members;
    }

    @Override
    public int weightRows() {
      return units;
    }

    @Override
    public String toString() {
      String options = (ntp ? ", ntp" : "") + (parametric ? ", parametric" : "");
      options += members > 1 ? ", members(" + members + ")" : "";
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
      Ranges.atLeast("units", units, 1);
      Ranges.atLeast("pieces", pieces, 2);
      Ranges.countable("units * pieces", (long) units * pieces);
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
      Ranges.atLeast("columns", columns, 0);
      Ranges.atLeast("size", size, 0);
    }

    @Override
    public int outputs(InputShape in) {
      long categories = size == 0 ? in.units() - in.numbers() : (long) in.categories() * size;
      long embedded = (long) columns * numbers.outputs();
      return Math.toIntExact(embedded + in.numbers() - columns + categories);
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

  /// Each entry times a learned factor of its own, g `[inputs]`, 1 at first. Before the first W it
  /// lets the network choose among its inputs.
  ///
  /// Source: Holzmuller et al., Better by Default, 2024.
  record Scale() implements Layer {
    @Override
    public List<Tensor> tensors(InputShape in) {
      return List.of(new Tensor("g", Role.SCALE, in.units(), 1));
    }

    @Override
    public String toString() {
      return "Scale()";
    }
  }

  /// The start of k networks in one: every row k times, each time with factors of its own, r_i o x
  /// for member i, one after the other. r `[members x inputs]`, each at first 1 or -1.
  ///
  /// What follows belongs to the members: [Dense] with as many `members` shares W among them, a
  /// [Scale] has a factor for each input of each, and [Dropout] draws for each. The loss of a row
  /// is the mean of those of its members, its prediction the mean of their outputs. With a [Scale]
  /// before each later [Dense] this is TabM but for its output layer, where members have a W each.
  ///
  /// Source: Gorishniy, Kotelnikov, Babenko, TabM, 2025.
  ///
  /// @param members k, >= 2
  record Members(int members) implements Layer {
    /// Checks the number.
    public Members {
      Ranges.atLeast("members", members, 2);
    }

    @Override
    public int outputs(InputShape in) {
      return Math.multiplyExact(members, in.units());
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      return List.of(new Tensor("r", Role.MEMBER, members, in.units()));
    }

    @Override
    public String toString() {
      return "Members(" + members + ")";
    }
  }

  /// Each row made to have mean 0 and variance 1, then times gamma, plus beta: xhat = (x - mean) /
  /// sqrt(variance + eps), out = gamma o xhat + beta. Mean and (biased) variance are those of the
  /// units of the row, so rows do not depend on each other. gamma `[units]`, 1 at first; beta
  /// `[units]`, 0 at first. A row of equal numbers becomes beta, as far as their mean is not
  /// rounded.
  ///
  /// Source: Ba et al., Layer Normalization, 2016.
  ///
  /// @param eps what is added to the variance, > 0
  record LayerNorm(double eps) implements Layer {
    /// Checks the range.
    public LayerNorm {
      Ranges.above0("eps", eps);
    }

    /// With eps = 1e-5.
    public LayerNorm() {
      this(EPS);
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      return gainAndShift(in);
    }

    @Override
    public String toString() {
      return eps == EPS ? "LayerNorm()" : "LayerNorm(" + Activation.number(eps) + ")";
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
        throw new IllegalArgumentException(
            "dropout rate must be in [0, 1), got " + Call.number(rate));
      }
    }

    @Override
    public String toString() {
      return "Dropout(" + Activation.number(rate) + ")";
    }
  }

  /// Each unit made to have mean 0 and variance 1 over the rows of a batch, then times gamma, plus
  /// beta, as in [LayerNorm]. While training, mean and (biased) variance are those of the batch,
  /// each row counting once whatever its weight, and move running ones: running = (1 - momentum)
  /// running + momentum new, the variance then divided by rows - 1. Otherwise the running ones are
  /// used, so that a row is predicted as it would be alone; and so is a training batch of one row,
  /// which leaves them as they are.
  ///
  /// gamma, beta, mean and var `[units]`; mean and var are saved like the others, but no optimizer
  /// changes them. They are 0 and 1 at first.
  ///
  /// Source: Ioffe and Szegedy, Batch Normalization, 2015.
  ///
  /// @param momentum share of a new batch in the running mean and variance, in (0, 1]
  /// @param eps what is added to the variance, > 0
  record BatchNorm(double momentum, double eps) implements Layer {
    /// Checks the ranges.
    public BatchNorm {
      Ranges.above0("momentum", momentum);
      Ranges.above0("eps", eps);
      if (momentum > 1) {
        throw new IllegalArgumentException("momentum must be <= 1, got " + Call.number(momentum));
      }
    }

    /// With momentum 0.1 and eps = 1e-5.
    public BatchNorm() {
      this(MOMENTUM, EPS);
    }

    @Override
    public List<Tensor> tensors(InputShape in) {
      List<Tensor> all = new ArrayList<>(gainAndShift(in));
      all.add(new Tensor("mean", Role.MEAN, in.units(), 1));
      all.add(new Tensor("var", Role.VARIANCE, in.units(), 1));
      return all;
    }

    @Override
    public String toString() {
      String m = Activation.number(momentum);
      return eps != EPS
          ? "BatchNorm(" + m + ", " + Activation.number(eps) + ")"
          : momentum != MOMENTUM ? "BatchNorm(" + m + ")" : "BatchNorm()";
    }
  }

  /// Adds what entered the n-th layer before it: a residual (skip) connection around n layers,
  /// which must end as wide as they began. Every layer of the list counts.
  ///
  /// Source: He et al., Deep Residual Learning for Image Recognition, 2015.
  ///
  /// @param span n, >= 1
  record Residual(int span) implements Layer {
    /// Checks the range.
    public Residual {
      Ranges.atLeast("layers", span, 1);
    }

    @Override
    public String toString() {
      return "Residual(" + span + ")";
    }
  }

  /// The usual eps of normalisations.
  double EPS = 1e-5;

  /// The usual momentum of [BatchNorm].
  double MOMENTUM = 0.1;

  private static List<Tensor> gainAndShift(InputShape in) {
    return List.of(
        new Tensor("gamma", Role.GAIN, in.units(), 1),
        new Tensor("beta", Role.SHIFT, in.units(), 1));
  }
}
