package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Split;
import dev.soma.data.encode.Dataset;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.fixtures.SmallTables;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import dev.soma.train.parallel.HeapNeed;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks that are trained side by side, though they are small: two of each of three folds.
@Timeout(120)
class SideBySideEnsembleTest {
  private static final int FOLDS = 3;
  private static final TrainingListener SILENT = TrainingListener.silent();
  private static final Split ROWS = SmallTables.numbers(1, 150).split(0.8, 0, 0.2, Seeds.of(3));

  @TempDir Path folder;

  private static Mlp mlp() {
    return Mlp.regressor()
        .hidden(6, Activation.TANH)
        .optimizer(Optimizer.adam(0.02))
        .epochs(6)
        .execution(SmallFits.plain());
  }

  private static List<Supplier<Ensemble.Job>> jobs(Mlp mlp) {
    Asked asked = mlp.asked();
    return MlpBag.jobs(asked, ROWS, MlpBag.Folds.of(asked, ROWS, FOLDS), true);
  }

  private static Fit train(
      Mlp mlp, Ensemble.Size size, Execution execution, int beside, TrainingListener listener) {
    return Ensemble.train(jobs(mlp), size, Metric.RMSE, Map.of(), execution, listener, beside);
  }

  private static Execution until(BooleanSupplier stop, int threads) {
    return new Execution(SmallFits.plain().kernels(), threads, Double.POSITIVE_INFINITY, stop);
  }

  private static List<Double> said(OutOfFold.Part part) {
    return IntStream.range(0, part.rows().rows())
        .mapToObj(r -> part.predictions().number(r, 0))
        .toList();
  }

  private byte[] bytes(Model model) throws IOException {
    Path file = folder.resolve("m.soma");
    model.save(file);
    return Files.readAllBytes(file);
  }

  @Test
  void the_model_and_what_is_told_are_the_same_for_any_number_at_once_but_for_the_seconds()
      throws IOException {
    String expected = null;
    byte[] model = null;
    for (int beside : new int[] {1, 2, 3, 4, 6}) {
      StringWriter told = new StringWriter();
      TrainingListener json = TrainingListener.json(told);
      int[] heard = new int[1];
      Fit fit =
          train(
              mlp(),
              Ensemble.Size.of(2),
              SmallFits.execution(beside == 2 ? "vector" : "scalar", beside),
              beside,
              e -> {
                json.on(e);
                if (e instanceof TrainingEvent.MemberStarted m) {
                  assertThat(m.beside()).isEqualTo(beside);
                  heard[0]++;
                }
              });
      assertThat(heard[0]).isEqualTo(6);
      assertThat(fit.outOfFold()).isNotNull();
      assertThat(fit.outOfFold().parts()).extracting(OutOfFold.Part::fold).containsExactly(1, 2, 3);
      String text =
          told.toString().replaceAll("\"(seconds\\w*|rows_per_second)\":[^,}]*", "\"$1\":0")
              + fit.outOfFold().parts().stream().map(SideBySideEnsembleTest::said).toList();
      expected = expected == null ? text : expected;
      assertThat(text).as("%d at once", beside).isEqualTo(expected);
      byte[] bytes = bytes(fit.model());
      model = model == null ? bytes : model;
      assertThat(bytes).as("%d at once", beside).isEqualTo(model);
    }
  }

  /// Wherever it happens that they are stopped.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 20, 35, 50, 65})
  void those_that_are_stopped_are_made_again_by_their_counts(int steps) throws IOException {
    int[] asked = new int[1];
    Execution three = until(() -> ++asked[0] >= steps, 3);
    Fit cut = train(mlp(), Ensemble.Size.of(2), three, 3, SILENT);
    assertThat(cut.history().stopped().reason()).isEqualTo(TrainingEvent.Reason.INTERRUPTED);
    Map<String, String> settings = cut.model().provenance().settings();
    int kept = cut.model().members().size();
    assertThat(settings).containsEntry("max_networks", "" + kept);
    String limit = settings.get("max_steps");
    Mlp again = limit == null ? mlp() : mlp().maxSteps(Integer.parseInt(limit));
    Ensemble.Size size = new Ensemble.Size(2, kept);
    assertThat(bytes(train(again, size, SmallFits.plain(), 1, SILENT).model()))
        .isEqualTo(bytes(cut.model()));
  }

