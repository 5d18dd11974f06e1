package dev.soma.data.encode;

import dev.soma.data.Table;
import dev.soma.data.read.Row;
import dev.soma.data.read.UnusableRow;
import dev.soma.data.remedy.AbsentColumns;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.scale.Offset;
import dev.soma.data.scale.PlainData;
import dev.soma.data.store.RowFile;
import dev.soma.data.store.WorkFolder;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import dev.soma.nn.InputShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// From the columns of a table to the inputs of a network; learned on training rows only,
/// immutable.
///
/// Numbers come first, each scaled and followed by its "is missing" input if it has one, then the
/// scaled numbers of categories of few levels if that was asked for, then one code a category, and
/// a number that has levels. Columns are found by name; their order in a table does not matter, and
/// columns that the encoder does not know are ignored.
public final class Encoder {
  /// How columns become inputs where there is a choice; a setting.
  ///
  /// @param missing what becomes of missing values
  /// @param scaling how numbers are brought to one size
  /// @param oneHotLimit categories of up to so many levels become numbers
  ///   ([InputColumn.OneHotInput]), others codes; 0 for codes always
  /// @param repeatedValues whether a number of which most rows have the same value is a category of
  ///   its values as well ([InputColumn.LevelledInput])
  /// @param heavyTails whether of a number that runs over several decades
  ///   ([dev.soma.data.scale.HeavyTail]) the logarithm is scaled; not for [NumberScaling#QUANTILE],
  ///   which has no tails
  /// @param clipTargets whether predicted numbers stay in the range of the training targets
  public record Rules(
      MissingPolicy missing,
      NumberScaling scaling,
      int oneHotLimit,
      boolean repeatedValues,
      boolean heavyTails,
      boolean clipTargets) {
    /// The rules where nothing else is said: numbers standardised and nothing else, categories as
    /// codes, predictions not clipped.
    public static Rules of(MissingPolicy missing) {
      return new Rules(missing, NumberScaling.STANDARD, 0, false, false, false);
    }

    /// With another policy for missing values.
    public Rules missing(MissingPolicy other) {
      return new Rules(other, scaling, oneHotLimit, repeatedValues, heavyTails, clipTargets);
    }

    /// With another scaling of numbers.
    public Rules scaling(NumberScaling other) {
      return new Rules(missing, other, oneHotLimit, repeatedValues, heavyTails, clipTargets);
    }

    /// With categories of up to so many levels as numbers; 0 for none.
    ///
    /// @throws SomaException.Usage E201 if it is negative
    public Rules oneHotLimit(int levels) {
      if (levels < 0) {
        throw new SomaException.Usage(
            "E201", "--one-hot-limit " + levels + " · expected 0 or more", "--one-hot-limit 8");
      }
      return new Rules(missing, scaling, levels, repeatedValues, heavyTails, clipTargets);
    }

    /// With numbers of which most rows have the same value as categories as well, or not.
    public Rules repeatedValues(boolean levels) {
      return new Rules(missing, scaling, oneHotLimit, levels, heavyTails, clipTargets);
    }

    /// With logarithms of numbers that run over several decades, or not.
    public Rules heavyTails(boolean logarithms) {
      return new Rules(missing, scaling, oneHotLimit, repeatedValues, logarithms, clipTargets);
    }

    /// With predicted numbers clipped to the range of the training targets, or not.
    public Rules clipTargets(boolean clip) {
      return new Rules(missing, scaling, oneHotLimit, repeatedValues, heavyTails, clip);
    }
  }

  private final List<InputColumn> columns;
  private final MissingPolicy missing;
  private final @Nullable Offset offset;
  private final InputShape shape;

  /// An encoder of these columns.
  ///
  /// @param missing what becomes of missing values; [MissingPolicy#ERROR] refuses them
  public Encoder(List<InputColumn> columns, MissingPolicy missing) {
    this(columns, missing, null);
  }

  private Encoder(List<InputColumn> columns, MissingPolicy missing, @Nullable Offset offset) {
    this.columns = List.copyOf(columns);
    this.missing = missing;
    this.offset = offset;
    this.shape = new InputShape(numberNames().size(), levelCounts());
  }

  /// Learns from the input columns of training rows.
  ///
  /// @param train rows that know their schema; no other rows are ever looked at
  /// @throws SomaException.Data E318 without an input column, E320 for a missing value
  public static Encoder learn(Table train, MissingPolicy missing) {
    return learn(train, Rules.of(missing));
  }

  /// Learns from the input columns of training rows, by these rules.
  ///
  /// @throws SomaException.Data as in [#learn(Table, MissingPolicy)]
  public static Encoder learn(Table train, Rules rules) {
    rules.missing().prepare(train);
    return new Encoder(InputFitting.fit(train, rules), rules.missing(), train.offset());
  }

