package dev.soma.cli.screen;

import java.io.PrintStream;

/// Where a command writes: results on `out`, narration on `err`.
///
/// @param out for results
/// @param err for narration and errors
/// @param look width, signs and colours
/// @param loudness how much narration
public record Screen(PrintStream out, PrintStream err, Look look, Loudness loudness) {
  /// How much is told on the way.
  public enum Loudness {
    /// Errors only.
    QUIET,
    /// The story.
    NORMAL,
    /// Every batch too.
    VERBOSE
  }

  /// How text looks.
  ///
  /// @param terminal whether `err` is a terminal
  /// @param width columns
  /// @param ascii whether signs are written in ASCII
  /// @param colour whether words may be coloured
  public record Look(boolean terminal, int width, boolean ascii, boolean colour) {
    /// No terminal, 120 columns, no colour.
    public static final Look PLAIN = new Look(false, 120, false, false);
  }

  /// Tells one line, unless only errors are wanted.
  public void say(String line) {
    if (loudness != Loudness.QUIET) {
      err.println(signs(line));
    }
  }

  /// Tells several lines that begin with a word in capitals, `DATA ...`.
  public void block(String word, String first, Iterable<String> more) {
    String label = String.format(java.util.Locale.ROOT, "%-7s", word);
    say((look.colour() ? "\u001b[1m" + label + "\u001b[0m" : label) + first);
    for (String line : more) {
      say("  " + line);
    }
  }

  /// Writes one line of the result.
  public void result(String line) {
    out.println(line);
  }

  /// The text with its signs in ASCII if that is wanted.
  public String signs(String text) {
    return look.ascii() ? Ascii.of(text) : text;
  }

  /// A narrated screen with another look and loudness.
  public Screen with(Look newLook, Loudness newLoudness) {
    return new Screen(out, err, newLook, newLoudness);
  }

  /// A screen that tells on `out`: for commands whose text is the result.
  ///
  /// @param json whether the result is JSON, so that text stays narration
  public Screen telling(boolean json) {
    return json ? this : new Screen(out, out, look, Loudness.NORMAL);
  }

  /// Whether nothing but errors is told.
  public boolean quiet() {
    return loudness == Loudness.QUIET;
  }
}
