package dev.soma.engine;

import dev.soma.kernel.Elementwise;
import dev.soma.kernel.Kernels;
import dev.soma.nn.Activation;

/// A = f(Z), and delta = dJ/dA o f'(Z), element by element or row by row for softmax.
final class ActivationPass {
  private ActivationPass() {}

  /// What the kernels can do to Z while it is near; IDENTITY if [#forward] has to do it.
  static Elementwise fused(Activation f) {
    return f instanceof Activation.Softmax || f instanceof Activation.Custom
        ? Elementwise.IDENTITY
        : function(f);
  }

  /// The functions that are no kernel functions of one element, for some rows.
  ///
  /// @param logSum where ln(sum e^z) of each row goes; an array of length 0 if nowhere
  static void forward(
      Kernels kernels, LayerState s, Activation f, int from, int to, float[] logSum) {
    int first = from * s.units;
    if (f instanceof Activation.Softmax) {
      kernels.softmax(to - from, s.units, s.z, first, s.a, first, logSum, from);
    } else if (f instanceof Activation.Custom own) {
      for (int i = first; i < to * s.units; i++) {
        s.a[i] = (float) own.f().applyAsDouble(s.z[i]);
      }
    }
  }

  /// delta enters as dJ/dA and leaves as dJ/dZ; not for softmax, whose loss gives dJ/dZ itself.
  static void backward(Workspace ws, LayerState s, Activation f, int rows, float[] delta) {
    int n = rows * s.units;
    if (f instanceof Activation.Custom own) {
      for (int i = 0; i < n; i++) {
        delta[i] *= (float) own.derivative().applyAsDouble(s.z[i]);
      }
    } else if (!s.identity) {
      ws.kernels.activateBackward(function(f), alpha(f), n, s.z, 0, s.a, 0, delta, 0);
    }
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
