package dev.soma.data.encode;

import dev.soma.data.scale.PlainData;
import dev.soma.data.scale.Scale;
import dev.soma.data.text.DateOrder;
import dev.soma.data.text.DatePart;
import dev.soma.data.text.NumberText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleToIntFunction;
import org.jspecify.annotations.Nullable;

/// How one column of a table becomes inputs of a network; learned on training rows, plain data.
public sealed interface InputColumn {
  /// The name of the column.
  String name();

  /// The names of its number inputs, in order; none for a category.
  List<String> inputNames();

  /// The number that the values of this column are, of one that holds numbers.
  default Optional<NumberInput> asNumber() {
    return Optional.empty();
  }

  /// The category that has a code among the inputs, if there is one.
  default Optional<CategoryInput> asCategory() {
    return Optional.empty();
  }

  /// This column as maps, lists, text and numbers, for [#fromData(Map)].
  Map<String, Object> toData();

  /// A number: scaled, and 1 or 0 for "is missing" if training rows lacked values. The pixels of
  /// images share one mean, deviation, range and scale.
  ///
  /// @param name the column, or the column and part of a date
  /// @param mean mean of the training rows, missing ones replaced by the fill
  /// @param sd standard deviation likewise (divided by the number of rows), > 0; 1 for a constant
  /// @param min smallest training value
  /// @param max largest training value
  /// @param fill what a missing value becomes: the training median, or the mean
  /// @param indicator whether one more input says "is missing"
  /// @param scale what the number becomes
  record NumberInput(
      String name,
      double mean,
      double sd,
      double min,
      double max,
      double fill,
      boolean indicator,
      Scale scale)
      implements InputColumn {
    /// Standardised: (x - mean) / sd.
    public NumberInput(
        String name,
        double mean,
        double sd,
        double min,
        double max,
        double fill,
        boolean indicator) {
      this(name, mean, sd, min, max, fill, indicator, new Scale.Standard(mean, sd));
    }

    @Override
    public List<String> inputNames() {
      return indicator ? List.of(name, name + " is missing") : List.of(name);
    }

    @Override
    public Optional<NumberInput> asNumber() {
      return Optional.of(this);
    }

    /// The same without an input for "is missing".
    NumberInput withoutIndicator() {
      return new NumberInput(name, mean, sd, min, max, fill, false, scale);
    }

    @Override
    public Map<String, Object> toData() {
      boolean standard = scale.equals(new Scale.Standard(mean, sd));
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", standard ? "number" : "scaled");
      data.put("name", name);
      data.put("mean", mean);
      data.put("sd", sd);
      data.put("min", min);
      data.put("max", max);
      data.put("fill", fill);
      data.put("indicator", indicator);
      if (!standard) {
        data.put("scales", PlainData.of(List.of(scale)));
      }
      return data;
    }

    private static NumberInput of(PlainData d, @Nullable Scale scale) {
      double mean = d.number("mean");
      double sd = d.number("sd");
      return new NumberInput(
          d.text("name"),
          mean,
          sd,
          d.number("min"),
          d.number("max"),
          d.number("fill"),
          d.flag("indicator"),
          scale == null ? new Scale.Standard(mean, sd) : scale);
    }
  }

  /// A category: the index of the level, in sorted order; then one code for "is missing" if
  /// training rows lacked values; -1 for a level that no training row had.
  ///
  /// @param name the column
  /// @param levels the levels of the training rows: by value if all are numbers, else by text
  /// @param missingLevel whether code `levels.size()` stands for a missing value
  record CategoryInput(String name, List<String> levels, boolean missingLevel)
      implements InputColumn {
    /// Copies.
    public CategoryInput {
      levels = List.copyOf(levels);
    }

    /// How many codes there are, the one for missing values included; at least 1.
    public int size() {
      return Math.max(1, levels.size() + (missingLevel ? 1 : 0));
    }

    @Override
    public List<String> inputNames() {
      return List.of();
    }

    @Override
    public Optional<CategoryInput> asCategory() {
      return Optional.of(this);
    }

    /// The name of a code: `island=Biscoe`, `island is missing`.
    public String codeName(int code) {
      return code < levels.size() ? name + "=" + levels.get(code) : name + " is missing";
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", "category");
      data.put("name", name);
      data.put("levels", levels);
      data.put("missingLevel", missingLevel);
      return data;
    }
  }

  /// A category of few levels as numbers, each scaled: one a level, 1 for this level and 0 else; of
  /// two levels a single one, +1 for the first and -1 for the second; of one level a single one, +1
  /// or -1 for none. A missing value and a level that no training row had are none: 0 in all.
  ///
  /// @param name the column
  /// @param levels the levels of the training rows, at least one
  /// @param scales what each number becomes
  record OneHotInput(String name, List<String> levels, List<Scale> scales) implements InputColumn {
    /// Copies.
    ///
    /// @throws IllegalArgumentException if there are not as many scales as numbers
    public OneHotInput {
      levels = List.copyOf(levels);
      scales = List.copyOf(scales);
      if (levels.isEmpty() || scales.size() != numbers(levels.size())) {
        throw new IllegalArgumentException(levels + " with " + scales.size() + " scales");
      }
    }

