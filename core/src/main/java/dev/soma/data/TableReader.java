package dev.soma.data;

import dev.soma.data.ColumnBuilder.Mode;
import dev.soma.data.ColumnBuilder.Outcome;
import dev.soma.data.csv.BlockSink;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.Fields;
import dev.soma.data.read.IdxFolder;
import dev.soma.data.read.ObjectSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.RejectsFile;
import dev.soma.data.read.Row;
import dev.soma.data.read.RowSource;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.remedy.BadValues;
import dev.soma.data.remedy.OtherMark;
import dev.soma.data.store.Cells;
import dev.soma.data.store.Spool;
import dev.soma.data.store.WorkFolder;
import dev.soma.data.text.DateText;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads rows into typed columns, deciding on whole columns what they are.
final class TableReader {
  private TableReader() {}

  static Table csv(Path file, ReadOptions options, @Nullable WorkFolder work) {
    ByteSource bytes = ByteSource.of(file).repeatable();
    try {
      return csv(bytes, options, work);
    } catch (SomaException.Data e) {
      if (!CsvSource.mayBeWindows(e)) {
        throw e;
      }
      CsvFormat windows = options.format().charset(Charset.forName("windows-1252"));
      return csv(bytes, options.format(windows), work);
    }
  }

  private static Table csv(ByteSource bytes, ReadOptions wanted, @Nullable WorkFolder work) {
    Set<String> asText = new HashSet<>();
    while (true) {
      ReadOptions options = wanted.anew();
      try (RejectsFile _ = options.rejects();
          CsvSource source = CsvSource.open(bytes, options)) {
        Columns columns = new Columns(source, options, asText, work);
        if (source.readBlocks(columns)) {
          columns.requireRows();
        } else {
          columns.discard();
          columns = new Columns(source, options, asText, work);
          columns.readAll();
        }
        List<String> again = columns.textWanted();
        if (again.isEmpty()) {
          return withThousands(columns.table(true), bytes, work);
        }
        asText.addAll(again);
        columns.discard();
      }
    }
  }

  /// A table with decimal commas, beside decimal points in another column, that knows which of its
  /// columns may have commas between thousands instead: their texts are looked at once more.
  private static Table withThousands(Table table, ByteSource bytes, @Nullable WorkFolder work) {
    ReadOptions options = table.options().skipBadRows(null);
    boolean points =
        table.columns().stream()
            .filter(c -> !options.category().contains(c.name()))
            .anyMatch(
                c ->
                    c instanceof Column.Text t
                        && NumberText.havePoints(t.levels(), table.decimal()));
    Set<String> some = new HashSet<>();
    for (Column column : points ? table.columns() : List.<Column>of()) {
      if (column instanceof Column.Numbers n && MarkedNumber.mayBeThousands(n.rows(), n::value)) {
        some.add(n.name());
      }
    }
    if (some.isEmpty()) {
      return table;
    }
    try (CsvSource source = CsvSource.open(bytes, options)) {
      Columns columns = new Columns(source, options, some, work);
      columns.readAll();
      some.removeIf(name -> !columns.haveThousands(name));
      columns.discard();
    }
    return table.withSource(table.source().thousands(some));
  }

  static Table read(RowSource source, ReadOptions wanted) {
    ReadOptions options = wanted.anew();
    try (source;
        RejectsFile _ = options.rejects()) {
      Columns columns = new Columns(source, options, Set.of(), null);
      columns.readAll();
      return columns.table(true);
    }
  }

  static Optional<Table> next(RowSource source, ReadOptions options, int rows) {
    try (RejectsFile _ = options.rejects()) {
      Columns columns = new Columns(source, options, Set.of(), null);
      columns.read(rows);
      return columns.rows == 0 ? Optional.empty() : Optional.of(columns.table(false));
    }
  }

