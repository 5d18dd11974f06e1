package dev.soma.lesson.toy;

import dev.soma.data.encode.Dataset;
import dev.soma.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Rows of a [Toy].
///
/// @param toy what made them
/// @param x `[rows x inputs]`; treat it as read-only
/// @param y class number from 0, or a number; treat it as read-only
public record ToyRows(Toy toy, double[][] x, double[] y) {
  /// How many rows there are.
  public int count() {
    return y.length;
  }

  /// The rows of the first classes only.
  public ToyRows ofClasses(int first) {
    int[] kept = IntStream.range(0, y.length).filter(r -> y[r] < first).toArray();
    double[][] keptX = new double[kept.length][];
    double[] keptY = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptX[i] = x[kept[i]].clone();
      keptY[i] = y[kept[i]];
    }
    return new ToyRows(toy, keptX, keptY);
  }

  /// The rows with each input multiplied by a factor: the same picture in another unit.
  public ToyRows times(double factor) {
    double[][] scaled = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      scaled[r] = x[r].clone();
      for (int j = 0; j < scaled[r].length; j++) {
        scaled[r][j] *= factor;
      }
    }
    return new ToyRows(toy, scaled, y);
  }

  /// As a network wants them, rounded to float: numbers `[rows x inputs]`, targets `[rows x 1]`.
  public Dataset dataset() {
    double[][] targets = new double[y.length][];
    for (int r = 0; r < y.length; r++) {
      targets[r] = new double[] {y[r]};
    }
    return Dataset.of(Matrix.of(x), Matrix.of(targets));
  }

  /// The names of the columns: `x1, x2, y`, or `x, y`.
  public List<String> columns() {
    return toy.inputs() == 1 ? List.of("x", "y") : List.of("x1", "x2", "y");
  }

  /// The lines of a CSV file, the header first; inputs with six decimals, classes as whole numbers.
  public List<String> csv() {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", columns()));
    for (int r = 0; r < y.length; r++) {
      StringBuilder line = new StringBuilder();
      for (double v : x[r]) {
        line.append(String.format(Locale.ROOT, "%.6f,", v));
      }
      line.append(
          toy.classes() > 0
              ? Integer.toString((int) y[r])
              : String.format(Locale.ROOT, "%.6f", y[r]));
      lines.add(line.toString());
    }
    return lines;
  }
}