  @Test
  void one_that_diverges_ends_those_beside_it_and_leaves_those_before_it() throws IOException {
    Ensemble.Job calm = mlp().asked().job(ROWS, null, 0);
    Mlp wild = mlp().optimizer(Optimizer.sgd(1e6)).epochs(100_000).patience(0);
    Ensemble.Job lost = wild.asked().job(ROWS, null, 0);
    Ensemble.Job endless = mlp().epochs(10_000_000).patience(0).asked().job(ROWS, null, 0);
    List<Supplier<Ensemble.Job>> jobs =
        List.of(() -> calm, () -> calm, () -> lost, () -> endless, () -> calm);
    Ensemble.Size one = Ensemble.Size.of(1);
    Execution four = SmallFits.execution("scalar", 4);
    Fit fit = Ensemble.train(jobs, one, Metric.RMSE, Map.of(), four, SILENT, 4);
    assertThat(fit.divergence()).isNotNull();
    assertThat(fit.model().members()).hasSize(2);
    Fit alone = Ensemble.train(jobs, one, Metric.RMSE, Map.of(), four, SILENT, 1);
    assertThat(bytes(alone.model())).isEqualTo(bytes(fit.model()));
  }

  /// How many networks were told of before it threw.
  private static int toldOf(
      List<Supplier<Ensemble.Job>> jobs, int beside, Class<? extends RuntimeException> thrown) {
    int[] ended = new int[1];
    assertThatThrownBy(
            () ->
                Ensemble.train(
                    jobs,
                    Ensemble.Size.of(1),
                    Metric.RMSE,
                    Map.of(),
                    until(() -> false, beside),
                    e -> ended[0] += e instanceof TrainingEvent.Stopped ? 1 : 0,
                    beside))
        .isExactlyInstanceOf(thrown);
    return ended[0];
  }

  private static Ensemble.Job noRows() {
    throw new IllegalStateException("no rows");
  }

  @Test
  void what_a_later_one_or_its_rows_throw_is_thrown_when_those_before_it_were_told_of() {
    Ensemble.Job calm = mlp().asked().job(ROWS, null, 0);
    NetworkSpec other = NetworkSpec.parse("1 -> Dense(1, identity)");
    Ensemble.Job wrong = new Ensemble.Job(calm.rows(), other, calm.config(), null);
    for (int beside : new int[] {1, 2, 3}) {
      List<Supplier<Ensemble.Job>> fails = List.of(() -> calm, () -> calm, () -> wrong);
      List<Supplier<Ensemble.Job>> without =
          List.of(() -> calm, () -> calm, SideBySideEnsembleTest::noRows);
      assertThat(toldOf(fails, beside, SomaException.Mismatch.class)).as("" + beside).isEqualTo(2);
      assertThat(toldOf(without, beside, IllegalStateException.class)).as("" + beside).isEqualTo(2);
    }
  }

  @Test
  void one_that_is_cut_keeps_its_weights_though_there_are_no_rows_for_the_next() {
    Ensemble.Job calm = mlp().asked().job(ROWS, null, 0);
    List<Supplier<Ensemble.Job>> jobs = List.of(() -> calm, SideBySideEnsembleTest::noRows);
    for (int beside : new int[] {1, 2}) {
      Fit fit =
          Ensemble.train(
              jobs,
              Ensemble.Size.of(1),
              Metric.RMSE,
              Map.of(),
              until(() -> true, beside),
              SILENT,
              beside);
      assertThat(fit.model().members()).as("%d at once", beside).hasSize(1);
    }
  }

  private static int beside(
      Ensemble.Job first, int networks, Execution execution, TrainingListener listener) {
    return Ensemble.beside(first, networks, Metric.RMSE, execution, listener);
  }

