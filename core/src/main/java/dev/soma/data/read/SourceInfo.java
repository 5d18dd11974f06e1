package dev.soma.data.read;

import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where rows came from.
///
/// @param name for display: a file name, `stdin`, or a database address without its password
/// @param kind what it was, for display: `UTF-8, comma, header`, `SQL`, `IDX`, `memory`
/// @param sha256 SHA-256 of the decompressed bytes in hexadecimal; null if there are no bytes
/// @param notes what was assumed or repaired while reading, one sentence each
/// @param rejected how many rows were skipped because they could not be read
/// @param thousands columns of numbers with decimal commas that may as well part thousands, in
///   every value, where other columns have decimal points
public record SourceInfo(
    String name,
    String kind,
    @Nullable String sha256,
    List<String> notes,
    int rejected,
    Set<String> thousands) {
  /// Flags that take several names.
  private static final Set<String> LISTS =
      Set.of("--target", "--category", "--number", "--date", "--ignore");

  /// Copies.
  public SourceInfo {
    notes = List.copyOf(notes);
    thousands = Set.copyOf(thousands);
  }

  /// A source without such columns.
  public SourceInfo(
      String name, String kind, @Nullable String sha256, List<String> notes, int rejected) {
    this(name, kind, sha256, notes, rejected, Set.of());
  }

  /// Rows that were in memory already.
  public static SourceInfo memory() {
    return new SourceInfo("memory", "memory", null, List.of(), 0);
  }

  /// The same source with more rejected rows.
  public SourceInfo plusRejected(int more) {
    return new SourceInfo(name, kind, sha256, notes, rejected + more, thousands);
  }

  /// The same source, in which commas may part thousands in these columns.
  public SourceInfo thousands(Set<String> columns) {
    return new SourceInfo(name, kind, sha256, notes, rejected, columns);
  }

  /// The error for a column that is not there, with the name that was meant.
  ///
  /// @param column that was asked for
  /// @param names of the columns that are there
  /// @param id E310 for a target, E311 for another column
  /// @param flag that named it, with a blank behind it
  public SomaException.Data lacks(String column, List<String> names, String id, String flag) {
    Optional<String> mark =
        names.size() == 1 ? CsvFormat.otherDelimiter(names.getFirst()) : Optional.empty();
    String hint = names.size() == 1 ? "\nthere is one column only: is the delimiter right?" : "";
    String shown = String.join(", ", names.subList(0, Math.min(50, names.size())));
    List<String> fixes = new ArrayList<>();
    mark.ifPresent(m -> fixes.add("--delimiter " + m));
    if (names.size() > 1) {
      Names.nearest(column, names).ifPresent(n -> fixes.add(flag + typed(flag, n)));
    }
    if (names.size() > 1 && fixes.isEmpty() && id.equals("E310")) {
      fixes.add(flag + typed(flag, names.getLast()));
    }
    return new SomaException.Data(
        id,
        "no column \""
            + column
            + "\" · "
            + name
            + " has "
            + shown
            + (names.size() > 50 ? ", ..." : "")
            + " ("
            + names.size()
            + " columns)"
            + hint,
        fixes.toArray(String[]::new));
  }

  /// The error for a source of which no row can be read.
  public SomaException.Data noRows(List<String> header) {
    String had = " has a header (" + Names.list(header, 10) + ") but no row";
    String ragged = Names.count(rejected) + (rejected == 1 ? " row has" : " rows have");
    return new SomaException.Data(
        "E308",
        "no rows · "
            + name
            + had
            + (rejected == 0 ? "s" : " with as many fields: " + ragged + " more or fewer"));
  }

  /// A name behind a flag, which may be one for several names.
  private static String typed(String flag, String name) {
    return LISTS.contains(flag.strip()) ? Names.listed(name) : Names.quoted(name);
  }
}
