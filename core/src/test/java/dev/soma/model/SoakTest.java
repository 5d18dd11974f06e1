package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.kernel.ForcedKernels;
import dev.soma.kernel.KernelChoice;
import dev.soma.train.Execution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Half a minute of many threads: some train, all predict with one shared model.
///
/// The clock only says when to stop; nothing is asserted of it.
class SoakTest {
  private static final long NANOS = 30_000_000_000L;
  private static final long WAVE_NANOS = 500_000_000L;
  private static final long REST_NANOS = 3 * WAVE_NANOS;
  private static final int THREADS = 16;

  @TempDir Path folder;

  @Test
  void sixteen_threads_that_train_and_predict_get_the_bits_of_one() throws Exception {
    Model shared = SmallFits.fit("three classes", SmallFits.plain()).model();
    Table rows = SmallTables.classes(3, 64);
    float[] table = shared.predict(rows).outputs();
    double[][] in = new double[rows.rows()][];
    double[][] out = new double[rows.rows()][3];
    for (int r = 0; r < in.length; r++) {
      in[r] = shared.encode(rows.row(r));
      shared.proba(in[r], out[r]);
    }
    byte[] file = save(shared, "alone");
    KernelChoice scalar = ForcedKernels.of(0);
    KernelChoice vector = ForcedKernels.of(ForcedKernels.supported(256) ? 256 : 128);
    long begun = System.nanoTime();
    AtomicLong rounds = new AtomicLong();
    List<Future<Void>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int t = 0; t < THREADS; t++) {
        int self = t;
        Callable<Void> work =
            () -> {
              double[] got = new double[3];
              for (int i = self; System.nanoTime() - begun < NANOS; i++) {
                rest(begun);
                int r = i % in.length;
                shared.proba(in[r], got);
                assertThat(got).as("row %d, thread %d", r, self).isEqualTo(out[r]);
                if (i % 50 == 0) {
                  assertThat(shared.predict(rows).outputs()).isEqualTo(table);
                }
                if (i % 400 == self) {
                  KernelChoice kernels = i % 800 == self ? vector : scalar;
                  var fit = SmallFits.fit("three classes", shared(kernels));
                  assertThat(save(fit.model(), "thread" + self)).isEqualTo(file);
                }
                rounds.incrementAndGet();
              }
              return null;
            };
        all.add(threads.submit(work));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
    assertThat(rounds.get()).as("rounds of all threads").isGreaterThan(THREADS);
  }

  /// The threads come in waves: all work at once for half a second, then none begins anything for
  /// three times as long, which leaves the processors to the tests that run beside this one.
  private static void rest(long begun) {
    long within = (System.nanoTime() - begun) % (WAVE_NANOS + REST_NANOS);
    if (within >= WAVE_NANOS) {
      LockSupport.parkNanos(WAVE_NANOS + REST_NANOS - within);
    }
  }

  /// Two threads that share every operation, however small, from the first step on.
  private static Execution shared(KernelChoice kernels) {
    return new Execution(kernels, 2, Double.POSITIVE_INFINITY, () -> false);
  }

  private byte[] save(Model model, String name) throws Exception {
    Path file = folder.resolve(name + ".soma");
    model.save(file);
    return Files.readAllBytes(file);
  }
}
