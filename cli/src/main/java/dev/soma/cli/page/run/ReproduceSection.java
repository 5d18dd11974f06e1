package dev.soma.cli.page.run;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Section;
import dev.soma.cli.screen.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How to train the same model again, and how to see that it is the same.
///
/// @param command that trains it
/// @param facts version, seed and hashes, by name
/// @param commands what else can be typed
public record ReproduceSection(String command, Map<String, String> facts, List<String> commands)
    implements Section {
  /// Longer commands are cut; `config.toml` has all of it.
  private static final int LENGTH = 20_000;

  @Override
  public String id() {
    return "reproduce";
  }

  @Override
  public String title() {
    return "Do it again";
  }

  @Override
  public void write(Html html) {
    html.paragraph(
        "Equal rows, settings and version give the same bits, for any number of threads:");
    html.code(shown(command));
    html.paragraph(
        "config.toml beside this page has every setting; run.jsonl has every epoch, and what does"
            + " not decide the bits: times, machine, threads.");
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((name, value) -> rows.add(List.of(name, value)));
    html.table("What decides the bits, and what came of it", List.of("what", "value"), rows);
    if (!commands.isEmpty()) {
      html.paragraph("More about this model:");
      html.code(shown(String.join("\n", commands)));
    }
  }

  private static String shown(String text) {
    return text.length() > LENGTH
        ? Text.cut(text, LENGTH) + "\n(cut; --config config.toml has all of it)"
        : text;
  }

  @Override
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>(facts);
    data.put("command", shown(command));
    return data;
  }
}
