package dev.soma.data;

import dev.soma.data.read.IdxFolder;
import dev.soma.data.read.JdbcSource;
import dev.soma.data.read.ObjectSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.Row;
import dev.soma.data.read.RowSource;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.scale.Offset;
import dev.soma.data.store.Spool;
import dev.soma.data.store.WorkFolder;
import dev.soma.data.text.Names;
import dev.soma.math.Seeds;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Named columns of equal length, where each row came from, and what is to be predicted; immutable.
///
/// ```java
/// Split parts = Table.csv(Path.of("penguins.csv")).target("species")
///     .split(0.70, 0.15, 0.15, Seeds.of(42));
/// ```
public final class Table {
  /// Rows of a table on disk that are taken into memory at once.
  public static final int IN_MEMORY = 1 << 12;

  private final List<Column> columns;
  private final Map<String, Integer> positions;
  private final int[] lines;
  private final SourceInfo source;
  private final ReadOptions options;
  private final @Nullable Target target;
  private final @Nullable Schema schema;
  private @Nullable Schema inferred; // where that is null, from when it was asked for
  private final @Nullable Disk disk; // where the rows are if they are on disk

  /// Values in a folder, where all rows came from, and which are in this table (null for all).
  record Disk(WorkFolder folder, Spool lines, @Nullable Spool index) {
    int rows() {
      return index == null ? lines.size() : index.size();
    }

    int row(int row) {
      return index == null ? row : index.intAt(row);
    }
  }

  Table(
      List<Column> columns,
      int[] lines,
      SourceInfo source,
      ReadOptions options,
      @Nullable Target target,
      @Nullable Schema schema) {
    this(columns, lines, null, source, options, target, schema);
  }

  Table(
      List<Column> columns,
      int[] lines,
      @Nullable Disk disk,
      SourceInfo source,
      ReadOptions options,
      @Nullable Target target,
      @Nullable Schema schema) {
    this.disk = disk;
    this.lines = lines;
    this.columns = List.copyOf(columns);
    this.positions = new LinkedHashMap<>();
    for (Column column : columns) {
      if (positions.put(column.name(), positions.size()) != null) {
        throw new IllegalArgumentException("two columns are named \"" + column.name() + "\"");
      }
      if (column.rows() != rows()) {
        throw new IllegalArgumentException(
            "column \"" + column.name() + "\" has " + column.rows() + " rows, expected " + rows());
      }
    }
    this.source = source;
    this.options = options;
    this.target = target;
    this.schema = schema;
  }

  static Table onDisk(List<Column> columns, Disk disk, SourceInfo source, ReadOptions options) {
    return new Table(columns, new int[0], disk, source, options, null, null);
  }

  /// Reads a delimited text file with a header line; `-` is standard input, `.gz` is unpacked.
  ///
  /// @throws dev.soma.error.SomaException.Data E301 to E311 if it cannot be read
  public static Table csv(Path file) {
    return csv(file, ReadOptions.DEFAULT);
  }

  /// Reads a delimited text file as the options say.
  public static Table csv(Path file, ReadOptions options) {
    return TableReader.csv(file, options, null);
  }

  /// Reads a delimited text file that is larger than the heap into work files; the table is used
  /// like any other until the folder is closed.
  ///
  /// @throws dev.soma.error.SomaException.Resource E809 if the folder is full
  public static Table csv(Path file, ReadOptions options, WorkFolder work) {
    return TableReader.csv(file, options, work);
  }

  /// Reads a source to its end and closes it.
  public static Table read(RowSource source, ReadOptions options) {
    return TableReader.read(source, options);
  }

  /// Reads at most `rows` more rows of a source that stays open; empty at its end.
  ///
  /// What the columns are is decided for these rows alone, so let a trained encoder read them with
  /// [ReadOptions#keepText()].
  public static Optional<Table> next(RowSource source, ReadOptions options, int rows) {
    return TableReader.next(source, options, rows);
  }

  /// Reads the rows of a query result from where it stands; SQL NULL is a missing value.
  public static Table resultSet(ResultSet result) {
    return read(JdbcSource.of(result), ReadOptions.DEFAULT);
  }

  /// Runs a query; the password in the address is neither kept nor shown.
  ///
  /// @throws dev.soma.error.SomaException.Data E330 if the database refuses
  public static Table jdbc(String url, String sql, ReadOptions options) {
    return read(JdbcSource.open(url, sql), options);
  }

