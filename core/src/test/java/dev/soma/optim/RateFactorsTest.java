package dev.soma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.nn.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateFactorsTest {
  @Test
  void the_text_form_reads_back_and_holds_only_what_is_not_1() {
    RateFactors factors = RateFactors.parse(" Bias = 0.1, weight=1");
    assertThat(factors).isEqualTo(RateFactors.NONE.with(Role.BIAS, 0.1)).hasToString("bias=0.1");
    assertThat(RateFactors.parse(factors.toString())).isEqualTo(factors);
    assertThat(RateFactors.parse("none")).isEqualTo(RateFactors.NONE).hasToString("none");
    assertThat(factors.of(Role.BIAS)).isEqualTo(0.1);
    assertThat(factors.of(Role.WEIGHT)).isEqualTo(1);
  }

  @Test
  void every_role_has_a_name_and_a_factor() {
    for (Role role : Role.values()) {
      if (!role.learned()) {
        assertThat(RateFactors.names())
            .doesNotContain(role.name().toLowerCase(java.util.Locale.ROOT));
        continue;
      }
      String text = role.name().toLowerCase(java.util.Locale.ROOT) + "=0.25";
      assertThat(RateFactors.parse(text)).isEqualTo(new RateFactors(Map.of(role, 0.25)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bais=0.1         | bias=0.1
          bias             | bias=0.1
          bias=            | bias=0.1
          bias=x           | bias=0.1
          weight=-1        | weight=0.1
          weight=Infinity  | weight=0.1
          bias=1,bias=2    | bias=2
          bias=1,          | bias=0.1
          """)
  void impossible_factors_are_refused_with_a_fix_that_works(String text, String fix) {
    assertThatThrownBy(() -> RateFactors.parse(text))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> {
              assertThat(e.id()).isEqualTo("E236");
              assertThat(e.fixes()).containsExactly(fix);
              RateFactors.parse(fix);
            });
  }
}
