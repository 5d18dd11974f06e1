package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  @TempDir static Path folder;

  private static Path model;

  @BeforeAll
  static void trained() {
    model = Cli.model(folder);
  }

  /// The biases of the hidden units as the picture writes them.
  private static List<String> biases() {
    Model loaded = Model.load(model);
    var p = loaded.network().parameters();
    var b1 = p.group("b1");
    return java.util.stream.IntStream.range(0, b1.size())
        .mapToObj(i -> String.format(Locale.ROOT, "%.2f", p.values()[b1.offset() + i]))
        .map(t -> t.replace('-', '−'))
        .toList();
  }

  @Test
  void svg_is_a_file_of_its_own_with_the_trained_biases() {
    Cli run = Cli.run("export", model.toString(), "--to", "svg");
    assertThat(run.exit()).as(run.toString()).isZero();
    ReportPage svg = ReportPage.parse(run.out());
    assertThat(svg.document().getDocumentElement().getAttribute("xmlns"))
        .isEqualTo("http://www.w3.org/2000/svg");
    assertThat(run.out().replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "src=", "url(");
    assertThat(svg.elements("text").stream().map(e -> e.getTextContent()).toList())
        .contains("a(1)", "x", "label = yes", "positive weight")
        .containsAll(biases());
  }

  @Test
  void tikz_needs_no_other_package_and_its_brackets_close() {
    Cli run = Cli.run("export", model.toString(), "--to", "tikz");
    assertThat(run.exit()).as(run.toString()).isZero();
    List<String> code = run.out().lines().filter(l -> !l.startsWith("%")).toList();
    assertThat(code).contains("\\begin{tikzpicture}[x=1pt,y=-1pt]", "\\end{tikzpicture}");
    assertThat(code).noneMatch(l -> l.contains("usepackage") || l.contains("usetikzlibrary"));
    String all = String.join("\n", code);
    assertThat(all.chars().filter(c -> c == '{').count())
        .isEqualTo(all.chars().filter(c -> c == '}').count());
    assertThat(all.chars()).allMatch(c -> c < 128);
    biases().forEach(b -> assertThat(all).contains(b.replace("−", "$-$")));
  }

  @Test
  void the_folder_of_a_run_will_do() {
    Cli file = Cli.run("export", model.toString(), "--to", "svg");
    Cli run = Cli.run("export", String.valueOf(model.getParent()), "--to", "SVG");
    assertThat(run.out()).isEqualTo(file.out());
  }

  @Test
  void an_unknown_form_is_E209_and_its_fix_works() {
    Cli run = Cli.run("export", model.toString(), "--to", "tixz");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("error E209", "expected svg or tikz");
    assertThat(run.fixes()).containsExactly("--to tikz");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
    Cli none = Cli.run("export", model.toString());
    assertThat(none.err()).contains("error E204");
    assertThat(none.withFix(none.fixes().getFirst()).exit()).isZero();
  }

  @Test
  void a_file_that_is_there_is_kept_unless_forced() throws IOException {
    Path file = Cli.write(folder, "n.svg", "old");
    Cli kept = Cli.run("export", model.toString(), "--to", "svg", "-o", file.toString());
    assertThat(kept.exit()).isEqualTo(8);
    assertThat(kept.err()).contains("error E803");
    assertThat(Files.readString(file)).isEqualTo("old");
    Cli forced =
        Cli.run("export", model.toString(), "--to", "svg", "-o", file.toString(), "--force");
    assertThat(forced.exit()).isZero();
    assertThat(forced.out()).isEmpty();
    assertThat(Files.readString(file)).startsWith("<svg ");
  }
}
