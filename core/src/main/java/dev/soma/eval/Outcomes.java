package dev.soma.eval;

import dev.soma.math.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was predicted for some rows, and what is true.
///
/// Arrays are row-major and shared, not copied; nobody may change them afterwards. Row weights are
/// optional, >= 0, of any scale.
public sealed interface Outcomes {
  /// One class a row.
  ///
  /// @param classes K, >= 2
  /// @param probabilities `[rows x K]`, rows of sum 1; empty if there are only decisions
  /// @param predicted the class that was predicted for each row, or -1 for none (a probability is
  ///   not finite), which is always wrong
  /// @param truth the true class of each row, 0 .. K-1
  /// @param weights one a row, or null where all count the same
  record Classes(
      int classes,
      double[] probabilities,
      int[] predicted,
      int[] truth,
      double @Nullable [] weights)
      implements Outcomes {
    /// Checks the sizes and the classes.
    ///
    /// @throws IllegalArgumentException if they do not fit
    public Classes {
      if (classes < 2) {
        throw new IllegalArgumentException("there must be 2 classes or more, got " + classes);
      }
      int given = probabilities.length == 0 ? truth.length * classes : probabilities.length;
      sizes("probabilities", given, truth.length, classes);
      sizes("predicted classes", predicted.length, truth.length, 1);
      checkWeights(weights, truth.length);
      for (int r = 0; r < truth.length; r++) {
        boolean known = truth[r] >= 0 && truth[r] < classes;
        if (!known || predicted[r] < -1 || predicted[r] >= classes) {
          throw new IllegalArgumentException(
              "row " + r + ": classes " + truth[r] + " and " + predicted[r] + " of " + classes);
        }
      }
    }

    @Override
    public int rows() {
      return truth.length;
    }

    /// Whether there are probabilities, not only decisions.
    public boolean scored() {
      return probabilities.length > 0 || truth.length == 0;
    }

    /// The probability of a class in a row.
    public double p(int row, int k) {
      return probabilities[row * classes + k];
    }

    /// The same probabilities with other decisions, such as those of a threshold.
    public Classes withPredicted(int[] decisions) {
      return new Classes(classes, probabilities, decisions, truth, weights);
    }

    @Override
    public Classes withWeights(double @Nullable [] newWeights) {
      return new Classes(classes, probabilities, predicted, truth, newWeights);
    }
  }

  /// Any number of labels a row (multi-label); a label is predicted where p >= 1/2.
  ///
  /// @param labels L, >= 1
  /// @param probabilities `[rows x L]`
  /// @param truth `[rows x L]`, 0 or 1
  /// @param weights one a row, or null where all count the same
  record Labels(int labels, double[] probabilities, int[] truth, double @Nullable [] weights)
      implements Outcomes {
    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if they do not fit
    public Labels {
      sizes("probabilities", probabilities.length, truth.length, 1);
      sizes("labels", truth.length, truth.length / Math.max(1, labels), labels);
      checkWeights(weights, truth.length / labels);
    }

    @Override
    public int rows() {
      return truth.length / labels;
    }

    /// One label as two classes, 1 being "yes".
    public Classes label(int j) {
      double[] p = new double[rows()];
      int[] y = new int[rows()];
      for (int r = 0; r < rows(); r++) {
        p[r] = probabilities[r * labels + j];
        y[r] = truth[r * labels + j];
      }
      return new Classes(2, both(p), threshold(p), y, weights);
    }

    /// One label alone.
    public Labels only(int j) {
      Classes two = label(j);
      double[] p = new double[rows()];
      for (int r = 0; r < p.length; r++) {
        p[r] = two.p(r, 1);
      }
      return new Labels(1, p, two.truth(), weights);
    }

    private static int[] threshold(double[] p) {
      int[] predicted = new int[p.length];
      for (int r = 0; r < p.length; r++) {
        predicted[r] = !Double.isFinite(p[r]) ? -1 : p[r] >= 0.5 ? 1 : 0;
      }
      return predicted;
    }

    @Override
    public Labels withWeights(double @Nullable [] newWeights) {
      return new Labels(labels, probabilities, truth, newWeights);
    }
  }

  /// Numbers (regression).
  ///
  /// @param targets numbers a row, >= 1
  /// @param predicted `[rows x targets]`, in units of the target
  /// @param truth `[rows x targets]`
  /// @param weights one a row, or null where all count the same
  record Numbers(int targets, double[] predicted, double[] truth, double @Nullable [] weights)
      implements Outcomes {
    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if they do not fit
    public Numbers {
      sizes("predictions", predicted.length, truth.length, 1);
      sizes("targets", truth.length, truth.length / Math.max(1, targets), targets);
      checkWeights(weights, truth.length / targets);
    }

    @Override
    public int rows() {
      return truth.length / targets;
    }

    /// One of the targets.
    public Numbers target(int j) {
      double[] a = new double[rows()];
      double[] y = new double[rows()];
      for (int r = 0; r < rows(); r++) {
        a[r] = predicted[r * targets + j];
        y[r] = truth[r * targets + j];
      }
      return new Numbers(1, a, y, weights);
    }

    @Override
    public Numbers withWeights(double @Nullable [] newWeights) {
      return new Numbers(targets, predicted, truth, newWeights);
    }
  }

  /// Number of rows, >= 0.
  int rows();

  /// One weight a row, or null where all count the same.
  double @Nullable [] weights();

