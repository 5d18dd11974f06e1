package dev.soma.eval;

import java.util.stream.IntStream;

/// Rows made by small formulas, so that a script in another language can make them too.
final class Rows {
  static final int N = 60;

  private Rows() {}

  /// 1, 2, 3, 4, 1, ...
  static double[] weights() {
    return IntStream.range(0, N).mapToDouble(i -> 1 + i % 4).toArray();
  }

  /// Three classes; every third row has a class of its own choosing.
  static Outcomes.Classes three() {
    double[][] p = new double[N][3];
    int[] truth = new int[N];
    for (int i = 0; i < N; i++) {
      int[] s = new int[3];
      for (int k = 1; k <= 3; k++) {
        s[k - 1] = 1 + (i * k * k + 3 * k + i) % 7;
      }
      int sum = s[0] + s[1] + s[2];
      int largest = 0;
      for (int k = 0; k < 3; k++) {
        p[i][k] = s[k] / (double) sum;
        largest = s[k] > s[largest] ? k : largest;
      }
      truth[i] = i % 3 == 0 ? i / 3 % 3 : largest;
    }
    return Outcomes.classes(p, truth);
  }

  /// Two classes, probabilities in 16ths, so with many ties.
  static Outcomes.Classes two() {
    double[][] p = new double[N][2];
    int[] truth = new int[N];
    for (int i = 0; i < N; i++) {
      int s = i * 11 % 16;
      p[i][1] = s / 16.0;
      p[i][0] = 1 - p[i][1];
      truth[i] = s + i * i % 13 > 13 ? 1 : 0;
    }
    return Outcomes.classes(p, truth);
  }

  /// Counts and positive predictions.
  static Outcomes.Numbers counts() {
    double[] a = new double[N];
    double[] y = new double[N];
    for (int i = 0; i < N; i++) {
      double centre = i * 37 % 50 / 8.0;
      a[i] = centre + 0.5;
      y[i] = Math.max(0, Math.floor(centre + (i * i % 9 - 4) / 2.0));
    }
    return Outcomes.numbers(a, y);
  }

  /// Three labels.
  static Outcomes.Labels labels() {
    double[] p = new double[3 * N];
    int[] truth = new int[3 * N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < 3; j++) {
        int s = (i * (5 + 2 * j) + 3 * j) % 16;
        p[3 * i + j] = s / 16.0;
        truth[3 * i + j] = s + (i * i + j) % 11 > 14 - j ? 1 : 0;
      }
    }
    return new Outcomes.Labels(3, p, truth, null);
  }
}
