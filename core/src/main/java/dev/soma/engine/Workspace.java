package dev.soma.engine;

import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.kernel.ScratchSize;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Everything mutable of one pass through a network, for at most [#capacity] rows at a time, of
/// which [#back] may have gradients: what only the way back needs is not there for the others.
///
/// A workspace belongs to one thread at a time; any number of workspaces may serve one [Network].
/// Its arrays take [#bytes] of the heap; passes through weights that are not packed
/// ([Network#packed]) take as many floats as there are weights outside the heap. They go with the
/// workspace, at some collection after nobody refers to it any more.
public final class Workspace implements AutoCloseable {
  final NetworkSpec spec;
  final Kernels kernels;
  final LayerState[] layers;

  /// Two arrays that hold dJ/da of a layer and of the layer before it in turn.
  final float[][] deltas;

  /// a(1) with the category blocks written out `[rows x inputs]`; empty where it is never needed.
  final float[] input;

  /// The category columns of W(1), or of its gradient, turned round `[category units x
  /// weightRows]`.
  final float[] turned;

  /// Whether a layer is a dropout whose mask delta passes in the pass of the layer before it, the
  /// only one that it has come from.
  final boolean[] late;

  /// The layout of the parameters, with each W that has a factor times that; made when a pass first
  /// needs it.
  private float[] scaled = {};

  /// dJ/dx `[rows x inputs]`; made when it is first asked for, which training never does.
  private float[] inputGradient = {};

  /// W of each layer packed for the pass that runs; made when a pass first needs it.
  private final @Nullable MemorySegment[] packed;

  final ForwardPass forward;

  /// The loss of each row, and where there are members of each of theirs before they are averaged.
  final float[] rowLoss;

  /// ln(sum e^z) of each; softplus(z) of some where the output is logistic, of a row at least.
  final float[] logSum;

  /// The mean of the members' outputs `[rows x outputs]`; A of the last layer without members.
  final float[] means;

  /// The z that belong to them; Z of the last layer without members.
  final float[] meanScores;

  /// Where the backward pass that runs adds up |dloss/dz| of each layer with W; null if nowhere.
  double @Nullable [] deltaSizes;

  /// The window that was asked for last.
  private Matrix outputs;

  private final int capacity;
  private final int back;
  private final Batch row;
  private final Batch offsetRow;
  private final long[] dropoutKeys;
  private long step;
  private double dropout = 1;

  /// A workspace for passes forward and back.
  ///
  /// @param capacity rows of the largest batch, >= 1
  /// @param kernels what computes; closed with this workspace
  /// @param seeds where dropout masks come from
  public Workspace(NetworkSpec spec, int capacity, Kernels kernels, Seeds seeds) {
    this(spec, capacity, capacity, kernels, seeds);
  }

  /// A workspace for larger batches forward than back.
  ///
  /// @param capacity rows of the largest batch, >= 1
  /// @param back rows of the largest batch that gradients are asked of: 0 for predictions and
  ///   losses alone, at most the capacity
  /// @param kernels what computes; closed with this workspace
  /// @param seeds where dropout masks come from
  /// @throws dev.soma.error.SomaException.Usage E219 if an array would hold more than it can
  public Workspace(NetworkSpec spec, int capacity, int back, Kernels kernels, Seeds seeds) {
    this.spec = spec;
    this.kernels = kernels;
    this.capacity = capacity;
    this.back = Objects.checkIndex(back, capacity + 1);
    List<Parameters.Group> groups = Parameters.groups(spec);
    layers = new LayerState[spec.layers().size()];
    packed = new MemorySegment[layers.length];
    dropoutKeys = new long[layers.length];
    int widest = 0;
    for (int i = 0; i < layers.length; i++) {
      LayerState.check(spec, i, capacity);
      layers[i] = new LayerState(spec, i, groups, capacity, back);
      dropoutKeys[i] = seeds.key("dropout/" + i);
      widest = Math.max(widest, layers[i].units);
    }
    late = late(spec);
    deltas = new float[2][Math.multiplyExact(back, widest)];
    InputShape shape = spec.input();
    input = new float[expands(spec) ? Math.multiplyExact(capacity, shape.units()) : 0];
    turned = new float[Math.toIntExact(turned(spec))];
    row = new Batch(shape, Matrix.zeros(1, shape.numbers()), new int[shape.categories()], 0);
    offsetRow = new Batch(shape, row.numbers(), row.codes(), 0, new float[1], 0);
    forward = new ForwardPass(this);
    int members = spec.members();
    rowLoss = new float[Math.multiplyExact(capacity, members)];
    logSum = new float[Math.max(rowLoss.length, spec.outputs())];
    LayerState out = layers[layers.length - 1];
    int outputs = Math.multiplyExact(capacity, spec.outputs());
    means = members > 1 ? new float[outputs] : out.a;
    meanScores = members > 1 ? new float[outputs] : out.z;
    this.outputs = new Matrix(means, 0, 1, spec.outputs());
  }

  /// Bytes of all arrays of a workspace that has trained, its kernels apart. One that was asked for
  /// gradients of the inputs has those besides.
  ///
  /// @param capacity rows of the largest batch, >= 1
  /// @param back rows of the largest batch that gradients are asked of
  public static long bytes(NetworkSpec spec, int capacity, int back) {
    long widest = 0;
    long numbers = 0;
    boolean factors = false;
    for (int i = 0; i < spec.layers().size(); i++) {
      Layer layer = spec.layers().get(i);
      InputShape in = spec.inputOf(i);
      widest = Math.max(widest, layer.outputs(in));
      numbers += LayerState.numbers(layer, in, capacity, back);
      factors |= layer instanceof Layer.Dense d && d.factor(in.units() / d.members()) != 1;
    }
    int members = spec.members();
    long row = members > 1 ? members + 2L * spec.outputs() : 1; // the loss, means
    row += expands(spec) ? spec.input().units() : 0;
    numbers += capacity * row + Math.max((long) capacity * members, spec.outputs());
    numbers += 2L * back * widest + turned(spec) + (factors ? Parameters.count(spec) : 0);
    return Float.BYTES * numbers;
  }

  /// Bytes of the heap that the kernels of a workspace that has trained have taken.
  ///
  /// @param capacity rows of the largest batch, >= 1
  /// @param back rows of the largest batch that gradients are asked of
  /// @param kernels what they were made by
  /// @param threads for how many
  public static long scratch(
      NetworkSpec spec, int capacity, int back, KernelChoice kernels, int threads) {
    ScratchSize size = new ScratchSize(kernels, threads);
    ForwardPass.size(spec, capacity, size);
    for (int i = 0; back > 0 && i < spec.layers().size(); i++) {
      AffinePass.sizeBack(spec, i, back, size);
    }
    return size.bytes();
  }

  private static boolean[] late(NetworkSpec spec) {
    boolean[] late = new boolean[spec.layers().size()];
    for (int i = 1; i < late.length; i++) {
      late[i] =
          spec.layers().get(i) instanceof Layer.Dropout
              && spec.layers().get(i - 1) instanceof Layer.Dense
              && spec.linksFrom(i).isEmpty();
    }
    return late;
  }

  /// Whether categories are written out as 0 and 1, for the first layer or for a link.
  private static boolean expands(NetworkSpec spec) {
    Layer first = spec.layers().getFirst();
    boolean wanted = first instanceof Layer.Embedding e ? e.size() == 0 : first.weightRows() == 0;
    return spec.input().categories() > 0 && (wanted || !spec.linksFrom(0).isEmpty());
  }

  /// Numbers of [#turned].
  private static long turned(NetworkSpec spec) {
    InputShape in = spec.input();
    Layer first = spec.layers().getFirst();
    return (long) (in.units() - in.numbers()) * first.weightRows();
  }

  /// The most rows of one pass.
  public int capacity() {
    return capacity;
  }

  /// The most rows of one pass that gradients are asked of.
  public int back() {
    return back;
  }

  /// What computes here.
  public Kernels kernels() {
    return kernels;
  }

  /// Sets which dropout masks the next training pass draws: a number per optimizer step.
  public void step(long step) {
    step(step, 1);
  }

  /// The same with other rates of dropout.
  ///
  /// @param dropout factor of the rate of every dropout layer, 0 to 1
  public void step(long step, double dropout) {
    this.step = step;
    this.dropout = dropout;
  }

  double dropoutRate(Layer.Dropout layer) {
    return layer.rate() * dropout;
  }

  /// What enters a layer: a(1), with the category blocks written out if the first layer wants them
  /// so, or what leaves the layer before.
  float[] input(int layer, Batch batch) {
    if (layer > 0) {
      return layers[layer - 1].a;
    }
    return input.length > 0 ? input : batch.numbers().data();
  }

  /// Where it begins.
  int inputOffset(int layer, Batch batch) {
    return layer > 0 || input.length > 0 ? 0 : batch.numbers().offset();
  }

  float[] inputGradient() {
    if (inputGradient.length == 0) {
      inputGradient = new float[Math.multiplyExact(back, spec.input().units())];
    }
    return inputGradient;
  }

  float[] scaled(Parameters p) {
    if (scaled.length == 0) {
      scaled = new float[p.size()];
    }
    return scaled;
  }

  MemorySegment packed(int layer, int numbers) {
    MemorySegment made = packed[layer];
    if (made == null) {
      made = kernels.panels(layers[layer].weightRows, numbers);
      packed[layer] = made;
    }
    return made;
  }

  long dropoutKey(int layer) {
    return Seeds.bits(dropoutKeys[layer], step);
  }

  /// Z of a layer after a pass, `[rows x weightRows]`, for all members one after the other, a
  /// window that the next pass overwrites.
  ///
  /// @param layer position in [NetworkSpec#layers]
  public Matrix z(int layer, int rows) {
    LayerState s = layers[layer];
    return new Matrix(s.z, 0, rows, s.weightRows * s.members);
  }

  /// A of a layer after a pass, `[rows x units]`, a window that the next pass overwrites.
  ///
  /// @param layer position in [NetworkSpec#layers]
  public Matrix a(int layer, int rows) {
    return new Matrix(layers[layer].a, 0, rows, layers[layer].units);
  }

  /// h(x) of every row after a pass, `[rows x outputs]`: A of the last layer, or the mean of its
  /// members. A window that the next pass overwrites, the same one for as many rows as last time.
  public Matrix outputs(int rows) {
    if (outputs.rows() != rows) {
      outputs = new Matrix(means, 0, rows, spec.outputs());
    }
    return outputs;
  }

  /// The z that belong to [#outputs]: Z of the last layer, or what its activation would have turned
  /// into the mean of the members; the mean of their z where the activation has no inverse. A
  /// window that the next pass overwrites.
  public Matrix scores(int rows) {
    return new Matrix(meanScores, 0, rows, spec.outputs());
  }

  /// One of [#outputs].
  public float output(int row, int unit) {
    return means[at(row, unit)];
  }

  /// One of [#scores].
  public float score(int row, int unit) {
    return meanScores[at(row, unit)];
  }

  private int at(int row, int unit) {
    int width = layers[layers.length - 1].weightRows; // the last layer is Dense
    return Objects.checkIndex(row, capacity) * width + Objects.checkIndex(unit, width);
  }

  /// One row as a batch, in arrays of this workspace: numbers as they are, and for each category
  /// the code of the one entry that is 1, or -1 if all are 0.
  ///
  /// @param x a(1), `spec.input().units()` numbers, and after them the offset of the row if it has
  ///   one
  /// @throws SomaException.Mismatch E520 if a block of categories is neither
  public Batch row(double[] x) {
    InputShape shape = spec.input();
    float[] numbers = row.numbers().data();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) x[i];
    }
    int first = numbers.length;
    for (int c = 0; c < shape.categories(); c++) {
      int levels = shape.levels().get(c);
      row.codes()[c] = code(x, first, levels);
      first += levels;
    }
    float[] offset = offsetRow.offsets();
    if (x.length == first || offset == null) {
      return row;
    }
    offset[0] = (float) x[first];
    return offsetRow;
  }

  private static int code(double[] x, int first, int levels) {
    int code = -1;
    for (int i = 0; i < levels; i++) {
      if (x[first + i] != 0) {
        if (x[first + i] != 1 || code >= 0) {
          throw new SomaException.Mismatch(
              "E520",
              "inputs "
                  + first
                  + " to "
                  + (first + levels - 1)
                  + " are the levels of one category: at most one may be 1, all others 0");
        }
        code = i;
      }
    }
    return code;
  }

  /// The loss of each row after a pass with targets, times its weight; overwritten by the next.
  public float rowLoss(int row) {
    return rowLoss[Objects.checkIndex(row, capacity)];
  }

  @Override
  public void close() {
    kernels.close();
  }
}
