package dev.soma.cli.apply;

import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.UsableRows;
import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.encode.Encoder;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.IdxFolder;
import dev.soma.data.read.ReadOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of a file a few thousand at a time, as texts.
final class Chunks implements AutoCloseable {
  private static final int ROWS = 4096;

  private final @Nullable CsvSource source;
  private final @Nullable Table images;
  private final ReadOptions options;
  private final UsableRows wanted;
  private int taken;
  private int unusable;
  private boolean found;

  private Chunks(
      @Nullable CsvSource source, @Nullable Table images, ReadOptions options, UsableRows wanted) {
    this.source = source;
    this.images = images;
    this.options = options;
    this.wanted = wanted;
  }

  /// @param encoder whose columns every row must have values for, or is left out as a bad row
  static Chunks open(Path path, Settings settings, Encoder encoder) {
    UsableRows wanted = new UsableRows(encoder, null);
    ReadOptions options = Inputs.options(settings, path).keepText();
    if (Inputs.isImages(path)) {
      return new Chunks(null, Table.idx(path, IdxFolder.Part.TEST), options, wanted);
    }
    CsvSource source = CsvSource.open(ByteSource.of(path), options);
    return new Chunks(source, null, options.format(source.format()), wanted);
  }

  /// Between fields.
  char delimiter() {
    Character mark = source == null ? null : source.format().delimiter();
    return mark == null ? ',' : mark;
  }

  Optional<Table> next() {
    if (source != null) {
      Optional<Table> next = Table.next(source, options, ROWS);
      return options.skipBadRows() ? next.flatMap(this::usable) : next;
    }
    Table all = java.util.Objects.requireNonNull(images);
    if (taken >= all.rows()) {
      return Optional.empty();
    }
    int to = Math.min(taken + ROWS, all.rows());
    Table chunk = all.rows(taken, to);
    taken = to;
    return Optional.of(chunk);
  }

  /// The rows that can be predicted; those of the next rows if there are none. A file that begins
  /// with none is another one, and not one with a few bad rows.
  ///
  /// @throws dev.soma.error.SomaException.Mismatch E512 or E515 if none of the first rows can
  private Optional<Table> usable(Table rows) {
    Table kept = found ? wanted.ofPart(rows) : wanted.of(rows, "");
    found = true;
    unusable += rows.rows() - kept.rows();
    return kept.rows() == 0 && rows.rows() > 0 ? next() : Optional.of(kept);
  }

  /// Rows that could not be read or used, and were left out.
  int rejected() {
    return source == null ? 0 : source.info().rejected() + unusable;
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
