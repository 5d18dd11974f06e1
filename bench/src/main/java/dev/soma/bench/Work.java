package dev.soma.bench;

import dev.soma.engine.Targets;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A network and random rows for it: what is timed.
record Work(Parameters parameters, Batch batch, Targets targets) {
  private static final double LEAST_WARM_UP_SECONDS = 3;
  private static final double MOST_WARM_UP_SECONDS = 30;

  /// For how long calls must not have become faster before they count as warm.
  private static final double STEADY_SECONDS = 2;

  /// What counts as faster: less than this part of the least time before.
  private static final double FASTER = 0.98;

  private static final int ROUNDS = 8;

  /// A ReLU network with softmax outputs.
  ///
  /// @param sizes inputs, hidden layers, classes
  static Work of(int[] sizes, int rows) {
    String layers =
        IntStream.range(1, sizes.length)
            .mapToObj(i -> dense(sizes[i], i == sizes.length - 1))
            .collect(Collectors.joining(" -> "));
    return of(NetworkSpec.parse(sizes[0] + " -> " + layers), rows);
  }

  /// Numbers are normal; levels, classes or target numbers are drawn evenly.
  static Work of(NetworkSpec spec, int rows) {
    Seeds seeds = Seeds.of(1);
    Parameters parameters = Initializer.initialise(spec, Initializer.parse("he_normal"), 0, seeds);
    SplittableRandom random = seeds.stream("rows");
    InputShape shape = spec.input();
    Matrix x = Matrix.zeros(rows, shape.numbers());
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = (float) Seeds.gaussian(random);
    }
    int[] codes = new int[rows * shape.categories()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = random.nextInt(shape.levels().get(i % shape.categories()));
    }
    Matrix y = Matrix.zeros(rows, 1);
    for (int i = 0; i < rows; i++) {
      y.data()[i] = spec.outputs() == 1 ? random.nextFloat() : random.nextInt(spec.outputs());
    }
    return new Work(parameters, new Batch(shape, x, codes, 0), Targets.of(y));
  }

  private static String dense(int units, boolean last) {
    return "Dense(" + units + ", " + (last ? "softmax" : "relu") + ")";
  }

  /// Microseconds a call, the best of several rounds, after the compiler is done.
  static double microseconds(Runnable call, double seconds) {
    double one = warmUp(call);
    double[] rounds = new double[ROUNDS];
    int calls = Math.max(3, (int) (seconds / ROUNDS / one));
    for (int r = 0; r < ROUNDS; r++) {
      long began = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      rounds[r] = (System.nanoTime() - began) / 1e3 / calls;
    }
    return Arrays.stream(rounds).min().orElseThrow();
  }

  /// Calls until that takes no less time any more: a big step needs its methods compiled one by
  /// one, and beside other work on the machine that takes more than a fixed time.
  ///
  /// @return seconds a call, the least of many short rounds
  private static double warmUp(Runnable call) {
    long begun = System.nanoTime();
    double least = Double.POSITIVE_INFINITY;
    double fell = 0;
    double now = 0;
    while (now < MOST_WARM_UP_SECONDS
        && (now < LEAST_WARM_UP_SECONDS || now - fell < STEADY_SECONDS)) {
      double one = round(call);
      now = (System.nanoTime() - begun) / 1e9;
      if (one < FASTER * least || KernelChoice.warming()) {
        fell = now;
      }
      least = Math.min(least, one);
    }
    return least;
  }

  /// Seconds a call, over 50 ms.
  private static double round(Runnable call) {
    long began = System.nanoTime();
    int calls = 0;
    while (System.nanoTime() - began < 50_000_000L) {
      call.run();
      calls++;
    }
    return (System.nanoTime() - began) / 1e9 / calls;
  }
}
