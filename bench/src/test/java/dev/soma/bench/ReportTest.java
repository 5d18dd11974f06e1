package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final String MARKS =
      "# Title\n<!-- measured: written by bench/accuracy -->\n\nold\n\n<!-- end of measured -->\nrest\n";

  @TempDir Path folder;

  @Test
  void a_table_goes_between_the_marks_and_leaves_the_rest() throws IOException {
    Path document = Files.writeString(folder.resolve("page.md"), MARKS);
    assertThat(Report.fits(document)).isTrue();
    Report.write(document, "new\n");
    assertThat(document).hasContent(MARKS.replace("old", "new"));
  }

  @Test
  void a_document_that_is_not_there_or_lacks_a_mark_is_known_before() throws IOException {
    assertThat(Report.fits(folder.resolve("none.md"))).isFalse();
    assertThat(Report.fits(folder)).isFalse();
    for (String without : MARKS.split("\n")) {
      if (without.startsWith("<!--")) {
        Path document = folder.resolve("other.md");
        Files.writeString(document, MARKS.replace(without, ""));
        assertThat(Report.fits(document)).as(without).isFalse();
        assertThatIOException().isThrownBy(() -> Report.write(document, "new"));
        assertThat(document).hasContent(MARKS.replace(without, ""));
      }
    }
  }
}
