package dev.soma.bench;

import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.OptimizerState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Training steps on a ladder of networks: forward, softmax cross-entropy, backward, Adam, on one
/// batch in memory. Called by the script `bench/ladder`.
public final class Ladder {
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/ladder [--json] [--rungs ABCDEFG] [--seconds S] [--threads N]",
          List.of("--rungs", "--seconds", "--threads"),
          List.of("--json"));

  private record Rung(String name, int[] sizes, int batch) {}

  private static final List<Rung> RUNGS =
      List.of(
          new Rung("A", new int[] {20, 64, 64, 2}, 32),
          new Rung("B", new int[] {20, 64, 64, 2}, 256),
          new Rung("C", new int[] {256, 256, 256, 256, 10}, 256),
          new Rung("D", new int[] {784, 256, 10}, 128),
          new Rung("E", new int[] {784, 512, 512, 10}, 128),
          new Rung("F", new int[] {784, 512, 512, 10}, 1024),
          new Rung("G", new int[] {1024, 2048, 2048, 1000}, 256));

  private Ladder() {}

  /// Runs it.
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, Ladder::run);
  }

  private static void run(Options options) {
    String rungs = options.get("--rungs", "ABCDEFG");
    if (!rungs.matches("[A-G]+")) {
      throw new Options.Refused("--rungs " + rungs + ": must be letters from A to G");
    }
    int cores = Runtime.getRuntime().availableProcessors();
    int only = options.has("--threads") ? options.threads(1) : 0;
    double seconds = options.seconds("--seconds", 2);
    for (Rung rung : RUNGS) {
      if (!rungs.contains(rung.name)) {
        continue;
      }
      double best = Double.POSITIVE_INFINITY;
      int bestThreads = 0;
      for (int threads : only > 0 ? new int[] {only} : new int[] {1, cores}) {
        double time = time(rung, threads, seconds);
        if (time < best) {
          best = time;
          bestThreads = threads;
        }
      }
      print(options.has("--json"), rung, best, bestThreads);
    }
  }

  private static double time(Rung rung, int threads, double seconds) {
    Work work = Work.of(rung.sizes, rung.batch);
    Parameters parameters = work.parameters();
    Parameters gradient = parameters.zerosLike();
    OptimizerState adam = Optimizer.adam(1e-3).start(parameters);
    Network network = Network.of(parameters);
    Loss loss = Loss.parse("cross_entropy");
    Kernels kernels = KernelChoice.auto().create(threads);
    try (Workspace ws = new Workspace(parameters.spec(), rung.batch, kernels, Seeds.of(1))) {
      Runnable step =
          () -> {
            network.lossAndGradient(work.batch(), work.targets(), loss, ws, true, gradient, false);
            adam.mean(gradient, rung.batch, kernels);
            adam.step(parameters, gradient, 1e-3, kernels);
          };
      return Work.microseconds(step, seconds);
    }
  }

  private static void print(boolean json, Rung rung, double time, int threads) {
    String format =
        json
            ? "{\"rung\":\"%s\",\"sizes\":%s,\"batch\":%d,\"us_per_step\":%.1f,\"threads\":%d}%n"
            : "%s  %s  batch %d  %.1f us a step  %d threads%n";
    System.out.printf(
        Locale.ROOT,
        format,
        rung.name,
        Arrays.toString(rung.sizes).replace(" ", ""),
        rung.batch,
        time,
        threads);
  }
}
