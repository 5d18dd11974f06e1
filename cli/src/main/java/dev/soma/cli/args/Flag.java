package dev.soma.cli.args;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;

/// One flag of a command.
///
/// @param name with its dashes: `--lr`, `-q`
/// @param other another name, or empty
/// @param label what its value is called, `RATE`; empty if it takes none
/// @param usual the value where none follows; empty if one has to follow
/// @param group heading it is listed under
/// @param help one line
/// @param known whether a value is one that it can have, as far as no file has to be read for it
public record Flag(
    String name,
    String other,
    String label,
    String usual,
    String group,
    String help,
    Predicate<String> known) {
  /// What values are called that are numbers.
  private static final Set<String> NUMBERS =
      Set.of("N", "K", "L", "P", "A", "B", "EPS", "RATE", "SHARE", "ROWS", "COLUMNS");

  /// What values are called that are numbers or words.
  private static final Set<String> EITHER =
      Set.of("X", "Y", "F", "A-B", "CLASS", "UNITS", "TIME", "NORM", "LIMIT", "ANSWER");

  /// What values are called that are shares.
  private static final Set<String> SHARES = Set.of("SHARE", "RATE", "P");

  /// A flag with a value.
  public static Flag value(String name, String label, String group, String help) {
    return new Flag(name, "", label, "", group, help, _ -> true);
  }

  /// A flag without a value.
  public static Flag plain(String name, String group, String help) {
    return new Flag(name, "", "", "", group, help, _ -> true);
  }

  /// With a second name.
  public Flag or(String name2) {
    return new Flag(name, name2, label, usual, group, help, known);
  }

  /// With a value for where none follows.
  public Flag usually(String value) {
    return new Flag(name, other, label, value, group, help, known);
  }

  /// With values of which not all can be had.
  public Flag where(Predicate<String> valid) {
    return new Flag(name, other, label, usual, group, help, valid);
  }

  /// With these words as its values.
  public Flag among(String... words) {
    return where(Arrays.asList(words)::contains);
  }

  /// Whether a value follows.
  public boolean takesValue() {
    return !label.isEmpty();
  }

  /// The name and what follows it: `--lr RATE`, `--importance [N]`.
  String typed() {
    return (name + " " + value()).strip();
  }

  /// All names and what follows them: `-o, --output FILE`.
  String listed() {
    return ((other.isEmpty() ? name : name + ", " + other) + " " + value()).strip();
  }

  private String value() {
    return usual.isEmpty() ? label : "[" + label + "]";
  }

  /// A value as it is written here: a share for a percentage, `0.2` for `20%`, and units without
  /// the brackets of a list, `64,32` for `[64, 32]`; any other as it is.
  public String asHere(String value) {
    String number = value.replaceFirst(" ?%$", "");
    if (SHARES.contains(label) && isPercentage(value)) {
      return new BigDecimal(number).movePointLeft(2).stripTrailingZeros().toPlainString();
    }
    boolean list = label.equals("UNITS") && value.matches("[\\[(][^\\[(]*[\\])]");
    return list
        ? value.substring(1, value.length() - 1).replaceAll("\\s", "").replaceFirst(",$", "")
        : value;
  }

  /// Whether such a value can be meant: a number where a number is wanted, a word where the name of
  /// a column, a file or a kind is, and one that the flag knows.
  boolean takes(String value) {
    if (!takesValue() || !known.test(value)) {
      return false;
    }
    if (EITHER.contains(label)) {
      return true;
    }
    boolean word = value.equals("auto") || value.equals("none");
    return NUMBERS.contains(label)
        ? word || isNumber(value)
        : !isNumber(value) && !isPercentage(value);
  }

  /// Whether a text is a number and the sign of percent.
  private static boolean isPercentage(String text) {
    return text.endsWith("%") && isNumber(text.replaceFirst(" ?%$", ""));
  }

  /// Whether a text is a number as it is typed.
  public static boolean isNumber(String text) {
    return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  }
}
