package dev.soma.train;

import dev.soma.engine.Workspace;
import dev.soma.math.Matrix;
import dev.soma.nn.Parameters;
import dev.soma.optim.Progress;
import java.util.ArrayList;
import java.util.List;

/// What changes during a run besides the parameters and the optimizer's state: what a checkpoint
/// holds.
final class TrainingState {
  int epoch;
  long step;

  /// Wrong decisions of the epoch, for the perceptron; otherwise -1.
  long mistakes = -1;

  Progress.History validation = Progress.History.NONE;
  final EarlyStopping stopping;
  final float[] best;
  final List<TrainingEvent.Epoch> epochs = new ArrayList<>();

  TrainingState(Parameters parameters, boolean higherIsBetter, TrainingConfig config) {
    best = parameters.values().clone();
    stopping = new EarlyStopping(higherIsBetter, config.patience(), config.keep().lastBest());
  }

  /// Takes the validation value of the current epoch and keeps the parameters if it is the best, or
  /// if the perceptron made no mistake in it: then they separate the training rows.
  ///
  /// @param value NaN without validation rows: then the last epoch counts as the best
  boolean offer(Parameters parameters, double value, boolean validated, boolean higherIsBetter) {
    double score = validated ? value : higherIsBetter ? epoch : -epoch;
    boolean better = stopping.improves(epoch, score);
    if (mistakes == 0) {
      stopping.settle(epoch, score);
      better = true;
    }
    if (better) {
      System.arraycopy(parameters.values(), 0, best, 0, best.length);
    }
    if (validated && epoch > 0) {
      validation = validation.plus(higherIsBetter ? -value : value);
    }
    return better;
  }

  /// Counts rows of a batch for which a unit decided wrongly.
  ///
  /// @param ws after the forward pass
  /// @param truth what the units should have said, `[m x units]`
  void countMistakes(Workspace ws, Matrix truth, int m) {
    for (int r = 0; r < m; r++) {
      boolean wrong = false;
      for (int u = 0; u < truth.cols(); u++) {
        wrong |= ws.output(r, u) != truth.get(r, u);
      }
      mistakes += wrong ? 1 : 0;
    }
  }

  /// The rates of a step; made once a run, so that a step allocates nothing.
  static final class Rates {
    private final TrainingConfig config;
    private final long planned;
    private double ofEpoch;
    private double decayOfEpoch;
    private double dropoutOfEpoch;

    double rate = Double.NaN;

    /// Factor of the decay.
    double decay;

    /// Factor of the rate of dropout.
    double dropout;

    /// @param planned steps of the run
    Rates(TrainingConfig config, long planned) {
      this.config = config;
      this.planned = planned;
    }

    /// Begins the epoch that a run stands in.
    void epoch(TrainingState at) {
      Progress now = new Progress(at.step, planned, at.epoch - 1, config.epochs(), at.validation);
      ofEpoch = config.schedule().ofEpoch(now);
      decayOfEpoch = config.pace().decay().ofEpoch(now);
      dropoutOfEpoch = config.pace().dropout().ofEpoch(now);
    }

    /// Moves to a step of that epoch.
    void step(long step) {
      rate = config.optimizer().rate() * config.schedule().ofStep(ofEpoch, step, planned);
      decay = config.pace().decay().ofStep(decayOfEpoch, step, planned);
      dropout = config.pace().dropout().ofStep(dropoutOfEpoch, step, planned);
    }
  }

  /// The mean of the weights while a run goes on, in double.
  static final class Mean {
    private final TrainingConfig.Keep keep;
    private final double[] sums;
    private long steps;

    Mean(TrainingConfig.Keep keep, int size) {
      this.keep = keep;
      sums = new double[keep.mean() ? size : 0];
    }

    /// Takes the weights after a step.
    void add(Parameters parameters) {
      float[] w = parameters.values();
      boolean exponential = keep.ema() > 0 && steps > 0;
      double old = exponential ? keep.ema() : 1;
      double own = exponential ? 1 - keep.ema() : 1;
      for (int i = 0; i < sums.length; i++) {
        sums[i] = old * sums[i] + own * w[i];
      }
      steps++;
    }

    /// Writes the mean over the parameters that are kept; nothing if none is wanted.
    void writeTo(Parameters kept) {
      double count = keep.averaged() ? steps : 1;
      for (int i = 0; i < sums.length; i++) {
        kept.values()[i] = (float) (sums[i] / count);
      }
    }
  }
}
