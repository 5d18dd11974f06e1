package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.trace.embed.EmbeddingForm;
import java.util.List;

/// Backpropagation of m rows at once: A, Z and Delta are matrices with one row for each row of
/// data.
///
/// Z(l+1) = A(l) W(l)^T + b(l); Delta(l) = (Delta(l+1) W(l)) o f'(Z(l)); dW(l) = Delta(l+1)^T A(l)
/// / m; db(l) = Delta(l+1).col_avg().
final class RowsForm {
  private final ReferenceParameters p;
  private final Cost cost;
  private final Rows rows;
  private final List<Layer> layers;
  private final double[][][] in; // A that enters each layer [position][row][unit]
  private final double[][][] z;
  private final int[][][] winners;

  RowsForm(ReferenceParameters p, Cost cost, Rows rows) {
    this.p = p;
    this.cost = cost;
    this.rows = rows;
    this.layers = p.spec().layers();
    int m = rows.count();
    this.in = new double[layers.size()][m][];
    this.z = new double[layers.size()][m][];
    this.winners = new int[layers.size()][m][];
  }

  Backpropagation.Gradient gradient() {
    int m = rows.count();
    double[][] a = forward();
    double[][] delta = new double[m][]; // dJ/dA of what leaves the layer, then Delta of its z
    double[][][] links = new double[layers.size()][][];
    double loss = 0;
    for (int k = 0; k < m; k++) {
      double[] y = cost.target(rows.y(k), p.spec().outputs());
      loss += rows.weight(k) * Textbook.loss(cost.loss(), z[layers.size() - 1][k], a[k], y);
      delta[k] = RowForm.lossSlopes(cost, a[k], y, rows.weight(k));
    }
    ReferenceParameters gradient = ReferenceParameters.zeros(p.spec());
    for (int position = layers.size() - 1; position >= 0; position--) {
      boolean fused = position == layers.size() - 1 && cost.loss().fused();
      double[][][] t = p.tensors(position);
      double[][][] dT = gradient.tensors(position);
      if (layers.get(position) instanceof Layer.Embedding e) {
        embeddings(e, delta, t, dT);
        break;
      }
      if (!fused) {
        factorGradient(position, delta, dT);
        for (int k = 0; k < m; k++) {
          delta[k] = throughActivation(position, k, delta[k]);
        }
        delta = throughColumns(position, delta);
      }
      if (layers.get(position).weightRows() > 0) {
        columnAverages(delta, dT[1][0]);
        delta = scaled(position, delta);
        weightGradient(delta, in[position], t[0], dT[0]);
        delta = product(delta, t[0]);
      }
      links[position] = delta.clone(); // dJ/dA of a residual link, for where it begins
      addLinks(position, links, delta);
    }
    DoubleMatrix inputs = DoubleMatrix.of(RowForm.scaled(delta, 1.0 / m));
    return new Backpropagation.Gradient(cost.value(loss / m, p), gradient, inputs);
  }

  private void addLinks(int position, double[][][] links, double[][] delta) {
    for (int link : p.spec().linksFrom(position)) {
      for (int k = 0; k < delta.length; k++) {
        delta[k] = RowForm.plus(delta[k], links[link][k]);
      }
    }
  }

  private double[][] forward() {
    int m = rows.count();
    double[][] a = new double[m][];
    for (int k = 0; k < m; k++) {
      a[k] = rows.x(k);
    }
    for (int position = 0; position < layers.size(); position++) {
      in[position] = a;
      if (layers.get(position).weightRows() > 0) {
        double[][][] t = p.tensors(position);
        z[position] = affine(scaled(position, a), t[0], t[1][0]);
        addOffsets(position);
      }
      normalise(position, a);
      double[][] out = new double[m][];
      for (int k = 0; k < m; k++) {
        out[k] = activate(position, k, a[k]);
      }
      a = out;
    }
    return a;
  }

  /// Z(nl) += o in every column.
  private void addOffsets(int position) {
    for (int k = 0; k < rows.count() && position == layers.size() - 1; k++) {
      for (int i = 0; i < z[position][k].length; i++) {
        z[position][k][i] += rows.offset(k);
      }
    }
  }

  /// Z = Xhat of a normalisation over rows, by these rows or by what was learned.
  private void normalise(int position, double[][] a) {
    if (layers.get(position) instanceof Layer.BatchNorm norm) {
      z[position] = columns(position, norm, a).xhat();
    }
  }

  private Textbook.Columns columns(int position, Layer.BatchNorm norm, double[][] a) {
    return Textbook.Columns.of(norm, a, p.tensors(position), rows.together());
  }

  /// From dJ/dXhat to dJ/dA of a normalisation over rows.
  private double[][] throughColumns(int position, double[][] delta) {
    return layers.get(position) instanceof Layer.BatchNorm norm
        ? columns(position, norm, in[position]).through(delta, rows.together())
        : delta;
  }

  private double[] activate(int position, int k, double[] a) {
    return switch (layers.get(position)) {
      case Layer.Dense dense -> Textbook.values(dense, z[position][k], p.tensors(position));
      case Layer.Maxout maxout -> {
        winners[position][k] = RowForm.winners(maxout, z[position][k]);
        yield RowForm.winning(maxout, z[position][k], winners[position][k]);
      }
      case Layer.Members m -> throw RowForm.unrolled(m);
      case Layer.Embedding e -> RowForm.embedding(e, p.spec(), p.tensors(position), a).forward();
      case Layer.Scale _ -> RowForm.hadamard(a, p.tensors(position)[0][0]);
      case Layer.LayerNorm norm -> {
        z[position][k] = Textbook.normalised(a, norm.eps());
        yield gainAndShift(position, k);
      }
      case Layer.BatchNorm _ -> gainAndShift(position, k);
      case Layer.Residual r -> RowForm.plus(a, in[position - r.span()][k]);
      case Layer.Dropout _ -> {
        double[] r = rows.factors(p.spec(), position, k);
        yield r == null ? a : RowForm.hadamard(a, r);
      }
    };
  }

