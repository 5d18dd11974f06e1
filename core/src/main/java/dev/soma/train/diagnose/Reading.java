package dev.soma.train.diagnose;

import java.util.List;

/// What one pass over the rows of a [Probe] saw.
///
/// @param rows how many they are
/// @param layers hidden layers whose units can fall silent
/// @param deltas mean of |dloss/dz| of each layer with W, from the first to the output layer
record Reading(int rows, List<Units> layers, double[] deltas) {
  /// The units of a layer.
  ///
  /// @param l index of the lecture
  /// @param activation its name
  /// @param steep for each unit, on how many rows f'(z) is not close to 0: above 0 for ReLU, at
  ///   least 0.02 for the logistic function and tanh
  record Units(int l, String activation, int[] steep) {
    /// Units for which that is so on at most a share of the rows.
    int silent(int rows, double share) {
      int count = 0;
      for (int n : steep) {
        count += n <= share * rows ? 1 : 0;
      }
      return count;
    }
  }
}
