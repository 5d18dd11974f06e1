package dev.soma.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where weights start.
class InitializerTest {
  private static final int IN = 200;
  private static final int OUT = 100;
  private static final long SEED = 11;

  private static Parameters start(String network, String initializer, double bias, long seed) {
    return Initializer.initialise(
        NetworkSpec.parse(network), Initializer.parse(initializer), bias, Seeds.of(seed));
  }

  private static float[] weights(String initializer) {
    Parameters p = start(IN + " -> Dense(" + OUT + ", tanh)", initializer, 0, SEED);
    return Arrays.copyOf(p.values(), IN * OUT);
  }

  /// Over 20,000 draws the variance is known to about 2 %.
  @ParameterizedTest
  @CsvSource({
    "glorot_uniform, 0.006666666",
    "glorot_normal, 0.006666666",
    "he_uniform, 0.01",
    "he_normal, 0.01",
    "lecun_uniform, 0.005",
    "lecun_normal, 0.005"
  })
  void weights_have_the_stated_variance_and_mean_0(String initializer, double variance) {
    float[] w = weights(initializer);
    double mean = 0;
    double square = 0;
    float largest = 0;
    for (float x : w) {
      mean += x / (double) w.length;
      square += (double) x * x / w.length;
      largest = Math.max(largest, Math.abs(x));
    }
    assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(variance / w.length)));
    assertThat(square).isCloseTo(variance, within(0.05 * variance));
    double range = Math.sqrt(3 * variance);
    if (initializer.endsWith("uniform")) {
      assertThat((double) largest).isBetween(0.995 * range, range * (1 + 1e-6));
    } else {
      assertThat((double) largest).as("a normal draw goes beyond").isGreaterThan(range * 1.5);
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 5, 1", "5, 12, 1", "8, 8, 1.5", "1, 4, 2"})
  void orthogonal_weights_are_orthonormal_along_the_shorter_side(int in, int out, double gain) {
    Parameters p = start(in + " -> Dense(" + out + ", tanh)", "orthogonal(" + gain + ")", 0, SEED);
    Matrix w = p.matrix(p.group("W1"));
    boolean wide = in >= out;
    int vectors = Math.min(in, out);
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j < vectors; j++) {
        double dot = 0;
        for (int k = 0; k < Math.max(in, out); k++) {
          dot += (double) (wide ? w.get(i, k) : w.get(k, i)) * (wide ? w.get(j, k) : w.get(k, j));
        }
        assertThat(dot).as("<%d, %d>", i, j).isCloseTo(i == j ? gain * gain : 0, within(1e-5));
      }
    }
  }

  @Test
  void constant_weights_are_all_the_same() {
    assertThat(weights("constant(0.25)")).containsOnly(0.25f);
    assertThat(weights("zero")).containsOnly(0f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "he_normal", "glorot_uniform", "orthogonal"})
  void equal_seeds_give_equal_bits_and_others_do_not(String initializer) {
    String network = "3 + onehot(4) -> Dense(9, relu) -> Maxout(3, 2) -> Dense(2, softmax)";
    float[] first = start(network, initializer, 0.1, 5).values();
    assertThat(start(network, initializer, 0.1, 5).values()).isEqualTo(first);
    assertThat(start(network, initializer, 0.1, 6).values()).isNotEqualTo(first);
  }

  @Test
  void a_layer_draws_from_a_stream_of_its_own() {
    Parameters one = start("3 -> Dense(4, relu) -> Dense(2, relu)", "he_normal", 0, 5);
    Parameters two =
        start("3 -> Dense(4, relu) -> Dense(2, relu) -> Dense(1, relu)", "he_normal", 0, 5);
    assertThat(Arrays.copyOf(two.values(), one.size())).isEqualTo(one.values());
  }

  @Test
  void the_bias_start_is_for_hidden_layers_only() {
    Parameters p =
        start(
            "3 -> Dense(4, relu) -> Dropout(0.5) -> Maxout(2, 2) -> Dense(2, tanh)",
            "auto",
            0.1,
            1);
    assertThat(of(p, "b1")).containsOnly(0.1f);
    assertThat(of(p, "b2")).hasSize(4).containsOnly(0.1f);
    assertThat(of(p, "b3")).hasSize(2).containsOnly(0f);
    assertThat(of(start("3 -> Dense(2, tanh)", "auto", 0.1, 1), "b1")).containsOnly(0f);
  }

  private static float[] of(Parameters p, String name) {
    Parameters.Group g = p.group(name);
    return Arrays.copyOfRange(p.values(), g.offset(), g.offset() + g.size());
  }

  @Test
  void auto_follows_the_activation() {
    assertThat(auto("Dense(4, relu)")).isEqualTo(new Initializer.HeNormal());
    assertThat(auto("Dense(4, mish)")).isEqualTo(new Initializer.HeNormal());
    assertThat(auto("Maxout(4, 2)")).isEqualTo(new Initializer.HeNormal());
    assertThat(auto("Dense(4, selu)")).isEqualTo(new Initializer.LecunNormal());
    assertThat(auto("Dense(4, tanh)")).isEqualTo(new Initializer.GlorotUniform());
    Initializer constant = new Initializer.Constant(1);
    assertThat(constant.resolve(new Layer.Dense(3, Activation.RELU))).isSameAs(constant);
  }

  private static Initializer auto(String layer) {
    return Initializer.AUTO.resolve(NetworkSpec.parseLayers(layer).getFirst());
  }
}
