package dev.soma.train;

import dev.soma.engine.Network;
import org.jspecify.annotations.Nullable;

/// What a run gave.
///
/// @param network with the weights of the best epoch
/// @param history all epochs and how the run ended
/// @param divergence where a number became infinite or NaN; null unless that ended the run
public record TrainingResult(
    Network network, TrainingHistory history, @Nullable Divergence divergence) {}
