package dev.soma.train;

import dev.soma.data.encode.Batches;
import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Clipping;
import dev.soma.optim.LbfgsState;
import dev.soma.optim.Optimizer;
import dev.soma.optim.OptimizerState;
import dev.soma.train.diagnose.Diagnostics;
import dev.soma.train.start.Batching;
import dev.soma.train.start.FirstWeights;
import org.jspecify.annotations.Nullable;

/// Learns the parameters of one network by backpropagation.
///
/// Each step: forward, loss, backward, gradients times 1/m, penalty, clipping, optimizer, max-norm.
/// After each epoch the validation rows are scored and the best weights kept; whatever ends the
/// run, those are the weights that are returned.
public final class Trainer {
  /// What a run gave.
  ///
  /// @param network with the weights of the best epoch
  /// @param history all epochs and how the run ended
  /// @param divergence where a number became infinite or NaN; null unless that ended the run
  public record Result(Network network, TrainingHistory history, @Nullable Divergence divergence) {}

  private final NetworkSpec spec;
  private final Dataset training;
  private final Dataset validation;
  private final Scorer scorer;
  private final TrainingConfig config;
  private final Execution execution;
  private final TrainingListener listener;
  private final Parameters parameters;

  /// What is scored and kept: the parameters, or their mean over the steps.
  private final Parameters kept;

  private final Network network;
  private final Parameters gradient;
  private final Workspace ws;
  private final Kernels kernels;
  private final float[] validationZ;
  private final float[] validationA;
  private final TrainingState state;
  private final Diagnostics diagnostics;
  private final long begun = System.nanoTime();
  private double validationSeconds;
  private TrainingEvent.@Nullable Reason ended;
  private @Nullable Divergence divergence;
  private final TrainingState.Mean mean;

  /// @param start the first weights; they are changed
  private Trainer(
      Parameters start,
      Dataset training,
      Dataset validation,
      Scorer scorer,
      TrainingConfig config,
      Execution execution,
      TrainingListener listener) {
    spec = start.spec();
    this.training = training;
    this.validation = validation;
    this.scorer = scorer;
    this.config = config;
    this.execution = execution;
    this.listener = listener;
    parameters = start;
    network = Network.of(parameters);
    kept = config.keep().mean() ? parameters.copy() : parameters;
    mean = new TrainingState.Mean(config.keep(), parameters.size());
    gradient = parameters.zerosLike();
    int back = Batching.back(config.optimizer(), config.batch(), training.rows());
    int capacity = Batching.capacity(back, validation.rows());
    execution.kernels().prepare(3.0 * parameters.size() * training.rows() * config.epochs());
    kernels = execution.kernels().create(execution.threads());
    ws = new Workspace(spec, capacity, back, kernels, Seeds.of(config.seed()));
    validationZ = new float[Math.multiplyExact(validation.rows(), spec.outputs())];
    validationA = new float[validationZ.length];
    state = new TrainingState(parameters, scorer.metric().higherIsBetter(), config);
    diagnostics = config.diagnostics(spec, parameters, training, validation, kernels, listener);
  }

  /// Trains a network of this spec from its initial weights.
  ///
  /// @param training rows that are learned from, at least one
  /// @param validation rows that choose the best epoch; without rows the last epoch is the best
  /// @throws dev.soma.error.SomaException.Usage E215, E216 if loss and network do not go together,
  ///   E218 for L-BFGS with dropout or BatchNorm, E222 for BatchNorm with batches of one row, E237
  ///   for a pace that the optimizer cannot keep
  public static Result train(
      NetworkSpec spec,
      Dataset training,
      Dataset validation,
      Scorer scorer,
      TrainingConfig config,
      Execution execution,
      TrainingListener listener) {
    Parameters start =
        FirstWeights.of(
            spec,
            config.initializer(),
            config.biasInit(),
            training,
            Seeds.of(config.seed()),
            () -> execution.kernels().create(execution.threads()));
    return trainOn(start, training, validation, scorer, config, execution, listener);
  }

  /// Trains on from weights that are there, which it changes; the optimizer begins anew.
  ///
  /// @param start the first weights
  /// @throws dev.soma.error.SomaException.Usage as [#train]
  public static Result trainOn(
      Parameters start,
      Dataset training,
      Dataset validation,
      Scorer scorer,
      TrainingConfig config,
      Execution execution,
      TrainingListener listener) {
    config.loss().check(start.spec());
    Batching.check(start.spec(), config.optimizer(), Math.min(config.batch(), training.rows()));
    config.pace().check(config.optimizer());
    Trainer trainer = new Trainer(start, training, validation, scorer, config, execution, listener);
    try (Workspace _ = trainer.ws) {
      return trainer.run();
    }
  }