  /// gamma o xhat + beta.
  private double[] gainAndShift(int position, int k) {
    double[][][] t = p.tensors(position);
    return RowForm.plus(RowForm.hadamard(z[position][k], t[0][0]), t[1][0]);
  }

  private double[] throughActivation(int position, int k, double[] upstream) {
    return switch (layers.get(position)) {
      case Layer.Dense dense ->
          RowForm.hadamard(
              upstream, Textbook.derivatives(dense, z[position][k], p.tensors(position)));
      case Layer.Maxout maxout -> RowForm.toWinners(maxout, upstream, winners[position][k]);
      case Layer.Members m -> throw RowForm.unrolled(m);
      case Layer.Embedding _, Layer.Residual _ -> upstream;
      case Layer.Scale _, Layer.BatchNorm _ ->
          RowForm.hadamard(upstream, p.tensors(position)[0][0]);
      case Layer.LayerNorm norm ->
          Textbook.throughNormalised(
              RowForm.hadamard(upstream, p.tensors(position)[0][0]),
              z[position][k],
              Textbook.perDeviation(in[position][k], norm.eps()));
      case Layer.Dropout _ -> {
        double[] r = rows.factors(p.spec(), position, k);
        yield r == null ? upstream : RowForm.hadamard(upstream, r);
      }
    };
  }

  /// The first layer, row by row; delta becomes dJ/dx of each.
  private void embeddings(Layer.Embedding e, double[][] delta, double[][][] t, double[][][] dT) {
    for (int k = 0; k < delta.length; k++) {
      EmbeddingForm.Back back = RowForm.embedding(e, p.spec(), t, rows.x(k)).backward(delta[k]);
      delta[k] = back.inputs();
      for (int i = 0; i < dT.length; i++) {
        Backpropagation.add(RowForm.scaled(back.gradients()[i], 1.0 / delta.length), dT[i]);
      }
    }
  }

  /// The rows times 1/sqrt(inputs) where the layer divides its product by that.
  private double[][] scaled(int position, double[][] matrix) {
    if (!(layers.get(position) instanceof Layer.Dense dense) || !dense.ntp()) {
      return matrix;
    }
    return RowForm.scaled(matrix, dense.factor(p.spec().inputsOf(position)));
  }

  /// dalpha = (dJ/dA o (f(Z) - Z)).col_avg(), dg = (dJ/dA o A).col_avg(), dgamma = (dJ/dA o
  /// Xhat).col_avg(), dbeta = dJ/dA.col_avg().
  private void factorGradient(int position, double[][] upstream, double[][][] dT) {
    double[][] products = new double[upstream.length][];
    for (int k = 0; k < products.length; k++) {
      switch (layers.get(position)) {
        case Layer.Scale _ -> products[k] = RowForm.hadamard(upstream[k], in[position][k]);
        case Layer.LayerNorm _, Layer.BatchNorm _ ->
            products[k] = RowForm.hadamard(upstream[k], z[position][k]);
        case Layer.Dense dense when dense.parametric() -> {
          double[] zk = z[position][k];
          double[] f = Textbook.values(dense.activation(), zk);
          products[k] = RowForm.hadamard(upstream[k], RowForm.plus(f, RowForm.times(zk, -1)));
        }
        case Layer.Dense _,
            Layer.Maxout _,
            Layer.Embedding _,
            Layer.Members _,
            Layer.Residual _,
            Layer.Dropout _ -> {
          return;
        }
      }
    }
    Layer layer = layers.get(position);
    if (layer instanceof Layer.LayerNorm || layer instanceof Layer.BatchNorm) {
      columnAverages(products, dT[0][0]);
      columnAverages(upstream, dT[1][0]);
    } else {
      columnAverages(products, dT[dT.length - 1][0]);
    }
  }

  /// A W^T + b, b added to every row.
  private static double[][] affine(double[][] a, double[][] w, double[] b) {
    double[][] z = new double[a.length][b.length];
    for (int k = 0; k < a.length; k++) {
      for (int i = 0; i < b.length; i++) {
        for (int j = 0; j < a[k].length; j++) {
          z[k][i] += a[k][j] * w[i][j];
        }
        z[k][i] += b[i];
      }
    }
    return z;
  }

  /// dW = Delta^T A / m plus the penalties.
  private void weightGradient(double[][] delta, double[][] a, double[][] w, double[][] dW) {
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < w[i].length; j++) {
        for (int k = 0; k < delta.length; k++) {
          dW[i][j] += delta[k][i] * a[k][j];
        }
        dW[i][j] = dW[i][j] / delta.length + cost.slope(w[i][j]);
      }
    }
  }

  private static void columnAverages(double[][] delta, double[] average) {
    for (int i = 0; i < average.length; i++) {
      for (double[] row : delta) {
        average[i] += row[i];
      }
      average[i] /= delta.length;
    }
  }

  /// Delta W.
  private static double[][] product(double[][] delta, double[][] w) {
    double[][] product = new double[delta.length][w[0].length];
    for (int k = 0; k < delta.length; k++) {
      for (int i = 0; i < w.length; i++) {
        for (int j = 0; j < w[i].length; j++) {
          product[k][j] += delta[k][i] * w[i][j];
        }
      }
    }
    return product;
  }
}
