package dev.soma.cli.apply;

import dev.soma.cli.diagnose.DataDiagnostics;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.Flag;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One pass over a file: what was written so far, and what to say at the end.
final class PredictRun {
  private final Model model;
  private final PredictionLines lines;
  private final OnUnseen onUnseen;
  private final char delimiter;
  private final boolean streamed;
  private final Map<Flag.Kind, Long> flagged = new EnumMap<>(Flag.Kind.class);
  private final Map<String, Long> outside = new TreeMap<>();
  private List<String> extras = List.of();
  private boolean begun;
  private long read;
  private long written;

  /// @param streamed whether rows are out of reach once they are written
  PredictRun(
      Model model, PredictionLines lines, OnUnseen onUnseen, char delimiter, boolean streamed) {
    this.model = model;
    this.lines = lines;
    this.onUnseen = onUnseen;
    this.delimiter = delimiter;
    this.streamed = streamed;
  }

  /// The lines of the next rows, with the header before the first.
  ///
  /// @throws SomaException.Mismatch E511 for an unseen category, saying how many rows were written
  StringBuilder chunk(Table table) {
    StringBuilder out = new StringBuilder();
    Predictions predictions = model.predict(table);
    BitSet unseen = new BitSet();
    for (Flag flag : predictions.flags()) {
      if (flag.kind() == Flag.Kind.UNSEEN) {
        unseen.set(flag.row());
      }
      flagged.merge(flag.kind(), 1L, Long::sum);
      DataDiagnostics.count(flag, outside, model);
    }
    if (!unseen.isEmpty() && onUnseen == OnUnseen.ERROR) {
      throw refused(table, predictions);
    }
    if (!begun) {
      begun = true;
      extras =
          model.encoder().extras(table).stream()
              .filter(name -> !model.target().names().contains(name))
              .toList();
      lines.requireRoom(table);
      lines.header(out, table, delimiter);
    }
    List<List<Flag>> flags = byRow(predictions, table.rows());
    for (int r = 0; r < table.rows(); r++) {
      if (unseen.get(r) && onUnseen == OnUnseen.SKIP) {
        continue;
      }
      lines.row(out, table, predictions, r, flags.get(r), delimiter);
      written++;
    }
    read += table.rows();
    return out;
  }

  private SomaException.Mismatch refused(Table table, Predictions predictions) {
    SomaException.Mismatch e =
        Flag.unseen(predictions.flags(), table.source().name(), table.rows(), model.encoder());
    return new SomaException.Mismatch(
        "E511",
        e.getMessage()
            + "\n"
            + (streamed
                ? Text.count(written, "row") + " were written before it"
                : "no row is kept"),
        e.fixes().toArray(String[]::new));
  }

  private static List<List<Flag>> byRow(Predictions predictions, int rows) {
    List<List<Flag>> flags = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      flags.add(new ArrayList<>(0));
    }
    predictions.flags().forEach(f -> flags.get(f.row()).add(f));
    return flags;
  }

  /// What was done, in few lines.
  List<String> summary(int rejected) {
    List<String> said = new ArrayList<>();
    StringBuilder first = new StringBuilder(Text.count(read, "row") + " read, ");
    first.append(Text.count(written)).append(" written");
    long skipped = read - written;
    if (skipped > 0) {
      first.append("; ").append(Text.count(skipped)).append(" with unseen categories skipped");
    }
    if (rejected > 0) {
      first
          .append("; ")
          .append(Text.count(rejected))
          .append(" that could not be read or used skipped");
    }
    said.add(first.toString());
    flagged.forEach(
        (kind, count) -> said.add("  flagged " + kind.label() + ": " + Text.count(count, "value")));
    DataDiagnostics.lines(DataDiagnostics.range(outside, read, model).stream().toList())
        .forEach(line -> said.add("  " + line));
    if (!extras.isEmpty()) {
      said.add("  note: the model does not know and ignores " + Text.list(extras, 8));
    }
    return said;
  }
}
