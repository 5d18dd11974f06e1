package dev.soma.cli.input;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.RejectsFile;
import dev.soma.data.read.UnusableRow;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which rows of a file a model can be asked of or measured on: those whose values are what its
/// columns hold, with a class or a number that it knows where their truth is asked for, as by
/// `evaluate` and `train --test` but not by `predict`.
///
/// @param encoder of the model, or one that has seen the same columns
/// @param target its targets; null for rows whose truth is not asked for
public record UsableRows(Encoder encoder, @Nullable TargetEncoder target) {
  /// What leaves out the rows that cannot be used.
  public static final String SKIP = "--on-bad-row skip";

  /// Rows with a truth, for a model.
  public static UsableRows of(Model model) {
    return new UsableRows(model.encoder(), model.target());
  }

  /// The rows that can be used. The others count as skipped and are added to the file of rejected
  /// rows, if bad rows are to be skipped and not all are bad.
  ///
  /// @param rows as they were read for a model
  /// @param without what to type where no row can be used; empty for nothing
  /// @throws SomaException E320, E512, E514 or E515 if rows cannot be used and are not skipped
  public Table of(Table rows, String without) {
    return of(rows, without, rows.options().rejects());
  }

  /// The same, where the others are added to the rejected rows of another reading of the file.
  public Table of(Table rows, String without, RejectsFile rejects) {
    List<UnusableRow> bad = encoder.unusable(rows, target);
    if (bad.isEmpty()) {
      return rows;
    }
    boolean some = bad.size() < rows.rows();
    if (some && rows.options().skipBadRows()) {
      return Inputs.counted(rows, left(rows, bad, rejects));
    }
    throw refusal(rows, some ? SKIP : without);
  }

  /// The same where bad rows are to be skipped; else all rows, of which few will be looked at.
  public Table skipping(Table rows) {
    return rows.options().skipBadRows() ? of(rows, "") : rows;
  }

  /// Some rows of a file, encoded.
  ///
  /// @throws SomaException as [#of(Table, String)] if one of them cannot be used
  public Dataset encoded(Table file, int[] some) {
    Table rows = file.rows(some);
    if (!encoder.unusable(rows, target).isEmpty()) {
      Table _ = of(file, ""); // which refuses it, and knows whether it has others
    }
    return target == null ? encoder.encode(rows) : encoder.encode(rows, target);
  }

  /// The same of a part of a file whose bad rows are skipped: all of them may be bad, and they are
  /// not counted.
  ///
  /// @throws SomaException.Mismatch E510 for what is wrong with all rows
  public Table ofPart(Table rows) {
    List<UnusableRow> bad = encoder.unusable(rows, target);
    return bad.isEmpty() ? rows : left(rows, bad, rows.options().rejects());
  }

  /// Whether some of these rows can be used.
  public boolean some(Table rows) {
    return encoder.unusable(rows, target).size() < rows.rows();
  }

  /// Whether all of them can be.
  public boolean all(Table rows) {
    return encoder.unusable(rows, target).isEmpty();
  }

  /// What is wrong with rows that cannot be used.
  ///
  /// @param more what to type besides what the columns themselves propose; empty for nothing
  public SomaException refusal(Table rows, String more) {
    try {
      encoder.requireUsable(rows, target);
    } catch (SomaException e) {
      List<Fix> fixes = new ArrayList<>(e.remedies());
      fixes.removeIf(fix -> fix.text().equals(SKIP));
      if (!more.isEmpty()) {
        fixes.add(Fix.of(more));
      }
      return e.mended(fixes);
    }
    throw new IllegalStateException("nothing is wrong with " + rows);
  }

  private static Table left(Table rows, List<UnusableRow> bad, RejectsFile rejects) {
    BitSet out = new BitSet();
    try (RejectsFile file = rejects) {
      for (UnusableRow b : bad) {
        List<String> fields = rows.columns().stream().map(c -> c.text(b.row())).toList();
        file.add(rows.names(), rows.line(b.row()), b.id(), b.reason(), fields);
        out.set(b.row());
      }
    }
    return rows.rows(IntStream.range(0, rows.rows()).filter(row -> !out.get(row)).toArray());
  }
}
