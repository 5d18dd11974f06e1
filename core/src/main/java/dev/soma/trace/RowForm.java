package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.Backpropagation.RowPass;
import dev.soma.trace.embed.EmbeddingForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Backpropagation of one row, vectorised: matrix times vector, and element-wise products.
final class RowForm {
  private final ReferenceParameters p;
  private final Cost cost;
  private final Rows rows;
  private final List<Layer> layers;

  RowForm(ReferenceParameters p, Cost cost, Rows rows) {
    this.p = p;
    this.cost = cost;
    this.rows = rows;
    this.layers = p.spec().layers();
  }

  /// z(l+1) = W(l) a(l) + b(l), a(l+1) = f(z(l+1)) for every row, one layer after the other.
  ///
  /// @return the layers of each row
  List<List<LayerPass>> forward() {
    List<List<LayerPass>> passes = new ArrayList<>();
    for (int k = 0; k < rows.count(); k++) {
      passes.add(new ArrayList<>());
    }
    double[][] a = new double[rows.count()][];
    for (int k = 0; k < a.length; k++) {
      a[k] = rows.x(k);
    }
    for (int position = 0; position < layers.size(); position++) {
      Textbook.Columns columns = columns(position, a);
      for (int k = 0; k < a.length; k++) {
        LayerPass pass =
            layers.get(position) instanceof Layer.Residual r
                ? linked(a[k], passes.get(k).get(position - r.span()).in())
                : columns == null
                    ? forward(position, k, a[k])
                    : normalised(position, k, a[k], columns);
        passes.get(k).add(pass);
        a[k] = pass.out();
      }
    }
    return passes;
  }

  /// a plus what entered a layer before.
  static LayerPass linked(double[] a, double[] before) {
    return LayerPass.forward(a, new double[0], new int[0], null, plus(a, before));
  }

  /// What a normalisation over rows makes of them, before gamma and beta; null for other layers.
  private Textbook.@Nullable Columns columns(int position, double[][] a) {
    return layers.get(position) instanceof Layer.BatchNorm norm
        ? Textbook.Columns.of(norm, a, p.tensors(position), rows.together())
        : null;
  }

  private LayerPass normalised(int position, int k, double[] a, Textbook.Columns columns) {
    double[][][] t = p.tensors(position);
    double[] xhat = columns.xhat()[k];
    double[] out = plus(hadamard(xhat, t[0][0]), t[1][0]);
    return LayerPass.forward(a, xhat, new int[0], columns.perDeviation(), out);
  }

  private LayerPass forward(int position, int k, double[] a) {
    double[][][] t = p.tensors(position);
    double[] none = {};
    return switch (layers.get(position)) {
      case Layer.Dense dense -> {
        double[] z = plus(times(times(t[0], a), dense.factor(a.length)), t[1][0]);
        if (position == layers.size() - 1) {
          Arrays.setAll(z, i -> z[i] + rows.offset(k));
        }
        yield LayerPass.forward(a, z, new int[0], null, Textbook.values(dense, z, t));
      }
      case Layer.Maxout maxout -> {
        double[] z = plus(times(t[0], a), t[1][0]);
        int[] winner = winners(maxout, z);
        yield LayerPass.forward(a, z, winner, null, winning(maxout, z, winner));
      }
      case Layer.Members m -> throw unrolled(m);
      case Layer.Embedding e ->
          LayerPass.forward(a, none, new int[0], null, embedding(e, p.spec(), t, a).forward());
      case Layer.Scale _ -> LayerPass.forward(a, none, new int[0], t[0][0], hadamard(a, t[0][0]));
      case Layer.LayerNorm norm -> {
        double[] xhat = Textbook.normalised(a, norm.eps());
        double[] factor = {Textbook.perDeviation(a, norm.eps())};
        double[] out = plus(hadamard(xhat, t[0][0]), t[1][0]);
        yield LayerPass.forward(a, xhat, new int[0], factor, out);
      }
      case Layer.BatchNorm _, Layer.Residual _ ->
          throw new IllegalStateException(layers.get(position) + " has a form of its own");
      case Layer.Dropout _ -> {
        double[] r = rows.factors(p.spec(), position, k);
        double[] out = r == null ? a : hadamard(a, r);
        yield LayerPass.forward(a, none, new int[0], r, out);
      }
    };
  }

  /// w_k loss(a, y) after [#forward].
  double loss(List<LayerPass> passes, int k) {
    LayerPass last = passes.getLast();
    double[] y = cost.target(rows.y(k), p.spec().outputs());
    return rows.weight(k) * Textbook.loss(cost.loss(), last.z(), last.out(), y);
  }

