package dev.soma.data.encode;

import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.util.List;
import java.util.stream.Collectors;

/// Something about one value of one row that makes a prediction less certain, or that there is
/// none.
///
/// @param kind what it is
/// @param row the row within the encoded table, from 0
/// @param line the line of the file, or the row number
/// @param column the name of the column, or of the target without a prediction; empty if the model
///   has no columns of their own for it
/// @param value the text of the value
/// @param above whether a number is above the range of the training rows, and not below it
public record Flag(Kind kind, int row, int line, String column, String value, boolean above) {
  /// What can be said of a value.
  public enum Kind {
    /// A category that no training row had; encoded as "none of them".
    UNSEEN,
    /// No value; replaced as in training.
    IMPUTED,
    /// `NaN` or an infinity where a number was expected; replaced as a missing value is.
    NOT_FINITE,
    /// A number outside the range of the training rows.
    OUT_OF_RANGE,
    /// The outputs are not finite: no class or label can be chosen, and a number is none.
    NO_PREDICTION;

    /// `unseen`, `imputed`, `not-finite`, `out-of-range`, `no-prediction`: as printed.
    public String label() {
      return switch (this) {
        case UNSEEN -> "unseen";
        case IMPUTED -> "imputed";
        case NOT_FINITE -> "not-finite";
        case OUT_OF_RANGE -> "out-of-range";
        case NO_PREDICTION -> "no-prediction";
      };
    }
  }

  /// Of a value that is not above a range.
  public Flag(Kind kind, int row, int line, String column, String value) {
    this(kind, row, line, column, value, false);
  }

  /// The same of a row that is so many rows further on.
  public Flag moved(int rows) {
    return rows == 0 ? this : new Flag(kind, row + rows, line, column, value, above);
  }

  /// Error E511 for the first unseen category among the flags.
  ///
  /// @param flags at least one of kind UNSEEN
  /// @param source the name of the file
  /// @param rows how many rows were looked at
  /// @param encoder whose levels were expected
  public static SomaException.Mismatch unseen(
      List<Flag> flags, String source, int rows, Encoder encoder) {
    List<Flag> unseen = flags.stream().filter(f -> f.kind() == Kind.UNSEEN).toList();
    Flag first = unseen.getFirst();
    long affected = unseen.stream().mapToInt(Flag::row).distinct().count();
    String others =
        unseen.stream()
            .skip(1)
            .limit(4)
            .map(
                f ->
                    "line "
                        + Names.count(f.line())
                        + " \""
                        + f.column()
                        + "\": \""
                        + f.value()
                        + "\"")
            .collect(Collectors.joining(", "));
    return new SomaException.Mismatch(
        "E511",
        "unseen category · "
            + source
            + " line "
            + Names.count(first.line())
            + ", column \""
            + first.column()
            + "\": \""
            + first.value()
            + "\"\ntrained on: "
            + Names.list(encoder.levels(first.column()), 20)
            + ". "
            + Names.count(affected)
            + " of "
            + Names.count(rows)
            + " rows affected."
            + (others.isEmpty() ? "" : " Also " + others + "."),
        "--on-unseen unknown",
        "--on-unseen skip");
  }
}
