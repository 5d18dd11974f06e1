package dev.soma.studio.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.studio.run.Snapshots.When;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private final Parameters now = Parameters.zeros(NetworkSpec.parse("2 -> Dense(1, identity)"));
  private final Snapshots snapshots = new Snapshots(now);

  private void step(long step, float weight) {
    now.values()[0] = weight;
    snapshots.add(new When(step, 1, 0), now.values());
  }

  private float weightAt(long step) {
    return snapshots.at(step).parameters().values()[0];
  }

  @Test
  void a_step_that_was_asked_for_stays_when_the_ring_has_long_lost_it() {
    step(1, 0.5f);
    assertThat(weightAt(1)).isEqualTo(0.5f);
    for (int i = 2; i < 2000; i++) {
      step(i, i);
    }
    assertThat(snapshots.steps()).doesNotContain(1L, 2L);
    assertThat(weightAt(1)).isEqualTo(0.5f);
    assertThat(snapshots.at(2).when().step()).as("nobody asked for it").isGreaterThan(2);
  }

  @Test
  void of_a_step_that_comes_again_the_later_weights_are_given() {
    step(1, 0.5f);
    assertThat(weightAt(1)).isEqualTo(0.5f);
    step(1, 0.25f);
    assertThat(weightAt(1)).isEqualTo(0.25f);
  }

  @Test
  void weights_that_come_back_stand_for_the_newest_at_their_own_step() {
    for (int i = 1; i < 2000; i++) {
      step(i, i);
    }
    snapshots.stand(new When(900, 9, 0), new float[] {0.5f, 0, 0});
    assertThat(snapshots.latest().when()).isEqualTo(new When(900, 9, 0));
    assertThat(snapshots.steps()).startsWith(900L, 1488L).endsWith(1999L).isSorted().hasSize(513);
    assertThat(weightAt(900)).isEqualTo(0.5f);
    assertThat(weightAt(1000)).as("the nearest before it").isEqualTo(0.5f);
    assertThat(weightAt(1999)).isEqualTo(1999);
    assertThat(weightAt(1)).as("the oldest, as all are after it").isEqualTo(0.5f);
    assertThat(snapshots.exactly(900)).isNotNull();
    assertThat(snapshots.before(901)).isNotNull();
  }

  @Test
  void weights_that_come_back_to_a_step_that_is_kept_are_listed_once_and_in_order() {
    for (int i = 1; i <= 5; i++) {
      step(i, i);
    }
    assertThat(weightAt(3)).isEqualTo(3);
    snapshots.stand(new When(3, 2, 0), new float[] {0.5f, 0, 0});
    assertThat(snapshots.kept())
        .extracting(When::step, When::epoch)
        .containsExactly(tuple(1L, 1), tuple(2L, 1), tuple(3L, 2), tuple(4L, 1), tuple(5L, 1));
    assertThat(weightAt(3)).isEqualTo(0.5f);
    assertThat(weightAt(-1)).isEqualTo(0.5f);
    assertThat(weightAt(5)).isEqualTo(5);
  }
}
