package dev.soma.train;

import dev.soma.error.SomaException;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import java.util.Map;

/// How strongly the parts of a step act, besides the rate and its schedule.
///
/// @param factors of the rate, by what a tensor does
public record Pace(RateFactors factors) {
  /// Nothing changes: all factors 1.
  public static final Pace STEADY = new Pace(RateFactors.NONE);

  /// The same with other factors of the rate.
  public Pace factors(RateFactors value) {
    return new Pace(value);
  }

  /// Checks that the optimizer has what is to be changed.
  ///
  /// @throws SomaException.Usage E237 for rate factors with L-BFGS
  void check(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Lbfgs && !factors.equals(RateFactors.NONE)) {
      throw new SomaException.Usage(
          "E237",
          "rate factors " + factors + ": L-BFGS chooses the length of a step for all parameters",
          "--rate-factor none",
          "--optimizer adamw");
    }
  }

  /// Adds what is not the default, so that the provenance of a plain run stays as it is.
  void addTo(Map<String, String> settings) {
    if (!factors.equals(RateFactors.NONE)) {
      settings.put("rate_factor", factors.toString());
    }
  }
}
