package dev.soma.trace;

import dev.soma.math.Seeds;
import dev.soma.nn.Layer;
import dev.soma.nn.Parameters;
import dev.soma.trace.Backpropagation.LayerPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
/// quotient mixes two slopes. Kinks inside functions of one's own cannot be seen. Tensors that
/// nothing learns (edges of bins) are left out.
///
/// @param parameters where the gradient is taken
/// @param cost J
/// @param rows the rows it is averaged over
/// @param sample most parameters checked in a tensor, drawn by `seeds`; 0 for all
/// @param seeds for the sample, streams `gradcheck/W1` and so on
public record GradientCheck(
    ReferenceParameters parameters, Cost cost, Rows rows, int sample, Seeds seeds) {
  /// What passes: 1e-6.
  public static final double TOLERANCE = 1e-6;

  private static final double STEP = 6e-6;
  private static final double FLOOR = 1e-3;
  private static final double PLANTED = 0.01;

  /// One parameter.
  ///
  /// @param tensor `W1`, `b1`, ...
  /// @param row i, from 0
  /// @param col j, from 0; 0 for b
  /// @param gradient what was claimed
  /// @param difference the central difference, or what Richardson makes of two
  /// @param relativeError see [GradientCheck]
  public record Entry(
      String tensor, int row, int col, double gradient, double difference, double relativeError) {}

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

  /// One tensor.
  ///
  /// @param name `W1`, `b1`, ...
  /// @param size parameters in the tensor
  /// @param checked parameters compared, kinks not counted
  /// @param worst the largest relative error; null if none was compared
  /// @param normError ||g - n|| / max(||g||, ||n||, 1e-3 max(1, |J|)) over those compared
  /// @param kinks those not compared
  public record TensorReport(
      String name,
      int size,
      int checked,
      @Nullable Entry worst,
      double normError,
      List<Entry> kinks) {
    /// The largest relative error; 0 if none was compared.
    public double maxRelativeError() {
      return worst == null ? 0 : worst.relativeError();
    }
  }

  /// The whole check.
  ///
  /// @param tensors in the order W1, b1, W2, ...
  public record Report(List<TensorReport> tensors) {
    /// The largest relative error of all.
    public double maxRelativeError() {
      double worst = 0;
      for (TensorReport t : tensors) {
        worst = Math.max(worst, t.maxRelativeError()); // NaN stays
      }
      return worst;
    }

    /// Whether every relative error is below the tolerance; NaN is not.
    public boolean passes(double tolerance) {
      return maxRelativeError() < tolerance;
    }

    /// Whether every relative error is below 1e-6.
    public boolean passes() {
      return passes(TOLERANCE);
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

  /// The gradient of the reference engine with a bug in it, to show what a check finds: 0.01 is
  /// added to each entry of one tensor.
  ///
  /// @param tensor `W1`, `b1`, ...
  public static GradientFunction planted(String tensor) {
    return (p, c, r) -> {
      Parameters.Group group = p.group(tensor);
      double[] flat = Backpropagation.gradient(p, c, r).parameters().toArray();
      for (int i = group.offset(); i < group.offset() + group.size(); i++) {
        flat[i] += PLANTED;
      }
      return ReferenceParameters.of(p.spec(), flat);
    };
  }

  /// The gradient of the reference engine.
  public static GradientFunction reference() {
    return (p, c, r) -> Backpropagation.gradient(p, c, r).parameters();
  }

  /// The check of the reference engine.
  public Report run() {
    return run(reference());
  }

  /// The check of this gradient.
  public Report run(GradientFunction claimed) {
    return run(claimed, (_, _) -> {});
  }

  /// The check of this gradient, for somebody who waits.
  public Report run(GradientFunction claimed, Listener listener) {
    List<Parameters.Group> learned =
        parameters.groups().stream().filter(g -> g.role().learned()).toList();
    int all = learned.stream().mapToInt(this::checked).sum();
    listener.compared(0, all);
    ReferenceParameters gradient = claimed.gradient(parameters, cost, rows);
    double floor =
        FLOOR * Math.max(1, Math.abs(Backpropagation.cost(parameters, cost, rows).total()));
    int done = 0;
    listener.compared(done, all);
    List<TensorReport> reports = new ArrayList<>();
    for (Parameters.Group group : learned) {
      int before = done;
      reports.add(check(group, gradient, floor, n -> listener.compared(before + n, all)));
      done += checked(group);
    }
    return new Report(List.copyOf(reports));
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
    double floor =
        FLOOR * Math.max(1, Math.abs(Backpropagation.cost(parameters, cost, rows).total()));
    return compare(group, row * group.cols() + col, gradient, floor);
  }

  private TensorReport check(
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
    return new TensorReport(
        group.name(), group.size(), checked, worst, Math.sqrt(distance) / norm, List.copyOf(kinks));
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
            || !Arrays.equals(pieces(above), pieces(below));
    return new Quotient(h, up, down, slope, kink);
  }

  private static Entry entry(Parameters.Group group, int within, double g, double n, double floor) {
    double error = Math.abs(g - n) / Math.max(Math.max(Math.abs(g), Math.abs(n)), floor);
    return new Entry(group.name(), within / group.cols(), within % group.cols(), g, n, error);
  }

  /// The active piece of every piecewise function for every row, of every member.
  private int[] pieces(ReferenceParameters p) {
    if (p.spec().members() == 1) {
      return pieces(p, rows);
    }
    MemberNetworks members = new MemberNetworks(p);
    return IntStream.range(0, p.spec().members())
        .boxed()
        .flatMapToInt(i -> Arrays.stream(pieces(members.of(i), members.rows(rows, i))))
        .toArray();
  }

  private int[] pieces(ReferenceParameters p, Rows rows) {
    int[] pieces = new int[rows.count() * piecesOfRow(p)];
    int n = 0;
    List<List<LayerPass>> all = new RowForm(p, cost, rows).forward();
    for (int k = 0; k < rows.count(); k++) {
      List<LayerPass> passes = all.get(k);
      for (int position = 0; position < passes.size(); position++) {
        LayerPass pass = passes.get(position);
        switch (p.spec().layers().get(position)) {
          case Layer.Dense dense -> {
            for (double z : pass.z()) {
              pieces[n++] = Textbook.piece(dense.activation(), z);
            }
          }
          case Layer.Maxout _ -> {
            for (int winner : pass.winner()) {
              pieces[n++] = winner;
            }
          }
          case Layer.Embedding e -> {
            double[][][] t = p.tensors(position);
            for (int piece : RowForm.embedding(e, p.spec(), t, pass.in()).pieces()) {
              pieces[n++] = piece;
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
      double[] y = cost.target(rows.y(k), p.spec().outputs());
      for (int i = 0; i < y.length; i++) {
        pieces[n++] = Textbook.piece(cost.loss(), passes.getLast().out()[i], y[i]);
      }
    }
    return pieces;
  }

  private static int piecesOfRow(ReferenceParameters p) {
    int count = p.spec().outputs();
    for (Layer layer : p.spec().layers()) {
      count +=
          switch (layer) {
            case Layer.Dense dense -> dense.units();
            case Layer.Maxout maxout -> maxout.units();
            case Layer.Embedding e -> e.columns() * e.numbers().outputs(); // or fewer
            case Layer.Members _,
                Layer.Scale _,
                Layer.LayerNorm _,
                Layer.BatchNorm _,
                Layer.Residual _,
                Layer.Dropout _ ->
                0;
          };
    }
    return count;
  }
}
