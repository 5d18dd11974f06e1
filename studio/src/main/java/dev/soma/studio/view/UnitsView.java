package dev.soma.studio.view;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.nn.Batch;
import dev.soma.nn.Layer;
import dev.soma.studio.draw.Eye;
import dev.soma.studio.draw.Plane;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.draw.UnitRows;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.train.diagnose.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One number of every unit of a layer over a plane: z, a, f'(z) or delta, by the reference engine;
/// and the z of one unit over rows beside its f.
public final class UnitsView {
  private static final int GRID = 22;

  /// The same of a network of so many numbers that the finer grid would take seconds.
  private static final int COARSE = 12;

  private static final int LARGE = 20_000;

  private static final int LINE = 120;
  private static final int MOST = 32;

  private UnitsView() {}

  /// What is asked.
  ///
  /// @param x name of the horizontal column
  /// @param y name of the vertical one
  /// @param layer L of a(L), from 2; of a larger number the last
  /// @param what `z`, `a`, `slope` or `delta`
  /// @param k the class that is taken as the truth for delta, from 0
  /// @param unit the one that is looked at closely, from 1; of a larger number the last
  public record Asked(String x, String y, int layer, String what, int k, int unit) {}

  /// The pictures as data: all units over a plane, if there is one, and the z of one of them over
  /// rows.
  public static Map<String, Object> of(Subject subject, Snapshot snapshot, Eye eye, Asked asked) {
    List<Integer> weighted = weighted(subject.spec().layers());
    int number = Math.clamp(asked.layer - 2, 0, weighted.size() - 1);
    Plane plane = Plane.find(subject, asked.x, asked.y);
    Map<String, Object> data = new LinkedHashMap<>();
    LayerTrace shown = shown(subject, snapshot, plane, weighted.get(number), asked);
    int units = shown.out().cols();
    int unit = Math.clamp(asked.unit, 1, units);
    data.put("layer", number + 2);
    data.put("layers", IntStream.range(2, weighted.size() + 2).boxed().toList());
    data.put("function", shown.layer().toString());
    data.put("what", asked.what);
    data.put("class", asked.k);
    data.put("classes", subject.classes());
    data.put("columns", Plane.columns(subject));
    data.put("of", units);
    data.put("unit", unit);
    DoubleMatrix values = values(shown, asked.what);
    data.put("none", values.cols() == 0);
    if (plane != null) {
      plane(data, plane, values, unit, points(plane, snapshot));
    }
    Dataset rows = Probe.sample(subject.training());
    boolean last = weighted.get(number) == subject.spec().layers().size() - 1;
    boolean fused = last && subject.cost().loss().fused();
    Map<String, Object> one =
        UnitRows.of(snapshot.parameters(), rows, eye, weighted.get(number), unit - 1, fused);
    one.put("rows_of", subject.training().rows());
    data.put("one", one);
    return data;
  }

  /// The indices of the layers with W.
  private static List<Integer> weighted(List<Layer> layers) {
    return IntStream.range(0, layers.size())
        .filter(i -> layers.get(i).weightRows() > 0)
        .boxed()
        .toList();
  }

  /// What a layer does over the plane; without one, on the first row.
  private static LayerTrace shown(
      Subject subject, Snapshot snapshot, @Nullable Plane plane, int at, Asked asked) {
    ReferenceParameters p = ReferenceParameters.of(snapshot.parameters());
    if (plane == null) {
      return subject.trace(p, 0).layers().get(at);
    }
    Batch grid = plane.grid(points(plane, snapshot));
    double[][] targets = new double[grid.rows()][];
    Arrays.fill(targets, truth(subject, asked.k));
    boolean back = asked.what.equals("slope") || asked.what.equals("delta");
    return BackpropTrace.layer(p, subject.cost(), Rows.of(grid, targets), at, back);
  }

  private static int points(Plane plane, Snapshot snapshot) {
    return plane.y() == null ? LINE : snapshot.parameters().size() > LARGE ? COARSE : GRID;
  }

  private static void plane(
      Map<String, Object> data, Plane plane, DoubleMatrix values, int unit, int points) {
    data.put("grid", points);
    data.put("x", plane.x().data());
    Plane.Axis second = plane.y();
    if (second != null) {
      data.put("y", second.data());
    }
    data.put("fixed", plane.fixed());
    data.put("units", units(values));
    if (unit <= values.cols()) {
      List<@Nullable Double> all = new ArrayList<>();
      for (int r = 0; r < values.rows(); r++) {
        all.add(Texts.rounded(values.get(r, unit - 1)));
      }
      data.put("values", all);
    }
  }

  /// Of a maxout unit those of the piece that wins.
  private static DoubleMatrix values(LayerTrace layer, String what) {
    boolean pieces = layer.layer() instanceof Layer.Maxout;
    return switch (what) {
      case "z" -> pieces ? layer.out() : layer.z();
      case "a" -> layer.out();
      case "slope" -> layer.slope();
      case "delta" -> pieces ? layer.upstream() : layer.delta();
      default ->
          throw new SomaException.Usage(
              "E209", "what \"" + what + "\" · expected z, a, slope or delta", "a");
    };
  }

  private static List<Map<String, Object>> units(DoubleMatrix values) {
    List<Map<String, Object>> units = new ArrayList<>();
    for (int u = 0; u < Math.min(MOST, values.cols()); u++) {
      double[] unit = new double[values.rows()];
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < unit.length; r++) {
        unit[r] = values.get(r, u);
        low = Math.min(low, unit[r]);
        high = Math.max(high, unit[r]);
      }
      double size = Math.max(Math.max(Math.abs(low), Math.abs(high)), 1e-12);
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("unit", u + 1);
      data.put("low", Texts.rounded(low));
      data.put("high", Texts.rounded(high));
      data.put("size", Texts.rounded(size));
      data.put("shades", Texts.shades(unit, -size, size));
      units.add(data);
    }
    return units;
  }

  private static double[] truth(Subject subject, int k) {
    double[] y = new double[subject.training().targetColumns()];
    if (!subject.classes().isEmpty()) {
      int truth = Math.clamp(k, 0, subject.classes().size() - 1);
      boolean oneHot = subject.target() instanceof TargetEncoder.Classes && y.length > 1;
      y[oneHot ? truth : 0] = oneHot ? 1 : truth;
    }
    return y;
  }
}
