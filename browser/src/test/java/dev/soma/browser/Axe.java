package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The accessibility audit of axe-core.
final class Axe {
  private static final String SCRIPT = script();

  private static final String RUN =
      """
      rules => axe.run(document, {preload: false, resultTypes: ['violations'],
        ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {})})
        .then(r => [r.passes.some(p => p.id === 'color-contrast'), ...r.violations.flatMap(v => v.nodes.map(n =>
          v.id + ' at ' + n.target + ': ' + n.failureSummary))])
      """;

  private Axe() {}

  private static String script() {
    String name = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream in = Axe.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails if a page violates a rule.
  ///
  /// @param what is looked at
  /// @param rules all of axe's own choice if none is named
  static void audit(Page page, String what, String... rules) {
    if (Boolean.FALSE.equals(page.evaluate("() => 'axe' in window"))) {
      page.evaluate(SCRIPT);
    }
    List<?> found = (List<?>) page.evaluate(RUN, List.of(rules));
    assertThat(found.getFirst()).as("contrast of %s could be told", what).isEqualTo(true);
    assertThat(found.subList(1, found.size())).as("accessibility of %s", what).isEmpty();
  }
}
