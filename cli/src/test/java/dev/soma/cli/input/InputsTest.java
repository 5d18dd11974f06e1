package dev.soma.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir Path folder;

  private Settings settings(String text) throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, text);
    return Settings.PRESETS.with(Key.DATA, file.toString());
  }

  @Test
  void marks_can_be_named_or_typed() throws IOException {
    for (String mark : new String[] {"semicolon", ";", "auto"}) {
      Table table =
          Inputs.training(
              settings("x;y\n1,5;2\n3,5;4\n").with(Key.DELIMITER, mark).with(Key.DECIMAL, ","));
      assertThat(table.names()).containsExactly("x", "y");
      assertThat(table.row(0).get("x")).isEqualTo(1.5);
    }
  }

  @Test
  void rejected_rows_have_a_file_in_the_working_folder() {
    assertThat(Inputs.rejects(Path.of("/data/sales.csv"))).isEqualTo(Path.of("sales.rejects.csv"));
    assertThat(Inputs.rejects(Path.of("sales.csv.gz"))).isEqualTo(Path.of("sales.rejects.csv"));
    assertThat(Inputs.rejects(Path.of("-"))).isEqualTo(Path.of("stdin.rejects.csv"));
  }

  @Test
  void a_query_without_sql_or_driver_is_refused() {
    Settings url = Settings.PRESETS.with(Key.JDBC, "jdbc:nothing:x;PASSWORD=hush");
    assertThatThrownBy(() -> Inputs.training(url))
        .isInstanceOf(SomaException.Usage.class)
        .hasMessageContaining("--sql");
    assertThatThrownBy(() -> Inputs.training(url.with(Key.SQL, "SELECT 1")))
        .isInstanceOfSatisfying(SomaException.Data.class, e -> assertThat(e.id()).isEqualTo("E331"))
        .hasMessageNotContaining("hush");
    assertThatThrownBy(
            () -> Inputs.training(url.with(Key.SQL, "SELECT 1").with(Key.CLASSPATH, "no.jar")))
        .hasMessageContaining("no jar no.jar");
  }

  @Test
  void rows_for_a_model_keep_their_text() throws IOException {
    Settings settings = settings("x,y\n01, 2 \n");
    Table table = Inputs.trained(Path.of(settings.text(Key.DATA)), settings);
    assertThat(table.column("x").text(0)).isEqualTo("01");
  }
}
