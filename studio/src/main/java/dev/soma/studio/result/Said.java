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
/// @param outcomes of the taken rows
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
    return new Said(part, taken, model(subject, snapshot).predict(some).against(some));
  }

  /// The weights of a snapshot as what `predict` would load.
  static Model model(Subject subject, Snapshot snapshot) {
    int rows = subject.training().rows();
    return subject.model(
        snapshot.parameters(), new Provenance("", "", rows, 0, Map.of(), snapshot.when().step()));
  }

  /// The number that a row has of a target, as it was read; the engine keeps it as a float32 of
  /// scaled numbers, which beside an outlier is far from it.
  ///
  /// @param n of the target
  /// @param target its name
  /// @param r which of the taken rows
  double truth(Outcomes.Numbers n, String target, int r) {
    Table table = part.table();
    return table.names().contains(target)
            && table.column(target) instanceof Column.Numbers read
            && !read.isMissing(taken[r])
        ? read.value(taken[r])
        : n.truth()[r];
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
