package dev.soma.trace.embed;

import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NumberEmbedding;
import java.util.List;

/// The layer [Layer.Embedding] for one row, one sum after the other: all three forms share it.
///
/// A category is its one-hot block x times its table: (1 - sum x) E_none + sum_k x_k E_k.
public final class EmbeddingForm {
  private static final double TURN = 2 * StrictMath.PI;

  private final Layer.Embedding layer;
  private final InputShape in;
  private final double[][][] tensors;
  private final double[] x;

  /// @param tensors of the layer, in the order of [Layer#tensors]
  /// @param x one row, one-hot blocks expanded
  public EmbeddingForm(Layer.Embedding layer, InputShape in, double[][][] tensors, double[] x) {
    this.layer = layer;
    this.in = in;
    this.tensors = tensors;
    this.x = x;
  }

  /// What a row is changed to, and its gradients.
  ///
  /// @param inputs dJ/dx
  /// @param gradients in the order of [Layer#tensors]
  public record Back(double[] inputs, double[][][] gradients) {}

  /// What leaves the layer.
  public double[] forward() {
    double[] out = new double[layer.outputs(in)];
    int at = 0;
    for (int j = 0; j < layer.columns(); j++) {
      if (layer.numbers() instanceof NumberEmbedding.Pbld pbld) {
        for (int o = 0; o < pbld.outputs() - 1; o++, at++) { // e_o = sum_i V_oi h_i + c_o
          for (int i = 0; i < pbld.frequencies(); i++) {
            out[at] += v(pbld, j, o)[i] * StrictMath.cos(angle(j, i));
          }
          out[at] += tensors[3][j][o];
        }
      }
      if (layer.numbers() instanceof NumberEmbedding.Ple ple) {
        for (int o = 0; o < ple.outputs(); o++, at++) { // f(sum_m V_om h_m + c_o)
          double e = mixed(ple, j, o);
          out[at] = ple.relu() ? Math.max(0, e) : e;
        }
      } else {
        out[at++] = x[j];
      }
    }
    int plain = layer.size() == 0 ? x.length : in.numbers();
    for (int j = layer.columns(); j < plain; j++) {
      out[at++] = x[j];
    }
    for (int c = 0, block = plain, none = 0; c < in.categories() && layer.size() > 0; c++) {
      int levels = in.levels().get(c);
      for (int s = 0; s < layer.size(); s++, at++) {
        out[at] = table()[none][s];
        for (int k = 0; k < levels; k++) {
          out[at] += x[block + k] * (table()[none + 1 + k][s] - table()[none][s]);
        }
      }
      block += levels;
      none += levels + 1;
    }
    return out;
  }

  /// The way back.
  ///
  /// @param upstream dJ/d out
  public Back backward(double[] upstream) {
    double[] dx = new double[x.length];
    double[][][] g = new double[tensors.length][][];
    for (int t = 0; t < g.length; t++) {
      g[t] = new double[tensors[t].length][tensors[t].length == 0 ? 0 : tensors[t][0].length];
    }
    int at = 0;
    for (int j = 0; j < layer.columns(); j++) {
      switch (layer.numbers()) {
        case NumberEmbedding.None _ -> dx[j] = upstream[at];
        case NumberEmbedding.Pbld pbld -> {
          number(pbld, j, upstream, at, dx, g);
          dx[j] += upstream[at + pbld.outputs() - 1];
        }
        case NumberEmbedding.Ple ple -> number(ple, j, upstream, at, dx, g);
      }
      at += layer.numbers().outputs();
    }
    int plain = layer.size() == 0 ? x.length : in.numbers();
    for (int j = layer.columns(); j < plain; j++) {
      dx[j] = upstream[at++];
    }
    if (layer.looksUp(in)) {
      categories(upstream, at, dx, g);
    }
    return new Back(dx, g);
  }

  private void number(
      NumberEmbedding.Pbld pbld, int j, double[] upstream, int at, double[] dx, double[][][] g) {
    int first = j * (pbld.outputs() - 1);
    for (int i = 0; i < pbld.frequencies(); i++) {
      double dh = 0;
      for (int o = 0; o < pbld.outputs() - 1; o++) {
        g[2][first + o][i] = upstream[at + o] * StrictMath.cos(angle(j, i));
        g[3][j][o] = upstream[at + o];
        dh += upstream[at + o] * v(pbld, j, o)[i];
      }
      double dAngle = -dh * StrictMath.sin(angle(j, i));
      g[0][j][i] = dAngle * TURN * x[j];
      g[1][j][i] = dAngle;
      dx[j] += dAngle * TURN * tensors[0][j][i];
    }
  }

