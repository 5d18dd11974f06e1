package dev.soma.data.encode;

import dev.soma.data.Column;
import dev.soma.data.Schema.ColumnInfo;
import dev.soma.data.Schema.Finding;
import dev.soma.data.Schema.FindingKind;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Schema.Role;
import dev.soma.data.Table;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.scale.HeavyTail;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.scale.Scale;
import dev.soma.data.scale.Sorted;
import dev.soma.data.store.Frequent;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.DatePart;
import dev.soma.data.text.DateText;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import dev.soma.kernel.ThreadTeam;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/// Learns how one column becomes inputs, from training rows.
final class InputFitting {
  /// Fewer cells than this are not worth a second thread.
  private static final int CELLS_A_THREAD = 200_000;

  private static final int MOST_THREADS = 8;

  /// A value that more than one training row has, and one row of so many, is a level of a column of
  /// numbers; so there are never more levels than this.
  private static final int MOST_LEVELS = 1 << 14;

  /// Numbers of up to so many levels are numbers alone.
  private static final int FEW_LEVELS = 8;

  /// Columns that an error names.
  private static final int SHOWN = 5;

  private InputFitting() {}

  /// How each input column of the training rows becomes inputs.
  ///
  /// Columns of one block of bytes, the pixels of images, share one mean, deviation and range: they
  /// are of one unit, and a pixel that is hardly ever set would be blown up by its own tiny
  /// deviation.
  ///
  /// @throws SomaException.Data E318 if there is none
  static List<InputColumn> fit(Table train, Encoder.Rules rules) {
    if (train.schema().inputs().isEmpty()) {
      throw noInputs(train);
    }
    List<Column.Numbers> block = new ArrayList<>();
    for (ColumnInfo info : train.schema().inputs()) {
      if (train.column(info.name()) instanceof Column.Numbers n && inBlock(n, block)) {
        block.add(n);
      }
    }
    Spread shared = block.isEmpty() ? null : Spread.together(block, fill(rules));
    Scale scale =
        shared == null ? new Scale.Standard(0, 1) : scale(Spread.sorted(block), shared, rules);
    List<ColumnInfo> infos = train.schema().inputs();
    InputColumn[] inputs = new InputColumn[infos.size()];
    try (ThreadTeam team = team((long) train.rows() * inputs.length)) {
      team.run(
          (part, _) -> {
            ColumnInfo info = infos.get(part);
            Column column = train.column(info.name());
            boolean pixel = column instanceof Column.Numbers n && inBlock(n, block);
            inputs[part] =
                pixel && shared != null
                    ? number(info.name(), shared, column.rows(), scale)
                    : fit(column, info.kind(), rules, train.options().dateOrder());
          },
          inputs.length);
    }
    return List.of(inputs);
  }

  private static SomaException noInputs(Table train) {
    List<ColumnInfo> others =
        train.schema().columns().stream().filter(c -> c.role() != Role.TARGET).toList();
    boolean marks = !train.schema().fractions().isEmpty();
    List<String> why =
        others.stream().limit(SHOWN).map(c -> "\"" + c.name() + "\" " + why(c)).toList();
    return new SomaException.Data(
        "E318",
        "no inputs · "
            + train.source().name()
            + " has no column left to learn from besides the target"
            + (why.isEmpty() ? "" : ": " + String.join(", ", why))
            + (others.size() > SHOWN ? ", ... " + others.size() + " columns in all" : "")
            + "\nan input has at least two different values",
        others.stream()
            .flatMap(c -> takesIn(c, train.options(), marks).stream())
            .limit(1)
            .toArray(String[]::new));
  }

  /// Why a column is no input.
  private static String why(ColumnInfo column) {
    if (is(column, FindingKind.CONSTANT)) {
      return column.distinct() == 0 ? "has no values" : "has one value";
    }
    return switch (column.role()) {
      case WEIGHT -> "weighs the rows";
      case OFFSET, EXPOSURE -> "is the " + column.role().name().toLowerCase(Locale.ROOT);
      case GROUP -> "groups the rows";
      case INPUT, TARGET, IGNORED ->
          column.findings().contains(Finding.POINTS)
              ? "has numbers with a decimal point, texts by --decimal ,"
              : is(column, FindingKind.ID_LIKE)
                  ? "has a value of its own in each row"
                  : is(column, FindingKind.TEXT) ? "has sentences" : "is ignored";
    };
  }

  private static boolean is(ColumnInfo column, FindingKind kind) {
    return column.findings().stream().anyMatch(f -> f.kind() == kind);
  }

