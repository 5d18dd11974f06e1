package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.function.Elementwise;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.NetworkSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// After warm-up nothing is allocated, in no thread; boxed vectors would be.
///
/// What C2 inlines depends on all that ran before, so the vector kernels are tried in a Java of
/// their own, a part of the operations at a time.
class AllocationTest {
  /// The compiler works beside: it may take a minute to be done.
  private static final long MOST_NANOS = 60_000_000_000L;

  private static final int QUIET = 3;
  private static final Elementwise[] FUNCTIONS = Elementwise.values();
  private static final List<String> PARTS =
      List.of(
          "products",
          "packed products",
          "rows",
          "softmax",
          "scaling",
          "factors",
          "waves",
          "sum",
          "dot",
          "first functions",
          "last functions",
          "prediction");

  private final float[] x = new float[40_000];
  private final float[] y = new float[40_000];
  private final float[] z = new float[40_000];
  private final float[] w = new float[40_000];
  private final MemorySegment panels = new ScalarKernels().panels(202, 33);
  private @Nullable Runnable prediction;

  AllocationTest() {
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 100 - 50) * 0.02f;
      y[i] = (i % 70 - 35) * 0.03f;
    }
  }

  private static Kernels create(String name) {
    return switch (name) {
      case "scalar" -> new ScalarKernels();
      case "vector" -> new VectorKernels();
      default -> new ParallelKernels(List.of(new ScalarKernels(), new ScalarKernels()), true);
    };
  }

  private void step(Kernels kernels, String part) {
    switch (part) {
      case "products" -> {
        // tiles of 12, 8 and 4 rows, whole and at the edge
        kernels.multiplyNT(33, 101, 33, x, 0, 33, y, 0, 33, z, 0, 101, false);
        kernels.multiplyNN(21, 101, 33, x, 0, 33, y, 0, 101, z, 0, 101, true);
        kernels.multiplyNN(24, 101, 33, x, 0, 33, y, 0, 101, z, 0, 101, false);
        kernels.multiplyTN(24, 64, 33, x, 0, 24, y, 0, 64, z, 0, 64, false);
        kernels.multiplyTN(24, 64, 33, x, 0, 24, y, 0, 64, z, 0, 64, true);
        kernels.multiplyTN(2, 64, 33, x, 0, 2, y, 0, 64, z, 0, 64, false);
      }
      case "packed products" -> {
        kernels.pack(202, 33, y, 0, 33, panels, 0);
        kernels.multiplyPacked(33, 202, 33, x, 0, 33, panels, 0, w, 0, 202);
        kernels.multiplyPacked(1, 202, 33, x, 0, 33, panels, 0, w, 0, 202);
        kernels.forward(
            26, 64, 33, x, 0, 33, panels, 0, y, 0, Elementwise.RELU, 0f, w, 0, w, 20_000, 64);
      }
      case "rows" -> {
        kernels.addRow(8, 64, x, 0, z, 0);
        kernels.sumRows(8, 64, z, 0, 64, y, 0);
      }
      case "softmax" -> kernels.softmax(4, 37, x, 0, y, 0, z, 0);
      case "scaling" -> {
        kernels.scale(100, 0, z, 0);
        kernels.addScaled(100, 0.5f, x, 0, z, 0);
        kernels.multiply(100, x, 0, z, 0);
      }
      case "factors" -> {
        kernels.multiplyRow(5, 101, y, 0, x, 0, z, 0);
        kernels.mix(5, 101, y, 0, x, y, z, 0);
        kernels.share(5, 101, y, 0, z, w, 0);
        kernels.sumProducts(5, 101, x, 0, y, 0, 101, w, 0);
        kernels.sumDifferences(5, 101, x, y, z, 0, 101, w, 0);
      }
      case "waves" -> {
        kernels.waves(5, 35, x, 0, 3, y, 0, 50, 0.2f, z, 0, 40);
        kernels.sumWaves(5, 35, x, 0, 3, z, 0, 40, 0.2f, w, 0, 50);
        kernels.cosine(101, x, 0, z, 0);
        kernels.cosineBackward(101, x, 0, z, 0);
      }
      case "prediction" -> prediction(kernels).run();
      case "sum" -> x[0] = (float) kernels.sum(5000, x, 0) * 1e-9f;
      case "dot" -> x[0] = (float) kernels.dot(5000, x, 0, y, 0) * 1e-9f;
      default -> {
        int half = FUNCTIONS.length / 2;
        int from = part.equals("first functions") ? 0 : half;
        int to = part.equals("first functions") ? half : FUNCTIONS.length;
        for (int i = from; i < to; i++) {
          kernels.activate(FUNCTIONS[i], 0.1f, 100, x, 0, y, 0);
          kernels.activateBackward(FUNCTIONS[i], 0.1f, 100, x, 0, y, 0, z, 0);
        }
      }
    }
  }

  /// One row and a few through a network whose weights are packed.
  private Runnable prediction(Kernels kernels) {
    Runnable made = prediction;
    if (made == null) {
      NetworkSpec spec = NetworkSpec.parse("20 -> Dense(33, relu) -> Dense(3, softmax)");
      Network network =
          Network.of(Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(5)))
              .packed(kernels);
      Workspace ws =
          new Workspace(spec, 30, kernels, Seeds.of(5)); // closed by who made the kernels
      Batch one = new Batch(spec.input(), new Matrix(x, 0, 1, 20), new int[0], 0);
      Batch some = new Batch(spec.input(), new Matrix(x, 0, 30, 20), new int[0], 0);
      made =
          () -> {
            network.forward(one, ws);
            network.forward(some, ws);
          };
      prediction = made;
    }
    return made;
  }

  /// Bytes of ten steps once three measurements in a row gave none, or of the last one.
  ///
  /// @param workers threads that do parts of them
  private long measure(Kernels kernels, String part, long... workers) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = -1;
    int quiet = 0;
    long begun = System.nanoTime();
    while (quiet < QUIET && System.nanoTime() - begun < MOST_NANOS) {
      long theirs = total(threads, workers); // allocates here, so before and after the rest
      long own = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10; i++) {
        step(kernels, part);
      }
      own = threads.getCurrentThreadAllocatedBytes() - own;
      allocated = own + total(threads, workers) - theirs;
      quiet = allocated == 0 ? quiet + 1 : 0;
    }
    return allocated;
  }

  private static long total(ThreadMXBean threads, long[] ids) {
    long sum = 0;
    for (long id : ids) {
      sum += threads.getThreadAllocatedBytes(id);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "parallel"})
  void after_warm_up_no_operation_allocates(String name) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Kernels kernels = create(name)) {
      long[] workers =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().startsWith("soma-kernels-") && !before.contains(t))
              .mapToLong(Thread::threadId)
              .toArray();
      assertThat(workers).as("workers").hasSize(kernels.threads() - 1);
      for (String part : PARTS) {
        assertThat(measure(kernels, part, workers))
            .as("bytes in 10 steps of %s, %s", name, part)
            .isZero();
      }
    }
  }

  static List<String> parts() {
    return PARTS;
  }

  @ParameterizedTest
  @MethodSource("parts")
  void after_warm_up_no_vector_operation_allocates(String part) throws Exception {
    assertThat(inJavaOfItsOwn(part)).as("bytes in 10 steps of vector, %s", part).isEqualTo("0");
  }

  private static String inJavaOfItsOwn(String part) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName(),
                part)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit code for %s", part).isZero();
    return text.strip();
  }

  /// Prints the bytes of one part.
  static final class Alone {
    private Alone() {}

    public static void main(String[] args) {
      try (Kernels kernels = create("vector")) {
        System.out.println(new AllocationTest().measure(kernels, args[0]));
      }
    }
  }
}
