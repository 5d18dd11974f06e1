package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.read.UnusableRow;
import dev.soma.data.remedy.RowsMark;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.Names;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of one table that cannot be encoded, while they are being found column by column: each
/// with the first of what is wrong with it.
final class UnusableRows {
  /// The refusals of values.
  private static final Set<String> MARKED = Set.of("E512", "E514", "E515");

  private final Table table;
  private final SortedMap<Integer, UnusableRow> found = new TreeMap<>();

  private UnusableRows(Table table) {
    this.table = table;
  }

  /// In the order of the table.
  ///
  /// @param target whose values the rows have to have as well; null for none
  static List<UnusableRow> of(Table table, Encoder encoder, @Nullable TargetEncoder target) {
    UnusableRows unusable = new UnusableRows(table);
    Encoding look = new Encoding(table, encoder.missing(), unusable);
    encoder.columns().forEach(look::check);
    if (target != null) {
      unusable.addTargets(target);
    }
    Offset offset = encoder.offset();
    if (offset != null) {
      unusable.addOffsets(offset);
    }
    return List.copyOf(unusable.found.values());
  }

  /// Refuses the first of what [#of] finds, as encoding does.
  static void refuse(Table table, Encoder encoder, @Nullable TargetEncoder target) {
    try {
      Encoding look = new Encoding(table, encoder.missing(), null);
      encoder.columns().forEach(look::check);
      if (target != null) {
        Matrix _ = target.encode(table);
      }
      float @Nullable [] _ = encoder.offsets(table);
    } catch (SomaException.Mismatch e) {
      throw marked(e, table, encoder, target);
    }
  }

  /// The same refusal, with the other decimal mark where it is tried on the same texts and reads
  /// more rows.
  static SomaException marked(
      SomaException.Mismatch e, Table table, Encoder encoder, @Nullable TargetEncoder target) {
    if (!MARKED.contains(e.id())) {
      return e;
    }
    boolean truth = target != null && table.names().containsAll(target.names());
    TargetEncoder asked = truth ? target : null;
    RowsMark mark = mark(table);
    Set<Integer> there = rows(table.withOptions(mark.other()), encoder, asked);
    Optional<Fix> fix = mark.fix(rows(table, encoder, asked), there);
    return fix.isPresent() && numbers(table, encoder, asked).allMatch(n -> n.stays(mark))
        ? e.mended(List.of(fix.get()))
        : e;
  }

  private static Set<Integer> rows(Table table, Encoder encoder, @Nullable TargetEncoder target) {
    return of(table, encoder, target).stream().map(UnusableRow::row).collect(Collectors.toSet());
  }

  /// The decimal mark of a table.
  static RowsMark mark(Table table) {
    return new RowsMark(table.source(), table.options());
  }

  /// The columns of numbers of a table that are read.
  private static Stream<Numbers> numbers(
      Table table, Encoder encoder, @Nullable TargetEncoder target) {
    Stream<String> truth =
        target instanceof TargetEncoder.Numbers n ? n.names().stream() : Stream.of();
    Stream<String> offset = Stream.ofNullable(encoder.offset()).map(Offset::column);
    return Stream.concat(
        encoder.columns().stream().flatMap(c -> numbers(table, c)),
        Stream.concat(truth, offset).map(name -> Numbers.of(table, name)));
  }

  private static Stream<Numbers> numbers(Table table, InputColumn column) {
    return switch (column) {
      case InputColumn.NumberInput number -> Stream.of(Numbers.of(table, number));
      case InputColumn.LevelledInput levelled -> Stream.of(Numbers.of(table, levelled.number()));
      case InputColumn.CategoryInput _, InputColumn.OneHotInput _, InputColumn.DateInput _ ->
          Stream.of();
    };
  }

