package dev.soma.cli.page.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.page.Html;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingHistory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CurvesSectionTest {
  private static CurvesSection.Run run(String name, int epochs, int best) {
    List<TrainingEvent.Epoch> all = new ArrayList<>();
    for (int e = 0; e <= epochs; e++) {
      double j = e == 0 ? Double.NaN : 1.0 / e;
      all.add(
          new TrainingEvent.Epoch(
              e,
              epochs,
              e,
              j,
              2.0 / (e + 1),
              "rmse",
              3.0 / (e + 1),
              e <= best,
              best,
              -1,
              0.1,
              1,
              1,
              1));
    }
    return new CurvesSection.Run(
        name,
        new TrainingHistory(
            all,
            new TrainingEvent.Stopped(TrainingEvent.Reason.COMPLETED, epochs, best, epochs, 1)));
  }

  private static String written(CurvesSection section) {
    Html html = new Html();
    section.write(html);
    return html.toString();
  }

  @Test
  void every_epoch_is_there_and_the_best_is_marked() {
    CurvesSection section = new CurvesSection(List.of(run("network", 40, 17)), "rmse", "done");
    String html = written(section);
    assertThat(html).contains("best: epoch 17", ">17 (best)<", ">40<", "rmse of the validation");
    String json = JsonMapper.shared().writeValueAsString(section.data());
    assertThat(json).contains("\"best\":17", "\"j\":[null,1.0,0.5,").doesNotContain("NaN");
  }

  @Test
  void very_many_networks_and_epochs_are_thinned_and_the_rest_counted() {
    List<CurvesSection.Run> runs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      runs.add(run("network " + i, 999, 500 + i));
    }
    CurvesSection section = new CurvesSection(runs, "rmse", "done");
    String html = written(section);
    assertThat(html)
        .contains("200 more networks are not drawn", "every n-th epoch", ">509 (best)<");
    assertThat(html.length() + JsonMapper.shared().writeValueAsString(section.data()).length())
        .isLessThan(700_000);
  }
}
