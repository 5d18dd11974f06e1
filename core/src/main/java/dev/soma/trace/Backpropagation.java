package dev.soma.trace;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The gradient of J by backpropagation, in the lecture's three forms; all give the same numbers.
///
/// The forms differ in how they are written, not in what they compute: [Form#ELEMENTS] has a sum
/// for every delta_i, [Form#ROW] a matrix product for each row, [Form#ROWS] one matrix product for
/// all rows. delta belongs to one row and carries its weight w_k, but no 1/m; the gradients carry
/// 1/m and the penalties of [Cost].
public final class Backpropagation {
  /// How the algorithm is written.
  public enum Form {
    /// delta_i(l) = (sum_j W_ji(l) delta_j(l+1)) f'(z_i(l)); dW_ij(l) = a_j(l) delta_i(l+1).
    ELEMENTS,
    /// delta(l) = (W(l)^T delta(l+1)) o f'(z(l)); dW(l) = delta(l+1) a(l)^T.
    ROW,
    /// The same for m rows at once; dW(l) = Delta(l+1)^T A(l) / m, db(l) = Delta(l+1).col_avg().
    ROWS
  }

  /// The result of a forward and a backward pass.
  ///
  /// @param cost J in its parts
  /// @param parameters dJ/dW and dJ/db, penalties included
  /// @param inputs dJ/dx `[rows x s_1]`, with the 1/m of J
  public record Gradient(Cost.Value cost, ReferenceParameters parameters, DoubleMatrix inputs) {}

  /// What one layer made of one row, forward and backward; empty arrays where a layer has no such
  /// thing or the pass was forward only.
  ///
  /// @param in what enters the layer
  /// @param z W in + b; xhat of a normalisation; empty for other layers without W
  /// @param winner winning piece of each maxout unit
  /// @param factors what a scale or active dropout multiplies by; 1 / sqrt(variance + eps) of a
  ///   normalisation; null otherwise
  /// @param out what leaves the layer
  /// @param slope da/dz; empty for maxout, layers without W and where the loss is fused
  /// @param upstream dJ/d out; empty where the loss is fused
  /// @param delta dJ/dz; dJ/d in for layers without W
  /// @param gradients of the layer's tensors, in the order of [dev.soma.nn.Layer#tensors]; a vector
  ///   is one row
  record LayerPass(
      double[] in,
      double[] z,
      int[] winner,
      double @Nullable [] factors,
      double[] out,
      double[] slope,
      double[] upstream,
      double[] delta,
      double[][]... gradients) {
    /// The backward half, added to the forward half.
    LayerPass back(double[] slope, double[] upstream, double[] delta, double[][]... ownGradients) {
      return new LayerPass(in, z, winner, factors, out, slope, upstream, delta, ownGradients);
    }

    /// The same without the gradients of the layer's tensors.
    LayerPass withoutGradients() {
      return back(slope, upstream, delta);
    }

    /// A forward half.
    static LayerPass forward(
        double[] in, double[] z, int[] winner, double @Nullable [] factors, double[] out) {
      double[] none = {};
      return new LayerPass(in, z, winner, factors, out, none, none, none);
    }
  }

  /// One row through the network and back.
  ///
  /// @param loss w_k loss(a, y)
  /// @param layers in the order of [NetworkSpec#layers]
  /// @param inputs dJ/dx
  record RowPass(double loss, List<LayerPass> layers, double[] inputs) {}

  /// What a network makes of one row without a loss, dropout inactive: its scores, how they change
  /// with the row, and where they bend.
  ///
  /// The scores are z(n_l) where softmax, the logistic function, exp or the unit step follow, else
  /// a(n_l).
  public static final class Scores {
    private final ReferenceParameters p;
    private final List<LayerPass> passes;

    private Scores(ReferenceParameters p, List<LayerPass> passes) {
      this.p = p;
      this.passes = passes;
    }

    /// The scores of one row.
    ///
    /// @param p of a network without members ([ReferenceParameters#member] makes one)
    /// @param x a(1)
    /// @throws dev.soma.error.SomaException.Mismatch E520 if row and network do not fit
    public static Scores of(ReferenceParameters p, double[] x) {
      Rows row = Rows.of(new double[][] {x}, new double[][] {{}});
      row.check(p.spec());
      RowForm form = new RowForm(p, Cost.of(Loss.SQUARED_ERROR), row);
      return new Scores(p, form.forward().getFirst());
    }

    /// Whether the scores are z(n_l), not a(n_l).
    public static boolean beforeActivation(NetworkSpec spec) {
      return switch (spec.output().activation()) {
        case Activation.Softmax _,
            Activation.Logistic _,
            Activation.Exponential _,
            Activation.Step _ ->
            true;
        case Activation.Identity _,
            Activation.Tanh _,
            Activation.Relu _,
            Activation.LeakyRelu _,
            Activation.Abs _,
            Activation.Softplus _,
            Activation.Elu _,
            Activation.Selu _,
            Activation.Gelu _,
            Activation.Silu _,
            Activation.Mish _,
            Activation.Custom _ ->
            false;
      };
    }

