package dev.soma.engine;

import dev.soma.kernel.Kernels;
import dev.soma.kernel.ScratchSize;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A batch through all layers, some rows at a time, so that what a layer writes is still near when
/// the next one reads it. Threads share the rows and wait for each other once, at the end.
final class ForwardPass {
  /// From so many rows on they are shared; the weights of fewer are what is far away, and the
  /// kernels share those.
  private static final int SHARED_ROWS = 48;

  /// Whole tiles of every height.
  private static final int GRAIN = 24;

  /// Numbers of the widest layer that are near.
  private static final int NEAR = 16 * 1024;

  /// Fewest rows at a time: each block reads all weights again.
  private static final int BLOCK = 192;

  private static final float[] UNWANTED = {};

  private final Workspace ws;
  private final Kernels.Part part = this::rows;
  private final int block;
  private final int widest;

  /// Whether threads may share the rows: functions of the user stay in the thread of the caller.
  private final boolean shared;

  /// Multiplications for one row.
  private final long steps;

  // the pass that runs
  private @Nullable Batch batch;
  private @Nullable Parameters parameters;
  private @Nullable PackedWeights weights;
  private boolean training;
  private boolean logSums;

  // the layers that run, from the first to before the end
  private int first;
  private int end;

  ForwardPass(Workspace ws) {
    this.ws = ws;
    int widest = SHARED_ROWS;
    long products = 0;
    boolean own = false;
    for (LayerState s : ws.layers) {
      widest = Math.max(widest, s.weightRows);
      products += (long) s.weightRows * s.inputs * s.members;
      own |= s.layer instanceof Layer.Dense d && d.activation() instanceof Activation.Custom;
    }
    this.widest = widest;
    block = block(widest, ws.spec.members());
    steps = products;
    shared = !own;
  }

  /// Rows of a batch at a time.
  private static int block(int widest, int members) {
    int fewest = Math.max(GRAIN, BLOCK / members / GRAIN * GRAIN);
    return Math.max(fewest, NEAR / widest / members / GRAIN * GRAIN);
  }

  /// Tells of the products of a pass of so many rows.
  static void size(NetworkSpec spec, int rows, ScratchSize size) {
    int widest = SHARED_ROWS;
    long products = 0;
    for (int i = 0; i < spec.layers().size(); i++) {
      Layer layer = spec.layers().get(i);
      widest = Math.max(widest, layer.weightRows());
      products += (long) layer.weightRows() * spec.inputOf(i).units();
    }
    int most = block(widest, spec.members());
    for (int i = 0; i < spec.layers().size(); i++) {
      AffinePass.size(spec, i, rows, most, products * rows, size);
    }
  }

  /// Runs it.
  ///
  /// @param weights packed once and for all, or null to pack them for this pass
  /// @param logSums whether the loss needs ln(sum e^z) of each row
  void run(
      Batch batch,
      Parameters parameters,
      @Nullable PackedWeights weights,
      boolean training,
      boolean logSums) {
    this.batch = batch;
    this.parameters = parameters;
    this.weights = weights;
    this.training = training;
    this.logSums = logSums;
    int rows = batch.rows();
    if (ws.input.length > 0) {
      writeOut(batch);
    }
    EmbeddingPass embedding = ws.layers[0].embedding;
    if (embedding != null) {
      embedding.prepare(parameters);
    }
    AffinePass.prepare(ws, parameters, weights, rows);
    first = 0;
    for (int i = 0; i < ws.layers.length; i++) {
      if (ws.layers[i].layer instanceof Layer.BatchNorm norm) {
        if (together()) { // all rows must have come so far
          toLayer(i, batch, parameters);
          NormPass.measure(ws, i, batch, norm.eps());
        } else {
          NormPass.remember(ws.layers[i], norm.eps(), parameters);
        }
      }
    }
    toLayer(ws.layers.length, batch, parameters);
    this.batch = null;
    this.parameters = null;
    this.weights = null;
  }

  /// Whether normalisations over rows use those of this batch.
  private boolean together() {
    return training && batch != null && batch.rows() > 1;
  }

  /// All rows through the layers from where they are to before `end`.
  private void toLayer(int end, Batch rows, Parameters p) {
    this.end = end;
    if (shared && rows.rows() >= (weights == null ? widest : SHARED_ROWS)) {
      ws.kernels.split(rows.rows(), GRAIN, steps * rows.rows(), part);
    } else {
      layers(ws.kernels, rows, p, 0, rows.rows());
    }
    first = end;
  }