  /// Every row forward and backward, one layer after the other; dW and delta carry w_k, but no 1/m
  /// and no penalties.
  List<RowPass> passes() {
    List<List<LayerPass>> all = forward();
    double[][] inputs = back(all, 0, true);
    List<RowPass> passes = new ArrayList<>();
    for (int k = 0; k < inputs.length; k++) {
      passes.add(new RowPass(loss(all.get(k), k), all.get(k), inputs[k]));
    }
    return passes;
  }

  /// Adds the backward halves, from the last layer to one before.
  ///
  /// @param all the forward halves of each row
  /// @param from index of the last layer that is gone through
  /// @param gradients whether dW and db are kept, which are much larger than all else
  /// @return dJ/d in of that layer
  double[][] back(List<List<LayerPass>> all, int from, boolean gradients) {
    double[][] upstream = new double[all.size()][];
    for (int k = 0; k < upstream.length; k++) {
      double[] y = cost.target(rows.y(k), p.spec().outputs());
      upstream[k] = lossSlopes(cost, all.get(k).getLast().out(), y, rows.weight(k));
    }
    for (int position = layers.size() - 1; position >= from; position--) {
      double[][] through = throughColumns(position, all, upstream);
      for (int k = 0; k < upstream.length; k++) {
        LayerPass forward = all.get(k).get(position);
        LayerPass pass =
            layers.get(position) instanceof Layer.BatchNorm
                ? normalised(forward, upstream[k], through[k])
                : backward(position, forward, upstream[k]);
        all.get(k).set(position, gradients ? pass : pass.withoutGradients());
        upstream[k] = downstream(position, pass);
        for (int link : p.spec().linksFrom(position)) {
          upstream[k] = plus(upstream[k], all.get(k).get(link).delta());
        }
      }
    }
    return upstream;
  }

  /// dJ/d in of every row of a normalisation over rows; no rows for other layers.
  private double[][] throughColumns(int position, List<List<LayerPass>> all, double[][] upstream) {
    double[][] u = new double[upstream.length][];
    double[][] in = new double[upstream.length][];
    for (int k = 0; k < u.length; k++) {
      in[k] = all.get(k).get(position).in();
    }
    Textbook.Columns columns = columns(position, in);
    if (columns == null) {
      return new double[0][];
    }
    for (int k = 0; k < u.length; k++) {
      u[k] = hadamard(upstream[k], p.tensors(position)[0][0]);
    }
    return columns.through(u, rows.together());
  }

  /// The gradients of gamma, beta, and of the running mean and variance, which are 0.
  static LayerPass normalised(LayerPass pass, double[] upstream, double[] delta) {
    double[] none = {};
    double[][] dgamma = {hadamard(upstream, pass.z())};
    double[][] dbeta = {upstream};
    double[][] zero = new double[1][upstream.length];
    return pass.back(none, upstream, delta, dgamma, dbeta, zero, zero);
  }

  private LayerPass backward(int position, LayerPass pass, double[] upstream) {
    boolean fused = position == layers.size() - 1 && cost.loss().fused();
    double[] none = {};
    double[][][] t = p.tensors(position);
    return switch (layers.get(position)) {
      case Layer.Dense dense -> back(dense, pass, upstream, fused, t);
      case Layer.Maxout maxout -> {
        double[] delta = toWinners(maxout, upstream, pass.winner());
        double[][] db = {delta};
        yield pass.back(none, upstream, delta, outer(delta, pass.in()), db);
      }
      case Layer.Members m -> throw unrolled(m);
      case Layer.Embedding e -> {
        EmbeddingForm.Back back = embedding(e, p.spec(), t, pass.in()).backward(upstream);
        yield pass.back(none, upstream, back.inputs(), back.gradients());
      }
      case Layer.Scale _ -> {
        double[][] dg = {hadamard(upstream, pass.in())};
        yield pass.back(none, upstream, hadamard(upstream, t[0][0]), dg);
      }
      case Layer.LayerNorm _ -> {
        double[] u = hadamard(upstream, t[0][0]);
        double[] delta = Textbook.throughNormalised(u, pass.z(), factor(pass));
        double[][] dgamma = {hadamard(upstream, pass.z())};
        double[][] dbeta = {upstream};
        yield pass.back(none, upstream, delta, dgamma, dbeta);
      }
      case Layer.BatchNorm _ -> throw new IllegalStateException("rows depend on each other");
      case Layer.Residual _ -> pass.back(none, upstream, upstream);
      case Layer.Dropout _ -> {
        double[] r = pass.factors();
        yield pass.back(none, upstream, r == null ? upstream : hadamard(upstream, r));
      }
    };
  }

