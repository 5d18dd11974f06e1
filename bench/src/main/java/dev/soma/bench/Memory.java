package dev.soma.bench;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.parallel.HeapNeed;
import dev.soma.train.start.FirstWeights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;

/// What trainings hold in the heap, by the formula of `docs/guide.md` and counted: one JSON line
/// each, for `docs/performance.md`. Called by the script `bench/memory`.
///
/// Counted are the bytes of all objects that are reached when the second epoch ends, or while the
/// training rows decide the first weights, less those reached before the rows were made. What is
/// there only while an epoch is scored is not among them.
final class Memory {
  private static final Options.Form FORM =
      new Options.Form("usage: bench/memory", List.of(), List.of());

  /// One training.
  ///
  /// @param start whether what is counted is the start from the training rows
  private record Job(String name, String network, int rows, int validation, boolean start) {}

  private static final String RECIPE =
      "26 + onehot(16, 14, 42) -> Embedding(pbld(16, 4, 0.1), 6, 8) -> Scale()"
          + " -> Dense(256, selu, ntp, parametric) -> Dropout(0.15)"
          + " -> Dense(256, selu, ntp, parametric) -> Dropout(0.15)"
          + " -> Dense(256, selu, ntp, parametric) -> Dropout(0.15) -> Dense(1, logistic, ntp)";

  private static final List<Job> JOBS =
      List.of(
          new Job(
              "100-64-1", "100 -> Dense(64, relu) -> Dense(1, logistic)", 200_000, 20_000, false),
          new Job("a recipe's network for tables", RECIPE, 20_000, 4_000, false),
          new Job("its start from the rows", RECIPE, 20_000, 4_000, true),
          new Job(
              "1024-2048-2048-1000",
              "1024 -> Dense(2048, relu) -> Dense(2048, relu) -> Dense(1000, softmax)",
              4_000,
              1_000,
              false));

  private static final Execution TWO_THREADS =
      new Execution(KernelChoice.auto(), 2, Double.POSITIVE_INFINITY, () -> false);

  private Memory() {}

  /// Runs.
  public static void main(String[] args) throws IOException {
    Options.run(
        args,
        FORM,
        _ -> {
          measure(new Job("warms up", RECIPE, 2_000, 100, false)); // classes are loaded
          for (Job job : JOBS) {
            System.out.println(measure(job));
          }
        });
  }

  private static String measure(Job job) {
    NetworkSpec spec = NetworkSpec.parse(job.network);
    Initializer initializer = job.start ? new Initializer.DataDriven() : Initializer.AUTO;
    TrainingConfig config =
        TrainingConfig.of(spec.outputs() == 1 ? Loss.LOGISTIC_CROSS_ENTROPY : Loss.CROSS_ENTROPY)
            .optimizer(Optimizer.adamW(0.001, 0.02))
            .initializer(initializer, 0)
            .batch(256)
            .epochs(2);
    List<String> levels =
        IntStream.range(0, Math.max(2, spec.outputs())).mapToObj(Integer::toString).toList();
    Scorer scorer = new Scorer(Metric.LOG_LOSS, new TargetEncoder.Classes("y", levels));
    long before = reached();
    Dataset training = rows(spec, job.rows);
    Dataset validation = rows(spec, job.validation);
    long encoded = reached() - before;
    long[] held = new long[1];
    Runnable count = () -> held[0] = reached() - before;
    if (job.start) {
      start(spec, initializer, training, count);
    } else {
      train(spec, config, scorer, training, validation, count);
    }
    return String.format(
        Locale.ROOT,
        "{\"training\":\"%s\",\"rows\":%d,\"batch\":%d,\"parameters\":%d,\"rows_bytes\":%d,"
            + "\"formula_bytes\":%d,\"scoring_bytes\":%d,\"held_bytes\":%d}",
        job.name,
        job.rows + job.validation,
        config.batch(),
        Parameters.count(spec),
        encoded,
        HeapNeed.bytes(spec, config, scorer, training, validation, TWO_THREADS),
        job.start ? 0 : HeapNeed.scoring(scorer, validation),
        held[0] - encoded);
  }

  private static void train(
      NetworkSpec spec,
      TrainingConfig config,
      Scorer scorer,
      Dataset training,
      Dataset validation,
      Runnable count) {
    Trainer.train(
        spec,
        training,
        validation,
        scorer,
        config,
        TWO_THREADS,
        event -> {
          if (event instanceof TrainingEvent.Epoch e && e.epoch() == 2) {
            count.run();
          }
        });
  }

  /// The start closes its kernels last, while all that it works with is still there.
  private static void start(
      NetworkSpec spec, Initializer initializer, Dataset training, Runnable count) {
    Kernels real = TWO_THREADS.kernels().create(TWO_THREADS.threads());
    InvocationHandler counting =
        (_, method, args) -> {
          if (method.getName().equals("close")) {
            count.run();
          }
          return method.invoke(real, args);
        };
    Class<?>[] types = {Kernels.class};
    ClassLoader loader = Kernels.class.getClassLoader();
    Kernels kernels = (Kernels) Proxy.newProxyInstance(loader, types, counting);
    Parameters _ = FirstWeights.of(spec, initializer, 0, training, Seeds.of(1), () -> kernels);
  }

  /// Rows of numbers, codes and a class.
  private static Dataset rows(NetworkSpec spec, int rows) {
    SplittableRandom random = new SplittableRandom(1);
    Matrix x = Matrix.zeros(rows, spec.input().numbers());
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) random.nextDouble() - 0.5f;
    }
    List<Integer> levels = spec.input().levels();
    int[] codes = new int[rows * levels.size()];
    Arrays.setAll(codes, i -> random.nextInt(levels.get(i % levels.size())));
    Matrix y = Matrix.zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
      y.set(r, 0, random.nextInt(Math.max(2, spec.outputs())));
    }
    return new Dataset(spec.input(), x, codes, y, null, IntStream.range(0, rows).toArray());
  }

  /// Bytes of all objects that are reached, without what a collector leaves between them.
  private static long reached() {
    try {
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      Object[] none = {new String[0]};
      String[] types = {String[].class.getName()};
      Object said =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(commands, "gcClassHistogram", none, types);
      return ((String) said)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
          .filter(line -> !line.contains("FillerElement"))
          .mapToLong(line -> Long.parseLong(line.split(" +", -1)[2])) // after number and instances
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
