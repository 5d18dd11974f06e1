package dev.soma.data.read;

import dev.soma.data.text.DateOrder;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.NumberText;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a table is read and what its columns are, where that is not left to be found out.
///
/// @param format delimiter, quote, encoding and decimal mark of text files
/// @param category columns that are categories whatever they look like
/// @param number columns that are numbers, read with [MarkedNumber]
/// @param date columns that are dates
/// @param dateOrder whether day or month comes first where the values of a column leave it open
/// @param ignore columns that are left out
/// @param used columns that are more than inputs, such as a target: none of them is proposed to be
///   left out
/// @param skipBadRows whether rows that cannot be read are skipped and counted
/// @param rejects where skipped rows are written
/// @param raw whether every column is kept as the text that was there, see [#keepText()]
public record ReadOptions(
    CsvFormat format,
    Set<String> category,
    Set<String> number,
    Set<String> date,
    DateOrder dateOrder,
    Set<String> ignore,
    Set<String> used,
    boolean skipBadRows,
    RejectsFile rejects,
    boolean raw) {
  /// Everything is found out; a bad row is an error.
  public static final ReadOptions DEFAULT =
      new ReadOptions(
          CsvFormat.DETECT,
          Set.of(),
          Set.of(),
          Set.of(),
          DateOrder.NONE,
          Set.of(),
          Set.of(),
          false,
          new RejectsFile(null, null),
          false);

  /// Copies.
  public ReadOptions {
    category = Set.copyOf(category);
    number = Set.copyOf(number);
    date = Set.copyOf(date);
    ignore = Set.copyOf(ignore);
    used = Set.copyOf(used);
  }

  /// With this text format.
  public ReadOptions format(CsvFormat other) {
    return with(c -> c.format = other);
  }

  /// With these columns as categories.
  public ReadOptions category(List<String> names) {
    return with(c -> c.category = Set.copyOf(names));
  }

  /// With these columns as numbers.
  public ReadOptions number(List<String> names) {
    return with(c -> c.number = Set.copyOf(names));
  }

  /// With these columns as dates.
  public ReadOptions date(List<String> names) {
    return with(c -> c.date = Set.copyOf(names));
  }

  /// With this order of day and month in dates such as `05/06/2024`, where the values of a column
  /// leave it open.
  public ReadOptions dateOrder(DateOrder order) {
    return with(c -> c.dateOrder = order);
  }

  /// With these columns left out.
  public ReadOptions ignore(List<String> names) {
    return with(c -> c.ignore = Set.copyOf(names));
  }

  /// With these columns as more than inputs.
  public ReadOptions used(List<String> names) {
    return with(c -> c.used = Set.copyOf(names));
  }

  /// The number in a text of a column; NaN if it is none. Where a column was said to be one of
  /// numbers, signs and separators of thousands are passed over.
  public double number(String column, String text) {
    return number.contains(column)
        ? MarkedNumber.parse(text, format.decimal())
        : NumberText.parse(text, format.decimal());
  }

  /// Skipping bad rows and writing them to a file, or nowhere if it is null.
  public ReadOptions skipBadRows(@Nullable Path file) {
    RejectsFile made = rejects.at(file);
    return with(
        c -> {
          c.skipBadRows = true;
          c.rejects = made;
        });
  }

  /// The same where skipped rows are in their file only once they are
  /// [kept][RejectsFile.Held#keep].
  public ReadOptions holdRejects(RejectsFile.Held held) {
    RejectsFile made = rejects.hold(held);
    return with(c -> c.rejects = made);
  }

  /// The same for another reading, whose skipped rows replace those of the one before.
  public ReadOptions anew() {
    RejectsFile made = rejects.anew();
    return with(c -> c.rejects = made);
  }

  /// Keeping every column as the text that was there: for rows that a trained encoder reads, and
  /// that are written out again unchanged.
  public ReadOptions keepText() {
    return with(c -> c.raw = true);
  }

  private ReadOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.done();
  }

  /// All values while some of them are changed.
  private static final class Copy {
    private CsvFormat format;
    private Set<String> category;
    private Set<String> number;
    private Set<String> date;
    private DateOrder dateOrder;
    private Set<String> ignore;
    private Set<String> used;
    private boolean skipBadRows;
    private RejectsFile rejects;
    private boolean raw;

    Copy(ReadOptions from) {
      format = from.format;
      category = from.category;
      number = from.number;
      date = from.date;
      dateOrder = from.dateOrder;
      ignore = from.ignore;
      used = from.used;
      skipBadRows = from.skipBadRows;
      rejects = from.rejects;
      raw = from.raw;
    }

    ReadOptions done() {
      return new ReadOptions(
          format, category, number, date, dateOrder, ignore, used, skipBadRows, rejects, raw);
    }
  }
}
