package dev.soma.data.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates and date-times as they stand in files.
///
/// Forms: `2024-05-31`, `2024/05/31`, `31.05.2024`, each with an optional time `13:45`, `13:45:10`
/// or `13:45:10.25` after a blank or `T`; and ISO date-times with an offset, of which the local
/// time is taken. A time of day alone, `13:45` or `13:45:10`, is one of 1970-01-01; `1:10` may as
/// well be a ratio ([#isSureTime]). Month first or day first with slashes (`05/06/2024`) is
/// ambiguous and is no date.
public final class DateText {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{4})([-/])(\\d{1,2})\\2(\\d{1,2})|(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}))"
              + "(?:[T ]+(\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)(Z|[+-]\\d{2}:?\\d{2})?)?");

  private static final Pattern TIME =
      Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?");

  /// Characters of `1:10`.
  private static final int SHORT = 4;

  private static final LocalDate EPOCH = LocalDate.of(1970, 1, 1);

  private DateText() {}

  /// The date and local time of a text; midnight if there is no time; empty if it is no date.
  public static Optional<LocalDateTime> parse(String text) {
    if (text.length() < 4 || text.length() > 40) {
      return Optional.empty();
    }
    Matcher m = FORM.matcher(text.strip());
    boolean date = m.matches();
    if (!date && !TIME.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(date ? dated(m) : EPOCH.atTime(time(text.strip())));
    } catch (DateTimeException impossible) { // such as 31 April
      return Optional.empty();
    }
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

  private static LocalDateTime dated(Matcher m) {
    LocalDate date =
        m.group(1) != null
            ? LocalDate.of(number(m, 1), number(m, 3), number(m, 4))
            : LocalDate.of(number(m, 7), number(m, 6), number(m, 5));
    String time = m.group(8);
    return time == null ? date.atStartOfDay() : date.atTime(time(time));
  }

  private static LocalTime time(String text) {
    return LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
  }

  /// The ISO text of a date object: a local date, a local or offset date-time.
  public static String format(Object date) {
    return date instanceof OffsetDateTime offset
        ? offset.toLocalDateTime().toString()
        : date.toString();
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }
}
