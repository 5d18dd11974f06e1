package dev.soma.train;

import dev.soma.error.SomaException;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Everything that determines the weights of a run, besides the network, the data and the version:
/// equal settings give equal bits.
///
/// @param loss what is minimised, on top of the regularisation
/// @param optimizer how gradients become steps; holds the base rate
/// @param schedule factor of the base rate over the run
/// @param pace factors of the rate by what a tensor does, schedules of decay and dropout
/// @param regularization L1, L2 and max-norm
/// @param clipping bound on the gradient
/// @param initializer how weights start
/// @param biasInit where hidden biases start
/// @param batch rows a step, >= 1; the last batch of an epoch may be smaller. L-BFGS takes all rows
/// @param epochs passes over the training rows, >= 1; for L-BFGS its iterations
/// @param maxSteps most optimizer steps, 0 = no limit
/// @param patience epochs without a better validation metric before stopping, 0 = run all epochs
/// @param averaged whether the mean of the weights after each step is kept instead of the last
///   weights
/// @param seed of initialisation, shuffling and dropout
public record TrainingConfig(
    Loss loss,
    Optimizer optimizer,
    Schedule schedule,
    Pace pace,
    Regularization regularization,
    Clipping clipping,
    Initializer initializer,
    double biasInit,
    int batch,
    int epochs,
    long maxSteps,
    int patience,
    boolean averaged,
    long seed) {
  /// Checks the ranges.
  ///
  /// @throws SomaException.Usage E201 naming the setting that is out of range
  public TrainingConfig {
    require(batch >= 1, "batch", batch, ">= 1");
    require(epochs >= 1, "epochs", epochs, ">= 1");
    require(maxSteps >= 0, "max-steps", maxSteps, ">= 0");
    require(patience >= 0, "patience", patience, ">= 0");
    require(Double.isFinite(biasInit), "bias-init", biasInit, "a finite number");
  }

  private static void require(boolean ok, String setting, Number got, String range) {
    if (!ok) {
      throw new SomaException.Usage("E201", setting + " must be " + range + ", got " + got);
    }
  }

  /// The perceptron rule: weights from 0, one row a step, rate 1, until a pass makes no mistake.
  ///
  /// @param averaged whether the mean of all weights on the way is kept (Freund and Schapire, 1999)
  public static TrainingConfig perceptron(boolean averaged, int epochs, long seed) {
    return new TrainingConfig(
        Loss.PERCEPTRON,
        Optimizer.sgd(1),
        new Schedule.Constant(),
        Pace.STEADY,
        Regularization.NONE,
        Clipping.NONE,
        new Initializer.Constant(0),
        0,
        1,
        epochs,
        0,
        0,
        averaged,
        seed);
  }

  /// Adam with rate 0.001, batch 32, 100 epochs, patience 20, seed 42, for this loss.
  public static TrainingConfig of(Loss loss) {
    return new TrainingConfig(
        loss,
        Optimizer.adam(0.001),
        new Schedule.Constant(),
        Pace.STEADY,
        Regularization.NONE,
        Clipping.NONE,
        Initializer.AUTO,
        0,
        32,
        100,
        0,
        20,
        false,
        42);
  }

  /// The same with another optimizer.
  public TrainingConfig optimizer(Optimizer value) {
    return with(c -> c.optimizer = value);
  }

  /// The same with another schedule.
  public TrainingConfig schedule(Schedule value) {
    return with(c -> c.schedule = value);
  }

  /// The same with another pace.
  public TrainingConfig pace(Pace value) {
    return with(c -> c.pace = value);
  }

  /// The same with another regularization.
  public TrainingConfig regularization(Regularization value) {
    return with(c -> c.regularization = value);
  }

  /// The same with another clipping.
  public TrainingConfig clipping(Clipping value) {
    return with(c -> c.clipping = value);
  }

  /// The same with another batch.
  public TrainingConfig batch(int value) {
    return with(c -> c.batch = value);
  }

  /// The same with another epochs.
  public TrainingConfig epochs(int value) {
    return with(c -> c.epochs = value);
  }

  /// The same with another patience.
  public TrainingConfig patience(int value) {
    return with(c -> c.patience = value);
  }

  /// The same with another seed.
  public TrainingConfig seed(long value) {
    return with(c -> c.seed = value);
  }

  /// The same with another maxSteps.
  public TrainingConfig maxSteps(long value) {
    return with(c -> c.maxSteps = value);
  }

  /// The same with other starting values.
  public TrainingConfig initializer(Initializer weights, double bias) {
    return with(
        c -> {
          c.initializer = weights;
          c.biasInit = bias;
        });
  }

  private TrainingConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.done();
  }

  /// All values while some of them are changed.
  private static final class Copy {
    private final Loss loss;
    private Optimizer optimizer;
    private Schedule schedule;
    private Pace pace;
    private Regularization regularization;
    private Clipping clipping;
    private Initializer initializer;
    private double biasInit;
    private int batch;
    private int epochs;
    private long maxSteps;
    private int patience;
    private final boolean averaged;
    private long seed;

    Copy(TrainingConfig from) {
      loss = from.loss;
      optimizer = from.optimizer;
      schedule = from.schedule;
      pace = from.pace;
      regularization = from.regularization;
      clipping = from.clipping;
      initializer = from.initializer;
      biasInit = from.biasInit;
      batch = from.batch;
      epochs = from.epochs;
      maxSteps = from.maxSteps;
      patience = from.patience;
      averaged = from.averaged;
      seed = from.seed;
    }

    TrainingConfig done() {
      return new TrainingConfig(
          loss,
          optimizer,
          schedule,
          pace,
          regularization,
          clipping,
          initializer,
          biasInit,
          batch,
          epochs,
          maxSteps,
          patience,
          averaged,
          seed);
    }
  }

  /// All settings that determine the bits, by name, as text; the limit on steps is not among them,
  /// since a run that is cut short is told by its number of steps.
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("loss", loss.toString());
    settings.put("optimizer", optimizer.toString());
    settings.put("lr", Double.toString(optimizer.rate()));
    settings.put("schedule", schedule.toString());
    pace.addTo(settings);
    settings.put("l1", Double.toString(regularization.l1()));
    settings.put("l2", Double.toString(regularization.l2()));
    settings.put("max_norm", Double.toString(regularization.maxNorm()));
    settings.put("clip", clipping.toString());
    settings.put("init", initializer.toString());
    settings.put("bias_init", Double.toString(biasInit));
    settings.put("batch", Integer.toString(batch));
    settings.put("epochs", Integer.toString(epochs));
    settings.put("patience", Integer.toString(patience));
    settings.put("averaged", Boolean.toString(averaged));
    settings.put("seed", Long.toString(seed));
    return settings;
  }
}
