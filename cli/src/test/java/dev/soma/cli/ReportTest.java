package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The page of a run, as a reader and as a browser see it.
class ReportTest {
  @TempDir static Path folder;

  private static Path out;
  private static Cli run;
  private static ReportPage page;

  @BeforeAll
  static void trained() {
    out = folder.resolve("run");
    run = train(Cli.table(folder), "label", out);
    assertThat(run.exit()).as(run.toString()).isZero();
    page = ReportPage.read(out);
  }

  private static Cli train(Path table, String target, Path out, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", table.toString(), "--target", target, "--hidden", "4"));
    args.addAll(List.of("--epochs", "8", "--out", out.toString(), "--force"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void it_is_named_where_the_run_is_saved() {
    assertThat(run.err().lines().filter(l -> l.startsWith("SAVED")))
        .singleElement()
        .asString()
        .contains("report.html");
  }

  @Test
  void the_verdict_comes_first_and_says_what_the_intervals_say() {
    assertThat(page.verdict())
        .startsWith("On 9 test rows the network ")
        .contains("always \"no\"", "a linear model");
    JsonNode against = page.data().path("test").path("against_always");
    boolean beats = against.path("low").asDouble() > 0;
    assertThat(page.verdict().contains("the network beats always \"no\"")).isEqualTo(beats);
  }

  @Test
  void sections_stand_in_their_order_and_none_is_empty() {
    assertThat(page.sections())
        .containsExactly(
            "rows",
            "network",
            "curves",
            "diagnostics",
            "test",
            "classes",
            "probabilities",
            "importance",
            "weights",
            "example",
            "reproduce",
            "card");
    assertThat(page.elements("section"))
        .allSatisfy(s -> assertThat(s.getTextContent().length()).isGreaterThan(60));
    assertThat(page.row("Intended use")).containsExactly("not filled in");
  }

  @Test
  void it_asks_for_nothing() {
    assertThat(page.text())
        .doesNotContain("http://", "https://", "src=", "url(", "@import", "<link")
        .contains("default-src 'none'");
    assertThat(page.elements("script"))
        .singleElement()
        .satisfies(s -> assertThat(s.getAttribute("type")).isEqualTo("application/json"));
    assertThat(page.elements("a"))
        .allSatisfy(a -> assertThat(a.getAttribute("href")).startsWith("#"));
  }

  @Test
  void every_picture_has_a_name_and_a_table_of_its_numbers() {
    assertThat(page.elements("svg"))
        .hasSizeGreaterThan(5)
        .allSatisfy(s -> assertThat(s.getAttribute("aria-label")).isNotBlank());
    assertThat(page.elements("figure"))
        .hasSizeGreaterThan(4)
        .allSatisfy(
            f -> {
              assertThat(f.getElementsByTagName("svg").getLength()).isPositive();
              Element details = (Element) f.getElementsByTagName("details").item(0);
              assertThat(details.getElementsByTagName("td").getLength()).isPositive();
            });
  }

  @Test
  void its_numbers_are_those_of_the_screen_and_of_the_log() throws IOException {
    String line =
        run.err().lines().filter(l -> l.startsWith("  accuracy")).findFirst().orElseThrow();
    List<String> cells = page.row("accuracy");
    assertThat(line).contains(cells.get(0) + " ", cells.get(1), cells.get(2));
    String last = Files.readAllLines(out.resolve("run.jsonl")).getLast();
    JsonNode log = JsonMapper.shared().readTree(last).path("test");
    JsonNode test = page.data().path("test");
    for (String metric : List.of("accuracy", "log_loss", "macro_f1", "roc_auc")) {
      assertThat(test.path(metric).path("value").asDouble())
          .as(metric)
          .isEqualTo(log.path(metric).asDouble());
    }
    List<String> epochs =
        Files.readAllLines(out.resolve("run.jsonl")).stream()
            .filter(l -> l.contains("\"event\":\"epoch\""))
            .toList();
    JsonNode curve = page.data().path("curves").path("networks").get(0).path("validation_loss");
    assertThat(curve.size()).isEqualTo(epochs.size());
    for (int e = 0; e < epochs.size(); e++) {
      JsonNode epoch = JsonMapper.shared().readTree(epochs.get(e));
      assertThat(curve.get(e).asDouble()).isEqualTo(epoch.path("validation_loss").asDouble());
    }
  }

  @Test
  void the_same_run_gives_the_same_page_for_any_number_of_threads() throws IOException {
    String first = page.text();
    assertThat(train(folder.resolve("good.csv"), "label", out, "--threads", "1").exit()).isZero();
    assertThat(Files.readString(out.resolve("report.html"))).isEqualTo(first);
  }

  @Test
  void it_names_no_folder_of_the_machine_but_those_that_were_typed() {
    assertThat(page.text()).doesNotContain(System.getProperty("user.dir"));
    String rest = page.text().replace(folder.toString(), "");
    assertThat(rest).doesNotContain(System.getProperty("java.io.tmpdir") + "/");
  }

  @Test
  void its_command_trains_the_same_model() {
    String command =
        page.elements("pre").stream()
            .map(Element::getTextContent)
            .filter(t -> t.startsWith("soma train"))
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>(Cli.words(command));
    words.removeFirst();
    Path again = folder.resolve("again");
    words.addAll(List.of("--out", again.toString()));
    assertThat(Cli.run(words).exit()).isZero();
    assertThat(ReportPage.read(again).row("sha256 of model.soma"))
        .isEqualTo(page.row("sha256 of model.soma"));
    assertThat(again.resolve("model.soma")).hasSameBinaryContentAs(out.resolve("model.soma"));
  }

  @Test
  void names_and_levels_from_data_cannot_become_markup() {
    StringBuilder rows =
        new StringBuilder("\"<script>alert(1)</script>\",\"a&'b\",\"</script>\"\n");
    String[] levels = {"<img src=x onerror=alert(2)>", "]]> \u0007 & \"\"q\"\""};
    for (int i = 0; i < 60; i++) {
      rows.append(i % 7).append(",\"<b>").append(i % 3).append("\",\"");
      rows.append(levels[i % 7 > 3 ? 1 : 0]).append("\"\n");
    }
    Path table = Cli.write(folder, "hostile <i>.csv", rows.toString());
    Path hostile = folder.resolve("hostile");
    Cli trained = train(table, "</script>", hostile, "--include-rows");
    assertThat(trained.exit()).as(trained.toString()).isZero();
    ReportPage read = ReportPage.read(hostile);
    assertThat(read.elements("script")).hasSize(1);
    assertThat(read.elements("img")).isEmpty();
    assertThat(read.elements("b")).isEmpty();
    assertThat(read.elements("i")).isEmpty();
    assertThat(read.document().getDocumentElement().getTextContent())
        .contains("<script>alert(1)</script>", levels[0]);
    assertThat(read.data().path("classes").path("matrices").get(0).path("target").asString())
        .isEqualTo("</script>");
  }

  @Test
  void no_row_is_on_it_unless_rows_may_be_included() {
    StringBuilder rows = new StringBuilder("x,note,y\n");
    for (int i = 0; i < 60; i++) {
      String digits = String.format(Locale.ROOT, "%d.%06d", i % 7, 700_000 + 13 * i);
      rows.append(digits).append(",n").append(i % 4).append(i % 7 > 3 ? ",yes\n" : ",no\n");
    }
    Path table = Cli.write(folder, "rows.csv", rows.toString());
    Path plain = folder.resolve("plain");
    assertThat(train(table, "y", plain).exit()).isZero();
    List<String> inner =
        rows.toString().lines().skip(8).limit(44).map(l -> l.split(",", 2)[0]).toList();
    String without = ReportPage.read(plain).text();
    assertThat(inner).noneMatch(without::contains);
    assertThat(ReportPage.read(plain).sections()).contains("example"); // of no row of the data
    assertThat(without)
        .contains("No row of the data", "y is what the network predicts")
        .contains("mean 3.", "4 levels alike", "x = a(1)", "backward", "finite difference");
    Path shown = folder.resolve("shown");
    assertThat(train(table, "y", shown, "--include-rows").exit()).isZero();
    ReportPage with = ReportPage.read(shown);
    assertThat(with.sections()).contains("example");
    assertThat(with.text()).contains("backward", "finite difference", "x = a(1)");
    assertThat(rows.toString().lines().skip(1).map(l -> l.split(",", 2)[0]))
        .anyMatch(with.text()::contains);
  }

  @Test
  void the_example_of_numbers_alone_is_not_a_row_of_zeros() {
    StringBuilder rows = new StringBuilder("u,v,y\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i % 7).append(',').append(i % 5).append(i % 7 > 3 ? ",yes\n" : ",no\n");
    }
    Path run = folder.resolve("numbers");
    assertThat(train(Cli.write(folder, "numbers.csv", rows.toString()), "y", run).exit()).isZero();
    assertThat(ReportPage.read(run).text())
        .contains("All of its inputs are 0, so 1 is added to each.")
        .doesNotContain("finite difference 0.0000000000");
  }
}
