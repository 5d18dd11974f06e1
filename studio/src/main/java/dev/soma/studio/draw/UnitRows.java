package dev.soma.studio.draw;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Workspace;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.Cost;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.train.diagnose.UnitSlopes;
import dev.soma.train.diagnose.UnitSlopes.Flat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// The z of one unit over some rows, counted in bins, beside its f: where f is flat, and how many
/// rows lie there by the rule of the diagnostics.
public final class UnitRows {
  private static final int BINS = 24;
  private static final int CURVE = 121;
  private static final int DOTS = 200;
  private static final double MARGIN = 0.05;

  /// How far from 0 a curved f has all of its shape.
  private static final double SHAPE = 3;

  /// Of the largest |z| so much is shown on the other side of 0 of an f made of lines.
  private static final double SIDE = 0.2;

  private static final double BEYOND_FLAT = 1.3;

  private final Layer layer;
  private final double[] z;
  private final double[] a;
  private final double alpha;
  private final @Nullable Flat flat;
  private final boolean fused;

  private UnitRows(
      Layer layer, double[] z, double[] a, double alpha, @Nullable Flat flat, boolean fused) {
    this.layer = layer;
    this.z = z;
    this.a = a;
    this.alpha = alpha;
    this.flat = flat;
    this.fused = fused;
  }

  /// The picture as data.
  ///
  /// @param rows that are counted
  /// @param at index of the layer, Dense or maxout
  /// @param unit from 0
  /// @param fused whether the loss takes f and its slope together
  public static Map<String, Object> of(
      Parameters p, Dataset rows, Eye eye, int at, int unit, boolean fused) {
    Layer layer = p.spec().layers().get(at);
    double[] z = new double[rows.rows()];
    double[] a = new double[z.length];
    eye.look(p, rows.batch(), (from, n, ws) -> read(ws, at, unit, layer, from, n, z, a));
    double alpha = 1;
    for (Parameters.Group g : p.groups()) {
      if (g.layer() == at && g.role() == Role.ACTIVATION) {
        alpha = p.values()[g.offset() + unit];
      }
    }
    return new UnitRows(layer, z, a, alpha, UnitSlopes.flat(p, at, unit), fused).data();
  }

  /// Of maxout what counts is the largest of the z, which is a.
  private static void read(
      Workspace ws, int at, int unit, Layer layer, int from, int n, double[] z, double[] a) {
    Matrix out = ws.a(at, n);
    Matrix in = layer instanceof Layer.Dense ? ws.z(at, n) : out;
    for (int r = 0; r < n; r++) {
      z[from + r] = in.get(r, unit);
      a[from + r] = out.get(r, unit);
    }
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    Room.Ends ends = Room.ends(z, Double.NaN);
    data.put("rows", z.length);
    data.put("finite", Arrays.stream(z).filter(Double::isFinite).count());
    data.put("min", Texts.rounded(finite().min().orElse(Double.NaN)));
    data.put("mean", Texts.rounded(finite().average().orElse(Double.NaN)));
    data.put("max", Texts.rounded(finite().max().orElse(Double.NaN)));
    data.put("below", Arrays.stream(z).filter(v -> Double.isFinite(v) && v < ends.low()).count());
    data.put("above", Arrays.stream(z).filter(v -> Double.isFinite(v) && v > ends.high()).count());
    bins(data, ends);
    if (!Double.isNaN(ends.low())) {
      axis(data, ends);
    }
    int silent = flatRows();
    if (flat != null) {
      data.put("flat_rows", silent);
      data.put("silent", UnitSlopes.isSilent(activation(), silent, z.length));
    }
    data.put("said", Texts.minus(said(silent)));
    return data;
  }

  private DoubleStream finite() {
    return Arrays.stream(z).filter(Double::isFinite);
  }

  private Activation activation() {
    return layer instanceof Layer.Dense d ? d.activation() : Activation.IDENTITY;
  }

  private int flatRows() {
    Flat where = flat;
    return where == null ? 0 : (int) Arrays.stream(z).filter(v -> where.holds((float) v)).count();
  }

