package dev.soma.data.remedy;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Texts of a column that would all be numbers if something else were said, and how that is said.
///
/// @param what they are, as the end of a sentence; empty if they are no numbers
/// @param fixes that read them as numbers; none if they are no numbers
public record UnreadNumbers(String what, List<String> fixes) {
  /// Texts that are no numbers whatever is said.
  public static final UnreadNumbers NONE = new UnreadNumbers("", List.of());

  private static final int MOST = 5;

  /// Copies.
  public UnreadNumbers {
    fixes = List.copyOf(fixes);
  }

  /// Looks at the texts of a column.
  ///
  /// @param name of the column
  /// @param options how it was read; a column that was said to be a category is one
  /// @param marks what another decimal mark would do to the table
  public static UnreadNumbers of(
      String name, List<String> texts, ReadOptions options, OtherMark marks) {
    char decimal = options.format().decimal();
    char other = NumberText.otherMark(decimal);
    if (texts.isEmpty() || options.category().contains(name)) {
      return NONE;
    }
    List<String> users = marks.users().stream().filter(n -> !n.equals(name)).toList();
    List<String> what = new ArrayList<>();
    List<String> fixes = new ArrayList<>();
    boolean points = NumberText.havePoints(texts, decimal);
    boolean marked = MarkedNumber.are(texts, decimal);
    boolean grouped = !points && !marked && MarkedNumber.are(texts, other);
    if (points && users.isEmpty()) {
      what.add("numbers with a decimal point, which --decimal , leaves as texts");
      marks.there().ifPresent(fixes::add);
    }
    if (marked) {
      what.add("numbers with signs or separators of thousands");
      fixes.add("--number " + Names.listed(options.number(), name));
    }
    if (grouped && users.isEmpty()) {
      what.add("numbers with signs or separators of thousands by --decimal " + other);
      marks.there().ifPresent(fixes::add);
    }
    if ((grouped || (points && !marked)) && !users.isEmpty()) {
      what.add(
          "numbers with a decimal "
              + mark(other)
              + besides(decimal, users)
              + ": give the file one mark");
      marks.there().ifPresent(fixes::add);
    }
    return new UnreadNumbers(String.join(", or ", what), fixes);
  }

  /// `, beside decimal commas in a, b`; empty where no column has them.
  static String besides(char decimal, List<String> users) {
    return users.isEmpty()
        ? ""
        : ", beside decimal " + mark(decimal) + "s in " + Names.list(users, MOST);
  }

  private static String mark(char decimal) {
    return decimal == ',' ? "comma" : "point";
  }

  /// A line that says so, behind a line break; empty if they are no numbers.
  public String line() {
    return what.isEmpty() ? "" : "\nthe values are " + what;
  }

  /// What reads them, and then other fixes.
  public String[] before(String... others) {
    return Stream.concat(fixes.stream(), Arrays.stream(others)).toArray(String[]::new);
  }
}
