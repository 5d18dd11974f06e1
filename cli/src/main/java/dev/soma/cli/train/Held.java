package dev.soma.cli.train;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.diagnose.FarValues;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.store.WorkFolder;
import dev.soma.model.Model;
import dev.soma.train.diagnose.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is needed behind the training.
///
/// @param test the test rows
/// @param file where test rows can be found by their lines; null if nowhere
/// @param unseen whether validation rows have categories that training rows lacked
/// @param work where the rows are kept; null in memory
/// @param data what the rows showed before training
/// @param far columns whose numbers can hardly be told apart as they are scaled
record Held(
    Table test,
    @Nullable Path file,
    boolean unseen,
    @Nullable WorkFolder work,
    List<Diagnostic> data,
    FarValues far) {
  static Held of(TrainRows rows, Plan plan) {
    Table validation = rows.split().validation();
    boolean unseen =
        rows.testFile() != null && TrainRows.unseen(plan.preparation().encoder(), validation);
    return new Held(
        rows.split().test(),
        rows.testFile(),
        unseen,
        rows.table().work(),
        rows.diagnostics(),
        FarValues.of(rows.split().train(), validation, plan.preparation().encoder()));
  }

  /// The command that predicts the file of the rows; none without a file.
  ///
  /// @param path of the model, as it is typed
  Optional<String> predict(Model model, String path, Settings settings) {
    if (file == null) {
      return Optional.empty();
    }
    boolean unknown = unseen || TrainRows.unseen(model.encoder(), test);
    return Optional.of(
        "soma predict "
            + path
            + " "
            + Text.quoted(file.toString())
            + (unknown ? " --on-unseen unknown" : "")
            + (settings.text(Key.ON_BAD_ROW).equals("skip") ? " --on-bad-row skip" : ""));
  }
}
