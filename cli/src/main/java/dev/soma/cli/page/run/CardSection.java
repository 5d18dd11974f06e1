package dev.soma.cli.page.run;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Section;
import java.util.List;
import java.util.Map;

/// What only people can say of a model. The page does not make it up.
public record CardSection() implements Section {
  private static final String OPEN = "not filled in";

  @Override
  public String id() {
    return "card";
  }

  @Override
  public String title() {
    return "Model card";
  }

  @Override
  public void write(Html html) {
    html.table(
        "What nobody has said yet",
        List.of("field", "text"),
        List.of(
            List.of("Intended use", OPEN),
            List.of("Not meant for", OPEN),
            List.of("Limits and known failures", OPEN),
            List.of("Where the rows come from, and who may use them", OPEN),
            List.of("Owner and contact", OPEN)));
    html.paragraph(
        "What the data cannot say: whether new rows will be like these. Groups of people were not"
            + " compared.");
  }

  @Override
  public Map<String, Object> data() {
    return Map.of();
  }
}
