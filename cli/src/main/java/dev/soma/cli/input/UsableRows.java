package dev.soma.cli.input;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.RejectsFile;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which rows of a file a model can be measured on: those whose values are what its columns hold,
/// with a class or a number that it knows. They are found by encoding the file, and where that is
/// refused each half of it, down to single rows.
///
/// @param encoder of the model, or one that has seen the same columns
/// @param target its targets; null for rows whose truth is not asked for
public record UsableRows(Encoder encoder, @Nullable TargetEncoder target) {
  private static final Set<String> OF_A_ROW = Set.of("E512", "E514", "E515");

  /// Rows that are encoded at once: what they come to is not kept.
  private static final int AT_ONCE = 1 << 16;

  private static final String SKIP = "--on-bad-row skip";

  /// A row that cannot be used, and why.
  private record Bad(int row, SomaException.Mismatch why) {
    /// `column "a": "zz"`.
    String reason() {
      String first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
      int place = first.indexOf(", column ");
      return place < 0 ? first : first.substring(place + 2);
    }
  }

  /// The rows that can be used. The others count as skipped and are added to the file of rejected
  /// rows, if bad rows are to be skipped and not all are bad.
  ///
  /// @param rows as they were read for a model
  /// @param without what to type where no row can be used; empty for nothing
  /// @throws SomaException.Mismatch E512, E514 or E515 if rows cannot be used and are not skipped
  public Table of(Table rows, String without) {
    return of(rows, without, rows.options().rejects());
  }

  /// The same, where the others are added to the rejected rows of another reading of the file.
  public Table of(Table rows, String without, RejectsFile rejects) {
    SomaException.Mismatch wrong = misfit(rows);
    if (wrong == null) {
      return rows;
    }
    List<Bad> bad = bad(rows);
    boolean some = bad.size() < rows.rows();
    if (some && rows.options().skipBadRows()) {
      return Inputs.counted(rows, left(rows, bad, rejects));
    }
    List<String> fixes = new ArrayList<>(wrong.fixes());
    String more = some ? SKIP : without;
    if (!more.isEmpty() && !fixes.contains(more)) {
      fixes.add(more);
    }
    fixes.removeIf(fix -> !some && fix.equals(SKIP));
    throw new SomaException.Mismatch(
        wrong.id(), String.valueOf(wrong.getMessage()), fixes.toArray(String[]::new));
  }

  /// The same of a later part of a file whose bad rows are skipped: all of them may be bad, and
  /// they are not counted.
  ///
  /// @throws SomaException.Mismatch for what is wrong with all rows, as E510
  public Table ofPart(Table rows) {
    return misfit(rows) == null ? rows : left(rows, bad(rows), rows.options().rejects());
  }

  private SomaException.@Nullable Mismatch misfit(Table rows) {
    try {
      for (int from = 0; from < rows.rows(); from += AT_ONCE) {
        Table some = rows.rows(from, Math.min(rows.rows(), from + AT_ONCE));
        Dataset _ = target == null ? encoder.encode(some) : encoder.encode(some, target);
      }
      return null;
    } catch (SomaException.Mismatch e) {
      return e;
    }
  }

  private List<Bad> bad(Table rows) {
    List<Bad> bad = new ArrayList<>();
    search(rows, 0, rows.rows(), bad);
    return bad;
  }

  private void search(Table rows, int from, int to, List<Bad> bad) {
    SomaException.Mismatch wrong = misfit(rows.rows(from, to));
    if (wrong == null) {
      return;
    }
    if (!OF_A_ROW.contains(wrong.id())) {
      throw wrong;
    }
    if (to - from == 1) {
      bad.add(new Bad(from, wrong));
      return;
    }
    int middle = (from + to) >>> 1;
    search(rows, from, middle, bad);
    search(rows, middle, to, bad);
  }

  private static Table left(Table rows, List<Bad> bad, RejectsFile rejects) {
    BitSet out = new BitSet();
    try (RejectsFile file = rejects) {
      for (Bad b : bad) {
        List<String> fields = rows.columns().stream().map(c -> c.text(b.row)).toList();
        file.add(rows.names(), rows.line(b.row), b.why.id(), b.reason(), fields);
        out.set(b.row);
      }
    }
    return rows.rows(IntStream.range(0, rows.rows()).filter(row -> !out.get(row)).toArray());
  }
}
