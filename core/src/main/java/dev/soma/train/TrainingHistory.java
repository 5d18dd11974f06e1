package dev.soma.train;

import java.util.List;

/// All epochs of a run and how it ended.
///
/// @param epochs epoch 0 (before the first step) and every epoch that was finished
/// @param stopped how it ended
public record TrainingHistory(List<TrainingEvent.Epoch> epochs, TrainingEvent.Stopped stopped) {
  /// Copies the list.
  public TrainingHistory {
    epochs = List.copyOf(epochs);
  }

  /// The epoch whose weights were kept.
  public TrainingEvent.Epoch best() {
    return epochs.get(stopped.bestEpoch());
  }
}
