package dev.soma.data.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that were skipped: `line,id,reason` and then the fields of the row, each as it stood.
///
/// The file is made with the first rejected row.
public final class RejectsFile implements AutoCloseable {
  private final @Nullable Path file;
  private final List<String> header;
  private final boolean append;
  private @Nullable CsvWriter writer;

  /// A file that is not made yet.
  ///
  /// @param file where, or null to forget the rows
  /// @param header the names of the columns of the rows
  /// @param append whether rows are added to a file that is there
  public RejectsFile(@Nullable Path file, List<String> header, boolean append) {
    this.file = file;
    this.header = header;
    this.append = append;
  }

  /// Adds a row.
  ///
  /// @throws SomaException.Resource E804 if the file cannot be written
  public void add(int line, String id, String reason, List<String> fields) {
    if (file == null) {
      return;
    }
    try {
      CsvWriter open = writer == null ? open(file) : writer;
      writer = open;
      List<String> values = new ArrayList<>(List.of(Integer.toString(line), id, reason));
      values.addAll(fields);
      open.writeRecord(values);
    } catch (IOException | UncheckedIOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void close() {
    if (writer != null && file != null) {
      try {
        writer.close();
      } catch (IOException | UncheckedIOException e) {
        throw failure(file, e);
      }
    }
  }

  private CsvWriter open(Path path) throws IOException {
    boolean there = append && java.nio.file.Files.exists(path);
    CsvWriter made =
        CsvWriter.builder()
            .build(
                path,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                there ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    if (!there) {
      List<String> names = new ArrayList<>(List.of("line", "id", "reason"));
      names.addAll(header);
      made.writeRecord(names);
    }
    return made;
  }

  private static SomaException.Resource failure(Path file, Exception e) {
    return new SomaException.Resource("E804", "cannot write · " + file + ": " + e.getMessage());
  }
}
