package dev.soma.engine;

import dev.soma.kernel.function.Elementwise;
import dev.soma.nn.Loss;

/// The loss of each row, and dloss/dz (fused losses) or dloss/da of the output layer.
final class LossPass {
  private LossPass() {}

  /// Writes the weighted row losses into the workspace and, where wanted, the deltas. The loss of a
  /// row is the mean of those of its members.
  ///
  /// @param delta `[rows x members * outputs]`, written if `backward`
  /// @return the sum of the weighted row losses
  static double run(
      Workspace ws, Loss loss, Targets targets, int batchRows, float[] delta, boolean backward) {
    LayerState out = ws.layers[ws.layers.length - 1];
    int rows = batchRows * out.members; // each member's row has the target of its row
    switch (loss) {
      case Loss.CrossEntropy c -> {
        crossEntropy(ws, out, targets, rows, delta, backward);
        if (c.smoothing() > 0) {
          smooth(ws, out, c, targets, rows, delta, backward);
        }
      }
      case Loss.LogisticCrossEntropy l ->
          logistic(ws, out, l.smoothing(), targets, rows, delta, backward);
      case Loss.Poisson _,
          Loss.Perceptron _,
          Loss.SquaredError _,
          Loss.AbsoluteError _,
          Loss.Huber _,
          Loss.Quantile _,
          Loss.Custom _ ->
          elementwise(ws, out, loss, targets, rows, delta, backward);
    }
    if (out.members > 1) {
      average(ws, out, batchRows, delta, backward);
    }
    if (targets.weights() != null) {
      weigh(ws, out, targets, batchRows, delta, backward);
    }
    return ws.kernels.sum(batchRows, ws.rowLoss, 0);
  }

  // In what follows a row is one of a member, out.weightRows numbers wide.

  /// Row loss ln(sum e^z) - z_y; delta = a - one-hot(y).
  private static void crossEntropy(
      Workspace ws, LayerState out, Targets targets, int rows, float[] delta, boolean backward) {
    int classes = out.weightRows;
    if (backward) {
      System.arraycopy(out.a, 0, delta, 0, rows * classes);
    }
    for (int r = 0; r < rows; r++) {
      int y = (int) targets.values().data()[targets.values().offset() + r / out.members];
      ws.rowLoss[r] = ws.logSum[r] - out.z[r * classes + y];
      if (backward) {
        delta[r * classes + y] -= 1f;
      }
    }
  }

  /// From the hard label to the smooth one: eps (z_y - mean of z) more, and eps (y - 1/K) more in
  /// the delta.
  private static void smooth(
      Workspace ws,
      LayerState out,
      Loss.CrossEntropy loss,
      Targets targets,
      int rows,
      float[] delta,
      boolean backward) {
    int classes = out.weightRows;
    float eps = (float) loss.smoothing();
    float each = (float) (loss.smoothing() / classes);
    for (int r = 0; r < rows; r++) {
      int y = (int) targets.values().data()[targets.values().offset() + r / out.members];
      float more = 0f;
      for (int u = r * classes; u < (r + 1) * classes; u++) {
        more = Math.fma(each, out.z[r * classes + y] - out.z[u], more);
        if (backward) {
          delta[u] -= each;
        }
      }
      ws.rowLoss[r] += more;
      if (backward) {
        delta[r * classes + y] += eps;
      }
    }
  }

  /// Row loss sum of softplus(z) - t z; delta = a - t, where t is y or the smooth label. Where
  /// nothing goes back there may be no delta: some rows at a time use the array for logarithms, of
  /// which this loss has none.
  private static void logistic(
      Workspace ws,
      LayerState out,
      double smoothing,
      Targets targets,
      int rows,
      float[] delta,
      boolean backward) {
    float keep = (float) (1 - smoothing); // 1 and 0 without smoothing, which changes no bit of y
    float base = (float) (smoothing / 2);
    float[] soft = backward ? delta : ws.logSum;
    int some = backward ? rows : soft.length / out.weightRows;
    for (int from = 0; from < rows; from += some) {
      logistic(ws, out, keep, base, targets, from, Math.min(from + some, rows), soft);
    }
    float[] y = targets.values().data();
    int yOff = targets.values().offset();
    for (int r = 0, i = 0; backward && r < rows; r++) {
      int aim = yOff + r / out.members * out.weightRows;
      for (int u = 0; u < out.weightRows; u++, i++) {
        delta[i] = out.a[i] - Math.fma(keep, y[aim + u], base);
      }
    }
  }