  @Test
  void they_are_side_by_side_by_themselves_if_they_are_long_and_nobody_wants_batches() {
    int most = Math.min(4, Runtime.getRuntime().availableProcessors());
    Ensemble.Job small = mlp().asked().job(ROWS, null, 0);
    Ensemble.Job large = mlp().epochs(1_000_000).asked().job(ROWS, null, 0);
    Ensemble.Job wide =
        mlp().hidden(5_000, Activation.TANH).epochs(1000).asked().job(ROWS, null, 0);
    Execution four = SmallFits.execution("scalar", 4);
    assertThat(beside(small, 5, four, SILENT)).as("over at once").isEqualTo(1);
    assertThat(beside(large, 5, four, SILENT)).as("processors").isEqualTo(most);
    assertThat(beside(large, 1, four, SILENT)).as("no more than there are").isEqualTo(1);
    assertThat(beside(large, 5, SmallFits.plain(), SILENT)).as("a thread").isEqualTo(1);
    assertThat(beside(wide, 5, four, SILENT)).as("many parameters").isEqualTo(most);
    long parameters = Runtime.getRuntime().maxMemory() / 8 / 32;
    int units = (int) Math.min(100_000_000, parameters / 10); // 9 weights and biases each
    Ensemble.Job huge = mlp().hidden(units, Activation.TANH).epochs(100).asked().job(ROWS, null, 0);
    assertThat(beside(huge, 5, four, SILENT)).as("too large for two").isEqualTo(1);
    Execution two = SmallFits.execution("scalar", 2);
    Dataset rows = huge.rows().training();
    Dataset fresh = huge.rows().validation();
    Scorer scorer = new Scorer(Metric.RMSE, huge.rows().target());
    long bytes = HeapNeed.bytes(huge.network(), huge.config(), scorer, rows, fresh, two) / units;
    int some = (int) (Runtime.getRuntime().maxMemory() / 10 / bytes); // two have room, not three
    Ensemble.Job big = mlp().hidden(some, Activation.TANH).epochs(100).asked().job(ROWS, null, 0);
    assertThat(beside(big, 4, two, SILENT)).as("twice two").isEqualTo(Math.min(2, most));
    assertThat(beside(big, 5, two, SILENT)).as("three have no room").isEqualTo(1);
    TrainingListener batches =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {}

          @Override
          public boolean wantsBatches() {
            return true;
          }
        };
    assertThat(beside(large, 5, four, batches)).isEqualTo(1);
  }

  @Test
  void who_wants_batches_is_told_of_them_by_the_thread_that_asks() {
    Thread asks = Thread.currentThread();
    int[] batches = new int[1];
    mlp()
        .execution(SmallFits.execution("scalar", 4))
        .folds(3)
        .fit(
            ROWS,
            new TrainingListener() {
              @Override
              public boolean wantsBatches() {
                return true;
              }

              @Override
              public void on(TrainingEvent event) {
                assertThat(Thread.currentThread()).isSameAs(asks);
                batches[0] += event instanceof TrainingEvent.BatchDone ? 1 : 0;
              }
            });
    assertThat(batches[0]).isPositive();
  }

  @Test
  void their_rows_are_asked_for_in_order_and_no_earlier_than_needed() {
    Ensemble.Job calm = mlp().asked().job(ROWS, null, 0);
    int[] asked = new int[1];
    int[] told = new int[1]; // that have ended
    int[] epochs = new int[1]; // that were told of, epoch 0 too
    List<Supplier<Ensemble.Job>> counted =
        IntStream.range(0, 5)
            .<Supplier<Ensemble.Job>>mapToObj(
                f ->
                    () -> {
                      assertThat(asked[0]++).isEqualTo(f);
                      assertThat(asked[0] - told[0]).isLessThanOrEqualTo(f < 3 ? 3 : 2);
                      assertThat(epochs[0]).isGreaterThanOrEqualTo(f == 0 ? 0 : 3); // 2 of 6
                      return calm;
                    })
            .toList();
    Fit fit =
        Ensemble.train(
            counted,
            Ensemble.Size.of(1),
            Metric.RMSE,
            Map.of(),
            SmallFits.execution("scalar", 2),
            e -> {
              told[0] += e instanceof TrainingEvent.Stopped ? 1 : 0;
              epochs[0] += e instanceof TrainingEvent.Epoch ? 1 : 0;
            },
            2);
    assertThat(asked[0]).isEqualTo(5);
    assertThat(fit.members()).hasSize(5);
  }
}
