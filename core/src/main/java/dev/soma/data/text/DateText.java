package dev.soma.data.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
///
/// Where the year comes last it may have two digits: 69 to 99 are 1969 to 1999, 00 to 68 are 2000
/// to 2068, as POSIX has it. `31.12.24` (each number with two digits, or with a time behind) and
/// `31-Dec-24` are dates by themselves, `12/31/24` and `31-12-24` (each number with two digits)
/// once the order is known; it may be that of `24-12-31`, too, year first, which with slashes has
/// to be said. `5.10.24` may as well be a version: it is a date where dates are asked for, or where
/// the other values of the column say so ([DateColumn]).
public final class DateText {
  private static final String TIMES = "\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<y>\\d{4})(?<s>[-/])(?<m>\\d{1,2})\\k<s>(?<d>\\d{1,2})"
              + "|(?<dd>\\d{1,2})\\.(?<dm>\\d{1,2})\\.(?<dy>\\d{4}|\\d{2})"
              + "|(?<a>\\d{1,2})(?<t>[-/])(?<b>\\d{1,2})\\k<t>"
              + "(?<by>\\d{4}|(?<=/)\\d{2}|(?<=\\d{2}-\\d{2}-)\\d{2})"
              + "|(?<cy>\\d{4})(?<cm>\\d{2})(?<cd>\\d{2})"
              + "|(?<nd>\\d{1,2})[ -](?<n>[A-Za-z]{3,9})\\.?[ -](?<ny>\\d{4}|\\d{2})"
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

  /// No day is larger.
  private static final int MOST_DAYS = 31;

  /// Years of two digits from here on are of the last century.
  private static final int PIVOT = 69;

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

  /// What comes first in the texts of a column: what a number above 12 says, or one that is no day
  /// and so a year; else what was said. [DateOrder#NONE] also where the texts contradict each
  /// other.
  ///
  /// @param said for columns that leave it open
  public static DateOrder order(List<String> texts, DateOrder said) {
    Set<DateOrder> left = orders(texts, said);
    return left.size() == 1 ? left.iterator().next() : left.contains(said) ? said : DateOrder.NONE;
  }

  /// The orders of which nobody can say which it is, where texts are dates in either of them; none
  /// where the texts are no dates, or say it themselves.
  public static List<DateOrder> open(List<String> texts) {
    Set<DateOrder> left = orders(texts, DateOrder.NONE);
    if (texts.isEmpty() || left.size() < 2) {
      return List.of();
    }
    List<DateOrder> open =
        left.stream().filter(o -> texts.stream().allMatch(t -> parse(t, o).isPresent())).toList();
    boolean any = !open.isEmpty() && texts.stream().anyMatch(t -> isOpen(matcher(t)));
    return any ? open : List.of();
  }

  /// The orders that none of the texts rules out; the year comes first in texts with slashes only
  /// if that was said or nothing else is left. A text that is a date in no order, as `99/99/24`,
  /// says nothing.
  private static Set<DateOrder> orders(List<String> texts, DateOrder said) {
    EnumSet<DateOrder> left = EnumSet.complementOf(EnumSet.of(DateOrder.NONE));
    boolean dashes = false;
    for (String text : texts) {
      Matcher m = matcher(text);
      Set<DateOrder> own = isOpen(m) ? orders(m) : Set.of();
      if (!own.isEmpty()) {
        left.retainAll(own);
        dashes |= m.group("t").equals("-");
      }
    }
    if (!dashes && left.size() > 1 && said != DateOrder.YEAR_FIRST) {
      left.remove(DateOrder.YEAR_FIRST);
    }
    return left;
  }

  private static Set<DateOrder> orders(Matcher m) {
    int a = number(m, "a");
    int b = number(m, "b");
    int last = number(m, "by");
    boolean full = m.group("by").length() > 2;
    EnumSet<DateOrder> own = EnumSet.noneOf(DateOrder.class);
    if (a <= MOST_MONTHS && (full || a > 0)) {
      own.add(DateOrder.MONTH_FIRST);
    }
    if (b <= MOST_MONTHS && (full || (a > 0 && a <= MOST_DAYS))) {
      own.add(DateOrder.DAY_FIRST);
    }
    boolean year = !full && m.group("a").length() > 1;
    if (year && b <= MOST_MONTHS && last > 0 && last <= MOST_DAYS) {
      own.add(DateOrder.YEAR_FIRST);
    }
    return own;
  }

