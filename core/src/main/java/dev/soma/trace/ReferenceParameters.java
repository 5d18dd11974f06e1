package dev.soma.trace;

import dev.soma.error.SomaException;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The weights and biases of a network in double precision; also a gradient, which has their shape.
///
/// W(l) `[weightRows x inputs]` connects layer l to l + 1, b(l) `[weightRows]`, l = 1 ..
/// [#count()]; layers without weights are not counted. Immutable.
public final class ReferenceParameters {
  private final NetworkSpec spec;
  private final List<Parameters.Group> groups;

  /// One array for each group, `[rows x cols]`; a vector is one row.
  private final double[][][] tensors;

  private ReferenceParameters(
      NetworkSpec spec, List<Parameters.Group> groups, double[][][] tensors) {
    this.spec = spec;
    this.groups = groups;
    this.tensors = tensors;
  }

  /// A copy of these numbers, exactly as given.
  ///
  /// @param weights W(l) at `[l - 1][i][j]`
  /// @param biases b(l) at `[l - 1][i]`
  /// @throws SomaException.Mismatch E520 if a shape does not fit, naming the tensor
  public static ReferenceParameters of(NetworkSpec spec, double[][][] weights, double[][] biases) {
    ReferenceParameters p = zeros(spec);
    if (weights.length != p.count() || biases.length != p.count()) {
      throw new SomaException.Mismatch(
          "E520",
          spec
              + " has "
              + p.count()
              + " layers with weights, got "
              + weights.length
              + " matrices W and "
              + biases.length
              + " vectors b");
    }
    for (int l = 1; l <= p.count(); l++) {
      copy("W" + l, weights[l - 1], p.w(l));
      fits("b" + l, biases[l - 1].length, p.b(l).length);
      System.arraycopy(biases[l - 1], 0, p.b(l), 0, biases[l - 1].length);
    }
    return p;
  }

  private static void copy(String name, double[][] from, double[][] to) {
    fits("rows of " + name, from.length, to.length);
    for (int i = 0; i < to.length; i++) {
      fits("row " + (i + 1) + " of " + name, from[i].length, to[i].length);
      System.arraycopy(from[i], 0, to[i], 0, to[i].length);
    }
  }

  private static void fits(String what, int got, int wanted) {
    if (got != wanted) {
      throw new SomaException.Mismatch("E520", what + ": got " + got + ", wanted " + wanted);
    }
  }

  /// All zeros.
  public static ReferenceParameters zeros(NetworkSpec spec) {
    List<Parameters.Group> groups = Parameters.groups(spec);
    double[][][] tensors = new double[groups.size()][][];
    for (int t = 0; t < tensors.length; t++) {
      Parameters.Group g = groups.get(t);
      tensors[t] = g.role().vector() ? new double[1][g.rows()] : new double[g.rows()][g.cols()];
    }
    return new ReferenceParameters(spec, groups, tensors);
  }

  /// The same numbers, widened from float to double without change.
  public static ReferenceParameters of(Parameters parameters) {
    float[] values = parameters.values();
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return of(parameters.spec(), wide);
  }

  /// From the flat layout W1, b1, W2, b2, ..., each W row by row.
  ///
  /// @throws SomaException.Mismatch E520 if the length is not the number of parameters
  public static ReferenceParameters of(NetworkSpec spec, double[] flat) {
    ReferenceParameters p = zeros(spec);
    fits("parameters", flat.length, p.size());
    for (int t = 0; t < p.tensors.length; t++) {
      int from = p.groups.get(t).offset();
      for (double[] row : p.tensors[t]) {
        System.arraycopy(flat, from, row, 0, row.length);
        from += row.length;
      }
    }
    return p;
  }

  /// The same numbers for the fast engine, rounded to float.
  public Parameters toParameters() {
    Parameters p = Parameters.zeros(spec);
    double[] flat = toArray();
    for (int i = 0; i < flat.length; i++) {
      p.values()[i] = (float) flat[i];
    }
    return p;
  }

  /// A new flat array W1, b1, W2, b2, ..., each W row by row.
  public double[] toArray() {
    double[] flat = new double[size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = get(i);
    }
    return flat;
  }

  /// The network these belong to.
  public NetworkSpec spec() {
    return spec;
  }

  /// How many layers have weights, n_l - 1.
  public int count() {
    return (int) groups.stream().filter(g -> g.role() == Role.WEIGHT).count();
  }

