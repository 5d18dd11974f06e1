package dev.soma.cli.studio;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.input.Port;
import dev.soma.cli.input.Rejects;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.studio.Studio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// `soma studio`: a page in the browser that shows a network while it learns, or one that was
/// saved.
public final class StudioCommand implements Command {
  /// Makes the command.
  public StudioCommand() {}

  @Override
  public String name() {
    return "studio";
  }

  @Override
  public String help() {
    return "open a local page that shows a network while it learns, or a saved one";
  }

  @Override
  public String synopsis() {
    return "[DATA --target Y | MODEL [DATA]] [FLAGS]";
  }

  @Override
  public int words() {
    return 2;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(Port.flag("Page", "port on 127.0.0.1, 7090; 0 for a free one"));
    flags.addAll(
        Key.flags(Key.TARGET, Key.CATEGORY, Key.NUMBER, Key.DATE, Key.DATE_ORDER, Key.IGNORE));
    flags.addAll(Inputs.flags());
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma studio",
        "soma studio examples/titanic.csv --target Survived",
        "soma studio runs/titanic-1");
  }

  @Override
  public void check(Arguments arguments) {
    int _ = Port.of(arguments);
    Inputs.require(Settings.PRESETS.with(arguments));
  }

  @Override
  public int run(Arguments arguments, Screen screen) throws IOException {
    int port = Port.of(arguments);
    try (Studio studio = open(arguments, port)) {
      Rejects.keep();
      screen.result(studio.url());
      screen.out().flush();
      screen.say("open this address in a browser; Ctrl-C ends the page");
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  private static Studio open(Arguments arguments, int port) throws IOException {
    Optional<Path> file =
        arguments.words().isEmpty()
            ? Optional.empty()
            : ModelPath.of(Path.of(arguments.word(0, "file")));
    if (file.isPresent()) {
      return model(file.get(), arguments, port);
    }
    if (arguments.words().size() > 1) {
      throw new SomaException.Usage(
          "E204",
          "unexpected \""
              + arguments.word(1, "file")
              + "\" · "
              + arguments.word(0, "file")
              + " is no model, whose rows a second file could hold",
          ModelPath.swapped(arguments, 0).orElse("soma studio --help"));
    }
    Table table = table(arguments);
    return Studio.open(table, table == null ? "" : table.source().name(), port);
  }

  private static Studio model(Path file, Arguments arguments, int port) throws IOException {
    for (Key key : List.of(Key.TARGET, Key.CATEGORY, Key.NUMBER, Key.DATE, Key.IGNORE)) {
      if (arguments.has(key.flag())) {
        throw new SomaException.Usage(
            "E207",
            key.flag() + " with a model · it knows its columns and its target",
            "leave " + key.flag() + " out");
      }
    }
    Model model = Model.load(file);
    return Studio.open(model, file, SavedRows.read(model, file, arguments), port);
  }

  private static @Nullable Table table(Arguments arguments) {
    if (arguments.words().isEmpty()) {
      return null;
    }
    Path file = Path.of(arguments.word(0, "file"));
    Inputs.requireThere(file);
    if (!arguments.has(Key.TARGET.flag())) {
      throw new SomaException.Usage(
          "E204",
          "missing " + Key.TARGET.flag() + " · which column of " + file + " is to be predicted",
          "soma inspect " + Text.quoted(file.toString()));
    }
    Settings settings = Settings.PRESETS.with(arguments);
    return Inputs.training(settings).target(settings.texts(Key.TARGET).toArray(String[]::new));
  }
}
