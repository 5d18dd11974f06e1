package dev.soma.data.remedy;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

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
    List<String> users = marks.users();
    List<String> texts = Arrays.stream(rows).mapToObj(text).toList();
    boolean marked = texts.stream().allMatch(t -> Double.isFinite(MarkedNumber.parse(t, decimal)));
    int others = (int) texts.stream().filter(t -> NumberText.hasOtherMark(t, decimal)).count();
    boolean grouped = marked && rows.length < present; // decimals would have the comma throughout
    boolean looks = 2 * others > rows.length && !grouped;
    boolean points = decimal == ',';
    boolean few = 5L * rows.length <= present;
    List<String> fixes = new ArrayList<>();
    if (marked) {
      fixes.add("--number " + Names.listed(options.number(), name));
    }
    if (looks) {
      fixes.addAll(users.isEmpty() ? marks.said().stream().toList() : marks.fixes());
    }
    boolean read = !fixes.isEmpty();
    if (few && !read) {
      fixes.add(SKIP);
    }
    (looks && marks.needsOther()
            ? oneMark(users)
            : category(options, marks, !few && (points || others == 0)))
        .ifPresent(fixes::add);
    if ((!few || read) && rows.length < present) {
      fixes.add(SKIP);
    }
    String decimals = "decimal " + (points ? "points" : "commas");
    String or = looks && users.isEmpty() ? ", or " + decimals : "";
    String beside = "look like " + decimals + UnreadNumbers.besides(decimal, users);
    String signs = "have signs or separators of thousands" + or;
    String what = marked ? signs : looks ? beside : "are no numbers";
    String expected = points ? "a number by --decimal ,; " : "a number; ";
    return because(
        "E305",
        "bad number · ",
        expected + of(looks && !marked ? others : rows.length) + what,
        fixes);
  }

  /// What is to be done where a column that is more than an input is read by the other mark alone.
  private Optional<String> oneMark(List<String> users) {
    return users.isEmpty()
        ? Optional.empty()
        : Optional.of("give " + source.name() + " one decimal mark");
  }

  /// What makes a category of the column, which is none beside `--number`.
  ///
  /// @param text whether it is one if nothing is said
  private Optional<String> category(ReadOptions options, OtherMark marks, boolean text) {
    String category = "--category " + Names.listed(options.category(), name);
    if (!options.number().contains(name)) {
      return Optional.of(category + marks.numbers());
    }
    String[] rest =
        options.number().stream().filter(n -> !n.equals(name)).sorted().toArray(String[]::new);
    return rest.length > 0
        ? Optional.of("--number " + Names.listed(rest) + " " + category)
        : text ? Optional.of("leave --number out") : Optional.empty();
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
