package dev.soma.cli.args;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Screen.Look;
import dev.soma.cli.screen.Screen.Loudness;
import java.util.ArrayList;
import java.util.List;

/// The flags that every command has.
public final class Common {
  private static final String GROUP = "Output";

  /// `--json -q -v --ascii --width --help`.
  public static final List<Flag> FLAGS =
      List.of(
          Flag.plain("--json", GROUP, "results as JSON on stdout"),
          Flag.plain("-q", GROUP, "tell errors only").or("--quiet"),
          Flag.plain("-v", GROUP, "tell more: every batch").or("--verbose"),
          Flag.plain("--ascii", GROUP, "signs in ASCII"),
          Flag.value("--width", "COLUMNS", GROUP, "width of the screen")
              .where(w -> w.matches("[2-9]\\d|[1-9]\\d{2,8}")),
          Flag.plain("--help", GROUP, "this text").or("-h"));

  private Common() {}

  /// The flags of a command, and these.
  static List<Flag> with(Command command) {
    List<Flag> flags = new ArrayList<>(command.flags());
    flags.addAll(FLAGS);
    return flags;
  }

  /// The screen that the flags ask for.
  public static Screen screen(Arguments arguments, Screen screen) {
    Look look = screen.look();
    int width = arguments.has("--width") ? arguments.whole("--width", 20) : look.width();
    boolean ascii = arguments.has("--ascii") || look.ascii();
    Loudness loudness =
        arguments.has("-q")
            ? Loudness.QUIET
            : arguments.has("-v") ? Loudness.VERBOSE : Loudness.NORMAL;
    return screen.with(new Look(look.terminal(), width, ascii, look.colour()), loudness);
  }
}