  /// The digits of an image folder with the four IDX names: columns `px0`, `px1`, ... and `label`.
  ///
  /// @param part which of its two parts
  /// @throws dev.soma.error.SomaException.Data E340 if a file is absent or is not of that form
  public static Table idx(Path folder, IdxFolder.Part part) {
    return TableReader.idx(IdxFolder.read(folder, part));
  }

  /// A table of columns that are in memory; rows are numbered from 1.
  ///
  /// @throws IllegalArgumentException if two have the same name or lengths differ
  public static Table of(Column... columns) {
    int[] lines = TableReader.numbered(columns.length == 0 ? 0 : columns[0].rows());
    List<Column> all = List.of(columns);
    return new Table(all, lines, SourceInfo.memory(), ReadOptions.DEFAULT, null, null);
  }

  /// A table of number columns from rows of equal length.
  ///
  /// @param names one a column
  /// @param rows numbers `[rows x names]`, NaN where missing
  /// @throws IllegalArgumentException if a row has another length
  public static Table of(List<String> names, double[][] rows) {
    Column[] columns = new Column[names.size()];
    for (int c = 0; c < columns.length; c++) {
      double[] values = new double[rows.length];
      for (int r = 0; r < rows.length; r++) {
        if (rows[r].length != columns.length) {
          throw new IllegalArgumentException(
              "row " + r + " has " + rows[r].length + " numbers, expected " + columns.length);
        }
        values[r] = rows[r][c];
      }
      columns[c] = Column.Numbers.of(names.get(c), values);
    }
    return of(columns);
  }

  /// A table of arrays or lists by name: `double[]`, `float[]`, `int[]`, `long[]`, `boolean[]`,
  /// `String[]` or a `List` of values as in [Row].
  ///
  /// @throws IllegalArgumentException if a value is of another type or lengths differ
  public static Table columns(Map<String, ?> columns) {
    return read(ObjectSource.columns(columns), ReadOptions.DEFAULT);
  }

  /// A table of records: one column a component.
  public static <R extends Record> Table records(Class<R> type, List<R> records) {
    return read(ObjectSource.records(type, records), ReadOptions.DEFAULT);
  }

  /// A table of rows; the columns are those of the first row.
  public static Table rows(List<Row> rows) {
    return TableReader.rows(rows, false);
  }

  /// The same with values kept as text, for a trained encoder: the text `007` stays a text.
  public static Table rowsAsText(List<Row> rows) {
    return TableReader.rows(rows, true);
  }

  /// Number of rows.
  public int rows() {
    return disk == null ? lines.length : disk.rows();
  }

  /// The folder that holds the rows of a table on disk; null if they are in memory.
  public @Nullable WorkFolder work() {
    return disk == null ? null : disk.folder();
  }

  /// The columns in order.
  public List<Column> columns() {
    return columns;
  }

  /// The names of the columns in order.
  public List<String> names() {
    return List.copyOf(positions.keySet());
  }

