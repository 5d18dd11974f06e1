package dev.soma.train.diagnose;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many units of a hidden layer have no slope on the rows that were passed forward: dead ones
/// with ReLU, saturated ones with the logistic function or tanh.
///
/// The slope is da/dz, what delta is multiplied by on its way to z: f'(z), and 1 + alpha (f'(z) -
/// 1) of a parametric activation, a = z + alpha (f(z) - z). A ReLU unit is dead if it is 0 on every
///    row (below 0.02 of a parametric one, whose alpha is no round number); the others are
///    saturated if it is within 0.02 of 0 on more than nine rows of ten.
public final class UnitSlopes {
  /// A slope nearer to 0 than this counts as none.
  public static final double FLAT = 0.02;

  /// A unit is saturated if its slope is steep on fewer than one row of so many.
  public static final int ONE_OF = 10;

  private final int at;
  private final int l;
  private final Layer.Dense layer;
  private final int enough;
  private final int[] steep;

  /// @param at index of the layer
  /// @param rows that will be counted, >= 1
  private UnitSlopes(int at, int l, Layer.Dense layer, int rows) {
    this.at = at;
    this.l = l;
    this.layer = layer;
    enough = enough(layer.activation(), rows);
    steep = new int[layer.units() * layer.members()];
  }

  /// The hidden layers that are watched, first to last, nothing counted yet.
  ///
  /// @param rows that will be counted, >= 1
  static List<UnitSlopes> of(NetworkSpec spec, int rows) {
    List<UnitSlopes> all = new ArrayList<>();
    int l = 0;
    for (int i = 0; i < spec.layers().size() - 1; i++) {
      l += spec.layers().get(i).weightRows() > 0 ? 1 : 0;
      if (spec.layers().get(i) instanceof Layer.Dense d && watched(d.activation())) {
        all.add(new UnitSlopes(i, l, d, rows));
      }
    }
    return all;
  }

  /// Those of the hidden layers on some rows.
  ///
  /// @param rows are passed forward, as many at once as the workspace holds
  /// @param ws that is free, and is so again
  public static List<UnitSlopes> on(Network network, Dataset rows, Workspace ws) {
    List<UnitSlopes> all = of(network.spec(), rows.rows());
    for (int from = 0; from < rows.rows(); from += ws.capacity()) {
      Dataset some = rows.chunk(from, Math.min(from + ws.capacity(), rows.rows()));
      network.forward(some.batch(), ws);
      for (UnitSlopes layer : all) {
        layer.count(network.parameters(), ws, some.rows());
      }
    }
    return all;
  }

  /// Of so many rows those with a slope that keep a unit from being dead or saturated.
  private static int enough(Activation f, int rows) {
    return f instanceof Activation.Relu ? 1 : Math.ceilDiv(rows, ONE_OF);
  }

  /// Whether a unit is dead or saturated.
  ///
  /// @param f of which something is said
  /// @param flat the rows on which its slope is near 0
  /// @param rows that were counted
  public static boolean isSilent(Activation f, int flat, int rows) {
    return rows - flat < enough(f, rows);
  }

  private static boolean watched(Activation f) {
    return f instanceof Activation.Relu
        || f instanceof Activation.Logistic
        || f instanceof Activation.Tanh;
  }

  /// Where the slope of a unit of a hidden layer is near 0; null of a layer that is not watched.
  ///
  /// @param at index of the layer
  /// @param unit from 0
  public static @Nullable Flat flat(Parameters p, int at, int unit) {
    for (UnitSlopes each : of(p.spec(), 1)) {
      if (each.at == at) {
        int alphas = each.alphas(p);
        return each.flat(alphas < 0 ? 1 : p.values()[alphas + unit]);
      }
    }
    return null;
  }

  /// Counts the rows of a pass forward, for units of which not enough steep ones are known.
  void count(Parameters p, Workspace ws, int rows) {
    Matrix z = ws.z(at, rows);
    float[] data = z.data();
    int alphas = alphas(p);
    Flat plain = flat(1);
    for (int u = 0; u < steep.length; u++) {
      Flat flat = alphas < 0 ? plain : flat(p.values()[alphas + u]);
      for (int r = 0, k = z.offset() + u; r < rows && steep[u] < enough; r++, k += steep.length) {
        steep[u] += flat.holds(data[k]) ? 0 : 1;
      }
    }
  }

  /// Where the alpha of the units begin; -1 where the activation is not parametric.
  private int alphas(Parameters p) {
    for (Parameters.Group g : p.groups()) {
      if (g.layer() == at && g.role() == Role.ACTIVATION) {
        return g.offset();
      }
    }
    return -1;
  }

  /// Where the slope is near 0: for least < z <= most, of the logistic function and tanh for least
  /// < |z| <= most.
  ///
  /// @param even whether |z| is meant
  /// @param least z, or |z|, beyond which it is
  /// @param most up to which it is
  public record Flat(boolean even, float least, float most) {
    /// Whether it is at z.
    public boolean holds(float z) {
      float x = even ? Math.abs(z) : z;
      return x > least && x <= most;
    }
  }

  private Flat flat(double alpha) {
    if (layer.activation() instanceof Activation.Relu) {
      boolean never = Math.abs(1 - alpha) >= FLAT;
      return new Flat(false, Float.NEGATIVE_INFINITY, never ? Float.NEGATIVE_INFINITY : 0);
    }
    if (!(alpha > 0)) { // the slope is 1 or more
      return new Flat(true, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
    }
    return new Flat(true, reached(1 - (1 - FLAT) / alpha), reached(1 - (1 + FLAT) / alpha));
  }

  /// |z| from where f'(z) is at most this; infinite where it never is.
  private float reached(double slope) {
    boolean tanh = layer.activation() instanceof Activation.Tanh;
    double greatest = tanh ? 1 : 0.25;
    if (slope <= 0) {
      return Float.POSITIVE_INFINITY;
    }
    if (slope >= greatest) {
      return -1; // everywhere
    }
    double root = StrictMath.sqrt(1 - slope / greatest); // |tanh z|, and 2 a - 1
    double z = StrictMath.log((1 + root) / (1 - root)); // 2 artanh
    return (float) (tanh ? z / 2 : z);
  }

  /// The index l of the lecture: that of the W(l) that leads to the units.
  public int l() {
    return l;
  }

  /// Their activation: ReLU, the logistic function or tanh.
  public Activation activation() {
    return layer.activation();
  }

  /// Whether it is mixed with the identity.
  boolean parametric() {
    return layer.parametric();
  }

  /// How many units there are.
  public int units() {
    return steep.length;
  }

  /// How many of them are dead or saturated.
  public int silent() {
    int silent = 0;
    for (int n : steep) {
      silent += n < enough ? 1 : 0;
    }
    return silent;
  }
}
