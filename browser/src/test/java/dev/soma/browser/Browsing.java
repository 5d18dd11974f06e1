package dev.soma.browser;

import com.microsoft.playwright.BrowserContext;
import dev.soma.studio.Studio;
import dev.soma.studio.run.Settings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests that visit pages. Every one of them fails at its end if a page wrote to the console, threw
/// an error, or asked for anything that is not its own server's.
@ExtendWith(InChromium.class)
@Timeout(120)
abstract class Browsing {
  private final List<Visitor> visitors = new ArrayList<>();

  /// Opens an address.
  Visitor visit(String address) {
    return visit(InChromium.shared(), address);
  }

  /// Opens it in a browser that shares nothing with the other visitors'.
  Visitor visitApart(String address) {
    return visit(InChromium.fresh(), address);
  }

  /// Opens it in a browser that is given.
  Visitor visit(BrowserContext context, String address) {
    Visitor visitor = new Visitor(context, address);
    visitors.add(visitor);
    return visitor;
  }

  /// Opens the page with settings and a view, and waits until it shows the run.
  Visitor visit(Studio studio, Settings settings, String view) {
    Visitor visitor = visit(address(studio, settings, view));
    visitor.reads("#status", "step ");
    visitor.settle();
    return visitor;
  }

  /// The address of a run.
  static String address(Studio studio, Settings settings, String view) {
    return address(studio.url(), settings, view);
  }

  /// The address of a run at a server.
  static String address(String home, Settings settings, String view) {
    Map<String, Object> all = settings.toMap();
    all.put("view", view);
    return all.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode("" + e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", home + "#", ""));
  }

  /// A small problem: few rows, three units, and what is said.
  static Settings settings(Object... namesAndValues) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("v", 1, "rows", 40, "network", "3"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.START.with(all);
  }

  /// A server on a free port.
  static Studio open() {
    try {
      return Studio.open(null, "", 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void nothing_went_wrong_on_any_page() {
    visitors.forEach(Visitor::leave);
    visitors.forEach(Visitor::verify);
  }
}
