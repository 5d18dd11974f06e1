package dev.soma.cli.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.train.TrainingEvent.Diagnosed;
import dev.soma.train.TrainingEvent.Epoch;
import dev.soma.train.diagnose.Condition;
import dev.soma.train.diagnose.Diagnostic;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static Epoch epoch(int epoch) {
    return new Epoch(epoch, 80, 1, 1, 1, "rmse", 1, false, 0, -1, 0.1, 1, 1, 1);
  }

  private static Diagnostic met(int epoch) {
    return new Diagnostic(Condition.D8, epoch, 0, "it does not learn", Map.of(), "--lr 0.1");
  }

  /// A network that was told of in its second epoch, and met it last in this one of three.
  private static Tally tally(int last) {
    Tally tally = new Tally();
    tally.on(epoch(1));
    tally.on(epoch(2));
    tally.on(new Diagnosed(met(2), 1));
    tally.on(epoch(3));
    tally.on(new Diagnosed(met(last), 4));
    return tally;
  }

  @Test
  void what_was_over_before_the_run_was_is_told_with_the_epochs_of_the_run() {
    assertThat(tally(2).lines(1))
        .containsExactly("! D8  not learning: met 4 times, last in epoch 2 of 3");
  }

  @Test
  void what_lasted_to_the_end_is_told_with_its_epoch_alone() {
    assertThat(tally(3).lines(1))
        .containsExactly("! D8  not learning: met 4 times, last in epoch 3");
  }
}
