package dev.soma.cli.args;

/// One flag of a command.
///
/// @param name with its dashes: `--lr`, `-q`
/// @param other another name, or empty
/// @param label what its value is called, `RATE`; empty if it takes none
/// @param group heading it is listed under
/// @param help one line
public record Flag(String name, String other, String label, String group, String help) {
  /// A flag with a value.
  public static Flag value(String name, String label, String group, String help) {
    return new Flag(name, "", label, group, help);
  }

  /// A flag without a value.
  public static Flag plain(String name, String group, String help) {
    return new Flag(name, "", "", group, help);
  }

  /// With a second name.
  public Flag or(String name2) {
    return new Flag(name, name2, label, group, help);
  }

  /// Whether a value follows.
  public boolean takesValue() {
    return !label.isEmpty();
  }
}
