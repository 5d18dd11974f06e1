package dev.soma.model.calibration;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What was looked for and not learned, because rows lack classes that the model has learned.
///
/// Where all rows are of one class, the log loss falls for as long as the probability of that class
/// grows: T goes to 0, and the probabilities of rows of other classes with it. The best threshold
/// says that class always.
///
/// @param classes that none of the rows is of, with the name of the target if there are several
/// @param rows how many rows there were
/// @param temperature whether a temperature was looked for
/// @param threshold whether the best threshold was looked for
public record Lack(List<String> classes, int rows, boolean temperature, boolean threshold) {
  /// How probable it has to be that a draw of so many rows has none of the classes.
  private static final double CHANCE = 0.05;

  /// Copies.
  public Lack {
    classes = List.copyOf(classes);
  }

  /// The classes that rows lack, unless they serve all the same: if they are of two classes or
  /// more, and more than one of twenty draws of so many training rows would lack these classes,
  /// too. A rare class that has no row by chance changes little, and T is the same for all.
  ///
  /// Rows of weight 0 do not count. Of several labels each is looked at alone, and one of them has
  /// to have rows of both kinds.
  static List<String> of(TargetEncoder target, Dataset rows, Dataset training) {
    if (target instanceof TargetEncoder.Numbers || rows.rows() == 0) {
      return List.of();
    }
    int[][] there = counts(target, rows);
    if (Arrays.stream(there).flatMapToInt(Arrays::stream).allMatch(n -> n > 0)) {
      return List.of();
    }
    boolean one =
        Arrays.stream(there).allMatch(n -> Arrays.stream(n).filter(x -> x > 0).count() < 2);
    int[][] learned = counts(target, training);
    List<String> lacking = new ArrayList<>();
    for (int q = 0; q < there.length; q++) {
      if (one || chance(there[q], learned[q]) < CHANCE) {
        int[] own = there[q];
        int label = q;
        IntStream.range(0, own.length)
            .filter(k -> own[k] == 0)
            .forEach(k -> lacking.add(name(target, label, k)));
      }
    }
    return lacking;
  }

  /// The classes that none of some true classes is, of rows that weigh something.
  ///
  /// @param levels the classes
  static List<String> of(List<String> levels, int[] truth, double @Nullable [] weights) {
    boolean[] there = new boolean[levels.size()];
    for (int r = 0; r < truth.length; r++) {
      there[truth[r]] |= weights == null || weights[r] > 0;
    }
    return IntStream.range(0, there.length).filter(k -> !there[k]).mapToObj(levels::get).toList();
  }

  /// How probable it is that as many training rows, drawn by chance, have none of the classes that
  /// these rows lack.
  private static double chance(int[] there, int[] learned) {
    double lacking =
        IntStream.range(0, there.length)
            .filter(k -> there[k] == 0)
            .mapToDouble(k -> learned[k])
            .sum();
    double all = Arrays.stream(learned).asDoubleStream().sum();
    return all == 0 ? 1 : StrictMath.pow(1 - lacking / all, Arrays.stream(there).sum());
  }

  /// Rows of each class that weigh something; of each label those of each kind.
  private static int[][] counts(TargetEncoder target, Dataset data) {
    Matrix y = data.targets();
    float[] weights = data.weights();
    int[][] counts =
        switch (target) {
          case TargetEncoder.Classes c -> new int[][] {new int[c.levels().size()]};
          case TargetEncoder.Labels l ->
              l.levels().stream().map(both -> new int[both.size()]).toArray(int[][]::new);
          case TargetEncoder.Numbers _ -> new int[0][];
        };
    for (int r = 0; r < y.rows(); r++) {
      if (weights != null && weights[r] == 0) {
        continue;
      }
      if (target instanceof TargetEncoder.Classes) {
        counts[0][code(y, r)]++;
        continue;
      }
      for (int k = 0; k < counts.length; k++) {
        counts[k][Math.min((int) y.get(r, k), counts[k].length - 1)]++;
      }
    }
    return counts;
  }

  /// The class of a row: a number, or a 1 in the column of the class.
  private static int code(Matrix y, int row) {
    if (y.cols() == 1) {
      return (int) y.get(row, 0);
    }
    int k = 0;
    while (y.get(row, k) == 0) {
      k++;
    }
    return k;
  }

  private static String name(TargetEncoder target, int label, int k) {
    return switch (target) {
      case TargetEncoder.Classes c -> c.levels().get(k);
      case TargetEncoder.Labels l -> l.levels().get(label).get(k) + " of " + l.names().get(label);
      case TargetEncoder.Numbers n -> n.names().get(label);
    };
  }
}
