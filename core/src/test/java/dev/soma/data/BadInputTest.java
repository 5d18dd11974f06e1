package dev.soma.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
  @TempDir private Path folder;

  private Path file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(byte[] bytes) {
    try {
      return Files.write(folder.resolve("bad.csv"), bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SomaException refused(String id, ThrowingCallable call) {
    SomaException e = catchThrowableOfType(SomaException.class, call);
    assertThat(e).as("an error %s", id).isNotNull();
    assertThat(e.id()).as(e.getMessage()).isEqualTo(id);
    return e;
  }

  private static SomaException refused(String id, Supplier<?> call) {
    return refused(id, (ThrowingCallable) call::get);
  }

  private static String rows(int n, String... lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < n; i++) {
      text.append(lines[i % lines.length].replace("#", Integer.toString(i))).append('\n');
    }
    return text.toString();
  }

  @Test
  void e301_names_the_line_and_both_counts_of_a_ragged_row() {
    SomaException e = refused("E301", () -> Table.csv(file("a,b\n1,2\n1,2,3\n")));
    assertThat(e).hasMessageContaining("bad.csv line 3: 3 fields, but the header has 2");
    assertThat(e.fixes()).contains("--on-bad-row skip");
    assertThat(e.exitCode()).isEqualTo(3);
  }

  @Test
  void e301_tells_of_a_quote_that_swallowed_lines() {
    SomaException e =
        refused("E301", () -> Table.csv(file("a,b\n1,2\n3,\"x\n4,\"\n5,6,7\n\"8\n9\",1,2\n")));
    assertThat(e).hasMessageContaining("line 5");
    e = refused("E301", () -> Table.csv(file("a,b\n1,2\n\"8\n9\",1,2\n")));
    assertThat(e).hasMessageContaining("line 3").hasMessageContaining("spans 2 lines");
  }

  @Test
  void e302_names_the_line_where_the_quote_opened() {
    SomaException e = refused("E302", () -> Table.csv(file("a,b\n1,x\n2,\"open\n3,y\n4,z\n")));
    assertThat(e).hasMessageContaining("bad.csv line 3:");
    e = refused("E302", () -> Table.csv(file("a,b\n1,\"x\n2,\"y\n")));
    assertThat(e).hasMessageContaining("line 2:");
    e = refused("E302", () -> Table.csv(file("a,b,c\n\"1\n1\",\"x\n2\n")));
    assertThat(e).hasMessageContaining("line 3:");
  }

  @Test
  void e303_names_line_byte_and_encoding() {
    byte[] mixed = "t,n\n\u00fc,1\nX,2\n".getBytes(StandardCharsets.UTF_8);
    mixed[mixed.length - 4] = (byte) 0xe9;
    SomaException e = refused("E303", () -> Table.csv(file(mixed)));
    assertThat(e).hasMessageContaining("line 3: byte 0xE9 is no UTF-8");
    assertThat(e.fixes()).containsExactly("--encoding windows-1252");

    byte[] latin = "t,n\nM\u00fcnchen,1\n".getBytes(StandardCharsets.ISO_8859_1);
    ReadOptions forced =
        ReadOptions.DEFAULT.format(CsvFormat.DETECT.charset(StandardCharsets.UTF_8));
    e = refused("E303", () -> Table.csv(file(latin), forced));
    assertThat(e).hasMessageContaining("line 2: byte 0xFC");
  }

  @Test
  void e304_to_e308_tell_files_that_hold_no_table_apart() {
    refused("E304", () -> Table.csv(folder.resolve("absent.csv")));
    refused("E306", () -> Table.csv(folder));
    refused("E307", () -> Table.csv(file("")));
    refused("E307", () -> Table.csv(file("\n \n")));
    refused("E308", () -> Table.csv(file("a,b\n")));
    refused("E350", () -> Table.csv(file(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2})));
  }

  @Test
  void e305_counts_the_texts_of_a_number_column_and_offers_flags_that_work() {
    String text = "price,n\n" + rows(100, "#.5,1") + "cheap,1\ndear,2\n";
    SomaException e = refused("E305", () -> Table.csv(file(text)));
    assertThat(e)
        .hasMessageContaining("bad.csv line 102, column 1 \"price\": \"cheap\"")
        .hasMessageContaining("2 of 102 values are no numbers")
        .hasMessageContaining("line 103 \"dear\"");
    assertThat(e.fixes()).containsExactly("--on-bad-row skip", "--category price");
    ReadOptions category = ReadOptions.DEFAULT.category(List.of("price"));
    assertThat(Table.csv(file(text), category).column("price").text(100)).isEqualTo("cheap");
    assertThat(Table.csv(file(text), ReadOptions.DEFAULT.skipBadRows(null)).rows()).isEqualTo(100);
  }

  @Test
  void e305_is_the_same_when_the_first_rows_are_text() {
    SomaException e = refused("E305", () -> Table.csv(file("n,t\nunknown,a\n" + rows(50, "#,a"))));
    assertThat(e).hasMessageContaining("line 2, column 1 \"n\": \"unknown\"");
  }

  @Test
  void e305_suspects_decimal_commas() {
    String text = "price;n\n" + rows(10, "#,50;1", "7;2");
    SomaException e = refused("E305", () -> Table.csv(file(text)));
    assertThat(e).hasMessageContaining("5 of 10 values look like decimal commas");
    assertThat(e.fixes().getFirst()).isEqualTo("--decimal ,");
    ReadOptions comma = ReadOptions.DEFAULT.format(CsvFormat.DETECT.decimal(','));
    assertThat(((Column.Numbers) Table.csv(file(text), comma).column("price")).value(0))
        .isEqualTo(0.5);
  }

  @Test
  void e305_holds_for_a_column_that_was_asked_for_as_number() {
    ReadOptions number = ReadOptions.DEFAULT.number(List.of("t"));
    refused("E305", () -> Table.csv(file("t,n\na,1\nb,2\n"), number));
  }

  @Test
  void e309_refuses_headers_that_name_nothing() {
    SomaException twice = refused("E309", () -> Table.csv(file("a,b,a\n1,2,3\n")));
    assertThat(twice).hasMessageContaining("columns 1 and 3 are both named \"a\"");
    SomaException numbers = refused("E309", () -> Table.csv(file("1,2\n3,4\n")));
    assertThat(numbers).hasMessageContaining("only numbers");
  }

  @Test
  void e310_offers_the_nearest_name_and_suspects_the_delimiter() {
    SomaException e =
        refused("E310", () -> Table.csv(file("species,sex\na,m\nb,f\n")).target("Specie"));
    assertThat(e).hasMessageContaining("no column \"Specie\"").hasMessageContaining("species, sex");
    assertThat(e.fixes()).containsExactly("--target species");
    e = refused("E310", () -> Table.csv(file("a:b\n1:2\n3:4\n")).target("b"));
    assertThat(e).hasMessageContaining("one column only");
    assertThat(e.fixes()).anyMatch(f -> f.startsWith("--delimiter"));
  }

  @Test
  void e311_names_the_option_that_speaks_of_no_column() {
    ReadOptions wrong = ReadOptions.DEFAULT.ignore(List.of("idd"));
    SomaException e = refused("E311", () -> Table.csv(file("id,n\n1,2\n"), wrong));
    assertThat(e.fixes()).containsExactly("--ignore id");
  }

  @Test
  void e312_to_e314_name_the_lines_of_targets_that_teach_nothing() {
    String blank = "x,y\n1,a\n2,\n3,b\n4,a\n5,b\n";
    SomaException e = refused("E312", () -> Table.csv(file(blank)).target("y"));
    assertThat(e).hasMessageContaining("1 of 5 rows").hasMessageContaining("line 3");
    Table skipped = Table.csv(file(blank), ReadOptions.DEFAULT.skipBadRows(null)).target("y");
    assertThat(skipped.rows()).isEqualTo(4);

    e = refused("E313", () -> Table.csv(file("x,y\n1,a\n2,a\n")).target("y"));
    assertThat(e).hasMessageContaining("all 2 rows have \"a\"");

    String rare = "x,y\n1,a\n2,b\n3,a\n4,b\n5,c\n";
    e = refused("E314", () -> Table.csv(file(rare)).target("y"));
    assertThat(e).hasMessageContaining("\"c\" (line 6)");
    assertThat(Table.csv(file(rare), ReadOptions.DEFAULT.skipBadRows(null)).target("y").rows())
        .isEqualTo(4);
  }

  @Test
  void e312_does_not_call_a_number_that_is_not_finite_no_value() {
    String inf = "x,y\n1,1.5\n2,inf\n3,2.5\n4,1e999\n5,4\n";
    SomaException e = refused("E312", () -> Table.csv(file(inf)).target("y"));
    assertThat(e)
        .hasMessageContaining("column \"y\": 2 of 5 rows have a number that is not finite")
        .hasMessageContaining("lines 3, 5")
        .hasMessageNotContaining("no value")
        .hasMessageNotContaining("blank");
    assertThat(e.fixes()).containsExactly("--on-bad-row skip");
    Table skipped = Table.csv(file(inf), ReadOptions.DEFAULT.skipBadRows(null)).target("y");
    assertThat(skipped.rows()).isEqualTo(3);

    String both = "x,y\n1,1.5\n2,NaN\n3,\n4,2.5\n5,4\n";
    e = refused("E312", () -> Table.csv(file(both)).target("y"));
    assertThat(e)
        .hasMessageContaining("2 of 5 rows have no finite number (lines 3, 4)")
        .hasMessageContaining("a number that is not finite, such as inf, NaN or 1e999: line 3");

    e = refused("E313", () -> Table.csv(file("x,y\n1,inf\n2,inf\n")).target("y"));
    assertThat(e).hasMessageContaining("all 2 rows have no finite number");
  }

  @Test
  void e315_to_e317_check_task_positive_class_and_weights() {
    Path table = file("x,y,w,z\n1,a,1,5\n2,b,-2,6\n3,a,1,7\n4,b,1,8\n");
    refused("E315", () -> Table.csv(table).target(Target.of("y").task(Task.REGRESSION)));
    refused("E315", () -> Table.csv(table).target("y", "z"));
    SomaException e = refused("E316", () -> Table.csv(table).target(Target.of("y").positive("c")));
    assertThat(e).hasMessageContaining("has a, b");
    e = refused("E317", () -> Table.csv(table).target(Target.of("y").weight("w")));
    assertThat(e).hasMessageContaining("line 3");
  }

  @Test
  void e322_counts_the_values_of_a_date_column_that_are_no_dates() {
    String text = "fare,n\n" + rows(9, "#.5,1");
    ReadOptions dates = ReadOptions.DEFAULT.date(List.of("fare"));
    SomaException e = refused("E322", () -> Table.csv(file(text), dates));
    assertThat(e)
        .hasMessageContaining("bad.csv line 2, column 1 \"fare\": \"0.5\"")
        .hasMessageContaining("9 of 9 values are no dates (also line 3 \"1.5\"");
    assertThat(e.fixes()).containsExactly("leave --date out");
    Table fixed = Table.csv(file(text), dates.number(List.of("fare")));
    assertThat(fixed.column("fare")).isInstanceOf(Column.Numbers.class);
    refused("E322", () -> Table.csv(file(text), dates.skipBadRows(null)));
  }

  @Test
  void e322_offers_to_skip_when_some_values_are_dates() {
    String text = "day,n\n2024-05-31,1\nsoon,2\n2024-06-01,3\n,4\n";
    ReadOptions dates = ReadOptions.DEFAULT.date(List.of("day"));
    SomaException e = refused("E322", () -> Table.csv(file(text), dates));
    assertThat(e.fixes()).containsExactly("--category day", "--on-bad-row skip");
    assertThat(Table.csv(file(text), dates.skipBadRows(null)).rows()).isEqualTo(3);
    Table category = Table.csv(file(text), dates.category(List.of("day")));
    assertThat(category.schema().column("day").kind()).isEqualTo(Schema.Kind.CATEGORY);
  }

  @Test
  void skipping_is_not_offered_when_nothing_would_be_left_to_tell_apart() {
    ReadOptions skip = ReadOptions.DEFAULT.skipBadRows(null);
    String each = "x,y\n1,a\n2,b\n3,c\n";
    SomaException e = refused("E314", () -> Table.csv(file(each)).target("y"));
    assertThat(e.fixes()).isEmpty();
    assertThat(e).hasMessageContaining("fewer than two classes");
    refused("E314", () -> Table.csv(file(each), skip).target("y"));

    String blank = "x,y\n1,a\n2,\n3,a\n";
    e = refused("E312", () -> Table.csv(file(blank)).target("y"));
    assertThat(e.fixes()).isEmpty();
    refused("E313", () -> Table.csv(file("x,y\n1,\n2,\n")).target("y"));
  }

  @Test
  void regression_is_offered_for_classes_of_one_row_only_where_the_rows_can_be_split() {
    Target classes = Target.of("y").task(Task.BINARY);
    SomaException e = refused("E314", () -> Table.csv(file("x,y\n1,0\n2,1\n")).target(classes));
    assertThat(e.fixes())
        .containsExactly("--task regression --validation-fraction 0 --test-fraction 0");
    Path three = file("x,y\n1,0\n2,1\n3,1\n");
    e = refused("E314", () -> Table.csv(three).target(classes));
    assertThat(e.fixes()).containsExactly("--task regression");
    Table table = Table.csv(three).target(Target.of("y").task(Task.REGRESSION));
    assertThat(table.split(0.7, 0.15, 0.15, Seeds.of(42)).train().rows()).isEqualTo(1);
  }

  @Test
  void a_number_target_with_one_text_is_skipped_first() {
    String text = "x,y\n" + rows(54, "1,#") + "2,oops\n";
    SomaException e = refused("E305", () -> Table.csv(file(text)));
    assertThat(e.fixes().getFirst()).isEqualTo("--on-bad-row skip");
    Table table = Table.csv(file(text), ReadOptions.DEFAULT.skipBadRows(null)).target("y");
    assertThat(table.task()).isEqualTo(Task.REGRESSION);
  }

  @Test
  void fixes_of_names_can_be_typed() {
    Path table = file("my x,the y,w,v\n1,a,q,5\n2,b,q,6\n3,a,r,7\n4,b,r,8\n");
    SomaException e = refused("E310", () -> Table.csv(table).target("they"));
    assertThat(e.fixes()).containsExactly("--target 'the y'");
    e = refused("E310", () -> Table.csv(table).target("outcome_of_all"));
    assertThat(e.fixes()).containsExactly("--target v");
    e = refused("E316", () -> Table.csv(table).target(Target.of("the y").positive("yes")));
    assertThat(e.fixes()).containsExactly("--positive b");
    e = refused("E310", () -> Table.csv(file("a:b\n1:2\n3:4\n")).target("b"));
    assertThat(e.fixes()).containsExactly("--delimiter :");
  }

  @Test
  void rows_without_a_weight_can_be_skipped() {
    Path table = file("x,y,w\n1,a,1\n2,b,-2\n3,a,\n4,b,2\n");
    Target target = Target.of("y").weight("w").task(Task.BINARY);
    SomaException e = refused("E317", () -> Table.csv(table).target(target));
    assertThat(e).hasMessageContaining("2 weights are missing or negative (lines 3, 4)");
    assertThat(e.fixes()).containsExactly("--on-bad-row skip");
    Path more = file("x,y,w\n1,a,1\n2,b,-2\n3,a,\n4,b,2\n5,a,1\n6,b,1\n");
    Table skipped = Table.csv(more, ReadOptions.DEFAULT.skipBadRows(null)).target(target);
    assertThat(skipped.lines()).containsExactly(2, 5, 6, 7);
    assertThat(skipped.source().rejected()).isEqualTo(2);
  }

  @Test
  void e301_suspects_the_delimiter_that_was_given() {
    String text = "a;b\n1,5;2\n3,5;4\n";
    ReadOptions comma = ReadOptions.DEFAULT.format(CsvFormat.DETECT.delimiter(','));
    SomaException e = refused("E301", () -> Table.csv(file(text), comma));
    assertThat(e).hasMessageContaining("the header is \"a;b\": is the delimiter right?");
    assertThat(e.fixes()).containsExactly("--delimiter ';'");
    refused("E301", () -> Table.csv(file(text), comma.skipBadRows(null)));
  }

  @Test
  void e323_tells_binary_files_from_tables() {
    byte[] image = new byte[5000];
    new java.util.Random(1).nextBytes(image);
    assertThat(refused("E323", () -> Table.csv(file(image))).fixes()).isEmpty();
    refused("E323", () -> Table.csv(file(new byte[] {0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0})));
    refused("E323", () -> Table.csv(file("a,b\n1,\u0000\n")));
    byte[] wide = "a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_16LE);
    ReadOptions utf8 = ReadOptions.DEFAULT.format(CsvFormat.DETECT.charset(StandardCharsets.UTF_8));
    SomaException e = refused("E323", () -> Table.csv(file(wide), utf8));
    assertThat(e.fixes()).containsExactly("--encoding UTF-16LE");
    assertThat(Table.csv(file(wide)).rows()).isEqualTo(2);
  }

  @Test
  void e304_and_e306_name_a_file_that_is_there() {
    file("a,b\n1,2\n");
    SomaException e = refused("E304", () -> Table.csv(folder.resolve("bda.csv")));
    assertThat(e).hasMessageContaining("the nearest name is " + folder.resolve("bad.csv"));
    assertThat(e.fixes()).singleElement().asString().startsWith("soma inspect ");
    e = refused("E304", () -> Table.csv(folder.resolve("nowhere/bad.csv")));
    assertThat(e).hasMessageContaining("no such folder");
    e = refused("E306", () -> Table.csv(folder));
    assertThat(e).hasMessageContaining("it holds bad.csv: give " + folder.resolve("bad.csv"));
  }
}