  private void rows(Kernels own, int from, int to) {
    Batch rows = batch;
    Parameters p = parameters;
    for (int r = from; r < to && rows != null && p != null; r += block) {
      layers(own, rows, p, r, Math.min(r + block, to));
    }
  }

  private void layers(Kernels own, Batch rows, Parameters p, int from, int to) {
    for (int i = first; i < end; i++) {
      layer(own, i, rows, p, from, to);
    }
    if (ws.spec.members() > 1 && end == ws.layers.length) {
      LayerState out = ws.layers[ws.layers.length - 1];
      ActivationPass.mean(out, ws.spec.output().activation(), from, to, ws.meanScores, ws.means);
    }
  }

  private void layer(Kernels own, int i, Batch rows, Parameters p, int from, int to) {
    LayerState s = ws.layers[i];
    switch (s.layer) {
      case Layer.Dense d -> dense(own, i, d.activation(), rows, p, from, to);
      case Layer.Maxout m -> {
        AffinePass.forward(ws, own, i, p, weights, rows, from, to, Activation.IDENTITY);
        ActivationPass.maxout(s, m.pieces(), from, to);
      }
      case Layer.Embedding _ -> {
        if (s.embedding != null) {
          s.embedding.forward(ws, own, p, rows, from, to);
        }
      }
      case Layer.Members _ ->
          FactorPass.members(own, s, p, from, to, ws.input(i, rows), ws.inputOffset(i, rows));
      case Layer.Scale _ ->
          FactorPass.forward(own, s, p, from, to, ws.input(i, rows), ws.inputOffset(i, rows));
      case Layer.LayerNorm norm -> {
        float[] input = ws.input(i, rows);
        NormPass.rows(own, s, norm.eps(), p, from, to, input, ws.inputOffset(i, rows));
      }
      case Layer.BatchNorm _ -> {
        float[] input = ws.input(i, rows);
        NormPass.columns(own, s, p, from, to, input, ws.inputOffset(i, rows), together());
      }
      case Layer.Residual r -> link(own, i, i - r.span(), rows, from, to);
      case Layer.Dropout d -> {
        float[] input = ws.input(i, rows);
        int offset = ws.inputOffset(i, rows);
        double rate = ws.dropoutRate(d);
        FactorPass.drop(s, rate, from, to, input, offset, training, ws.dropoutKey(i));
      }
    }
  }

  /// Z = A W^T + b, and in the output layer + o; A = f(Z).
  private void dense(Kernels own, int i, Activation f, Batch rows, Parameters p, int from, int to) {
    LayerState s = ws.layers[i];
    if (rows.offsets() != null && i == ws.layers.length - 1) {
      AffinePass.forward(ws, own, i, p, weights, rows, from, to, Activation.IDENTITY);
      ActivationPass.offset(own, s, f, rows, from, to);
    } else {
      AffinePass.forward(ws, own, i, p, weights, rows, from, to, f);
    }
    ActivationPass.forward(own, s, f, p, from, to, logSums ? ws.logSum : UNWANTED);
  }

  /// A = what enters a layer + what enters another before it, for some rows.
  private void link(Kernels own, int index, int begin, Batch rows, int from, int to) {
    LayerState s = ws.layers[index];
    int first = from * s.units;
    int n = (to - from) * s.units;
    System.arraycopy(ws.input(index, rows), ws.inputOffset(index, rows) + first, s.a, first, n);
    own.addScaled(n, 1, ws.input(begin, rows), ws.inputOffset(begin, rows) + first, s.a, first);
  }

  private void writeOut(Batch rows) {
    InputShape shape = rows.shape();
    int units = shape.units();
    Arrays.fill(ws.input, 0, rows.rows() * units, 0f);
    for (int r = 0; r < rows.rows(); r++) {
      System.arraycopy(
          rows.numbers().data(),
          rows.numbers().offset() + r * shape.numbers(),
          ws.input,
          r * units,
          shape.numbers());
      int first = r * units + shape.numbers();
      for (int c = 0; c < shape.categories(); c++) {
        if (rows.code(r, c) >= 0) {
          ws.input[first + rows.code(r, c)] = 1f;
        }
        first += shape.levels().get(c);
      }
    }
  }
}