  /// The edges have no gradient: nothing learns them.
  private void number(
      NumberEmbedding.Ple ple, int j, double[] upstream, int at, double[] dx, double[][][] g) {
    for (int o = 0; o < ple.outputs(); o++) {
      double d = ple.relu() && mixed(ple, j, o) <= 0 ? 0 : upstream[at + o];
      g[2][j][o] = d;
      for (int m = 0; m < ple.bins(); m++) {
        g[1][j * ple.outputs() + o][m] = d * bin(ple, j, m);
        boolean inside =
            (m == 0 || x[j] > tensors[0][j][m])
                && (m == ple.bins() - 1 || x[j] < tensors[0][j][m + 1]);
        double width = tensors[0][j][m + 1] - tensors[0][j][m];
        dx[j] += inside ? d * tensors[1][j * ple.outputs() + o][m] / width : 0;
      }
    }
  }

  /// sum_m V_om h_m + c_o of column j.
  private double mixed(NumberEmbedding.Ple ple, int j, int o) {
    double e = 0;
    for (int m = 0; m < ple.bins(); m++) {
      e += tensors[1][j * ple.outputs() + o][m] * bin(ple, j, m);
    }
    return e + tensors[2][j][o];
  }

  /// h_m = (x_j - t_m) / (t_m+1 - t_m) between 0 and 1; the first bin has no lower end, the last no
  /// upper.
  private double bin(NumberEmbedding.Ple ple, int j, int m) {
    double[] t = tensors[0][j];
    double h = (x[j] - t[m]) / (t[m + 1] - t[m]);
    h = m == 0 ? h : Math.max(0, h);
    return m == ple.bins() - 1 ? h : Math.min(1, h);
  }

  /// Which outputs are above 0, where they are ReLU: 1, else 0.
  public int[] pieces() {
    if (!(layer.numbers() instanceof NumberEmbedding.Ple ple) || !ple.relu()) {
      return new int[0];
    }
    int[] pieces = new int[layer.columns() * ple.outputs()];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = mixed(ple, i / ple.outputs(), i % ple.outputs()) > 0 ? 1 : 0;
    }
    return pieces;
  }

  /// What changes its sign where another piece begins, in stages: x_j minus the inner edges of its
  /// bins, then what a ReLU makes 0. Between two changes of the stages before, each is linear in x.
  public List<double[]> hinges() {
    if (!(layer.numbers() instanceof NumberEmbedding.Ple ple)) {
      return List.of();
    }
    double[] inner = new double[layer.columns() * (ple.bins() - 1)];
    for (int i = 0; i < inner.length; i++) {
      int j = i / (ple.bins() - 1);
      inner[i] = x[j] - tensors[0][j][1 + i % (ple.bins() - 1)];
    }
    if (!ple.relu()) {
      return List.of(inner);
    }
    double[] cut = new double[layer.columns() * ple.outputs()];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = mixed(ple, i / ple.outputs(), i % ple.outputs());
    }
    return List.of(inner, cut);
  }

  private void categories(double[] upstream, int first, double[] dx, double[][][] g) {
    double[][] dE = g[g.length - 1];
    int block = in.numbers();
    int none = 0;
    int at = first;
    for (int c = 0; c < in.categories(); c++) {
      int levels = in.levels().get(c);
      for (int s = 0; s < layer.size(); s++, at++) {
        double rest = 1;
        for (int k = 0; k < levels; k++) {
          rest -= x[block + k];
          dE[none + 1 + k][s] = x[block + k] * upstream[at];
          dx[block + k] += upstream[at] * (table()[none + 1 + k][s] - table()[none][s]);
        }
        dE[none][s] = rest * upstream[at];
      }
      block += levels;
      none += levels + 1;
    }
  }

  /// 2 pi f_i x_j + p_i.
  private double angle(int j, int i) {
    return TURN * tensors[0][j][i] * x[j] + tensors[1][j][i];
  }

  private double[] v(NumberEmbedding.Pbld pbld, int j, int o) {
    return tensors[2][j * (pbld.outputs() - 1) + o];
  }

  private double[][] table() {
    return tensors[tensors.length - 1];
  }
}
