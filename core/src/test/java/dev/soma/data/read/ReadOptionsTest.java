package dev.soma.data.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.text.DateOrder;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReadOptionsTest {
  private static final ReadOptions ALL =
      ReadOptions.DEFAULT
          .format(CsvFormat.DETECT.delimiter(';'))
          .category(List.of("c"))
          .number(List.of("n"))
          .date(List.of("d"))
          .dateOrder(DateOrder.MONTH_FIRST)
          .ignore(List.of("i"))
          .used(List.of("u"))
          .skipBadRows(Path.of("rejects.csv"))
          .keepText();

  /// Names of the values in which two differ.
  private static List<String> differences(ReadOptions one, ReadOptions other)
      throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    for (RecordComponent c : ReadOptions.class.getRecordComponents()) {
      if (!c.getAccessor().invoke(one).equals(c.getAccessor().invoke(other))) {
        names.add(c.getName());
      }
    }
    return names;
  }

  private static List<String> changed(ReadOptions from, UnaryOperator<ReadOptions> change)
      throws ReflectiveOperationException {
    return differences(from, change.apply(from));
  }

  @Test
  void a_change_leaves_all_other_values_as_they_were() throws ReflectiveOperationException {
    assertThat(differences(ReadOptions.DEFAULT, ALL))
        .as("no value of the base is the usual one")
        .hasSize(ReadOptions.class.getRecordComponents().length);
    List<String> none = List.of();
    assertThat(changed(ALL, o -> o.format(CsvFormat.DETECT))).containsExactly("format");
    assertThat(changed(ALL, o -> o.category(none))).containsExactly("category");
    assertThat(changed(ALL, o -> o.number(none))).containsExactly("number");
    assertThat(changed(ALL, o -> o.date(none))).containsExactly("date");
    assertThat(changed(ALL, o -> o.dateOrder(DateOrder.NONE))).containsExactly("dateOrder");
    assertThat(changed(ALL, o -> o.ignore(none))).containsExactly("ignore");
    assertThat(changed(ALL, o -> o.used(none))).containsExactly("used");
    assertThat(changed(ALL, o -> o.skipBadRows(null))).containsExactly("rejects");
    assertThat(changed(ALL, ReadOptions::anew)).containsExactly("rejects");
    assertThat(changed(ALL, ReadOptions::keepText)).isEmpty();
    ReadOptions usual = ReadOptions.DEFAULT;
    assertThat(changed(usual, ReadOptions::keepText)).containsExactly("raw");
    assertThat(changed(usual, o -> o.skipBadRows(null)))
        .containsExactlyInAnyOrder("skipBadRows", "rejects");
  }

  @Test
  void names_are_copied() {
    List<String> names = new ArrayList<>(List.of("a"));
    ReadOptions options = ReadOptions.DEFAULT.ignore(names);
    names.add("b");
    assertThat(options.ignore()).isEqualTo(Set.of("a"));
  }
}
