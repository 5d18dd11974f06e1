package dev.soma.studio.draw;

import dev.soma.data.Column;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.read.Row;
import dev.soma.data.scale.Offset;
import dev.soma.data.scale.Scale;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import dev.soma.nn.Batch;
import dev.soma.studio.run.Subject;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleToIntFunction;
import org.jspecify.annotations.Nullable;

/// A plane of two number columns, or a line of one, through the space of inputs; all other columns
/// stay at their mean, or at their commonest level.
public final class Plane {
  private static final double MARGIN = 0.08;

  /// One axis.
  ///
  /// @param column its numbers
  /// @param input its place among the number inputs
  /// @param scaled from its values to the input
  /// @param min left or lower end
  /// @param max right or upper end
  /// @param levels where its levels are, if it has some; null for a number alone
  public record Axis(
      Column.Numbers column,
      int input,
      InputColumn.NumberInput scaled,
      double min,
      double max,
      @Nullable Levels levels) {
    double at(int i, int n) {
      return min + (max - min) * i / (n - 1);
    }

    float encoded(double value) {
      return (float) scaled.scale().function().applyAsDouble(value);
    }

    void put(double[] inputs, double value) {
      inputs[input] = scaled.scale().function().applyAsDouble(value);
      if (levels != null) {
        levels.put(inputs, value);
      }
    }

    /// Whether the input is a linear function of the value.
    public boolean linear() {
      return scaled.scale() instanceof Scale.Standard && levels == null;
    }

    /// The axis as the page takes it.
    public Map<String, Object> data() {
      return Map.of("name", column.name(), "min", min, "max", max);
    }
  }

  /// The levels of an axis.
  ///
  /// @param category which of the codes they are
  /// @param first the input of the first one, one-hot blocks expanded
  /// @param count how many there are
  /// @param code from a value to its level, -1 for none
  record Levels(int category, int first, int count, DoubleToIntFunction code) {
    void put(double[] inputs, double value) {
      Arrays.fill(inputs, first, first + count, 0);
      int level = code.applyAsInt(value);
      if (level >= 0) {
        inputs[first + level] = 1;
      }
    }
  }

  private final Axis x;
  private final @Nullable Axis y;
  private final Batch base;
  private final double[] corner;
  private final Map<String, String> fixed;

  private Plane(Axis x, @Nullable Axis y, Batch base, Map<String, String> fixed) {
    this.x = x;
    this.y = y;
    this.base = base;
    corner = Rows.expand(base)[0];
    this.fixed = fixed;
  }

  /// The plane of two columns, by name; of those that are not found the first others.
  ///
  /// @throws SomaException.Usage E292 if there is no number column
  public static Plane of(Subject subject, String first, String second) {
    Plane plane = find(subject, first, second);
    if (plane == null) {
      throw new SomaException.Usage(
          "E292", "no number column · a plane needs one or two", "look at another view");
    }
    return plane;
  }

  /// The same; null if there is no number column.
  public static @Nullable Plane find(Subject subject, String first, String second) {
    List<Axis> axes = axes(subject);
    if (axes.isEmpty()) {
      return null;
    }
    Axis x = named(axes, first, axes.getFirst());
    List<Axis> others = axes.stream().filter(a -> a.input != x.input).toList();
    Axis y = others.isEmpty() ? null : named(others, second, others.getFirst());
    Map<String, String> fixed = new LinkedHashMap<>();
    Batch base = base(subject, x, y, fixed);
    return new Plane(x, y, base, fixed);
  }

  private static Axis named(List<Axis> axes, String name, Axis otherwise) {
    return axes.stream().filter(a -> a.column.name().equals(name)).findFirst().orElse(otherwise);
  }

  private static List<Axis> axes(Subject subject) {
    List<Axis> axes = new ArrayList<>();
    int input = 0;
    int category = 0;
    int first = subject.encoder().shape().numbers();
    for (InputColumn column : subject.encoder().columns()) {
      InputColumn.NumberInput n = column.asNumber().orElse(null);
      int count = column.asCategory().map(InputColumn.CategoryInput::size).orElse(0);
      if (n != null
          && subject.trainingRows().names().contains(n.name())
          && subject.trainingRows().column(n.name()) instanceof Column.Numbers values) {
        double margin = Room.beyond(MARGIN, n.min(), n.max());
        Levels levels =
            column instanceof InputColumn.LevelledInput l
                ? new Levels(category, first, count, l.code())
                : null;
        axes.add(new Axis(values, input, n, n.min() - margin, n.max() + margin, levels));
      }
      input += column.inputNames().size();
      category += count > 0 ? 1 : 0;
      first += count;
    }
    return axes;
  }

