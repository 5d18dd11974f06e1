package dev.soma.studio.draw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
  @Test
  void figures_have_the_minus_sign_of_formulas_in_exponents_too() {
    assertThat(Texts.figure(-0.5)).isEqualTo("−0.5000");
    assertThat(Texts.figure(-1.5e-7)).isEqualTo("−1.500e−07");
    assertThat(Texts.figure(12)).isEqualTo("12.00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-1 < 1 - eta h < 0; −1 < 1 − eta h < 0",
        "z <= -c. With W(1) = (1, -1); z <= −c. With W(1) = (1, −1)",
        "1 / (1 + e^-z); 1 / (1 + e^−z)",
        "W(1) <- W(1) - (a - y) x^T; W(1) <- W(1) − (a − y) x^T",
        "1e-3 of zero-init and 2024-01-10; 1e−3 of zero-init and 2024-01-10",
        "update:weight 4.1e-05 of W(2), z from -2.5E-7; update:weight 4.1e−05 of W(2), z from −2.5E−7",
        "soma lesson xor --check 1; soma lesson xor --check 1"
      })
  void signs_before_numbers_and_symbols_are_those_of_formulas(String text, String shown) {
    assertThat(Texts.minus(text)).isEqualTo(shown);
  }
}
