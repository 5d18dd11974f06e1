package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.Backpropagation.RowPass;
import dev.soma.trace.embed.EmbeddingForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Backpropagation per element: every z_i, delta_i and dW_ij is a sum of its own.
final class ElementForm {
  private final ReferenceParameters p;
  private final Cost cost;
  private final Rows rows;
  private final List<Layer> layers;

  ElementForm(ReferenceParameters p, Cost cost, Rows rows) {
    this.p = p;
    this.cost = cost;
    this.rows = rows;
    this.layers = p.spec().layers();
  }

  /// Row k forward and backward; dW and delta carry w_k, but no 1/m and no penalties.
  RowPass pass(int k) {
    List<LayerPass> passes = new ArrayList<>();
    double[] a = rows.x(k); // a(1) = x
    for (int position = 0; position < layers.size(); position++) {
      LayerPass pass = forward(layers.get(position), position, a, k);
      passes.add(pass);
      a = pass.out();
    }
    double[] y = cost.target(rows.y(k), p.spec().outputs());
    double[] z = passes.getLast().z();
    double loss = rows.weight(k) * Textbook.loss(cost.loss(), z, a, y);
    for (int position = layers.size() - 1; position >= 0; position--) {
      passes.set(position, backward(position, passes, y, rows.weight(k)));
    }
    double[] inputs = new double[rows.x(k).length];
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = downstream(0, j, passes);
    }
    return new RowPass(loss, passes, inputs);
  }

  private LayerPass forward(Layer layer, int position, double[] a, int k) {
    double[] z = new double[layer.weightRows()];
    double[][][] t = p.tensors(position);
    for (int i = 0; i < z.length; i++) { // z_i(l+1) = sum_j W_ij(l) a_j(l) + b_i(l)
      for (int j = 0; j < a.length; j++) {
        z[i] += t[0][i][j] * a[j];
      }
      z[i] = z[i] * factor(layer, a.length) + t[1][0][i];
    }
    return switch (layer) {
      case Layer.Dense dense ->
          LayerPass.forward(a, z, new int[0], null, Textbook.values(dense, z, t));
      case Layer.Maxout maxout -> {
        int[] winner = new int[maxout.units()];
        double[] out = new double[maxout.units()];
        for (int i = 0; i < out.length; i++) { // a_i = max_piece z_i,piece; ties to the first
          for (int piece = 1; piece < maxout.pieces(); piece++) {
            if (z[i * maxout.pieces() + piece] > z[i * maxout.pieces() + winner[i]]) {
              winner[i] = piece;
            }
          }
          out[i] = z[i * maxout.pieces() + winner[i]];
        }
        yield LayerPass.forward(a, z, winner, null, out);
      }
      case Layer.Members m -> throw RowForm.unrolled(m);
      case Layer.Embedding e ->
          LayerPass.forward(a, z, new int[0], null, RowForm.embedding(e, p.spec(), t, a).forward());
      case Layer.Scale _ -> LayerPass.forward(a, z, new int[0], t[0][0], each(a, t[0][0]));
      case Layer.Dropout _ -> {
        double[] factors = rows.factors(p.spec(), position, k);
        yield LayerPass.forward(a, z, new int[0], factors, each(a, factors));
      }
    };
  }

  /// a_i r_i, or a_i where there are no factors.
  private static double[] each(double[] a, double @Nullable [] factors) {
    double[] out = a.clone();
    for (int i = 0; factors != null && i < out.length; i++) {
      out[i] *= factors[i];
    }
    return out;
  }

  /// 1, or 1/sqrt(inputs).
  static double factor(Layer layer, int inputs) {
    return layer instanceof Layer.Dense dense ? dense.factor(inputs) : 1;
  }

  /// Adds the backward half to the layer at `position`.
  private LayerPass backward(int position, List<LayerPass> passes, double[] y, double weight) {
    LayerPass pass = passes.get(position);
    boolean last = position == layers.size() - 1;
    double[] upstream = new double[pass.out().length];
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] =
          last
              ? weight * Textbook.slope(cost.loss(), pass.out()[i], y[i], y.length)
              : downstream(position + 1, i, passes);
    }
    double[] delta = new double[layers.get(position).weightRows()];
    double[] slope = {};
    double[][][] t = p.tensors(position);
    switch (layers.get(position)) {
      case Layer.Members m -> throw RowForm.unrolled(m);
      case Layer.Embedding e -> {
        EmbeddingForm.Back back = RowForm.embedding(e, p.spec(), t, pass.in()).backward(upstream);
        return pass.back(slope, upstream, back.inputs(), back.gradients());
      }
      case Layer.Dense dense -> {
        boolean fused = last && cost.loss().fused();
        slope = fused ? slope : Textbook.derivatives(dense, pass.z(), t);
        for (int i = 0; i < delta.length; i++) { // delta_i = dJ/da_i f'(z_i)
          delta[i] = fused ? upstream[i] : upstream[i] * slope[i];
        }
      }
      case Layer.Maxout maxout -> {
        for (int i = 0; i < upstream.length; i++) {
          delta[i * maxout.pieces() + pass.winner()[i]] = upstream[i];
        }
      }
      case Layer.Scale _, Layer.Dropout _ -> delta = each(upstream, pass.factors());
    }
    return pass.back(
        slope, upstream, delta, gradients(layers.get(position), pass, upstream, delta));
  }

  private static double[][][] gradients(
      Layer layer, LayerPass pass, double[] upstream, double[] delta) {
    double[][] dW = new double[pass.z().length][pass.in().length];
    double factor = factor(layer, pass.in().length);
    for (int i = 0; i < dW.length; i++) {
      for (int j = 0; j < dW[i].length; j++) { // dJ/dW_ij(l) = a_j(l) delta_i(l+1)
        dW[i][j] = pass.in()[j] * delta[i] * factor;
      }
    }
    double[][] db = {delta};
    double[][] factors = new double[1][upstream.length];
    for (int i = 0; i < upstream.length; i++) {
      factors[0][i] =
          upstream[i]
              * switch (layer) { // dJ/dalpha_i = dJ/da_i (f(z_i) - z_i); dJ/dg_i = dJ/da_i x_i
                case Layer.Dense dense when dense.parametric() ->
                    Textbook.value(dense.activation(), pass.z()[i]) - pass.z()[i];
                case Layer.Scale _ -> pass.in()[i];
                case Layer.Dense _,
                    Layer.Maxout _,
                    Layer.Embedding _,
                    Layer.Members _,
                    Layer.Dropout _ ->
                    0;
              };
    }
    return switch (layer) {
      case Layer.Dense dense when dense.parametric() -> new double[][][] {dW, db, factors};
      case Layer.Dense _, Layer.Maxout _ -> new double[][][] {dW, db};
      case Layer.Scale _ -> new double[][][] {factors};
      case Layer.Embedding _, Layer.Members _, Layer.Dropout _ -> new double[0][][];
    };
  }

  /// dJ/da_j of what enters the layer at `position`: sum_i W_ij(l) delta_i(l+1).
  private double downstream(int position, int j, List<LayerPass> passes) {
    double[] delta = passes.get(position).delta();
    if (layers.get(position).weightRows() == 0) {
      return delta[j];
    }
    double[][] w = p.tensors(position)[0];
    double sum = 0;
    for (int i = 0; i < delta.length; i++) {
      sum += w[i][j] * delta[i];
    }
    return sum * factor(layers.get(position), passes.get(position).in().length);
  }
}
