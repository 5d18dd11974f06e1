package dev.soma.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.scale.Offset;
import dev.soma.data.store.WorkFolder;
import dev.soma.eval.Outcomes;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import dev.soma.optim.Optimizer;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A table on disk gives what the same table in memory gives, bit for bit.
class OutOfCoreTest {
  /// More than are taken into memory at once, in each part that matters.
  private static final int ROWS = 24_000;

  @TempDir static Path folder;

  private static Path csv;

  @BeforeAll
  static void write() throws IOException {
    csv = folder.resolve("rows.csv");
    StringBuilder text = new StringBuilder("x,y,colour,day,kind,two,value,count,a,b,w,gain,odd\n");
    SplittableRandom random = Seeds.of(5).stream("rows");
    for (int r = 0; r < ROWS; r++) {
      double x = Seeds.gaussian(random);
      double y = random.nextInt(50);
      int colour = random.nextInt(7);
      double score = x + 0.1 * y + 0.3 * colour + 0.3 * Seeds.gaussian(random);
      text.append(r % 13 == 4 ? "" : String.format(Locale.ROOT, "%.4f", x)).append(',');
      text.append((int) y).append(',');
      text.append(r % 19 == 2 ? "NA" : "level" + colour).append(',');
      text.append("2024-").append(10 + colour % 3).append("-1").append(colour).append(',');
      text.append(score < 2 ? "low" : score < 5 ? "mid" : "high").append(',');
      text.append(score < 3 ? 0 : 1).append(',');
      text.append(String.format(Locale.ROOT, "%.3f", score)).append(',');
      text.append(Math.max(0, (int) score)).append(',');
      text.append(x > 0 ? "yes" : "no").append(',');
      text.append(y > 20 ? "yes" : "no").append(',');
      text.append(1 + r % 3).append(',');
      text.append(y > 40 ? Integer.toString((int) y) : r % 17 == 1 ? "" : "0").append(',');
      text.append(r < 16_000 ? Integer.toString(r % 9) : r % 3 == 0 ? "?" : "t" + r % 9);
      text.append('\n');
    }
    Files.writeString(csv, text);
  }

  /// @param ignored columns that would give the target away
  /// @param policy of missing values
  private record Case(
      String name, Target target, List<String> ignored, Loss loss, MissingPolicy policy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    List<String> all = List.of("kind", "two", "value", "count", "a", "b", "w");
    Target weighted = Target.of("value").weight("w");
    return Stream.of(
        of("three classes", Target.of("kind"), all, Loss.CROSS_ENTROPY, MissingPolicy.AUTO),
        of("two numbered classes", Target.of("two"), all, Loss.CROSS_ENTROPY, MissingPolicy.LEVEL),
        of("a class an output", Target.of("kind"), all, Loss.SQUARED_ERROR, MissingPolicy.DROP),
        of("a weighted number", weighted, all, Loss.SQUARED_ERROR, MissingPolicy.AUTO),
        of(
            "counts",
            Target.of("count").task(Task.REGRESSION),
            all,
            Loss.POISSON,
            MissingPolicy.DROP),
        of(
            "counts of an exposure",
            Target.of("count").task(Task.REGRESSION).offset(Offset.exposure("w")),
            all,
            Loss.POISSON,
            MissingPolicy.AUTO),
        of(
            "a number beside another",
            weighted.offset(Offset.of("count")),
            all,
            Loss.SQUARED_ERROR,
            MissingPolicy.AUTO),
        of("labels", Target.of("a", "b"), all, Loss.LOGISTIC_CROSS_ENTROPY, MissingPolicy.MEDIAN));
  }

  private static Case of(
      String name, Target target, List<String> columns, Loss loss, MissingPolicy policy) {
    List<String> ignored =
        columns.stream()
            .filter(c -> !target.names().contains(c) && !c.equals(target.weight()))
            .filter(c -> target.offset() == null || !c.equals(target.offset().column()))
            .toList();
    return new Case(name, target, ignored, loss, policy);
  }

  private Table table(Case c, WorkFolder work) {
    ReadOptions options = ReadOptions.DEFAULT.ignore(c.ignored());
    Table read = work == null ? Table.csv(csv, options) : Table.csv(csv, options, work);
    return c.policy().prepare(read.target(c.target()));
  }