  private Result run() {
    boolean fullBatch = config.optimizer() instanceof Optimizer.Lbfgs;
    int steps = fullBatch ? 1 : Math.ceilDiv(training.rows(), config.batch());
    if (listener.wantsBatches()) {
      listener.begins(parameters);
    }
    listener.on(
        new TrainingEvent.Started(
            spec.toString(),
            parameters.learned(),
            training.rows(),
            validation.rows(),
            config.epochs(),
            steps));
    endEpoch(Double.NaN, Double.NaN, 0);
    switch (config.optimizer()) {
      case Optimizer.Lbfgs lbfgs -> fullBatch(lbfgs.start(parameters));
      case Optimizer.Stochastic o ->
          stochastic(
              o.start(parameters, config.pace().factors()),
              new Batches(training, config.batch(), Seeds.of(config.seed())));
    }
    System.arraycopy(state.best, 0, kept.values(), 0, kept.size());
    TrainingEvent.Reason reason = ended == null ? TrainingEvent.Reason.COMPLETED : ended;
    diagnostics.end(reason.longer(config.epochs()));
    TrainingEvent.Stopped stopped =
        new TrainingEvent.Stopped(
            reason, state.epoch, state.stopping.bestEpoch(), state.step, seconds());
    listener.on(stopped);
    return new Result(Network.of(kept), new TrainingHistory(state.epochs, stopped), divergence);
  }

  private void stochastic(OptimizerState optimizer, Batches batches) {
    Targets full = new Targets(batches.targets(0), batches.weights(), 0);
    Targets last = new Targets(batches.targets(batches.count() - 1), batches.weights(), 0);
    long planned = (long) config.epochs() * batches.count();
    TrainingState.Rates rates = new TrainingState.Rates(config, planned);
    while (ended == null && state.epoch < config.epochs()) {
      state.epoch++;
      double started = seconds();
      batches.shuffle(state.epoch);
      rates.epoch(state);
      state.mistakes = config.loss() instanceof Loss.Perceptron ? 0 : -1;
      double sum = 0;
      int rows = 0;
      for (int b = 0; b < batches.count() && ended == null; b++) {
        int m = batches.load(b);
        rates.step(state.step);
        double j = step(optimizer, batches, b + 1 < batches.count() ? full : last, rates);
        if (!Double.isFinite(j)) {
          diverged(batches, m, b + 1, j);
          return;
        }
        sum += j * m;
        rows += m;
        if (listener.wantsBatches()) {
          listener.on(
              new TrainingEvent.BatchDone(state.epoch, b + 1, batches.count(), j, rates.rate));
        }
        checkLimits();
      }
      if (overflowed(batches)) {
        return;
      }
      mean.writeTo(kept);
      if (state.mistakes == 0 && ended == null) {
        ended = TrainingEvent.Reason.CONVERGED;
      }
      endEpoch(sum / rows, rates.rate, rows / (seconds() - started));
    }
  }

  /// Whether the last step of the epoch left a parameter that is no number; its batch is run again
  /// to see where that shows.
  private boolean overflowed(Batches batches) {
    for (float p : parameters.values()) {
      if (!Float.isFinite(p)) {
        network.forward(batches.inputs(), ws);
        diverged(batches, batches.inputs().rows(), batches.current() + 1, Double.NaN);
        return true;
      }
    }
    return false;
  }

  /// One optimizer step; returns J of the batch before it. It allocates nothing.
  private double step(
      OptimizerState optimizer, Batches batches, Targets truth, TrainingState.Rates rates) {
    Batch in = batches.inputs();
    int m = in.rows();
    ws.step(state.step, rates.dropout);
    double sum = network.lossAndGradient(in, truth, config.loss(), ws, true, gradient, false);
    double j = sum / m + config.regularization().penalty(parameters, kernels);
    if (!Double.isFinite(j)) {
      return j;
    }
    boolean measure = diagnostics.measures(state.step);
    boolean read =
        measure
            || config.regularization().changesGradient()
            || !(config.clipping() instanceof Clipping.None);
    if (read) { // from sums over the rows to dJ/dW, then the penalty
      optimizer.mean(gradient, m, kernels);
      config.regularization().addGradient(parameters, gradient);
      config.clipping().apply(gradient, kernels);
    }
    if (measure) {
      diagnostics.before(parameters);
    }
    optimizer.step(parameters, gradient, read ? 1 : m, rates.rate, rates.decay, kernels);
    config.regularization().project(parameters, kernels);
    if (measure) {
      diagnostics.after(state.step, j, parameters, gradient);
    }
    network.learnStatistics(ws, m);
    state.step++;
    mean.add(parameters);
    if (state.mistakes >= 0) {
      state.countMistakes(ws, truth.values(), m);
    }
    return j;
  }

