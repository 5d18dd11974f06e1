package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person takes away from the page.
class SavingTest extends AtStudio {
  @TempDir private Path folder;

  private static String csv() {
    StringBuilder text = new StringBuilder("height,colour,width,kind\n");
    for (int i = 0; i < 100; i++) {
      text.append(i % 13).append(i % 2 == 0 ? ",red," : ",blue,").append(i % 17);
      text.append(i % 13 > 6 ? ",tall\n" : ",small\n");
    }
    return text.toString();
  }

  private byte[] bytes(Download download, String name) throws IOException {
    assertThat(download.suggestedFilename()).isEqualTo(name);
    try (InputStream in = download.createReadStream()) {
      return in.readAllBytes();
    }
  }

  private Model model(Download download, String name) throws IOException {
    return Model.load(Files.write(folder.resolve(name), bytes(download, name)));
  }

  private static Table table(byte[] csv) {
    ReadOptions options = ReadOptions.DEFAULT.keepText();
    return Table.read(CsvSource.open(ByteSource.of("rows.csv", csv), options.format()), options);
  }

  @Test
  void an_uploaded_table_is_trained_on_and_its_network_saved() throws Exception {
    Visitor v = visit(studio, settings(), "boundary");
    v.page().getByText("A table of your own").click();
    byte[] csv = csv().getBytes(StandardCharsets.UTF_8);
    v.at("#file").setInputFiles(new FilePayload("plants.csv", "text/csv", csv));
    v.at("#load").click();
    v.reads("#about", "70 training, 15 validation rows");
    v.at("#epoch").click();
    v.reads("#status", "step 5 ");
    Download download = v.page().waitForDownload(() -> button(v, "Save model").click());
    Model model = model(download, "plants-step-5.soma");
    assertThat(model.predict(table(csv)).row(0).probabilities()).containsOnlyKeys("small", "tall");
    assertThat(model.provenance().step()).isEqualTo(5);
    v.reads("#kept", "soma inspect plants-step-5.soma");
    assertThat(button(v, "Save rows").isVisible()).isFalse();
    v.at("#reset").click();
    v.reads("#status", "step 0 ");
    assertThat(v.at("#kept").textContent()).isEmpty();
  }

  @Test
  void the_step_that_is_looked_at_is_saved_by_a_key() throws Exception {
    Visitor v = visit(studio, settings("seed", 5), "step");
    v.press("b", "b", "b");
    v.reads("#view", "after step 3,");
    v.settle();
    v.at("#view input[type=range]").first().press("ArrowLeft");
    v.reads("#view", "after step 2,");
    v.settle();
    v.at("h1").click();
    Download past = v.page().waitForDownload(() -> v.press("s"));
    assertThat(model(past, "moons-step-2.soma").provenance().step()).isEqualTo(2);
    v.view("curves");
    Download newest = v.page().waitForDownload(() -> v.press("s"));
    assertThat(model(newest, "moons-step-3.soma").provenance().step()).isEqualTo(3);
    Download made = v.page().waitForDownload(() -> button(v, "Save rows").click());
    assertThat(table(bytes(made, "moons.csv")).rows()).isEqualTo(40);
    assertThat(v.at("[name=rows]").inputValue()).isEqualTo("40");
  }

  @Test
  void at_the_end_the_best_epoch_is_shown_with_its_step_and_the_last_step_stays() {
    Visitor v = visit(studio, settings("seed", 7, "epochs", 20, "lr", 0.5), "whatif");
    v.at("#play").click();
    v.reads("#status", "the weights are those of the best epoch, ");
    String step = v.at("#status").textContent().replaceFirst(".*after step ", "");
    v.reads("#view", "after step " + step + ", end of epoch ");
    v.reads("#view", "(now: the weights of the best epoch came back)");
    Download best = v.page().waitForDownload(() -> button(v, "Save model").click());
    assertThat(best.suggestedFilename()).isEqualTo("moons-step-" + step + ".soma");
    v.at("#view input[type=range]").first().press("End");
    v.reads("#view", "after step 40, end of epoch 20 (the last step");
    v.settle();
    Download last = v.page().waitForDownload(() -> button(v, "Save model").click());
    assertThat(last.suggestedFilename()).isEqualTo("moons-step-40.soma");
  }

  @Test
  void before_the_first_step_the_page_says_that_nothing_is_learned() {
    Visitor v = visit(studio, settings("seed", 6), "boundary").mayBeRefused();
    button(v, "Save model").click();
    v.reads(
        "#error", Pattern.compile("error E294 nothing is learned yet.*fix: Step", Pattern.DOTALL));
    v.press("b");
    v.reads("#status", "step 1 ");
    Download _ = v.page().waitForDownload(() -> button(v, "Save model").click());
    v.page().waitForCondition(() -> !v.at("#error").isVisible());
  }

  private static Locator button(Visitor v, String name) {
    return v.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }
}
