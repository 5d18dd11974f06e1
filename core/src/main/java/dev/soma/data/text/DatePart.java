package dev.soma.data.text;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// A number taken from a date.
///
/// Parts that come round again are two numbers on the unit circle, so that December is next to
/// January.
public enum DatePart {
  /// Days since 1970-01-01, with the time of day as a fraction.
  DAYS,
  /// sin(2 pi t), t the fraction of the year.
  YEAR_SIN,
  /// cos(2 pi t), t the fraction of the year.
  YEAR_COS,
  /// sin(2 pi t), t the fraction of the week from Monday.
  WEEK_SIN,
  /// cos(2 pi t), t the fraction of the week from Monday.
  WEEK_COS,
  /// sin(2 pi t), t the fraction of the day.
  DAY_SIN,
  /// cos(2 pi t), t the fraction of the day.
  DAY_COS;

  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final double SECONDS_A_DAY = 86_400;

  /// The value of this part.
  public double of(LocalDateTime date) {
    double day = date.toLocalTime().toSecondOfDay() / SECONDS_A_DAY;
    double year = (date.getDayOfYear() - 1 + day) / date.toLocalDate().lengthOfYear();
    double week = (date.getDayOfWeek().getValue() - 1 + day) / 7;
    return switch (this) {
      case DAYS -> ChronoUnit.SECONDS.between(EPOCH, date) / SECONDS_A_DAY;
      case YEAR_SIN -> StrictMath.sin(2 * Math.PI * year);
      case YEAR_COS -> StrictMath.cos(2 * Math.PI * year);
      case WEEK_SIN -> StrictMath.sin(2 * Math.PI * week);
      case WEEK_COS -> StrictMath.cos(2 * Math.PI * week);
      case DAY_SIN -> StrictMath.sin(2 * Math.PI * day);
      case DAY_COS -> StrictMath.cos(2 * Math.PI * day);
    };
  }

  /// Whether it differs between times of one day that have no date.
  public boolean isOfDay() {
    return switch (this) {
      case DAYS, DAY_SIN, DAY_COS -> true;
      case YEAR_SIN, YEAR_COS, WEEK_SIN, WEEK_COS -> false;
    };
  }

  /// `year sin`: as shown behind the name of the column.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
