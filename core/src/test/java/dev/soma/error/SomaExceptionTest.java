package dev.soma.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SomaExceptionTest {
  @Test
  void a_fix_stays_a_value_where_the_refusal_is_said_in_other_words() {
    Fix mark = Fix.set("--decimal", ",");
    SomaException e =
        new SomaException.Mismatch("E512", "wrong type", List.of(mark, Fix.without("--test")));
    assertThat(e.fixes()).containsExactly("--decimal ,", "leave --test out");
    assertThat(e.said("wrong type · a.csv").remedies()).isEqualTo(e.remedies());
    SomaException other = e.said("again").mended(List.of(mark));
    assertThat(other)
        .isInstanceOf(SomaException.Mismatch.class)
        .hasMessage("again")
        .hasStackTraceContaining("SomaExceptionTest");
    assertThat(other.remedies()).extracting(Fix::flag).containsExactly("--decimal");
  }
}
