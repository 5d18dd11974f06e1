package dev.soma.data.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.SourceInfo;
import dev.soma.error.Fix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowsMarkTest {
  private static RowsMark mark(ReadOptions options) {
    return new RowsMark(SourceInfo.memory(), options);
  }

  private static Optional<String> fix(ReadOptions options, Set<Integer> here, Set<Integer> there) {
    return mark(options).fix(here, there).map(Fix::text);
  }

  @Test
  void the_other_mark_is_proposed_where_it_makes_rows_usable_and_none_unusable() {
    ReadOptions all = ReadOptions.DEFAULT;
    assertThat(fix(all, Set.of(0, 2), Set.of())).contains("--decimal ,");
    assertThat(fix(all, Set.of(0, 2), Set.of(2))).contains("--decimal , --on-bad-row skip");
    assertThat(fix(all.skipBadRows(null), Set.of(0, 2), Set.of(2))).contains("--decimal ,");
    assertThat(fix(all, Set.of(0, 2), Set.of(0, 2))).isEmpty();
    assertThat(fix(all, Set.of(0, 2), Set.of(1))).isEmpty();
    ReadOptions commas = all.format(all.format().decimal(','));
    assertThat(fix(commas, Set.of(0), Set.of())).contains("--decimal .");
  }

  @Test
  void refused_values_have_the_other_mark_if_it_reads_all_that_are_there() {
    RowsMark mark = mark(ReadOptions.DEFAULT.number(List.of("typed")));
    assertThat(mark.isOther("a", List.of("1,5", "", "NA", "-2,25"))).isTrue();
    assertThat(mark.isOther("a", List.of("1,5", "much"))).isFalse();
    assertThat(mark.isOther("a", List.of("", "NA"))).isFalse();
    assertThat(mark.isOther("a", List.of("1.100,5"))).isFalse();
    assertThat(mark.isOther("typed", List.of("1.100,5"))).isTrue();
    assertThat(mark.keeps("a", List.of("1,5", "2", "much"))).isTrue();
    assertThat(mark.keeps("a", List.of("1,5", "2.5"))).isFalse();
    assertThat(mark.isOther("a", List.of("0"))).as("refused, but read").isFalse();
  }

  @Test
  void a_mark_that_may_part_thousands_is_proposed_where_the_numbers_are_as_in_training_then() {
    RowsMark mark = mark(ReadOptions.DEFAULT.number(List.of("typed")));
    List<String> points = List.of("1.100", "2.107", "9.900");
    assertThat(mark.fits("typed", points, 1_500, 9_950)).as("one is far").isTrue();
    assertThat(mark.fits("typed", points, 0, 9_950)).as("as good now").isFalse();
    assertThat(mark.fits("typed", points, 20_000, 90_000)).isFalse();
    List<String> commas = List.of("1,100", "2,107");
    assertThat(mark.fits("a", commas, 1, 3)).isTrue();
    assertThat(mark.fits("a", commas, 1_000, 3_000)).isFalse();
    assertThat(mark.fits("a", List.of("1,100", "2,5"), 1_000, 3_000)).as("no thousands").isTrue();
  }
}
