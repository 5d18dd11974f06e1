package dev.soma.train;

import dev.soma.train.diagnose.Diagnostic;

/// What happens while a network is trained, in order: [Started], then [Epoch] (with [BatchDone]
/// between them for listeners that want it, and [Diagnosed] behind them), then [Stopped].
public sealed interface TrainingEvent {
  /// Training begins.
  ///
  /// @param network text form of the network
  /// @param parameters how many numbers are learned
  /// @param trainingRows rows that are learned from
  /// @param validationRows rows that choose the best epoch; 0 if there are none
  /// @param epochs how many are planned
  /// @param stepsPerEpoch batches an epoch, the last one may be smaller
  record Started(
      String network,
      int parameters,
      int trainingRows,
      int validationRows,
      int epochs,
      int stepsPerEpoch)
      implements TrainingEvent {}

  /// A batch has been learned from.
  ///
  /// @param epoch from 1
  /// @param batch from 1, within the epoch
  /// @param batches how many the epoch has
  /// @param j J of this batch before its step, with the penalty
  /// @param rate the rate of its step
  record BatchDone(int epoch, int batch, int batches, double j, double rate)
      implements TrainingEvent {}

  /// An epoch has ended; epoch 0 is the state before the first step.
  ///
  /// @param epoch from 0
  /// @param epochs how many are planned
  /// @param step optimizer steps so far
  /// @param j running mean of J over the batches of the epoch, penalty included; NaN for epoch 0
  /// @param validationLoss mean loss of the validation rows without penalty; NaN without such rows
  /// @param metric name of the metric that chooses the best epoch
  /// @param metricValue its value on the validation rows, or on no rows NaN
  /// @param best whether this is the best epoch so far
  /// @param bestEpoch the best epoch so far
  /// @param mistakes wrong decisions of the epoch, for the perceptron; -1 for other losses
  /// @param rate the rate of the last step; NaN for epoch 0
  /// @param seconds since the start
  /// @param rowsPerSecond training rows a second, validation not counted; NaN for epoch 0
  /// @param secondsLeft at most, if all planned epochs are run; NaN for epoch 0
  record Epoch(
      int epoch,
      int epochs,
      long step,
      double j,
      double validationLoss,
      String metric,
      double metricValue,
      boolean best,
      int bestEpoch,
      long mistakes,
      double rate,
      double seconds,
      double rowsPerSecond,
      double secondsLeft)
      implements TrainingEvent {}

  /// Something is wrong with the run, or may be: told when a condition is met for the first time,
  /// once for each layer, and again at the end of the run if it was met more than once.
  ///
  /// @param diagnostic what; at the end the last one
  /// @param times how often it was met so far
  record Diagnosed(Diagnostic diagnostic, int times) implements TrainingEvent {
    /// The version of its form as JSON.
    public static final int SCHEMA = 1;
  }

  /// One of several networks is trained; [Started] follows.
  ///
  /// @param member from 1, through all folds
  /// @param members of how many
  /// @param fold from 1
  /// @param folds of how many; 1 if the rows are not cut into folds
  /// @param seed of its initialisation, shuffle and dropout
  /// @param beside how many are trained side by side, and told of one after the other, in the order
  ///   of [dev.soma.train.clock.Rounds]
  record MemberStarted(int member, int members, int fold, int folds, long seed, int beside)
      implements TrainingEvent {}

  /// Training has ended and the weights of the best epoch are back.
  ///
  /// @param reason why
  /// @param epoch the last epoch that was begun
  /// @param bestEpoch whose weights were kept
  /// @param step optimizer steps made
  /// @param seconds since the start
  record Stopped(Reason reason, int epoch, int bestEpoch, long step, double seconds)
      implements TrainingEvent {}

  /// Why training ended.
  enum Reason {
    /// All planned epochs were run.
    COMPLETED,
    /// The metric had not improved for the patience.
    EARLY,
    /// The optimizer found no better point (L-BFGS), or an epoch made no mistake (perceptron).
    CONVERGED,
    /// The limit on steps was reached.
    MAX_STEPS,
    /// The limit on time was reached.
    MAX_TIME,
    /// Somebody asked to stop.
    INTERRUPTED,
    /// A number became infinite or NaN.
    DIVERGED;

    /// Epochs that are enough to judge a run by.
    private static final int LONG = 50;

    /// Flags with which a run that ended so would have gone on; empty if it was stopped from
    /// outside, or could not.
    ///
    /// @param epochs that were planned
    String longer(int epochs) {
      return switch (this) {
        case COMPLETED -> "--epochs " + Math.max(LONG, 2 * epochs);
        case EARLY -> "--patience " + LONG;
        case MAX_STEPS -> "--max-steps 0";
        case CONVERGED, MAX_TIME, INTERRUPTED, DIVERGED -> "";
      };
    }
  }
}
