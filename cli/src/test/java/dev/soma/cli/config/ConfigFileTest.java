package dev.soma.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder;

  private Settings read(String text) throws IOException {
    Path file = folder.resolve("c.toml");
    Files.writeString(file, text);
    return ConfigFile.read(file);
  }

  @Test
  void every_key_is_written_and_read_back() throws IOException {
    Settings settings =
        Settings.PRESETS
            .with(Key.TARGET, "a b", "c\"d", "e\\f")
            .with(Key.HIDDEN, "64", "32")
            .with(Key.LR, "1e-05")
            .with(Key.BIAS_INIT, "-0.5")
            .with(Key.DECIMAL, ",")
            .with(Key.AVERAGED, "true")
            .with(Key.NETWORK, "Dense(4, relu)")
            .with(Key.BATCH, "32");
    String text = ConfigFile.write(settings, "0.1.0");
    Settings back = read(text);
    for (Key key : Key.values()) {
      assertThat(text).contains("\n" + key.key() + " = ");
      boolean numeric = key.kind() == Key.Kind.REAL && !settings.isAuto(key);
      if (numeric) {
        assertThat(back.real(key)).as(key.key()).isEqualTo(settings.real(key));
      } else {
        assertThat(back.texts(key)).as(key.key()).isEqualTo(settings.texts(key));
      }
    }
    assertThat(ConfigFile.write(back, "0.1.0").lines().count()).isEqualTo(text.lines().count());
  }

  @Test
  void a_file_may_say_little() throws IOException {
    Settings settings = read("# mine\nlr = 0.5\ntarget = \"y\"\n");
    assertThat(settings.real(Key.LR)).isEqualTo(0.5);
    assertThat(settings.texts(Key.TARGET)).containsExactly("y");
    assertThat(settings.isAuto(Key.BATCH)).isTrue();
  }

  @Test
  void a_broken_file_is_refused_with_its_line() {
    assertThatThrownBy(() -> read("lr = 0.5\nepochs = = 3\n"))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E208"))
        .hasMessageContaining("c.toml line 2");
  }

  @Test
  void times_have_units() {
    assertThat(Settings.PRESETS.seconds(Key.MAX_TIME)).isInfinite();
    assertThat(Settings.PRESETS.with(Key.MAX_TIME, "30s").seconds(Key.MAX_TIME)).isEqualTo(30);
    assertThat(Settings.PRESETS.with(Key.MAX_TIME, "5m").seconds(Key.MAX_TIME)).isEqualTo(300);
    assertThat(Settings.PRESETS.with(Key.MAX_TIME, "1.5h").seconds(Key.MAX_TIME)).isEqualTo(5400);
    assertThatThrownBy(() -> Settings.PRESETS.with(Key.MAX_TIME, "0s").seconds(Key.MAX_TIME))
        .isInstanceOf(SomaException.Usage.class);
  }
}
