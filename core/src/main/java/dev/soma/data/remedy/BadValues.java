package dev.soma.data.remedy;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The values of one column that are not what the column holds, and how that is said.
///
/// @param source where the rows come from
/// @param column its place, from 0
/// @param name of the column
/// @param rows that have such a value, at least one
/// @param present how many rows have any value
/// @param text the value of a row
/// @param line where a row stands
public record BadValues(
    SourceInfo source,
    int column,
    String name,
    int[] rows,
    int present,
    IntFunction<String> text,
    IntUnaryOperator line) {
  private static final int SHOWN = 5;
  private static final String SKIP = "--on-bad-row skip";

  /// `column 3 "price": "12,50"`.
  public String place(int row) {
    return "column " + (column + 1) + " \"" + name + "\": \"" + text.apply(row) + "\"";
  }

  /// E305 in a column of numbers.
  ///
  /// @param options how the column was read
  /// @param marks what another decimal mark would do to the table
  public SomaException.Data number(ReadOptions options, OtherMark marks) {
    char decimal = options.format().decimal();
    List<String> texts = Arrays.stream(rows).mapToObj(text).toList();
    boolean marked = texts.stream().allMatch(t -> Double.isFinite(MarkedNumber.parse(t, decimal)));
    int others = (int) texts.stream().filter(t -> NumberText.hasOtherMark(t, decimal)).count();
    boolean grouped = marked && rows.length < present; // decimals would have the comma throughout
    boolean looks = 2 * others > rows.length && !grouped;
    boolean few = 5L * rows.length <= present;
    List<String> fixes = new ArrayList<>(read(marks, marked, looks));
    boolean skippable = rows.length < present;
    if (marked || looks) {
      skippable &= marks.unread().stream().allMatch(name::equals);
    }
    if (few && skippable && fixes.isEmpty()) {
      fixes.add(SKIP);
    }
    boolean needed = (marked || looks) && marks.needed(name);
    if (!needed) {
      boolean said = !few && (decimal == ',' || others == 0);
      category(options, marks, marked || looks, said).ifPresent(fixes::add);
    }
    if ((needed && !marks.users().isEmpty()) || (looks && fixes.isEmpty())) {
      fixes.add(Fix.oneMark(source.name()).text());
    }
    if (skippable && !fixes.contains(SKIP)) {
      fixes.add(SKIP);
    }
    String expected = decimal == ',' ? "a number by --decimal ,; " : "a number; ";
    String many = of(looks && !marked ? others : rows.length);
    return because(
        "E305", "bad number · ", expected + many + what(decimal, marks, marked, looks), fixes);
  }

  /// What reads the column and all others that are not left out: where it has marks, the decimal
  /// mark in force first; where it looks as if it had the other one, what reads more columns.
  private static List<String> read(OtherMark marks, boolean marked, boolean looks) {
    if (marked) {
      Stream<String> there = looks ? marks.there().stream() : Stream.empty();
      return Stream.concat(marks.here().stream(), there).toList();
    }
    if (!looks) {
      return List.of();
    }
    return marks.users().isEmpty() ? marks.there().stream().toList() : marks.fixes();
  }

  private static String what(char decimal, OtherMark marks, boolean marked, boolean looks) {
    String decimals = "decimal " + (decimal == ',' ? "points" : "commas");
    List<String> users = marks.users();
    if (marked) {
      String or = looks && users.isEmpty() ? ", or " + decimals : "";
      return "have signs or separators of thousands" + or;
    }
    return looks
        ? "look like " + decimals + UnreadNumbers.besides(decimal, users)
        : "are no numbers";
  }

  /// What makes a category of the column, which is none beside `--number`, and reads the others.
  ///
  /// @param all whether the others that the mark in force does not read become categories, too
  /// @param text whether it is one if nothing is said
  private Optional<String> category(
      ReadOptions options, OtherMark marks, boolean all, boolean text) {
    Set<String> texts = new LinkedHashSet<>(new TreeSet<>(options.category()));
    texts.add(name);
    texts.addAll(all ? marks.unread() : List.of());
    Set<String> typed = new TreeSet<>(options.number());
    Set<String> numbers = new LinkedHashSet<>(typed);
    numbers.addAll(marks.marked());
    numbers.removeAll(texts);
    if (numbers.isEmpty() && !typed.isEmpty()) {
      return text ? Optional.of("leave --number out") : Optional.empty();
    }
    String category = "--category " + Names.listed(texts.toArray(String[]::new));
    return numbers.equals(typed)
        ? Optional.of(category)
        : Optional.of(category + " --number " + Names.listed(numbers.toArray(String[]::new)));
  }

  /// E322 in a column of dates.
  ///
  /// @param open the orders of which it may be any; none if the order is not what is missing
  /// @param other what is to be typed first where it is not
  public SomaException.Data date(List<DateOrder> open, String other) {
    List<String> fixes = new ArrayList<>(open.stream().map(DateOrder::flag).toList());
    if (open.isEmpty()) {
      fixes.add(other);
    }
    if (rows.length < present) {
      fixes.add(SKIP);
    }
    String expected = "a date such as 2024-05-31 or 31.05.2024; " + of(rows.length);
    String what =
        open.isEmpty()
            ? "are no dates"
            : "may have " + DateOrder.firsts(DateOrder.labels(open)) + " first";
    return because("E322", "bad date · ", expected + what, fixes);
  }

  private String of(int count) {
    return number(count) + " of " + number(present) + " values ";
  }

  private SomaException.Data because(String id, String what, String expected, List<String> fixes) {
    String others =
        Arrays.stream(rows)
            .skip(1)
            .limit(SHOWN - 1)
            .mapToObj(r -> "line " + number(line.applyAsInt(r)) + " \"" + text.apply(r) + "\"")
            .collect(Collectors.joining(", "));
    return new SomaException.Data(
        id,
        what
            + source.name()
            + " line "
            + number(line.applyAsInt(rows[0]))
            + ", "
            + place(rows[0])
            + "\nexpected "
            + expected
            + (others.isEmpty() ? "" : " (also " + others + ")"),
        fixes.toArray(String[]::new));
  }

  private static String number(int n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
