package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClippingTest {
  private final Kernels kernels = KernelChoice.forced("scalar").create(1);

  @AfterEach
  void close() {
    kernels.close();
  }

  private static Parameters gradient(float... values) {
    Parameters p = Parameters.zeros(NetworkSpec.parse("1 -> Dense(2, identity)"));
    System.arraycopy(values, 0, p.values(), 0, 4);
    return p;
  }

  @Test
  void by_value_bounds_each_entry() {
    Parameters g = gradient(3, -0.5f, Float.NEGATIVE_INFINITY, Float.NaN);
    new Clipping.ByValue(1).apply(g, kernels);
    assertThat(g.values()).containsExactly(1, -0.5f, -1, Float.NaN);
  }

  @Test
  void by_norm_shortens_the_whole_gradient_and_keeps_its_direction() {
    Parameters g = gradient(1, -1, 5, 3); // norm 6
    new Clipping.ByNorm(1.5).apply(g, kernels);
    assertThat(g.values())
        .containsExactly(new float[] {0.25f, -0.25f, 1.25f, 0.75f}, within(1e-7f));
  }

  @Test
  void by_norm_leaves_short_and_broken_gradients_alone() {
    Parameters g = gradient(1, -1, 5, 3);
    new Clipping.ByNorm(6).apply(g, kernels);
    assertThat(g.values()).containsExactly(1, -1, 5, 3);
    Parameters broken = gradient(1, Float.NaN, 5, Float.POSITIVE_INFINITY);
    new Clipping.ByNorm(1).apply(broken, kernels);
    assertThat(broken.values()).containsExactly(1, Float.NaN, 5, Float.POSITIVE_INFINITY);
  }

  @Test
  void none_does_nothing() {
    Parameters g = gradient(1, -1, 5e9f, 3);
    Clipping.NONE.apply(g, kernels);
    assertThat(g.values()).containsExactly(1, -1, 5e9f, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "norm(1)", "norm(0.25)", "value(0.5)"})
  void the_text_form_reads_back(String text) {
    assertThat(Clipping.parse(text)).hasToString(text);
  }

  @Test
  void a_bare_number_is_a_norm() {
    assertThat(Clipping.parse("1.0")).isEqualTo(new Clipping.ByNorm(1));
    assertThat(Clipping.parse(".5")).isEqualTo(new Clipping.ByNorm(0.5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "norm(nan)", "nrom(1)", "value(0)", "none(1)", "1x"})
  void impossible_bounds_are_refused(String text) {
    assertThatThrownBy(() -> Clipping.parse(text))
        .isInstanceOfSatisfying(
            SomaException.Usage.class, e -> assertThat(e.id()).isEqualTo("E232"));
  }
}