  /// dJ/d in of a layer: W^T delta, or delta itself of a layer without W.
  private double[] downstream(int position, LayerPass pass) {
    if (layers.get(position).weightRows() == 0) {
      return pass.delta();
    }
    double factor = ElementForm.factor(layers.get(position), pass.in().length);
    return times(transposeTimes(p.tensors(position)[0], pass.delta()), factor);
  }

  /// 1 / sqrt(variance + eps) of a row that was normalised.
  static double factor(LayerPass pass) {
    return Objects.requireNonNull(pass.factors())[0];
  }

  /// delta = dJ/da o f'(z), or what the loss gives.
  private static LayerPass back(
      Layer.Dense dense, LayerPass pass, double[] upstream, boolean fused, double[][][] tensors) {
    double[] slope = fused ? new double[0] : Textbook.derivatives(dense, pass.z(), tensors);
    double[] delta = fused ? upstream : hadamard(upstream, slope);
    return pass.back(slope, upstream, delta, gradients(dense, pass, upstream, delta));
  }

  /// Members are networks of their own here ([MemberNetworks]).
  static IllegalArgumentException unrolled(Layer.Members layer) {
    return new IllegalArgumentException(layer + " is taken member by member");
  }

  static EmbeddingForm embedding(
      Layer.Embedding e, NetworkSpec spec, double[][][] tensors, double[] x) {
    return new EmbeddingForm(e, spec.input(), tensors, x);
  }

  /// dW = delta in^T, divided by sqrt(inputs) if the product is; db = delta; dalpha = upstream o
  /// (f(z) - z).
  static double[][][] gradients(
      Layer.Dense dense, LayerPass pass, double[] upstream, double[] delta) {
    double[][] dW = outer(times(delta, dense.factor(pass.in().length)), pass.in());
    double[][] db = {delta};
    if (!dense.parametric()) {
      return new double[][][] {dW, db};
    }
    double[] difference =
        plus(Textbook.values(dense.activation(), pass.z()), times(pass.z(), -1.0));
    return new double[][][] {dW, db, {hadamard(upstream, difference)}};
  }

  /// w_k dloss/da, or w_k dloss/dz where the loss is fused.
  static double[] lossSlopes(Cost cost, double[] a, double[] y, double weight) {
    double[] slopes = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      slopes[i] = weight * Textbook.slope(cost.loss(), a[i], y[i], a.length);
    }
    return slopes;
  }

  static int[] winners(Layer.Maxout maxout, double[] z) {
    int[] winner = new int[maxout.units()];
    for (int i = 0; i < winner.length; i++) {
      for (int piece = 1; piece < maxout.pieces(); piece++) {
        if (z[i * maxout.pieces() + piece] > z[i * maxout.pieces() + winner[i]]) {
          winner[i] = piece;
        }
      }
    }
    return winner;
  }

  static double[] winning(Layer.Maxout maxout, double[] z, int[] winner) {
    double[] a = new double[winner.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = z[i * maxout.pieces() + winner[i]];
    }
    return a;
  }

  static double[] toWinners(Layer.Maxout maxout, double[] upstream, int[] winner) {
    double[] delta = new double[maxout.weightRows()];
    for (int i = 0; i < upstream.length; i++) {
      delta[i * maxout.pieces() + winner[i]] = upstream[i];
    }
    return delta;
  }

  /// W a.
  static double[] times(double[][] w, double[] a) {
    double[] product = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < a.length; j++) {
        product[i] += w[i][j] * a[j];
      }
    }
    return product;
  }

  /// v s for a number s.
  static double[] times(double[] v, double s) {
    double[] product = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      product[i] = v[i] * s;
    }
    return product;
  }

  /// M s for a number s.
  static double[][] scaled(double[][] matrix, double s) {
    double[][] product = new double[matrix.length][];
    for (int i = 0; i < product.length; i++) {
      product[i] = times(matrix[i], s);
    }
    return product;
  }

  /// W^T d.
  static double[] transposeTimes(double[][] w, double[] d) {
    double[] product = new double[w[0].length];
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < product.length; j++) {
        product[j] += w[i][j] * d[i];
      }
    }
    return product;
  }

  /// u + v.
  static double[] plus(double[] u, double[] v) {
    double[] sum = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      sum[i] = u[i] + v[i];
    }
    return sum;
  }

  /// u o v, element by element.
  static double[] hadamard(double[] u, double[] v) {
    double[] product = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      product[i] = u[i] * v[i];
    }
    return product;
  }

  /// d a^T.
  static double[][] outer(double[] d, double[] a) {
    double[][] product = new double[d.length][a.length];
    for (int i = 0; i < d.length; i++) {
      for (int j = 0; j < a.length; j++) {
        product[i][j] = d[i] * a[j];
      }
    }
    return product;
  }
}
