package dev.soma.error;

import java.io.Serializable;

/// What can be typed against a refusal, so that whoever knows more of what was typed finds it by
/// what it is, not by its words.
///
/// @param text as it is shown
/// @param flag the first flag that it sets; empty if it is told in words or is a whole command
public record Fix(String text, String flag) implements Serializable {
  /// One as it is shown: a flag first, or none.
  public static Fix of(String text) {
    return new Fix(text, text.startsWith("--") ? text.split(" ", 2)[0] : "");
  }

  /// `--decimal ,`
  public static Fix set(String flag, String value) {
    return new Fix(flag + " " + value, flag);
  }

  /// `leave --cv out`
  public static Fix without(String flag) {
    return of("leave " + flag + " out");
  }

  /// `give data.csv one decimal mark`
  public static Fix oneMark(String rows) {
    return of("give " + rows + " one decimal mark");
  }
}
