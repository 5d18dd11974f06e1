package dev.soma.trace;

import dev.soma.math.Seeds;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.trace.Backpropagation.LayerPass;
import dev.soma.trace.check.CheckReport;
import dev.soma.trace.check.CheckReport.Entry;
import dev.soma.trace.check.CheckReport.Tensor;
import dev.soma.trace.check.Kink;
import dev.soma.trace.check.Pieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// Compares a gradient with central differences (J(theta + h) - J(theta - h)) / 2h, in double.
///
/// h = 6e-6 max(1, |theta|), near the cube root of the rounding unit, where the errors of
/// truncation and of rounding are about equal. The relative error of a parameter is |g - n| /
/// max(|g|, |n|, 1e-3 max(1, |J|)): below that floor a difference quotient is mostly rounding.
///
/// n = (4 n(h/2) - n(h)) / 3 (Richardson) is a second look, before a gradient is called wrong. It
/// lacks the error in h^2, which alone can be too much where J bends fast, as in the waves of an
/// embedding with a high frequency. The second look passes or the first one stands: a wrong
/// gradient is as far from the one as from the other.
///
/// A kink is a parameter for which some row uses another piece of a piecewise function (ReLU
/// family, absolute value, step, maxout, absolute, quantile or Huber loss, sign of a weight under
/// L1) at theta + h than at theta - h. Kinks are listed apart and not counted: there the difference
/// quotient mixes two slopes. A tensor all of whose parameters are at kinks, or all of whose
/// gradients are 0, as with weights of 0, is compared where all parameters are moved by a little.
/// Kinks inside functions of one's own cannot be seen. Tensors that nothing learns (edges of bins)
/// are left out.
///
/// @param parameters where the gradient is taken
/// @param cost J
/// @param rows the rows it is averaged over
/// @param sample most parameters checked in a tensor, drawn by `seeds`; 0 for all
/// @param seeds for the sample, streams `gradcheck/W1` and so on
public record GradientCheck(
    ReferenceParameters parameters, Cost cost, Rows rows, int sample, Seeds seeds) {
  /// What passes: 1e-6.
  public static final double TOLERANCE = CheckReport.TOLERANCE;

  private static final double STEP = 6e-6;
  private static final double FLOOR = 1e-3;
  private static final double PLANTED = 0.01;
  private static final double MOVE = 1e-3;

  /// One parameter with what its difference quotient was made of.
  ///
  /// @param entry both derivatives, and how far apart they are
  /// @param step h
  /// @param above J(theta + h)
  /// @param below J(theta - h)
  /// @param refined whether the difference is that of a second look, (4 n(h/2) - n(h)) / 3
  /// @param kink whether the quotient mixes two slopes, so that it says nothing
  public record Comparison(
      Entry entry, double step, double above, double below, boolean refined, boolean kink) {
    /// Whether the relative error is below 1e-6; NaN is not.
    public boolean passes() {
      return entry.relativeError() < TOLERANCE;
    }
  }

  /// Anything that computes dJ/dtheta: the reference, the fast engine, one with a planted bug.
  @FunctionalInterface
  public interface GradientFunction {
    /// The gradient of J, penalties included.
    ReferenceParameters gradient(ReferenceParameters parameters, Cost cost, Rows rows);
  }

  /// Is told how far a check has come.
  @FunctionalInterface
  public interface Listener {
    /// Another parameter was compared; before that it is told of none twice, when the check begins
    /// and when the gradient is taken.
    ///
    /// @param done how many, from 0
    /// @param all how many there are
    void compared(int done, int all);
  }

  /// Checks the range.
  public GradientCheck {
    if (sample < 0) {
      throw new IllegalArgumentException("sample must be >= 0, got " + sample);
    }
  }

  /// Checks every parameter.
  public static GradientCheck of(ReferenceParameters parameters, Cost cost, Rows rows) {
    return new GradientCheck(parameters, cost, rows, 0, Seeds.of(0));
  }

  /// The gradient of the reference engine with a bug in it, to show what a check finds: 0.01 max(1,
  /// |J|, |g|) is added to each entry g of one tensor, so that no entry is too large to show it.
  ///
  /// @param tensor `W1`, `b1`, ...
  public static GradientFunction planted(String tensor) {
    return (p, c, r) -> {
      Parameters.Group group = p.group(tensor);
      Backpropagation.Gradient right = Backpropagation.gradient(p, c, r);
      double least = Math.max(1, Math.abs(right.cost().total()));
      double[] flat = right.parameters().toArray();
      for (int i = group.offset(); i < group.offset() + group.size(); i++) {
        flat[i] += PLANTED * Math.max(least, Math.abs(flat[i]));
      }
      return ReferenceParameters.of(p.spec(), flat);
    };
  }

  /// The gradient of the reference engine.
  public static GradientFunction reference() {
    return (p, c, r) -> Backpropagation.gradient(p, c, r).parameters();
  }

  /// The check of the reference engine.
  public CheckReport run() {
    return run(reference());
  }

  /// The check of this gradient.
  public CheckReport run(GradientFunction claimed) {
    return run(claimed, (_, _) -> {});
  }

  /// The check of this gradient, for somebody who waits.
  public CheckReport run(GradientFunction claimed, Listener listener) {
    List<Parameters.Group> learned =
        parameters.groups().stream().filter(g -> g.role().learned()).toList();
    List<Tensor> here = tensors(learned, claimed, 0, listener);
    List<Parameters.Group> again =
        learned.stream().filter(g -> here.get(learned.indexOf(g)).untold()).toList();
    if (again.isEmpty()) {
      return new CheckReport(here);
    }
    int before = learned.stream().mapToInt(this::checked).sum();
    List<Tensor> there = moved().tensors(again, claimed, before, listener);
    for (int i = 0; i < again.size(); i++) {
      int at = learned.indexOf(again.get(i));
      here.set(at, here.get(at).movedTo(there.get(i), MOVE));
    }
    return new CheckReport(here);
  }

  /// The same check a little beside: every parameter that is learned is moved by up to 0.001 max(1,
  /// |theta|), drawn by the seeds.
  private GradientCheck moved() {
    double[] flat = parameters.toArray();
    RandomGenerator random = seeds.stream("gradcheck/move");
    for (Parameters.Group group : parameters.groups()) {
      for (int i = group.offset();
          group.role().learned() && i < group.offset() + group.size();
          i++) {
        flat[i] += MOVE * Math.max(1, Math.abs(flat[i])) * (2 * random.nextDouble() - 1);
      }
    }
    return new GradientCheck(
        ReferenceParameters.of(parameters.spec(), flat), cost, rows, sample, seeds);
  }

  /// @param done how many were compared before
  private List<Tensor> tensors(
      List<Parameters.Group> groups, GradientFunction claimed, int done, Listener listener) {
    int all = done + groups.stream().mapToInt(this::checked).sum();
    listener.compared(done, all);
    ReferenceParameters gradient = claimed.gradient(parameters, cost, rows);
    double floor = floor();
    listener.compared(done, all);
    List<Tensor> reports = new ArrayList<>();
    int before = done;
    for (Parameters.Group group : groups) {
      int from = before;
      reports.add(check(group, gradient, floor, n -> listener.compared(from + n, all)));
      before += checked(group);
    }
    return reports;
  }

  private double floor() {
    return FLOOR * Math.max(1, Math.abs(Backpropagation.cost(parameters, cost, rows).total()));
  }

  /// One parameter alone, whether it is at a kink or not.
  ///
  /// @param tensor `W1`, `b1`, ...
  /// @param row i, from 0
  /// @param col j, from 0; 0 for b
  public Entry entry(String tensor, int row, int col) {
    return comparison(tensor, row, col).entry();
  }

  /// The same with what the difference was made of.
  ///
  /// @param tensor `W1`, `b1`, ...
  /// @param row i, from 0
  /// @param col j, from 0; 0 for b
  /// @throws IllegalArgumentException if there is no such tensor
  /// @throws IndexOutOfBoundsException if it has no such entry
  public Comparison comparison(String tensor, int row, int col) {
    Parameters.Group group = parameters.group(tensor);
    if (row < 0 || row >= group.rows() || col < 0 || col >= group.cols()) {
      throw new IndexOutOfBoundsException(
          tensor
              + " is ["
              + group.rows()
              + " x "
              + group.cols()
              + "], got ("
              + row
              + ", "
              + col
              + ")");
    }
    ReferenceParameters gradient = Backpropagation.gradient(parameters, cost, rows).parameters();
    return compare(group, row * group.cols() + col, gradient, floor());
  }

  private Tensor check(
      Parameters.Group group, ReferenceParameters gradient, double floor, IntConsumer told) {
    List<Entry> kinks = new ArrayList<>();
    Entry worst = null;
    int checked = 0;
    double distance = 0;
    double claimed = 0;
    double measured = 0;
    int[] sampled = sampled(group);
    for (int i = 0; i < sampled.length; i++) {
      Comparison c = compare(group, sampled[i], gradient, floor);
      told.accept(i + 1);
      Entry e = c.entry();
      if (c.kink()) {
        kinks.add(e);
        continue;
      }
      checked++;
      distance += (e.gradient() - e.difference()) * (e.gradient() - e.difference());
      claimed += e.gradient() * e.gradient();
      measured += e.difference() * e.difference();
      if (worst == null
          || e.relativeError() > worst.relativeError()
          || Double.isNaN(e.relativeError())) {
        worst = e;
      }
    }
    double norm = Math.max(Math.sqrt(Math.max(claimed, measured)), floor);
    boolean zero = checked > 0 && claimed == 0 && measured == 0;
    return new Tensor(
        group.name(), group.size(), checked, worst, Math.sqrt(distance) / norm, kinks, 0, zero);
  }

  /// How many parameters of a tensor are checked.
  private int checked(Parameters.Group group) {
    return sample == 0 ? group.size() : Math.min(sample, group.size());
  }

  private int[] sampled(Parameters.Group group) {
    int[] order = Seeds.permutation(group.size(), seeds.stream("gradcheck/" + group.name()));
    int[] taken = Arrays.copyOf(order, checked(group));
    Arrays.sort(taken);
    return taken;
  }

  /// The quotient, or if it does not pass and only truncation is to blame, what Richardson makes of
  /// it.
  private Comparison compare(
      Parameters.Group group, int within, ReferenceParameters gradient, double floor) {
    double theta = parameters.get(group.offset() + within);
    double h = STEP * Math.max(1, Math.abs(theta));
    double g = gradient.get(group.offset() + within);
    Quotient whole = quotient(group, within, h);
    Comparison first = whole.against(entry(group, within, g, whole.slope(), floor), false);
    if (first.passes() || first.kink()) {
      return first;
    }
    Quotient half = quotient(group, within, h / 2);
    double n = (4 * half.slope() - whole.slope()) / 3;
    Comparison second = whole.against(entry(group, within, g, n, floor), true);
    return second.passes() && !half.kink() ? second : first;
  }

  /// (J(theta + h) - J(theta - h)) / 2h, with what it is made of.
  private record Quotient(double h, double above, double below, double slope, boolean kink) {
    Comparison against(Entry entry, boolean refined) {
      return new Comparison(entry, h, above, below, refined, kink);
    }
  }

  private Quotient quotient(Parameters.Group group, int within, double h) {
    int index = group.offset() + within;
    double theta = parameters.get(index);
    ReferenceParameters above = parameters.with(index, theta + h);
    ReferenceParameters below = parameters.with(index, theta - h);
    double up = Backpropagation.cost(above, cost, rows).total();
    double down = Backpropagation.cost(below, cost, rows).total();
    double slope = (up - down) / ((theta + h) - (theta - h));
    boolean kink =
        (cost.l1() > 0
                && group.role().penalised()
                && Math.signum(theta + h) != Math.signum(theta - h))
            || !pieces(above, false).same(pieces(below, false));
    return new Quotient(h, up, down, slope, kink);
  }

  private static Entry entry(Parameters.Group group, int within, double g, double n, double floor) {
    double error = Math.abs(g - n) / Math.max(Math.max(Math.abs(g), Math.abs(n)), floor);
    return new Entry(group.name(), within / group.cols(), within % group.cols(), g, n, error);
  }

  /// Where J bends between theta - h and theta + h of a parameter, nearest to its kink first; empty
  /// if it is at none.
  ///
  /// @param e one of this check, by its tensor and its place there
  public List<Kink> kinks(Entry e) {
    Parameters.Group group = parameters.group(e.tensor());
    int index = group.offset() + e.row() * group.cols() + e.col();
    double theta = parameters.get(index);
    double h = STEP * Math.max(1, Math.abs(theta));
    List<Kink> kinks = new ArrayList<>();
    if (cost.l1() > 0
        && group.role().penalised()
        && Math.signum(theta + h) != Math.signum(theta - h)) {
      kinks.add(new Kink(Kink.Kind.WEIGHT, 0, 0, 0, 0, theta, "λ₁·Σ|W|"));
    }
    Pieces above = pieces(parameters.with(index, theta + h), false);
    Pieces below = pieces(parameters.with(index, theta - h), false);
    kinks.addAll(pieces(parameters, true).between(above, below));
    return List.copyOf(kinks);
  }

  /// The active piece of every piecewise function for every row, of every member.
  private Pieces pieces(ReferenceParameters p, boolean located) {
    Pieces pieces = new Pieces(located);
    if (p.spec().members() == 1) {
      add(pieces, 0, p, rows);
      return pieces;
    }
    MemberNetworks members = new MemberNetworks(p);
    for (int i = 0; i < p.spec().members(); i++) {
      add(pieces, i + 1, members.of(i), members.rows(rows, i));
    }
    return pieces;
  }

  private void add(Pieces pieces, int member, ReferenceParameters p, Rows rows) {
    List<List<LayerPass>> all = new RowForm(p, cost, rows).forward();
    for (int k = 0; k < rows.count(); k++) {
      pieces.begin(member, k + 1);
      List<LayerPass> passes = all.get(k);
      int l = 1;
      for (int position = 0; position < passes.size(); position++) {
        Layer layer = p.spec().layers().get(position);
        l += layer.weightRows() > 0 ? 1 : 0;
        add(pieces, layer, l, passes.get(position), p.tensors(position), p.spec());
      }
      double[] y = cost.target(rows.y(k), p.spec().outputs());
      for (int i = 0; i < y.length; i++) {
        double a = passes.getLast().out()[i];
        int piece = Textbook.piece(cost.loss(), a, y[i]);
        pieces.add(Kink.Kind.LOSS, piece, l, i + 1, a - y[i], cost.loss());
      }
    }
  }

  private static void add(
      Pieces pieces, Layer layer, int l, LayerPass pass, double[][][] t, NetworkSpec spec) {
    switch (layer) {
      case Layer.Dense d -> {
        for (int i = 0; i < d.units(); i++) {
          double z = pass.z()[i];
          int piece = Textbook.piece(d.activation(), z);
          pieces.add(Kink.Kind.UNIT, piece, l, i + 1, z, d.activation());
        }
      }
      case Layer.Maxout m -> {
        for (int i = 0; i < m.units(); i++) {
          pieces.addLargest(pass.winner()[i], l, i + 1, pass.z(), m.pieces());
        }
      }
      case Layer.Embedding e -> {
        int i = 0;
        for (int piece : RowForm.embedding(e, spec, t, pass.in()).pieces()) {
          pieces.add(Kink.Kind.EMBEDDING, piece, 1, ++i, Double.NaN, e.numbers());
        }
      }
      case Layer.Members _,
          Layer.Scale _,
          Layer.LayerNorm _,
          Layer.BatchNorm _,
          Layer.Residual _,
          Layer.Dropout _ -> {}
    }
  }
}
