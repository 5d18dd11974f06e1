package dev.soma.cli.args;

import dev.soma.cli.screen.Screen;
import dev.soma.error.SomaException;
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

  /// Refuses what is wrong with the line whatever the rows and the model are, without reading them,
  /// or a pipe, which [#run] could not read again. It is asked of every line that is typed, and of
  /// every line that is proposed instead of one; what is missing may be left to [#run].
  ///
  /// @throws SomaException for flags whose values make no sense, or none together
  void check(Arguments arguments);

  /// Runs what was checked.
  ///
  /// @return the exit code
  /// @throws IOException if a stream fails
  int run(Arguments arguments, Screen screen) throws IOException;
}
