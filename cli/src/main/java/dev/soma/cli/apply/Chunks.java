package dev.soma.cli.apply;

import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
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
  private int taken;

  private Chunks(@Nullable CsvSource source, @Nullable Table images, ReadOptions options) {
    this.source = source;
    this.images = images;
    this.options = options;
  }

  static Chunks open(Path path, Settings settings) {
    ReadOptions options = Inputs.options(settings, path).keepText();
    if (Inputs.isImages(path)) {
      return new Chunks(null, Table.idx(path, IdxFolder.Part.TEST), options);
    }
    CsvSource source =
        CsvSource.open(
            ByteSource.of(path),
            options.format(),
            true,
            options.skipBadRows() ? (_, _, _, _) -> {} : null);
    return new Chunks(source, null, options.format(source.format()));
  }

  /// Between fields.
  char delimiter() {
    Character mark = source == null ? null : source.format().delimiter();
    return mark == null ? ',' : mark;
  }

  Optional<Table> next() {
    if (source != null) {
      return Table.next(source, options, ROWS);
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

  /// Rows that could not be read and were left out.
  int rejected() {
    return source == null ? 0 : source.info().rejected();
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
