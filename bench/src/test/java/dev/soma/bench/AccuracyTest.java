package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyTest {
  @TempDir Path folder;

  @Test
  void a_file_folder_or_name_that_is_not_there_is_named_before_anything_is_measured()
      throws IOException {
    Path set = Files.createDirectory(folder.resolve("small"));
    for (String part : new String[] {"train.csv", "test.csv"}) {
      Files.writeString(set.resolve(part), "x,y\n1,a\n2,b\n");
    }
    Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{no\n");
    String data = folder.toString();
    for (String[] bad :
        new String[][] {
          {"--data", "/nonexist"},
          {"--peers", "/nonexist", "--data", data},
          {"--results", "/nonexist/rows.jsonl", "--data", data},
          {"--results", broken.toString(), "--data", data},
          {"--out", "/nonexist/page.md", "--data", data},
          {"--sets", "small,large", "--data", data},
          {"--efforts", "fast,lazy", "--data", data},
          {"--metric", "beauty", "--data", data},
        }) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
      assertThat(Accuracy.run(bad, to, to)).as(String.join(" ", bad)).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8).lines().toList())
          .as(String.join(" ", bad))
          .hasSize(2)
          .first()
          .asString()
          .startsWith("error: " + bad[0] + " ");
    }
  }
}