  /// What makes an input of a column that was left out; empty if nothing does.
  ///
  /// @param marks whether the decimal mark in force stands in some column
  private static Optional<String> takesIn(ColumnInfo column, ReadOptions options, boolean marks) {
    boolean points = column.findings().contains(Finding.POINTS);
    if (is(column, FindingKind.CONSTANT) || (points && marks)) {
      return Optional.empty();
    }
    if (is(column, FindingKind.MARKED)) {
      String read = "--number " + Names.listed(options.number(), column.name());
      return Optional.of(points ? "--decimal ." : read);
    }
    if (column.findings().contains(Finding.DATES)) {
      return Optional.of("--date " + Names.listed(options.date(), column.name()));
    }
    String leave = "leave --" + column.role().name().toLowerCase(Locale.ROOT) + " out";
    return switch (column.role()) {
      case WEIGHT, OFFSET, EXPOSURE, GROUP -> Optional.of(leave);
      case INPUT, TARGET -> Optional.empty();
      case IGNORED ->
          Optional.of(
              is(column, FindingKind.ID_LIKE) || is(column, FindingKind.TEXT)
                  ? (column.kind() == Kind.NUMBER
                      ? "--number " + Names.listed(options.number(), column.name())
                      : "--category " + Names.listed(options.category(), column.name()))
                  : "leave --ignore out");
    };
  }

  private static ThreadTeam team(long cells) {
    int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    return new ThreadTeam((int) Math.min(1 + cells / CELLS_A_THREAD, most));
  }

  /// Whether a column is of the first block of the table.
  private static boolean inBlock(Column.Numbers column, List<Column.Numbers> block) {
    return column.sharesBlockWith(block.isEmpty() ? column : block.getFirst());
  }

  private static InputColumn fit(Column column, Kind kind, Encoder.Rules rules, DateOrder said) {
    return switch (kind) {
      case NUMBER -> {
        Spread spread = Spread.of(column, fill(rules));
        Sorted values =
            Spread.isCounted(column)
                ? Spread.sorted(List.of((Column.Numbers) column))
                : sorted(column.rows(), Spread.values(column), spread);
        OptionalDouble unit = unit(column, spread, rules);
        InputColumn.NumberInput number =
            unit.isPresent()
                ? logarithm(column, unit.getAsDouble(), rules)
                : number(column.name(), spread, column.rows(), scale(values, spread, rules));
        yield rules.repeatedValues() && repeats(column, spread, values)
            ? levelled(number, column)
            : number;
      }
      case CATEGORY -> category(column, rules);
      case DATE -> date(column, rules, said);
    };
  }

  /// Whether the quartiles of a column are one value, so that no scale has a spread to go by. Bytes
  /// are pixels, and are none of these.
  private static boolean repeats(Column column, Spread spread, Sorted values) {
    if (Spread.isCounted(column) || !(spread.max() > spread.min())) {
      return false;
    }
    double[] quartiles = values.quantiles(0.25, 0.75);
    return quartiles[0] == quartiles[1];
  }

  /// The number with a level for each value that enough rows have; the number alone if there are
  /// few of them.
  private static InputColumn levelled(InputColumn.NumberInput number, Column column) {
    int least = Math.max(2, Math.ceilDiv(column.rows(), MOST_LEVELS));
    double[] often = Frequent.of(column.rows(), Spread.values(column), least);
    List<String> levels = Arrays.stream(often).mapToObj(NumberText::canonical).toList();
    return levels.size() <= FEW_LEVELS
        ? number
        : new InputColumn.LevelledInput(
            number, new InputColumn.CategoryInput(number.name(), levels, false));
  }

  /// What [Spread] is asked to put for missing values: the mean where that is the 0 of the scale,
  /// else the median.
  private static double fill(Encoder.Rules rules) {
    return rules.missing() == MissingPolicy.LEVEL && rules.scaling() == NumberScaling.STANDARD
        ? Double.POSITIVE_INFINITY
        : Double.NaN;
  }

  private static Sorted sorted(int rows, IntToDoubleFunction values, Spread spread) {
    return Sorted.of(rows, values, rows - spread.missing());
  }

  /// Of numbers that do not vary nothing can be learned, so any other that comes later is to say
  /// nothing: they all become 0.
  private static Scale scale(Sorted values, Spread spread, Encoder.Rules rules) {
    return spread.max() > spread.min()
        ? rules.scaling().learn(values, spread.mean(), spread.sd())
        : Scale.zero(spread.min());
  }

  /// The unit of the logarithm of a number; empty for its own scale.
  private static OptionalDouble unit(Column column, Spread spread, Encoder.Rules rules) {
    return rules.heavyTails()
            && rules.scaling() != NumberScaling.QUANTILE
            && !Spread.isCounted(column)
        ? HeavyTail.unit(column.rows(), Spread.values(column), spread.min(), spread.max())
        : OptionalDouble.empty();
  }

  /// A number whose logarithm is scaled; a missing value becomes the median.
  private static InputColumn.NumberInput logarithm(
      Column column, double unit, Encoder.Rules rules) {
    IntToDoubleFunction raw = Spread.values(column);
    Scale.Logarithm log = new Scale.Logarithm(unit, new Scale.Standard(0, 1));
    IntToDoubleFunction logs = r -> log.logarithm(raw.applyAsDouble(r));
    Spread spread = Spread.of(column.rows(), logs, Double.NaN);
    Scale then = scale(sorted(column.rows(), logs, spread), spread, rules);
    return number(
        column.name(),
        Spread.of(column, Double.NaN),
        column.rows(),
        new Scale.Logarithm(unit, then));
  }