  private static Fit fit(Case c, Split parts) {
    boolean numbers = parts.train().task() == Task.REGRESSION;
    Mlp mlp = (numbers ? Mlp.regressor() : Mlp.classifier()).hidden(8, Activation.RELU);
    NumberScaling[] scalings = NumberScaling.values();
    return mlp.loss(c.loss())
        .missing(c.policy())
        .oneHotLimit(c.name().length() % 2 * 8)
        .repeatedValues(c.policy() != MissingPolicy.DROP)
        .clipTargets(numbers)
        .scaling(scalings[c.name().length() % scalings.length]) // each with some case
        .batch(500)
        .epochs(2)
        .fit(parts, TrainingListener.silent());
  }

  private byte[] file(Fit fit) {
    try {
      Path file = folder.resolve("model.soma");
      fit.model().save(file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void schema_split_model_and_predictions_are_the_same(Case c) {
    Table heap = table(c, null);
    Split heapParts = heap.split(0.5, 0.25, 0.25, Seeds.of(7));
    Fit inCore = fit(c, heapParts);
    Outcomes expected = inCore.model().outcomes(heapParts.test());
    try (WorkFolder work = WorkFolder.in(folder.resolve("work"))) {
      Table disk = table(c, work);
      assertThat(disk.work()).as("the table is on disk").isNotNull();
      assertThat(disk.schema()).isEqualTo(heap.schema());
      Split parts = disk.split(0.5, 0.25, 0.25, Seeds.of(7));
      assertThat(parts.train().work()).as("so are the training rows").isNotNull();
      assertThat(parts.test().work()).as("and the test rows").isNotNull();
      assertThat(parts.test().lines()).isEqualTo(heapParts.test().lines());
      Fit outOfCore = fit(c, parts);
      assertThat(file(outOfCore)).isEqualTo(file(inCore));
      assertThat(outOfCore.history().epochs().getLast().metricValue())
          .isEqualTo(inCore.history().epochs().getLast().metricValue());
      Outcomes found = outOfCore.model().outcomes(parts.test());
      assertThat(arrays(found)).isEqualTo(arrays(expected));
      assertThat(Set.copyOf(outOfCore.model().predict(parts.test()).flags()))
          .isEqualTo(Set.copyOf(inCore.model().predict(heapParts.test()).flags()));
    }
  }

  /// What was predicted, what is true, and the weights.
  private static Object[] arrays(Outcomes outcomes) {
    return switch (outcomes) {
      case Outcomes.Classes c ->
          new Object[] {c.probabilities(), c.predicted(), c.truth(), c.weights()};
      case Outcomes.Labels l -> new Object[] {l.probabilities(), l.truth(), l.weights()};
      case Outcomes.Numbers n -> new Object[] {n.predicted(), n.truth(), n.weights()};
    };
  }

  @Test
  void the_linear_baseline_is_the_same() {
    Case c = cases().toList().getFirst();
    Split heapParts = table(c, null).split(0.5, 0.25, 0.25, Seeds.of(7));
    byte[] inCore = file(linear(c, heapParts));
    try (WorkFolder work = WorkFolder.in(folder.resolve("work"))) {
      assertThat(file(linear(c, table(c, work).split(0.5, 0.25, 0.25, Seeds.of(7)))))
          .isEqualTo(inCore);
    }
  }

  private static Fit linear(Case c, Split parts) {
    return Mlp.classifier()
        .linear()
        .optimizer(Optimizer.lbfgs())
        .missing(c.policy())
        .epochs(5)
        .fit(parts, TrainingListener.silent());
  }

  @Test
  void nothing_is_left_in_the_folder() throws IOException {
    Path place = folder.resolve("place");
    try (WorkFolder work = WorkFolder.in(place)) {
      Table table = Table.csv(csv, ReadOptions.DEFAULT, work);
      assertThat(table.rows()).isEqualTo(ROWS);
      assertThat(work.written()).isGreaterThan(ROWS * 8L * 5);
      try (Stream<Path> files = Files.list(place)) {
        assertThat(files).as("the files have no names").isEmpty();
      }
    }
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files).isEmpty();
    }
  }
}
