package dev.soma.data.remedy;

import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Columns that a table lacks, and what helps against that.
///
/// @param source name of the table
/// @param present the columns that it has
/// @param absent those that it lacks
/// @param used those that are wanted: none of them is another one under a wrong name
public record AbsentColumns(
    String source, List<String> present, List<String> absent, List<String> used) {
  /// Names that are listed.
  private static final int SHOWN = 20;

  private static final int COLUMNS = 50;

  /// Copies.
  public AbsentColumns {
    present = List.copyOf(present);
    absent = List.copyOf(absent);
    used = List.copyOf(used);
  }

  /// The column that is most like the first of them.
  private Optional<String> nearest() {
    return Names.nearest(
        absent.getFirst(), present.stream().filter(name -> !used.contains(name)).toList());
  }

  /// The first of them under another name: the same letters and digits, of any case.
  private Optional<String> misspelt() {
    return present.stream()
        .filter(name -> !used.contains(name) && bare(name).equals(bare(absent.getFirst())))
        .findFirst();
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /// What is wrong, for a model that was trained on the columns that are used.
  public String message() {
    return "column missing · "
        + source
        + " lacks "
        + String.join(", ", absent.stream().map(AbsentColumns::quoted).toList())
        + "\nthe model was trained on "
        + Names.list(used, COLUMNS)
        + "; the file has "
        + Names.list(present, COLUMNS)
        + nearest()
            .map(n -> "; the nearest to " + quoted(absent.getFirst()) + " is " + quoted(n))
            .orElse("")
        + ". Names count, their order does not.";
  }

  /// Another delimiter where the header was read as one column; else the name that is meant, and a
  /// column more.
  ///
  /// @param values what its fields may be, such as `its fields may be empty`
  public String[] fixes(String values) {
    String where = source.equals(SourceInfo.memory().name()) ? "the table" : source;
    List<String> fixes = new ArrayList<>();
    if (present.size() == 1) {
      CsvFormat.otherDelimiter(present.getFirst()).ifPresent(m -> fixes.add("--delimiter " + m));
    }
    if (fixes.isEmpty()) {
      misspelt()
          .ifPresent(
              name ->
                  fixes.add(
                      "write "
                          + quoted(absent.getFirst())
                          + " instead of "
                          + quoted(name)
                          + " in the header of "
                          + where));
      fixes.add(
          "add "
              + Names.list(absent.stream().map(AbsentColumns::quoted).toList(), SHOWN)
              + " to "
              + where
              + "; "
              + values);
    }
    return fixes.toArray(String[]::new);
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }
}
