package dev.soma.train;

import dev.soma.error.SomaException;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import java.util.Map;

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
