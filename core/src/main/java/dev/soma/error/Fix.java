package dev.soma.error;

import java.io.Serializable;

/// What can be typed against a refusal, so that whoever knows more of what was typed finds it by
/// what it is, not by its words.
///
/// @param text as it is shown
/// @param flag the flag that it sets; empty if it is told in words alone
public record Fix(String text, String flag) implements Serializable {
  /// One that is told in words alone.
  public static Fix of(String text) {
    return new Fix(text, "");
  }

  /// `--decimal ,`
  public static Fix set(String flag, String value) {
    return new Fix(flag + " " + value, flag);
  }

  /// `leave --cv out`
  public static Fix without(String flag) {
    return of("leave " + flag + " out");
  }
}
