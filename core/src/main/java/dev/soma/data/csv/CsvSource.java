package dev.soma.data.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.Fields;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.RejectsFile;
import dev.soma.data.read.RowSource;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.kernel.ThreadTeam;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows of a delimited text file with a header line; lines are counted as an editor counts them.
public final class CsvSource implements RowSource {
  private static final int HEAD = 1 << 18;
  private static final int BLOCK = 1 << 18;
  private static final int MOST_THREADS = 8;
  private static final List<Fix> SKIP = List.of(Fix.set("--on-bad-row", "skip"));
  private static final List<Fix> NONE = List.of();

  private final ByteSource.Stream stream;
  private final ByteSource bytes;
  private final CsvFormat format;
  private final boolean charsetGiven;
  private final boolean keepBlanks;
  private final boolean isLarge;
  private final int mark;
  private final CsvReader<CsvRecords> reader;
  private final Iterator<CsvRecords> records;
  private final CsvRecords handler;
  private final @Nullable RejectsFile rejects;
  private final List<String> header;
  private final List<String> notes = new ArrayList<>();
  private int rejected;
  private boolean fitted;
  private @Nullable String sha256;

  private CsvSource(ByteSource bytes, ReadOptions options) {
    CsvFormat wanted = options.format();
    this.bytes = bytes;
    this.rejects = options.skipBadRows() ? options.rejects() : null;
    this.charsetGiven = wanted.charset() != null;
    this.keepBlanks = options.raw();
    this.stream = bytes.open();
    try {
      byte[] head = stream.readNBytes(HEAD);
      this.isLarge = head.length == HEAD;
      if (isBlank(head)) {
        throw new SomaException.Data(
            "E307", "empty file · " + bytes.name() + " has no header line and no rows");
      }
      this.format = CsvSniffer.detect(head, head.length < HEAD, wanted);
      refuseBinary(head);
      Charset charset = Objects.requireNonNull(format.charset());
      this.mark = CsvSniffer.mark(head, charset);
      SequenceInputStream all =
          new SequenceInputStream(new ByteArrayInputStream(head, mark, head.length - mark), stream);
      this.handler = new CsvRecords(keepBlanks);
      this.reader =
          CsvReader.builder()
              .fieldSeparator(Objects.requireNonNull(format.delimiter()))
              .quoteCharacter(Objects.requireNonNull(format.quote()))
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .build(handler, new TextReader(all, charset));
      this.records = reader.iterator();
      this.header = readHeader();
    } catch (IOException e) {
      close();
      throw bytes.failure(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Opens a file and reads its header; a row with too few or too many fields is an error.
  ///
  /// @throws SomaException.Data E302, E303, E307, E309 or E350 if there is no usable header
  public static CsvSource open(ByteSource bytes, CsvFormat format) {
    return open(bytes, ReadOptions.DEFAULT.format(format));
  }

  /// Opens a file; rows with too few or too many fields are errors, or are added to the rejected
  /// ones. Where texts are kept, blanks around a field without quotes belong to it.
  public static CsvSource open(ByteSource bytes, ReadOptions options) {
    return new CsvSource(bytes, options);
  }

  /// Refuses files that are no text in the encoding at hand.
  private void refuseBinary(byte[] head) {
    Charset charset = Objects.requireNonNull(format.charset());
    if (!CsvSniffer.isBinary(head, charset)) {
      return;
    }
    Charset detected =
        Objects.requireNonNull(
            CsvSniffer.detect(head, head.length < HEAD, CsvFormat.DETECT).charset());
    boolean other = !detected.equals(charset) && !CsvSniffer.isBinary(head, detected);
    throw new SomaException.Data(
        "E323",
        "not a text table · "
            + bytes.name()
            + ": the first bytes hold NUL or many control characters"
            + (other ? " when read as " + charset.name() : "")
            + "\nexpected rows of text with a delimiter; a spreadsheet must be saved as CSV",
        other ? new String[] {"--encoding " + detected.name()} : new String[0]);
  }

  /// The format, with everything that was to be detected filled in.
  public CsvFormat format() {
    return format;
  }

  @Override
  public List<String> header() {
    return header;
  }

  @Override
  public boolean next(Fields row) {
    while (advance(row)) {
      if (row.count() == header.size()) {
        fitted = true;
        return true;
      }
      ragged(row);
    }
    return false;
  }

  /// Whether the file has rows with as many fields as the header. What is no stream is read on for
  /// one; a file with another fault may have them.
  private boolean hasOthers() {
    Fields row = new Fields();
    try {
      while (!fitted && bytes.isRepeatable() && advance(row)) {
        fitted = row.count() == header.size();
      }
    } catch (SomaException _) {
      return true;
    }
    return fitted || !bytes.isRepeatable();
  }

  /// Reads all rows with several threads if the file is large, in UTF-8 and without faults.
  ///
  /// @param sink gets the rows; it is spoiled if the answer is false
  /// @return whether all rows were read; if not, [#next] still reads every row, or says what is
  ///   wrong
  public boolean readBlocks(BlockSink sink) {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    return isLarge && bytes.isRepeatable() && readBlocks(sink, threads, BLOCK);
  }

  boolean readBlocks(BlockSink sink, int threads, int blockSize) {
    char delimiter = Objects.requireNonNull(format.delimiter());
    char quote = Objects.requireNonNull(format.quote());
    if (!StandardCharsets.UTF_8.equals(format.charset()) || delimiter > '~' || quote > '~') {
      return false;
    }
    try (ByteSource.Stream again = bytes.open();
        ThreadTeam team = new ThreadTeam(threads)) {
      again.skipNBytes(mark);
      BlockReader blocks =
          new BlockReader(
              again,
              sink,
              () -> new Block(blockSize, delimiter, quote, keepBlanks),
              header.size(),
              bytes.size(),
              threads);
      boolean all = blocks.read(team);
      sha256 = all ? again.sha256() : null;
      return all;
    } catch (IOException | UncheckedIOException | SomaException.Data e) {
      return false; // said again when the rows are read one by one
    }
  }

  @Override
  public SourceInfo info() {
    return new SourceInfo(bytes.name(), format.describe(), sha256, notes, rejected);
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException alreadyGone) {
      // nothing of the reading depends on it
    }
  }

  /// Whether an error is that of bytes which are no UTF-8 although nobody said they were.
  public static boolean mayBeWindows(RuntimeException e) {
    return e instanceof SomaException.Data data
        && data.id().equals("E303")
        && data.getCause() instanceof TextReader.NotText notText
        && !notText.mixed;
  }

  private boolean advance(Fields row) {
    handler.into(row);
    try {
      if (records.hasNext()) {
        records.next();
        return true;
      }
      if (sha256 == null) {
        sha256 = stream.sha256();
      }
      return false;
    } catch (CsvParseException | UncheckedIOException e) {
      throw switch (e.getCause()) {
        case TextReader.NotText notText -> encoding(notText);
        case IOException failed -> bytes.failure(failed);
        case null, default -> openQuote();
      };
    }
  }

  private void ragged(Fields row) {
    String reason =
        row.count()
            + " fields, but the header has "
            + header.size()
            + (handler.quotedLines() > 0
                ? "; a quote opened in line "
                    + line(row.line())
                    + " spans "
                    + (handler.quotedLines() + 1)
                    + " lines"
                : "");
    Optional<String> mark =
        header.size() == 1 ? CsvFormat.otherDelimiter(header.getFirst()) : Optional.empty();
    if (rejects == null || mark.isPresent()) {
      int line = row.line();
      boolean others = mark.isEmpty() && hasOthers();
      throw new SomaException.Data(
          "E301",
          "ragged row · "
              + bytes.name()
              + " line "
              + line(line)
              + ": "
              + reason
              + (mark.isPresent()
                  ? "\nthe header is \"" + header.getFirst() + "\": is the delimiter right?"
                  : others ? "" : "\nno row of the file has as many as the header"),
          mark.map(m -> List.of(Fix.set("--delimiter", m))).orElse(others ? SKIP : NONE));
    }
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.count(); i++) {
      fields.add(row.text(i));
    }
    rejected++;
    rejects.add(header, row.line(), "E301", reason, fields);
  }

  private SomaException.Data openQuote() {
    return new SomaException.Data(
        "E302",
        "open quote · "
            + bytes.name()
            + " line "
            + line(handler.currentLine())
            + ": a field that begins with "
            + format.quote()
            + " in this line has no matching end"
            + "\na quote within a quoted field is written twice; no flag helps: change the file");
  }

  private SomaException.Data encoding(TextReader.NotText e) {
    Charset charset = Objects.requireNonNull(format.charset());
    SomaException.Data data =
        new SomaException.Data(
            "E303",
            "encoding · "
                + bytes.name()
                + " line "
                + line(e.line)
                + ": byte "
                + e.value
                + " is no "
                + charset.name()
                + (charsetGiven ? "" : " (detected)"),
            charset.name().equals("windows-1252")
                ? "--encoding ISO-8859-1"
                : "--encoding windows-1252");
    if (!charsetGiven && charset.equals(StandardCharsets.UTF_8)) {
      data.initCause(e);
    }
    return data;
  }

  private List<String> readHeader() {
    Fields row = new Fields();
    if (!advance(row)) {
      throw new SomaException.Data(
          "E307", "empty file · " + bytes.name() + " has no header line and no rows");
    }
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    boolean numbers = true;
    for (int i = 0; i < row.count(); i++) {
      String name = row.text(i).strip();
      numbers &= !Double.isNaN(NumberText.parse(name, format.decimal()));
      if (name.isEmpty()) {
        name = "column " + (i + 1);
        notes.add(
            "column " + (i + 1) + " has no name in the header: it is called \"" + name + "\"");
      }
      if (!taken.add(name)) {
        throw header(
            row,
            ": columns "
                + (names.indexOf(name) + 1)
                + " and "
                + (i + 1)
                + " are both named \""
                + name
                + "\"; rename one of them");
      }
      names.add(name);
    }
    if (numbers) {
      throw header(
          row,
          " has only numbers ("
              + Names.list(names, 5)
              + "): the first line must name the columns, so add one such as x1, x2, ...");
    }
    return List.copyOf(names);
  }

  private SomaException.Data header(Fields row, String what) {
    return new SomaException.Data(
        "E309", "header · " + bytes.name() + " line " + line(row.line()) + what);
  }

  private static boolean isBlank(byte[] head) {
    for (byte b : head) {
      if (b > ' ' || (b >= 0 && b < '\t') || (b < 0 && head.length > 3)) {
        return false;
      }
    }
    return true;
  }

  private static String line(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
