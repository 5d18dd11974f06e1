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

  @Test
  void a_name_that_begins_with_what_was_given_comes_first() {
    List<String> flags = List.of("--sql", "--split-by-time", "--to", "--function", "--from");
    assertThat(NearestName.of("--split", flags)).contains("--split-by-time");
    assertThat(NearestName.of("--f", flags)).contains("--function");
    assertThat(NearestName.beginning("--f", flags)).containsExactly("--function", "--from");
    assertThat(NearestName.of("--sql-file", flags)).contains("--sql");
  }

  @Test
  void dashes_do_not_make_names_alike() {
    assertThat(NearestName.of("--x", List.of("--to", "-q"))).isEmpty();
    assertThat(NearestName.of("--split", List.of("--sql"))).isEmpty();
  }
}
