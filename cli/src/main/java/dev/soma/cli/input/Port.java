package dev.soma.cli.input;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Flag;
import dev.soma.error.SomaException;

/// The port of a page.
public final class Port {
  /// The flag that names it.
  public static final String FLAG = "--port";

  private static final int USUAL = 7090;

  private Port() {}

  /// The flag.
  ///
  /// @param group the heading that it is listed under
  public static Flag flag(String group, String help) {
    return Flag.value(FLAG, "N", group, help);
  }

  /// The port that was typed, or 7090.
  ///
  /// @throws SomaException.Usage E209 if it is no whole number, or not from 0 to 65535
  public static int of(Arguments arguments) {
    int port = arguments.has(FLAG) ? arguments.whole(FLAG, 0) : USUAL;
    if (port > 65_535) {
      throw new SomaException.Usage(
          "E209", FLAG + " " + port + " · expected 0 to 65535", FLAG + " " + USUAL);
    }
    return port;
  }
}
