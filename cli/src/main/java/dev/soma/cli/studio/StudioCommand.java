package dev.soma.cli.studio;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.studio.Studio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// `soma studio`: a page in the browser that shows a network while it learns.
public final class StudioCommand implements Command {
  private static final String PORT = "--port";
  private static final int USUAL_PORT = 7090;

  /// Makes the command.
  public StudioCommand() {}

  @Override
  public String name() {
    return "studio";
  }

  @Override
  public String help() {
    return "open a local page that shows a network while it learns";
  }

  @Override
  public String synopsis() {
    return "[DATA --target Y] [FLAGS]";
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(Flag.value(PORT, "N", "Page", "port on 127.0.0.1, 7090; 0 for a free one"));
    flags.addAll(Key.flags(Key.TARGET, Key.CATEGORY, Key.NUMBER, Key.DATE, Key.IGNORE));
    flags.addAll(Inputs.flags());
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of("soma studio", "soma studio examples/titanic.csv --target Survived");
  }

  @Override
  public int run(Arguments arguments, Screen screen) throws IOException {
    int port = arguments.has(PORT) ? arguments.whole(PORT, 0) : USUAL_PORT;
    if (port > 65_535) {
      throw new SomaException.Usage(
          "E209", PORT + " " + port + " · expected 0 to 65535", PORT + " " + USUAL_PORT);
    }
    Table table = table(arguments);
    String name = table == null ? "" : table.source().name();
    try (Studio studio = Studio.open(table, name, port)) {
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

  private static @Nullable Table table(Arguments arguments) {
    if (arguments.words().isEmpty()) {
      return null;
    }
    Path file = Path.of(arguments.word(0, "file"));
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
