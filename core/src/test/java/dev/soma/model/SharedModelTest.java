package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.read.Row;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.kernel.KernelChoice;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceText;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One model for many threads, and its paths for one row.
class SharedModelTest {
  private static Model model;
  private static Table rows;

  @BeforeAll
  static void train() {
    model = SmallFits.fit("three classes", SmallFits.plain()).model();
    rows = SmallTables.classes(3, 64);
  }

  @Test
  void sixty_four_threads_get_the_bits_of_one() throws Exception {
    double[][] in = new double[rows.rows()][];
    double[][] expected = new double[rows.rows()][3];
    for (int r = 0; r < in.length; r++) {
      in[r] = model.encode(rows.row(r));
      model.proba(in[r], expected[r]);
    }
    float[] table = model.predict(rows).outputs();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 64; t++) {
      int first = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      double[] out = new double[3];
                      for (int i = 0; i < 200; i++) {
                        int r = (first + i) % in.length;
                        model.proba(in[r], out);
                        assertThat(out).isEqualTo(expected[r]);
                      }
                      assertThat(model.predict(rows).outputs()).isEqualTo(table);
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void the_fast_path_gives_the_bits_of_a_table() {
    Predictions table = model.predict(rows);
    double[] out = new double[3];
    for (int r = 0; r < rows.rows(); r++) {
      model.proba(model.encode(rows.row(r)), out);
      for (int k = 0; k < 3; k++) {
        assertThat(out[k]).isEqualTo(table.probability(r, k));
      }
    }
  }

  @Test
  void the_fast_path_allocates_nothing_once_warm() {
    String before = System.getProperty(KernelChoice.PROPERTY);
    System.setProperty(KernelChoice.PROPERTY, "scalar"); // its workspaces come with scalar kernels
    try {
      Model own = SmallFits.fit("two classes", SmallFits.plain()).model();
      double[] in = own.encode(SmallTables.classes(2, 5).row(0));
      double[] out = new double[1];
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 40; round++) {
        long id = Thread.currentThread().threadId();
        long bytes = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 1000; i++) {
          own.proba(in, out);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - bytes);
      }
      assertThat(least).as("bytes for 1,000 predictions").isZero();
    } finally {
      if (before == null) {
        System.clearProperty(KernelChoice.PROPERTY);
      } else {
        System.setProperty(KernelChoice.PROPERTY, before);
      }
    }
  }

  @Test
  void a_few_rows_do_not_take_the_memory_of_many() {
    Model own = SmallFits.fit("labels", SmallFits.plain()).model(); // 33 units: more than a table
    Table few = SmallTables.labels(10);
    Table many = SmallTables.labels(WorkspacePool.CHUNK);
    long ofFew = allocated(() -> own.predict(few));
    long ofMany = allocated(() -> own.predict(many));
    long workspace = Workspace.bytes(own.network().spec(), WorkspacePool.CHUNK, 0);
    assertThat(ofFew).isLessThan(workspace / 4).isLessThan(ofMany / 4);
  }

  @Test
  void any_number_of_rows_gets_the_bits_of_one_row() {
    for (int n : new int[] {31, 32, 33, 1023, 1024, 1025}) {
      Table table = SmallTables.classes(3, n);
      Predictions all = model.predict(table);
      for (int r : new int[] {0, 1, n / 2, n - 1}) {
        double[] out = new double[3];
        model.proba(model.encode(table.row(r)), out);
        for (int k = 0; k < 3; k++) {
          assertThat(all.probability(r, k)).as(r + " of " + n).isEqualTo(out[k]);
        }
      }
    }
  }

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(id);
    work.run();
    return threads.getThreadAllocatedBytes(id) - before;
  }

  @Test
  void wrong_lengths_are_E520_and_name_both() {
    int units = model.encoder().shape().units();
    int columns = model.encoder().columns().size();
    assertThatThrownBy(() -> model.proba(new double[columns], new double[3]))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E520"))
        .hasMessageContaining("got double[" + columns + "]")
        .hasMessageContaining("the " + units + " encoded inputs")
        .hasMessageContaining(columns + " is this model's raw column count");
    assertThatThrownBy(() -> model.proba(new double[units], new double[2]))
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessageContaining("got double[2]")
        .hasMessageContaining("expected double[3]");
    double[] twoLevels = new double[units];
    Arrays.fill(twoLevels, 1);
    assertThatThrownBy(() -> model.proba(twoLevels, new double[3]))
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessageContaining("one category");
    double[] fine = new double[3];
    model.proba(new double[units], fine);
    assertThat(Arrays.stream(fine).sum()).isCloseTo(1, Offset.offset(1e-6));
  }

  @Test
  void an_unseen_level_in_a_row_is_an_error_and_a_missing_column_a_flag() {
    assertThatThrownBy(() -> model.predict(Row.of("x", 10, "y", 0, "colour", "mauve")))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E511"))
        .hasMessageContaining("mauve");
    Prediction p = model.predict(Row.of("y", 0.5));
    assertThat(p.flags()).extracting(f -> f.column()).containsExactlyInAnyOrder("x", "colour");
    assertThat(p.probabilities()).hasSize(3);
    assertThat(p.toString()).startsWith("kind c");
  }

  @Test
  void no_rows_give_no_predictions() {
    assertThat(model.predict(rows.rows(0, 0)).rows()).isZero();
  }

  @Test
  void more_rows_than_a_chunk_give_the_bits_of_their_parts() {
    Table many = SmallTables.classes(3, 2500);
    float[] all = model.predict(many).outputs();
    float[] tail = model.predict(many.rows(1000, 2500)).outputs();
    assertThat(Arrays.copyOfRange(all, 3000, 7500)).isEqualTo(tail);
  }

  @Test
  void changing_the_parameters_one_was_made_from_does_not_change_a_model() {
    var parameters = model.network().parameters().copy();
    Member member = new Member(model.encoder(), dev.soma.engine.Network.of(parameters));
    Model copy = new Model(List.of(member), model.target(), model.loss(), 0, model.provenance());
    parameters.values()[0] += 1;
    assertThat(copy.predict(rows).outputs()).isEqualTo(model.predict(rows).outputs());
  }

  @Test
  void a_trace_has_the_numbers_of_the_model() {
    for (String name : SmallFits.NAMES) {
      var fit = SmallFits.fit(name, SmallFits.plain());
      Table test = fit.preparation().split().test();
      Row row = test.row(2);
      BackpropTrace trace = fit.model().trace(row);
      double[] out = new double[fit.model().network().spec().outputs()];
      fit.model().proba(fit.model().encode(row), out);
      for (int i = 0; i < out.length; i++) {
        assertThat(trace.layers().getLast().out().get(0, i))
            .as("%s output %d", name, i)
            .isCloseTo(out[i], Offset.offset(1e-5 * Math.max(1, Math.abs(out[i]))));
      }
      assertThat(TraceText.text(trace)).contains("forward").contains("backward");
      assertThat(trace.toString()).startsWith("trace of 1 row through").hasLineCount(1);
    }
  }

  @Test
  void a_trace_agrees_with_the_gradients_of_the_network() {
    Row row = rows.row(5);
    BackpropTrace trace = model.trace(row);
    Dataset one = model.encoder().encode(rows.rows(5, 6), model.target());
    var p = model.network().parameters().zerosLike();
    try (var ws =
        new dev.soma.engine.Workspace(
            model.network().spec(),
            1,
            KernelChoice.forced("scalar").create(1),
            dev.soma.math.Seeds.of(1))) {
      var targets = dev.soma.engine.Targets.of(one.targets());
      model.network().lossAndGradient(one.batch(), targets, model.loss(), ws, false, p, false);
      double[] reference = trace.gradient().parameters().toArray();
      for (var group : p.groups()) {
        for (int i = group.offset(); i < group.offset() + group.size(); i++) {
          double w = model.network().parameters().values()[i];
          double penalty = group.decays() ? model.l2() * w + model.cost().l1() * Math.signum(w) : 0;
          assertThat(p.values()[i] + penalty).isCloseTo(reference[i], Offset.offset(1e-5));
        }
      }
      var dx = model.network().inputGradient(one.batch(), targets, model.loss(), ws);
      for (int j = 0; j < dx.cols(); j++) {
        assertThat((double) dx.get(0, j))
            .isCloseTo(trace.gradient().inputs().get(0, j), Offset.offset(1e-5));
      }
    }
  }

  @Test
  void a_trace_has_the_l1_that_the_model_was_trained_with() {
    Provenance from = model.provenance();
    Model sparse =
        new Model(
            model.members(),
            model.target(),
            model.loss(),
            model.l2(),
            new Provenance(
                from.version(),
                from.dataSha256(),
                from.rows(),
                from.seed(),
                java.util.Map.of("l1", "0.25"),
                from.step()));
    assertThat(sparse.trace(rows.row(0)).gradient().cost().l1()).isPositive();
  }

  @Test
  void a_trace_names_its_classes_and_wants_a_target_that_fits() {
    assertThat(model.trace(rows.row(0)).classes()).containsExactly("c0", "c1", "c2");
    assertThatThrownBy(() -> model.trace(Row.of("x", 1, "y", 1)))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E510"));
    assertThatThrownBy(() -> model.trace(Row.of("x", 1, "kind", "c9")))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E514"));
  }
}