  /// The loss of some rows.
  ///
  /// @param soft for their softplus(z)
  private static void logistic(
      Workspace ws,
      LayerState out,
      float keep,
      float base,
      Targets targets,
      int from,
      int to,
      float[] soft) {
    float[] y = targets.values().data();
    int yOff = targets.values().offset();
    int first = from * out.weightRows;
    int n = (to - from) * out.weightRows;
    ws.kernels.activate(Elementwise.SOFTPLUS, 0f, n, out.z, first, soft, 0);
    for (int r = from, i = 0; r < to; r++) {
      float sum = 0f;
      int aim = yOff + r / out.members * out.weightRows;
      for (int u = 0; u < out.weightRows; u++, i++) {
        sum += Math.fma(-Math.fma(keep, y[aim + u], base), out.z[first + i], soft[i]);
      }
      ws.rowLoss[r] = sum;
    }
  }

  private static void elementwise(
      Workspace ws,
      LayerState out,
      Loss loss,
      Targets targets,
      int rows,
      float[] delta,
      boolean backward) {
    float[] y = targets.values().data();
    int yOff = targets.values().offset();
    for (int r = 0, i = 0; r < rows; r++) {
      float sum = 0f;
      int aim = yOff + r / out.members * out.weightRows;
      for (int u = 0; u < out.weightRows; u++, i++) {
        sum += value(loss, out.z[i], out.a[i], y[aim + u]);
        if (backward) {
          delta[i] = slope(loss, out.a[i], y[aim + u]);
        }
      }
      ws.rowLoss[r] = sum;
    }
  }

  private static float value(Loss loss, float z, float a, float y) {
    float d = a - y;
    return switch (loss) {
      case Loss.SquaredError _ -> 0.5f * d * d;
      case Loss.AbsoluteError _ -> Math.abs(d);
      case Loss.Huber h -> {
        float t = (float) h.threshold();
        yield Math.abs(d) <= t ? 0.5f * d * d : t * (Math.abs(d) - 0.5f * t);
      }
      case Loss.Quantile q -> d <= 0 ? (float) q.tau() * -d : (1 - (float) q.tau()) * d;
      case Loss.Poisson _ -> Math.fma(-y, z, a);
      case Loss.Perceptron _ -> d * z;
      case Loss.Custom own -> (float) own.f().at(a, y);
      case Loss.CrossEntropy _, Loss.LogisticCrossEntropy _ ->
          throw new IllegalArgumentException(loss + " is not element by element");
    };
  }

  /// dloss/da, or dloss/dz for the fused losses.
  private static float slope(Loss loss, float a, float y) {
    float d = a - y;
    return switch (loss) {
      case Loss.SquaredError _, Loss.Poisson _, Loss.Perceptron _ -> d;
      case Loss.AbsoluteError _ -> Math.signum(d);
      case Loss.Huber h -> {
        float t = (float) h.threshold();
        yield Math.max(-t, Math.min(t, d));
      }
      case Loss.Quantile q -> d < 0 ? -(float) q.tau() : d > 0 ? 1 - (float) q.tau() : d;
      case Loss.Custom own -> (float) own.derivative().at(a, y);
      case Loss.CrossEntropy _, Loss.LogisticCrossEntropy _ ->
          throw new IllegalArgumentException(loss + " is not element by element");
    };
  }

  /// From losses of members to those of rows; a member counts 1/members in the delta too.
  private static void average(
      Workspace ws, LayerState out, int rows, float[] delta, boolean backward) {
    for (int r = 0; r < rows; r++) {
      float sum = 0f;
      for (int i = r * out.members; i < (r + 1) * out.members; i++) {
        sum += ws.rowLoss[i];
      }
      ws.rowLoss[r] = sum / out.members; // no later row reads it
    }
    if (backward) {
      ws.kernels.scale(rows * out.units, 1f / out.members, delta, 0);
    }
  }

  private static void weigh(
      Workspace ws, LayerState out, Targets targets, int rows, float[] delta, boolean backward) {
    for (int r = 0; r < rows; r++) {
      float weight = targets.weight(r);
      ws.rowLoss[r] *= weight;
      if (backward) {
        ws.kernels.scale(out.units, weight, delta, r * out.units);
      }
    }
  }
}