  static Table rows(List<Row> rows, boolean raw) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no rows");
    }
    List<String> header = List.copyOf(rows.getFirst().values().keySet());
    List<List<@Nullable Object>> values = new ArrayList<>();
    for (Row row : rows) {
      List<@Nullable Object> cells = new ArrayList<>();
      header.forEach(name -> cells.add(row.get(name)));
      values.add(cells);
    }
    ReadOptions lenient = // a mixed column is text, no error
        raw ? ReadOptions.DEFAULT.keepText() : ReadOptions.DEFAULT.ignore(header);
    Table table = read(ObjectSource.rows(header, values), lenient);
    int[] lines = IntStream.range(0, rows.size()).map(i -> line(rows.get(i), i)).toArray();
    return new Table(table.columns(), lines, SourceInfo.memory(), ReadOptions.DEFAULT, null, null);
  }

  private static int line(Row row, int index) {
    return row.line() > 0 ? row.line() : index + 1;
  }

  static Table idx(IdxFolder folder) {
    List<Column> columns =
        new ArrayList<>(Column.Numbers.ofBytes(folder.pixelNames(), folder.images()));
    byte[] labels = folder.labels();
    int[] codes = new int[labels.length];
    int[] seen =
        IntStream.range(0, labels.length).map(i -> labels[i] & 0xff).distinct().sorted().toArray();
    Arrays.setAll(codes, i -> Arrays.binarySearch(seen, labels[i] & 0xff));
    columns.add(
        Column.Text.of("label", codes, IntStream.of(seen).mapToObj(Integer::toString).toList()));
    SourceInfo info = new SourceInfo(folder.name(), "IDX", folder.sha256(), List.of(), 0);
    return new Table(columns, numbered(labels.length), info, ReadOptions.DEFAULT, null, null);
  }

  /// The columns of one source while they are being read.
  private static final class Columns implements BlockSink {
    private final RowSource source;
    private final ReadOptions options;
    private final List<ColumnBuilder> builders = new ArrayList<>();
    private final @Nullable WorkFolder work;
    private final Spool.@Nullable Group disk;
    private final Cells lines;
    private final List<Outcome> outcomes = new ArrayList<>();
    private int rows;

    Columns(RowSource source, ReadOptions options, Set<String> asText, @Nullable WorkFolder work) {
      this.source = source;
      this.options = options;
      this.work = work;
      this.disk = work == null ? null : new Spool.Group(work, source.header().size() + 1);
      this.lines = Cells.ofIntegers(disk);
      for (String name : source.header()) {
        builders.add(new ColumnBuilder(name, mode(name, asText), options.format().decimal(), disk));
      }
    }

    /// Gives the disk space back of columns that are read again.
    void discard() {
      if (disk != null) {
        disk.discard();
      }
    }

    /// A category goes before a number, a number before a date.
    private Mode mode(String name, Set<String> asText) {
      if (options.raw()) {
        return Mode.RAW;
      }
      if (options.category().contains(name) || asText.contains(name)) {
        return Mode.TEXT;
      }
      boolean number = options.number().contains(name);
      boolean date = options.date().contains(name);
      return number ? Mode.NUMBER : date ? Mode.TEXT : Mode.AUTO;
    }

    void readAll() {
      read(Integer.MAX_VALUE - 8);
      requireRows();
    }

    void requireRows() {
      if (rows == 0) {
        throw source.info().noRows(source.header());
      }
    }

    void read(int limit) {
      Fields row = new Fields();
      while (rows < limit && source.next(row)) {
        for (int c = 0; c < builders.size(); c++) {
          builders.get(c).add(row, c);
        }
        lines.add(row.line());
        rows++;
      }
    }

    @Override
    public Rows rows() {
      return new ColumnBuilder.Rows(builders);
    }

    @Override
    public boolean take(Rows next, int line, double share) {
      ColumnBuilder.Rows block = (ColumnBuilder.Rows) next;
      int all = Math.addExact(rows, block.rows());
      int capacity = Cells.capacity(all, share);
      if (!block.goTo(builders, capacity)) {
        return false;
      }
      lines.roomForIntegers(all, capacity);
      for (int r = 0; r < block.rows(); r++) {
        lines.add(line + block.line(r));
      }
      rows = all;
      return true;
    }

    private List<Outcome> outcomes() {
      if (outcomes.isEmpty()) {
        builders.forEach(b -> outcomes.add(outcome(b)));
      }
      return outcomes;
    }

    List<String> textWanted() {
      return IntStream.range(0, builders.size())
          .filter(c -> outcomes().get(c).textWanted())
          .mapToObj(c -> builders.get(c).name())
          .toList();
    }

    /// Whether the texts of a column, by decimal points, are numbers with separators of thousands.
    boolean haveThousands(String name) {
      return outcomes().stream()
          .map(Outcome::column)
          .filter(c -> c.name().equals(name))
          .allMatch(c -> c instanceof Column.Text text && MarkedNumber.are(text.levels(), '.'));
    }

    Table table(boolean whole) {
      List<Outcome> outcomes = outcomes();
      List<Column> columns = new ArrayList<>();
      boolean[] bad = new boolean[rows];
      for (int c = 0; c < outcomes.size(); c++) {
        Outcome outcome = outcomes.get(c);
        if (outcome.textWanted()) {
          columns.add(builders.get(c).numbersAsText());
          continue;
        }
        columns.add(outcome.column());
        int wrong = outcome.badRows().length;
        if (wrong > 0 && (!options.skipBadRows() || (whole && wrong == outcome.present()))) {
          throw outcome.column() instanceof Column.Text text
              ? badDate(c, text, outcome)
              : badNumber(c, outcome);
        }
        for (int r : outcome.badRows()) {
          if (!bad[r]) {
            boolean date = outcome.column() instanceof Column.Text;
            String id = date ? "E322" : "E305";
            options
                .rejects()
                .add(source.header(), lines.integer(r), id, badCell(c, r), cells(outcomes, r));
          }
          bad[r] = true;
        }
      }
      int kept = (int) IntStream.range(0, rows).filter(r -> !bad[r]).count();
      Table table = table(columns, source.info().plusRejected(rows - kept));
      if (!options.raw()) { // what a trained encoder needs, it asks for itself
        SchemaInference.requireOptions(table, options);
      }
      return kept == rows
          ? table
          : table.rows(IntStream.range(0, rows).filter(r -> !bad[r]).toArray());
    }

    private Table table(List<Column> columns, SourceInfo info) {
      Spool spool = lines.spool();
      return spool == null || work == null
          ? new Table(columns, lines.integers(), info, options, null, null)
          : Table.onDisk(columns, new Table.Disk(work, spool, null), info, options);
    }

    private Outcome outcome(ColumnBuilder builder) {
      Outcome outcome = builder.finish(options.ignore().contains(builder.name()));
      return !options.raw()
              && SchemaInference.forcedDate(builder.name(), options)
              && outcome.column() instanceof Column.Text text
          ? new Outcome(
              text, false, SchemaInference.noDates(text, options.dateOrder()), outcome.present())
          : outcome;
    }

    private List<String> cells(List<Outcome> outcomes, int row) {
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < outcomes.size(); c++) {
        boolean bad = Arrays.binarySearch(outcomes.get(c).badRows(), row) >= 0;
        cells.add(bad ? builders.get(c).badText(row) : outcomes.get(c).column().text(row));
      }
      return cells;
    }

    private BadValues bad(int c, Outcome outcome) {
      ColumnBuilder builder = builders.get(c);
      return new BadValues(
          source.info(),
          c,
          builder.name(),
          outcome.badRows(),
          outcome.present(),
          builder::badText,
          lines::integer);
    }

    private String badCell(int c, int row) {
      String place = bad(c, outcomes.get(c)).place(row);
      return place + (builders.get(c).isText() ? " is no date" : " is no number");
    }

    private SomaException.Data badNumber(int c, Outcome outcome) {
      List<OtherMark.Seen> seen = new ArrayList<>();
      for (int i = 0; i < outcomes.size(); i++) {
        ColumnBuilder builder = builders.get(i);
        Outcome other = outcomes.get(i);
        List<String> bad =
            Arrays.stream(other.badRows()).mapToObj(builder::badText).distinct().toList();
        seen.add(
            other.textWanted()
                ? ColumnStatistics.seen(builder.numbersAsText(), List.of(), options)
                : ColumnStatistics.seen(other.column(), bad, options));
      }
      OtherMark marks = new OtherMark(seen, options, options.used(), Set.of());
      return bad(c, outcome).number(options, marks);
    }

    private SomaException.Data badDate(int c, Column.Text text, Outcome outcome) {
      boolean numbers =
          IntStream.range(0, text.rows())
              .allMatch(r -> text.isMissing(r) || isNumber(text.text(r)));
      String name = builders.get(c).name();
      String[] others =
          options.date().stream().filter(n -> !n.equals(name)).sorted().toArray(String[]::new);
      String rest = others.length == 0 ? "leave --date out" : "--date " + Names.listed(others);
      return bad(c, outcome)
          .date(
              DateText.open(text.levels()),
              numbers ? rest : "--category " + Names.listed(options.category(), name));
    }

    private boolean isNumber(String text) {
      return !Double.isNaN(NumberText.parse(text, options.format().decimal()));
    }
  }

  /// The lines of rows that come from no file.
  static int[] numbered(int rows) {
    return IntStream.rangeClosed(1, rows).toArray();
  }
}
