package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.Backpropagation.RowPass;
import dev.soma.trace.embed.EmbeddingForm;
import java.util.ArrayList;
import java.util.List;

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

  /// z(l+1) = W(l) a(l) + b(l), a(l+1) = f(z(l+1)) for row k.
  List<LayerPass> forward(int k) {
    List<LayerPass> passes = new ArrayList<>();
    double[] a = rows.x(k);
    for (int position = 0; position < layers.size(); position++) {
      double[][][] t = p.tensors(position);
      LayerPass pass =
          switch (layers.get(position)) {
            case Layer.Dense dense -> {
              double[] z = plus(times(times(t[0], a), dense.factor(a.length)), t[1][0]);
              yield LayerPass.forward(a, z, new int[0], null, Textbook.values(dense, z, t));
            }
            case Layer.Maxout maxout -> {
              double[] z = plus(times(t[0], a), t[1][0]);
              int[] winner = winners(maxout, z);
              yield LayerPass.forward(a, z, winner, null, winning(maxout, z, winner));
            }
            case Layer.Members m -> throw unrolled(m);
            case Layer.Embedding e ->
                LayerPass.forward(
                    a, new double[0], new int[0], null, embedding(e, p.spec(), t, a).forward());
            case Layer.Scale _ ->
                LayerPass.forward(a, new double[0], new int[0], t[0][0], hadamard(a, t[0][0]));
            case Layer.Dropout _ -> {
              double[] r = rows.factors(p.spec(), position, k);
              double[] out = r == null ? a : hadamard(a, r);
              yield LayerPass.forward(a, new double[0], new int[0], r, out);
            }
          };
      passes.add(pass);
      a = pass.out();
    }
    return passes;
  }

  /// w_k loss(a, y) after [#forward].
  double loss(List<LayerPass> passes, int k) {
    LayerPass last = passes.getLast();
    double[] y = cost.target(rows.y(k), p.spec().outputs());
    return rows.weight(k) * Textbook.loss(cost.loss(), last.z(), last.out(), y);
  }

  /// Row k forward and backward; dW and delta carry w_k, but no 1/m and no penalties.
  RowPass pass(int k) {
    List<LayerPass> passes = forward(k);
    double loss = loss(passes, k);
    double[] y = cost.target(rows.y(k), p.spec().outputs());
    double[] upstream = lossSlopes(cost, passes.getLast().out(), y, rows.weight(k));
    double[] none = {};
    for (int position = layers.size() - 1; position >= 0; position--) {
      LayerPass pass = passes.get(position);
      boolean fused = position == layers.size() - 1 && cost.loss().fused();
      double[][][] t = p.tensors(position);
      switch (layers.get(position)) {
        case Layer.Dense dense -> passes.set(position, back(dense, pass, upstream, fused, t));
        case Layer.Maxout maxout -> {
          double[] delta = toWinners(maxout, upstream, pass.winner());
          double[][] dW = outer(delta, pass.in());
          passes.set(position, pass.back(none, upstream, delta, dW, new double[][] {delta}));
        }
        case Layer.Members m -> throw unrolled(m);
        case Layer.Embedding e -> {
          EmbeddingForm.Back back = embedding(e, p.spec(), t, pass.in()).backward(upstream);
          passes.set(position, pass.back(none, upstream, back.inputs(), back.gradients()));
        }
        case Layer.Scale _ -> {
          double[] delta = hadamard(upstream, t[0][0]);
          double[][] dg = {hadamard(upstream, pass.in())};
          passes.set(position, pass.back(none, upstream, delta, dg));
        }
        case Layer.Dropout _ -> {
          double[] delta = pass.factors() == null ? upstream : hadamard(upstream, pass.factors());
          passes.set(position, pass.back(none, upstream, delta));
        }
      }
      upstream = passes.get(position).delta(); // dJ/d in already of a layer without W
      if (layers.get(position).weightRows() > 0) {
        double factor = ElementForm.factor(layers.get(position), pass.in().length);
        upstream = times(transposeTimes(t[0], upstream), factor);
      }
    }
    return new RowPass(loss, passes, upstream);
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
