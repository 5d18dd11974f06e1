package dev.soma.cli.diagnose;

import dev.soma.cli.screen.Text;
import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.scale.HeavyTail;
import dev.soma.data.scale.Scale;
import dev.soma.data.scale.Sorted;
import dev.soma.data.text.NumberText;
import dev.soma.train.TrainingListener;
import dev.soma.train.diagnose.Condition;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Columns of which a few values are so far from all others that these are nearly one number once
/// they are standardised, or that a validation row outweighs all others. A run that learns nothing
/// from them is helped by another scale, and not by another network: D8 says so.
///
/// @param said what is wrong with which columns; empty without such a column
/// @param remedy flags with which their values are told apart; empty without such a column
public record FarValues(String said, String remedy) {
  /// Deviations from the mean from which on a value is far.
  private static final double FAR = 10;

  /// The same of validation rows, which are none of those that the deviation is of.
  private static final double BEYOND = 100;

  /// Deviations that the quartiles are apart at least where they can be told apart.
  private static final double APART = 0.1;

  private static final int SHOWN = 3;

  /// Those of some rows.
  ///
  /// @param encoder that was learned on the training rows
  public static FarValues of(Table train, Table validation, Encoder encoder) {
    List<String> squeezed = new ArrayList<>();
    List<String> beyond = new ArrayList<>();
    boolean decades = true; // all of them
    for (InputColumn column : encoder.columns()) {
      if (column instanceof InputColumn.NumberInput n
          && n.scale() instanceof Scale.Standard
          && train.column(n.name()) instanceof Column.Numbers values) {
        boolean far = Math.max(n.max() - n.mean(), n.mean() - n.min()) > FAR * n.sd();
        if (far && isSqueezed(values, n.sd())) {
          squeezed.add(n.name());
        } else {
          int[] rows = beyond(validation, n);
          if (rows.length == 0) {
            continue;
          }
          beyond.add(n.name() + " (" + validation.where(rows, SHOWN) + ")");
        }
        decades &= HeavyTail.unit(values.rows(), values::value, n.min(), n.max()).isPresent();
      }
    }
    String remedy = decades ? "--heavy-tails log" : "--scaling robust";
    return squeezed.isEmpty() && beyond.isEmpty()
        ? new FarValues("", "")
        : new FarValues(said(squeezed, beyond), remedy);
  }

  private static String said(List<String> squeezed, List<String> beyond) {
    return squeezed.isEmpty()
        ? "; validation rows have values of "
            + Text.list(beyond, SHOWN)
            + " far beyond those of the training rows"
        : "; standardised, most values of "
            + Text.list(squeezed, SHOWN)
            + " are nearly one number beside a few far ones";
  }

  /// The validation rows whose value is far beyond those of the training rows.
  private static int[] beyond(Table validation, InputColumn.NumberInput n) {
    if (validation.rows() == 0) {
      return new int[0];
    }
    Column column = validation.column(n.name());
    IntToDoubleFunction values =
        column instanceof Column.Numbers numbers
            ? numbers::value
            : r -> NumberText.parse(column.text(r), validation.decimal());
    return IntStream.range(0, column.rows())
        .filter(r -> !column.isMissing(r) && Double.isFinite(values.applyAsDouble(r)))
        .filter(r -> Math.abs(values.applyAsDouble(r) - n.mean()) > BEYOND * n.sd())
        .toArray();
  }

  /// Whether half of the values are nearly one, and yet not equal.
  private static boolean isSqueezed(Column.Numbers values, double sd) {
    int present =
        (int)
            IntStream.range(0, values.rows()).filter(r -> Double.isFinite(values.value(r))).count();
    double[] quartiles = Sorted.of(values.rows(), values::value, present).quantiles(0.25, 0.75);
    double width = quartiles[1] - quartiles[0];
    return width > 0 && width < APART * sd;
  }

  /// Tells a listener of D8 with what helps against these columns.
  public TrainingListener telling(TrainingListener listener) {
    return said.isEmpty() ? listener : new Retold(listener, this::of);
  }

  private Diagnostic of(Diagnostic d) {
    boolean judged = d.condition() == Condition.D8 && !d.evidence().containsKey("steps");
    return !judged
        ? d
        : new Diagnostic(
            d.condition(), d.epoch(), d.layer(), d.sentence() + said, d.evidence(), remedy);
  }
}
