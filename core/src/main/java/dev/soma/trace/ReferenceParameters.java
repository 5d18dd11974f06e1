package dev.soma.trace;

import dev.soma.error.SomaException;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.List;

/// The weights and biases of a network in double precision; also a gradient, which has their shape.
///
/// W(l) `[weightRows x inputs]` connects layer l to l + 1, b(l) `[weightRows]`, l = 1 ..
/// [#count()]; layers without weights are not counted. Immutable.
public final class ReferenceParameters {
  private final NetworkSpec spec;
  private final List<Parameters.Group> groups;
  private final double[][][] weights; // [l - 1][i][j]
  private final double[][] biases; // [l - 1][i]

  /// Takes the arrays as they are; only for arrays that nobody writes to any more.
  ReferenceParameters(NetworkSpec spec, double[][][] weights, double[][] biases) {
    this(spec, Parameters.zeros(spec).groups(), weights, biases);
  }

  private ReferenceParameters(
      NetworkSpec spec, List<Parameters.Group> groups, double[][][] weights, double[][] biases) {
    this.spec = spec;
    this.groups = groups;
    this.weights = weights;
    this.biases = biases;
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
      copy("W" + l, weights[l - 1], p.weights[l - 1]);
      fits("b" + l, biases[l - 1].length, p.biases[l - 1].length);
      System.arraycopy(biases[l - 1], 0, p.biases[l - 1], 0, biases[l - 1].length);
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
    List<Parameters.Group> groups = Parameters.zeros(spec).groups();
    int layers = groups.size() / 2;
    double[][][] weights = new double[layers][][];
    double[][] biases = new double[layers][];
    for (Parameters.Group g : groups) {
      if (g.decays()) {
        weights[g.l() - 1] = new double[g.rows()][g.cols()];
      } else {
        biases[g.l() - 1] = new double[g.rows()];
      }
    }
    return new ReferenceParameters(spec, groups, weights, biases);
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
    for (Parameters.Group g : p.groups) {
      for (int i = 0; i < g.rows(); i++) {
        for (int j = 0; j < g.cols(); j++) {
          double value = flat[g.offset() + i * g.cols() + j];
          if (g.decays()) {
            p.weights[g.l() - 1][i][j] = value;
          } else {
            p.biases[g.l() - 1][i] = value;
          }
        }
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
    return weights.length;
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

  /// The number at this index of the flat layout.
  public double get(int index) {
    Parameters.Group g = at(index);
    int within = index - g.offset();
    return g.decays()
        ? weights[g.l() - 1][within / g.cols()][within % g.cols()]
        : biases[g.l() - 1][within];
  }

  /// The same numbers but for one, at this index of the flat layout.
  public ReferenceParameters with(int index, double value) {
    Parameters.Group g = at(index);
    int within = index - g.offset();
    double[][][] w = weights.clone();
    double[][] b = biases.clone();
    if (g.decays()) {
      double[][] matrix = w[g.l() - 1].clone();
      matrix[within / g.cols()] = matrix[within / g.cols()].clone();
      matrix[within / g.cols()][within % g.cols()] = value;
      w[g.l() - 1] = matrix;
    } else {
      b[g.l() - 1] = b[g.l() - 1].clone();
      b[g.l() - 1][within] = value;
    }
    return new ReferenceParameters(spec, groups, w, b);
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

  private Parameters.Group at(int index) {
    for (Parameters.Group g : groups) {
      if (index >= g.offset() && index < g.offset() + g.size()) {
        return g;
      }
    }
    throw new IndexOutOfBoundsException("parameter " + index + " of " + size());
  }

  /// W(l) itself, to be read only.
  double[][] w(int l) {
    return weights[l - 1];
  }

  /// b(l) itself, to be read only.
  double[] b(int l) {
    return biases[l - 1];
  }
}
