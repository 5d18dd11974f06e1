package dev.soma.data.text;

/// What comes first in dates such as `05/06/2024`.
public enum DateOrder {
  /// Nobody knows: they are no dates.
  NONE,
  /// The day: 5 June.
  DAY_FIRST,
  /// The month: May 6.
  MONTH_FIRST
}