  private void fullBatch(LbfgsState optimizer) {
    while (ended == null && state.epoch < config.epochs()) {
      state.epoch++;
      double started = seconds();
      LbfgsState.Outcome outcome;
      try {
        outcome = optimizer.step(parameters, this::objective);
      } catch (IllegalArgumentException e) { // J or its gradient is not finite where it starts
        divergence = Divergence.ofAll(network, training, ws, state.epoch, diagnostics);
        divergence.tell(diagnostics, 0, _ -> -1);
        ended = TrainingEvent.Reason.DIVERGED;
        return;
      }
      config.regularization().project(parameters, kernels);
      state.step++;
      mean.add(parameters);
      mean.writeTo(kept);
      if (outcome != LbfgsState.Outcome.MOVED) {
        ended = TrainingEvent.Reason.CONVERGED;
      }
      checkLimits();
      endEpoch(
          optimizer.value(), optimizer.optimizer().rate(), training.rows() / (seconds() - started));
    }
  }

  /// J and its gradient over all training rows, in pieces that add up to the same bits.
  private double objective(Parameters at, Parameters into) {
    Network here = Network.of(at);
    double sum = 0;
    for (int from = 0; from < training.rows(); from += Batching.CHUNK) {
      int to = Math.min(from + Batching.CHUNK, training.rows());
      Dataset rows = training.chunk(from, to);
      sum +=
          here.lossAndGradient(
              rows.batch(),
              new Targets(rows.targets(), rows.weights(), 0),
              config.loss(),
              ws,
              false,
              into,
              from > 0);
    }
    kernels.scale(into.size(), 1f / training.rows(), into.values(), 0);
    config.regularization().addGradient(at, into);
    return sum / training.rows() + config.regularization().penalty(at, kernels);
  }

  private void diverged(Batches batches, int rows, int batch, double j) {
    Divergence found = Divergence.find(spec, ws, rows, state.epoch, batch, j, diagnostics);
    divergence = found.row() < 0 ? found : found.withRow(batches.row(found.row()));
    divergence.tell(diagnostics, rows, batches::row);
    ended = TrainingEvent.Reason.DIVERGED;
  }

  private void checkLimits() {
    if (ended != null) {
      return;
    }
    if (execution.stop().getAsBoolean()) {
      ended = TrainingEvent.Reason.INTERRUPTED;
    } else if (config.maxSteps() > 0 && state.step >= config.maxSteps()) {
      ended = TrainingEvent.Reason.MAX_STEPS;
    } else if (seconds() >= execution.maxSeconds()) {
      ended = TrainingEvent.Reason.MAX_TIME;
    }
  }

  /// Scores the validation rows, keeps the weights if they are the best, and tells the listener.
  private void endEpoch(double j, double rate, double rowsPerSecond) {
    double started = seconds();
    double loss = Double.NaN;
    double value = Double.NaN;
    if (validation.rows() > 0) {
      loss = validate();
      value = scorer.score(validationZ, validationA, validation);
    }
    boolean best =
        state.offer(kept, value, validation.rows() > 0, scorer.metric().higherIsBetter());
    double now = seconds();
    validationSeconds += now - started;
    double perEpoch =
        state.epoch == 0
            ? Double.NaN
            : (now - validationSeconds) / state.epoch + validationSeconds / (state.epoch + 1);
    TrainingEvent.Epoch event =
        new TrainingEvent.Epoch(
            state.epoch,
            config.epochs(),
            state.step,
            j,
            loss,
            scorer.metric().name(),
            value,
            best,
            state.stopping.bestEpoch(),
            state.mistakes,
            rate,
            now,
            state.epoch == 0 ? Double.NaN : rowsPerSecond,
            perEpoch * (config.epochs() - state.epoch));
    state.epochs.add(event);
    listener.on(event);
    watch(j, rate, loss);
    if (ended == null && validation.rows() > 0 && state.stopping.stops(state.epoch)) {
      ended = TrainingEvent.Reason.EARLY;
    }
  }

  private void watch(double j, double rate, double loss) {
    if (state.epoch == 0) {
      diagnostics.begin(loss + config.regularization().penalty(parameters, kernels));
    } else {
      diagnostics.epoch(state.epoch, j, rate, loss, validationA, network, ws);
    }
  }

  /// Fills z and a of the validation rows and returns their mean loss.
  private double validate() {
    double sum = 0;
    Network scored = Network.of(kept);
    int width = spec.outputs();
    for (int from = 0; from < validation.rows(); from += Batching.CHUNK) {
      int to = Math.min(from + Batching.CHUNK, validation.rows());
      Dataset rows = validation.chunk(from, to);
      Targets truth = new Targets(rows.targets(), rows.weights(), 0);
      sum += scored.loss(rows.batch(), truth, config.loss().hard(), ws);
      ws.scores(to - from).copyTo(validationZ, from * width);
      ws.outputs(to - from).copyTo(validationA, from * width);
    }
    return sum / validation.rows();
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }
}
