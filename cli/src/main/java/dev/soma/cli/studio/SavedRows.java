package dev.soma.cli.studio;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.config.ConfigFile;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.read.IdxFolder;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;

/// Rows to look at a saved model on: those that were named, or those that it was trained on.
final class SavedRows {
  private SavedRows() {}

  /// Reads the rows.
  ///
  /// @param file of the model
  /// @throws SomaException.Usage E204 if no rows were named and nobody knows where those of the
  ///   training are
  /// @throws SomaException.Mismatch E517 if their file has other bytes than then
  static Table read(Model model, Path file, Arguments arguments) {
    Settings settings = Inputs.settings(model, arguments);
    if (arguments.words().size() > 1) {
      return UsableRows.of(model)
          .skipping(Inputs.trained(Path.of(arguments.word(1, "data file")), settings));
    }
    String trained = data(file);
    String command = "soma studio " + Text.quoted(file.toString()) + " ";
    if (trained.isEmpty() || !Files.exists(Path.of(trained))) {
      throw new SomaException.Usage(
          "E204",
          "missing data · rows to look at the model on: "
              + (trained.isEmpty()
                  ? "beside it there is no config.toml that names the file of its training"
                  : "the file of its training, " + trained + ", is not there"),
          command + "DATA");
    }
    Path there = Path.of(trained);
    Table rows =
        Inputs.isImages(there)
            ? Table.idx(there, IdxFolder.Part.TRAIN)
            : Inputs.trained(there, settings);
    String sha = model.provenance().dataSha256();
    if (!sha.isEmpty() && !sha.equals(rows.source().sha256())) {
      throw new SomaException.Mismatch(
          "E517",
          "other rows · " + trained + " is not what it was when the model was trained on it",
          command + Text.quoted(trained));
    }
    return UsableRows.of(model).skipping(rows);
  }

  /// The file of the training as its folder names it; empty if it does not.
  private static String data(Path file) {
    Path config = file.toAbsolutePath().resolveSibling("config.toml");
    if (!Files.isRegularFile(config)) {
      return "";
    }
    String data = ConfigFile.read(config).text(Key.DATA);
    return data.equals("-") ? "" : data;
  }
}
