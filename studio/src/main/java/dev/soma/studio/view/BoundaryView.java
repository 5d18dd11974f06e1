package dev.soma.studio.view;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Workspace;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.studio.draw.Contour;
import dev.soma.studio.draw.Eye;
import dev.soma.studio.draw.Plane;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the network says of every point of a plane, the rows in it, and where hidden units bend.
public final class BoundaryView {
  private static final int GRID = 60;
  private static final int LINE = 200;
  private static final int MOST_POINTS = 1000;
  private static final int MOST_UNITS = 24;

  private final Subject subject;
  private final Snapshot snapshot;
  private final Eye eye;
  private final Plane plane;
  private final int n;

  private BoundaryView(Subject subject, Snapshot snapshot, Eye eye, Plane plane) {
    this.subject = subject;
    this.snapshot = snapshot;
    this.eye = eye;
    this.plane = plane;
    n = plane.y() == null ? LINE : GRID;
  }

  /// The picture as data.
  ///
  /// @param first name of the horizontal column
  /// @param second name of the vertical column
  /// @param regions whether the linear regions are wanted, too
  public static Map<String, Object> of(
      Subject subject, Snapshot snapshot, Eye eye, String first, String second, boolean regions) {
    Plane plane = Plane.of(subject, first, second);
    Map<String, Object> data = new BoundaryView(subject, snapshot, eye, plane).data();
    if (regions) {
      data.put("regions", RegionsPart.of(snapshot.parameters(), plane));
    }
    return data;
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("grid", n);
    data.put("x", plane.x().data());
    Plane.Axis y = plane.y();
    if (y != null) {
      data.put("y", y.data());
    }
    data.put("fixed", plane.fixed());
    data.put("columns", subject.numbers().stream().map(c -> c.name()).toList());
    data.put("target", subject.target().names().getFirst());
    data.put("classes", subject.classes());
    grid(data);
    data.put("points", points());
    int most = MOST_POINTS;
    int all = subject.training().rows() + subject.validation().rows();
    data.put("sampled", all > most ? most + " of " + all + " points are drawn" : "");
    return data;
  }

  private void grid(Map<String, Object> data) {
    var batch = plane.grid(n);
    int rows = batch.rows();
    int outputs = subject.spec().outputs();
    float[] z = new float[rows * outputs];
    float[] a = new float[rows * outputs];
    Hinges hinges = new Hinges(subject, plane.y() == null ? 0 : n);
    eye.look(
        snapshot.parameters(),
        batch,
        (from, count, ws) -> {
          copy(ws.scores(count), z, from * outputs);
          copy(ws.outputs(count), a, from * outputs);
          hinges.see(from, count, ws);
        });
    if (subject.target() instanceof TargetEncoder.Numbers numbers) {
      values(data, numbers, a, rows);
    } else {
      classes(data, z, a, rows);
    }
    data.put("hinges", hinges.lines());
    data.put("hinges_left_out", hinges.leftOut());
  }