  /// The same with an offset in the units of a scaled target.
  public Encoder inUnitsOf(TargetEncoder target) {
    return offset != null && !offset.exposure() && target instanceof TargetEncoder.Numbers n
        ? new Encoder(columns, missing, offset.unit(n.sds().getFirst()))
        : this;
  }

  /// What is added in each row of a table, in units of the target; null if there is nothing.
  ///
  /// @throws SomaException.Mismatch E510 if the column is absent, E515 for a value that cannot be
  ///   used
  public float @Nullable [] offsets(Table table) {
    if (offset == null) {
      return null;
    }
    requireColumns(table);
    return UnusableRows.offsets(table, offset.unit(1));
  }

  /// The rows that cannot be encoded. Each column is looked at once, and no row is encoded.
  ///
  /// @param target whose values the rows have to have as well; null for none
  /// @throws SomaException.Mismatch E510 if a column is absent
  public List<UnusableRow> unusable(Table table, @Nullable TargetEncoder target) {
    requireColumns(table);
    return UnusableRows.of(table, this, target);
  }

  /// Refuses a table of which rows cannot be encoded, and encodes none.
  ///
  /// @throws SomaException as in [#encode(Table, TargetEncoder)]
  public void requireUsable(Table table, @Nullable TargetEncoder target) {
    requireColumns(table);
    UnusableRows.refuse(table, this, target);
  }

  /// The column that is added to z of the output layer; null if there is none.
  public @Nullable Offset offset() {
    return offset;
  }

  /// The columns, in the order of the training table.
  public List<InputColumn> columns() {
    return columns;
  }

  /// What becomes of missing values.
  public MissingPolicy missing() {
    return missing;
  }

  /// What enters the network.
  public InputShape shape() {
    return shape;
  }

  /// The names of the raw columns, that of the offset last.
  public List<String> columnNames() {
    return Stream.concat(
            columns.stream().map(InputColumn::name), Stream.ofNullable(offset).map(Offset::column))
        .toList();
  }

  /// The names of all entries of a(1), `shape().units()` of them: `age`, `age is missing`, then
  /// `island=Biscoe`, ...
  public List<String> inputNames() {
    List<String> names = new ArrayList<>(numberNames());
    for (InputColumn.CategoryInput category : categories()) {
      for (int code = 0; code < category.size(); code++) {
        names.add(category.codeName(code));
      }
    }
    return names;
  }

  /// What has a code, one category a code, in order.
  private List<InputColumn.CategoryInput> categories() {
    return columns.stream().flatMap(c -> c.asCategory().stream()).toList();
  }

  /// The levels of a category, or of a number that has levels; none if there is no such column.
  public List<String> levels(String column) {
    for (InputColumn.CategoryInput category : categories()) {
      if (category.name().equals(column)) {
        return category.levels();
      }
    }
    for (InputColumn c : columns) {
      if (c instanceof InputColumn.OneHotInput oneHot && c.name().equals(column)) {
        return oneHot.levels();
      }
    }
    return List.of();
  }

  /// The columns of a table that the encoder does not use, targets included.
  public List<String> extras(Table table) {
    List<String> known = columnNames();
    return table.names().stream().filter(n -> !known.contains(n)).toList();
  }

  /// Encodes rows without targets.
  ///
  /// @throws SomaException.Mismatch E510 if a column is absent, E512 if one has values of another
  ///   type
  /// @throws SomaException.Data E320 for a missing value under [MissingPolicy#ERROR]
  public Dataset encode(Table table) {
    return encode(table, null, null);
  }

  /// Encodes rows and their targets, with the weights of the table if it has any.
  public Dataset encode(Table table, TargetEncoder target) {
    return encode(table, target, null);
  }

  /// Encodes rows.
  ///
  /// @param target how the targets are encoded, or null for none
  /// @param flags told of each unseen category, missing value and number out of range; or null
  /// @throws SomaException.Mismatch as in [#encode(Table)] and [TargetEncoder#encode(Table)]
  public Dataset encode(
      Table table, @Nullable TargetEncoder target, @Nullable Consumer<Flag> flags) {
    requireColumns(table);
    try {
      return encoded(table, target, flags);
    } catch (SomaException.Mismatch e) {
      throw UnusableRows.marked(e, table, this, target);
    }
  }

