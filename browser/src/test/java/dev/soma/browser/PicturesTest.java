package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.soma.studio.Studio;
import dev.soma.studio.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Makes the pictures of the documents, one for each view that the page has: `-Dpictures=DIR`, a
/// folder of the project.
@EnabledIfSystemProperty(named = "pictures", matches = ".+", disabledReason = "-Dpictures=DIR")
class PicturesTest extends Browsing {
  private static final int MOST_BYTES = 150_000;

  @Test
  void every_view_of_a_short_training() throws IOException {
    Path folder = Path.of("..").resolve(System.getProperty("pictures"));
    Settings s =
        settings(
            "network",
            "8, 8",
            "activation",
            "relu",
            "rows",
            300,
            "noise",
            0.2,
            "lr",
            0.02,
            "epochs",
            60);
    try (Studio studio = open()) {
      Visitor v = visit(studio, s, "step");
      v.at("#speed").selectOption("30");
      v.at("#play").click();
      v.reads("#status", "ended");
      for (Locator tab : v.tabs()) {
        tab.click();
        v.settle();
        teach(v, tab.getAttribute("data-view"));
        v.page().mouse().move(1390, 10); // where nothing is pointed at
        byte[] png = Palette.png(v.page().screenshot());
        String name = "studio-" + tab.getAttribute("data-view") + ".png";
        Files.write(folder.resolve(name), png);
        assertThat(png.length).as(name).isLessThan(MOST_BYTES);
      }
      v.leave();
    }
  }

  /// Runs what a view has to teach, which is empty before.
  private static void teach(Visitor v, String view) {
    if (view.equals("lessons")) {
      v.at("#view nav").getByText("rate").click();
      v.page().getByText("Run the lesson").click();
      v.reads("#view article", "What was measured");
    } else if (view.equals("lab")) {
      v.at("#view [name=epsilon]").fill("0.1");
      v.page().getByText("Look for it").click();
      v.reads("#view", "sup-error seen");
    }
    v.settle();
  }
}
