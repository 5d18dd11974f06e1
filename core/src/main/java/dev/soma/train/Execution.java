package dev.soma.train;

import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import java.util.List;
import java.util.function.BooleanSupplier;

/// How a run is carried out: nothing here changes the bits, only how long the run takes and when it
/// is cut short.
///
/// @param kernels scalar or vector
/// @param threads how many work on a step, 1 to 1,024; of several networks some are trained side by
///   side, each by its part of the threads
/// @param maxSeconds most seconds, infinity = no limit; looked at after every step
/// @param stop asked after every step: true ends the run and keeps the best weights; of several
///   networks by one at a time, and on threads of their own where they are trained side by side: it
///   must not look at what belongs to a thread, such as whether that is interrupted
public record Execution(
    KernelChoice kernels, int threads, double maxSeconds, BooleanSupplier stop) {
  /// Checks the ranges.
  ///
  /// @throws SomaException.Usage E221 for another number of threads, E201 for a bad limit
  public Execution {
    KernelChoice _ = Given.some(kernels, "kernels", "kernels KernelChoice.auto()");
    BooleanSupplier _ = Given.some(stop, "stop", "stop ()->false");
    try {
      KernelChoice.requireThreads(threads);
    } catch (SomaException.Usage e) { // of the command
      throw e.said(
          String.valueOf(e.getMessage()),
          List.of("threads " + Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 1024)));
    }
    Given.require(maxSeconds > 0, "maxSeconds", maxSeconds, "a number > 0", "maxSeconds 60");
  }

  /// The best kernels, all processors, no limit.
  public static Execution standard() {
    return new Execution(
        KernelChoice.auto(),
        Runtime.getRuntime().availableProcessors(),
        Double.POSITIVE_INFINITY,
        () -> false);
  }
}