  private static Batch base(Subject subject, Axis x, @Nullable Axis y, Map<String, String> fixed) {
    Encoder encoder = subject.encoder();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (InputColumn column : encoder.columns()) {
      Object value =
          switch (column) {
            case InputColumn.NumberInput n -> n.mean();
            case InputColumn.LevelledInput l -> l.number().mean();
            case InputColumn.CategoryInput c -> commonest(subject, c.name(), c.levels());
            case InputColumn.OneHotInput o -> commonest(subject, o.name(), o.levels());
            case InputColumn.DateInput _ -> null;
          };
      values.put(column.name(), value);
      boolean axis = column.name().equals(x.column.name());
      if (!axis && (y == null || !column.name().equals(y.column.name()))) {
        String shown =
            value instanceof Double d
                ? Texts.figure(d)
                : value == null || value.equals("") ? "missing" : "" + value;
        fixed.put(column.name(), shown);
      }
    }
    Offset offset = encoder.offset();
    if (offset != null) { // nothing is added to z
      values.put(offset.column(), offset.exposure() ? 1.0 : 0.0);
      fixed.put(offset.column(), offset.exposure() ? "1" : "0");
    }
    return encoder.encode(new Row(values, 0), _ -> {}).batch();
  }

  private static @Nullable String commonest(Subject subject, String name, List<String> levels) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    if (subject.trainingRows().names().contains(name)) {
      Column column = subject.trainingRows().column(name);
      for (int r = 0; r < Math.min(column.rows(), 1000); r++) {
        if (!column.isMissing(r)) {
          counts.merge(column.text(r), 1, Integer::sum);
        }
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(levels.isEmpty() ? null : levels.getFirst());
  }

  /// The horizontal axis.
  public Axis x() {
    return x;
  }

  /// The vertical axis; null for a line.
  public @Nullable Axis y() {
    return y;
  }

  /// What the other columns are held at, by name.
  public Map<String, String> fixed() {
    return fixed;
  }

  /// The names of all columns that can be an axis.
  public static List<String> columns(Subject subject) {
    return axes(subject).stream().map(a -> a.column.name()).toList();
  }

  /// Points of a grid, row by row from the lower end of y on.
  ///
  /// @param n points of each axis
  public Batch grid(int n) {
    int rows = y == null ? n : n * n;
    int numbers = base.numbers().cols();
    Matrix matrix = Matrix.zeros(rows, numbers);
    int categories = base.shape().categories();
    int[] codes = new int[rows * categories];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(
          base.numbers().data(), base.numbers().offset(), matrix.data(), r * numbers, numbers);
      for (int c = 0; c < categories; c++) {
        codes[r * categories + c] = base.code(0, c);
      }
      put(matrix, codes, r, x, x.at(r % n, n));
      if (y != null) {
        put(matrix, codes, r, y, y.at(r / n, n));
      }
    }
    return new Batch(base.shape(), matrix, codes, 0);
  }

  private void put(Matrix numbers, int[] codes, int row, Axis axis, double value) {
    numbers.set(row, axis.input, axis.encoded(value));
    Levels levels = axis.levels;
    if (levels != null) {
      codes[row * base.shape().categories() + levels.category] = levels.code.applyAsInt(value);
    }
  }

  /// Whether what enters is a linear function of the shown values.
  public boolean linear() {
    return x.linear() && (y == null || y.linear());
  }

  /// What enters the network at a point, in double, one-hot blocks expanded.
  ///
  /// @param first value of the horizontal column
  /// @param second value of the vertical one; of no meaning for a line
  public double[] at(double first, double second) {
    double[] inputs = corner.clone();
    x.put(inputs, first);
    if (y != null) {
      y.put(inputs, second);
    }
    return inputs;
  }

  /// What enters the network at the points, for the reference engine.
  public static double[][] inputs(Batch grid) {
    return Rows.expand(grid);
  }
}
