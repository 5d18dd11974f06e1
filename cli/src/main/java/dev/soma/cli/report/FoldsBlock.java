package dev.soma.cli.report;

import dev.soma.cli.screen.Text;
import dev.soma.data.Task;
import dev.soma.eval.Outcomes;
import dev.soma.recipe.OutOfFold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the folds say of the rows that they held out.
public final class FoldsBlock {
  private static final int SHOWN = 10;

  private FoldsBlock() {}

  /// `5 folds: 713 rows, each predicted by the networks of the fold that held it out`.
  public static String head(OutOfFold oof, int planned) {
    int rows = oof.parts().stream().mapToInt(p -> p.rows().rows()).sum();
    int done = oof.parts().size();
    return (done == planned ? Text.count(done, "fold") : done + " of " + planned + " folds")
        + ": "
        + Text.count(rows, "row")
        + ", each predicted by a fold that did not learn from it";
  }

  /// A line a metric: its mean, its spread, its value in every fold; then over which folds.
  public static List<String> lines(OutOfFold oof, int planned) {
    List<String> lines = new ArrayList<>();
    int names = TestBlock.names(oof.scores().stream().map(OutOfFold.Score::metric).toList());
    for (OutOfFold.Score s : oof.scores()) {
      StringBuilder line = new StringBuilder(Text.cell(TestBlock.label(s.metric()), names));
      line.append(Text.padded(TestBlock.value(s.metric(), s.mean()), 10));
      line.append("± ").append(Text.padded(TestBlock.value(s.metric(), s.sd()), 10));
      for (double x : s.values().subList(0, Math.min(SHOWN, s.values().size()))) {
        line.append("  ").append(Double.isNaN(x) ? "-" : TestBlock.value(s.metric(), x));
      }
      if (s.values().size() > SHOWN) {
        line.append("  …");
      }
      int counted = counted(s);
      if (counted < s.values().size()) {
        line.append("   over ").append(counted).append(" of ").append(s.values().size());
      }
      lines.add(line.toString());
    }
    lines.add(over(oof, planned));
    lines.addAll(unpredicted(oof));
    return lines;
  }

  /// Over how many folds figures are taken.
  public static String over(OutOfFold oof, int planned) {
    int done = oof.parts().size();
    if (done == 1) {
      return "figures of 1 of " + planned + " folds alone: no mean over folds, and no spread";
    }
    return "mean over "
        + (done == planned
            ? "the " + done + " folds"
            : "these " + done + " of " + planned + " folds")
        + " ± standard deviation over them, divided by their number less one; then each fold";
  }

  /// Rows that the networks of their fold say nothing of; no line if there are none.
  public static List<String> unpredicted(OutOfFold oof) {
    return oof.unpredicted() == 0
        ? List.of()
        : TestBlock.unpredicted(oof.unpredicted(), task(oof.parts().getFirst().outcomes()));
  }

  private static Task task(Outcomes outcomes) {
    return switch (outcomes) {
      case Outcomes.Classes c -> c.classes() == 2 ? Task.BINARY : Task.MULTICLASS;
      case Outcomes.Labels _ -> Task.MULTI_LABEL;
      case Outcomes.Numbers _ -> Task.REGRESSION;
    };
  }

  /// How many folds have a value.
  private static int counted(OutOfFold.Score s) {
    return (int) s.values().stream().filter(x -> !Double.isNaN(x)).count();
  }

  /// The same for `run.jsonl`: rows without a prediction, if there are some; mean and sd by metric.
  public static Map<String, Object> json(OutOfFold oof) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("folds", oof.parts().size());
    if (oof.unpredicted() > 0) {
      all.put("unpredicted", oof.unpredicted());
    }
    for (OutOfFold.Score s : oof.scores()) {
      Map<String, Object> score = new LinkedHashMap<>();
      score.put("mean", Text.finite(s.mean()));
      score.put("sd", Text.finite(s.sd()));
      if (counted(s) < s.values().size()) {
        score.put("folds", counted(s));
      }
      all.put(s.metric().name(), score);
    }
    return all;
  }
}
