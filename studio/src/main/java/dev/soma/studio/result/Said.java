package dev.soma.studio.result;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.eval.Outcomes;
import dev.soma.model.Model;
import dev.soma.model.Provenance;
import dev.soma.studio.draw.Part;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/// What a network says of the rows of a part, beside what is true.
///
/// @param part whose rows
/// @param taken which of them, ascending: all, or so many that are evenly spaced
/// @param outcomes of the taken rows; numbers that are true are those of the file
record Said(Part part, int[] taken, Outcomes outcomes) {
  /// Products that a picture may cost: some tenths of a second.
  private static final long WORK = 2_000_000_000L;

  private static final int MOST = 20_000;
  private static final int LEAST = 500;

  static Said of(Subject subject, Snapshot snapshot, Part part) {
    long most = Math.clamp(WORK / Math.max(1, snapshot.parameters().size()), LEAST, MOST);
    int rows = part.rows().rows();
    int count = (int) Math.min(rows, most);
    int[] taken = new int[count];
    Arrays.setAll(taken, i -> (int) ((long) i * rows / count));
    Dataset some = count == rows ? part.rows() : part.rows().rows(taken);
    Outcomes outcomes = model(subject, snapshot).predict(some).against(some);
    if (outcomes instanceof Outcomes.Numbers n) {
      asRead(subject, part.table(), taken, n); // nobody else has seen these outcomes yet
    }
    return new Said(part, taken, outcomes);
  }

  /// The weights of a snapshot as what `predict` would load.
  static Model model(Subject subject, Snapshot snapshot) {
    int rows = subject.training().rows();
    return subject.model(
        snapshot.parameters(), new Provenance("", "", rows, 0, Map.of(), snapshot.when().step()));
  }

  /// Puts the true numbers there as they were read; the engine keeps them as float32 of scaled
  /// numbers, which beside an outlier are far from them.
  private static void asRead(Subject subject, Table table, int[] taken, Outcomes.Numbers n) {
    int targets = n.targets();
    for (int k = 0; k < targets; k++) {
      String target = subject.target().names().get(k);
      if (table.names().contains(target) && table.column(target) instanceof Column.Numbers read) {
        for (int r = 0; r < taken.length; r++) {
          if (!read.isMissing(taken[r])) {
            n.truth()[r * targets + k] = read.value(taken[r]);
          }
        }
      }
    }
  }

  /// Whether not all rows were looked at.
  boolean sampled() {
    return taken.length < part.rows().rows();
  }

  /// One row of the outcomes alone, without its weight.
  static Outcomes.Classes only(Outcomes.Classes c, int r) {
    double[] p = IntStream.range(0, c.classes()).mapToDouble(k -> c.p(r, k)).toArray();
    return Outcomes.classes(new double[][] {p}, new int[] {c.truth()[r]});
  }
}