  /// How many rows have no prediction: a probability of theirs, or a predicted number, is not
  /// finite.
  default int unpredicted() {
    IntPredicate none =
        switch (this) {
          case Classes c -> r -> c.predicted()[r] < 0;
          case Labels l -> r -> !isFinite(l.probabilities(), r, l.labels());
          case Numbers n -> r -> !isFinite(n.predicted(), r, n.targets());
        };
    return (int) IntStream.range(0, rows()).filter(none).count();
  }

  private static boolean isFinite(double[] values, int row, int columns) {
    return Arrays.stream(values, row * columns, (row + 1) * columns).allMatch(Double::isFinite);
  }

  /// The same with these row weights.
  ///
  /// @throws IllegalArgumentException if there is not one finite weight >= 0 a row
  Outcomes withWeights(double @Nullable [] weights);

  /// Classes from the outputs of a network: `[rows x K]` of a softmax, or `[rows x 1]` of a
  /// logistic unit, which is the probability of class 1. Predicted is the most probable, the first
  /// of equals.
  static Classes classes(Matrix probabilities, int[] truth) {
    double[] p = widen(probabilities);
    boolean one = probabilities.cols() == 1;
    double[] all = one ? both(p) : p;
    int k = one ? 2 : probabilities.cols();
    return new Classes(k, all, mostProbable(all, k), truth, null);
  }

  /// Classes from probabilities `[rows x K]`; predicted is the most probable, the first of equals.
  static Classes classes(double[][] probabilities, int[] truth) {
    int k = probabilities.length == 0 ? 2 : probabilities[0].length;
    double[] p = Arrays.stream(probabilities).flatMapToDouble(Arrays::stream).toArray();
    return new Classes(k, p, mostProbable(p, k), truth, null);
  }

  /// Classes without probabilities, such as those of a perceptron.
  static Classes decisions(int classes, int[] predicted, int[] truth) {
    return new Classes(classes, new double[0], predicted, truth, null);
  }

  /// Labels from outputs `[rows x L]` and truth `[rows x L]` of 0 and 1.
  static Labels labels(Matrix probabilities, Matrix truth) {
    int[] y = new int[truth.rows() * truth.cols()];
    for (int i = 0; i < y.length; i++) {
      y[i] = truth.data()[truth.offset() + i] >= 0.5f ? 1 : 0;
    }
    return new Labels(truth.cols(), widen(probabilities), y, null);
  }

  /// Numbers from outputs and truth, both `[rows x targets]`.
  static Numbers numbers(Matrix predicted, Matrix truth) {
    return new Numbers(truth.cols(), widen(predicted), widen(truth), null);
  }

  /// Numbers of one target.
  static Numbers numbers(double[] predicted, double[] truth) {
    return new Numbers(1, predicted, truth, null);
  }

  /// The rows of several outcomes of one task, one after the other.
  ///
  /// @param parts at least one, all with probabilities or none, all with weights or none
  static Outcomes concat(List<? extends Outcomes> parts) {
    double[] weights = parts.stream().anyMatch(p -> p.weights() == null) ? null : weights(parts);
    return switch (parts.getFirst()) {
      case Classes one -> {
        List<Classes> all = parts.stream().map(Classes.class::cast).toList();
        yield new Classes(
            one.classes(),
            doubles(all.stream().map(Classes::probabilities)),
            integers(all.stream().map(Classes::predicted)),
            integers(all.stream().map(Classes::truth)),
            weights);
      }
      case Labels one -> {
        List<Labels> all = parts.stream().map(Labels.class::cast).toList();
        yield new Labels(
            one.labels(),
            doubles(all.stream().map(Labels::probabilities)),
            integers(all.stream().map(Labels::truth)),
            weights);
      }
      case Numbers one -> {
        List<Numbers> all = parts.stream().map(Numbers.class::cast).toList();
        yield new Numbers(
            one.targets(),
            doubles(all.stream().map(Numbers::predicted)),
            doubles(all.stream().map(Numbers::truth)),
            weights);
      }
    };
  }

  private static double[] weights(List<? extends Outcomes> parts) {
    return doubles(parts.stream().map(Outcomes::weights).filter(Objects::nonNull));
  }

  private static double[] doubles(Stream<double[]> parts) {
    return parts.flatMapToDouble(Arrays::stream).toArray();
  }

  private static int[] integers(Stream<int[]> parts) {
    return parts.flatMapToInt(Arrays::stream).toArray();
  }

  private static double[] widen(Matrix m) {
    double[] wide = new double[m.rows() * m.cols()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = m.data()[m.offset() + i];
    }
    return wide;
  }

  private static double[] both(double[] p) {
    double[] all = new double[2 * p.length];
    for (int r = 0; r < p.length; r++) {
      all[2 * r] = 1 - p[r];
      all[2 * r + 1] = p[r];
    }
    return all;
  }

  private static int[] mostProbable(double[] p, int k) {
    int[] predicted = new int[p.length / k];
    for (int r = 0; r < predicted.length; r++) {
      int best = 0;
      boolean broken = false;
      for (int c = 0; c < k; c++) {
        best = p[r * k + c] > p[r * k + best] ? c : best;
        broken |= !Double.isFinite(p[r * k + c]);
      }
      predicted[r] = broken ? -1 : best;
    }
    return predicted;
  }

  private static void sizes(String what, int got, int rows, int columns) {
    if (columns < 1 || got != (long) rows * columns) {
      throw new IllegalArgumentException(
          got + " " + what + " do not make [" + rows + " x " + columns + "]");
    }
  }

  private static void checkWeights(double @Nullable [] weights, int rows) {
    if (weights == null) {
      return;
    }
    sizes("weights", weights.length, rows, 1);
    for (double w : weights) {
      if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("row weights must be >= 0 and finite, got " + w);
      }
    }
  }
}
