package dev.soma.cli.page.run;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.picture.Axis;
import dev.soma.cli.picture.Chart;
import dev.soma.cli.picture.Ink;
import dev.soma.cli.report.Spread;
import dev.soma.cli.screen.Text;
import dev.soma.model.Model;
import dev.soma.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the entries of each tensor are spread; of a model of several members those of the first.
///
/// @param tensors by name
/// @param all how many tensors there are
/// @param members networks of the model
public record WeightsSection(Map<String, Spread> tensors, int all, int members) implements Section {
  private static final int PARTS = 24;
  private static final int PICTURES = 24;
  private static final int ROWS = 200;

  /// Of a model.
  public static WeightsSection of(Model model) {
    Parameters p = model.network().parameters();
    Map<String, Spread> tensors = new LinkedHashMap<>();
    for (Parameters.Group g : p.groups().subList(0, Math.min(ROWS, p.groups().size()))) {
      tensors.put(g.name(), Spread.of(p, g, PARTS));
    }
    return new WeightsSection(tensors, p.groups().size(), model.members().size());
  }

  @Override
  public String id() {
    return "weights";
  }

  @Override
  public String title() {
    return "Weights";
  }

  @Override
  public void write(Html html) {
    if (members > 1) {
      html.paragraph("Those of the first of the " + members + " networks.");
    }
    List<List<String>> rows = new ArrayList<>();
    tensors.forEach(
        (name, s) ->
            rows.add(
                List.of(
                    name,
                    Numbers.figure(s.min()),
                    Numbers.figure(s.mean()),
                    Numbers.figure(s.sd()),
                    Numbers.figure(s.max()))));
    html.table("Tensors", List.of("tensor", "min", "mean", "sd", "max"), rows);
    if (tensors.size() < all) {
      html.paragraph("… " + Text.count(all - tensors.size(), "more tensor"));
    }
    html.open("figure").open("div", "class", "many");
    tensors.entrySet().stream()
        .filter(e -> e.getValue().max() > e.getValue().min())
        .limit(PICTURES)
        .forEach(e -> html.picture(histogram(e.getKey(), e.getValue()).picture()));
    html.close("div");
    html.element("figcaption", "How many entries of a tensor are where, the first " + PICTURES);
    html.open("details").element("summary", "The numbers of these pictures");
    counts(html);
    html.close("details").close("figure");
  }

  private void counts(Html html) {
    List<List<String>> counts = new ArrayList<>();
    tensors.forEach(
        (name, s) ->
            counts.add(
                List.of(
                    name,
                    Numbers.figure((s.max() - s.min()) / PARTS),
                    Arrays.stream(s.counts())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")))));
    html.table(
        "Entries in " + PARTS + " parts from min to max",
        List.of("tensor", "width of a part", "entries"),
        counts);
  }

  private static Chart histogram(String name, Spread s) {
    int most = Arrays.stream(s.counts()).max().orElse(1);
    Axis x = Axis.between(name, s.min(), s.max());
    Axis y = Axis.between("entries", 0, Math.max(1, most));
    Chart chart = new Chart(205, 140, "Entries of " + name, x, y);
    double width = (s.max() - s.min()) / PARTS;
    for (int i = 0; i < PARTS; i++) {
      chart.bar(s.min() + i * width, s.min() + (i + 1) * width, s.counts()[i], Ink.BLUE);
    }
    return chart;
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    tensors.forEach(
        (name, s) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("min", Numbers.finite(s.min()));
          one.put("mean", Numbers.finite(s.mean()));
          one.put("sd", Numbers.finite(s.sd()));
          one.put("max", Numbers.finite(s.max()));
          one.put("counts", s.counts());
          data.put(name, one);
        });
    return data;
  }
}
