package dev.soma.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One headless Chromium for the tests of all classes: the first one starts it, and it is closed
/// after the last. Where there is none, the tests are skipped.
final class InChromium implements BeforeAllCallback {
  /// How long is waited for what must come, in milliseconds: long, for machines that are busy.
  static final int PATIENCE = 30_000;

  private static final List<String> NAMES =
      List.of(
          "chromium-headless-shell", // opens no windows, and takes half the time
          "chromium",
          "chromium-browser",
          "google-chrome",
          "google-chrome-stable");

  /// Nothing is asked for but what a page asks for, and no name is ever looked up.
  private static final List<String> QUIET =
      List.of(
          "--disable-gpu",
          "--process-per-site", // pages of one context share what is started
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
          "--no-proxy-server",
          "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");

  private static Browser browser;

  private static BrowserContext context;

  private record Open(Playwright playwright, Browser browser) implements AutoCloseable {
    @Override
    public void close() {
      context = null; // a fork may have more classes, and begins them anew
      browser.close();
      playwright.close();
    }
  }

  /// The program: that of `-Dchromium=PATH`, or the first one in the usual places.
  static Optional<Path> program() {
    String said = System.getProperty("chromium", "");
    Stream<Path> places =
        said.isEmpty()
            ? NAMES.stream().map(n -> Path.of("/usr/bin").resolve(n))
            : Stream.of(Path.of(said));
    return places.filter(Files::isExecutable).findFirst();
  }

  /// Skips what needs the program where it is not.
  static Path needed() {
    Optional<Path> program = program();
    assumeTrue(
        program.isPresent(),
        "skipped: there is no Chromium in /usr/bin; apt-get install chromium-headless-shell, or -Dchromium=PATH");
    return program.orElseThrow();
  }

  /// A browser of one's own.
  static BrowserContext fresh() {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(1400, 900)
            .setColorScheme(ColorScheme.LIGHT)
            .setReducedMotion(ReducedMotion.REDUCE));
  }

  /// The one that most pages are opened in.
  static BrowserContext shared() {
    if (context == null) {
      context = fresh();
    }
    return context;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Path program = needed();
    browser =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Open.class, _ -> open(program), Open.class)
            .browser();
  }

  private static Open open(Path program) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Open(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setChromiumSandbox(false)
                    .setArgs(QUIET)));
  }
}
