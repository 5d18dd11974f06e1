package dev.soma.cli.apply;

import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.encode.Encoder;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.IdxFolder;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of a file a few thousand at a time, as texts.
final class Chunks implements AutoCloseable {
  private static final int ROWS = 4096;
  private static final String PIECE = Text.count(ROWS) + " rows";
  private static final long SHARE = 64; // of the heap is a file that is read whole
  private static final long PACKED = 10; // times smaller than its text

  private final Path path;
  private final @Nullable CsvSource source;
  private final @Nullable Table images;
  private final ReadOptions options;
  private final UsableRows wanted;
  private final boolean streamed;
  private int taken;
  private int unusable;
  private int given;
  private long before;
  private int piece;
  private boolean found;
  private @Nullable SomaException refusal;

  private Chunks(
      Path path,
      @Nullable CsvSource source,
      @Nullable Table images,
      ReadOptions options,
      UsableRows wanted) {
    this.path = path;
    this.streamed = !Files.isRegularFile(path);
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
      return new Chunks(path, null, Table.idx(path, IdxFolder.Part.TEST), options, wanted);
    }
    CsvSource source = CsvSource.open(ByteSource.of(path), options);
    return new Chunks(path, source, null, options.format(source.format()), wanted);
  }

  /// Between fields.
  char delimiter() {
    Character mark = source == null ? null : source.format().delimiter();
    return mark == null ? ',' : mark;
  }

  /// The next rows; those that cannot be predicted are left out if bad rows are to be skipped.
  ///
  /// @throws SomaException E308, E320, E512 or E515 if no row of the file can be predicted
  Optional<Table> next() {
    if (source == null) {
      return image();
    }
    Optional<Table> next = piece(source);
    while (next.isPresent() && options.skipBadRows()) {
      Table kept = usable(next.get());
      if (kept.rows() > 0) {
        given++;
        return Optional.of(kept);
      }
      next = piece(source);
    }
    if (next.isEmpty() && !found && refusal != null) {
      throw unusable > ROWS ? none(refusal) : refusal;
    }
    if (next.isEmpty() && given == 0) {
      throw source.info().noRows(source.header());
    }
    given++;
    return next;
  }

  private Optional<Table> piece(CsvSource from) {
    Optional<Table> next = Table.next(from, options, ROWS);
    before += piece;
    piece = next.map(Table::rows).orElse(0);
    return next;
  }

  /// Of a file without a row that can be predicted.
  private SomaException none(SomaException first) {
    String all = "; none of all " + Text.count(unusable) + " can be used";
    return ofFile().orElseGet(() -> with(first, "in its first " + PIECE + all));
  }

  /// What is wrong with the rows of the whole file, if they fit into the heap easily.
  private Optional<SomaException> ofFile() {
    try {
      long times = path.toString().endsWith(".gz") ? PACKED : 1;
      if (streamed || times * Files.size(path) > Runtime.getRuntime().maxMemory() / SHARE) {
        return Optional.empty();
      }
      Table all = Table.csv(path, options.skipBadRows(null)); // what is ragged does not count
      boolean offered = !options.skipBadRows() && wanted.some(all);
      return wanted.all(all)
          ? Optional.empty()
          : Optional.of(wanted.refusal(all, offered ? UsableRows.SKIP : ""));
    } catch (IOException | SomaException _) { // another fault, of which nothing is to be said yet
      return Optional.empty();
    }
  }

  private Optional<Table> image() {
    Table all = Objects.requireNonNull(images);
    if (taken >= all.rows()) {
      return Optional.empty();
    }
    int to = Math.min(taken + ROWS, all.rows());
    Table chunk = all.rows(taken, to);
    taken = to;
    return Optional.of(chunk);
  }

  private Table usable(Table rows) {
    Table kept = wanted.ofPart(rows);
    if (kept.rows() == 0 && !found && refusal == null) {
      refusal = wanted.refusal(rows, "");
    }
    found |= kept.rows() > 0;
    unusable += rows.rows() - kept.rows();
    return kept;
  }

  /// Refuses rows that could not be predicted, with the flag that skips them where the file has
  /// others; does nothing if they can be. What is no stream is read on to find some.
  void require(Table rows) {
    if (source != null && !options.skipBadRows() && !wanted.all(rows)) {
      throw isPiece()
          ? ofFile().orElseGet(() -> ofPiece(refusal(rows, source)))
          : wanted.refusal(rows, wanted.some(rows) ? UsableRows.SKIP : "");
    }
  }

  private SomaException refusal(Table rows, CsvSource more) {
    boolean others = given > 1 || wanted.some(rows) || (!streamed && others(more));
    return wanted.refusal(rows, others ? UsableRows.SKIP : "");
  }

  /// The same refusal; of rows that are not all of the file it is said which they are.
  SomaException ofPiece(SomaException e) {
    String which =
        before > 0
            ? "in those that are read after row " + Text.count(before)
            : "in its first " + PIECE;
    return isPiece() ? with(e, which) : e;
  }

  private boolean isPiece() {
    return before > 0 || piece == ROWS;
  }

  /// Says of which rows of the file a refusal tells.
  private static SomaException with(SomaException e, String which) {
    return e.said(e.getMessage() + "\nthe file is read by pieces: counted " + which);
  }

  private boolean others(CsvSource more) {
    try {
      Optional<Table> next = Table.next(more, options, ROWS);
      while (next.isPresent() && !wanted.some(next.get())) {
        next = Table.next(more, options, ROWS);
      }
      return next.isPresent();
    } catch (SomaException _) { // another bad row, of which nothing is to be said yet
      return false;
    }
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
