package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.Backpropagation.RowPass;
import java.util.ArrayList;
import java.util.List;

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
    int l = 0;
    for (int position = 0; position < layers.size(); position++) {
      Layer layer = layers.get(position);
      l += layer.weightRows() > 0 ? 1 : 0;
      LayerPass pass = forward(layer, position, l, a, k);
      passes.add(pass);
      a = pass.out();
    }
    double[] y = cost.target(rows.y(k), p.spec().outputs());
    double[] z = passes.getLast().z();
    double loss = rows.weight(k) * Textbook.loss(cost.loss(), z, a, y);
    for (int position = layers.size() - 1; position >= 0; position--) {
      passes.set(position, backward(position, l, passes, y, rows.weight(k)));
      l -= layers.get(position).weightRows() > 0 ? 1 : 0;
    }
    double[] inputs = new double[rows.x(k).length];
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = downstream(0, 0, j, passes);
    }
    return new RowPass(loss, passes, inputs);
  }

  private LayerPass forward(Layer layer, int position, int l, double[] a, int k) {
    double[] z = new double[layer.weightRows()];
    for (int i = 0; i < z.length; i++) { // z_i(l+1) = sum_j W_ij(l) a_j(l) + b_i(l)
      for (int j = 0; j < a.length; j++) {
        z[i] += p.w(l)[i][j] * a[j];
      }
      z[i] += p.b(l)[i];
    }
    return switch (layer) {
      case Layer.Dense dense ->
          LayerPass.forward(a, z, new int[0], null, Textbook.values(dense.activation(), z));
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
      case Layer.Dropout _ -> {
        double[] factors = rows.factors(p.spec(), position, k);
        double[] out = a.clone();
        for (int i = 0; factors != null && i < out.length; i++) {
          out[i] *= factors[i];
        }
        yield LayerPass.forward(a, z, new int[0], factors, out);
      }
    };
  }

  /// Adds the backward half to the layer at `position`, whose own W is W(l).
  private LayerPass backward(
      int position, int l, List<LayerPass> passes, double[] y, double weight) {
    LayerPass pass = passes.get(position);
    boolean last = position == layers.size() - 1;
    double[] upstream = new double[pass.out().length];
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] =
          last
              ? weight * Textbook.slope(cost.loss(), pass.out()[i], y[i], y.length)
              : downstream(position + 1, l, i, passes);
    }
    double[] delta = new double[layers.get(position).weightRows()];
    double[] slope = {};
    switch (layers.get(position)) {
      case Layer.Dense dense -> {
        boolean fused = last && cost.loss().fused();
        slope = new double[fused ? 0 : delta.length];
        for (int i = 0; i < delta.length; i++) { // delta_i = dJ/da_i f'(z_i)
          delta[i] = upstream[i];
          if (!fused) {
            slope[i] = Textbook.derivative(dense.activation(), pass.z()[i]);
            delta[i] *= slope[i];
          }
        }
      }
      case Layer.Maxout maxout -> {
        for (int i = 0; i < upstream.length; i++) {
          delta[i * maxout.pieces() + pass.winner()[i]] = upstream[i];
        }
      }
      case Layer.Dropout _ -> {
        delta = upstream.clone();
        double[] factors = pass.factors();
        for (int i = 0; factors != null && i < delta.length; i++) {
          delta[i] *= factors[i];
        }
      }
    }
    return pass.back(slope, upstream, delta, weightGradient(pass, delta));
  }

  private static double[][] weightGradient(LayerPass pass, double[] delta) {
    double[][] dW = new double[pass.z().length][pass.in().length];
    for (int i = 0; i < dW.length; i++) {
      for (int j = 0; j < dW[i].length; j++) { // dJ/dW_ij(l) = a_j(l) delta_i(l+1)
        dW[i][j] = pass.in()[j] * delta[i];
      }
    }
    return dW;
  }

  /// dJ/da_j of what enters the layer at `position`: sum_i W_ij(l) delta_i(l+1), where W(l - 1) is
  /// the last matrix before it.
  private double downstream(int position, int before, int j, List<LayerPass> passes) {
    double[] delta = passes.get(position).delta();
    if (layers.get(position) instanceof Layer.Dropout) {
      return delta[j];
    }
    double sum = 0;
    for (int i = 0; i < delta.length; i++) {
      sum += p.w(before + 1)[i][j] * delta[i];
    }
    return sum;
  }
}
