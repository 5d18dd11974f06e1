package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegularizationTest {
  private static final double OFF = Double.POSITIVE_INFINITY;
  private final Kernels kernels = KernelChoice.forced("scalar").create(1);

  @AfterEach
  void close() {
    kernels.close();
  }

  /// W = (3 -4 ; 0 0.5), b = (7 -7).
  private static Parameters parameters() {
    Parameters p = Parameters.zeros(NetworkSpec.parse("2 -> Dense(2, identity)"));
    System.arraycopy(new float[] {3, -4, 0, 0.5f, 7, -7}, 0, p.values(), 0, 6);
    return p;
  }

  @Test
  void the_gradient_gets_lambda_w_and_the_sign_but_not_for_biases() {
    Parameters g = parameters().zerosLike();
    java.util.Arrays.fill(g.values(), 1);
    new Regularization(0.25, 0.5, OFF).addGradient(parameters(), g);
    assertThat(g.values()).containsExactly(2.75f, -1.25f, 1, 1.5f, 1, 1);
  }

  @Test
  void the_penalty_is_that_of_the_lecture() {
    assertThat(Regularization.l2(0.5).penalty(parameters(), kernels))
        .isCloseTo(0.25 * 25.25, within(1e-12));
    assertThat(new Regularization(2, 0, OFF).penalty(parameters(), kernels))
        .isCloseTo(15, within(1e-12));
    assertThat(Regularization.NONE.penalty(parameters(), kernels)).isZero();
  }

  @Test
  void the_gradient_is_the_derivative_of_the_penalty() {
    Regularization r = new Regularization(0.3, 0.7, OFF);
    Parameters g = parameters().zerosLike();
    r.addGradient(parameters(), g);
    for (int i : new int[] {0, 1, 3, 4, 5}) { // the weight 2 is at the kink of |w|
      double h = 1.0 / 64;
      Parameters up = parameters();
      up.values()[i] += (float) h;
      Parameters down = parameters();
      down.values()[i] -= (float) h;
      double slope = (r.penalty(up, kernels) - r.penalty(down, kernels)) / (2 * h);
      assertThat((double) g.values()[i]).as("parameter %d", i).isCloseTo(slope, within(1e-4));
    }
  }

  @Test
  void the_largest_norm_holds_for_each_unit_and_not_for_biases() {
    Parameters p = parameters();
    new Regularization(0, 0, 2.5).project(p, kernels);
    assertThat(p.values()).containsExactly(1.5f, -2, 0, 0.5f, 7, -7);
    new Regularization(0, 0, OFF).project(p, kernels);
    assertThat(p.values()).containsExactly(1.5f, -2, 0, 0.5f, 7, -7);
  }

  @Test
  void negative_weights_of_penalties_are_refused() {
    assertThatThrownBy(() -> new Regularization(-1, 0, OFF)).hasMessageContaining("l1");
    assertThatThrownBy(() -> new Regularization(0, Double.NaN, OFF)).hasMessageContaining("l2");
    assertThatThrownBy(() -> new Regularization(0, 0, 0)).hasMessageContaining("max-norm");
  }
}
