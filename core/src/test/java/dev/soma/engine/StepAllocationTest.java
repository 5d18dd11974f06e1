package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.soma.kernel.ForcedKernels;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Parameters;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.OptimizerState;
import dev.soma.optim.Regularization;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// After warm-up a training step allocates nothing, neither in its thread nor in the workers.
class StepAllocationTest {
  private static final int ROWS = 16;
  private static final int QUIET = 3;
  private static final int ROUNDS = 5_000;
  private static final InputShape INPUT = new InputShape(3, List.of(3, 2));

  static Stream<Arguments> every_layer_activation_loss_and_optimizer() {
    List<Arguments> cases = new ArrayList<>();
    Layer.Dense two = new Layer.Dense(2, Activation.IDENTITY);
    Optimizer adam = Optimizer.adam(0.01);
    for (Activation f : EngineAgainstReferenceTest.HIDDEN) {
      cases.add(Arguments.of(spec(new Layer.Dense(5, f), two), Loss.SQUARED_ERROR, adam));
    }
    cases.add(Arguments.of(spec(new Layer.Maxout(4, 2), two), Loss.SQUARED_ERROR, adam));
    cases.add(
        Arguments.of(
            spec(new Layer.Dense(4, Activation.TANH), new Layer.Dropout(0.5), two),
            Loss.SQUARED_ERROR,
            adam));
    for (Activation f : List.of(Activation.SELU, Activation.MISH, Activation.IDENTITY)) {
      Layer.Dense dense = new Layer.Dense(4, f, true, true);
      cases.add(Arguments.of(spec(new Layer.Scale(), dense, two), Loss.SQUARED_ERROR, adam));
    }
    cases.add(
        Arguments.of(
            spec(
                new Layer.LayerNorm(),
                new Layer.Dense(40, Activation.RELU),
                new Layer.LayerNorm(),
                two),
            Loss.SQUARED_ERROR,
            adam));
    cases.add(
        Arguments.of(
            spec(
                new Layer.BatchNorm(),
                new Layer.Dense(40, Activation.RELU),
                new Layer.BatchNorm(),
                two),
            Loss.SQUARED_ERROR,
            adam));
    cases.add(
        Arguments.of(
            spec(
                new Layer.Dense(8, Activation.RELU),
                new Layer.Residual(1),
                new Layer.Residual(1),
                two),
            Loss.SQUARED_ERROR,
            adam));
    NumberEmbedding pbld = new NumberEmbedding.Pbld(4, 3, 0.1);
    cases.add(Arguments.of(spec(new Layer.Embedding(pbld, 2, 3), two), Loss.SQUARED_ERROR, adam));
    Layer[] members = {
      new Layer.Members(3),
      new Layer.Dense(4, Activation.RELU, true, false, 3),
      new Layer.Scale(),
      new Layer.Dense(2, Activation.IDENTITY, false, false, 3)
    };
    cases.add(Arguments.of(spec(members), Loss.SQUARED_ERROR, adam));
    NumberEmbedding ple = new NumberEmbedding.Ple(4, 3, true);
    cases.add(Arguments.of(spec(new Layer.Embedding(ple, 2, 3), two), Loss.SQUARED_ERROR, adam));
    cases.add(Arguments.of(spec(new Layer.Dropout(0.2), two), Loss.SQUARED_ERROR, adam));
    for (Loss loss : EngineAgainstReferenceTest.LOSSES) {
      cases.add(Arguments.of(spec(new Layer.Dense(2, output(loss))), loss, adam));
    }
    cases.add(Arguments.of(spec(new Layer.Dense(2, Activation.STEP)), Loss.PERCEPTRON, adam));
    for (String name :
        List.of("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adadelta", "adamw")) {
      cases.add(Arguments.of(spec(two), Loss.SQUARED_ERROR, Optimizer.parse(name)));
    }
    return cases.stream();
  }

