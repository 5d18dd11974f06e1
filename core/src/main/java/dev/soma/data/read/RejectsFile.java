package dev.soma.data.read;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of one table that were skipped: `line,id,reason` and then the fields of the row, each as it
/// stood.
///
/// The first row replaces what is there, which is of an earlier command; every later one is added,
/// also after the file was closed. So whoever leaves out rows of a table adds them to the file that
/// its [ReadOptions] have.
///
/// A file that is [held][Held] is written in the folder for temporary files: what an earlier
/// command left stays until it is known that this one is not refused.
public final class RejectsFile implements AutoCloseable {
  private static final OpenOption[] NEW = {
    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
  };
  private static final OpenOption[] MORE = {StandardOpenOption.APPEND};

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
                begun ? MORE : NEW);
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

  /// The files of one command, not in their places until it is known that it is not refused.
  public static final class Held {
    private final Map<Path, Path> files = new LinkedHashMap<>();
    private boolean kept;

    /// Nothing is written yet.
    public Held() {}

    /// Where the rows of a file are written to now.
    private synchronized Path written(Path file) throws IOException {
      if (kept) {
        return file;
      }
      Path known = files.get(file);
      if (known != null) {
        return known;
      }
      Path made = made(file);
      made.toFile().deleteOnExit(); // for a command that is interrupted
      files.put(file, made);
      return made;
    }

    /// In the folder for temporary files, or beside the place if there is none.
    private static Path made(Path file) throws IOException {
      try {
        return Files.createTempFile("soma-", ".rejects.csv");
      } catch (IOException _) {
        Path place = file.toAbsolutePath().resolveSibling("");
        return Files.createTempFile(place, ".soma-", ".rejects.csv");
      }
    }

    /// Puts the files in their places, as those that are written from now on. What is there keeps
    /// its owner and what it is, such as a link or a pipe.
    ///
    /// @throws SomaException.Resource E804 if one cannot be written
    public synchronized void keep() {
      kept = true;
      files.forEach(
          (file, made) -> {
            try (OutputStream place = Files.newOutputStream(file)) {
              Files.copy(made, place);
            } catch (IOException e) {
              throw failure(file, e);
            }
          });
      drop();
    }

    /// Takes the files away that were not kept: of a command that did nothing in the end.
    ///
    /// @throws SomaException.Resource E804 if one cannot be deleted
    public synchronized void drop() {
      files.forEach(
          (file, made) -> {
            try {
              Files.deleteIfExists(made);
            } catch (IOException e) {
              throw failure(file, e);
            }
          });
      files.clear();
    }
  }
}
