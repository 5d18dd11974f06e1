package dev.soma.studio.keep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastFewTest {
  private static LastFew<String, Integer> two(LastFew<String, Integer> few) {
    few.put("a", 1);
    few.put("b", 2);
    return few;
  }

  @Test
  void the_first_that_came_goes_first_however_often_it_is_used() {
    LastFew<String, Integer> few = two(LastFew.come(2));
    assertThat(few.get("a")).isEqualTo(1);
    few.put("a", 3);
    few.put("c", 4);
    assertThat(few.get("a")).isNull();
    assertThat(few.get("b")).isEqualTo(2);
    assertThat(few.get("c")).isEqualTo(4);
  }

  @Test
  void the_one_that_was_used_last_stays() {
    LastFew<String, Integer> few = two(LastFew.used(2));
    assertThat(few.get("a")).isEqualTo(1);
    few.put("c", 4);
    assertThat(few.get("b")).isNull();
    assertThat(few.get("a")).isEqualTo(1);
  }

  @Test
  void what_is_removed_makes_room() {
    LastFew<String, Integer> few = two(LastFew.come(2));
    few.remove("a");
    few.remove("z");
    few.put("c", 4);
    assertThat(few.get("b")).isEqualTo(2);
  }
}
