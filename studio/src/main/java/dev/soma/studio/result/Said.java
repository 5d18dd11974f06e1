package dev.soma.studio.result;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Outcomes;
import dev.soma.model.Model;
import dev.soma.model.Provenance;
import dev.soma.nn.Activation;
import dev.soma.studio.draw.Part;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import java.util.Arrays;
import java.util.List;
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
    Provenance from = new Provenance("", "", rows, 0, Map.of(), snapshot.when().step());
    return subject.model(snapshot.parameters(), from).calibrated(subject.applied().calibration());
  }

  /// How a class is said, and from which probabilities, in words.
  ///
  /// @param classes names of those of the target that is looked at
  static String decision(Subject subject, List<String> classes) {
    double t = subject.applied().calibration().t();
    String leftOut = subject.applied().leftOut();
    boolean softmax = subject.spec().output().activation() instanceof Activation.Softmax;
    String tempered =
        (softmax ? " p is softmax" : " p is logistic")
            + "(z / T) with the temperature of the model, T = "
            + Texts.figure(t)
            + ".";
    return rule(subject, classes)
        + (t == 1 ? "" : tempered)
        + (leftOut.isEmpty() ? "" : " " + leftOut);
  }

  private static String rule(Subject subject, List<String> classes) {
    double p = subject.applied().calibration().threshold().p();
    if (!(subject.target() instanceof TargetEncoder.Classes)) {
      return "The second value is said from p = 0.5 on.";
    }
    if (classes.size() != 2) {
      return "The class of the largest z, so of the largest p, is said.";
    }
    return p == 0.5
        ? "Of two classes the second is said from p = 0.5 on (z >= 0): no threshold is applied."
        : "Of two classes "
            + classes.getLast()
            + " is said from p = "
            + Texts.figure(p)
            + " on, the threshold of the model.";
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
