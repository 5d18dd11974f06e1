package dev.soma.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.fixtures.SmallFits;
import dev.soma.train.Execution;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingEvent.MemberStarted;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideBySideTest {
  private static final Execution PLAIN = SmallFits.plain();

  private final AtomicBoolean stop = new AtomicBoolean();
  private final SideBySide<String> side = new SideBySide<>(stop::get);
  private final List<Integer> heard = new ArrayList<>();

  private static TrainingEvent event(int number) {
    return new MemberStarted(number, 9, 1, 1, 0, 2);
  }

  private void hear(TrainingEvent event) {
    heard.add(((MemberStarted) event).member());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_one_tells_that_is_ahead_waits_until_those_before_it_have_ended() {
    CountDownLatch second = new CountDownLatch(1);
    side.start(
        (_, listener) -> {
          listener.on(event(1));
          await(second); // ends after the other
          listener.on(event(2));
          return "first";
        },
        PLAIN);
    side.start(
        (_, listener) -> {
          listener.on(event(3));
          second.countDown();
          return "second";
        },
        PLAIN);
    assertThat(side.next(this::hear)).isEqualTo("first");
    assertThat(heard).containsExactly(1, 2);
    assertThat(side.next(this::hear)).isEqualTo("second");
    assertThat(heard).containsExactly(1, 2, 3);
    side.close();
  }

  @Test
  void what_one_tells_is_heard_while_it_is_trained_on_the_thread_that_asks() {
    CountDownLatch heardOf = new CountDownLatch(1);
    side.start(
        (_, listener) -> {
          listener.on(event(1));
          await(heardOf);
          return "";
        },
        PLAIN);
    Thread asks = Thread.currentThread();
    side.next(
        _ -> {
          assertThat(Thread.currentThread()).isSameAs(asks);
          heardOf.countDown();
        });
    side.close();
  }

  @Test
  void a_failure_is_thrown_when_it_is_its_turn() {
    side.start((_, _) -> "first", PLAIN);
    side.start(
        (_, listener) -> {
          listener.on(event(2));
          throw new IllegalStateException("second");
        },
        PLAIN);
    assertThat(side.next(this::hear)).isEqualTo("first");
    assertThatThrownBy(() -> side.next(this::hear)).hasMessage("second");
    assertThat(heard).containsExactly(2);
    side.close();
  }

  @Test
  void an_error_of_the_machine_is_thrown_too() {
    side.start(
        (_, _) -> {
          throw new OutOfMemoryError("full");
        },
        PLAIN);
    assertThatThrownBy(() -> side.next(this::hear))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("full");
    side.close();
  }

  @Test
  void an_error_of_a_later_one_is_thrown_while_an_earlier_one_is_trained() {
    AtomicBoolean ended = new AtomicBoolean();
    side.start(
        (execution, _) -> {
          while (!execution.stop().getAsBoolean()) {
            Thread.onSpinWait();
          }
          ended.set(true);
          return "";
        },
        PLAIN);
    side.start(
        (_, _) -> {
          throw new OutOfMemoryError("full");
        },
        PLAIN);
    assertThatThrownBy(() -> side.next(this::hear)).isInstanceOf(OutOfMemoryError.class);
    side.close();
    assertThat(ended).isTrue();
  }

  @Test
  void closing_stops_those_that_are_trained_and_waits_for_them() {
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      side.start(
          (execution, _) -> {
            while (!execution.stop().getAsBoolean()) {
              Thread.onSpinWait();
            }
            ended.incrementAndGet();
            return "";
          },
          PLAIN);
    }
    assertThat(ended).hasValue(0);
    side.close();
    assertThat(ended).hasValue(3);
  }

  @Test
  void after_what_a_listener_has_thrown_closing_waits_for_the_training_that_told_it() {
    AtomicBoolean ended = new AtomicBoolean();
    side.start(
        (execution, listener) -> {
          listener.on(event(1));
          while (!execution.stop().getAsBoolean()) {
            Thread.onSpinWait();
          }
          ended.set(true);
          return "";
        },
        PLAIN);
    TrainingListener full =
        _ -> {
          throw new IllegalStateException("no space");
        };
    assertThatThrownBy(() -> side.next(full)).hasMessage("no space");
    side.close();
    assertThat(ended).isTrue();
  }

  @Test
  void who_stops_the_run_stops_all_and_is_asked_by_one_at_a_time() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int[] asked = new int[1]; // not safe for several threads at once
    SideBySide<String> counted =
        new SideBySide<>(
            () -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              boolean enough = ++asked[0] >= 20_000;
              inside.decrementAndGet();
              return enough;
            });
    for (int i = 0; i < 4; i++) {
      counted.start(
          (execution, _) -> {
            while (!execution.stop().getAsBoolean()) {
              Thread.onSpinWait();
            }
            return "stopped";
          },
          PLAIN);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(counted.next(this::hear)).isEqualTo("stopped");
    }
    assertThat(most).hasValue(1);
    assertThat(asked[0]).isEqualTo(20_003);
    counted.close();
  }

  @Test
  void an_interrupt_of_who_asks_does_not_end_a_training_and_is_not_lost() {
    side.start((_, _) -> "whole", PLAIN);
    Thread.currentThread().interrupt();
    assertThat(side.next(this::hear)).isEqualTo("whole");
    assertThat(Thread.interrupted()).isTrue();
    side.close();
  }
}
