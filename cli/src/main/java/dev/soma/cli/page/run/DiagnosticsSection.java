package dev.soma.cli.page.run;

import dev.soma.cli.diagnose.Tally.Told;
import dev.soma.cli.page.Html;
import dev.soma.cli.page.Numbers;
import dev.soma.cli.page.Section;
import dev.soma.cli.screen.Text;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What was wrong with the rows or with the training, in the order in which it was told.
///
/// @param told at least one
/// @param planned how many networks there were to be
public record DiagnosticsSection(List<Told> told, int planned) implements Section {
  private static final int SHOWN = 100;

  /// Copies.
  public DiagnosticsSection {
    told = List.copyOf(told);
  }

  @Override
  public String id() {
    return "diagnostics";
  }

  @Override
  public String title() {
    return "Diagnostics";
  }

  private List<Told> shown() {
    return told.subList(0, Math.min(SHOWN, told.size()));
  }

  @Override
  public void write(Html html) {
    html.paragraph(
        "What was met while the rows were read and the networks trained, first where it was met"
            + " first; soma why and the id tells the rule and the equation behind it.");
    List<List<String>> rows = new ArrayList<>();
    for (Told t : shown()) {
      Diagnostic d = t.first();
      rows.add(
          List.of(
              d.condition() + " " + d.condition().title(),
              when(t),
              d.layer() > 0 ? "layer " + d.layer() : "-",
              d.sentence(),
              evidence(d),
              d.remedy().isEmpty() ? "-" : d.remedy()));
    }
    html.table(
        "Diagnostics",
        List.of("what", "when", "where", "what was seen", "by which numbers", "worth a try"),
        rows);
    if (told.size() > SHOWN) {
      html.paragraph((told.size() - SHOWN) + " more are in run.jsonl.");
    }
  }

  private String when(Told t) {
    if (t.network() == 0) {
      return "before the training";
    }
    String first = (planned > 1 ? "network " + t.network() + ", " : "") + "epoch ";
    String all =
        t.times() == 1
            ? ""
            : "; met "
                + Text.count(t.times(), "time")
                + (planned > 1 ? " in " + t.networks() + " of " + planned + " networks" : "")
                + ", "
                + t.end();
    return first + t.first().epoch() + all;
  }

  private static String evidence(Diagnostic d) {
    return d.evidence().entrySet().stream()
        .map(e -> e.getKey() + " " + number(e.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String number(double x) {
    boolean count = x == Math.rint(x) && Math.abs(x) < 1e9;
    return count ? Text.count((long) x) : Numbers.figure(x);
  }

  @Override
  public Map<String, Object> data() {
    List<Object> all = new ArrayList<>();
    for (Told t : shown()) {
      Diagnostic d = t.first();
      Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
      d.evidence().forEach((name, x) -> evidence.put(name, Numbers.finite(x)));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", d.condition().name());
      one.put("network", t.network());
      one.put("epoch", d.epoch());
      one.put("layer", d.layer());
      one.put("times", t.times());
      one.put("networks", t.networks());
      one.put("sentence", d.sentence());
      one.put("evidence", evidence);
      one.put("remedy", d.remedy());
      all.add(one);
    }
    return Map.of("told", all);
  }
}
