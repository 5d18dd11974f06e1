package dev.soma.error;

import org.jspecify.annotations.Nullable;

/// What methods of Java are given: what makes no sense is refused at once, with a call that works.
public final class Given {
  private Given() {}

  /// The value.
  ///
  /// @param name of the method, or of the value of a record
  /// @param works a call in its place
  /// @throws SomaException.Usage E209 if it is null
  public static <T> T some(@Nullable T value, String name, String works) {
    if (value == null) {
      throw new SomaException.Usage("E209", name + " null · expected a value", works);
    }
    return value;
  }

  /// Refuses a number out of its range.
  ///
  /// @param holds whether it is within
  /// @param name of the method, or of the value of a record
  /// @param expected the range, `1 or more`
  /// @param works a call in its place
  /// @throws SomaException.Usage E201 if it is not
  public static void require(
      boolean holds, String name, Object got, String expected, String works) {
    if (!holds) {
      throw new SomaException.Usage("E201", name + " " + got + " · expected " + expected, works);
    }
  }
}
