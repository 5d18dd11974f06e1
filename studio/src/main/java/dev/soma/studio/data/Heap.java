package dev.soma.studio.data;

import dev.soma.error.SomaException;
import java.util.stream.Stream;

/// What is said where the memory of Java does not do.
public final class Heap {
  private static final long GIGABYTE = 1L << 30;
  private static final long USUAL = 8;

  private Heap() {}

  /// E808, or E810 if it was no memory but a thread that the system did not give.
  public static SomaException.Resource of(OutOfMemoryError error) {
    return String.valueOf(error.getMessage()).contains("native thread")
        ? new SomaException.Resource(
            "E810",
            "no more threads · the system refuses to start another thread of this process;"
                + " ulimit -u shows how many a user may have")
        : tooSmall("this; what was there before is as it was");
  }

  /// E808.
  ///
  /// @param what takes too much
  /// @param fixes besides a larger heap, which comes last
  public static SomaException.Resource tooSmall(String what, String... fixes) {
    long max = Runtime.getRuntime().maxMemory();
    long more = Math.max(USUAL, 2 * (max / GIGABYTE));
    return new SomaException.Resource(
        "E808",
        "out of memory · the Java heap of " + (max >> 20) + " MB is too small for " + what,
        Stream.concat(Stream.of(fixes), Stream.of("SOMA_JAVA_OPTS=-Xmx" + more + "g soma studio"))
            .toArray(String[]::new));
  }
}