    /// How many numbers so many levels become.
    static int numbers(int levels) {
      return levels <= 2 ? 1 : levels;
    }

    /// Number `i` before it is scaled.
    ///
    /// @param levels how many there are
    /// @param code of the level, negative for none
    static double value(int levels, int code, int i) {
      return switch (levels) {
        case 1 -> code == 0 ? 1 : -1;
        case 2 -> code < 0 ? 0 : code == 0 ? 1 : -1;
        default -> code == i ? 1 : 0;
      };
    }

    @Override
    public List<String> inputNames() {
      return levels.stream().limit(scales.size()).map(l -> name + "=" + l).toList();
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", "one-hot");
      data.put("name", name);
      data.put("levels", levels);
      data.put("scales", PlainData.of(scales));
      return data;
    }
  }

  /// A date: several numbers, those of [DatePart].
  ///
  /// @param name the column
  /// @param parts which parts, those that differ between training rows
  /// @param numbers how each part becomes inputs, named `name part`
  /// @param order of day and month where both are numbers and the year comes last
  record DateInput(String name, List<DatePart> parts, List<NumberInput> numbers, DateOrder order)
      implements InputColumn {
    /// Of dates that leave no order open.
    public DateInput(String name, List<DatePart> parts, List<NumberInput> numbers) {
      this(name, parts, numbers, DateOrder.NONE);
    }

    /// Copies.
    public DateInput {
      parts = List.copyOf(parts);
      numbers = List.copyOf(numbers);
    }

    @Override
    public List<String> inputNames() {
      List<String> names = new ArrayList<>();
      numbers.forEach(n -> names.addAll(n.inputNames()));
      return names;
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", "date");
      data.put("name", name);
      data.put("parts", parts.stream().map(Enum::name).toList());
      data.put("numbers", numbers.stream().map(NumberInput::toData).toList());
      if (order != DateOrder.NONE) {
        data.put("order", order.name());
      }
      return data;
    }
  }

  /// A number of which most rows have the same value: scaled as any number, and beside that a code
  /// for each value that several training rows had. Any other value and a missing one have no code;
  /// they are none of the levels, and nothing unseen, for the number says what they are.
  ///
  /// @param number how the value becomes numbers
  /// @param values a level for each value that has a code, of the same name and without one for
  ///   missing values
  record LevelledInput(NumberInput number, CategoryInput values) implements InputColumn {
    /// Checks.
    ///
    /// @throws IllegalArgumentException if the two are not of one column, a level is no number, or
    ///   there is one for missing values
    public LevelledInput {
      boolean finite =
          values.levels().stream().allMatch(l -> Double.isFinite(NumberText.parse(l, '.')));
      if (!finite || values.missingLevel() || !values.name().equals(number.name())) {
        throw new IllegalArgumentException(number.name() + " with " + values);
      }
    }

    @Override
    public String name() {
      return number.name();
    }

    @Override
    public List<String> inputNames() {
      return number.inputNames();
    }

    @Override
    public Optional<NumberInput> asNumber() {
      return Optional.of(number);
    }

    @Override
    public Optional<CategoryInput> asCategory() {
      return Optional.of(values);
    }

    /// From a value to its code; -1 for one that has none, and for NaN.
    public DoubleToIntFunction code() {
      Map<Double, Integer> codes = new HashMap<>();
      for (int i = 0; i < values.levels().size(); i++) {
        codes.putIfAbsent(NumberText.parse(values.levels().get(i), '.') + 0.0, i);
      }
      return x -> codes.getOrDefault(x + 0.0, -1); // -0 is 0
    }

    @Override
    public Map<String, Object> toData() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", "levelled");
      data.put("name", number.name());
      data.put("numbers", List.of(number.toData()));
      data.put("levels", values.levels());
      return data;
    }

    private static LevelledInput of(PlainData d) {
      List<Map<String, ?>> numbers = d.maps("numbers");
      if (numbers.size() != 1 || !(fromData(numbers.getFirst()) instanceof NumberInput number)) {
        throw new IllegalArgumentException("field \"numbers\" is no single number");
      }
      String name = d.text("name");
      return new LevelledInput(number, new CategoryInput(name, d.texts("levels"), false));
    }
  }

  /// The column that [#toData()] described.
  ///
  /// @throws IllegalArgumentException if the data is not of that form
  static InputColumn fromData(Map<String, ?> data) {
    PlainData d = new PlainData(data);
    return switch (d.text("kind")) {
      case "number" -> NumberInput.of(d, null);
      case "scaled" -> NumberInput.of(d, d.scales("scales").getFirst());
      case "category" ->
          new CategoryInput(d.text("name"), d.texts("levels"), d.flag("missingLevel"));
      case "one-hot" -> new OneHotInput(d.text("name"), d.texts("levels"), d.scales("scales"));
      case "date" ->
          new DateInput(
              d.text("name"),
              d.texts("parts").stream().map(DatePart::valueOf).toList(),
              d.maps("numbers").stream().map(m -> (NumberInput) fromData(m)).toList(),
              d.map().containsKey("order") ? DateOrder.valueOf(d.text("order")) : DateOrder.NONE);
      case "levelled" -> LevelledInput.of(d);
      default -> throw new IllegalArgumentException("no input column of kind " + d.text("kind"));
    };
  }
}
