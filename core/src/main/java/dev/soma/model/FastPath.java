package dev.soma.model;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
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
      Workspace ws = pool.take();
      try {
        network.forward(ws.row(in), ws);
        for (int i = 0; i < out.length; i++) {
          out[i] += said(model, k, i, ws.output(0, i)) / members;
        }
      } finally {
        pool.give(ws);
      }
    }
    if (Averaging.several(model.members()) && model.target() instanceof TargetEncoder.Numbers n) {
      for (int i = 0; i < out.length; i++) {
        out[i] = n.scale(i, out[i]);
      }
    }
  }

  /// The output of a member; in units of the target if several numbers are to be averaged.
  private static double said(Model model, int member, int i, float output) {
    return Averaging.several(model.members()) && model.target() instanceof TargetEncoder.Numbers n
        ? Averaging.scale(model.members().get(member), n).predicted(i, output)
        : output;
  }

  private static void check(Model model, double[] in, double[] out) {
    InputShape shape = model.encoder().shape();
    int columns = model.encoder().columns().size();
    if (in.length != shape.units()) {
      String hint =
          in.length == columns ? " " + columns + " is this model's raw column count." : "";
      throw new SomaException.Mismatch(
          "E520",
          "wrong shape · got double["
              + in.length
              + "]; the fast path wants the "
              + shape.units()
              + " encoded inputs."
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
