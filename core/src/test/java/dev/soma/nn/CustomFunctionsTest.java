package dev.soma.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The one open door of the sealed sets: a wrong derivative does not get in.
class CustomFunctionsTest {
  private static void refused(String what, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SomaException.Check.class, e -> assertThat(e.id()).isEqualTo("E702"))
        .hasMessageContaining(what)
        .hasMessageContaining("central differences");
  }

  @Test
  void right_derivatives_are_accepted() {
    Activation.custom("cube", z -> z * z * z, z -> 3 * z * z);
    Activation.custom("sine", Math::sin, Math::cos);
    Activation.custom(
        "steep", z -> Math.tanh(10 * z), z -> 10 - 10 * Math.pow(Math.tanh(10 * z), 2));
    Activation.custom("flat", _ -> 3, _ -> 0);
    Loss.custom("quartic", (a, y) -> Math.pow(a - y, 4), (a, y) -> 4 * Math.pow(a - y, 3));
  }

  @Test
  void fast_waves_are_accepted_and_nearly_right_derivatives_of_them_are_not() {
    Activation.custom("wave", z -> Math.sin(2000 * z), z -> 2000 * Math.cos(2000 * z));
    refused(
        "nearly",
        () ->
            Activation.custom("nearly", z -> Math.sin(2000 * z), z -> 2000.1 * Math.cos(2000 * z)));
  }

  @Test
  void kinks_are_accepted_wherever_they_lie() {
    for (double at : new double[] {0, 0.00317, 0.1, -1.99683, 3.00317}) {
      Activation.custom("hinge", z -> Math.max(at, z), z -> z > at ? 1 : 0);
      Activation.custom("fold", z -> Math.abs(z - at), z -> Math.signum(z - at));
    }
    Activation.custom("clip", z -> Math.clamp(z, -1, 1), z -> z > -1 && z < 1 ? 1 : 0);
    Loss.custom("distance", (a, y) -> Math.abs(a - y), (a, y) -> Math.signum(a - y));
  }

  @Test
  void wrong_derivatives_are_refused() {
    refused("double", () -> Activation.custom("double", z -> z * z, z -> z));
    refused("sign", () -> Activation.custom("sign", Math::sin, z -> -Math.cos(z)));
    refused("none", () -> Activation.custom("none", z -> z, _ -> 0));
    refused("little", () -> Activation.custom("little", z -> z * z, z -> 2.001 * z));
    refused("late", () -> Activation.custom("late", z -> Math.max(0, z), z -> z > 0.3 ? 1 : 0));
    refused(
        "y = 1",
        () ->
            Loss.custom(
                "offset", (a, y) -> (a - y) * (a - y) / 2, (a, y) -> a + (y == 1 ? 0 : -y)));
    refused(
        "swapped", () -> Loss.custom("swapped", (a, y) -> (a - y) * (a - y) / 2, (a, y) -> y - a));
  }

  @Test
  void what_is_no_number_is_refused() {
    refused("hole", () -> Activation.custom("hole", z -> z, z -> z > 1 ? Double.NaN : 1));
    DoubleUnaryOperator root = Math::sqrt;
    refused("root", () -> Activation.custom("root", root, z -> 0.5 / Math.sqrt(z)));
  }
}