  /// @param rows of the column; if it has a value in none of them, there is no "is missing" either,
  ///   for it would be a second bias that goes away with the first value
  private static InputColumn.NumberInput number(String name, Spread s, int rows, Scale scale) {
    boolean indicator = s.missing() > 0 && s.missing() < rows;
    return new InputColumn.NumberInput(
        name, s.mean(), s.sd(), s.min(), s.max(), s.fill(), indicator, scale);
  }

  private static InputColumn category(Column column, Encoder.Rules rules) {
    List<String> levels = LevelIndex.of(column);
    if (levels.isEmpty()) {
      return new InputColumn.CategoryInput(column.name(), levels, false); // no code, ever
    }
    if (levels.size() <= rules.oneHotLimit()) {
      return oneHot(column, levels, rules.scaling());
    }
    boolean missing = false;
    for (int r = 0; r < column.rows() && !missing; r++) {
      missing = column.isMissing(r);
    }
    if (levels.size() == 1 && !missing) {
      return new InputColumn.OneHotInput(column.name(), levels, List.of(Scale.zero(1)));
    }
    return new InputColumn.CategoryInput(column.name(), levels, missing);
  }

  private static InputColumn oneHot(Column column, List<String> levels, NumberScaling scaling) {
    int[] rows = new int[levels.size() + 1]; // the last: without a level
    for (int code : new LevelIndex(levels).codes(column)) {
      rows[code < 0 ? levels.size() : code]++;
    }
    List<Scale> scales = new ArrayList<>();
    for (int i = 0; i < InputColumn.OneHotInput.numbers(levels.size()); i++) {
      int[] counts = new int[3]; // of -1, 0, 1
      for (int code = 0; code < rows.length; code++) {
        int level = code == levels.size() ? -1 : code;
        counts[1 + (int) InputColumn.OneHotInput.value(levels.size(), level, i)] += rows[code];
      }
      double mean = (double) (counts[2] - counts[0]) / column.rows();
      double square = (double) (counts[2] + counts[0]) / column.rows();
      double sd = Math.sqrt(Math.max(0, square - mean * mean));
      Sorted values = Sorted.ofCounts(new double[] {-1, 0, 1}, counts);
      scales.add(sd > 0 ? scaling.learn(values, mean, sd) : Scale.zero(mean));
    }
    return new InputColumn.OneHotInput(column.name(), levels, scales);
  }

  private static InputColumn.DateInput date(Column column, Encoder.Rules rules, DateOrder said) {
    DateOrder order =
        column instanceof Column.Text text ? DateText.order(text.levels(), said) : DateOrder.NONE;
    List<DatePart> parts = new ArrayList<>();
    List<InputColumn.NumberInput> numbers = new ArrayList<>();
    boolean clock = isClock(column, order);
    for (DatePart part : DatePart.values()) {
      if (clock && !part.isOfDay()) {
        continue;
      }
      InputColumn.NumberInput number = part(column, part, clock, order, rules);
      if (number.max() > number.min()) { // the others say nothing
        boolean first = numbers.isEmpty(); // one "is missing" is enough
        numbers.add(first ? number : number.withoutIndicator());
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      parts.add(DatePart.DAYS);
      numbers.add(part(column, DatePart.DAYS, clock, order, rules));
    }
    return new InputColumn.DateInput(column.name(), parts, numbers, order);
  }

  /// Whether all are of the first day of 1970, as times of day alone are: the day of the week or
  /// the year would say the same once more.
  private static boolean isClock(Column column, DateOrder order) {
    IntToDoubleFunction days = parts(column, DatePart.DAYS, true, order);
    for (int r = 0; r < column.rows(); r++) {
      double day = days.applyAsDouble(r);
      if (day < 0 || day >= 1) {
        return false;
      }
    }
    return true;
  }

  private static InputColumn.NumberInput part(
      Column column, DatePart part, boolean clock, DateOrder order, Encoder.Rules rules) {
    IntToDoubleFunction values = parts(column, part, clock, order);
    Spread spread = Spread.of(column.rows(), values, fill(rules));
    Scale scale = scale(sorted(column.rows(), values, spread), spread, rules);
    return number(column.name() + " " + part.label(), spread, column.rows(), scale);
  }

  /// One part of each row's date; NaN where there is none.
  ///
  /// @param times whether a time of day alone is one, of the first day of 1970
  /// @param order of day and month
  static IntToDoubleFunction parts(Column column, DatePart part, boolean times, DateOrder order) {
    if (!(column instanceof Column.Text text)) {
      return _ -> Double.NaN;
    }
    double[] ofLevel = new double[text.levels().size()];
    for (int i = 0; i < ofLevel.length; i++) {
      String level = text.levels().get(i);
      Optional<LocalDateTime> date = DateText.parse(level, order);
      boolean is = date.isPresent() && (times || !DateText.isTime(level));
      ofLevel[i] = is ? part.of(date.get()) : Double.NaN;
    }
    return r -> text.code(r) < 0 ? Double.NaN : ofLevel[text.code(r)];
  }
}
