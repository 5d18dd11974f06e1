package dev.soma.cli.page.test;

import dev.soma.cli.page.Html;
import dev.soma.cli.page.Section;
import java.util.Map;

/// One row through the network and back: a test row if rows may be on the page, else one that is
/// made of what the model knows of all training rows.
///
/// @param what which row it is, and why it is on the page
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
    html.paragraph(what);
    html.code(values);
    html.code(trace.length() > LENGTH ? trace.substring(0, LENGTH) + "\n… cut" : trace);
  }

  @Override
  public Map<String, Object> data() {
    return Map.of();
  }
}