  /// The texts of a column of numbers, each once, and the range of its training rows.
  private record Numbers(String name, List<String> texts, double min, double max) {
    static Numbers of(Table table, InputColumn.NumberInput number) {
      return new Numbers(number.name(), texts(table, number.name()), number.min(), number.max());
    }

    /// Of which no range is known.
    static Numbers of(Table table, String name) {
      List<String> texts = texts(table, name);
      return new Numbers(name, texts, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    private static List<String> texts(Table table, String name) {
      if (!(table.column(name) instanceof Column.Text text)) {
        return List.of();
      }
      int[] counts = text.counts();
      IntStream present = IntStream.range(0, counts.length).filter(i -> counts[i] > 0);
      return present.mapToObj(text.levels()::get).toList();
    }

    boolean fits(RowsMark mark) {
      return mark.fits(name, texts, min, max);
    }

    boolean stays(RowsMark mark) {
      return fits(mark) && mark.keeps(name, texts);
    }
  }

  /// Whether values that are refused are numbers by the other decimal mark.
  static boolean isOtherMark(Table table, InputColumn.NumberInput number, int[] rows) {
    return isOtherMark(table, number.name(), rows) && Numbers.of(table, number).fits(mark(table));
  }

  /// The same of values of which no range is known.
  static boolean isOtherMark(Table table, String name, int[] rows) {
    Column column = table.column(name);
    return mark(table).isOther(name, IntStream.of(rows).mapToObj(column::text).toList());
  }

  /// @param id of the error that refuses the values of these rows
  void add(String id, Column column, int[] rows) {
    for (int r : rows) {
      found.computeIfAbsent(
          r, _ -> new UnusableRow(r, id, "column \"" + column.name() + "\": " + value(column, r)));
    }
  }

  /// Adds those without a true value that the model knows.
  void addTargets(TargetEncoder target) {
    for (int k = 0; k < target.names().size(); k++) {
      float[] values = target.values(k, table);
      add("E514", table.column(target.names().get(k)), rows(r -> Float.isNaN(values[r])));
    }
  }

  /// Adds those without a usable offset.
  void addOffsets(Offset offset) {
    Column column = table.column(offset.column());
    IntToDoubleFunction values = Spread.values(column, table.options());
    add("E515", column, rows(r -> !offset.accepts(values.applyAsDouble(r))));
  }

  private int[] rows(IntPredicate wrong) {
    return IntStream.range(0, table.rows()).filter(wrong).toArray();
  }

  /// `"zz"`, `no value`.
  static String value(Column column, int row) {
    boolean infinite = column instanceof Column.Numbers numbers && numbers.isNotFinite(row);
    String none = infinite ? "a number that is not finite" : "no value";
    return column.text(row).isEmpty() ? none : "\"" + column.text(row) + "\"";
  }

  /// What is added to z of the output layer in each row.
  ///
  /// @throws SomaException.Mismatch E515 for a value that cannot be used
  static float[] offsets(Table table, Offset offset) {
    Column column = table.column(offset.column());
    IntToDoubleFunction values = Spread.values(column, table.options());
    float[] all = new float[table.rows()];
    for (int r = 0; r < all.length; r++) {
      double value = values.applyAsDouble(r);
      if (!offset.accepts(value)) {
        throw new SomaException.Mismatch(
            "E515",
            offset.word()
                + " · "
                + table.source().name()
                + " line "
                + Names.count(table.line(r))
                + ", column \""
                + column.name()
                + "\": "
                + value(column, r)
                + "\nexpected a number"
                + (offset.exposure() ? " > 0" : "")
                + ": the model was trained with it",
            fixes(table, column, r));
      }
      all[r] = (float) offset.of(value);
    }
    return all;
  }

  private static List<Fix> fixes(Table table, Column column, int row) {
    Fix skip = Fix.set("--on-bad-row", "skip");
    boolean other = isOtherMark(table, column.name(), new int[] {row});
    return other ? List.of(mark(table).one(), skip) : List.of(skip);
  }
}