  /// How many rows there are between evenly spaced ends; one bin if all values are one.
  private void bins(Map<String, Object> data, Room.Ends ends) {
    double width = ends.high() - ends.low();
    int[] counts = new int[width > 0 ? BINS : Double.isNaN(width) ? 0 : 1];
    for (double v : z) {
      if (Double.isFinite(v) && !ends.leavesOut(v)) {
        int bin = width > 0 ? (int) ((v - ends.low()) / width * BINS) : 0;
        counts[Math.min(bin, counts.length - 1)]++;
      }
    }
    data.put("low", Texts.nine(ends.low()));
    data.put("high", Texts.nine(ends.high()));
    data.put("counts", counts);
  }

  /// What the axis of z shows: all bins, and the shape of f around 0.
  private void axis(Map<String, Object> data, Room.Ends ends) {
    boolean rows = activation() instanceof Activation.Softmax;
    double reach = rows ? 0 : reach(ends);
    double low = rows ? ends.low() : Math.min(ends.low(), -reach);
    double high = rows ? ends.high() : Math.max(ends.high(), reach);
    double more = Room.beyond(MARGIN, low, high);
    double from = low - more;
    double to = high + more;
    data.put("from", Texts.nine(from));
    data.put("to", Texts.nine(to));
    data.put("flat", clipped(from, to));
    if (rows) {
      dots(data);
    } else {
      curve(data, from, to, ends);
    }
  }

  /// How far from 0 the axis goes at least.
  private double reach(Room.Ends ends) {
    Flat where = flat;
    if (where != null && where.even() && where.least() > 0 && Float.isFinite(where.least())) {
      return BEYOND_FLAT * where.least();
    }
    return curved(activation()) ? SHAPE : SIDE * Math.max(Math.abs(ends.low()), ends.high());
  }

  private static boolean curved(Activation f) {
    return switch (f) {
      case Activation.Identity _,
          Activation.Step _,
          Activation.Relu _,
          Activation.LeakyRelu _,
          Activation.Abs _,
          Activation.Exponential _,
          Activation.Softmax _ ->
          false;
      case Activation.Logistic _,
          Activation.Tanh _,
          Activation.Softplus _,
          Activation.Elu _,
          Activation.Selu _,
          Activation.Gelu _,
          Activation.Silu _,
          Activation.Mish _,
          Activation.Custom _ ->
          true;
    };
  }

  /// Where f is flat between the ends of the axis.
  private List<double[]> clipped(double from, double to) {
    Flat where = flat;
    List<double[]> parts = new ArrayList<>();
    if (where == null) {
      return parts;
    }
    double[][] all =
        where.even() && where.least() >= 0
            ? new double[][] {{-where.most(), -where.least()}, {where.least(), where.most()}}
            : new double[][] {{where.even() ? -where.most() : where.least(), where.most()}};
    for (double[] part : all) {
      double low = Math.max(part[0], from);
      double high = Math.min(part[1], to);
      if (low < high) {
        parts.add(new double[] {low, high});
      }
    }
    return parts;
  }

  /// f and its slope over the axis, 0 included, where it may bend, and in the middle of each bin.
  private void curve(Map<String, Object> data, double from, double to, Room.Ends ends) {
    double[] z = between(from, to, CURVE);
    if (from < 0 && to > 0) {
      z = DoubleStream.concat(Arrays.stream(z), DoubleStream.of(0)).sorted().toArray();
    }
    data.put("z", Arrays.stream(z).mapToObj(Texts::nine).toList());
    f(data, "", z);
    int bins = ends.high() > ends.low() ? BINS : 1;
    double half = (ends.high() - ends.low()) / bins / 2;
    f(data, "mid_", between(ends.low() + half, ends.high() - half, bins));
  }

  private static double[] between(double from, double to, int n) {
    double[] all = new double[n];
    for (int i = 0; i < n; i++) {
      all[i] = n == 1 ? from : from + (to - from) * i / (n - 1);
    }
    return all;
  }

