package dev.soma.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EscapeTest {
  @Test
  void signs_of_markup_become_entities() {
    assertThat(Escape.xml("<a href=\"x\" b='y'>&</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  }

  @Test
  void characters_that_no_page_may_have_are_replaced() {
    assertThat(Escape.xml("a\u0000b\u001bc\uD800d\uFFFEe\u0085"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD");
    assertThat(Escape.xml("\uD83D\uDE00 é\t\n")).isEqualTo("\uD83D\uDE00 é\t\n");
  }

  @Test
  void json_in_a_script_means_the_same_and_cannot_end_it() {
    String raw = "</script><!-- & ]]> \u0001 \uFFFF \uDC00 \uD83D\uDE00";
    String json = JsonMapper.shared().writeValueAsString(raw);
    String safe = Escape.script(json);
    assertThat(safe).doesNotContain("<", ">", "&");
    assertThat(JsonMapper.shared().readValue(safe, String.class)).isEqualTo(raw);
  }
}
