package dev.soma.cli.page.run;

import dev.soma.cli.diagram.Diagram;
import dev.soma.cli.diagram.DiagramPicture;
import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.report.NetBlock;
import dev.soma.cli.screen.Text;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The network with its trained weights.
///
/// @param spec its layers
/// @param parameters how many numbers are learned
/// @param objective what was minimised
/// @param levelled which numbers are categories as well, in words; empty for none
/// @param diagram what is drawn; null if there are too many layers
public record NetworkSection(
    NetworkSpec spec, int parameters, String objective, String levelled, @Nullable Diagram diagram)
    implements Section {
  private static final int LAYERS = 40;
  private static final int NAME = 40;

  /// Of a model.
  public static NetworkSection of(Model model, String objective) {
    long counted = model.network().spec().layers().stream().filter(l -> l.weightRows() > 0).count();
    return new NetworkSection(
        model.network().spec(),
        model.network().parameters().learned(),
        objective,
        NetBlock.levelled(model.members().stream().map(Member::encoder).toList()).orElse(""),
        counted > LAYERS ? null : Diagram.of(model));
  }

  @Override
  public String id() {
    return "network";
  }

  @Override
  public String title() {
    return "Network";
  }

  @Override
  public void write(Html html) {
    html.paragraph(NetBlock.arrows(spec));
    html.paragraph(objective + " · " + Text.count(parameters, "parameter"));
    if (!levelled.isEmpty()) {
      html.paragraph(levelled);
    }
    if (diagram == null) {
      html.paragraph("More than " + LAYERS + " layers with weights: too many for a picture.");
      return;
    }
    String caption =
        "Trained weights and biases. Wide and dark edges have large |w|; dashed ones are negative;"
            + " those below 2 % of the largest of their layer are left out.";
    html.figure(DiagramPicture.of(diagram), caption, () -> tables(html, diagram));
    html.list(diagram.notes());
  }

  private static void tables(Html html, Diagram diagram) {
    for (int k = 0; k < diagram.weights().size(); k++) {
      Diagram.Weights w = diagram.weights().get(k);
      Diagram.Stage from = diagram.stages().get(k);
      Diagram.Stage to = diagram.stages().get(k + 1);
      List<String> head = new ArrayList<>(List.of("to unit", "bias"));
      from.units().forEach(u -> head.add("from " + name(u)));
      List<List<String>> rows = new ArrayList<>();
      for (int i = 0; i < to.units().size(); i++) {
        List<String> row = new ArrayList<>();
        row.add(name(to.units().get(i)));
        row.add(Numbers.figure(to.units().get(i).bias()));
        for (double x : w.values()[i]) {
          row.add(Numbers.figure(x));
        }
        rows.add(row);
      }
      html.table(
          w.symbol() + " from " + from.kind() + " to " + to.kind() + ", as far as drawn",
          head,
          rows);
    }
  }

  private static String name(Diagram.Unit unit) {
    return unit.index() + (unit.name().isEmpty() ? "" : " " + Text.cut(unit.name(), NAME));
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("spec", spec.toString());
    data.put("parameters", parameters);
    if (diagram != null) {
      List<Object> weights = new ArrayList<>();
      for (int k = 0; k < diagram.weights().size(); k++) {
        Diagram.Weights w = diagram.weights().get(k);
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("symbol", w.symbol());
        layer.put("from", indices(diagram.stages().get(k)));
        layer.put("to", indices(diagram.stages().get(k + 1)));
        List<Object> rows = new ArrayList<>();
        for (double[] row : w.values()) {
          rows.add(Numbers.finite(row));
        }
        layer.put("weights", rows);
        double[] biases =
            diagram.stages().get(k + 1).units().stream().mapToDouble(Diagram.Unit::bias).toArray();
        layer.put("biases", Numbers.finite(biases));
        weights.add(layer);
      }
      data.put("drawn", weights);
    }
    return data;
  }

  private static List<Integer> indices(Diagram.Stage stage) {
    return stage.units().stream().map(Diagram.Unit::index).toList();
  }
}
