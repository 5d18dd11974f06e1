package dev.soma.data.text;

import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Whether the different texts of a column are dates.
///
/// Texts that may each be a version, as `5.10.24`, are dates together with one that is none: a
/// time, a year of four digits, another form, or a day above 12 before a month that begins with 0
/// (`28.04.23`). One with two digits each and a day above 12 (`31.12.24`) says so where half of the
/// texts or more have two digits each. So are many that are spread as the dates of some years are
/// and versions are not: their first numbers are different days, a quarter of them above 12, their
/// middle ones nearly all months between the first and the last of them, and their last ones few
/// years that follow each other.
public final class DateColumn {
  /// Fewer texts show no spread.
  private static final int FEW = 20;

  /// No month is larger.
  private static final int MONTHS = 12;

  /// No day is larger.
  private static final int DAYS = 31;

  private DateColumn() {}

  /// Whether texts are dates to whoever sees them: all of them, or all are times of day and one of
  /// them surely.
  ///
  /// @param said as for [DateText#order]
  public static boolean are(List<String> texts, DateOrder said) {
    if (!beginWithForm(texts)) {
      return false;
    }
    DateOrder order = DateText.order(texts, said);
    if (!mayBeIn(order, texts) || texts.stream().anyMatch(DateText::isCompact)) {
      return false;
    }
    return DateText.isTime(texts.getFirst())
        ? texts.stream().anyMatch(DateText::isSureTime)
        : texts.stream().noneMatch(DateText::mayBeVersion)
            || texts.stream().anyMatch(DateText::isNoVersion)
            || arePadded(texts)
            || areSpread(texts, order);
  }

  /// Whether all texts are dates, or all times of day, where dates are asked for.
  ///
  /// @param said as for [DateText#order]
  public static boolean mayBe(List<String> texts, DateOrder said) {
    return beginWithForm(texts) && mayBeIn(DateText.order(texts, said), texts);
  }

  /// Whether the first text has the form of a date or time: most columns are done with then.
  private static boolean beginWithForm(List<String> texts) {
    return !texts.isEmpty() && DateText.hasForm(texts.getFirst());
  }

  private static boolean mayBeIn(DateOrder order, List<String> texts) {
    return texts.stream().allMatch(t -> DateText.parse(t, order).isPresent())
        && texts.stream().map(DateText::isTime).distinct().count() == 1;
  }

  /// Whether half of the texts have two digits each, and one of them a day above 12.
  private static boolean arePadded(List<String> texts) {
    long others = texts.stream().filter(DateText::mayBeVersion).count();
    return 2 * others <= texts.size() && texts.stream().anyMatch(DateText::isLate);
  }

  /// Whether texts are spread as dates of some years are.
  private static boolean areSpread(List<String> texts, DateOrder order) {
    Set<Integer> days = new HashSet<>();
    SortedSet<Integer> months = new TreeSet<>(); // counted from year 0
    int above = 0;
    for (String text : texts) {
      Optional<LocalDateTime> date = DateText.parse(text, order);
      if (date.isPresent()) {
        days.add(date.get().getDayOfMonth());
        months.add(MONTHS * date.get().getYear() + date.get().getMonthValue() - 1);
        above += date.get().getDayOfMonth() > MONTHS ? 1 : 0;
      }
    }
    return texts.size() >= FEW
        && 4 * above >= texts.size()
        && 2 * days.size() >= Math.min(texts.size(), DAYS)
        && areYears(months, days.size())
        && areOfYear(months, texts.size());
  }

  /// Whether months are of few years, for so many days, that follow each other.
  private static boolean areYears(SortedSet<Integer> months, int days) {
    int span = 1 + months.last() / MONTHS - months.first() / MONTHS;
    long years = months.stream().map(m -> m / MONTHS).distinct().count();
    return 2 * years <= days && span <= 2 * years;
  }

  /// Whether five sixths are there of the months from the first to the last date, of which at most
  /// 12 are counted, as months of a year; or of one month for three texts if that is fewer.
  private static boolean areOfYear(SortedSet<Integer> months, int texts) {
    int span = Math.min(MONTHS, 1 + months.last() - months.first());
    long present = months.stream().map(m -> m % MONTHS).distinct().count();
    return 6 * present >= 5L * Math.min(span, texts / 3);
  }
}
