package dev.soma.data.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.NumberText;
import dev.soma.error.Fix;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsMarkTest {
  private static final Fix COMMA = Fix.set("--decimal", ",");
  private static final Fix ONE = Fix.of("give the table one decimal mark");
  private static final Fix REST = Fix.of("rest");

  private static RowsMark.Numbers column(String name, String... texts) {
    return new RowsMark.Numbers(
        name,
        texts.length,
        r -> texts[r],
        r -> NumberText.parse(texts[r], '.'),
        r -> NumberText.parse(texts[r], ','));
  }

  private static List<Fix> fixes(
      List<RowsMark.Numbers> columns, List<Fix> fixes, RowsMark.Numbers... truth) {
    return new RowsMark(SourceInfo.memory(), ReadOptions.DEFAULT, columns)
        .fixes(fixes, List.of(truth));
  }

  @Test
  void the_other_mark_is_proposed_where_it_reads_all_columns_and_one_mark_is_asked_for_elsewhere() {
    RowsMark.Numbers commas = column("a", "1,5", "2,25");
    RowsMark.Numbers whole = column("b", "1", "2");
    RowsMark.Numbers points = column("c", "1.5", "2");
    List<Fix> both = List.of(REST, COMMA);
    assertThat(fixes(List.of(commas, whole), both)).containsExactly(COMMA, REST);
    assertThat(fixes(List.of(commas, points), both)).containsExactly(ONE, REST);
    assertThat(fixes(List.of(commas, points), List.of(REST))).containsExactly(REST);
  }

  @Test
  void true_numbers_with_the_other_mark_are_a_reason_to_propose_it_and_words_are_none() {
    RowsMark.Numbers whole = column("b", "1", "2");
    RowsMark.Numbers truth = column("y", "1", "2,25");
    assertThat(fixes(List.of(whole, truth), List.of(), truth)).containsExactly(COMMA);
    assertThat(fixes(List.of(whole), List.of(), column("y", "much", "2,25"))).isEmpty();
    assertThat(fixes(List.of(whole), List.of(), whole)).isEmpty();
  }
}
