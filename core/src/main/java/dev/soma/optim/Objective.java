package dev.soma.optim;

import dev.soma.nn.Parameters;

/// A cost J of all parameters, with its gradient.
@FunctionalInterface
public interface Objective {
  /// Returns J and writes dJ/dw.
  ///
  /// @param at where; only read
  /// @param gradient overwritten, same layout
  double valueAndGradient(Parameters at, Parameters gradient);
}
