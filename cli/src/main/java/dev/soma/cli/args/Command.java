package dev.soma.cli.args;

import dev.soma.cli.screen.Screen;
import java.io.IOException;
import java.util.List;

/// One command of `soma`.
public interface Command {
  /// The word that is typed.
  String name();

  /// What it does, in one line.
  String help();

  /// What follows the name, `DATA [FLAGS]`: for the help.
  String synopsis();

  /// How many words without dashes it takes at most.
  int words();

  /// Its flags, besides [Common#FLAGS].
  List<Flag> flags();

  /// Commands that work when typed, for the help.
  List<String> examples();

  /// Runs.
  ///
  /// @return the exit code
  /// @throws IOException if a stream fails
  int run(Arguments arguments, Screen screen) throws IOException;
}
