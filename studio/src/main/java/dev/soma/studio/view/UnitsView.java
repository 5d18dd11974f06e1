package dev.soma.studio.view;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.nn.Batch;
import dev.soma.studio.draw.Plane;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One number of every unit of a layer over a plane: z, a, f'(z) or delta; by the reference engine.
public final class UnitsView {
  private static final int GRID = 22;
  private static final int LINE = 120;
  private static final int MOST = 32;

  private UnitsView() {}

  /// The pictures as data.
  ///
  /// @param layer L of a(L), from 2; of a larger number the last
  /// @param what `z`, `a`, `slope` or `delta`
  /// @param k the class that is taken as the truth for delta, from 0
  public static Map<String, Object> of(
      Subject subject, Snapshot snapshot, Plane plane, int layer, String what, int k) {
    int n = plane.y() == null ? LINE : GRID;
    Batch grid = plane.grid(n);
    double[] y = truth(subject, k);
    double[][] targets = new double[grid.rows()][];
    java.util.Arrays.fill(targets, y);
    ReferenceParameters p = ReferenceParameters.of(snapshot.parameters());
    BackpropTrace trace = BackpropTrace.of(p, subject.cost(), Rows.of(grid, targets));
    List<LayerTrace> layers =
        trace.layers().stream().filter(l -> l.layer().weightRows() > 0).toList();
    LayerTrace shown = layers.get(Math.clamp(layer - 2, 0, layers.size() - 1));
    DoubleMatrix values = values(shown, what);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("grid", n);
    data.put("x", plane.x().data());
    Plane.Axis second = plane.y();
    if (second != null) {
      data.put("y", second.data());
    }
    data.put("fixed", plane.fixed());
    data.put("layer", shown.l() + 1);
    data.put("layers", layers.stream().map(l -> l.l() + 1).toList());
    data.put("function", shown.layer().toString());
    data.put("what", what);
    data.put("class", k);
    data.put("classes", subject.classes());
    data.put("of", values.cols());
    data.put("units", units(values));
    return data;
  }

  private static DoubleMatrix values(LayerTrace layer, String what) {
    return switch (what) {
      case "z" -> layer.z();
      case "a" -> layer.out();
      case "slope" -> layer.slope();
      case "delta" -> layer.delta();
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
