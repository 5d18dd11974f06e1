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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Half a minute in which sixteen threads predict with one shared model and train others beside
/// that, and every result has the bits of one thread alone.
///
/// As many threads as there are processors are at it from the first moment to the last. The others
/// join them for half a second in two, so that more threads than processors meet in the same
/// places, and yet the tests that run beside this one come to their turn. The clock only says when
/// to stop; nothing is asserted of it.
class SoakTest {
  private static final long NANOS = 30_000_000_000L;
  private static final long WAVE_NANOS = 500_000_000L;
  private static final long REST_NANOS = 3 * WAVE_NANOS;
  private static final int THREADS = 16;

  /// Rows one by one, and then the whole table, between two trainings of a thread.
  private static final int ROUNDS = 40;

  @TempDir Path folder;

  private final Model shared = SmallFits.fit("three classes", SmallFits.plain()).model();
  private final Table rows = SmallTables.classes(3, 64);
  private final float[] table = shared.predict(rows).outputs();
  private final double[][] in = new double[rows.rows()][];
  private final double[][] out = new double[rows.rows()][3];
  private final KernelChoice scalar = ForcedKernels.of(0);
  private final KernelChoice vector = ForcedKernels.of(ForcedKernels.supported(256) ? 256 : 128);

  private final AtomicInteger training = new AtomicInteger();
  private final LongAdder predictedBeside = new LongAdder();
  private final AtomicIntegerArray trained = new AtomicIntegerArray(THREADS);

  @Test
  void sixteen_threads_that_train_and_predict_get_the_bits_of_one() throws Exception {
    for (int r = 0; r < in.length; r++) {
      in[r] = shared.encode(rows.row(r));
      shared.proba(in[r], out[r]);
    }
    byte[] file = save(shared, "alone");
    long begun = System.nanoTime();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int t = 0; t < THREADS; t++) {
        int self = t;
        Callable<Void> work =
            () -> {
              work(self, begun, file);
              return null;
            };
        all.add(threads.submit(work));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    for (int t = 0; t < THREADS; t++) {
      assertThat(trained.get(t)).as("networks that thread %d has trained", t).isPositive();
    }
    assertThat(predictedBeside.sum()).as("predictions while others trained").isPositive();
  }

  private void work(int self, long begun, byte[] file) throws Exception {
    boolean always = self < Runtime.getRuntime().availableProcessors();
    double[] got = new double[3];
    for (int turn = 0; turn == 0 || System.nanoTime() - begun < NANOS; turn++) {
      train(self, (turn + self) % 2 == 0 ? vector : scalar, file);
      for (int i = 0; i < ROUNDS && System.nanoTime() - begun < NANOS; i++) {
        if (!always) {
          rest(begun);
        }
        predict(self, got);
      }
    }
  }

  private void train(int self, KernelChoice kernels, byte[] file) throws Exception {
    training.incrementAndGet();
    Model model = SmallFits.fit("three classes", shared(kernels)).model();
    training.decrementAndGet();
    assertThat(save(model, "thread" + self)).as("model of thread %d", self).isEqualTo(file);
    trained.incrementAndGet(self);
  }

  /// Each row alone, beginning elsewhere in each thread, and all rows at once.
  private void predict(int self, double[] got) {
    for (int i = 0; i < in.length; i++) {
      int r = (i + 4 * self) % in.length;
      shared.proba(in[r], got);
      if (!Arrays.equals(got, out[r])) { // an assertion each would take longer than the prediction
        assertThat(got).as("row %d, thread %d", r, self).isEqualTo(out[r]);
      }
    }
    float[] outputs = shared.predict(rows).outputs();
    if (!Arrays.equals(outputs, table)) {
      assertThat(outputs).as("all rows, thread %d", self).isEqualTo(table);
    }
    if (training.get() > 0) {
      predictedBeside.add(in.length + 1L);
    }
  }

  /// Waits for the next wave: half a second, then none for three times as long.
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
