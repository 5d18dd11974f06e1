package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Section;
import java.util.Map;

/// One test row through the network and back. It shows the row, so it is made only if rows may be
/// on the page.
///
/// @param what which row it is
/// @param values its columns, one a line
/// @param trace both passes in the symbols of the lecture
public record ExampleSection(String what, String values, String trace) implements Section {
  private static final int LENGTH = 60_000;

  @Override
  public String id() {
    return "example";
  }

  @Override
  public String title() {
    return "One row, there and back";
  }

  @Override
  public void write(Html html) {
    html.paragraph(what + " This row is on the page because --include-rows was typed.");
    html.code(values);
    html.code(trace.length() > LENGTH ? trace.substring(0, LENGTH) + "\n… cut" : trace);
  }

  @Override
  public Map<String, Object> data() {
    return Map.of();
  }
}
