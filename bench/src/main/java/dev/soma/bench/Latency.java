package dev.soma.bench;

import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Predictions of one row and of 1,024 rows, on one thread and on two. Called by the script
/// `bench/latency`.
public final class Latency {
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/latency [--json] [--seconds S]", List.of("--seconds"), List.of("--json"));
  private static final int[][] NETWORKS = {{20, 64, 64, 2}, {784, 512, 512, 10}};

  private Latency() {}

  /// Runs it.
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, Latency::run);
  }

  private static void run(Options options) {
    double seconds = options.seconds("--seconds", 1);
    for (int[] sizes : NETWORKS) {
      for (int rows : new int[] {1, 1024}) {
        double one = time(sizes, rows, 1, seconds);
        double two = time(sizes, rows, 2, seconds);
        System.out.printf(
            Locale.ROOT,
            options.has("--json")
                ? "{\"sizes\":%s,\"rows\":%d,\"soma_us_threads1\":%.2f,\"soma_us_threads2\":%.2f}%n"
                : "%s  %d rows  %.2f us on one thread, %.2f us on two%n",
            Arrays.toString(sizes).replace(" ", ""),
            rows,
            one,
            two);
      }
    }
  }

  private static double time(int[] sizes, int rows, int threads, double seconds) {
    Work work = Work.of(sizes, rows);
    try (Workspace ws =
        new Workspace(
            work.parameters().spec(), rows, KernelChoice.auto().create(threads), Seeds.of(1))) {
      Network network = Network.of(work.parameters()).packed(ws.kernels());
      return Work.microseconds(() -> network.forward(work.batch(), ws), seconds);
    }
  }
}
