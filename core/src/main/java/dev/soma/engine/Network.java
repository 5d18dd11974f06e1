package dev.soma.engine;

import dev.soma.error.SomaException;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A network: spec and parameters, with stateless forward and backward passes in float32.
///
/// Everything mutable of a pass is in the [Workspace], so any number of threads may run passes on
/// one network, each with a workspace of its own, as long as nobody changes the parameters. A batch
/// gives the same bits as its rows one by one.
public final class Network {
  private final Parameters parameters;
  private final @Nullable PackedWeights weights;

  private Network(Parameters parameters, @Nullable PackedWeights weights) {
    this.parameters = parameters;
    this.weights = weights;
  }

  /// A network on these parameters, which it shares: changing them changes the network.
  public static Network of(Parameters parameters) {
    return new Network(parameters, null);
  }

  /// A network with weights from elsewhere: W(1), b(1), W(2), b(2), ...
  ///
  /// @param tensors W(l) as `[weightRows x inputs]`, b(l) as `[1 x weightRows]`; rounded to float
  /// @throws SomaException.Mismatch E521 if a shape is wrong, with both shapes
  public static Network of(NetworkSpec spec, double[][]... tensors) {
    Parameters p = Parameters.zeros(spec);
    if (tensors.length != p.groups().size()) {
      throw new SomaException.Mismatch(
          "E521",
          spec + " has " + p.groups().size() + " tensors (W1, b1, W2, ...), got " + tensors.length);
    }
    for (int t = 0; t < tensors.length; t++) {
      Parameters.Group g = p.groups().get(t);
      int rows = g.role().vector() ? 1 : g.rows();
      int cols = g.role().vector() ? g.rows() : g.cols();
      boolean fits =
          tensors[t].length == rows && Arrays.stream(tensors[t]).allMatch(x -> x.length == cols);
      if (!fits) {
        throw new SomaException.Mismatch(
            "E521",
            g.name()
                + " of "
                + spec
                + " is ["
                + rows
                + " x "
                + cols
                + "], got ["
                + tensors[t].length
                + " x "
                + (tensors[t].length == 0 ? 0 : tensors[t][0].length)
                + "]");
      }
      Matrix m = Matrix.of(tensors[t]);
      m.copyTo(p.values(), g.offset());
    }
    return new Network(p, null);
  }

  /// The same network with its weights packed once, for many predictions: the bits are the same, a
  /// pass over few rows is several times as fast, and the weights take twice the memory.
  ///
  /// The parameters must not change any more. Workspaces for it need kernels of the same choice.
  ///
  /// @param kernels that pack the weights
  public Network packed(Kernels kernels) {
    return new Network(parameters, PackedWeights.of(spec(), parameters, kernels));
  }

  /// What the network is.
  public NetworkSpec spec() {
    return parameters.spec();
  }

  /// The parameters themselves, not a copy.
  public Parameters parameters() {
    return parameters;
  }

  /// h(x) for every row: the outputs a(n_l) `[rows x outputs]`, a window of the workspace that the
  /// next pass overwrites. Nothing is allocated for a batch of as many rows as the last one.
  ///
  /// @throws SomaException.Mismatch E520 if the batch or the workspace does not fit
  public Matrix predict(Batch batch, Workspace ws) {
    forward(batch, ws);
    return ws.outputs(batch.rows());
  }

  /// The same without making a window: read the outputs with [Workspace#output(int, int)].
  public void forward(Batch batch, Workspace ws) {
    forward(batch, ws, false, false);
  }

  /// The sum over the rows of weight times loss, without regularisation, and without dropout.
  ///
  /// @throws SomaException.Mismatch E520 if the batch, the targets or the workspace do not fit
  public double loss(Batch batch, Targets targets, Loss loss, Workspace ws) {
    checkTargets(batch, targets, loss);
    forward(batch, ws, false, true);
    return LossPass.run(ws, loss, targets, batch.rows(), ws.deltas[0], false);
  }

  /// The sum of the row losses and the sums over the rows of dloss/dW and dloss/db (neither with
  /// 1/m nor with regularisation).
  ///
  /// @param training whether dropout is on, with the masks of [Workspace#step(long)]
  /// @param gradient where the sums go
  /// @param add whether they go on from what the gradient holds: a batch may come in pieces, and
  ///   gives the same bits as in one, unless a [Layer.BatchNorm] is trained, which goes by the rows
  ///   of each piece
  /// @throws SomaException.Mismatch E520 if the batch, the targets or the workspace do not fit
  public double lossAndGradient(
      Batch batch,
      Targets targets,
      Loss loss,
      Workspace ws,
      boolean training,
      Parameters gradient,
      boolean add) {
    double sum = delta(batch, targets, loss, ws, training);
    backward(batch, loss, ws, training, gradient, add, false);
    return sum;
  }

