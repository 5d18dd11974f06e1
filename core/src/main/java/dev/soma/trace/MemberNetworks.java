package dev.soma.trace;

import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A network with [Layer.Members] as what it means: k ordinary networks, whose J is the mean of
/// theirs.
///
/// Member i begins with a scale by r_i, has W'(l) = s_i o W(l) and its own part of b, alpha and
/// factors. So dW = sum_i s_i o dW'_i / k, ds_i = sum_j W_j dW'_ij / k, and all else is put
/// together.
final class MemberNetworks {
  private final ReferenceParameters p;
  private final NetworkSpec spec;
  private final int count;

  MemberNetworks(ReferenceParameters p) {
    this.p = p;
    this.spec = p.spec();
    this.count = spec.members();
  }

  Backpropagation.Gradient gradient(Backpropagation.Form form, Cost cost, Rows rows) {
    ReferenceParameters sum = ReferenceParameters.zeros(spec);
    double data = 0;
    double[][] inputs = new double[rows.count()][spec.input().units()];
    for (int i = 0; i < count; i++) {
      Backpropagation.Gradient own =
          Backpropagation.gradient(form, of(i), Cost.of(cost.loss()), rows(rows, i));
      data += own.cost().data() / count;
      for (int k = 0; k < inputs.length; k++) {
        add(own.inputs().row(k), inputs[k], 0);
      }
      add(i, own.parameters(), sum);
    }
    for (int l = 1; l <= p.count(); l++) {
      double[][] w = p.w(l);
      for (int u = 0; u < w.length; u++) {
        for (int j = 0; j < w[u].length; j++) {
          sum.w(l)[u][j] += cost.slope(w[u][j]);
        }
      }
    }
    return new Backpropagation.Gradient(cost.value(data, p), sum, DoubleMatrix.of(inputs));
  }

  Cost.Value cost(Cost cost, Rows rows) {
    double data = 0;
    for (int i = 0; i < count; i++) {
      data += Backpropagation.cost(of(i), Cost.of(cost.loss()), rows(rows, i)).data() / count;
    }
    return cost.value(data, p);
  }

  DoubleMatrix outputs(double[][] x) {
    double[][] mean = new double[x.length][spec.outputs()];
    for (int i = 0; i < count; i++) {
      DoubleMatrix own = Backpropagation.outputs(of(i), x);
      for (int k = 0; k < mean.length; k++) {
        add(own.row(k), mean[k], 0);
      }
    }
    return DoubleMatrix.of(mean);
  }

  /// The network of member i, from 0.
  ReferenceParameters of(int i) {
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : spec.layers()) {
      layers.add(
          switch (layer) {
            case Layer.Members _ -> new Layer.Scale();
            case Layer.Dense d ->
                new Layer.Dense(d.units(), d.activation(), d.ntp(), d.parametric());
            case Layer.Maxout _, Layer.Embedding _, Layer.Scale _, Layer.Dropout _ -> layer;
            case Layer.LayerNorm _, Layer.BatchNorm _, Layer.Residual _ -> layer;
          });
    }
    ReferenceParameters own = ReferenceParameters.zeros(new NetworkSpec(spec.input(), layers));
    for (int position = 0; position < layers.size(); position++) {
      double[][][] all = p.tensors(position);
      double[][][] mine = own.tensors(position);
      if (spec.layers().get(position) instanceof Layer.Dense dense && dense.members() > 1) {
        for (int u = 0; u < dense.units(); u++) {
          mine[0][u] = RowForm.times(all[0][u], all[2][i][u]);
        }
        part(all[1][0], i, mine[1][0]);
        if (dense.parametric()) {
          part(all[3][0], i, mine[2][0]);
        }
      } else if (own(position)) {
        part(flat(all[0]), i, mine[0][0]);
      } else {
        for (int t = 0; t < all.length; t++) {
          System.arraycopy(all[t], 0, mine[t], 0, all[t].length);
        }
      }
    }
    return own;
  }

  /// The gradient of member i, counted 1/k, into that of all.
  private void add(int i, ReferenceParameters own, ReferenceParameters sum) {
    for (int position = 0; position < spec.layers().size(); position++) {
      double[][][] mine = own.tensors(position);
      double[][][] all = sum.tensors(position);
      if (spec.layers().get(position) instanceof Layer.Dense dense && dense.members() > 1) {
        double[][][] values = p.tensors(position);
        for (int u = 0; u < dense.units(); u++) {
          for (int j = 0; j < all[0][u].length; j++) {
            all[0][u][j] += values[2][i][u] * mine[0][u][j] / count;
            all[2][i][u] += values[0][u][j] * mine[0][u][j] / count;
          }
        }
        add(mine[1][0], all[1][0], i);
        if (dense.parametric()) {
          add(mine[2][0], all[3][0], i);
        }
      } else if (spec.layers().get(position) instanceof Layer.Members) {
        add(mine[0][0], all[0][i], 0);
      } else if (own(position)) {
        add(mine[0][0], all[0][0], i);
      } else {
        for (int t = 0; t < all.length; t++) {
          for (int row = 0; row < all[t].length; row++) {
            add(mine[t][row], all[t][row], 0);
          }
        }
      }
    }
  }

  /// Adds x / k to part i of the sum.
  private void add(double[] x, double[] sum, int i) {
    for (int j = 0; j < x.length; j++) {
      sum[i * x.length + j] += x[j] / count;
    }
  }

  /// Whether the layer at a position is a scale, or the beginning of members, with factors for each
  /// member.
  private boolean own(int position) {
    return spec.layers().get(position) instanceof Layer.Members
        || (spec.layers().get(position) instanceof Layer.Scale && after(position));
  }

  private boolean after(int position) {
    return spec.layers().subList(0, position).stream().anyMatch(l -> l instanceof Layer.Members);
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /// Part i of the numbers of all.
  private static void part(double[] all, int i, double[] part) {
    System.arraycopy(all, i * part.length, part, 0, part.length);
  }

  /// The rows as member i sees them: what its dropout keeps.
  Rows rows(Rows rows, int i) {
    if (!rows.drops()) {
      return rows;
    }
    List<boolean[][]> kept = new ArrayList<>(rows.kept());
    int mask = 0;
    for (int position = 0; position < spec.layers().size(); position++) {
      if (spec.layers().get(position) instanceof Layer.Dropout) {
        boolean[][] all = kept.get(mask);
        int width = spec.inputsOf(position) / count;
        for (int k = 0; k < all.length && after(position); k++) {
          all[k] = Arrays.copyOfRange(all[k], i * width, (i + 1) * width);
        }
        mask++;
      }
    }
    return rows.dropping(kept);
  }
}
