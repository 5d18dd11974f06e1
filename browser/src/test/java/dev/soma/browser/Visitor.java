package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Someone who looks at one page and notes whatever goes wrong there.
final class Visitor {
  private static final String ORDERLY =
      "(?s)error E\\d{3} .+|choose a CSV file first.*|the page has lost its server.*";

  private final Page page;
  private final String home;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final Set<Request> open = new HashSet<>();
  private boolean refusable;
  private boolean audited;
  private boolean here = true;

  /// Opens an address of http or file.
  Visitor(BrowserContext context, String address) {
    URI uri = URI.create(address);
    home = uri.getScheme().equals("file") ? address : "http://" + uri.getAuthority() + "/";
    page = context.newPage();
    page.setDefaultTimeout(InChromium.PATIENCE);
    page.onConsoleMessage(this::heard);
    page.onPageError(e -> wrong.add("thrown: " + e));
    page.onRequest(this::asked);
    page.onRequestFinished(open::remove);
    page.onRequestFailed(open::remove);
    page.navigate(address);
  }

  private void heard(ConsoleMessage message) {
    if (message.text().contains("status of 400")) {
      refusals.add(message.location());
    } else if (!audited || !message.text().startsWith("Canvas2D: Multiple readback")) {
      wrong.add("console " + message.type() + ": " + message.text());
    }
  }

  private void asked(Request request) {
    requests.add(request.url());
    if (!request.url().startsWith(home)) {
      wrong.add("asks elsewhere: " + request.url());
    }
    if (!request.url().contains("/api/events?")) {
      open.add(request);
    }
  }

  /// Says that the server may refuse what this visitor types; else that is a mistake.
  Visitor mayBeRefused() {
    refusable = true;
    return this;
  }

  /// The page.
  Page page() {
    return page;
  }

  /// The addresses that were asked for, in their order.
  List<String> requests() {
    return List.copyOf(requests);
  }

  /// An element.
  Locator at(String selector) {
    return page.locator(selector);
  }

  /// Waits until a text is there.
  void reads(String selector, String text) {
    PlaywrightAssertions.assertThat(page.locator(selector)).containsText(text);
  }

  /// Waits until a text of a pattern is there.
  void reads(String selector, Pattern text) {
    PlaywrightAssertions.assertThat(page.locator(selector)).containsText(text);
  }

  /// Presses keys, one after another.
  void press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  /// The tabs of all views that the page has.
  List<Locator> tabs() {
    return page.locator("#tabs [role=tab]").all();
  }

  /// Opens a view and waits until it is drawn.
  void view(String name) {
    page.locator("#tabs [data-view=" + name + "]").click();
    settle();
  }

  /// Waits until what the server knows by now is drawn and no answer is due; for a training that is
  /// held.
  void settle() {
    if (!home.startsWith("file")) {
      Object version =
          page.evaluate("() => fetch('/api/state').then(r => r.json()).then(s => s.version)");
      page.waitForFunction(
          "v => Number(document.getElementById('view').dataset.state ?? -1) >= v", version);
    }
    for (int i = 0; i < 2; i++) {
      page.waitForCondition(open::isEmpty);
      page.evaluate("() => new Promise(r => requestAnimationFrame(() => setTimeout(() => r(0))))");
    }
  }

  /// Fails if the page violates a rule of accessibility.
  void audit(String what, String... rules) {
    audited = true; // axe itself reads canvases of its own, on which Chromium remarks
    Axe.audit(page, what, rules);
  }

  /// Shows the page in dark colours.
  void dark() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    settle();
  }

  /// Opens everything that can be unfolded.
  void unfold() {
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })");
    settle();
  }

  /// The address of the page, asked of the page itself: what is told of from outside comes late.
  String address() {
    return says("() => location.href");
  }

  /// What a script says.
  String says(String script) {
    return String.valueOf(page.evaluate(script));
  }

  /// Leaves the page.
  void leave() {
    if (here) {
      here = false;
      String alert = home.startsWith("file") ? "" : alert();
      if (!alert.isEmpty() && (!refusable || !alert.matches(ORDERLY))) {
        wrong.add("the page says: " + alert);
      }
      page.close();
    }
  }

  private String alert() {
    return says(
        "() => { const e = document.getElementById('error'); return e.hidden ? '' : e.textContent; }");
  }

  /// Fails if anything went wrong.
  void verify() {
    leave();
    assertThat(wrong).as("what went wrong on the page").isEmpty();
    if (!refusable) {
      assertThat(refusals).as("what the server refused").isEmpty();
    }
  }
}