    /// One number an output.
    public double[] values() {
      LayerPass last = passes.getLast();
      return (beforeActivation(p.spec()) ? last.z() : last.out()).clone();
    }

    /// d score / dx, one number an input.
    ///
    /// @param output whose score, from 0
    public double[] slopes(int output) {
      double[] one = new double[p.spec().outputs()];
      one[output] = 1;
      return back(one);
    }

    /// From d/d scores to d/dx, without the gradients of parameters.
    private double[] back(double[] scores) {
      boolean fused = beforeActivation(p.spec());
      double[][] links = new double[passes.size()][];
      double[] up = scores;
      for (int position = passes.size() - 1; position >= 0; position--) {
        links[position] = up;
        boolean isZ = fused && position == passes.size() - 1;
        up = through(position, up, isZ);
        for (int link : p.spec().linksFrom(position)) {
          up = RowForm.plus(up, links[link]);
        }
      }
      return up;
    }

    private double[] through(int position, double[] up, boolean isZ) {
      LayerPass pass = passes.get(position);
      double[][][] t = p.tensors(position);
      return switch (p.spec().layers().get(position)) {
        case Layer.Dense dense -> {
          double[] delta =
              isZ ? up : RowForm.hadamard(up, Textbook.derivatives(dense, pass.z(), t));
          yield RowForm.times(RowForm.transposeTimes(t[0], delta), dense.factor(pass.in().length));
        }
        case Layer.Maxout maxout ->
            RowForm.transposeTimes(t[0], RowForm.toWinners(maxout, up, pass.winner()));
        case Layer.Embedding e ->
            RowForm.embedding(e, p.spec(), t, pass.in()).backward(up).inputs();
        case Layer.Scale _ -> RowForm.hadamard(up, t[0][0]);
        case Layer.LayerNorm _ ->
            Textbook.throughNormalised(
                RowForm.hadamard(up, t[0][0]), pass.z(), RowForm.factor(pass));
        case Layer.BatchNorm _ ->
            RowForm.hadamard(RowForm.hadamard(up, t[0][0]), Objects.requireNonNull(pass.factors()));
        case Layer.Residual _, Layer.Dropout _ -> up;
        case Layer.Members m -> throw RowForm.unrolled(m);
      };
    }

    /// z_p - z_q of every two pieces p < q of each unit.
    private static double[] differences(Layer.Maxout maxout, double[] z) {
      int k = maxout.pieces();
      double[] all = new double[maxout.units() * k * (k - 1) / 2];
      for (int unit = 0, n = 0; unit < maxout.units(); unit++) {
        for (int q = 1; q < k; q++) {
          for (int piece = 0; piece < q; piece++) {
            all[n++] = z[unit * k + piece] - z[unit * k + q];
          }
        }
      }
      return all;
    }

    /// What changes its sign where a function of the network goes from one piece to another, in
    /// stages: each is linear in x between the changes of the stages before, if [#piecewiseLinear].
    public List<double[]> hinges() {
      List<double[]> stages = new ArrayList<>();
      for (int position = 0; position < passes.size(); position++) {
        LayerPass pass = passes.get(position);
        boolean last = position == passes.size() - 1 && beforeActivation(p.spec());
        switch (p.spec().layers().get(position)) {
          case Layer.Dense dense when !last && dense.activation().bends() -> stages.add(pass.z());
          case Layer.Maxout maxout -> stages.add(differences(maxout, pass.z()));
          case Layer.Embedding e ->
              stages.addAll(
                  RowForm.embedding(e, p.spec(), p.tensors(position), pass.in()).hinges());
          case Layer.Dense _,
              Layer.Members _,
              Layer.Scale _,
              Layer.LayerNorm _,
              Layer.BatchNorm _,
              Layer.Residual _,
              Layer.Dropout _ -> {}
        }
      }
      return stages;
    }

    /// Whether the scores are linear functions of x on each of finitely many pieces.
    public static boolean piecewiseLinear(NetworkSpec spec) {
      for (int position = 0; position < spec.layers().size(); position++) {
        boolean last = position == spec.layers().size() - 1;
        boolean linear =
            switch (spec.layers().get(position)) {
              case Layer.Dense dense ->
                  dense.activation().isPiecewiseLinear() || (last && beforeActivation(spec));
              case Layer.Embedding e -> !(e.numbers() instanceof NumberEmbedding.Pbld);
              case Layer.LayerNorm _ -> false;
              case Layer.Maxout _,
                  Layer.Members _,
                  Layer.Scale _,
                  Layer.BatchNorm _,
                  Layer.Residual _,
                  Layer.Dropout _ ->
                  true;
            };
        if (!linear) {
          return false;
        }
      }
      return true;
    }
  }

  private Backpropagation() {}