  /// How large delta is on the way back, without dropout.
  ///
  /// @param sizes for each position in [NetworkSpec#layers] what the sum over rows and units of
  ///   |dloss/dz| is added to, of layers with W; the others stay as they are
  /// @throws SomaException.Mismatch E520 if the batch, the targets or the workspace do not fit
  public void deltas(Batch batch, Targets targets, Loss loss, Workspace ws, double[] sizes) {
    double _ = delta(batch, targets, loss, ws, false);
    ws.deltaSizes = sizes;
    backward(batch, loss, ws, false, null, false, false);
    ws.deltaSizes = null;
  }

  /// dloss/dx of every row `[rows x inputs]`, row weight included, without dropout; category levels
  /// as the 0/1 inputs they are. A window of the workspace that the next pass overwrites.
  ///
  /// @throws SomaException.Mismatch E520 if the batch, the targets or the workspace do not fit
  public Matrix inputGradient(Batch batch, Targets targets, Loss loss, Workspace ws) {
    double _ = delta(batch, targets, loss, ws, false);
    float[] data = backward(batch, loss, ws, false, null, false, true);
    return new Matrix(data, 0, batch.rows(), spec().input().units());
  }

  /// Moves the running mean and variance of every [Layer.BatchNorm] towards those of the last
  /// training pass. This changes the parameters.
  ///
  /// @param ws that the pass was made in
  /// @param rows of the pass; with one row nothing changes
  public void learnStatistics(Workspace ws, int rows) {
    for (LayerState s : ws.layers) {
      if (s.layer instanceof Layer.BatchNorm norm && rows > 1) {
        NormPass.learn(s, norm.momentum(), parameters, rows);
      }
    }
  }

  private void forward(Batch batch, Workspace ws, boolean training, boolean logSums) {
    checkBatch(batch, ws);
    ws.forward.run(batch, parameters, weights, training, logSums);
  }

  /// The sum of the row losses; the loss's delta goes to deltas[0].
  private double delta(Batch batch, Targets targets, Loss loss, Workspace ws, boolean training) {
    checkTargets(batch, targets, loss);
    if (batch.rows() > ws.back()) {
      throw new SomaException.Mismatch(
          "E520",
          "wrong workspace: gradients are for at most "
              + ws.back()
              + " rows of it, got "
              + batch.rows()
              + " rows");
    }
    forward(batch, ws, training, true);
    return LossPass.run(ws, loss, targets, batch.rows(), ws.deltas[0], true);
  }

  /// The layers from the last to the first; deltas[0] holds the loss's delta.
  ///
  /// @return where dJ/dx is, if it is wanted
  private float[] backward(
      Batch batch,
      Loss loss,
      Workspace ws,
      boolean training,
      @Nullable Parameters gradient,
      boolean add,
      boolean wantInput) {
    int rows = batch.rows();
    float[] delta = ws.deltas[0];
    float[] other = ws.deltas[1];
    LayerState mask = null;
    for (int i = ws.layers.length - 1; i >= 0; i--) {
      LayerState s = ws.layers[i];
      float[] upstream = i > 0 ? other : wantInput ? ws.inputGradient() : null;
      if (s.embedding != null) { // the first layer
        s.embedding.backward(ws, parameters, batch, delta, gradient, add, upstream);
        return upstream == null ? delta : upstream;
      }
      if (s.layer instanceof Layer.Members) {
        FactorPass.membersBackward(ws, s, parameters, rows, delta, gradient, add, upstream);
      } else if (s.weightRows > 0) {
        weighted(batch, loss, ws, i, mask, delta, gradient, add, upstream);
        mask = null;
      } else {
        plain(ws, i, batch, training, delta, gradient, add);
        addLinks(ws, i, rows, delta);
        mask = training && ws.late[i] ? s : null;
        continue; // delta was, or will be, changed in place
      }
      if (upstream != null) {
        other = delta;
        delta = upstream;
        addLinks(ws, i, rows, delta);
      }
    }
    return delta;
  }

  /// A layer with W, whose delta enters as dJ/dA, or as dJ/dZ where the loss is fused.
  ///
  /// @param mask of the dropout behind it that delta has not passed yet; null if there is none
  private void weighted(
      Batch batch,
      Loss loss,
      Workspace ws,
      int index,
      @Nullable LayerState mask,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add,
      float @Nullable [] upstream) {
    LayerState s = ws.layers[index];
    int rows = batch.rows();
    float[] dz = delta;
    if (s.layer instanceof Layer.Maxout) {
      dz = ActivationPass.maxoutBackward(s, rows, delta);
      AffinePass.biases(ws, s, 0, rows, dz, gradient, add);
    } else {
      boolean fused = index == ws.layers.length - 1 && loss.fused();
      toScores(ws, s, mask, rows, fused, delta, gradient, add);
    }
    if (ws.deltaSizes != null) {
      double size = 0;
      for (int i = 0; i < rows * s.weightRows * s.members; i++) {
        size += Math.abs(dz[i]);
      }
      ws.deltaSizes[index] += size;
    }
    AffinePass.backward(ws, index, parameters, batch, dz, gradient, add, upstream);
  }