  /// How many numbers there are.
  public int size() {
    Parameters.Group last = groups.getLast();
    return last.offset() + last.size();
  }

  /// All tensors, in the order of the flat layout: W1, b1, W2, b2, ...
  public List<Parameters.Group> groups() {
    return groups;
  }

  /// The tensor with this name, such as `W1`.
  ///
  /// @throws IllegalArgumentException if there is none
  public Parameters.Group group(String name) {
    for (Parameters.Group g : groups) {
      if (g.name().equals(name)) {
        return g;
      }
    }
    throw new IllegalArgumentException("no tensor " + name + " among " + groups);
  }

  /// W(l), a copy.
  public DoubleMatrix weights(int l) {
    return DoubleMatrix.of(w(l));
  }

  /// b(l), a copy.
  public double[] biases(int l) {
    return b(l).clone();
  }

  /// A vector of a layer, such as alpha, g or gamma, a copy.
  ///
  /// @param position of the layer in [NetworkSpec#layers]
  public double[] vector(int position, Role role) {
    for (int t = 0; t < tensors.length; t++) {
      if (groups.get(t).layer() == position && groups.get(t).role() == role) {
        return tensors[t][0].clone();
      }
    }
    throw new IllegalArgumentException("no " + role + " in layer " + position + " of " + spec);
  }

  /// The tensor with this name, such as `V1`, a copy; a vector is one row.
  ///
  /// @throws IllegalArgumentException if there is none
  public DoubleMatrix tensor(String name) {
    return DoubleMatrix.of(tensors[groups.indexOf(group(name))]);
  }

  /// The number at this index of the flat layout.
  public double get(int index) {
    int t = at(index);
    int within = index - groups.get(t).offset();
    int cols = tensors[t][0].length;
    return tensors[t][within / cols][within % cols];
  }

  /// The same numbers but for one, at this index of the flat layout.
  public ReferenceParameters with(int index, double value) {
    int t = at(index);
    int within = index - groups.get(t).offset();
    int cols = tensors[t][0].length;
    double[][][] changed = tensors.clone();
    changed[t] = tensors[t].clone();
    changed[t][within / cols] = tensors[t][within / cols].clone();
    changed[t][within / cols][within % cols] = value;
    return new ReferenceParameters(spec, groups, changed);
  }

  /// One step of gradient descent: W - rate dW, b - rate db.
  public ReferenceParameters minus(double rate, ReferenceParameters gradient) {
    double[] flat = toArray();
    double[] g = gradient.toArray();
    fits("gradient", g.length, flat.length);
    for (int i = 0; i < flat.length; i++) {
      flat[i] -= rate * g[i];
    }
    return of(spec, flat);
  }

  /// The network of one of the members as an ordinary one: what it has of its own, and s o W of
  /// what it shares.
  ///
  /// @param index from 0
  public ReferenceParameters member(int index) {
    return new MemberNetworks(this).of(Objects.checkIndex(index, spec.members()));
  }

  /// The position of the group that this index of the flat layout belongs to.
  private int at(int index) {
    for (int t = 0; t < tensors.length; t++) {
      Parameters.Group g = groups.get(t);
      if (index >= g.offset() && index < g.offset() + g.size()) {
        return t;
      }
    }
    throw new IndexOutOfBoundsException("parameter " + index + " of " + size());
  }

  /// W(l) itself.
  double[][] w(int l) {
    return tensor(l, Role.WEIGHT);
  }

  /// b(l) itself.
  double[] b(int l) {
    return tensor(l, Role.BIAS)[0];
  }

  /// The tensors of the layer at a position of the network themselves, in the order of
  /// [dev.soma.nn.Layer#tensors].
  double[][][] tensors(int position) {
    int from = 0;
    int to = 0;
    for (Parameters.Group g : groups) {
      from += g.layer() < position ? 1 : 0;
      to += g.layer() <= position ? 1 : 0;
    }
    return Arrays.copyOfRange(tensors, from, to);
  }

  /// The tensor of this role at index l itself, a vector as one row; to be written to only by who
  /// has just made it.
  double[][] tensor(int l, Role role) {
    for (int t = 0; t < tensors.length; t++) {
      if (groups.get(t).l() == l && groups.get(t).role() == role) {
        return tensors[t];
      }
    }
    throw new IllegalArgumentException("no " + role + " at " + l + " of " + spec);
  }
}
