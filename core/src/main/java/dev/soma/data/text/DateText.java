package dev.soma.data.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates and date-times as they stand in files.
///
/// Forms: `2024-05-31`, `2024/05/31`, `31.05.2024`, `31 May 2024`, `31-May-2024`, `May 31, 2024`
/// (English names of months, or their first three letters), each with an optional time `13:45`,
/// `13:45:10`, `13:45:10.25` or `1:45 PM` after a blank or `T`; and ISO date-times with an offset,
/// of which the local time is taken. A time of day alone, `13:45` or `13:45:10`, is one of
/// 1970-01-01; `1:10` may as well be a ratio ([#isSureTime]). Month first or day first
/// (`05/06/2024`, `05-06-2024`) is ambiguous and is a date only once the order is known, from the
/// other values of the column ([#order]) or from somebody who says it. `20240531` is a number, and
/// a date where dates are asked for.
public final class DateText {
  private static final String TIMES = "\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<y>\\d{4})(?<s>[-/])(?<m>\\d{1,2})\\k<s>(?<d>\\d{1,2})"
              + "|(?<dd>\\d{1,2})\\.(?<dm>\\d{1,2})\\.(?<dy>\\d{4})"
              + "|(?<a>\\d{1,2})(?<t>[-/])(?<b>\\d{1,2})\\k<t>(?<by>\\d{4})"
              + "|(?<cy>\\d{4})(?<cm>\\d{2})(?<cd>\\d{2})"
              + "|(?<nd>\\d{1,2})[ -](?<n>[A-Za-z]{3,9})\\.?[ -](?<ny>\\d{4})"
              + "|(?<o>[A-Za-z]{3,9})\\.? (?<od>\\d{1,2}),? (?<oy>\\d{4}))"
              + "(?:[T ]+(?<time>"
              + TIMES
              + ")(?: ?(?<half>[AaPp])[Mm])?(?<zone>Z|[+-]\\d{2}:?\\d{2})?)?");

  private static final Pattern TIME = Pattern.compile(TIMES);

  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  /// Characters of `1:10`.
  private static final int SHORT = 4;

  /// No month is larger.
  private static final int MOST_MONTHS = 12;

  private static final LocalDate EPOCH = LocalDate.of(1970, 1, 1);

  private DateText() {}

  /// The date and local time of a text; midnight if there is no time; empty if it is no date
  /// whoever reads it.
  public static Optional<LocalDateTime> parse(String text) {
    return isCompact(text) ? Optional.empty() : parse(text, DateOrder.NONE);
  }

  /// The date and local time of a text in a column of dates; empty if it is none.
  ///
  /// @param order of day and month where both are numbers and the year comes last
  public static Optional<LocalDateTime> parse(String text, DateOrder order) {
    if (text.length() < 4 || text.length() > 40) {
      return Optional.empty();
    }
    Matcher m = matcher(text);
    boolean date = m.matches();
    if (date
        ? m.group("a") != null && order == DateOrder.NONE
        : !TIME.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(date ? dated(m, order) : EPOCH.atTime(time(text.strip())));
    } catch (DateTimeException impossible) { // such as 31 April
      return Optional.empty();
    }
  }

  /// Which of day and month comes first in the texts of a column: what a number above 12 says, else
  /// what was said. [DateOrder#NONE] also where the texts contradict each other.
  ///
  /// @param said for columns that leave it open
  public static DateOrder order(List<String> texts, DateOrder said) {
    boolean day = false;
    boolean month = false;
    for (String text : texts) {
      Matcher m = matcher(text);
      if (m.matches() && m.group("a") != null) {
        day |= number(m, "a") > MOST_MONTHS;
        month |= number(m, "b") > MOST_MONTHS;
      }
    }
    return day && month
        ? DateOrder.NONE
        : day ? DateOrder.DAY_FIRST : month ? DateOrder.MONTH_FIRST : said;
  }

  /// Whether texts are dates of which nobody can say whether the day or the month comes first.
  public static boolean isOpen(List<String> texts) {
    return !texts.isEmpty()
        && order(texts, DateOrder.NONE) == DateOrder.NONE
        && texts.stream().allMatch(t -> parse(t, DateOrder.DAY_FIRST).isPresent())
        && texts.stream().map(DateText::matcher).anyMatch(m -> m.matches() && m.group("a") != null);
  }

  /// Whether a text is a date to whoever sees it, with day and month in this order.
  public static boolean isSure(String text, DateOrder order) {
    return !isCompact(text) && parse(text, order).isPresent();
  }

  private static boolean isCompact(String text) {
    Matcher m = matcher(text);
    return m.matches() && m.group("cy") != null;
  }

  /// Whether a text is a time of day alone.
  public static boolean isTime(String text) {
    return TIME.matcher(text.strip()).matches() && parse(text).isPresent();
  }

  /// Whether a time of day can be nothing else: the hour has two digits, or there are seconds. One
  /// such text in a column makes the others times, too.
  public static boolean isSureTime(String text) {
    return isTime(text) && text.strip().length() > SHORT;
  }

  private static Matcher matcher(String text) {
    return FORM.matcher(text.length() > 40 ? "" : text.strip());
  }

  private static LocalDateTime dated(Matcher m, DateOrder order) {
    LocalDate date = date(m, order);
    String time = m.group("time");
    if (time == null) {
      return date.atStartOfDay();
    }
    String half = m.group("half");
    return date.atTime(half == null ? time(time) : ofHalf(time(time), half));
  }

  private static LocalDate date(Matcher m, DateOrder order) {
    if (m.group("y") != null) {
      return LocalDate.of(number(m, "y"), number(m, "m"), number(m, "d"));
    }
    if (m.group("dy") != null) {
      return LocalDate.of(number(m, "dy"), number(m, "dm"), number(m, "dd"));
    }
    if (m.group("a") != null) {
      boolean day = order == DateOrder.DAY_FIRST;
      return LocalDate.of(number(m, "by"), number(m, day ? "b" : "a"), number(m, day ? "a" : "b"));
    }
    if (m.group("cy") != null) {
      return LocalDate.of(number(m, "cy"), number(m, "cm"), number(m, "cd"));
    }
    return m.group("n") != null
        ? LocalDate.of(number(m, "ny"), month(m.group("n")), number(m, "nd"))
        : LocalDate.of(number(m, "oy"), month(m.group("o")), number(m, "od"));
  }

  private static int month(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String usual = lower.equals("sept") ? "sep" : lower;
    for (int i = 0; i < MONTHS.size(); i++) {
      String month = MONTHS.get(i);
      if (usual.equals(month) || usual.equals(month.substring(0, 3))) {
        return i + 1;
      }
    }
    throw new DateTimeException("no month " + name);
  }

  private static LocalTime time(String text) {
    return LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
  }

  /// A time of twelve hours: 12 is 0.
  private static LocalTime ofHalf(LocalTime time, String half) {
    if (time.getHour() < 1 || time.getHour() > 12) {
      throw new DateTimeException(time + " " + half + "M");
    }
    int hour = time.getHour() % 12;
    return time.withHour(half.equalsIgnoreCase("p") ? hour + 12 : hour);
  }

  /// The ISO text of a date object: a local date, a local or offset date-time.
  public static String format(Object date) {
    return date instanceof OffsetDateTime offset
        ? offset.toLocalDateTime().toString()
        : date.toString();
  }

  private static int number(Matcher m, String group) {
    return Integer.parseInt(m.group(group));
  }
}