  /// delta enters as dJ/dA and leaves as dJ/dZ, with what is added up on the way: some rows at a
  /// time, so that what one operation writes is near when the next one reads it. Threads share the
  /// columns of sums, and so have all rows at once.
  ///
  /// @param fused whether it enters as dJ/dZ
  private void toScores(
      Workspace ws,
      LayerState s,
      @Nullable LayerState mask,
      int rows,
      boolean fused,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    int block = ws.kernels.threads() == 1 ? Math.max(1, Kernels.NEAR / s.units) : rows;
    int from = 0;
    do {
      int to = Math.min(from + block, rows);
      boolean on = add || from > 0;
      if (mask != null) {
        FactorPass.dropBackward(ws, mask, from, to, delta);
      }
      if (!fused) {
        Activation f = activation(s.layer);
        ActivationPass.backward(ws, s, f, parameters, from, to, delta, gradient, on);
      }
      AffinePass.biases(ws, s, from, to, delta, gradient, on);
      from = to;
    } while (from < rows);
  }

  /// dJ/d input of a layer += dJ/dA of each residual link that begins there, the last first.
  private static void addLinks(Workspace ws, int index, int rows, float[] delta) {
    for (int i = ws.layers.length - 1; i > index; i--) {
      LayerState s = ws.layers[i];
      if (s.layer instanceof Layer.Residual r && i - r.span() == index) {
        ws.kernels.addScaled(rows * s.units, 1, s.extra, 0, delta, 0);
      }
    }
  }

  /// A layer without W that is as wide as what enters it: delta enters as dJ/dA and leaves as dJ/d
  /// input.
  private void plain(
      Workspace ws,
      int index,
      Batch batch,
      boolean training,
      float[] delta,
      @Nullable Parameters gradient,
      boolean add) {
    LayerState s = ws.layers[index];
    switch (s.layer) {
      case Layer.Scale _ -> FactorPass.backward(ws, index, parameters, batch, delta, gradient, add);
      case Layer.LayerNorm _ ->
          NormPass.rowsBackward(ws, s, parameters, batch.rows(), delta, gradient, add);
      case Layer.BatchNorm _ -> {
        boolean together = training && batch.rows() > 1;
        NormPass.columnsBackward(ws, s, parameters, batch.rows(), together, delta, gradient, add);
      }
      case Layer.Residual _ -> // dJ/dA goes on, and is kept for where the link begins
          System.arraycopy(delta, 0, s.extra, 0, batch.rows() * s.units);
      case Layer.Dropout _ -> {
        if (training && !ws.late[index]) {
          FactorPass.dropBackward(ws, s, 0, batch.rows(), delta);
        }
      }
      case Layer.Dense _, Layer.Maxout _, Layer.Embedding _, Layer.Members _ ->
          throw new IllegalStateException(s.layer + " has a pass of its own");
    }
  }

  private static Activation activation(Layer layer) {
    return layer instanceof Layer.Dense d ? d.activation() : Activation.IDENTITY;
  }

  private void checkBatch(Batch batch, Workspace ws) {
    if (!batch.shape().equals(spec().input())) {
      throw new SomaException.Mismatch(
          "E520",
          "wrong shape: the network takes inputs "
              + spec().input()
              + ", got "
              + batch.shape()
              + ", numbers "
              + batch.numbers().shape());
    }
    if (batch.rows() > ws.capacity() || !ws.spec.equals(spec())) {
      throw new SomaException.Mismatch(
          "E520",
          "wrong workspace: it was made for "
              + ws.spec
              + " and "
              + ws.capacity()
              + " rows, got "
              + spec()
              + " and "
              + batch.rows()
              + " rows");
    }
  }

  private void checkTargets(Batch batch, Targets targets, Loss loss) {
    int columns = loss.targetColumns(spec().outputs());
    if (targets.values().rows() != batch.rows() || targets.values().cols() != columns) {
      throw new SomaException.Mismatch(
          "E520",
          "wrong shape: loss "
              + loss
              + " wants targets ["
              + batch.rows()
              + " x "
              + columns
              + "], got "
              + targets.values().shape());
    }
  }
}