  private Dataset encoded(
      Table table, @Nullable TargetEncoder target, @Nullable Consumer<Flag> flags) {
    Encoding encoding = new Encoding(table, shape, columnNumbers(), missing, flags);
    for (InputColumn column : columns) {
      encoding.add(column);
    }
    Matrix targets = target == null ? Matrix.zeros(table.rows(), 0) : target.encode(table);
    Dataset data =
        new Dataset(
            shape,
            encoding.numbers(),
            encoding.codes(),
            targets,
            target == null ? null : table.weights(),
            table.lines());
    return offset == null ? data : data.shifted(UnusableRows.offsets(table, offset));
  }

  /// Encodes rows and their targets, and does something more to them; the rows of a table on disk
  /// stay on disk and are encoded and changed some at a time.
  ///
  /// @param then changes encoded rows: the same number of rows with the same inputs
  /// @throws SomaException.Resource E809 if the disk is full
  public Dataset encodeEach(Table table, TargetEncoder target, UnaryOperator<Dataset> then) {
    WorkFolder work = table.work();
    if (work == null) {
      return then.apply(encode(table, target));
    }
    RowFile file = null;
    for (int from = 0; from < table.rows(); from += Table.IN_MEMORY) {
      Table rows = table.rows(from, Math.min(from + Table.IN_MEMORY, table.rows()));
      Dataset part = then.apply(encode(rows, target));
      if (file == null) {
        file =
            new RowFile(
                work,
                shape.numbers(),
                shape.categories(),
                part.targetColumns(),
                part.hasWeights(),
                part.hasOffsets());
      }
      file.append(part.numbers(), part.codes(), part.targets(), part.weights(), part.offsets());
    }
    return file == null ? then.apply(encode(table, target)) : Dataset.of(shape, file, table::line);
  }

  /// Encodes one row given by name; columns that it lacks are missing values.
  public Dataset encode(Row row) {
    return encode(row, null);
  }

  /// Encodes one row given by name and tells of its flags.
  public Dataset encode(Row row, @Nullable Consumer<Flag> flags) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String name : columnNames()) {
      values.put(name, row.get(name));
    }
    return encode(Table.rowsAsText(List.of(new Row(values, row.line()))), null, flags);
  }

  /// This encoder as maps, lists, text and numbers, for [#fromData(Map)].
  public Map<String, Object> toData() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("missing", missing.name());
    data.put("columns", columns.stream().map(InputColumn::toData).toList());
    if (offset != null) {
      data.put(offset.word(), offset.column());
      data.put("unit", offset.unit());
    }
    return data;
  }

  /// The encoder that [#toData()] described.
  ///
  /// @throws IllegalArgumentException if the data is not of that form
  public static Encoder fromData(Map<String, ?> data) {
    PlainData d = new PlainData(data);
    return new Encoder(
        d.maps("columns").stream().map(InputColumn::fromData).toList(),
        MissingPolicy.valueOf(d.text("missing")),
        Offset.fromData(d));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Encoder that
        && columns.equals(that.columns)
        && missing == that.missing
        && Objects.equals(offset, that.offset);
  }

  @Override
  public int hashCode() {
    return Objects.hash(columns, missing, offset);
  }

  @Override
  public String toString() {
    return "Encoder[" + columns.size() + " columns -> " + shape + "]";
  }

  private void requireColumns(Table table) {
    Set<String> known = Set.copyOf(table.names());
    List<String> absent = columnNames().stream().filter(n -> !known.contains(n)).toList();
    if (!absent.isEmpty()) {
      AbsentColumns lacking =
          new AbsentColumns(table.source().name(), table.names(), absent, columnNames());
      throw new SomaException.Mismatch("E510", lacking.message(), lacking.fixes(fields(absent)));
    }
  }

  /// What has to be in the fields of columns that are added to a file.
  private String fields(List<String> added) {
    boolean offsets = offset != null && added.contains(offset.column());
    return offsets || missing == MissingPolicy.ERROR
        ? "with a value in each row"
        : "fields may be empty";
  }

  /// How many number inputs, the first ones, come from columns of numbers and dates, their "is
  /// missing" inputs included; the others come from categories of few levels.
  public int columnNumbers() {
    return columns.stream()
        .filter(c -> !(c instanceof InputColumn.OneHotInput))
        .mapToInt(c -> c.inputNames().size())
        .sum();
  }

  private List<String> numberNames() {
    Stream<InputColumn> first =
        columns.stream().filter(c -> !(c instanceof InputColumn.OneHotInput));
    Stream<InputColumn> oneHot = columns.stream().filter(c -> c instanceof InputColumn.OneHotInput);
    return Stream.concat(first, oneHot).flatMap(c -> c.inputNames().stream()).toList();
  }

  private List<Integer> levelCounts() {
    return categories().stream().map(InputColumn.CategoryInput::size).toList();
  }
}
