package dev.soma.studio.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.studio.share.Turns.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who waits, and for what; the time is told by the test.
@Timeout(30)
class TurnsTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong clock = new AtomicLong();
  private final Allowance account = new Allowance(0.1, clock::get);
  private final Turns turns = new Turns();

  private Work work(String window, boolean hand) {
    return new Work(account, window, hand);
  }

  /// Waits for a turn beside the test, and is known to wait when this returns.
  private Future<Turn> waits(Work work, boolean picture) throws InterruptedException {
    AtomicBoolean there = new AtomicBoolean();
    CompletableFuture<Turn> turn = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                turn.complete(
                    turns.begin(
                        work,
                        picture,
                        () -> true,
                        () -> {
                          there.set(true); // asked at every look, with the lock held
                          return false;
                        }));
              } catch (InterruptedException e) {
                turn.completeExceptionally(e);
              }
            });
    while (!there.get()) {
      Thread.onSpinWait();
    }
    return turn;
  }

  private Turn now(Work work, boolean picture) throws InterruptedException {
    return turns.begin(work, picture, () -> true, () -> false);
  }

  private static Turn of(Future<Turn> turn) throws Exception {
    return turn.get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_frame_that_waits_for_the_account_holds_up_no_person() throws Exception {
    account.spent(SECOND / 10);
    Future<Turn> frame = waits(work("a", false), true);
    Work weight = work("b", true);
    assertThat(now(weight, false)).isEqualTo(Turn.MINE);
    turns.end(weight);
    Work picture = work("b", true);
    assertThat(now(picture, true)).isEqualTo(Turn.MINE);
    turns.end(picture);
    assertThat(frame.isDone()).isFalse();
    clock.addAndGet(10 * SECOND); // all is paid back
    assertThat(of(frame)).isEqualTo(Turn.MINE);
  }

  @Test
  void a_person_goes_before_frames_that_came_earlier() throws Exception {
    Work first = work("a", false);
    assertThat(now(first, true)).isEqualTo(Turn.MINE);
    Future<Turn> frame = waits(work("b", false), true);
    Work hand = work("c", true);
    Future<Turn> weight = waits(hand, false);
    turns.end(first);
    assertThat(of(weight)).isEqualTo(Turn.MINE);
    assertThat(frame.isDone()).isFalse();
    turns.end(hand);
    clock.addAndGet(10 * SECOND);
    assertThat(of(frame)).isEqualTo(Turn.MINE);
  }

  @Test
  void of_a_window_only_the_newest_picture_is_waited_for() throws Exception {
    account.spent(SECOND);
    Future<Turn> old = waits(work("a", false), true);
    Future<Turn> other = waits(work("b", false), true);
    Future<Turn> check = waits(work("a", true), false);
    Future<Turn> newer = waits(work("a", false), true);
    assertThat(of(old)).isEqualTo(Turn.DROPPED);
    turns.leave("b");
    assertThat(of(other)).isEqualTo(Turn.DROPPED);
    assertThat(check.isDone()).isFalse();
    assertThat(newer.isDone()).isFalse();
  }

  @Test
  void windows_without_a_name_drop_nothing_of_each_other() throws Exception {
    account.spent(SECOND / 10);
    Future<Turn> one = waits(work("", false), true);
    Work hand = work("", true);
    assertThat(now(hand, true)).isEqualTo(Turn.MINE);
    turns.end(hand);
    clock.addAndGet(10 * SECOND);
    assertThat(of(one)).isEqualTo(Turn.MINE);
  }

  @Test
  void what_is_asked_by_hand_without_end_is_held_to_the_share_too() throws Exception {
    account.spent(SECOND); // of which 0.6 s may be owed by a picture, and 0.2 s by a weight
    Future<Turn> picture = waits(work("a", true), true);
    Future<Turn> weight = waits(work("a", true), false);
    clock.addAndGet(3 * SECOND);
    assertThat(account.left(Turns.PICTURES)).isEqualTo(SECOND);
    assertThat(picture.isDone()).isFalse();
    clock.addAndGet(SECOND);
    assertThat(of(picture)).isEqualTo(Turn.MINE);
    assertThat(weight.isDone()).isFalse();
  }

  @Test
  void what_somebody_else_has_done_is_not_done_again() throws Exception {
    account.spent(SECOND);
    assertThat(turns.begin(work("a", false), true, () -> true, () -> true)).isEqualTo(Turn.DONE);
    assertThat(turns.begin(work("a", false), true, () -> false, () -> false)).isEqualTo(Turn.MINE);
  }

  @Test
  void closing_waits_for_who_works_and_lets_nobody_begin() throws Exception {
    Work first = work("a", true);
    assertThat(now(first, true)).isEqualTo(Turn.MINE);
    Future<Turn> weight = waits(work("b", true), false);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(turns::close);
    assertThat(of(weight)).isEqualTo(Turn.DROPPED); // so it is closing
    assertThat(closed.isDone()).isFalse();
    turns.end(first);
    closed.get(10, TimeUnit.SECONDS);
    assertThat(now(work("a", true), true)).isEqualTo(Turn.DROPPED);
  }

  @Test
  void work_is_counted_in_the_processor_time_of_its_thread() {
    Work work = work("a", true);
    double sum = 0;
    for (int i = 1; i < 3_000_000; i++) {
      sum += 1.0 / i;
    }
    assertThat(sum).isPositive();
    work.count();
    long first = account.spent();
    assertThat(first).isPositive();
    work.count();
    assertThat(account.spent() - first).isLessThan(first);
  }

  @Test
  void time_that_a_training_waits_of_its_own_accord_pays_back() {
    account.spent(SECOND);
    account.rested(4 * SECOND);
    assertThat(account.left(0)).isEqualTo(6 * SECOND);
    account.rested(40 * SECOND);
    assertThat(account.allows()).isTrue();
    account.spent(1);
    assertThat(account.allows()).isFalse(); // nothing is saved up
  }
}
