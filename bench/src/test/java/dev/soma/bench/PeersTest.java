package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import dev.soma.eval.PairedTest;
import dev.soma.math.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeersTest {
  private static final String HEAD = "set,model,accuracy,log_loss,rmse,r2,fit_seconds\n";
  private static final Outcomes.Classes TRUTH =
      new Outcomes.Classes(3, new double[0], new int[] {0, 1, 2, 0}, new int[] {0, 1, 2, 2}, null);

  @TempDir private Path folder;

  private Peers peers(String rows) throws IOException {
    return Peers.read(Files.writeString(folder.resolve("peers.csv"), HEAD + rows));
  }

  private void predictions(String model, String text) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("iris")).resolve(model + ".csv"), text);
  }

  @Test
  void of_several_files_the_first_that_has_a_number_counts_and_both_name_models()
      throws IOException {
    Peers first = peers("iris,trees,0.9,,,,2\n");
    Peers both = first.and(peers("iris,trees,0.8,0.4,,,1\niris,net,0.7,,,,1\n"));

    assertThat(both.of("iris", "trees", "accuracy")).hasValue(0.9);
    assertThat(both.of("iris", "trees", "log_loss")).hasValue(0.4);
    assertThat(both.models(List.of("iris"), "fit_seconds")).containsExactly("trees", "net");
  }

  @Test
  void probabilities_are_found_by_the_names_of_the_classes_whatever_their_order()
      throws IOException {
    predictions("trees", "c,a,b\n0.1,0.8,0.1\n0.2,0.5,0.3\n0.6,0.2,0.2\n0.7,0.2,0.1\n");

    Outcomes found =
        peers("iris,trees,0.5,,,,1\niris,net,0.5,,,,1\n")
            .predictions("iris", TRUTH, List.of("a", "b", "c"))
            .get("trees");

    assertThat(found).isInstanceOf(Outcomes.Classes.class);
    Outcomes.Classes classes = (Outcomes.Classes) found;
    assertThat(classes.predicted()).containsExactly(0, 0, 2, 2);
    assertThat(classes.p(1, 1)).isEqualTo(0.3);
    assertThat(PairedTest.of(Metric.ACCURACY, TRUTH, classes, Seeds.of(1)).second())
        .isEqualTo(0.75);
  }

  @Test
  void numbers_are_taken_from_the_column_prediction() throws IOException {
    predictions("trees", "prediction\n1.5\n2.5\n");
    Outcomes truth = new Outcomes.Numbers(1, new double[2], new double[] {1, 2}, null);

    Outcomes found =
        peers("iris,trees,,,1,,1\n").predictions("iris", truth, List.of()).get("trees");

    assertThat(PairedTest.of(Metric.RMSE, truth, found, Seeds.of(1)).second()).isEqualTo(0.5);
  }

  @Test
  void predictions_of_other_rows_than_the_test_file_has_are_refused() throws IOException {
    predictions("trees", "a,b,c\n1,0,0\n");
    Peers peers = peers("iris,trees,0.5,,,,1\n");

    assertThatExceptionOfType(Options.Refused.class)
        .isThrownBy(() -> peers.predictions("iris", TRUTH, List.of("a", "b", "c")))
        .withMessageContaining("trees.csv has 1 rows, not 4");
  }
}
