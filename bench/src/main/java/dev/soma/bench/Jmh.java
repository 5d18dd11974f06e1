package dev.soma.bench;

import java.util.Arrays;
import org.openjdk.jmh.Main;

/// JMH on the benchmarks of [dev.soma.bench.jmh]. Called by the script `bench/jmh`.
public final class Jmh {
  private Jmh() {}

  /// Passes everything on to JMH but what `bench/run` adds.
  public static void main(String[] args) throws Exception {
    Main.main(Arrays.stream(args).filter(a -> !a.startsWith("--root=")).toArray(String[]::new));
  }
}
