package dev.soma.train;

import dev.soma.data.encode.Dataset;
import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.kernel.Kernels;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.train.diagnose.Diagnostics;
import dev.soma.train.diagnose.Setup;
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
/// @param keep which weights are scored and kept
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
    Keep keep,
    long seed) {
  /// Checks the ranges.
  ///
  /// @throws SomaException.Usage E201 naming a setting that is out of range, E209 one that is null
  public TrainingConfig {
    Loss _ = Given.some(loss, "loss", "of(Loss.CROSS_ENTROPY)");
    Optimizer _ = Given.some(optimizer, "optimizer", "optimizer(Optimizer.adam(0.001))");
    Schedule _ = Given.some(schedule, "schedule", "schedule(Schedule.CONSTANT)");
    Pace _ = Given.some(pace, "pace", "pace(Pace.STEADY)");
    Regularization _ =
        Given.some(regularization, "regularization", "regularization(Regularization.NONE)");
    Clipping _ = Given.some(clipping, "clipping", "clipping(Clipping.NONE)");
    Initializer _ = Given.some(initializer, "initializer", "initializer(Initializer.AUTO, 0)");
    Keep _ = Given.some(keep, "keep", "keep(Keep.BEST)");
    requireBias(biasInit);
    Given.require(batch >= 1, "batch", batch, ">= 1", "batch(32)");
    Given.require(epochs >= 1, "epochs", epochs, ">= 1", "epochs(100)");
    Given.require(maxSteps >= 0, "maxSteps", maxSteps, ">= 0, where 0 is no limit", "maxSteps(0)");
    Given.require(patience >= 0, "patience", patience, ">= 0", "patience(20)");
  }

  /// Checks where hidden biases start.
  ///
  /// @throws SomaException.Usage E201 for infinities and NaN
  public static void requireBias(double bias) {
    String works = "initializer(Initializer.AUTO, 0)";
    Given.require(Double.isFinite(bias), "initializer bias", bias, "a finite number", works);
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
        Keep.BEST.averaged(averaged),
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
        Keep.BEST,
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

  /// The same with other weights being kept.
  public TrainingConfig keep(Keep value) {
    return with(c -> c.keep = value);
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

  /// What watches a training with these settings, and tells the listener.
  Diagnostics diagnostics(
      NetworkSpec spec,
      Parameters parameters,
      Dataset training,
      Dataset validation,
      Kernels kernels,
      TrainingListener listener) {
    double ema = keep.ema();
    return new Diagnostics(
        new Setup(
            spec, loss, optimizer, initializer, biasInit, regularization, batch, patience, ema),
        parameters,
        training,
        validation,
        kernels,
        (found, times) -> listener.on(new TrainingEvent.Diagnosed(found, times)));
  }

  private TrainingConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.done();
  }

  /// How strongly the parts of a step act, besides the rate and its schedule.
  ///
  /// @param factors of the rate, by what a tensor does
  /// @param decay factor of the decay of [Optimizer.AdamW] over the run
  /// @param dropout factor of the rate of every dropout layer over the run
  public record Pace(RateFactors factors, Schedule decay, Schedule dropout) {
    /// Nothing changes: all factors 1.
    public static final Pace STEADY =
        new Pace(RateFactors.NONE, Schedule.CONSTANT, Schedule.CONSTANT);

    /// The same with other factors of the rate.
    public Pace factors(RateFactors value) {
      return new Pace(value, decay, dropout);
    }

    /// The same with another schedule of the decay.
    public Pace decay(Schedule value) {
      return new Pace(factors, value, dropout);
    }

    /// The same with another schedule of dropout.
    public Pace dropout(Schedule value) {
      return new Pace(factors, decay, value);
    }

    /// Checks that the optimizer has what is to be changed.
    ///
    /// @throws SomaException.Usage E237 for rate factors with L-BFGS, or a schedule of the decay
    ///   without AdamW
    void check(Optimizer optimizer) {
      if (optimizer instanceof Optimizer.Lbfgs && !factors.equals(RateFactors.NONE)) {
        throw new SomaException.Usage(
            "E237",
            "rate factors " + factors + ": L-BFGS chooses the length of a step for all parameters",
            "--rate-factor none",
            "--optimizer adamw");
      }
      if (!(optimizer instanceof Optimizer.AdamW) && !decay.equals(Schedule.CONSTANT)) {
        throw new SomaException.Usage(
            "E237",
            "decay schedule " + decay + ": only adamw has a decay, not " + optimizer,
            "--optimizer adamw",
            "--decay-schedule constant");
      }
    }

    /// Adds what is not the default, so that the provenance of a plain run stays as it is.
    void addTo(Map<String, String> settings) {
      if (!factors.equals(RateFactors.NONE)) {
        settings.put("rate_factor", factors.toString());
      }
      if (!decay.equals(Schedule.CONSTANT)) {
        settings.put("decay_schedule", decay.toString());
      }
      if (!dropout.equals(Schedule.CONSTANT)) {
        settings.put("dropout_schedule", dropout.toString());
      }
    }
  }

  /// Which weights of a run are scored and kept.
  ///
  /// @param averaged whether it is the mean of the weights after each step instead of the last ones
  /// @param ema memory b of an exponential mean over the steps, in [0, 1): after each step e = b e
  ///   + (1 - b) w, e at first the weights after one step; 0 = none (Polyak and Juditsky, 1992)
  /// @param lastBest whether an epoch whose validation metric equals the best one replaces it
  public record Keep(boolean averaged, double ema, boolean lastBest) {
    /// The weights themselves, of the first of the best epochs.
    public static final Keep BEST = new Keep(false, 0, false);

    /// Checks the range, and that there is one mean.
    ///
    /// @throws SomaException.Usage E201 for a memory out of its range, E207 for both means
    public Keep {
      Given.require(ema >= 0 && ema < 1, "ema", ema, "0 to below 1", "ema(0.999)");
      if (averaged && ema > 0) {
        throw new SomaException.Usage(
            "E207", "averaged and ema · expected one mean", "averaged(false)");
      }
    }

    /// The same with the mean over the steps, or without.
    public Keep averaged(boolean value) {
      return new Keep(value, ema, lastBest);
    }

    /// The same with another memory of the exponential mean.
    public Keep ema(double value) {
      return new Keep(averaged, value, lastBest);
    }

    /// The same with another answer to a tie.
    public Keep lastBest(boolean value) {
      return new Keep(averaged, ema, value);
    }

    /// Whether a mean is kept.
    public boolean mean() {
      return averaged || ema > 0;
    }

    /// Adds the settings; those that are new only where they are not the default, so that the
    /// provenance of a plain run stays as it is.
    void addTo(Map<String, String> settings) {
      settings.put("averaged", Boolean.toString(averaged));
      if (ema > 0) {
        settings.put("ema", Double.toString(ema));
      }
      if (lastBest) {
        settings.put("last_best", "true");
      }
    }
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
    private Keep keep;
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
      keep = from.keep;
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
          keep,
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
    keep.addTo(settings);
    settings.put("seed", Long.toString(seed));
    return settings;
  }
}
