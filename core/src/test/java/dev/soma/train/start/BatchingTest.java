package dev.soma.train.start;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import org.junit.jupiter.api.Test;

class BatchingTest {
  private static final NetworkSpec NORM =
      NetworkSpec.parse("2 -> Dense(3, relu) -> BatchNorm() -> Dense(1, identity)");
  private static final NetworkSpec DROPOUT =
      NetworkSpec.parse("2 -> Dropout(0.1) -> Dense(1, identity)");

  private static void refuses(
      String id, String why, NetworkSpec spec, String optimizer, int batch) {
    assertThatThrownBy(() -> Batching.check(spec, Optimizer.parse(optimizer), batch))
        .isInstanceOf(SomaException.Usage.class)
        .hasMessageContaining(why)
        .extracting(e -> ((SomaException) e).id())
        .isEqualTo(id);
  }

  @Test
  void lbfgs_takes_no_layers_that_differ_from_step_to_step() {
    refuses("E218", "dropout", DROPOUT, "lbfgs", 32);
    refuses("E218", "BatchNorm() learns mean and variance", NORM, "lbfgs", 32);
    Batching.check(NetworkSpec.parse("2 -> Dropout(0) -> Dense(1, relu)"), lbfgs(), 32);
    Batching.check(NetworkSpec.parse("2 -> LayerNorm() -> Dense(1, relu)"), lbfgs(), 1);
  }

  private static Optimizer lbfgs() {
    return Optimizer.parse("lbfgs");
  }

  @Test
  void batch_normalisation_wants_batches_of_two_rows() {
    refuses("E222", "two rows or more, got 1", NORM, "adam", 1);
    Batching.check(NORM, Optimizer.parse("adam"), 2);
    Batching.check(DROPOUT, Optimizer.parse("adam"), 1);
  }
}
