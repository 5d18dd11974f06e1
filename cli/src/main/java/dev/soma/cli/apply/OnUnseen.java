package dev.soma.cli.apply;

import dev.soma.error.SomaException;
import java.util.Locale;

/// What becomes of a row with a category that no training row had.
enum OnUnseen {
  /// Error E511.
  ERROR,
  /// It counts as "none of them" and is flagged.
  UNKNOWN,
  /// The row is left out and counted.
  SKIP;

  static OnUnseen parse(String text) {
    for (OnUnseen value : values()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    throw new SomaException.Usage(
        "E209",
        "--on-unseen \"" + text + "\" · expected error, unknown or skip",
        "--on-unseen unknown");
  }
}
