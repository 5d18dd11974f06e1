package dev.soma.cli.studio;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Flag;
import dev.soma.cli.input.Port;
import dev.soma.cli.screen.Screen;
import dev.soma.error.SomaException;
import dev.soma.studio.Watch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// `soma train --watch`: the page of a training in the terminal, which stays open behind its end.
///
/// @param watch the page
/// @param screen where its address is told
public record Watching(Watch watch, Screen screen) implements AutoCloseable {
  private static final String FLAG = "--watch";

  /// The flags.
  ///
  /// @param group the heading that they are listed under
  public static List<Flag> flags(String group) {
    return List.of(
        Flag.plain(
            FLAG, group, "show the run on a local page while it trains, as soma studio does"),
        Port.flag(group, "port of --watch on 127.0.0.1, 7090; 0 for a free one"));
  }

  /// Refuses what has no page.
  ///
  /// @throws SomaException.Usage E207 for a port without a page, or a page without a training
  public static void require(Arguments arguments) {
    if (arguments.has(Port.FLAG) && !arguments.has(FLAG)) {
      throw new SomaException.Usage(
          "E207", Port.FLAG + " without " + FLAG + " · there is no page", FLAG);
    }
    for (String none : List.of("--dry-run", "--show-config")) {
      if (arguments.has(FLAG) && arguments.has(none)) {
        throw new SomaException.Usage(
            "E207", FLAG + " and " + none + " · nothing is trained", "leave " + FLAG + " out");
      }
    }
  }

  /// Takes the port and tells the address, if a page was asked for; a browser is answered when the
  /// first network begins.
  ///
  /// @param data what is learned from, in words
  /// @throws SomaException.Resource E802 if the port is taken
  public static @Nullable Watching of(Arguments arguments, String data, Screen screen) {
    if (!arguments.has(FLAG)) {
      return null;
    }
    try {
      Watch watch = Watch.open("the run of soma train " + data, Port.of(arguments));
      screen.err().println("WATCH  " + watch.url());
      return new Watching(watch, screen);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// Keeps the page open until somebody ends it: then the process ends with 0.
  ///
  /// @param exit of the training
  /// @return the same
  public int stay(int exit) {
    screen.err().println("the page stays open at " + watch.url() + "; Ctrl-C ends it");
    screen.out().flush();
    Thread end = new Thread(() -> Runtime.getRuntime().halt(exit), "soma-page");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(end);
    return exit;
  }

  @Override
  public void close() {
    watch.close();
  }
}
