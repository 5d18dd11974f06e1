package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.Backpropagation.RowPass;
import dev.soma.trace.embed.EmbeddingForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  /// Every row forward and backward, one layer after the other; dW and delta carry w_k, but no 1/m
  /// and no penalties.
  List<RowPass> passes() {
    List<List<LayerPass>> all = forward();
    for (int position = layers.size() - 1; position >= 0; position--) {
      double[][] upstream = new double[all.size()][];
      for (int k = 0; k < all.size(); k++) {
        upstream[k] = upstream(position, all.get(k), k);
      }
      double[][] through = throughColumns(position, all, upstream);
      for (int k = 0; k < all.size(); k++) {
        LayerPass pass = all.get(k).get(position);
        all.get(k)
            .set(
                position,
                layers.get(position) instanceof Layer.BatchNorm
                    ? RowForm.normalised(pass, upstream[k], through[k])
                    : backward(position, pass, upstream[k]));
      }
    }
    List<RowPass> passes = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      List<LayerPass> own = all.get(k);
      double[] y = cost.target(rows.y(k), p.spec().outputs());
      double loss = Textbook.loss(cost.loss(), own.getLast().z(), own.getLast().out(), y);
      double[] inputs = new double[rows.x(k).length];
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] = downstream(0, j, own);
      }
      passes.add(new RowPass(rows.weight(k) * loss, own, inputs));
    }
    return passes;
  }

  private List<List<LayerPass>> forward() {
    List<List<LayerPass>> all = new ArrayList<>();
    double[][] a = new double[rows.count()][];
    for (int k = 0; k < a.length; k++) {
      all.add(new ArrayList<>());
      a[k] = rows.x(k); // a(1) = x
    }
    for (int position = 0; position < layers.size(); position++) {
      Textbook.Columns columns =
          layers.get(position) instanceof Layer.BatchNorm norm
              ? Textbook.Columns.of(norm, a, p.tensors(position), rows.together())
              : null;
      for (int k = 0; k < a.length; k++) {
        LayerPass pass =
            layers.get(position) instanceof Layer.Residual r
                ? RowForm.linked(a[k], all.get(k).get(position - r.span()).in())
                : columns == null
                    ? forward(layers.get(position), position, a[k], k)
                    : normalised(a[k], columns.xhat()[k], columns.perDeviation(), position);
        all.get(k).add(pass);
        a[k] = pass.out();
      }
    }
    return all;
  }

  /// out_i = gamma_i xhat_i + beta_i.
  private LayerPass normalised(double[] a, double[] xhat, double[] perDeviation, int position) {
    double[][][] t = p.tensors(position);
    double[] out = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = t[0][0][i] * xhat[i] + t[1][0][i];
    }
    return LayerPass.forward(a, xhat, new int[0], perDeviation, out);
  }

  /// dJ/d in of every row of a normalisation over rows; no rows for other layers.
  private double[][] throughColumns(int position, List<List<LayerPass>> all, double[][] upstream) {
    if (!(layers.get(position) instanceof Layer.BatchNorm)) {
      return new double[0][];
    }
    double[][] xhat = new double[all.size()][];
    double[][] u = new double[all.size()][];
    for (int k = 0; k < u.length; k++) {
      xhat[k] = all.get(k).get(position).z();
      u[k] = each(upstream[k], p.tensors(position)[0][0]);
    }
    double[] perDeviation = all.getFirst().get(position).factors();
    return new Textbook.Columns(xhat, Objects.requireNonNull(perDeviation))
        .through(u, rows.together());
  }

  /// z_i(l+1) = sum_j W_ij(l) a_j(l) + b_i(l); empty for layers without W.
  private static double[] sums(Layer layer, double[][][] t, double[] a) {
    double[] z = new double[layer.weightRows()];
    for (int i = 0; i < z.length; i++) {
      for (int j = 0; j < a.length; j++) {
        z[i] += t[0][i][j] * a[j];
      }
      z[i] = z[i] * factor(layer, a.length) + t[1][0][i];
    }
    return z;
  }

  private LayerPass forward(Layer layer, int position, double[] a, int k) {
    double[][][] t = p.tensors(position);
    double[] z = sums(layer, t, a);
    for (int i = 0; i < z.length && position == layers.size() - 1; i++) {
      z[i] += rows.offset(k); // of the output layer alone
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
      case Layer.LayerNorm norm -> {
        double[] factor = {Textbook.perDeviation(a, norm.eps())};
        yield normalised(a, Textbook.normalised(a, norm.eps()), factor, position);
      }
      case Layer.BatchNorm _, Layer.Residual _ ->
          throw new IllegalStateException(layer + " has a form of its own");
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

  /// dJ/d out of the layer at `position`, dJ/dz where the loss is fused.
  private double[] upstream(int position, List<LayerPass> passes, int k) {
    LayerPass pass = passes.get(position);
    boolean last = position == layers.size() - 1;
    double[] y = cost.target(rows.y(k), p.spec().outputs());
    double[] upstream = new double[pass.out().length];
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] =
          last
              ? rows.weight(k) * Textbook.slope(cost.loss(), pass.out()[i], y[i], y.length)
              : downstream(position + 1, i, passes);
    }
    return upstream;
  }

  /// Adds the backward half to the layer at `position`.
  private LayerPass backward(int position, LayerPass pass, double[] upstream) {
    boolean last = position == layers.size() - 1;
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
      case Layer.LayerNorm _ ->
          delta =
              Textbook.throughNormalised(each(upstream, t[0][0]), pass.z(), RowForm.factor(pass));
      case Layer.BatchNorm _ -> throw new IllegalStateException("rows depend on each other");
      case Layer.Residual _ -> delta = upstream;
      case Layer.Scale _, Layer.Dropout _ -> delta = each(upstream, pass.factors());
    }
    return pass.back(
        slope, upstream, delta, gradients(layers.get(position), pass, upstream, delta));
  }

  private static double[][][] gradients(
      Layer layer, LayerPass pass, double[] upstream, double[] delta) {
    double[][] dW = new double[layer.weightRows()][pass.in().length];
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
                case Layer.LayerNorm _, Layer.BatchNorm _ -> pass.z()[i]; // dJ/dgamma_i
                case Layer.Dense _, Layer.Maxout _, Layer.Embedding _ -> 0;
                case Layer.Members _, Layer.Residual _, Layer.Dropout _ -> 0;
              };
    }
    return switch (layer) {
      case Layer.Dense dense when dense.parametric() -> new double[][][] {dW, db, factors};
      case Layer.Dense _, Layer.Maxout _ -> new double[][][] {dW, db};
      case Layer.Scale _ -> new double[][][] {factors};
      case Layer.LayerNorm _, Layer.BatchNorm _ -> new double[][][] {factors, {upstream}};
      case Layer.Embedding _, Layer.Members _, Layer.Residual _, Layer.Dropout _ ->
          new double[0][][];
    };
  }

  /// dJ/da_j of what enters the layer at `position`: sum_i W_ij(l) delta_i(l+1), and dJ/da_j of
  /// what each residual link that begins there adds to.
  private double downstream(int position, int j, List<LayerPass> passes) {
    double sum = through(position, j, passes);
    for (int link : p.spec().linksFrom(position)) {
      sum += passes.get(link).delta()[j];
    }
    return sum;
  }

  private double through(int position, int j, List<LayerPass> passes) {
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
