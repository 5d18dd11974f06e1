package dev.soma.data.text;

import java.util.List;

/// What comes first in dates such as `05/06/2024` and `24-12-31`.
public enum DateOrder {
  /// Nobody knows: they are no dates.
  NONE("auto", "nothing"),
  /// The month: May 6.
  MONTH_FIRST("mdy", "the month"),
  /// The day: 5 June.
  DAY_FIRST("dmy", "the day"),
  /// The year, of two digits, then the month: 31 December 2024.
  YEAR_FIRST("ymd", "the year");

  private final String label;
  private final String first;

  DateOrder(String label, String first) {
    this.label = label;
    this.first = first;
  }

  /// `mdy`: as typed behind `--date-order`.
  public String label() {
    return label;
  }

  /// The flag that says it.
  public String flag() {
    return "--date-order " + label;
  }

  /// `mdy or dmy`.
  public static String labels(List<DateOrder> orders) {
    List<String> all = orders.stream().map(DateOrder::label).toList();
    return all.size() < 2
        ? String.join("", all)
        : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
  }

  /// What may come first in the orders that such labels name: `the month or the day`.
  public static String firsts(String labels) {
    String firsts = labels;
    for (DateOrder order : values()) {
      firsts = firsts.replace(order.label, order.first);
    }
    return firsts;
  }
}
