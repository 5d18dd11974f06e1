package dev.soma.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.cli.screen.Screen;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.recipe.tune.Dimension;
import dev.soma.recipe.tune.Halving;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.recipe.tune.Setting;
import dev.soma.recipe.tune.Space;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a search says of the time that is left, with made-up seconds.
class ProgressTest {
  private static final Search SEARCH =
      new Search(
          new Space(List.of(new Dimension.Between(Setting.LR, 0.01, 1))),
          Halving.none(10),
          5,
          false,
          Seeds.of(1));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Progress progress(List<Result> done, String budget) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Screen screen = new Screen(out, out, Screen.Look.PLAIN, Screen.Loudness.NORMAL);
    return new Progress(screen, SEARCH, Metric.LOG_LOSS, done, budget);
  }

  private static Result result(int trial, double seconds) {
    double loss = 1.0 / (1 + trial); // each is the best so far, so that each has a line
    return new Result(SEARCH.space().draw(SEARCH.seeds(), trial), 10, List.of(loss), seconds);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void trials_that_are_done_say_how_long_the_others_take() {
    Progress progress = progress(List.of(), "none");
    double[] seconds = {20, 10, 15, 15, 15};
    for (int i = 0; i < 5; i++) {
      progress.finished(result(i, seconds[i]));
    }
    assertThat(lines().get(0)).endsWith("elapsed 20.0 s  about 80 s left");
    assertThat(lines().get(1)).endsWith("elapsed 30.0 s  about 50 s left");
    assertThat(lines().get(3)).endsWith("elapsed 1 min 00 s  about 20 s left");
    assertThat(lines().get(4)).endsWith("elapsed 1 min 15 s");
  }

  @Test
  void the_budget_is_the_most() {
    progress(List.of(), "1m").finished(result(0, 20));
    assertThat(lines().getFirst()).endsWith("elapsed 20.0 s  about 40 s left at most");
  }

  @Test
  void trials_of_a_log_count() {
    progress(List.of(result(0, 40), result(1, 20)), "none").finished(result(2, 60));
    assertThat(lines().getFirst()).endsWith("elapsed 2 min 00 s  about 80 s left");
  }

  @Test
  void a_short_search_says_nothing() {
    progress(List.of(), "none").finished(result(0, 1));
    assertThat(lines().getFirst()).endsWith("elapsed 1.0 s");
  }
}
