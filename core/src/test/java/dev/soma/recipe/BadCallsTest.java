package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.Role;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the methods that say how to train are given that makes no sense.
class BadCallsTest {
  @TempDir static Path folder;

  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final Mlp MLP = Mlp.classifier();
  private static final TrainingConfig CONFIG = TrainingConfig.of(Loss.SQUARED_ERROR);

  /// A call.
  interface Call {
    Object run();
  }

  private static Arguments call(String method, Call call) {
    return arguments(method, call);
  }

  private static Table table() {
    double[] x = IntStream.range(0, 40).mapToDouble(i -> i % 7).toArray();
    return Table.columns(Map.of("x", x, "y", x)).target(Target.of("y").task(Task.REGRESSION));
  }

  private static Recipe recipe() {
    return Recipe.of(Effort.FAST, table(), 40);
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
            Stream.of(0.0, -1.0, NAN, -INFINITE).map(v -> call("maxNorm", () -> MLP.maxNorm(v))),
            Stream.of(-1.0, NAN, INFINITE)
                .flatMap(
                    v ->
                        Stream.of(
                            call("l1", () -> MLP.l1(v)),
                            call("l2", () -> MLP.l2(v)),
                            call("rateFactor", () -> MLP.rateFactor(Role.BIAS, v)))),
            Stream.of(-0.1, 1.1, NAN, INFINITE).map(v -> call("threshold", () -> MLP.threshold(v))),
            Stream.of(NAN, INFINITE, -INFINITE)
                .flatMap(
                    v ->
                        Stream.of(
                            call("initializer", () -> MLP.initializer(Initializer.AUTO, v)),
                            call("initializer", () -> CONFIG.initializer(Initializer.AUTO, v)))),
            Stream.of(0, -1, Integer.MIN_VALUE)
                .flatMap(
                    n ->
                        Stream.of(
                            call("hidden", () -> MLP.hidden(n, Activation.RELU)),
                            call("batch", () -> MLP.batch(n)),
                            call("epochs", () -> MLP.epochs(n)),
                            call("batch", () -> CONFIG.batch(n)),
                            call("epochs", () -> CONFIG.epochs(n)),
                            call("members", () -> MLP.members(n)),
                            call("folds", () -> MLP.folds(n)),
                            call("maxNetworks", () -> MLP.members(2).maxNetworks(n)),
                            call("trials", () -> MLP.search().trials(n)),
                            call("batch", () -> recipe().batch(n)),
                            call("members", () -> recipe().members(n)),
                            call("threads", () -> execution(n, 1)),
                            call("hidden", () -> recipe().hidden(List.of(n), Activation.RELU, 0)))),
            Stream.of(-1, Integer.MIN_VALUE)
                .flatMap(
                    n ->
                        Stream.of(
                            call("patience", () -> MLP.patience(n)),
                            call("patience", () -> CONFIG.patience(n)),
                            call("maxSteps", () -> MLP.maxSteps(n)),
                            call("maxSteps", () -> CONFIG.maxSteps(n)),
                            call("oneHotLimit", () -> MLP.oneHotLimit(n)))),
            Stream.of(-0.1, 1.0, NAN)
                .map(v -> call("hidden", () -> recipe().hidden(List.of(4), Activation.RELU, v))),
            Stream.of(0.0, -1.0, NAN).map(v -> call("maxSeconds", () -> execution(1, v))),
            Stream.of(-0.1, 1.0, NAN).map(v -> call("ema", () -> TrainingConfig.Keep.BEST.ema(v))),
            Stream.of(
                call("averaged", () -> TrainingConfig.Keep.BEST.ema(0.9).averaged(true)),
                call("threads", () -> execution(Integer.MAX_VALUE, 1)),
                call("budget", () -> MLP.search().budget(Duration.ZERO)),
                call("budget", () -> MLP.search().budget(Duration.ofSeconds(Long.MIN_VALUE))),
                call("log", () -> MLP.search().log(folder))))
        .flatMap(s -> s);
  }

  private static Execution execution(int threads, double seconds) {
    return new Execution(KernelChoice.auto(), threads, seconds, () -> false);
  }

  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  static Stream<Arguments> nothings() {
    return Stream.of(
        call("effort", () -> MLP.effort(null)),
        call("recipe", () -> MLP.recipe(null)),
        call("hidden", () -> MLP.hidden(4, null)),
        call("layer", () -> MLP.layer(null)),
        call("loss", () -> MLP.loss(null)),
        call("metric", () -> MLP.metric(null)),
        call("classWeights", () -> MLP.classWeights(null)),
        call("missing", () -> MLP.missing(null)),
        call("scaling", () -> MLP.scaling(null)),
        call("execution", () -> MLP.execution(null)),
        call("optimizer", () -> MLP.optimizer(null)),
        call("schedule", () -> MLP.schedule(null)),
        call("rateFactor", () -> MLP.rateFactor(null, 1)),
        call("decaySchedule", () -> MLP.decaySchedule(null)),
        call("dropoutSchedule", () -> MLP.dropoutSchedule(null)),
        call("clipping", () -> MLP.clipping(null)),
        call("initializer", () -> MLP.initializer(null, 0)),
        call("keep", () -> MLP.keep(null)),
        call("fit", () -> MLP.fit(null, TrainingListener.silent())),
        call("fit", () -> MLP.members(2).fit(null, TrainingListener.silent())),
        call("fit", () -> MLP.search().fit(null, TrainingListener.silent())),
        call("fit", () -> MLP.fit(parts(), null)),
        call("fit", () -> MLP.folds(2).fit(parts(), null)),
        call("fit", () -> MLP.search().fit(parts(), null)),
        call("budget", () -> MLP.search().budget(null)),
        call("space", () -> MLP.search().space(null)),
        call("log", () -> MLP.search().log(null)),
        call("each", () -> MLP.search().each(null)),
        call("loss", () -> TrainingConfig.of(null)),
        call("optimizer", () -> CONFIG.optimizer(null)),
        call("schedule", () -> CONFIG.schedule(null)),
        call("pace", () -> CONFIG.pace(null)),
        call("regularization", () -> CONFIG.regularization(null)),
        call("clipping", () -> CONFIG.clipping(null)),
        call("keep", () -> CONFIG.keep(null)),
        call("initializer", () -> CONFIG.initializer(null, 0)));
  }

  private static Split parts() {
    return table().split(0.7, 0.3, 0, Seeds.of(1));
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource({"numbers", "nothings"})
  void what_makes_no_sense_is_refused_at_once_with_a_call_that_works(String method, Call call) {
    Throwable thrown = catchThrowable(call::run);
    assertThat(thrown).isInstanceOf(SomaException.class);
    SomaException e = (SomaException) thrown;
    assertThat(e).hasMessageContaining(method).hasMessageContaining("expected");
    assertThat(e.fixes()).isNotEmpty();
    assertThat(e.getMessage() + e.fixes()).doesNotContain("--");
    assertThat(e.fixes()).allMatch(fix -> fix.matches("\\w+\\(.*\\)|\\w+ \\S+"));
  }

  @Test
  void a_threshold_or_class_weights_of_numbers_name_the_methods_of_java() {
    Mlp mlp = Mlp.regressor().hidden(2, Activation.RELU);
    Throwable threshold =
        catchThrowable(() -> mlp.threshold(0.3).fit(parts(), TrainingListener.silent()));
    assertThat(threshold).isInstanceOf(SomaException.Usage.class);
    assertThat(threshold).hasMessageStartingWith("threshold · only where two classes");
    assertThat(((SomaException) threshold).fixes()).containsExactly("threshold(0.5)");
    Throwable best =
        catchThrowable(() -> mlp.bestThreshold().fit(parts(), TrainingListener.silent()));
    assertThat(best).hasMessageStartingWith("threshold · only where two classes");
    Throwable weights =
        catchThrowable(
            () -> mlp.classWeights(ClassWeights.BALANCED).fit(parts(), TrainingListener.silent()));
    assertThat(((SomaException) weights).fixes())
        .containsExactly("classWeights(ClassWeights.NONE)");
  }

  @Test
  void what_is_large_is_no_limit() {
    for (Duration time :
        List.of(
            Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(200_000), Duration.ofNanos(1))) {
      assertThatCode(() -> MLP.search().budget(time)).doesNotThrowAnyException();
    }
    assertThatCode(() -> MLP.maxNorm(INFINITE).maxSteps(Long.MAX_VALUE).l2(0).l1(1e300))
        .doesNotThrowAnyException();
  }
}
