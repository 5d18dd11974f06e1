package dev.soma.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KNOWN = List.of("adam", "adamw", "rmsprop", "species");

  @Test
  void finds_the_name_with_the_fewest_changes() {
    assertThat(NearestName.of("Specie", KNOWN)).contains("species");
    assertThat(NearestName.of("rmsporp", KNOWN)).contains("rmsprop");
    assertThat(NearestName.of("adan", KNOWN)).contains("adam");
  }

  @Test
  void finds_nothing_when_nothing_is_near() {
    assertThat(NearestName.of("zzzzzz", KNOWN)).isEmpty();
    assertThat(NearestName.of("", KNOWN)).isEmpty();
    assertThat(NearestName.of("adam", List.of())).isEmpty();
  }

  @Test
  void of_equally_near_names_the_first_wins() {
    assertThat(NearestName.of("b", List.of("bx", "by"))).contains("bx");
  }

  @Test
  void a_swap_of_neighbours_is_one_change() {
    assertThat(NearestName.of("ba", List.of("xa", "ab"))).contains("xa");
    assertThat(NearestName.of("badc", List.of("axxc", "abdc"))).contains("abdc");
  }
}
