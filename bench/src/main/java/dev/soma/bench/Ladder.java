package dev.soma.bench;

import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.OptimizerState;
import dev.soma.optim.RateFactors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Training steps on a ladder of networks: forward, loss, backward, Adam, on one batch in memory.
/// Called by the script `bench/ladder`. Where that is asked, beside each stands what as many
/// threads can do at best in the same moment, see [Peak].
///
/// A to G are plain networks with softmax cross-entropy. R and S, which run if they are named, are
/// those of a published recipe for tables, with number embeddings, factors, parametric activations
/// and dropout: R for classes on a table of 6 numbers, 20 one-hot columns and 3 categories, S for a
/// number on a table of 8.
public final class Ladder {
  static final Options.Form FORM =
      new Options.Form(
          "usage: bench/ladder [--json] [--peak] [--rungs ABCDEFGRS] [--seconds S] [--threads N]",
          List.of("--rungs", "--seconds", "--threads"),
          List.of("--json", "--peak"));

  record Rung(String name, int[] sizes, int batch) {}

  private static final List<Rung> RUNGS =
      List.of(
          new Rung("A", new int[] {20, 64, 64, 2}, 32),
          new Rung("B", new int[] {20, 64, 64, 2}, 256),
          new Rung("C", new int[] {256, 256, 256, 256, 10}, 256),
          new Rung("D", new int[] {784, 256, 10}, 128),
          new Rung("E", new int[] {784, 512, 512, 10}, 128),
          new Rung("F", new int[] {784, 512, 512, 10}, 1024),
          new Rung("G", new int[] {1024, 2048, 2048, 1000}, 256),
          new Rung("R", new int[] {98, 256, 256, 256, 2}, 256),
          new Rung("S", new int[] {8, 256, 256, 256, 1}, 256));

  private static final String TABLE_OF_CLASSES =
      "26 + onehot(16, 14, 42) -> Embedding(pbld(16, 4, 0.1), 6, 8) -> Scale()"
          + " -> Dense(256, selu, ntp, parametric) -> Dropout(0.15)"
          + " -> Dense(256, selu, ntp, parametric) -> Dropout(0.15)"
          + " -> Dense(256, selu, ntp, parametric) -> Dropout(0.15) -> Dense(2, softmax, ntp)";

  private static final String TABLE_OF_NUMBERS =
      "8 -> Embedding(pbld(16, 4, 0.1), 8, 0) -> Scale()"
          + " -> Dense(256, mish, ntp, parametric) -> Dropout(0.15)"
          + " -> Dense(256, mish, ntp, parametric) -> Dropout(0.15)"
          + " -> Dense(256, mish, ntp, parametric) -> Dropout(0.15) -> Dense(1, identity, ntp)";

  /// What a rung trains, and how.
  private record Setup(Work work, Loss loss, OptimizerState optimizer) {
    static Setup of(Rung rung) {
      return switch (rung.name) {
        case "R" -> ofTable(TABLE_OF_CLASSES, "cross_entropy(0.1)", rung.batch);
        case "S" -> ofTable(TABLE_OF_NUMBERS, "squared_error", rung.batch);
        default -> {
          Work work = Work.of(rung.sizes, rung.batch);
          OptimizerState adam = Optimizer.adam(1e-3).start(work.parameters());
          yield new Setup(work, Loss.parse("cross_entropy"), adam);
        }
      };
    }

    private static Setup ofTable(String network, String loss, int batch) {
      Work work = Work.of(NetworkSpec.parse(network), batch);
      RateFactors factors =
          RateFactors.parse("scale=6,bias=0.1,activation=0.1,frequency=0.1,phase=0.1,number=0.1");
      Optimizer.Stochastic adam =
          (Optimizer.Stochastic) Optimizer.parse("adamw(b1=0.9,b2=0.95,decay=0.02)");
      return new Setup(work, Loss.parse(loss), adam.start(work.parameters(), factors));
    }
  }

  private Ladder() {}

  /// Runs it.
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, Ladder::run);
  }

  /// The rungs that are asked for.
  static List<Rung> rungs(Options options) {
    String rungs = options.get("--rungs", "ABCDEFG");
    if (!rungs.matches("[A-GRS]+")) {
      throw new Options.Refused("--rungs " + rungs + ": must be letters from A to G, R or S");
    }
    return RUNGS.stream().filter(rung -> rungs.contains(rung.name)).toList();
  }

  private static void run(Options options) {
    List<Rung> rungs = rungs(options);
    int cores = Runtime.getRuntime().availableProcessors();
    int only = options.has("--threads") ? options.threads(1) : 0;
    double seconds = options.seconds("--seconds", 2);
    boolean peak = options.has("--peak");
    if (peak) {
      Peak.warmUp();
    }
    for (Rung rung : rungs) {
      double best = Double.POSITIVE_INFINITY;
      int bestThreads = 0;
      for (int threads : only > 0 ? new int[] {only} : new int[] {1, cores}) {
        double time = time(rung, threads, seconds);
        if (time < best) {
          best = time;
          bestThreads = threads;
        }
      }
      OptionalDouble most =
          peak ? OptionalDouble.of(Peak.best(bestThreads)) : OptionalDouble.empty();
      System.out.println(line(options.has("--json"), rung, best, bestThreads, most));
    }
  }

  private static double time(Rung rung, int threads, double seconds) {
    Setup setup = Setup.of(rung);
    Work work = setup.work;
    Parameters parameters = work.parameters();
    Parameters gradient = parameters.zerosLike();
    OptimizerState adam = setup.optimizer;
    Network network = Network.of(parameters);
    Loss loss = setup.loss;
    Kernels kernels = KernelChoice.auto().create(threads);
    try (Workspace ws = new Workspace(parameters.spec(), rung.batch, kernels, Seeds.of(1))) {
      Runnable step =
          () -> {
            ws.step(adam.steps());
            network.lossAndGradient(work.batch(), work.targets(), loss, ws, true, gradient, false);
            adam.step(parameters, gradient, rung.batch, 1e-3, 1, kernels);
          };
      return Work.microseconds(step, seconds);
    }
  }

  /// What is printed of a rung.
  ///
  /// @param peak GFLOP/s, if that was asked
  static String line(boolean json, Rung rung, double time, int threads, OptionalDouble peak) {
    String format =
        json
            ? "{\"rung\":\"%s\",\"sizes\":%s,\"batch\":%d,\"us_per_step\":%.1f,\"threads\":%d%s}"
            : "%s  %s  batch %d  %.1f us a step  %d threads%s";
    String last = "";
    if (peak.isPresent()) {
      String most = json ? ",\"peak\":%.1f" : "  peak %.0f GFLOP/s";
      last = String.format(Locale.ROOT, most, peak.getAsDouble());
    }
    String sizes = Arrays.toString(rung.sizes).replace(" ", "");
    return String.format(Locale.ROOT, format, rung.name, sizes, rung.batch, time, threads, last);
  }
}
