package dev.soma.cli.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.screen.Interruption;
import dev.soma.cli.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What a gradient check says of how far it is, with made-up seconds.
class CheckProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private double now;

  private CheckProgress progress(boolean terminal, Screen.Loudness loudness) {
    Screen.Look look = new Screen.Look(terminal, 40, false, false);
    Screen screen = new Screen(stream(out), stream(err), look, loudness);
    return new CheckProgress(screen, () -> now);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /// Tells of 0 to the last parameter.
  private void run(CheckProgress progress, int to, int of, double secondsEach) {
    for (int i = 0; i <= to; i++) {
      now = i * secondsEach;
      progress.compared(i, of);
    }
  }

  private String told() {
    assertThat(out.toString(StandardCharsets.UTF_8)).as("beside the result").isEmpty();
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_long_check_has_few_lines_with_the_time_that_is_left() {
    run(progress(false, Screen.Loudness.NORMAL), 2010, 2010, 0.05);
    assertThat(told().lines())
        .startsWith(
            "  100 of 2,010 parameters compared",
            "  200 of 2,010 parameters compared  about 90 s left",
            "  300 of 2,010 parameters compared  about 90 s left")
        .hasSize(14); // 8 after 5 s each, 6 after 10 s each
  }

  @Test
  void on_a_terminal_one_line_is_drawn_anew_from_two_seconds_on() {
    CheckProgress progress = progress(true, Screen.Loudness.NORMAL);
    run(progress, 3, 12, 0.9);
    assertThat(told()).isEqualTo("\r  3 of 12 parameters compared\u001b[K");
    now = 5;
    progress.tell();
    assertThat(told())
        .as("between two parameters")
        .isEqualTo("\r  3 of 12 parameters compared\u001b[K".repeat(2));
    now = 9;
    progress.compared(4, 12);
    progress.close();
    assertThat(told()).endsWith("\r  4 of 12 parameters compared  about 5…\u001b[K\r\u001b[K");
  }

  @Test
  void a_short_check_says_nothing_and_a_quiet_one_neither() {
    for (boolean terminal : new boolean[] {false, true}) {
      CheckProgress quick = progress(terminal, Screen.Loudness.NORMAL);
      run(quick, 19, 19, 0.1);
      quick.close();
      run(progress(terminal, Screen.Loudness.QUIET), 100, 100, 1);
    }
    assertThat(told()).isEmpty();
  }

  @Test
  void somebody_who_asks_to_stop_is_told_how_far_it_came_and_no_line_comes_after_that() {
    CheckProgress progress = progress(true, Screen.Loudness.NORMAL);
    try (Interruption interruption = Interruption.watch().before(progress::interrupted)) {
      run(progress, 3, 1200, 1);
      interruption.stop();
      run(progress, 5, 1200, 1);
    }
    assertThat(told()).endsWith("\r\u001b[KSTOP   interrupted; 3 of 1,200 parameters compared\n");
  }

  @Test
  void a_check_that_is_stopped_at_once_says_so() {
    progress(false, Screen.Loudness.NORMAL).interrupted();
    assertThat(told()).isEqualTo("STOP   interrupted; no parameter was compared\n");
  }
}
