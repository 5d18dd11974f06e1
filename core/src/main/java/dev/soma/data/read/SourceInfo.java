package dev.soma.data.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where rows came from.
///
/// @param name for display: a file name, `stdin`, or a database address without its password
/// @param kind what it was, for display: `UTF-8, comma, header`, `SQL`, `IDX`, `memory`
/// @param sha256 SHA-256 of the decompressed bytes in hexadecimal; null if there are no bytes
/// @param notes what was assumed or repaired while reading, one sentence each
/// @param rejected how many rows were skipped because they could not be read
public record SourceInfo(
    String name, String kind, @Nullable String sha256, List<String> notes, int rejected) {
  /// Copies.
  public SourceInfo {
    notes = List.copyOf(notes);
  }

  /// Rows that were in memory already.
  public static SourceInfo memory() {
    return new SourceInfo("memory", "memory", null, List.of(), 0);
  }

  /// The same source with more rejected rows.
  public SourceInfo plusRejected(int more) {
    return new SourceInfo(name, kind, sha256, notes, rejected + more);
  }
}
