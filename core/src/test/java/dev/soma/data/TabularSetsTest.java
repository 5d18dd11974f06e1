package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.math.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TabularSetsTest {
  private static final Path SETS = Path.of("../../shared/data/tabular");

  static Path file(String set, String part) {
    Path folder = SETS.resolve(set);
    assumeTrue(Files.isDirectory(folder), "no folder of the benchmark sets, skipped: " + SETS);
    Path plain = folder.resolve(part + ".csv");
    return Files.exists(plain) ? plain : folder.resolve(part + ".csv.gz");
  }

  @ParameterizedTest
  @CsvSource({
    "adult, income, 39073, 9769, BINARY, 6, 8",
    "german_credit, class, 800, 200, BINARY, 7, 13",
    "titanic, Survived, 712, 179, BINARY, 6, 3",
    "magic, class, 15216, 3804, BINARY, 10, 0",
    "satimage, class, 5148, 1287, MULTICLASS, 36, 0",
    "covertype6k, Cover_Type, 4799, 1200, MULTICLASS, 44, 0",
    "california_housing, median_house_value, 16512, 4128, REGRESSION, 8, 1",
    "bike_sharing, cnt, 13903, 3476, REGRESSION, 10, 2",
    "wine_quality, quality, 4256, 1064, REGRESSION, 11, 1"
  })
  void every_benchmark_set_is_read_and_encoded_as_its_description_says(
      String set, String target, int trainRows, int testRows, Task task, int numbers, int codes) {
    Table table = Table.csv(file(set, "train")).target(target);
    assertThat(table.rows()).isEqualTo(trainRows);
    assertThat(table.task()).isEqualTo(task);
    assertThat(table.schema().found(Schema.FindingKind.PREDICTS_TARGET)).isEmpty();

    Split split = table.split(0.85, 0.15, 0, Seeds.of(42));
    Encoder encoder = Encoder.learn(split.train(), MissingPolicy.AUTO);
    assertThat(encoder.shape().numbers()).isEqualTo(numbers); // indicators included
    assertThat(encoder.shape().categories()).isEqualTo(codes);

    TargetEncoder targets = TargetEncoder.learn(split.train());
    Table test = Table.csv(file(set, "test"));
    Dataset encoded = encoder.encode(test, targets);
    assertThat(encoded.rows()).isEqualTo(testRows);
    for (float x : encoded.numbers().data()) {
      assertThat(x).isFinite();
    }
    assertThat(Encoder.fromData(encoder.toData())).isEqualTo(encoder);
    assertThat(TargetEncoder.fromData(targets.toData())).isEqualTo(targets);
  }
}
