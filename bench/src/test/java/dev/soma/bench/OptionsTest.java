package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/it", List.of("--rows", "--memory", "--seconds"), List.of("--json"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private boolean measured;

  private int run(String... args) throws IOException {
    return Options.run(
        args,
        FORM,
        options -> {
          List<Integer> rows = options.counts("--rows", "1,2");
          String memory = options.choice("--memory", List.of("heap", "disk"));
          double seconds = options.seconds("--seconds", 2);
          measured = true;
          out.writeBytes(("" + rows + memory + seconds).getBytes(StandardCharsets.UTF_8));
        },
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void help_is_the_usage_line_and_no_measurement() throws IOException {
    assertThat(run("--root=x", "--rows", "5", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).strip()).isEqualTo("usage: bench/it");
    assertThat(err.size()).isZero();
    assertThat(measured).isFalse();
  }

  @Test
  void whatever_cannot_be_read_is_named_before_anything_is_measured() throws IOException {
    for (String[] bad :
        new String[][] {
          {"--foo"},
          {"word"},
          {"--rows"},
          {"--rows", ""},
          {"--rows", "1,abc"},
          {"--rows", "1,"},
          {"--rows", "0"},
          {"--rows", "99999999999"},
          {"--memory", "foo"},
          {"--seconds", "abc"},
          {"--seconds", "-1"},
          {"--seconds", "NaN"},
        }) {
      err.reset();
      assertThat(run(bad)).as(String.join(" ", bad)).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8).lines().toList())
          .hasSize(2)
          .last()
          .isEqualTo("usage: bench/it");
      assertThat(err.toString(StandardCharsets.UTF_8)).contains(bad[0]);
    }
    assertThat(measured).isFalse();
    assertThat(out.size()).isZero();
  }

  @Test
  void values_and_presets_are_read() throws IOException {
    assertThat(run("--rows", "5,6", "--memory", "disk", "--json")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[5, 6]disk2.0");
  }

  @Test
  void shapes_have_three_sizes() {
    assertThat(Options.sizes("--shapes", "1x20x3", 3)).containsExactly(1, 20, 3);
    for (String bad : List.of("1x2", "1x2x3x4", "", "1x2xa", "0x1x1")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Options.sizes("--shapes", bad, 3))
          .as(bad)
          .isInstanceOf(Options.Refused.class);
    }
  }
}
