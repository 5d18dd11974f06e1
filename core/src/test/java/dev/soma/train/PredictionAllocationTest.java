package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.ForcedKernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// After warm-up a prediction allocates nothing, neither in its thread nor in the workers: through
/// every network of [StepAllocationTest], of one row and of rows that threads share.
class PredictionAllocationTest {
  private static final int QUIET = 3;
  private static final int ROUNDS = 5_000;
  private final ThreadMXBean mx = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static List<NetworkSpec> networks() {
    return StepAllocationTest.networks();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void a_prediction_allocates_nothing(NetworkSpec spec) {
    assertThat(measure(spec, 1, 1)).as("one row").isZero();
    assertThat(measure(spec, 60, 1)).as("60 rows").isZero();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void a_prediction_of_two_threads_allocates_nothing_in_either(NetworkSpec spec) {
    assertThat(measure(spec, 1, 2)).as("one row").isZero();
    assertThat(measure(spec, 60, 2)).as("60 rows").isZero();
  }

  /// Bytes of ten predictions once three measurements in a row gave none, or of the last one; half
  /// of them by packed weights.
  private long measure(NetworkSpec spec, int rows, int threads) {
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0, Seeds.of(5));
    Matrix numbers = Matrix.zeros(rows, spec.input().numbers());
    Batch batch = new Batch(spec.input(), numbers, new int[rows * spec.input().categories()], 0);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Workspace ws =
        new Workspace(spec, rows, 0, ForcedKernels.of(0).create(threads), Seeds.of(5))) {
      Network plain = Network.of(p);
      Network packed = plain.packed(ws.kernels());
      long[] workers =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().startsWith("soma-kernels-") && !before.contains(t))
              .mapToLong(Thread::threadId)
              .toArray();
      assertThat(workers).as("workers").hasSize(threads - 1);
      long bytes = -1;
      for (int round = 0, quiet = 0; round < ROUNDS && quiet < QUIET; round++) {
        long theirs = total(workers); // allocates in this thread, so before and after the rest
        long own = mx.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 5; i++) {
          plain.predict(batch, ws);
          packed.predict(batch, ws);
        }
        own = mx.getCurrentThreadAllocatedBytes() - own;
        bytes = own + total(workers) - theirs;
        quiet = bytes == 0 ? quiet + 1 : 0;
      }
      return bytes;
    }
  }

  private long total(long[] ids) {
    long sum = 0;
    for (long id : ids) {
      sum += mx.getThreadAllocatedBytes(id);
    }
    return sum;
  }
}
