package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Twenty healthy runs on the benchmark sets raise none of D1 to D8 and D10: D9, D11 and D12 are
/// notes about the rows. Some minutes; only with `-Dsoma.healthy=true`.
@EnabledIfSystemProperty(named = "soma.healthy", matches = "true")
class HealthyRunsTest {
  private static final Path SETS = Path.of("../../shared/data");

  /// A network without any of the recipe's means against overfitting but patience.
  private static final String PLAIN =
      "--effort fast --hidden 64,64 --activation relu --embedding none --optimizer adam --lr 0.001"
          + " --schedule constant --dropout 0 --batch 64 --epochs 60 --patience 10";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "titanic, Survived, 1",
    "german_credit, class, 2",
    "wine_quality, quality, 3",
    "satimage, class, 4",
    "covertype6k, Cover_Type, 5",
    "bike_sharing, cnt, 6",
    "california_housing, median_house_value, 7",
    "magic, class, 8",
    "adult, income, 9",
    "mnist, '', 10"
  })
  void of_the_fast_recipe_and_of_a_plain_network_are_left_alone(
      String set, String target, String seed) throws IOException {
    Path rows = target.isEmpty() ? images() : table(set);
    for (String flags : List.of("--effort fast", PLAIN)) {
      Cli run =
          Cli.run(
              Stream.of(
                      Stream.of("train", rows.toString(), "--seed", seed, "--force"),
                      Stream.of("--out", folder.resolve("run").toString()),
                      target.isEmpty() ? Stream.<String>of() : Stream.of("--target", target),
                      Cli.words(flags).stream())
                  .flatMap(words -> words)
                  .toList());
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.err()).doesNotContainPattern("! D([1-8]|10)\\b");
    }
  }

  private static Path table(String set) {
    Path plain = SETS.resolve("tabular").resolve(set).resolve("train.csv");
    Path file = Files.exists(plain) ? plain : plain.resolveSibling("train.csv.gz");
    assumeTrue(Files.exists(file), "no folder of the benchmark sets, skipped: " + SETS);
    return file;
  }

  /// The 10,000 test images, to train with and to test with.
  private Path images() throws IOException {
    Path mnist = SETS.resolve("mnist");
    assumeTrue(Files.exists(mnist), "no folder of the benchmark sets, skipped: " + SETS);
    Path few = Files.createDirectory(folder.resolve("mnist10k"));
    for (String kind : List.of("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz")) {
      for (String part : List.of("train-", "t10k-")) {
        Files.copy(mnist.resolve("t10k-" + kind), few.resolve(part + kind));
      }
    }
    return few;
  }
}
