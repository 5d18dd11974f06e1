package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.report.FoldsBlock;
import dev.soma.cli.report.TestBlock;
import dev.soma.recipe.OutOfFold;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What each fold says of the rows that it held out.
///
/// @param folds of the run
/// @param planned how many there were to be
/// @param flattering whether these rows chose the epochs of their folds
public record FoldsSection(OutOfFold folds, int planned, boolean flattering) implements Section {
  private static final int SHOWN = 20;

  @Override
  public String id() {
    return "folds";
  }

  @Override
  public String title() {
    return "Folds";
  }

  @Override
  public void write(Html html) {
    html.paragraph(FoldsBlock.head(folds, planned) + ".");
    List<OutOfFold.Score> scores = folds.scores();
    int shown = Math.min(SHOWN, folds.parts().size());
    List<String> head = new ArrayList<>(List.of("metric", "mean", "± sd"));
    for (int f = 0; f < shown; f++) {
      head.add("fold " + folds.parts().get(f).fold());
    }
    List<List<String>> rows = new ArrayList<>();
    for (OutOfFold.Score s : scores) {
      List<String> row = new ArrayList<>();
      row.add(TestBlock.label(s.metric()));
      row.add(Numbers.value(s.metric(), s.mean()));
      row.add(Numbers.value(s.metric(), s.sd()));
      s.values().stream().limit(shown).forEach(x -> row.add(Numbers.value(s.metric(), x)));
      rows.add(row);
    }
    html.table(
        "Metrics of each fold" + (shown < folds.parts().size() ? ", the first" : ""), head, rows);
    String over = FoldsBlock.over(folds, planned);
    html.paragraph(over.substring(0, 1).toUpperCase(Locale.ROOT) + over.substring(1) + ".");
    FoldsBlock.unpredicted(folds).forEach(line -> html.paragraph(line + "."));
    if (flattering) {
      html.paragraph(
          "These rows chose the epochs of their folds, so the figures are a little too good.");
    }
  }

  @Override
  public Map<String, Object> data() {
    return FoldsBlock.json(folds);
  }
}
