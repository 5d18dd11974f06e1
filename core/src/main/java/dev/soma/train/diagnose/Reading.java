package dev.soma.train.diagnose;

import java.util.List;

/// What one pass over the rows of a [Probe] saw.
///
/// @param rows how many they are
/// @param layers hidden layers whose units can fall silent
/// @param deltas mean of |dloss/dz| of each layer with W, from the first to the output layer
record Reading(int rows, List<UnitSlopes> layers, double[] deltas) {}
