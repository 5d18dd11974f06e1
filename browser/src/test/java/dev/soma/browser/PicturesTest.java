package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.soma.cli.Main;
import dev.soma.studio.Studio;
import dev.soma.studio.run.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Makes the pictures of the documents, one for each view that the page has and one of a report:
/// `-Dpictures=DIR`, a folder of the project.
@EnabledIfSystemProperty(named = "pictures", matches = ".+", disabledReason = "-Dpictures=DIR")
class PicturesTest extends Browsing {
  private static final int MOST_BYTES = 150_000;

  @TempDir Path temporary;

  private static void picture(Visitor v, String name) throws IOException {
    Path folder = Path.of("..").resolve(System.getProperty("pictures"));
    byte[] png = Palette.png(v.page().screenshot());
    Files.write(folder.resolve(name), png);
    assertThat(png.length).as(name).isLessThan(MOST_BYTES);
  }

  /// Of the run that the README shows.
  @Test
  void the_head_of_a_report() throws IOException {
    String run = temporary.resolve("titanic-1").toString();
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(screen, true, StandardCharsets.UTF_8);
    String[] train = {"train", "../examples/titanic.csv", "--target", "Survived", "--out", run};
    assertThat(Main.run(train, print, print)).as(screen.toString(StandardCharsets.UTF_8)).isZero();
    Visitor v = visit(Path.of(run, "report.html").toUri().toString());
    v.page().setViewportSize(1000, 1180);
    picture(v, "report.png");
    v.leave();
  }

  @Test
  void every_view_of_a_short_training() throws IOException {
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
        picture(v, "studio-" + tab.getAttribute("data-view") + ".png");
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
