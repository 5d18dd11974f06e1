package dev.soma.cli.page;

import java.util.Map;

/// One part of the page of a run. A part that has nothing to say is not made.
public interface Section {
  /// A word that is unique on the page: its anchor, and the name of its data.
  String id();

  /// Its heading.
  String title();

  /// Writes what stands under the heading. Every picture has a table with its numbers.
  void write(Html html);

  /// Its numbers as maps, lists, text, numbers and null, for the data block; no NaN. Empty if the
  /// page has them as text only.
  Map<String, Object> data();
}
