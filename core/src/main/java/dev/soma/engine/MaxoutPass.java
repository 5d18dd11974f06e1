package dev.soma.engine;

import java.util.Arrays;

/// The largest of k pieces a unit: forward, and the gradient to the winner.
final class MaxoutPass {
  private MaxoutPass() {}

  /// Z `[rows x units * pieces]` to A `[rows x units]`, for some rows; ties go to the first piece,
  /// and so does a unit whose first piece is NaN.
  static void forward(LayerState s, int pieces, int from, int to) {
    for (int i = from * s.units; i < to * s.units; i++) {
      int first = i * pieces;
      int winner = first;
      for (int k = first + 1; k < first + pieces; k++) {
        if (s.z[k] > s.z[winner]) {
          winner = k;
        }
      }
      s.a[i] = s.z[winner];
      s.winners[i] = winner;
    }
  }

  /// dJ/dA `[rows x units]` to dJ/dZ `[rows x units * pieces]`, returned in the layer's own array.
  static float[] backward(LayerState s, int rows, float[] delta) {
    Arrays.fill(s.extra, 0, rows * s.weightRows, 0f);
    for (int i = 0; i < rows * s.units; i++) {
      s.extra[s.winners[i]] = delta[i];
    }
    return s.extra;
  }
}
