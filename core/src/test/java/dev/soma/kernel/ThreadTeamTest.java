package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

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
