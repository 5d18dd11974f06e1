package dev.soma.model;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.model.calibration.Temperature;
import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import java.util.Arrays;
import java.util.List;

/// One encoded row in, outputs out, without allocating.
final class FastPath {
  private FastPath() {}

  static void run(
      Model model, double[] in, double[] out, List<Network> packed, List<WorkspacePool> pools) {
    check(model, in, out);
    if (!model.sharesEncoder()) {
      throw new IllegalStateException(
          "each member has an encoder of its own: predict a Row or a Table");
    }
    Arrays.fill(out, 0);
    int members = pools.size();
    for (int k = 0; k < members; k++) {
      Network network = packed.get(k);
      WorkspacePool pool = pools.get(k);
      Workspace ws = pool.take(1);
      try {
        network.forward(ws.row(in), ws);
        if (members == 1 && model.calibration().t() != 1) {
          add(model, ws, out);
          return;
        }
        for (int i = 0; i < out.length; i++) {
          out[i] += said(model, k, i, ws.output(0, i)) / members;
        }
      } finally {
        pool.give(ws, 1);
      }
    }
    if (Averaging.several(model.members()) && model.target() instanceof TargetEncoder.Numbers n) {
      for (int i = 0; i < out.length; i++) {
        out[i] = n.scale(i, out[i]);
      }
    }
    if (model.calibration().t() != 1) {
      temper(model, out);
    }
  }

  /// From mean probabilities of several members to softmax(z / T) or logistic(z / T) of the z that
  /// belongs to them.
  private static void temper(Model model, double[] out) {
    boolean logistic = model.network().spec().output().activation() instanceof Activation.Logistic;
    double t = model.calibration().t();
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      double z = Averaging.score(!logistic, (float) out[i]) / t;
      out[i] = logistic ? (float) Temperature.logistic(z) : StrictMath.exp(z);
      sum += out[i];
    }
    for (int i = 0; i < out.length && !logistic; i++) {
      out[i] = (float) (out[i] / sum);
    }
  }

  /// The output of a member; in units of the target if several numbers are to be averaged.
  private static double said(Model model, int member, int i, float output) {
    return Averaging.several(model.members()) && model.target() instanceof TargetEncoder.Numbers n
        ? Averaging.scale(model.members().get(member), n).predicted(i, output)
        : output;
  }

  /// softmax(z / T) or logistic(z / T) of a single member.
  private static void add(Model model, Workspace ws, double[] out) {
    double t = model.calibration().t();
    if (model.network().spec().output().activation() instanceof Activation.Logistic) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) Temperature.logistic(ws.score(0, i) / t);
      }
      return;
    }
    double most = ws.score(0, 0);
    for (int i = 1; i < out.length; i++) {
      most = Math.max(most, ws.score(0, i));
    }
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      sum += StrictMath.exp((ws.score(0, i) - most) / t);
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (StrictMath.exp((ws.score(0, i) - most) / t) / sum);
    }
  }

  /// How many numbers a row is: a(1), and an offset if there is one.
  static int inputs(Encoder encoder) {
    return encoder.shape().units() + (encoder.offset() == null ? 0 : 1);
  }

  private static void check(Model model, double[] in, double[] out) {
    InputShape shape = model.encoder().shape();
    int columns = model.encoder().columns().size();
    if (in.length != inputs(model.encoder())) {
      String hint =
          in.length == columns ? " " + columns + " is this model's raw column count." : "";
      throw new SomaException.Mismatch(
          "E520",
          "wrong shape · got double["
              + in.length
              + "]; the fast path wants the "
              + shape.units()
              + " encoded inputs"
              + (model.encoder().offset() == null ? "." : " and the offset.")
              + hint,
          "pass the " + columns + " raw columns by name with Row.of(...)",
          "encode first: model.encode(row)");
    }
    if (out.length != model.network().spec().outputs()) {
      throw new SomaException.Mismatch(
          "E520",
          "wrong shape · got double["
              + out.length
              + "] for the outputs, expected double["
              + model.network().spec().outputs()
              + "]");
    }
  }
}