  private static NetworkSpec spec(Layer... layers) {
    return new NetworkSpec(INPUT, List.of(layers));
  }

  private static Activation output(Loss loss) {
    return switch (loss) {
      case Loss.CrossEntropy _ -> Activation.SOFTMAX;
      case Loss.LogisticCrossEntropy _ -> Activation.LOGISTIC;
      case Loss.Poisson _ -> Activation.EXPONENTIAL;
      case Loss.Perceptron _ -> Activation.STEP;
      case Loss.SquaredError _,
          Loss.AbsoluteError _,
          Loss.Huber _,
          Loss.Quantile _,
          Loss.Custom _ ->
          Activation.IDENTITY;
    };
  }

  @ParameterizedTest
  @MethodSource("every_layer_activation_loss_and_optimizer")
  void a_step_with_scalar_kernels_allocates_nothing(
      NetworkSpec spec, Loss loss, Optimizer optimizer) {
    assertThat(measure(spec, loss, (Optimizer.Stochastic) optimizer, 1)).isZero();
  }

  @ParameterizedTest
  @MethodSource("every_layer_activation_loss_and_optimizer")
  void a_step_of_three_threads_allocates_nothing_in_any_of_them(
      NetworkSpec spec, Loss loss, Optimizer optimizer) {
    assertThat(measure(spec, loss, (Optimizer.Stochastic) optimizer, 3)).isZero();
  }

  private static long measure(
      NetworkSpec spec, Loss loss, Optimizer.Stochastic optimizer, int threads) {
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(5));
    Parameters gradient = p.zerosLike();
    OptimizerState state = optimizer.start(p);
    Regularization penalty = new Regularization(1e-4, 1e-3, 2);
    Clipping clipping = new Clipping.ByNorm(1);
    Network network = Network.of(p);
    Matrix y = Matrix.zeros(ROWS, loss.targetColumns(spec.outputs()));
    float[] offsets = loss instanceof Loss.Poisson ? new float[ROWS] : null;
    Batch batch = new Batch(INPUT, Matrix.zeros(ROWS, 3), new int[2 * ROWS], 0, offsets, 0);
    Targets targets = Targets.of(y);
    KernelChoice choice = ForcedKernels.of(0);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Workspace ws = new Workspace(spec, ROWS, choice.create(threads), Seeds.of(5))) {
      Kernels kernels = ws.kernels();
      Runnable step =
          () -> {
            network.lossAndGradient(batch, targets, loss, ws, true, gradient, false);
            kernels.scale(gradient.size(), 1f / ROWS, gradient.values(), 0);
            penalty.addGradient(p, gradient);
            clipping.apply(gradient, kernels);
            state.step(p, gradient, 0.001, kernels);
            penalty.project(p, kernels);
            network.learnStatistics(ws, ROWS);
          };
      List<Thread> counted = new ArrayList<>();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("soma-kernels-") && !before.contains(thread)) {
          counted.add(thread);
        }
      }
      assertThat(counted).as("workers").hasSize(threads - 1);
      return allocated(step, counted.stream().mapToLong(Thread::threadId).toArray());
    }
  }

  /// Bytes of ten steps once three measurements in a row gave none, or of the last one.
  ///
  /// @param ids of the workers
  private static long allocated(Runnable step, long[] ids) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = -1;
    for (int round = 0, quiet = 0; round < ROUNDS && quiet < QUIET; round++) {
      long workers = total(threads, ids); // allocates in this thread, so before and after the rest
      long own = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10; i++) {
        step.run();
      }
      own = threads.getCurrentThreadAllocatedBytes() - own;
      bytes = own + total(threads, ids) - workers;
      quiet = bytes == 0 ? quiet + 1 : 0;
    }
    return bytes;
  }

  private static long total(ThreadMXBean threads, long[] ids) {
    long sum = 0;
    for (long id : ids) {
      sum += threads.getThreadAllocatedBytes(id);
    }
    return sum;
  }
}