  /// Whether a text has day and month as numbers, and the year or the day last.
  private static boolean isOpen(Matcher m) {
    return m.matches() && m.group("a") != null;
  }

  /// The first and the last year that texts of a column say with two digits; empty if none does.
  ///
  /// @param said as for [#order]
  public static Optional<String> shortYears(List<String> texts, DateOrder said) {
    DateOrder order = order(texts, said);
    IntSummaryStatistics years = new IntSummaryStatistics();
    for (String text : texts) {
      Matcher m = matcher(text);
      if (m.matches() && isShort(m)) {
        parse(text, order).ifPresent(date -> years.accept(date.getYear()));
      }
    }
    String last = years.getMin() == years.getMax() ? "" : " … " + years.getMax();
    return years.getCount() == 0 ? Optional.empty() : Optional.of(years.getMin() + last);
  }

  private static boolean isShort(Matcher m) {
    return Stream.of("dy", "by", "ny").map(m::group).anyMatch(y -> y != null && y.length() == 2);
  }

  /// Whether a text has a year of two digits behind points, a day or month of one, and no time.
  static boolean mayBeVersion(String text) {
    Matcher m = matcher(text);
    return isVersion(m) && !isPadded(m);
  }

  /// Whether a date, once it is known to be one, shows that those beside it are no versions: it has
  /// a time, a year of four digits or another form, or a day above 12 and a month that begins with
  /// 0.
  static boolean isNoVersion(String text) {
    Matcher m = matcher(text);
    return m.matches() && (!isVersion(m) || (isLate(text) && m.group("dm").startsWith("0")));
  }

  /// Whether a text has the form of versions, with two digits each and a day above 12.
  static boolean isLate(String text) {
    Matcher m = matcher(text);
    return isVersion(m) && isPadded(m) && number(m, "dd") > MOST_MONTHS;
  }

  /// Whether a text has the form of versions: a year of two digits behind points, and no time.
  private static boolean isVersion(Matcher m) {
    return m.matches() && m.group("dy") != null && isShort(m) && m.group("time") == null;
  }

  /// Whether day and month have two digits.
  private static boolean isPadded(Matcher m) {
    return m.group("dd").length() + m.group("dm").length() == 4;
  }

  /// Whether a text has the form of a date or a time, whatever its numbers are.
  static boolean hasForm(String text) {
    return matcher(text).matches() || TIME.matcher(text.strip()).matches();
  }

  /// Whether a text is a date of eight digits.
  static boolean isCompact(String text) {
    Matcher m = matcher(text);
    return m.matches() && m.group("cy") != null;
  }

  /// Whether a text is a time of day alone.
  public static boolean isTime(String text) {
    return TIME.matcher(text.strip()).matches() && parse(text).isPresent();
  }

  /// Whether a time of day can be nothing else: the hour has two digits, or there are seconds. One
  /// such text in a column makes the others times, too.
  static boolean isSureTime(String text) {
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
      return LocalDate.of(year(m, "dy"), number(m, "dm"), number(m, "dd"));
    }
    if (m.group("a") != null) {
      return switch (order) {
        case YEAR_FIRST -> LocalDate.of(first(m), number(m, "b"), number(m, "by"));
        case DAY_FIRST -> LocalDate.of(year(m, "by"), number(m, "b"), number(m, "a"));
        case MONTH_FIRST, NONE -> LocalDate.of(year(m, "by"), number(m, "a"), number(m, "b"));
      };
    }
    if (m.group("cy") != null) {
      return LocalDate.of(number(m, "cy"), number(m, "cm"), number(m, "cd"));
    }
    return m.group("n") != null
        ? LocalDate.of(year(m, "ny"), month(m.group("n")), number(m, "nd"))
        : LocalDate.of(number(m, "oy"), month(m.group("o")), number(m, "od"));
  }

  /// The year of texts that begin with it.
  private static int first(Matcher m) {
    if (m.group("a").length() < 2) {
      throw new DateTimeException("no year " + m.group("a"));
    }
    return year(m, "a");
  }

  /// A year; of two digits as POSIX reads it.
  private static int year(Matcher m, String group) {
    int year = number(m, group);
    return m.group(group).length() > 2 ? year : year + (year < PIVOT ? 2000 : 1900);
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
