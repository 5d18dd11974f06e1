package dev.soma.studio.data;

import dev.soma.error.OutOfMemory;
import dev.soma.error.SomaException;
import java.util.stream.Stream;

/// What is said where the memory of Java does not do.
public final class Heap {
  private static final long GIGABYTE = 1L << 30;
  private static final long USUAL = 8;

  private Heap() {}

  /// E808, or E810 if it was no memory but a thread that the system did not give.
  public static SomaException.Resource of(OutOfMemoryError error) {
    return of(error, "this; what was there before is as it was");
  }

  /// The same.
  ///
  /// @param what takes too much of the heap
  /// @param fixes besides more memory, which comes last
  public static SomaException.Resource of(OutOfMemoryError error, String what, String... fixes) {
    return switch (OutOfMemory.of(error)) {
      case OutOfMemory.Heap _ -> tooSmall(what, fixes);
      case OutOfMemory.Outside o ->
          new SomaException.Resource("E808", o.message(), with(fixes, o.option()));
      case OutOfMemory.Threads _ ->
          new SomaException.Resource(
              "E810",
              "no more threads · the system refuses to start another thread of this process;"
                  + " ulimit -u shows how many a user may have");
    };
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
        with(fixes, "-Xmx" + more + "g"));
  }

  private static String[] with(String[] fixes, String option) {
    return Stream.concat(Stream.of(fixes), Stream.of("SOMA_JAVA_OPTS=" + option + " soma studio"))
        .toArray(String[]::new);
  }
}
