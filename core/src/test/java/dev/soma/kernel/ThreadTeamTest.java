package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadTeamTest {
  @Test
  void every_part_of_every_job_is_done_once() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      AtomicIntegerArray done = new AtomicIntegerArray(7);
      ThreadTeam.Job job = (part, member) -> done.incrementAndGet(part);
      for (int round = 1; round <= 20_000; round++) {
        team.run(job, 7);
        for (int part = 0; part < 7; part++) {
          if (done.get(part) != round) {
            assertThat(done.get(part)).as("part %d after round %d", part, round).isEqualTo(round);
          }
        }
      }
    }
  }

  @Test
  void parts_run_at_the_same_time() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      CountDownLatch both = new CountDownLatch(2);
      boolean[] member = new boolean[2];
      team.run(
          (part, who) -> {
            member[who] = true;
            both.countDown();
            try {
              both.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          },
          2);
      assertThat(member).containsExactly(true, true);
    }
  }

  @Test
  void what_a_part_throws_reaches_the_caller_and_the_team_goes_on() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      AtomicIntegerArray done = new AtomicIntegerArray(4);
      for (int bad = 0; bad < 4; bad++) {
        int failing = bad;
        assertThatThrownBy(
                () ->
                    team.run(
                        (part, member) -> {
                          done.incrementAndGet(part);
                          if (part == failing) {
                            throw new IllegalArgumentException("part " + part);
                          }
                        },
                        4))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("part " + bad);
      }
      for (int part = 0; part < 4; part++) {
        assertThat(done.get(part)).isEqualTo(4);
      }
    }
  }

  @Test
  void what_a_part_may_not_throw_reaches_the_caller_too_and_the_workers_live() {
    Exception undeclared = new Exception("of another language");
    try (ThreadTeam team = new ThreadTeam(3)) {
      for (int round = 0; round < 20; round++) {
        assertThatThrownBy(() -> team.run((part, member) -> sneak(undeclared), 6))
            .isSameAs(undeclared);
      }
      assertAllAtWork(team);
    }
  }

  @SuppressWarnings("unchecked") // T is a RuntimeException for the compiler alone
  private static <T extends Throwable> void sneak(Exception e) throws T {
    throw (T) e;
  }

  /// Each part waits for the others, so every member must do one.
  private static void assertAllAtWork(ThreadTeam team) {
    CountDownLatch all = new CountDownLatch(team.size());
    team.run((part, member) -> meet(all), team.size());
    assertThat(all.getCount()).isZero();
  }

  private static void meet(CountDownLatch all) {
    all.countDown();
    await(all);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_part_that_runs_or_closes_its_own_team_is_refused_and_the_team_goes_on() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int bad = 0; bad < 2; bad++) { // by the caller and by a worker
        int failing = bad;
        CountDownLatch both = new CountDownLatch(2);
        ThreadTeam.Job nested =
            (part, member) -> {
              meet(both);
              if (member == failing) {
                team.run((_, _) -> {}, 2);
              }
            };
        assertThatThrownBy(() -> team.run(nested, 2))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("runs a job already");
        CountDownLatch again = new CountDownLatch(2);
        ThreadTeam.Job closing =
            (part, member) -> {
              meet(again);
              if (member == failing) {
                team.close();
              }
            };
        assertThatThrownBy(() -> team.run(closing, 2))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("can be closed when");
        assertAllAtWork(team);
      }
    }
  }

  @Test
  void a_second_caller_is_refused_while_the_first_is_at_it() throws Exception {
    try (ThreadTeam team = new ThreadTeam(2)) {
      CountDownLatch begun = new CountDownLatch(2);
      CountDownLatch told = new CountDownLatch(1);
      Thread first =
          Thread.ofPlatform()
              .start(
                  () ->
                      team.run(
                          (part, member) -> {
                            begun.countDown();
                            await(told);
                          },
                          2));
      await(begun);
      try {
        assertThatThrownBy(() -> team.run((part, member) -> {}, 2))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("one caller at a time");
      } finally {
        told.countDown();
        first.join();
      }
      assertAllAtWork(team);
    }
  }

  @Test
  void impossible_numbers_are_refused_and_no_parts_are_none() {
    for (int threads : new int[] {0, -1}) {
      assertThatThrownBy(() -> new ThreadTeam(threads))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 1");
    }
    try (ThreadTeam team = new ThreadTeam(2)) {
      assertThatThrownBy(() -> team.run((part, member) -> {}, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 0");
      team.run(
          (part, member) -> {
            throw new AssertionError("of nothing");
          },
          0);
      assertAllAtWork(team);
    }
  }

  @Test
  void an_interrupted_caller_stays_interrupted_and_gets_its_result() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      AtomicIntegerArray done = new AtomicIntegerArray(2);
      Thread.currentThread().interrupt();
      team.run((part, member) -> done.incrementAndGet(part), 2);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(done.get(0) + done.get(1)).isEqualTo(2);
    }
  }

  @Test
  void closing_ends_the_threads() {
    ThreadTeam team = new ThreadTeam(3);
    Thread[] seen = new Thread[3];
    CountDownLatch all = new CountDownLatch(3);
    team.run(
        (part, member) -> {
          seen[member] = Thread.currentThread();
          all.countDown();
          try {
            all.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        3);
    team.close();
    assertThat(seen[1].isAlive()).isFalse();
    assertThat(seen[2].isAlive()).isFalse();
    assertThatThrownBy(() -> team.run((part, member) -> {}, 1))
        .isInstanceOf(IllegalStateException.class);
  }
}