  /// By the reference engine: a unit of the same f with w = 1 and b = 0.
  private void f(Map<String, Object> data, String name, double[] at) {
    double[][] x = Arrays.stream(at).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    Activation f = activation();
    boolean mixed = layer instanceof Layer.Dense d && d.parametric();
    Layer.Dense unit = new Layer.Dense(1, f, false, mixed);
    if (f instanceof Activation.Exponential || f instanceof Activation.Step) { // of outputs only
      NetworkSpec spec = NetworkSpec.of(1, unit);
      ReferenceParameters p = ReferenceParameters.of(spec, new double[] {1, 0});
      data.put(name + "a", column(Backpropagation.outputs(p, x)));
      return;
    }
    NetworkSpec spec = NetworkSpec.of(1, unit, new Layer.Dense(1, Activation.IDENTITY));
    double[] numbers = mixed ? new double[] {1, 0, alpha, 1, 0} : new double[] {1, 0, 1, 0};
    ReferenceParameters p = ReferenceParameters.of(spec, numbers);
    Rows rows = Rows.of(x, new double[at.length][1]);
    LayerTrace trace = BackpropTrace.of(p, Cost.of(Loss.SQUARED_ERROR), rows).layers().getFirst();
    data.put(name + "a", column(trace.out()));
    data.put(name + "slope", column(trace.slope()));
  }

  private static List<@Nullable Double> column(DoubleMatrix m) {
    List<@Nullable Double> all = new ArrayList<>();
    for (int r = 0; r < m.rows(); r++) {
      all.add(Texts.rounded(m.get(r, 0)));
    }
    return all;
  }

  /// Some rows as points z, a.
  private void dots(Map<String, Object> data) {
    int step = Math.max(1, Math.ceilDiv(z.length, DOTS));
    List<List<@Nullable Double>> dots = new ArrayList<>();
    for (int r = 0; r < z.length; r += step) {
      if (Double.isFinite(z[r])) {
        dots.add(Arrays.asList(Texts.rounded(z[r]), Texts.rounded(a[r])));
      }
    }
    data.put("dots", dots);
  }

  /// What there is to say of f on these rows.
  private String said(int silent) {
    Activation f = activation();
    if (flat != null) {
      return share(flat, silent);
    }
    if (!(layer instanceof Layer.Dense)) {
      return "Maxout: a is the largest z of the pieces, which is what is counted; its slope is 1,"
          + " so nothing saturates.";
    }
    if (f instanceof Activation.Softmax) {
      return "Softmax: a depends on the z of all outputs, so there is no curve over this z alone;"
          + " each dot is a row.";
    }
    if (f instanceof Activation.Identity) {
      return "f(z) = z has the slope 1 everywhere: nothing saturates.";
    }
    if (fused) {
      return "The loss takes f and its slope together: delta is a − y, so where f is flat an output"
          + " learns as fast as elsewhere.";
    }
    return "Diagnostics call hidden ReLU units dead, and hidden logistic and tanh units saturated;"
        + " of this unit, of "
        + f
        + ", they say neither.";
  }

  private String share(Flat where, int silent) {
    boolean relu = activation() instanceof Activation.Relu;
    boolean mixed = layer instanceof Layer.Dense d && d.parametric();
    String flatly =
        mixed
            ? "the slope is within " + UnitSlopes.FLAT + " of 0"
            : relu ? "f'(z) = 0" : "f'(z) < " + UnitSlopes.FLAT;
    long percent = Math.round(100.0 * silent / z.length);
    String lie =
        silent + " of " + z.length + " rows (" + percent + " %) lie where " + flatly + place(where);
    if (UnitSlopes.isSilent(activation(), silent, z.length)) {
      return lie + (relu ? ": dead, no gradient reaches it." : ": saturated, it hardly learns.");
    }
    int most = 100 - 100 / UnitSlopes.ONE_OF;
    return lie
        + (relu
            ? "; a unit with all rows there is called dead."
            : "; a unit with more than " + most + " % there is called saturated.");
  }

  private static String place(Flat where) {
    String z = where.even() ? "|z|" : "z";
    boolean nowhere = where.least() >= where.most();
    boolean open = Float.isInfinite(where.most());
    boolean all = (where.least() < 0 && where.even()) || Float.isInfinite(where.least());
    if (nowhere) {
      return ", which is nowhere";
    }
    if (open) {
      return all ? ", which is everywhere" : " (" + z + " > " + Texts.figure(where.least()) + ")";
    }
    String upTo = z + " ≤ " + (where.most() == 0 ? "0" : Texts.figure(where.most()));
    return " (" + (all ? "" : Texts.figure(where.least()) + " < ") + upTo + ")";
  }
}
