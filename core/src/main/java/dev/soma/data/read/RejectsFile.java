package dev.soma.data.read;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of one table that were skipped: `line,id,reason` and then the fields of the row, each as it
/// stood.
///
/// The first row replaces what is there, which is of an earlier command; every later one is added,
/// also after the file was closed. So whoever leaves out rows of a table adds them to the file that
/// its [ReadOptions] have.
///
/// A file that is held is written beside its place: what an earlier command left there stays until
/// it is known that this one is not refused.
public final class RejectsFile implements AutoCloseable {
  private final @Nullable Path file;
  private final boolean held;
  private boolean begun;
  private @Nullable CsvWriter writer;

  /// A file that is not made yet.
  ///
  /// @param file where, or null to forget the rows
  /// @param held whether the rows are in their place only once they are [kept][#keep()]
  RejectsFile(@Nullable Path file, boolean held) {
    this.file = file;
    this.held = held;
  }

  /// The same place, held.
  RejectsFile hold() {
    return new RejectsFile(file, true);
  }

  /// The same place, where nothing has been written yet.
  RejectsFile anew() {
    return new RejectsFile(file, held);
  }

  /// Adds a row.
  ///
  /// @param header the names of the columns of the rows
  /// @throws SomaException.Resource E804 if the file cannot be written
  public void add(List<String> header, int line, String id, String reason, List<String> fields) {
    if (file == null) {
      return;
    }
    try {
      CsvWriter open = writer == null ? open(file, header) : writer;
      writer = open;
      open.writeRecord(record(Integer.toString(line), id, reason, fields));
    } catch (IOException | UncheckedIOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void close() {
    if (writer != null && file != null) {
      try {
        writer.close();
        writer = null;
      } catch (IOException | UncheckedIOException e) {
        throw failure(file, e);
      }
    }
  }

  /// Puts rows that were held in their place.
  ///
  /// @throws SomaException.Resource E804 if the file cannot be replaced
  public void keep() {
    close();
    if (held && begun && file != null) {
      try {
        Path whole = Files.exists(file) ? file.toRealPath() : file;
        Files.move(written(file), whole, StandardCopyOption.REPLACE_EXISTING);
        begun = false;
      } catch (IOException e) {
        throw failure(file, e);
      }
    }
  }

  /// Takes rows away that were held and not kept: of a command that did nothing in the end.
  ///
  /// @throws SomaException.Resource E804 if they cannot be deleted
  public void drop() {
    close();
    if (held && begun && file != null) {
      try {
        Files.deleteIfExists(written(file));
        begun = false;
      } catch (IOException e) {
        throw failure(file, e);
      }
    }
  }

  /// Where rows are written to.
  private Path written(Path path) {
    String process = Long.toString(ProcessHandle.current().pid());
    return held ? path.resolveSibling("." + path.getFileName() + "." + process + ".tmp") : path;
  }

  private CsvWriter open(Path path, List<String> header) throws IOException {
    CsvWriter made =
        CsvWriter.builder()
            .build(
                written(path),
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                begun ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    if (!begun) {
      begun = true;
      if (held) {
        written(path).toFile().deleteOnExit(); // for a run that is interrupted
      }
      made.writeRecord(record("line", "id", "reason", header));
    }
    return made;
  }

  private static List<String> record(String line, String id, String reason, List<String> fields) {
    List<String> values = new ArrayList<>(List.of(line, id, reason));
    values.addAll(fields);
    return values;
  }

  private static SomaException.Resource failure(Path file, Exception e) {
    return new SomaException.Resource("E804", "cannot write · " + file + ": " + e.getMessage());
  }
}
