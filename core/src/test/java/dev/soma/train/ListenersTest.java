package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.nn.Loss;
import dev.soma.optim.Optimizer;
import dev.soma.train.Problems.Run;
import dev.soma.train.TrainingEvent.Epoch;
import dev.soma.train.TrainingEvent.Reason;
import dev.soma.train.TrainingEvent.Started;
import dev.soma.train.TrainingEvent.Stopped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is told of a run, and how.
class ListenersTest {
  private static final Started STARTED = new Started("2 -> Dense(1, tanh)", 3, 100, 20, 10_000, 7);

  private static Epoch epoch(int epoch, int epochs, double j, double seconds) {
    double left = epoch == 0 ? Double.NaN : seconds / epoch * (epochs - epoch);
    return new Epoch(
        epoch,
        epochs,
        7L * epoch,
        j,
        0.5,
        "log_loss",
        0.25,
        epoch % 3 == 0,
        epoch / 3 * 3,
        -1,
        0.01,
        seconds,
        123_456,
        left);
  }

  private static String console(boolean live, int width, boolean ascii, List<TrainingEvent> all) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TrainingListener listener =
        live
            ? TrainingListener.live(out, width, ascii, Double.POSITIVE_INFINITY)
            : TrainingListener.lines(out);
    all.forEach(listener::on);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static List<TrainingEvent> faked(int epochs, double secondsEach, double j) {
    List<TrainingEvent> events = new ArrayList<>();
    events.add(STARTED);
    for (int e = 0; e <= epochs; e++) {
      events.add(epoch(e, epochs, j, e * secondsEach));
    }
    events.add(new Stopped(Reason.COMPLETED, epochs, 3, 7L * epochs, epochs * secondsEach));
    return events;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.1, 1, 4.9, 30, 3600})
  void plain_progress_of_10000_epochs_is_at_most_50_lines(double secondsEach) {
    String text = console(false, 0, false, faked(10_000, secondsEach, 0.0655));
    List<String> lines = text.lines().toList();
    assertThat(lines).hasSizeBetween(1, 50);
    assertThat(lines.getFirst()).contains("    1/10000");
    assertThat(lines.getLast()).contains("10000/10000");
    assertThat(text.chars().filter(c -> c != '\n' && (c < 32 || c > 126))).isEmpty();
  }

  @Test
  void plain_lines_are_five_seconds_apart_at_least() {
    List<String> lines = console(false, 0, false, faked(40, 1, 0.5)).lines().toList();
    assertThat(lines.get(0)).contains(" 1/40").contains("elapsed 0:00:01.0");
    assertThat(lines.get(1)).contains(" 6/40").contains("J 0.5000").contains("val 0.5000");
    assertThat(lines.get(1)).contains("log_loss 0.2500").contains("best");
    assertThat(lines.get(2)).contains("11/40").contains("best@9");
  }

  @Test
  void a_short_run_has_its_first_and_last_line() {
    List<String> lines = console(false, 0, false, faked(30, 0.01, 0.5)).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("30/30");
  }

  @Test
  void lines_say_which_network_is_trained_and_are_few_however_many_there_are() {
    for (int folds : new int[] {1, 5}) {
      List<TrainingEvent> events = new ArrayList<>();
      for (int m = 1; m <= 100; m++) {
        int fold = 1 + (m - 1) * folds / 100;
        events.add(new TrainingEvent.MemberStarted(m, 100, fold, folds, 7L * m, 1));
        events.addAll(faked(30, 0.01, 0.5));
      }
      List<String> lines = console(false, 0, false, events).lines().toList();
      assertThat(lines).hasSizeBetween(40, 50);
      assertThat(lines.get(24))
          .startsWith(
              folds == 1 ? "  member 25/100  epoch 30/30" : "  fold 2/5 member 25/100  epoch");
      String live = console(true, 120, true, events);
      assertThat(live).contains((folds == 1 ? "  " : "  fold 5/5 ") + "member 100/100   1/30");
    }
    List<TrainingEvent> cv = new ArrayList<>();
    cv.add(new TrainingEvent.MemberStarted(2, 3, 2, 3, 9, 1));
    cv.addAll(faked(30, 0.01, 0.5));
    assertThat(console(false, 0, false, cv)).startsWith("  fold 2/3  epoch 30/30");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 40, 80, 200})
  void a_live_line_is_never_longer_than_the_terminal(int width) {
    for (boolean ascii : new boolean[] {true, false}) {
      String text = console(true, width, ascii, faked(500, 0.2, 123.456));
      for (String line : text.split("\r")) {
        String visible = line.replace("\u001b[K", "");
        assertThat(visible.length()).as(visible).isLessThanOrEqualTo(Math.max(0, width - 1));
        assertThat(visible).doesNotContain("\n", "\u001b");
      }
      assertThat(text).as("the line is wiped at the end").endsWith("\r\u001b[K");
      assertThat(ascii && text.chars().anyMatch(c -> c > 126)).isFalse();
    }
  }

  @Test
  void a_live_line_is_drawn_ten_times_a_second_at_most() {
    String text = console(true, 100, true, faked(10_000, 0.001, 0.5));
    assertThat(text.chars().filter(c -> c == '\r').count()).isBetween(90L, 102L);
    assertThat(text).contains("J 0.5000").contains("123k rows/s").contains("best@");
  }

  @Test
  void numbers_that_are_none_do_not_break_a_line() {
    Epoch odd =
        new Epoch(
            1,
            10,
            7,
            Double.POSITIVE_INFINITY,
            Double.NaN,
            "rmse",
            Double.NaN,
            false,
            0,
            4,
            0.1,
            1,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    String plain = console(false, 0, true, List.of(STARTED, odd));
    assertThat(plain)
        .contains("J not finite  mistakes 4  val not finite  rmse not finite")
        .doesNotContain("NaN", "Infinity", "left");
    assertThat(console(true, 200, true, List.of(odd))).contains("? rows/s");
  }

  @Test
  void the_time_that_is_left_is_of_all_networks_and_not_said_of_a_short_run() {
    List<TrainingEvent> events = new ArrayList<>();
    for (int m = 1; m <= 3; m++) {
      events.add(new TrainingEvent.MemberStarted(m, 3, m, 3, 7L * m, 1));
      events.addAll(faked(20, 3, 0.5));
    }
    List<String> lines = console(false, 0, false, events).lines().toList();
    assertThat(lines.get(0)).endsWith("elapsed 0:00:06.0");
    assertThat(lines.get(1)).endsWith("elapsed 0:00:12.0  about 3 min left at most");
    assertThat(lines)
        .filteredOn(l -> l.startsWith("  fold 2/3 "))
        .last()
        .asString()
        .endsWith("elapsed 0:01:00.0  about 60 s left");
    assertThat(lines.getLast()).contains("fold 3/3  epoch 20/20").endsWith("elapsed 0:01:00.0");
    assertThat(console(true, 120, true, events))
        .contains("fold 1/3   4/20 ##..........  about 3 min left at most  J 0.5000");
    assertThat(console(false, 0, false, faked(30, 0.3, 0.5))).doesNotContain("left");
  }

  @Test
  void a_limit_of_time_limits_the_time_that_is_left() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TrainingListener limited = TrainingListener.lines(out, 60);
    faked(100, 10, 0.5).subList(0, 5).forEach(limited::on);
    limited.on(new Stopped(Reason.MAX_TIME, 4, 3, 20, 39));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.get(1)).endsWith("elapsed 0:00:20.0  about 40 s left at most");
    assertThat(lines.get(2)).endsWith("elapsed 0:00:30.0  about 30 s left at most");
  }

  @Test
  void a_run_that_ends_before_its_first_epoch_prints_nothing() {
    List<TrainingEvent> events =
        List.of(STARTED, epoch(0, 5, Double.NaN, 0), new Stopped(Reason.DIVERGED, 1, 0, 0, 0));
    assertThat(console(false, 0, true, events)).isEmpty();
  }

  private static Run real(Optimizer optimizer, boolean validated) {
    var data = Problems.curve(40, 1);
    return Problems.run(
        "2 -> Dense(4, tanh) -> Dense(1, identity)",
        data,
        validated ? Problems.curve(10, 2) : Problems.none(data),
        Metric.RMSE,
        Problems.config(Loss.SQUARED_ERROR, optimizer).epochs(3),
        Problems.plain());
  }

  @Test
  void events_come_in_order() {
    Run run = real(Optimizer.adam(0.01), true);
    List<TrainingEvent> events = run.events();
    assertThat(events.getFirst())
        .isEqualTo(new Started("2 -> Dense(4, tanh) -> Dense(1, identity)", 17, 40, 10, 3, 3));
    assertThat(events.getLast()).isEqualTo(run.stopped());
    List<String> order =
        events.stream()
            .map(
                e ->
                    switch (e) {
                      case TrainingEvent.MemberStarted m -> "member " + m.member();
                      case TrainingEvent.Diagnosed d -> d.diagnostic().text();
                      case Started _ -> "start";
                      case Epoch x -> "epoch " + x.epoch();
                      case TrainingEvent.BatchDone b -> b.epoch() + "." + b.batch();
                      case Stopped _ -> "stop";
                    })
            .toList();
    assertThat(order)
        .containsExactly(
            "start", "epoch 0", "1.1", "1.2", "1.3", "epoch 1", "2.1", "2.2", "2.3", "epoch 2",
            "3.1", "3.2", "3.3", "epoch 3", "stop");
    assertThat(run.epochs().stream().map(Epoch::step)).containsExactly(0L, 3L, 6L, 9L);
  }

  @Test
  void json_lines_are_valid_and_know_no_NaN() {
    for (Run run :
        List.of(
            real(Optimizer.adam(0.01), true),
            real(Optimizer.sgd(1e9), false),
            real(Optimizer.lbfgs(), false))) {
      StringWriter out = new StringWriter();
      TrainingListener json = TrainingListener.json(out);
      run.events().forEach(json::on);
      assertThat(out.toString()).doesNotContain("NaN").doesNotContain("Infinity").endsWith("\n");
      List<JsonNode> lines = out.toString().lines().map(JsonMapper.shared()::readTree).toList();
      assertThat(lines.getFirst().get("event").asString()).isEqualTo("started");
      assertThat(lines.get(1).get("epoch").asInt()).isZero();
      assertThat(lines.get(1).get("j").isNull()).isTrue();
      assertThat(lines.getLast().get("event").asString()).isEqualTo("stopped");
      assertThat(lines.getLast().get("reason").asString())
          .isEqualTo(run.stopped().reason().name().toLowerCase(java.util.Locale.ROOT));
      long told =
          run.events().stream().filter(e -> !(e instanceof TrainingEvent.BatchDone)).count();
      assertThat(lines).hasSize((int) told);
    }
  }

  @Test
  void a_log_that_cannot_be_written_is_E804() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> TrainingListener.json(full).on(STARTED))
        .isInstanceOfSatisfying(
            SomaException.Resource.class, e -> assertThat(e.id()).isEqualTo("E804"))
        .hasMessageContaining("No space left");
  }

  @Test
  void several_listeners_are_told_in_order_and_batches_only_if_one_wants_them() {
    List<String> heard = new ArrayList<>();
    TrainingListener both =
        TrainingListener.all(List.of(_ -> heard.add("first"), _ -> heard.add("second")));
    both.on(STARTED);
    assertThat(heard).containsExactly("first", "second");
    assertThat(both.wantsBatches()).isFalse();
  }
}
