package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.Backpropagation.RowPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every number of a forward and a backward pass of one row or of m rows; immutable.
///
/// ```java
/// BackpropTrace trace =
///     BackpropTrace.of(parameters, new Cost(Loss.CROSS_ENTROPY, 0, 0.01), rows)
///         .withUpdate(0.5)
///         .withCheck("W1", 0, 0);
/// String text = TraceText.text(trace, Detail.DEFAULT);
/// ```
///
/// @param parameters W and b
/// @param cost J
/// @param rows x, y, row weights, dropout masks
/// @param classes names of the classes; empty for numbers from 1
/// @param targets y as vectors `[m x outputs]`, class numbers made one-hot
/// @param layers what each layer did, in the order of [NetworkSpec#layers]
/// @param gradient J in its parts, dW, db (penalties included) and dJ/dx
/// @param decisions one a row for classification; empty otherwise
/// @param pieces the active linear piece of each row; empty unless the network is piecewise linear
///   and has a hidden layer
/// @param update what a step would do; null if not asked for
/// @param check a parameter against its finite difference, and whether that is at a kink; null if
///   not asked for
public record BackpropTrace(
    ReferenceParameters parameters,
    Cost cost,
    Rows rows,
    List<String> classes,
    DoubleMatrix targets,
    List<LayerTrace> layers,
    Backpropagation.Gradient gradient,
    List<Decision> decisions,
    List<LinearPiece> pieces,
    @Nullable Update update,
    GradientCheck.@Nullable Comparison check) {

  /// One layer; a matrix has one row for each row of data, and no columns where a layer has no such
  /// thing.
  ///
  /// @param layer its description
  /// @param l the index of its W(l), from 1; for layers without W, that of the last W before it, or
  ///   0
  /// @param in what enters: a(l), or x
  /// @param z W(l) in + b(l); xhat of a normalisation; none for other layers without W
  /// @param winners winning piece of each maxout unit, from 0
  /// @param factors what a scale, or active dropout, multiplies by; 1 / sqrt(variance + eps) of a
  ///   normalisation; else none
  /// @param out what leaves: a(l + 1)
  /// @param slope da/dz; none for maxout, layers without W and where the loss is fused with f
  /// @param upstream dJ/d out; where the loss is fused, dJ/dz
  /// @param delta dJ/dz, without 1/m; dJ/d in for layers without W
  public record LayerTrace(
      Layer layer,
      int l,
      DoubleMatrix in,
      DoubleMatrix z,
      DoubleMatrix winners,
      DoubleMatrix factors,
      DoubleMatrix out,
      DoubleMatrix slope,
      DoubleMatrix upstream,
      DoubleMatrix delta) {}

  /// What the network decides for a row.
  ///
  /// @param classes the class number from 0, or 0/1 for each output; none if outputs are not finite
  /// @param right whether it is the target
  public record Decision(List<Integer> classes, boolean right) {}

  /// The linear function that a piecewise linear network computes around a row.
  ///
  /// @param slope `[outputs x s_1]`
  /// @param intercept `[1 x outputs]`
  /// @param ofOutput true if it gives a(nl) = slope x + intercept, false if it gives z(nl), before
  ///   a curved output activation
  public record LinearPiece(DoubleMatrix slope, DoubleMatrix intercept, boolean ofOutput) {}

  /// One step of plain gradient descent on these rows.
  ///
  /// @param rate eta
  /// @param after J with the new parameters, same rows
  /// @param outputs h(x) with the new parameters `[m x outputs]`
  public record Update(double rate, Cost.Value after, DoubleMatrix outputs) {}

  /// Copies the lists.
  public BackpropTrace {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
    decisions = List.copyOf(decisions);
    pieces = List.copyOf(pieces);
  }

  /// The trace of these rows.
  ///
  /// @param parameters of a network; where it has members the trace is that of the first of them,
  ///   [ReferenceParameters#member], without penalties, which are of the W that all share
  /// @throws dev.soma.error.SomaException.Usage E215 or E216 if the network cannot be trained with
  ///   the loss
  /// @throws dev.soma.error.SomaException.Mismatch E520 if rows and network do not fit
  public static BackpropTrace of(ReferenceParameters parameters, Cost cost, Rows rows) {
    NetworkSpec spec = parameters.spec();
    if (spec.members() > 1) {
      Rows first = new MemberNetworks(parameters).rows(rows, 0);
      return of(parameters.member(0), Cost.of(cost.loss()), first);
    }
    Backpropagation.check(spec, cost, rows);
    List<RowPass> passes = new RowForm(parameters, cost, rows).passes();
    List<LinearPiece> pieces = new ArrayList<>();
    List<Decision> decisions = new ArrayList<>();
    double[][] targets = new double[rows.count()][];
    for (int k = 0; k < rows.count(); k++) {
      RowPass pass = passes.get(k);
      targets[k] = cost.target(rows.y(k), spec.outputs());
      if (isPiecewiseLinear(spec)) {
        pieces.add(piece(parameters, pass.layers(), rows.offset(k)));
      }
      if (classifies(cost.loss())) {
        decisions.add(decide(cost.loss(), pass.layers().getLast(), targets[k]));
      }
    }
    return new BackpropTrace(
        parameters,
        cost,
        rows,
        List.of(),
        DoubleMatrix.of(targets),
        layers(spec, passes),
        Backpropagation.average(parameters, cost, passes),
        decisions,
        pieces,
        null,
        null);
  }

  /// What one layer does, with the numbers of [#of]: far cheaper than all of a trace of many rows.
  ///
  /// @param at index of the layer
  /// @param back whether slope, upstream and delta are there; else they are empty
  /// @throws dev.soma.error.SomaException as in [#of]
  public static LayerTrace layer(
      ReferenceParameters parameters, Cost cost, Rows rows, int at, boolean back) {
    NetworkSpec spec = parameters.spec();
    if (spec.members() > 1) {
      Rows first = new MemberNetworks(parameters).rows(rows, 0);
      return layer(parameters.member(0), Cost.of(cost.loss()), first, at, back);
    }
    Backpropagation.check(spec, cost, rows);
    RowForm form = new RowForm(parameters, cost, rows);
    List<List<LayerPass>> all = form.forward();
    if (back) {
      form.back(all, at, false);
    }
    List<RowPass> passes = all.stream().map(row -> new RowPass(0, row, new double[0])).toList();
    return layers(spec, passes).get(at);
  }

  private static List<LayerTrace> layers(NetworkSpec spec, List<RowPass> passes) {
    List<LayerTrace> layers = new ArrayList<>();
    int l = 0;
    for (int position = 0; position < spec.layers().size(); position++) {
      Layer layer = spec.layers().get(position);
      l += layer.weightRows() > 0 ? 1 : 0;
      layers.add(layer(layer, l, position, passes));
    }
    return layers;
  }

  /// The same trace with names for the classes: of the outputs for cross-entropy, of 0 and 1 for
  /// one logistic output.
  public BackpropTrace named(List<String> names) {
    return new BackpropTrace(
        parameters, cost, rows, names, targets, layers, gradient, decisions, pieces, update, check);
  }

  /// The same trace with what one step of gradient descent would do.
  ///
  /// @param rate eta, finite
  public BackpropTrace withUpdate(double rate) {
    ReferenceParameters after = parameters.minus(rate, gradient.parameters());
    List<List<LayerPass>> passes = new RowForm(after, cost, rows).forward();
    double[][] outputs = new double[m()][];
    for (int k = 0; k < m(); k++) {
      outputs[k] = passes.get(k).getLast().out();
    }
    Update step =
        new Update(rate, Backpropagation.cost(after, cost, rows), DoubleMatrix.of(outputs));
    return new BackpropTrace(
        parameters, cost, rows, classes, targets, layers, gradient, decisions, pieces, step, check);
  }

  /// The same trace with a finite-difference check of one parameter.
  ///
  /// @param tensor `W1`, `b1`, ...
  /// @param row i, from 0
  /// @param col j, from 0; 0 for b
  /// @throws IllegalArgumentException if there is no such tensor
  /// @throws IndexOutOfBoundsException if it has no such entry
  public BackpropTrace withCheck(String tensor, int row, int col) {
    GradientCheck.Comparison compared =
        GradientCheck.of(parameters, cost, rows).comparison(tensor, row, col);
    return new BackpropTrace(
        parameters,
        cost,
        rows,
        classes,
        targets,
        layers,
        gradient,
        decisions,
        pieces,
        update,
        compared);
  }

  /// `trace of 1 row through 2 -> Dense(1, logistic), J = 0.693`; `TraceText` writes out all of it.
  @Override
  public String toString() {
    String rows = m() == 1 ? "1 row" : m() + " rows";
    return "trace of " + rows + " through " + spec() + ", J = " + gradient.cost().total();
  }

  /// The network.
  public NetworkSpec spec() {
    return parameters.spec();
  }

  /// How many rows.
  public int m() {
    return rows.count();
  }

  /// Whether h is linear on each of its pieces, up to the output activation, and has a hidden
  /// layer.
  static boolean isPiecewiseLinear(NetworkSpec spec) {
    int hidden = 0;
    for (Layer layer : spec.layers().subList(0, spec.layers().size() - 1)) {
      if (layer instanceof Layer.Embedding
          || layer instanceof Layer.Members
          || layer instanceof Layer.LayerNorm
          || layer instanceof Layer.BatchNorm) {
        return false;
      }
      if (layer instanceof Layer.Dense d && !d.activation().isPiecewiseLinear()) {
        return false;
      }
      hidden += layer.weightRows() > 0 ? 1 : 0;
    }
    return hidden > 0;
  }

  private static LinearPiece piece(ReferenceParameters p, List<LayerPass> passes, double offset) {
    int inputs = passes.getFirst().in().length;
    double[][] slope = null; // the identity, of which no matrix is made where W(1) comes first
    double[] intercept = new double[inputs];
    boolean ofOutput = false;
    double[][][] slopes = new double[passes.size()][][]; // of what enters each layer
    double[][] intercepts = new double[passes.size()][];
    int l = 0;
    for (int position = 0; position < passes.size(); position++) {
      LayerPass pass = passes.get(position);
      Layer layer = p.spec().layers().get(position);
      slopes[position] = slope == null ? null : slope.clone();
      intercepts[position] = intercept.clone();
      if (layer.weightRows() > 0) {
        double[][] w = RowForm.scaled(p.w(++l), ElementForm.factor(layer, pass.in().length));
        slope = slope == null ? w : product(w, slope);
        intercept = RowForm.plus(RowForm.times(w, intercept), bias(p, l, offset));
      }
      slope = orIdentity(slope, inputs);
      switch (layer) {
        case Layer.Dense dense -> {
          ofOutput = dense.activation().isPiecewiseLinear();
          double[][][] t = p.tensors(position);
          scale(slope, intercept, ofOutput ? Textbook.derivatives(dense, pass.z(), t) : null);
        }
        case Layer.Maxout maxout -> {
          slope = winning(maxout, slope, pass.winner());
          intercept = RowForm.winning(maxout, intercept, pass.winner());
        }
        case Layer.Embedding _, Layer.Members _, Layer.LayerNorm _, Layer.BatchNorm _ ->
            throw new IllegalArgumentException("not linear: " + layer);
        case Layer.Residual r -> {
          slope = sum(slope, orIdentity(slopes[position - r.span()], inputs));
          intercept = RowForm.plus(intercept, intercepts[position - r.span()]);
        }
        case Layer.Scale _, Layer.Dropout _ -> scale(slope, intercept, pass.factors());
      }
    }
    return linearPiece(orIdentity(slope, inputs), intercept, ofOutput);
  }

  private static LinearPiece linearPiece(double[][] s, double[] c, boolean ofOutput) {
    return new LinearPiece(DoubleMatrix.of(s), DoubleMatrix.row(c), ofOutput);
  }

  /// b(l), and with it what is added to z of the last layer.
  private static double[] bias(ReferenceParameters p, int l, double offset) {
    double[] b = p.b(l).clone();
    if (l == p.count()) {
      Arrays.setAll(b, i -> b[i] + offset);
    }
    return b;
  }

  private static double[][] winning(Layer.Maxout maxout, double[][] slope, int[] winner) {
    double[][] chosen = new double[maxout.units()][];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = slope[i * maxout.pieces() + winner[i]];
    }
    return chosen;
  }

  private static double[][] orIdentity(double @Nullable [][] matrix, int n) {
    return matrix == null ? identity(n) : matrix;
  }

  private static double[][] identity(int n) {
    double[][] matrix = new double[n][n];
    for (int j = 0; j < n; j++) {
      matrix[j][j] = 1;
    }
    return matrix;
  }

  private static double[][] product(double[][] w, double[][] s) {
    double[][] product = new double[w.length][];
    Arrays.setAll(product, i -> RowForm.transposeTimes(s, w[i]));
    return product;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    Arrays.setAll(sum, i -> RowForm.plus(a[i], b[i]));
    return sum;
  }

  private static void scale(double[][] slope, double[] intercept, double @Nullable [] factors) {
    for (int i = 0; factors != null && i < factors.length; i++) {
      slope[i] = RowForm.times(slope[i], factors[i]);
      intercept[i] *= factors[i];
    }
  }

  private static boolean classifies(Loss loss) {
    return loss instanceof Loss.CrossEntropy || loss instanceof Loss.LogisticCrossEntropy;
  }

  /// By the sign of z (z >= 0), or the largest z, ties to the first: never by rounded
  /// probabilities.
  private static Decision decide(Loss loss, LayerPass last, double[] y) {
    double[] z = last.z();
    if (!Arrays.stream(last.out()).allMatch(Double::isFinite)) {
      return new Decision(List.of(), false);
    }
    if (loss instanceof Loss.CrossEntropy) {
      int best = 0;
      for (int i = 1; i < z.length; i++) {
        best = z[i] > z[best] ? i : best;
      }
      return new Decision(List.of(best), y[best] == 1);
    }
    List<Integer> decided = Arrays.stream(z).mapToObj(x -> x >= 0 ? 1 : 0).toList();
    List<Integer> truth = Arrays.stream(y).mapToObj(x -> x >= 0.5 ? 1 : 0).toList();
    return new Decision(decided, decided.equals(truth));
  }

  private static LayerTrace layer(Layer layer, int l, int position, List<RowPass> passes) {
    List<LayerPass> each = passes.stream().map(pass -> pass.layers().get(position)).toList();
    double[] none = {};
    return new LayerTrace(
        layer,
        l,
        stack(each.stream().map(LayerPass::in).toList()),
        stack(each.stream().map(LayerPass::z).toList()),
        stack(
            each.stream().map(p -> Arrays.stream(p.winner()).asDoubleStream().toArray()).toList()),
        stack(each.stream().map(p -> p.factors() == null ? none : p.factors()).toList()),
        stack(each.stream().map(LayerPass::out).toList()),
        stack(each.stream().map(LayerPass::slope).toList()),
        stack(each.stream().map(LayerPass::upstream).toList()),
        stack(each.stream().map(LayerPass::delta).toList()));
  }

  private static DoubleMatrix stack(List<double[]> rows) {
    return DoubleMatrix.of(rows.toArray(new double[0][]));
  }
}
