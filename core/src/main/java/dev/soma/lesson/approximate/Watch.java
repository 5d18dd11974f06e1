package dev.soma.lesson.approximate;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Who waits for the lab: is told what it does, and may give up.
///
/// @param now is told in a few words what is tried now
/// @param left asked again and again: true gives up
public record Watch(Consumer<String> now, BooleanSupplier left) {
  /// Nobody is told, and nobody gives up.
  public static final Watch NONE = new Watch(_ -> {}, () -> false);

  /// Says what is tried now.
  ///
  /// @throws CancellationException if who waits has given up
  void tries(String what) {
    goesOn();
    now.accept(what);
  }

  /// @throws CancellationException if who waits has given up
  void goesOn() {
    if (left.getAsBoolean()) {
      throw new CancellationException("given up");
    }
  }
}