  /// The column of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  public Column column(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new IllegalArgumentException("no column \"" + name + "\", there are " + names());
    }
    return columns.get(position);
  }

  /// Where each row came from: the lines of the file (the header is line 1), or row numbers from 1.
  public int[] lines() {
    return IntStream.range(0, rows()).map(this::line).toArray();
  }

  /// Where a row came from.
  public int line(int row) {
    return disk == null ? lines[row] : disk.lines().intAt(disk.row(row));
  }

  /// Where all rows came from.
  public SourceInfo source() {
    return source;
  }

  /// How the table was read.
  public ReadOptions options() {
    return options;
  }

  /// The decimal mark of its texts.
  public char decimal() {
    return options.format().decimal();
  }

  /// The row as named values: numbers as `Double`, texts as `String`, null where missing.
  public Row row(int row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Column column : columns) {
      Object value = column instanceof Column.Numbers n ? (Object) n.value(row) : column.text(row);
      values.put(column.name(), column.isMissing(row) ? null : value);
    }
    return new Row(values, line(row));
  }

  /// The given rows in the given order; target and schema stay those of the whole table.
  ///
  /// Of a table on disk, up to [#IN_MEMORY] rows are copied into memory, more stay where they are.
  public Table rows(int[] rows) {
    if (disk != null && rows.length > IN_MEMORY) {
      Spool index = Spool.of(disk.folder(), rows.length, i -> disk.row(rows[i]));
      Disk some = new Disk(disk.folder(), disk.lines(), index);
      List<Column> seen = Column.Numbers.view(columns, index);
      return new Table(seen, lines, some, source, options, target, schema);
    }
    int[] taken = IntStream.of(rows).map(this::line).toArray();
    return new Table(Column.Numbers.gather(columns, rows), taken, source, options, target, schema);
  }

  /// The rows `from` (inclusive) to `to` (exclusive).
  public Table rows(int from, int to) {
    return rows(IntStream.range(from, to).toArray());
  }

  /// The same table with one or several columns to be predicted, the task following from them.
  ///
  /// @throws dev.soma.error.SomaException.Data E310 to E317 if nothing can be learned from them
  public Table target(String... names) {
    return target(Target.of(names));
  }

  /// The same table with a target; rows without one are left out if bad rows are to be skipped.
  public Table target(Target wanted) {
    Table t = TargetChecks.usable(this, wanted);
    Target resolved = TargetChecks.resolve(t, wanted);
    Schema found = SchemaInference.infer(t, resolved);
    return new Table(t.columns, t.lines, t.disk, t.source, options, resolved, found);
  }

  /// The target columns; none before [#target(String...)].
  public List<String> targets() {
    return target == null ? List.of() : target.names();
  }

  /// What is learned.
  ///
  /// @throws IllegalStateException if the table has no target
  public Task task() {
    Task task = target == null ? null : target.task();
    if (task == null) {
      throw new IllegalStateException("the table has no target: call target(name) first");
    }
    return task;
  }

  /// The positive class of a two-class target that was asked for, or null.
  public @Nullable String positive() {
    return target == null ? null : target.positive();
  }

  /// What the columns are and what each is used for.
  public Schema schema() {
    Schema known = schema == null ? inferred : schema;
    if (known == null) {
      known = SchemaInference.infer(this, null);
      inferred = known;
    }
    return known;
  }

  /// The column of the row weights; null if there is none.
  public @Nullable Column weightColumn() {
    return named(target == null ? null : target.weight());
  }

  /// The column that says which rows belong together; null if there is none.
  public @Nullable Column groupColumn() {
    return named(target == null ? null : target.group());
  }

  /// The column that is added to z of the output layer; null if there is none.
  public @Nullable Offset offset() {
    return target == null ? null : target.offset();
  }

  private @Nullable Column named(@Nullable String name) {
    return name == null ? null : column(name);
  }

  /// The row weights as they stand in the table; null if there is no weight column.
  public float @Nullable [] weights() {
    if (!(weightColumn() instanceof Column.Numbers numbers)) {
      return null;
    }
    float[] all = new float[rows()];
    IntStream.range(0, all.length).forEach(r -> all[r] = (float) numbers.value(r));
    return all;
  }

  /// Three parts, stratified by class, or by tenths of a single number; no group is parted.
  ///
  /// @param train share of the training rows, > 0
  /// @param validation share of the validation rows, >= 0
  /// @param test share of the test rows, >= 0; the three add up to 1
  /// @throws dev.soma.error.SomaException.Usage E206 if the shares are not of that kind
  /// @throws dev.soma.error.SomaException.Data E319 if there are too few rows
  public Split split(double train, double validation, double test, Seeds seeds) {
    return Split.of(this, new double[] {train, validation, test}, seeds);
  }

  /// `lines 5, 9, 12, ...` for messages: where the first of these rows came from.
  public String where(int[] rows, int shown) {
    return Names.lines(IntStream.of(rows).map(this::line).toArray(), shown);
  }

  /// The same table, parted in the order of a column: no id, and dates if it can be read so.
  public Table timed(String column) {
    Schema known = schema == null ? null : SchemaInference.timed(this, schema, column);
    return new Table(columns, lines, disk, source, options, target, known);
  }

  /// The same rows from another source.
  public Table withSource(SourceInfo other) {
    return new Table(columns, lines, disk, other, options, target, schema);
  }

  /// The same texts, as they are read by other options.
  public Table withOptions(ReadOptions other) {
    return new Table(columns, lines, disk, source, other, target, schema);
  }

  /// `7 columns, 120 rows`.
  @Override
  public String toString() {
    return columns.size() + " columns " + names() + ", " + rows() + " rows";
  }
}
