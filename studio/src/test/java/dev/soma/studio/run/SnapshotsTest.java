package dev.soma.studio.run;

import static org.assertj.core.api.Assertions.assertThat;

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
}