  /// The gradient, in this form.
  ///
  /// @throws dev.soma.error.SomaException.Usage E215 or E216 if the network cannot be trained with
  ///   the loss
  /// @throws dev.soma.error.SomaException.Mismatch E520 if rows and network do not fit
  public static Gradient gradient(Form form, ReferenceParameters p, Cost cost, Rows rows) {
    check(p.spec(), cost, rows);
    if (p.spec().members() > 1) {
      return new MemberNetworks(p).gradient(form, cost, rows);
    }
    if (form == Form.ROWS) {
      return new RowsForm(p, cost, rows).gradient();
    }
    boolean elements = form == Form.ELEMENTS;
    return average(
        p,
        cost,
        elements ? new ElementForm(p, cost, rows).passes() : new RowForm(p, cost, rows).passes());
  }

  /// The gradient, in the form for m rows.
  public static Gradient gradient(ReferenceParameters p, Cost cost, Rows rows) {
    return gradient(Form.ROWS, p, cost, rows);
  }

  /// J alone. The losses of the rows are added without loss (Neumaier, 1974): of ten thousand rows
  /// the rounding of a plain sum is as large as what a central difference looks for.
  public static Cost.Value cost(ReferenceParameters p, Cost cost, Rows rows) {
    check(p.spec(), cost, rows);
    if (p.spec().members() > 1) {
      return new MemberNetworks(p).cost(cost, rows);
    }
    RowForm form = new RowForm(p, cost, rows);
    double sum = 0;
    double lost = 0;
    List<List<LayerPass>> passes = form.forward();
    for (int k = 0; k < rows.count(); k++) {
      double loss = form.loss(passes.get(k), k);
      double more = sum + loss;
      lost += Math.abs(sum) >= Math.abs(loss) ? sum - more + loss : loss - more + sum;
      sum = more;
    }
    double all = Double.isFinite(sum) ? sum + lost : sum; // infinity less itself is no number
    return cost.value(all / rows.count(), p);
  }

  /// h(x) of each row of inputs `[rows x s_1]`, dropout inactive; any activation, the unit step
  /// too.
  ///
  /// @return `[rows x outputs]`
  public static DoubleMatrix outputs(ReferenceParameters p, double[][] x) {
    Rows rows = Rows.of(x, new double[x.length][0]);
    rows.check(p.spec());
    if (p.spec().members() > 1) {
      return new MemberNetworks(p).outputs(x);
    }
    RowForm form = new RowForm(p, Cost.of(Loss.SQUARED_ERROR), rows);
    double[][] a = new double[x.length][];
    List<List<LayerPass>> passes = form.forward();
    for (int k = 0; k < x.length; k++) {
      a[k] = passes.get(k).getLast().out();
    }
    return DoubleMatrix.of(a);
  }

  /// dJ/dW = (1/m) sum_k dJ_k/dW + penalties, dJ/db = (1/m) sum_k dJ_k/db.
  static Gradient average(ReferenceParameters p, Cost cost, List<RowPass> passes) {
    int m = passes.size();
    ReferenceParameters sum = ReferenceParameters.zeros(p.spec());
    double[][] inputs = new double[m][];
    double loss = 0;
    for (int k = 0; k < m; k++) {
      RowPass pass = passes.get(k);
      loss += pass.loss();
      inputs[k] = RowForm.times(pass.inputs(), 1.0 / m);
      for (int position = 0; position < pass.layers().size(); position++) {
        double[][][] tensors = sum.tensors(position);
        for (int t = 0; t < tensors.length; t++) {
          add(pass.layers().get(position).gradients()[t], tensors[t]);
        }
      }
    }
    divideAndPenalise(sum, p, cost, m);
    return new Gradient(cost.value(loss / m, p), sum, DoubleMatrix.of(inputs));
  }

  static void add(double[][] gradient, double[][] sum) {
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[i].length; j++) {
        sum[i][j] += gradient[i][j];
      }
    }
  }

  /// Sums over the rows times 1/m, and the penalties of the weights.
  static void divideAndPenalise(ReferenceParameters sum, ReferenceParameters p, Cost cost, int m) {
    for (int position = 0; position < p.spec().layers().size(); position++) {
      for (double[][] tensor : sum.tensors(position)) {
        for (double[] row : tensor) {
          for (int j = 0; j < row.length; j++) {
            row[j] /= m;
          }
        }
      }
    }
    for (int l = 1; l <= p.count(); l++) {
      double[][] w = p.w(l);
      double[][] dW = sum.w(l);
      for (int i = 0; i < w.length; i++) {
        for (int j = 0; j < w[i].length; j++) {
          dW[i][j] += cost.slope(w[i][j]);
        }
      }
    }
  }

  static void check(NetworkSpec spec, Cost cost, Rows rows) {
    cost.loss().check(spec);
    rows.check(spec);
    for (int k = 0; k < rows.count(); k++) {
      cost.checkTarget(rows.y(k), spec.outputs());
    }
  }
}
