package dev.soma.studio.view;

import dev.soma.nn.Layer;
import dev.soma.nn.Parameters;
import dev.soma.studio.draw.Entry;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The network as a drawing: units with what they say of one row, edges with weight, gradient and
/// last update.
public final class NetworkView {
  private static final int MOST_UNITS = 64;
  private static final int MOST_ROWS = 500;
  private static final int FEW_ROWS = 100; // while a network is trained: many values are tried

  private NetworkView() {}

  /// The drawing as data.
  ///
  /// @param before the weights one step earlier; null if they are not kept
  /// @param row of the training rows, whose a and gradient are shown
  public static Map<String, Object> of(
      Subject subject, Snapshot snapshot, @Nullable Snapshot before, int row) {
    ReferenceParameters p = ReferenceParameters.of(snapshot.parameters());
    BackpropTrace trace = subject.trace(p, row);
    List<Map<String, Object>> columns = new ArrayList<>();
    List<Map<String, Object>> links = new ArrayList<>();
    List<LayerTrace> layers =
        trace.layers().stream().filter(l -> l.layer().weightRows() > 0).toList();
    int[] shown = shown(layers.getFirst().in(), layers.getFirst(), trace.parameters());
    columns.add(column("a(1)", shown, layers.getFirst().in(), null, null));
    for (int i = 0; i < layers.size(); i++) {
      LayerTrace layer = layers.get(i);
      LayerTrace next = i + 1 < layers.size() ? layers.get(i + 1) : null;
      boolean plain = layer.layer() instanceof Layer.Dense;
      DoubleMatrix out = plain ? layer.out() : layer.z();
      int[] units = shown(out, next, trace.parameters());
      Map<String, Object> column =
          column((plain ? "a(" : "z(") + (layer.l() + 1) + ")", units, out, layer, trace);
      columns.add(column);
      column.put("tensor", "b" + layer.l());
      column.put("db", picked(trace.gradient().parameters().biases(layer.l()), units));
      if (before != null) {
        column.put("moved", moved("b" + layer.l(), units, new int[1], snapshot, before));
      }
      links.add(link(trace, layer, shown, units, snapshot, before));
      shown = units;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("columns", columns);
    data.put("links", links);
    boolean embedded = trace.layers().getFirst().layer() instanceof Layer.Embedding;
    data.put("inputs", embedded ? List.of() : subject.encoder().inputNames()); // those of x
    data.put("classes", subject.classes());
    data.put("row", row);
    data.put("rows", subject.training().rows());
    data.put("line", subject.training().line(Math.clamp(row, 0, subject.training().rows() - 1)));
    data.put("most", MOST_UNITS);
    data.put("j", trace.gradient().cost().total());
    return data;
  }

  /// All units, or those that say most to the next layer: by |a| times the sum of |w|.
  private static int[] shown(DoubleMatrix a, @Nullable LayerTrace next, ReferenceParameters p) {
    int n = a.cols();
    if (n <= MOST_UNITS) {
      return IntStream.range(0, n).toArray();
    }
    double[] size = new double[n];
    for (int j = 0; j < n; j++) {
      size[j] = Math.abs(a.get(0, j));
      if (next != null && next.in().cols() == n) {
        DoubleMatrix w = p.weights(next.l());
        double sum = 0;
        for (int i = 0; i < w.rows(); i++) {
          sum += Math.abs(w.get(i, j));
        }
        size[j] *= sum;
      }
    }
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> -size[j]))
        .limit(MOST_UNITS)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static Map<String, Object> column(
      String name,
      int[] units,
      DoubleMatrix a,
      @Nullable LayerTrace layer,
      @Nullable BackpropTrace trace) {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("name", name);
    column.put("of", a.cols());
    column.put("units", IntStream.of(units).map(u -> u + 1).toArray());
    column.put("a", picked(a.row(0), units));
    if (layer != null && trace != null) {
      boolean pieces = layer.z().cols() != a.cols();
      column.put("layer", layer.layer().toString());
      column.put("b", picked(trace.parameters().biases(layer.l()), units));
      column.put("z", picked(pieces ? a.row(0) : layer.z().row(0), units));
      column.put("delta", picked(layer.delta().row(0), units));
    }
    return column;
  }

  private static Map<String, Object> link(
      BackpropTrace trace,
      LayerTrace layer,
      int[] from,
      int[] to,
      Snapshot snapshot,
      @Nullable Snapshot before) {
    Map<String, Object> link = new LinkedHashMap<>();
    int l = layer.l();
    link.put("tensor", "W" + l);
    DoubleMatrix w = trace.parameters().weights(l);
    boolean joined = from.length == 0 || from[from.length - 1] < w.cols();
    int[] cols = joined ? from : new int[0];
    link.put("w", picked(w, to, cols));
    link.put("gradient", picked(trace.gradient().parameters().weights(l), to, cols));
    if (before != null) {
      link.put("update", moved("W" + l, to, cols, snapshot, before));
    }
    return link;
  }

  /// By how much the last step moved each entry.
  private static List<List<Double>> moved(
      String tensor, int[] rows, int[] cols, Snapshot snapshot, Snapshot before) {
    Parameters.Group g = snapshot.parameters().group(tensor);
    List<List<Double>> moved = new ArrayList<>();
    for (int i : rows) {
      List<Double> line = new ArrayList<>();
      for (int j : cols) {
        int at = g.offset() + i * g.cols() + j;
        float now = snapshot.parameters().values()[at];
        line.add(Texts.rounded((double) now - before.parameters().values()[at]));
      }
      moved.add(line);
    }
    return moved;
  }

  private static List<Double> picked(double[] values, int[] units) {
    List<Double> picked = new ArrayList<>();
    for (int u : units) {
      picked.add(u < values.length ? Texts.number(values[u]) : null);
    }
    return picked;
  }

  private static List<List<Double>> picked(DoubleMatrix m, int[] rows, int[] cols) {
    List<List<Double>> picked = new ArrayList<>();
    for (int i : rows) {
      picked.add(picked(m.row(i), cols));
    }
    return picked;
  }

  /// What J would be if one parameter had another value, beside what its gradient says of it.
  ///
  /// @param value the other value
  /// @param few whether fewer rows are to do, so that the answer costs little
  public static Map<String, Object> whatIf(
      Subject subject, Snapshot snapshot, Entry entry, double value, boolean few) {
    ReferenceParameters p = ReferenceParameters.of(snapshot.parameters());
    int index = entry.index();
    Rows rows = subject.rows(0, few ? FEW_ROWS : MOST_ROWS);
    Backpropagation.Gradient g = Backpropagation.gradient(p, subject.cost(), rows);
    double before = g.cost().total();
    double after = Backpropagation.cost(p.with(index, value), subject.cost(), rows).total();
    double dw = value - p.get(index);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("tensor", entry.group().name());
    data.put("row", entry.row());
    data.put("col", entry.col());
    data.put("old", Texts.number(p.get(index)));
    data.put("value", value);
    data.put("j", Texts.number(before));
    data.put("after", Texts.number(after));
    data.put("change", Texts.number(after - before));
    data.put("gradient", Texts.number(g.parameters().get(index)));
    data.put("linear", Texts.number(g.parameters().get(index) * dw));
    data.put("rows", rows.count());
    data.put("of", subject.training().rows());
    return data;
  }
}
