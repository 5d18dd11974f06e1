package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.FindingKind;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Schema.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final int ROWS = 60;

  private static Table table() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> classes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> dates = new ArrayList<>();
    double[] noise = new double[ROWS];
    double[] id = new double[ROWS];
    double[] leak = new double[ROWS];
    double[] separated = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      boolean yes = random.nextBoolean();
      classes.add(yes ? "yes" : "no");
      names.add("person " + i);
      dates.add("2024-05-" + (10 + i % 20));
      noise[i] = random.nextInt(50) / 2.0;
      id[i] = 1000 + i;
      leak[i] = yes ? 1 : 0;
      separated[i] = (yes ? 10 : 0) + random.nextDouble();
    }
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("id", id);
    columns.put("name", names);
    columns.put("noise", noise);
    columns.put("copy", noise);
    columns.put("same", new double[ROWS]);
    columns.put("when", dates);
    columns.put("leak", leak);
    columns.put("separated", separated);
    columns.put("y", classes);
    return Table.columns(columns).target("y");
  }

  private static List<String> found(FindingKind kind) {
    return table().schema().found(kind).stream().map(ColumnInfo::name).toList();
  }

  @Test
  void a_table_without_a_target_finds_out_what_its_columns_are_once() {
    Table table = table();
    assertThat(table.schema()).isSameAs(table.schema());
  }

  @Test
  void constant_columns_are_left_out() {
    assertThat(found(FindingKind.CONSTANT)).containsExactly("same");
    assertThat(table().schema().column("same").role()).isEqualTo(Role.IGNORED);
  }

  @Test
  void ids_are_named_and_left_out_if_they_are_texts() {
    assertThat(found(FindingKind.ID_LIKE)).containsExactly("id", "name");
    assertThat(table().schema().column("name").role()).isEqualTo(Role.IGNORED);
    assertThat(table().schema().column("id").role()).isEqualTo(Role.INPUT);
  }

  @Test
  void duplicates_name_the_column_that_they_repeat() {
    ColumnInfo copy = table().schema().column("copy");
    assertThat(copy.findings()).singleElement().extracting("detail").isEqualTo("noise");
    assertThat(copy.role()).isEqualTo(Role.INPUT);
  }

  @Test
  void columns_that_predict_the_target_alone_are_flagged() {
    assertThat(found(FindingKind.PREDICTS_TARGET)).containsExactly("leak", "separated");
  }

  @Test
  void a_number_that_follows_the_target_is_flagged() {
    double[] y = new double[ROWS];
    double[] twice = new double[ROWS];
    double[] other = new double[ROWS];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < ROWS; i++) {
      y[i] = random.nextDouble();
      twice[i] = 2 * y[i] + 1;
      other[i] = y[i] + 0.2 * random.nextDouble();
    }
    Schema schema =
        Table.of(
                Column.Numbers.of("twice", twice),
                Column.Numbers.of("other", other),
                Column.Numbers.of("y", y))
            .target("y")
            .schema();
    assertThat(schema.found(FindingKind.PREDICTS_TARGET))
        .extracting(ColumnInfo::name)
        .containsExactly("twice");
  }

  @Test
  void a_byte_column_that_predicts_the_target_is_flagged() {
    byte[] block = new byte[2 * ROWS];
    List<String> classes = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      classes.add(i % 3 == 0 ? "yes" : "no");
      block[2 * i] = (byte) (i % 3 == 0 ? 200 : 100);
      block[2 * i + 1] = (byte) (i % 4);
    }
    Schema schema =
        Table.of(
                Column.Numbers.ofBytes("leak", block, 2, 0),
                Column.Numbers.ofBytes("noise", block, 2, 1),
                Column.Text.of("y", classes))
            .target("y")
            .schema();
    assertThat(schema.found(FindingKind.PREDICTS_TARGET))
        .extracting(ColumnInfo::name)
        .containsExactly("leak");
    assertThat(schema.column("leak").max()).isEqualTo(200.0);
  }

  private static Schema schemaOf(String name, List<?> values) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put(name, values);
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      y.add((double) (i * 31 % 17));
    }
    columns.put("y", y);
    return Table.columns(columns).target("y").schema();
  }

  private static List<FindingKind> kinds(Schema schema, String name) {
    return schema.column(name).findings().stream().map(Schema.Finding::kind).toList();
  }

  @Test
  void sentences_are_text_and_left_out_even_where_some_stand_there_twice() {
    List<String> reviews = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      reviews.add("a stay of " + i % 40 + " nights in a room with a view of the harbour");
    }
    Schema schema = schemaOf("review", reviews);
    assertThat(kinds(schema, "review")).containsExactly(FindingKind.TEXT);
    assertThat(schema.column("review").findings().getFirst().detail()).isEqualTo("14 words");
    assertThat(schema.column("review").role()).isEqualTo(Role.IGNORED);
    List<String> often = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      often.add(reviews.get(i % 20)); // a third: these are categories
    }
    assertThat(schemaOf("answer", often).column("answer").role()).isEqualTo(Role.INPUT);
  }

  @Test
  void whole_numbers_that_look_like_codes_are_named_and_kept() {
    double[] codes = {101, 205, 309, 407, 990};
    List<Double> seldom = new ArrayList<>();
    List<Double> grades = new ArrayList<>();
    List<Double> hundreds = new ArrayList<>();
    List<Double> mostlyNone = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      seldom.add(codes[i * 7 % 5]);
      grades.add(1.0 + i % 5);
      hundreds.add(100.0 * (i % 5));
      mostlyNone.add(i % 3 == 0 ? codes[i % 5] : 0);
    }
    Schema schema = schemaOf("code", seldom);
    assertThat(kinds(schema, "code")).containsExactly(FindingKind.CODES);
    assertThat(schema.column("code").role()).isEqualTo(Role.INPUT);
    assertThat(kinds(schemaOf("grade", grades), "grade")).isEmpty();
    assertThat(kinds(schemaOf("steps", hundreds), "steps")).isEmpty();
    assertThat(kinds(schemaOf("gain", mostlyNone), "gain")).isEmpty();
  }

  @Test
  void times_of_day_are_dates() {
    List<String> times = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      times.add(i % 24 + ":" + (10 + i % 50));
    }
    assertThat(schemaOf("at", times).column("at").kind()).isEqualTo(Kind.DATE);
  }

  @Test
  void ratios_that_could_be_times_of_the_small_hours_are_categories() {
    List<String> ratios = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ratios.add("1:" + (10 + i % 5 * 10));
      times.add("0" + i % 10 + ":" + (10 + i % 50));
    }
    assertThat(schemaOf("at", ratios).column("at").kind()).isEqualTo(Kind.CATEGORY);
    assertThat(schemaOf("at", List.of("1:10", "2:30", "9:59")).column("at").kind())
        .isEqualTo(Kind.CATEGORY);
    assertThat(schemaOf("at", times).column("at").kind()).isEqualTo(Kind.DATE);
    assertThat(schemaOf("at", List.of("9:30:00", "8:15:10", "9:59:59")).column("at").kind())
        .isEqualTo(Kind.DATE);
  }

  @Test
  void times_of_day_among_dates_are_no_dates() {
    List<String> mixed = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      mixed.add(i % 2 == 0 ? "2024-05-" + (10 + i % 20) : i % 24 + ":30");
    }
    assertThat(schemaOf("at", mixed).column("at").kind()).isEqualTo(Kind.CATEGORY);
  }

  @Test
  void dates_are_recognised() {
    assertThat(table().schema().column("when").kind()).isEqualTo(Kind.DATE);
  }

  @Test
  void versions_are_categories_also_beside_one_that_has_the_form_of_a_date() {
    List<String> kernels = List.of("5.10.19", "10.11.12", "6.1.12");
    assertThat(schemaOf("v", kernels).column("v").kind()).isEqualTo(Kind.CATEGORY);
    assertThat(schemaOf("v", List.of("8.1.29", "7.4.3", "8.2.25")).column("v").kind())
        .isEqualTo(Kind.CATEGORY);
    assertThat(schemaOf("v", List.of("10.11.12", "5.10.2019", "31.12.24")).column("v").kind())
        .isEqualTo(Kind.DATE);
  }

  @Test
  void statistics_are_those_of_the_column() {
    Schema schema =
        Table.of(
                Column.Numbers.of("n", 3, Double.NaN, -1, Double.POSITIVE_INFINITY, 3),
                Column.Text.of("t", java.util.Arrays.asList("b", "a", null, "b", "b")))
            .schema();
    ColumnInfo n = schema.column("n");
    assertThat(n.min()).isEqualTo(-1.0);
    assertThat(n.max()).isEqualTo(3.0);
    assertThat(n.missing()).isEqualTo(2);
    assertThat(n.notFinite()).isEqualTo(1);
    assertThat(n.distinct()).isEqualTo(2);
    assertThat(n.whole()).isTrue();
    ColumnInfo t = schema.column("t");
    assertThat(t.levels()).containsExactly(new Schema.Level("b", 3), new Schema.Level("a", 1));
    assertThat(t.missing()).isEqualTo(1);
    assertThat(t.kind()).isEqualTo(Kind.CATEGORY);
  }

  @Test
  void equal_rows_are_counted() {
    Schema schema =
        Table.of(
                Column.Numbers.of("n", 1, 2, 1, 1),
                Column.Text.of("t", List.of("a", "a", "a", "b")))
            .schema();
    assertThat(schema.duplicateRows()).isEqualTo(1);
  }
}
