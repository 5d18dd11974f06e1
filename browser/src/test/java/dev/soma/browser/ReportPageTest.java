package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `report.html` as someone opens it from a folder.
class ReportPageTest extends Browsing {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"label, --include-rows", "y, --include-rows", "label, --cv=3"})
  void a_report_opens_from_disk_asks_for_nothing_and_is_accessible(String target, String more)
      throws IOException {
    Path report = train(target, more.split("=", -1));
    Visitor v = visit(report.toUri().toString());
    assertThat(v.page().title()).isNotBlank();
    v.unfold();
    v.audit("the report");
    v.dark();
    v.audit("the report in the dark", "color-contrast");
    v.at("nav a").last().click();
    assertThat(v.requests()).containsOnly(report.toUri().toString());
  }

  private Path train(String target, String... more) throws IOException {
    Path table = Files.writeString(folder.resolve("rows.csv"), rows());
    Path out = folder.resolve("run");
    List<String> args =
        new ArrayList<>(List.of("train", table.toString(), "--target", target, "--hidden", "4"));
    args.addAll(List.of("--epochs", "6", "--out", out.toString()));
    args.addAll(List.of(more));
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(screen, true, StandardCharsets.UTF_8);
    assertThat(Main.run(args.toArray(String[]::new), print, print))
        .as(screen.toString(StandardCharsets.UTF_8))
        .isZero();
    return out.resolve("report.html");
  }

  private static String rows() {
    StringBuilder text = new StringBuilder("x,colour,label,y\n");
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 60; i++) {
      text.append(i % 7).append(',').append(colours[i % 3]).append(i % 7 > 3 ? ",yes," : ",no,");
      text.append(1.5 * i).append('\n');
    }
    return text.toString();
  }
}
