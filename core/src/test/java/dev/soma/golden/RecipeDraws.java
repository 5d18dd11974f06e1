package dev.soma.golden;

import dev.soma.data.encode.Batches;
import dev.soma.math.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Writes what Soma draws in the runs of [RecipeRun], for `tools/golden/make_recipe.py`: initial
/// weights, the order of the rows, and the draws of dropout.
public final class RecipeDraws {
  private RecipeDraws() {}

  /// Writes `recipe_draws.json`.
  ///
  /// @param folder of the golden files, the first argument
  public static void main(String[] folder) throws IOException {
    Files.writeString(Path.of(folder[0]).resolve("recipe_draws.json"), text());
  }

  /// The text of the file.
  static String text() {
    return "{\n\"made_by\": \"dev.soma.golden.RecipeDraws\",\n\"cases\": [\n"
        + RecipeRun.TARGETS.stream()
            .map(t -> of(RecipeRun.of(t)))
            .collect(Collectors.joining(",\n"))
        + "\n]}\n";
  }

  private static String of(RecipeRun run) {
    Batches batches =
        new Batches(run.rows().training(), run.config().batch(), Seeds.of(run.config().seed()));
    List<String> order = new ArrayList<>();
    List<String> draws = new ArrayList<>();
    int step = 0;
    for (int epoch = 1; epoch <= run.config().epochs(); epoch++) {
      batches.shuffle(epoch);
      for (int b = 0; b < batches.count(); b++) {
        int[] rows = new int[batches.load(b)];
        Arrays.setAll(rows, batches::row);
        order.add(Arrays.toString(rows));
        draws.add(
            run.dropout(step++, rows.length).stream().map(Arrays::toString).toList().toString());
      }
    }
    return "{\"target\": \""
        + run.target()
        + "\", \"network\": \""
        + run.network()
        + "\",\n\"parameters\": "
        + Arrays.toString(run.start().values()) // floats, as short as they can be
        + ",\n\"batches\": "
        + order
        + ",\n\"dropout\": "
        + draws
        + "}";
  }
}
