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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows of one table that were skipped: `line,id,reason` and then the fields of the row, each as it
/// stood.
///
/// The first row replaces what is there, which is of an earlier command; every later one is added,
/// also after the file was closed. So whoever leaves out rows of a table adds them to the file that
/// its [ReadOptions] have.
///
/// A file that is [held][Held] is written beside its place: what an earlier command left there
/// stays until it is known that this one is not refused.
public final class RejectsFile implements AutoCloseable {
  private final @Nullable Path file;
  private final @Nullable Held held;
  private boolean begun;
  private @Nullable CsvWriter writer;

  /// A file that is not made yet.
  ///
  /// @param file where, or null to forget the rows
  /// @param held what knows when the rows are to be in their place; null if they are at once
  RejectsFile(@Nullable Path file, @Nullable Held held) {
    this.file = file;
    this.held = held;
  }

  /// The same place, held.
  RejectsFile hold(Held by) {
    return new RejectsFile(file, by);
  }

  /// The same place, where nothing has been written yet.
  RejectsFile anew() {
    return at(file);
  }

  /// Another place, held or not as this one.
  RejectsFile at(@Nullable Path other) {
    return new RejectsFile(other, held);
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

  private CsvWriter open(Path path, List<String> header) throws IOException {
    CsvWriter made =
        CsvWriter.builder()
            .build(
                held == null ? path : held.written(path),
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                begun ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    if (!begun) {
      begun = true;
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

  /// The files of one command, beside their places until it is known that it is not refused.
  public static final class Held {
    private final Set<Path> files = new LinkedHashSet<>();
    private boolean kept;

    /// Nothing is written yet.
    public Held() {}

    /// Where the rows of a file are written to now.
    private synchronized Path written(Path file) {
      if (kept) {
        return file;
      }
      Path beside = beside(file);
      if (files.add(file)) {
        beside.toFile().deleteOnExit(); // for a command that is interrupted
      }
      return beside;
    }

    private static Path beside(Path file) {
      long process = ProcessHandle.current().pid();
      return file.resolveSibling("." + file.getFileName() + "." + process + ".tmp");
    }

    /// Puts the files in their places, as those that are written from now on.
    ///
    /// @throws SomaException.Resource E804 if one cannot be replaced
    public synchronized void keep() {
      kept = true;
      for (Path file : files) {
        try {
          Path whole = Files.exists(file) ? file.toRealPath() : file;
          Files.move(beside(file), whole, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw failure(file, e);
        }
      }
      files.clear();
    }

    /// Takes the files away that were not kept: of a command that did nothing in the end.
    ///
    /// @throws SomaException.Resource E804 if one cannot be deleted
    public synchronized void drop() {
      for (Path file : files) {
        try {
          Files.deleteIfExists(beside(file));
        } catch (IOException e) {
          throw failure(file, e);
        }
      }
      files.clear();
    }
  }
}