  private void values(
      Map<String, Object> data, TargetEncoder.Numbers numbers, float[] a, int rows) {
    int outputs = subject.spec().outputs();
    double[] values = new double[rows];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < rows; r++) {
      values[r] = a[r * outputs] * numbers.sds().getFirst() + numbers.means().getFirst();
      low = Math.min(low, values[r]);
      high = Math.max(high, values[r]);
    }
    data.put("low", Texts.number(low));
    data.put("high", Texts.number(high));
    data.put("values", Texts.shades(values, low, high));
    if (plane.y() == null) {
      data.put("lines", List.of(Arrays.stream(values).mapToObj(Texts::nine).toList()));
    }
  }

  private void classes(Map<String, Object> data, float[] z, float[] a, int rows) {
    int outputs = subject.spec().outputs();
    boolean softmax = outputs > 1 && subject.target() instanceof TargetEncoder.Classes;
    byte[] said = new byte[rows];
    double[] p = new double[rows];
    for (int r = 0; r < rows; r++) {
      int k = decided(z, a, r, outputs);
      double first = a[r * outputs];
      said[r] = (byte) k; // no class is 255 on the page
      p[r] = k < 0 ? 0 : softmax ? a[r * outputs + k] : k == 1 ? first : 1 - first;
    }
    data.put("said", Texts.bytes(said));
    data.put("p", Texts.shades(p, 0, 1));
    if (plane.y() == null) {
      data.put("lines", lines(a, rows, softmax ? outputs : 1));
    }
  }

  /// The probability of each class along a line; of two classes that of the second.
  private List<List<Double>> lines(float[] a, int rows, int count) {
    int outputs = subject.spec().outputs();
    List<List<Double>> lines = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<Double> line = new ArrayList<>(rows);
      for (int r = 0; r < rows; r++) {
        line.add(Texts.rounded(a[r * outputs + k]));
      }
      lines.add(line);
    }
    return lines;
  }

  /// By the sign of z, or the largest z, ties to the first; of several labels the first. -1 where
  /// there is no class.
  private int decided(float[] z, float[] a, int row, int outputs) {
    return subject.target() instanceof TargetEncoder.Classes
        ? TargetOutcomes.decide(z, a, outputs, row)
        : TargetOutcomes.decide(z, a, 1, row * outputs);
  }

  private List<Map<String, Object>> points() {
    List<Map<String, Object>> points = new ArrayList<>();
    int all = subject.training().rows() + subject.validation().rows();
    double share = Math.min(1, (double) MOST_POINTS / all);
    points.add(points(subject.training(), true, share));
    if (subject.validation().rows() > 0) {
      points.add(points(subject.validation(), false, share));
    }
    return points;
  }

  private Map<String, Object> points(Dataset rows, boolean training, double share) {
    int count = Math.max(1, (int) (rows.rows() * share));
    int[] taken = new int[count];
    Arrays.setAll(taken, i -> (int) ((long) i * rows.rows() / count));
    Dataset some = rows.rows(taken);
    var table = training ? subject.trainingRows() : subject.validationRows();
    var xs = (Column.Numbers) table.column(plane.x().column().name());
    Plane.Axis axis = plane.y();
    String second = axis == null ? subject.target().names().getFirst() : axis.column().name();
    var ys = table.column(second) instanceof Column.Numbers c ? c : null;
    int[] said = said(some);
    List<Object> x = new ArrayList<>();
    List<Object> y = new ArrayList<>();
    List<Integer> k = new ArrayList<>();
    List<Integer> wrong = new ArrayList<>();
    boolean numbers = subject.target() instanceof TargetEncoder.Numbers;
    for (int i = 0; i < count; i++) {
      x.add(Texts.nine(xs.value(taken[i])));
      y.add(ys == null ? null : Texts.nine(ys.value(taken[i])));
      int truth = numbers ? 0 : truth(some, i);
      k.add(truth);
      wrong.add(!numbers && said[i] != truth ? 1 : 0);
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("part", training ? "training" : "validation");
    data.put("rows", taken);
    data.put("x", x);
    data.put("y", y);
    data.put("class", k);
    data.put("wrong", wrong);
    data.put("unseen", unseen(table, taken));
    if (numbers && axis != null) {
      data.put("value", values(table, taken));
    }
    return data;
  }

  /// Why rows have no place in the picture: 1 where a value lies beyond its axis, 2 where there is
  /// none; 0 if they have a place.
  private int[] unseen(Table table, int[] rows) {
    int[] unseen = new int[rows.length];
    Plane.Axis y = plane.y();
    for (Plane.Axis axis : y == null ? List.of(plane.x()) : List.of(plane.x(), y)) {
      var column = (Column.Numbers) table.column(axis.column().name());
      Arrays.setAll(unseen, i -> Math.max(unseen[i], unseen(axis, column.value(rows[i]))));
    }
    return unseen;
  }

  private static int unseen(Plane.Axis axis, double value) {
    return !Double.isFinite(value) ? 2 : value < axis.min() || value > axis.max() ? 1 : 0;
  }

  /// What is decided of each row.
  private int[] said(Dataset rows) {
    int outputs = subject.spec().outputs();
    float[] z = new float[rows.rows() * outputs];
    float[] a = new float[z.length];
    eye.look(
        snapshot.parameters(),
        rows.batch(),
        (from, count, ws) -> {
          copy(ws.scores(count), z, from * outputs);
          copy(ws.outputs(count), a, from * outputs);
        });
    int[] said = new int[rows.rows()];
    Arrays.setAll(said, r -> decided(z, a, r, outputs));
    return said;
  }

  private List<Object> values(Table table, int[] rows) {
    List<Object> values = new ArrayList<>();
    var column = (Column.Numbers) table.column(subject.target().names().getFirst());
    for (int r : rows) {
      values.add(Texts.nine(column.value(r)));
    }
    return values;
  }

  private int truth(Dataset rows, int row) {
    int k = 0;
    if (subject.target() instanceof TargetEncoder.Classes && rows.targetColumns() > 1) {
      while (rows.targets().get(row, k) != 1) { // one column a class
        k++;
      }
      return k;
    }
    return (int) rows.targets().get(row, 0);
  }

  private static void copy(Matrix from, float[] to, int at) {
    System.arraycopy(from.data(), from.offset(), to, at, from.rows() * from.cols());
  }

  /// Where z = 0 of hidden units that bend there.
  private static final class Hinges {
    private final int n;
    private final List<Unit> units = new ArrayList<>();
    private int leftOut;

    private record Unit(int position, int l, int unit, float[] z) {}

    /// @param n points of each axis; 0 for a line, which has no such lines
    Hinges(Subject subject, int n) {
      this.n = n;
      int l = 0;
      for (int i = 0; i < subject.spec().layers().size() - 1 && n > 0; i++) {
        Layer layer = subject.spec().layers().get(i);
        l += layer.weightRows() > 0 ? 1 : 0;
        if (layer instanceof Layer.Dense d && bends(d.activation())) {
          for (int u = 0; u < d.units(); u++) {
            if (u < MOST_UNITS) {
              units.add(new Unit(i, l, u, new float[n * n]));
            } else {
              leftOut++;
            }
          }
        }
      }
    }

    private static boolean bends(Activation f) {
      return f instanceof Activation.Relu
          || f instanceof Activation.LeakyRelu
          || f instanceof Activation.Abs;
    }

    void see(int from, int rows, Workspace ws) {
      for (Unit unit : units) {
        Matrix z = ws.z(unit.position, rows);
        for (int r = 0; r < rows; r++) {
          unit.z[from + r] = z.get(r, unit.unit);
        }
      }
    }

    int leftOut() {
      return leftOut;
    }

    List<Map<String, Object>> lines() {
      List<Map<String, Object>> lines = new ArrayList<>();
      for (Unit unit : units) {
        lines.add(
            Map.of(
                "layer", unit.l + 1,
                "unit", unit.unit + 1,
                "segments", Contour.segments(unit.z, n)));
      }
      return lines;
    }
  }
}
