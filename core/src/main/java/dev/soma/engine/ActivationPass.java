package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.kernel.function.Elementwise;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A = f(Z), and delta = dJ/dA o f'(Z), element by element or row by row for softmax.
final class ActivationPass {
  /// Least probability that is told from 0.
  private static final double LEAST = 0x1p-40;

  private ActivationPass() {}

  /// What the kernels can do to Z while it is near; IDENTITY if [#forward] has to do it.
  static Elementwise fused(Activation f) {
    return f instanceof Activation.Softmax || f instanceof Activation.Custom
        ? Elementwise.IDENTITY
        : function(f);
  }

  /// Z += o for some rows, the same number for every z of a row, then A' = f(Z) where the kernels
  /// know f.
  ///
  /// @param s the output layer, whose Z is W a + b
  static void offset(Kernels kernels, LayerState s, Activation f, Batch batch, int from, int to) {
    int width = s.weightRows * s.members;
    for (int r = from; r < to; r++) {
      float o = batch.offset(r);
      for (int i = r * width; i < (r + 1) * width; i++) {
        s.z[i] += o;
      }
    }
    Elementwise known = fused(f);
    if (known != Elementwise.IDENTITY) {
      int at = from * width;
      kernels.activate(known, alpha(f), (to - from) * width, s.z, at, s.f, at);
    }
  }

  /// The functions that are no kernel functions of one element, and the mixture with the identity,
  /// for some rows.
  ///
  /// @param logSum where ln(sum e^z) of each row goes; an array of length 0 if nowhere
  static void forward(
      Kernels kernels, LayerState s, Activation f, Parameters p, int from, int to, float[] logSum) {
    int first = from * s.units;
    if (f instanceof Activation.Softmax) {
      int rows = (to - from) * s.members;
      kernels.softmax(rows, s.weightRows, s.z, first, s.f, first, logSum, from * s.members);
    } else if (f instanceof Activation.Custom own) {
      for (int i = first; i < to * s.units; i++) {
        s.f[i] = (float) own.f().applyAsDouble(s.z[i]);
      }
    }
    if (s.parametric) { // A = Z + alpha o (f(Z) - Z)
      kernels.mix(to - from, s.units, p.values(), s.factorOffset, s.z, s.f, s.a, first);
    }
  }

  /// delta enters as dJ/dA and leaves as dJ/dZ, for some rows; not for softmax, whose loss gives
  /// dJ/dZ itself.
  ///
  /// @param gradient where that of alpha is added up, if there is an alpha and it is wanted
  static void backward(
      Workspace ws,
      LayerState s,
      Activation f,
      Parameters p,
      int from,
      int to,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    int n = s.units;
    int first = from * n;
    int end = to * n;
    if (!s.parametric) {
      slope(ws, s, f, first, end, delta);
      return;
    }
    if (gradient != null) { // of alpha: column sums of delta o (f(Z) - Z), rows ascending
      float[] g = gradient.values();
      FactorPass.begin(s, g, add);
      ws.kernels.sumDifferences(to - from, n, delta, s.f, s.z, first, n, g, s.factorOffset);
    }
    // alpha delta, which f' multiplies, and (1 - alpha) delta
    ws.kernels.share(to - from, n, p.values(), s.factorOffset, delta, s.extra, first);
    slope(ws, s, f, first, end, delta);
    ws.kernels.addScaled(end - first, 1, s.extra, first, delta, first);
  }

  private static void slope(
      Workspace ws, LayerState s, Activation f, int first, int end, float[] delta) {
    if (f instanceof Activation.Custom own) {
      for (int i = first; i < end; i++) {
        delta[i] *= (float) own.derivative().applyAsDouble(s.z[i]);
      }
    } else if (!s.identity) {
      int n = end - first;
      ws.kernels.activateBackward(function(f), alpha(f), n, s.z, first, s.f, first, delta, first);
    }
  }

  /// Z `[rows x units * pieces]` to A `[rows x units]`, for some rows; ties go to the first piece,
  /// and so does a unit whose first piece is NaN.
  static void maxout(LayerState s, int pieces, int from, int to) {
    for (int i = from * s.units; i < to * s.units; i++) {
      int first = i * pieces;
      int winner = first;
      for (int k = first + 1; k < first + pieces; k++) {
        if (s.z[k] > s.z[winner]) {
          winner = k;
        }
      }
      s.a[i] = s.z[winner];
      if (i < s.winners.length) { // only what may go back
        s.winners[i] = winner;
      }
    }
  }

  /// dJ/dA `[rows x units]` to dJ/dZ `[rows x units * pieces]`, returned in the layer's own array.
  static float[] maxoutBackward(LayerState s, int rows, float[] delta) {
    Arrays.fill(s.extra, 0, rows * s.weightRows, 0f);
    for (int i = 0; i < rows * s.units; i++) {
      s.extra[s.winners[i]] = delta[i];
    }
    return s.extra;
  }

  /// The mean output of the members, and the z that would be turned into it, for some rows; both
  /// `[rows x weightRows]`.
  static void mean(LayerState s, Activation f, int from, int to, float[] z, float[] a) {
    int n = s.weightRows;
    for (int r = from; r < to; r++) {
      for (int u = 0; u < n; u++) {
        float outputs = 0;
        float sums = 0;
        for (int i = r * s.units + u; i < (r + 1) * s.units; i += n) {
          outputs += s.a[i];
          sums += s.z[i];
        }
        float mean = outputs / s.members;
        a[r * n + u] = mean;
        z[r * n + u] =
            switch (f) {
              case Activation.Softmax _, Activation.Exponential _ -> log(mean);
              case Activation.Logistic _ -> logit(mean);
              case Activation.Identity _ -> mean;
              default -> sums / s.members;
            };
      }
    }
  }

  /// ln(p / (1 - p)), from -27.7 to 27.7: a float next to 1 is 2^-24 from it, and 1 itself must not
  /// be far beyond that.
  private static float logit(double p) {
    return (float) StrictMath.log(Math.max(LEAST, p) / Math.max(LEAST, 1 - p));
  }

  private static float log(float x) {
    return (float) StrictMath.log(Math.max(Float.MIN_NORMAL, x));
  }

  private static Elementwise function(Activation f) {
    return switch (f) {
      case Activation.Identity _ -> Elementwise.IDENTITY;
      case Activation.Step _ -> Elementwise.STEP;
      case Activation.Logistic _ -> Elementwise.LOGISTIC;
      case Activation.Tanh _ -> Elementwise.TANH;
      case Activation.Relu _ -> Elementwise.RELU;
      case Activation.LeakyRelu _ -> Elementwise.LEAKY_RELU;
      case Activation.Abs _ -> Elementwise.ABS;
      case Activation.Softplus _ -> Elementwise.SOFTPLUS;
      case Activation.Elu _ -> Elementwise.ELU;
      case Activation.Selu _ -> Elementwise.SELU;
      case Activation.Gelu _ -> Elementwise.GELU;
      case Activation.Silu _ -> Elementwise.SILU;
      case Activation.Mish _ -> Elementwise.MISH;
      case Activation.Exponential _ -> Elementwise.EXP;
      case Activation.Softmax _, Activation.Custom _ ->
          throw new IllegalArgumentException(f + " is not a kernel function");
    };
  }

  /// The parameter of the function, 0 where it has none.
  static float alpha(Activation f) {
    if (f instanceof Activation.LeakyRelu leaky) {
      return (float) leaky.alpha();
    }
    return f instanceof Activation.Elu elu ? (float) elu.alpha() : 0f;
  }
}
