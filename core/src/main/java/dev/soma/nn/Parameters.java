package dev.soma.nn;

import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// All learned numbers of a network, running statistics and edges of bins, in one flat array, with
/// the windows that are W(l) and b(l).
///
/// Layout: W(1) row-major `[weightRows x inputs]`, b(1) `[weightRows]`, W(2), b(2), ...; gradients
/// and optimizer states use the same layout. The array is mutable; a `Network` that is shared holds
/// a copy of its own.
public final class Parameters {
  /// One tensor of the parameters.
  ///
  /// @param name `W1`, `b1`, `W2` ... with the index l of the lecture; a second tensor of the same
  ///   letter before W(l) is `g2_2`, a third `g2_3`
  /// @param layer position of its layer in [NetworkSpec#layers], from 0
  /// @param l the index of the lecture, from 1: layers with weights only
  /// @param offset where it begins in the flat array
  /// @param rows rows of W(l), entries of b(l)
  /// @param cols columns of W(l); 1 for b(l)
  /// @param role what it does
  public record Group(String name, int layer, int l, int offset, int rows, int cols, Role role) {
    /// Whether the decay of AdamW applies.
    public boolean decays() {
      return role.decays();
    }

    /// The shape as it is written to files: rows and columns of a matrix, entries of a vector.
    public int[] shape() {
      return role.vector() ? new int[] {rows} : new int[] {rows, cols};
    }

    /// rows * cols.
    public int size() {
      return rows * cols;
    }
  }

  private final NetworkSpec spec;
  private final float[] values;
  private final List<Group> groups;

  /// The length of the longest array there is.
  public static final int MOST = Integer.MAX_VALUE - 8;

  private Parameters(NetworkSpec spec, float[] values, List<Group> groups) {
    this.spec = spec;
    this.values = values;
    this.groups = groups;
  }

  /// All zeros, for this network.
  ///
  /// @throws SomaException.Usage E219 if there are more than 2^31 - 1 parameters
  public static Parameters zeros(NetworkSpec spec) {
    List<Group> groups = groups(spec);
    return new Parameters(spec, new float[(int) count(spec)], groups);
  }

  /// How many numbers there are for a network, without making them; may be more than [#zeros]
  /// makes.
  public static long count(NetworkSpec spec) {
    double count = 0; // exact far beyond the limit, and cannot overflow
    InputShape in = spec.input();
    for (Layer layer : spec.layers()) {
      for (Layer.Tensor t : layer.tensors(in)) {
        count += (double) t.rows() * t.cols();
      }
      in = InputShape.of(layer.outputs(in));
    }
    return (long) count;
  }

  /// Where each tensor of a network is in the flat array, in its order, without making it.
  ///
  /// @throws SomaException.Usage E219 if there are more than 2^31 - 1 parameters
  public static List<Group> groups(NetworkSpec spec) {
    long count = count(spec);
    if (count > MOST) {
      throw new SomaException.Usage(
          "E219",
          String.format(
              Locale.ROOT,
              "too large · %s has %,d parameters; one network holds at most %,d",
              spec,
              count,
              MOST),
          "--hidden 256,256");
    }
    List<Group> groups = new ArrayList<>();
    int offset = 0;
    int l = 1;
    InputShape in = spec.input();
    for (int i = 0; i < spec.layers().size(); i++) {
      Layer layer = spec.layers().get(i);
      for (Layer.Tensor t : layer.tensors(in)) {
        String name = name(t.letter() + l, groups);
        groups.add(new Group(name, i, l, offset, t.rows(), t.cols(), t.role()));
        offset = Math.addExact(offset, Math.multiplyExact(t.rows(), t.cols()));
      }
      l += layer.weightRows() > 0 ? 1 : 0;
      in = InputShape.of(layer.outputs(in));
    }
    return List.copyOf(groups);
  }

  /// Several layers before one W(l) may have tensors of one letter: `g1`, `g1_2`, ...
  private static String name(String name, List<Group> before) {
    String free = name;
    for (int n = 2; taken(free, before); n++) {
      free = name + "_" + n;
    }
    return free;
  }

  private static boolean taken(String name, List<Group> groups) {
    return groups.stream().anyMatch(g -> g.name().equals(name));
  }

  /// The network these belong to.
  public NetworkSpec spec() {
    return spec;
  }

  /// The flat array itself, not a copy.
  public float[] values() {
    return values;
  }

  /// How many numbers there are.
  public int size() {
    return values.length;
  }

  /// How many of them are learned: all but running means and variances, and edges of bins.
  public int learned() {
    return groups.stream().filter(g -> g.role().learned()).mapToInt(Group::size).sum();
  }

  /// All tensors, in the order of the flat array: W1, b1, W2, b2, ...
  public List<Group> groups() {
    return groups;
  }

  /// The tensor with this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public Group group(String name) {
    return groups.stream()
        .filter(g -> g.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tensor " + name + " among " + groups));
  }

  /// The window of a tensor: W(l) `[weightRows x inputs]`, b(l) `[weightRows x 1]`.
  public Matrix matrix(Group group) {
    return new Matrix(values, group.offset(), group.rows(), group.cols());
  }

  /// The same layout on a copy of the numbers.
  public Parameters copy() {
    return new Parameters(spec, values.clone(), groups);
  }

  /// The same layout, all zeros: a gradient, a moment.
  public Parameters zerosLike() {
    return new Parameters(spec, new float[values.length], groups);
  }
}
