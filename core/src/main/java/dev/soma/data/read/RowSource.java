package dev.soma.data.read;

import java.util.List;

/// A header and then rows, one at a time, from a file, a database or memory.
///
/// Read with one [Fields], reused: `while (source.next(fields)) { ... }`, then close.
public interface RowSource extends AutoCloseable {
  /// The names of the columns; every row has as many fields.
  List<String> header();

  /// Reads the next row into `row`; false at the end, with `row` unspecified.
  ///
  /// @throws dev.soma.error.SomaException.Data if the row cannot be read
  boolean next(Fields row);

  /// What is known about the source, complete once the last row was read.
  SourceInfo info();

  /// Closes the file or the statement; a second call does nothing.
  @Override
  void close();
}
