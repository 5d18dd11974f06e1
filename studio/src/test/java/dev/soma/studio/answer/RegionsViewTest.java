package dev.soma.studio.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.studio.Looking;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The linear regions as the page gets them.
class RegionsViewTest extends Looking {
  private JsonNode regions(Object... settings) throws InterruptedException {
    Map<String, Object> all = new java.util.LinkedHashMap<>(Map.of("v", 1));
    for (int i = 0; i < settings.length; i += 2) {
      all.put((String) settings[i], settings[i + 1]);
    }
    session.reset(all);
    String json = views.json("boundary", Map.of("regions", "1"));
    assertThat(json).isNotNull();
    return JsonMapper.shared().readTree(json).path("regions");
  }

  @Test
  void they_are_sent_only_if_they_are_asked_for() throws InterruptedException {
    String json = views.json("boundary", Map.of());
    assertThat(json).isNotNull();
    assertThat(JsonMapper.shared().readTree(json).has("regions")).isFalse();
  }

  @Test
  void polygons_of_a_plane_are_sorted_by_size_and_cover_it() throws InterruptedException {
    JsonNode regions = regions("activation", "relu", "bias", 0.3);
    assertThat(regions.path("exact").asBoolean()).isTrue();
    int count = regions.path("count").asInt();
    assertThat(count).isGreaterThan(9);
    assertThat(regions.path("said").asString()).isEqualTo(count + " linear regions");
    assertThat(regions.path("corners").size()).isEqualTo(count);
    double sum = 0;
    double before = 100;
    for (JsonNode share : regions.path("share")) {
      assertThat(share.asDouble()).isLessThanOrEqualTo(before);
      before = share.asDouble();
      sum += before;
    }
    assertThat(sum).isCloseTo(100, Offset.offset(1e-3));
    for (JsonNode corners : regions.path("corners")) {
      assertThat(corners.size()).isGreaterThanOrEqualTo(6).isEven();
      corners.forEach(c -> assertThat(c.asInt()).isBetween(0, 10_000));
    }
  }

  @Test
  void a_line_has_pieces_that_follow_each_other() throws InterruptedException {
    JsonNode regions = regions("data", "sine", "activation", "relu", "network", "6", "bias", 0.2);
    int count = regions.path("count").asInt();
    assertThat(count).isBetween(2, 7); // each unit bends once
    double length = 0;
    for (int i = 0; i < count; i++) {
      length += regions.path("to").path(i).asDouble() - regions.path("from").path(i).asDouble();
    }
    String json = views.json("boundary", Map.of());
    assertThat(json).isNotNull();
    JsonNode x = JsonMapper.shared().readTree(json).path("x");
    double whole = x.path("max").asDouble() - x.path("min").asDouble();
    assertThat(length).isCloseTo(whole, Offset.offset(1e-4));
  }

  @Test
  void what_is_smooth_has_none_and_what_enters_curved_has_a_lower_bound()
      throws InterruptedException {
    assertThat(regions("activation", "tanh").path("said").asString())
        .isEqualTo("no linear regions: Dense(8, tanh) is not made of linear pieces");
    JsonNode embedded =
        regions("network", "Embedding(ple(4, 3, relu), 2, 0) -> Dense(6, relu)", "bias", 0.1);
    assertThat(embedded.path("exact").asBoolean(true)).isFalse();
    assertThat(embedded.path("count").asInt()).isGreaterThan(1);
    assertThat(embedded.path("said").asString())
        .startsWith("at least " + embedded.path("count").asInt() + " linear regions (counted on");
  }

  @Test
  void networks_too_large_for_the_page_say_at_least() throws InterruptedException {
    JsonNode regions = regions("activation", "relu", "network", "300, 300", "bias", 0.2);
    assertThat(regions.path("exact").asBoolean(true)).isFalse();
    int count = regions.path("count").asInt();
    assertThat(count).isGreaterThanOrEqualTo(100).isLessThan(6000);
    assertThat(regions.path("said").asString())
        .startsWith(String.format(java.util.Locale.ROOT, "at least %,d linear regions", count));
  }
}
