package dev.soma.bench;

import dev.soma.math.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// A table as text, the target last: rows to learn from and rows that are held out, and what can be
/// done to their columns before anything is learned. Every method returns changed copies and looks
/// at training rows alone to decide what becomes of a value.
///
/// @param names of the columns
/// @param train rows to learn from
/// @param heldOut rows to be scored on
record Cells(List<String> names, List<List<String>> train, List<List<String>> heldOut) {
  /// What a rare level becomes.
  private static final String RARE = "rare";

  private static final int FIFTHS = 5;
  private static final int MOST_HELD_OUT = 4_000;

  /// A training file with a fifth of its rows held out; the test file is not opened.
  ///
  /// @param most rows to learn from
  static Cells of(SetFolder set, int most, long seed) throws IOException {
    List<List<String>> rows = read(set);
    List<String> names = rows.removeFirst();
    int[] order = Seeds.permutation(rows.size(), Seeds.of(seed).stream("choices: rows"));
    List<List<String>> mixed = Arrays.stream(order).mapToObj(rows::get).toList();
    int out = mixed.size() / FIFTHS;
    return new Cells(
        names,
        mixed.subList(out, Math.min(out + most, mixed.size())),
        mixed.subList(0, Math.min(out, MOST_HELD_OUT)));
  }

  private static List<List<String>> read(SetFolder set) throws IOException {
    Path plain = set.folder().resolve("train.csv");
    Path file = Files.exists(plain) ? plain : set.folder().resolve("train.csv.gz");
    List<List<String>> rows = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        InputStream text = file.equals(plain) ? in : new GZIPInputStream(in);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(List.of(line.split(",", -1)));
      }
    }
    return rows;
  }

  /// Writes rows as a file.
  Path write(Path file, List<List<String>> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(String.join(",", names)));
    rows.forEach(row -> lines.add(String.join(",", row)));
    return Files.write(file, lines);
  }

  int target() {
    return names.size() - 1;
  }

  /// The columns of numbers, without the target.
  int[] numbers() {
    return IntStream.range(0, target())
        .filter(c -> train.stream().allMatch(row -> isNumber(row.get(c))))
        .toArray();
  }

  /// The columns of texts, without the target.
  int[] categories() {
    List<Integer> numbers = Arrays.stream(numbers()).boxed().toList();
    return IntStream.range(0, target()).filter(c -> !numbers.contains(c)).toArray();
  }

  private static boolean isNumber(String text) {
    return text.isEmpty() || text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");
  }

  /// Without values of numbers in so large a share of the rows, wherever chance has it.
  Cells without(double share, long seed) {
    return without(Double.POSITIVE_INFINITY, share, share, seed);
  }

  /// Without values of numbers, more often large ones.
  ///
  /// @param above share of the values above their median
  /// @param below share of the others
  Cells without(double above, double below, long seed) {
    return without(Double.NaN, above, below, seed);
  }

  /// @param bound what values are compared with; NaN for the median of their column
  private Cells without(double bound, double above, double below, long seed) {
    Cells made = this;
    for (int c : numbers()) {
      double limit = Double.isNaN(bound) ? median(c) : bound;
      SplittableRandom random = Seeds.of(seed).stream("choices: missing " + c);
      made =
          made.with(
              c,
              text -> {
                double u = random.nextDouble();
                boolean large = !text.isEmpty() && Double.parseDouble(text) > limit;
                return u < (large ? above : below) ? "" : text;
              });
    }
    return made;
  }

  /// With the median of the training rows for each missing number.
  ///
  /// @param said whether a category beside it says which were missing
  Cells filled(boolean said) {
    Cells made = this;
    for (int c : numbers()) {
      if (train.stream().anyMatch(row -> row.get(c).isEmpty())) {
        String median = Double.toString(median(c));
        made = said ? made.beside(c) : made;
        made = made.with(c, text -> text.isEmpty() ? median : text);
      }
    }
    return made;
  }

  private double median(int column) {
    double[] values =
        train.stream()
            .map(row -> row.get(column))
            .filter(text -> !text.isEmpty())
            .mapToDouble(Double::parseDouble)
            .sorted()
            .toArray();
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }

  /// With one more category, before the target, that says where a column has no value.
  private Cells beside(int column) {
    List<String> more = new ArrayList<>(names);
    more.add(target(), names.get(column) + " lacks");
    return new Cells(more, beside(train, column), beside(heldOut, column));
  }

  private List<List<String>> beside(List<List<String>> rows, int column) {
    return rows.stream()
        .map(
            row -> {
              List<String> more = new ArrayList<>(row);
              more.add(target(), row.get(column).isEmpty() ? "yes" : "no");
              return List.copyOf(more);
            })
        .toList();
  }

  /// With one level for all that fewer training rows have, and for those that none has.
  Cells merged(int least) {
    Cells made = this;
    for (int c : categories()) {
      Map<String, Integer> counts = new HashMap<>();
      train.forEach(row -> counts.merge(row.get(c), 1, Integer::sum));
      if (counts.entrySet().stream().anyMatch(e -> !e.getKey().isEmpty() && e.getValue() < least)) {
        made =
            made.with(
                c, text -> text.isEmpty() || counts.getOrDefault(text, 0) >= least ? text : RARE);
      }
    }
    return made;
  }

  /// With one more category in front, of so many levels, the i-th as often as 1/i, each of which
  /// has a normal effect on the target: on the log odds of one class, or on the number.
  Cells withLevels(int levels, long seed) {
    SplittableRandom random = Seeds.of(seed).stream("choices: levels");
    double[] effects = DoubleStream.generate(() -> Seeds.gaussian(random)).limit(levels).toArray();
    List<String> more = new ArrayList<>(names);
    more.addFirst("place");
    double[] scale = scale();
    return new Cells(
        more,
        withLevels(train, effects, scale, random),
        withLevels(heldOut, effects, scale, random));
  }

  /// By Bayes: a level is drawn in proportion to how often it is and exp(effect t), t the target.
  private List<List<String>> withLevels(
      List<List<String>> rows, double[] effects, double[] scale, SplittableRandom random) {
    List<List<String>> made = new ArrayList<>();
    double[] sums = new double[effects.length];
    for (List<String> row : rows) {
      double t = aim(row, scale);
      double sum = 0;
      for (int l = 0; l < sums.length; l++) {
        sum +=
            Math.exp(effects[l] * t - (scale[1] > 0 ? effects[l] * effects[l] / 2 : 0)) / (l + 1);
        sums[l] = sum;
      }
      int at = Arrays.binarySearch(sums, random.nextDouble() * sum);
      List<String> more = new ArrayList<>(row);
      more.addFirst("p" + Math.min(at < 0 ? -at - 1 : at, sums.length - 1));
      made.add(List.copyOf(more));
    }
    return made;
  }

  /// Mean and deviation of a target of numbers; of classes 0 and 0.
  private double[] scale() {
    if (!train.stream().allMatch(row -> isNumber(row.getLast()))) {
      return new double[2];
    }
    double[] values = train.stream().mapToDouble(r -> Double.parseDouble(r.getLast())).toArray();
    double mean = Arrays.stream(values).average().orElse(0);
    double square = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    return new double[] {mean, Math.sqrt(square)};
  }

  /// The target, scaled; of classes 1/2 for that of the first row and -1/2 for others.
  private double aim(List<String> row, double[] scale) {
    return scale[1] > 0
        ? (Double.parseDouble(row.getLast()) - scale[0]) / scale[1]
        : row.getLast().equals(train.getFirst().getLast()) ? 0.5 : -0.5;
  }

  private Cells with(int column, UnaryOperator<String> change) {
    return new Cells(names, with(train, column, change), with(heldOut, column, change));
  }

  private static List<List<String>> with(
      List<List<String>> rows, int column, UnaryOperator<String> change) {
    List<List<String>> made = new ArrayList<>();
    for (List<String> before : rows) {
      List<String> row = new ArrayList<>(before);
      row.set(column, change.apply(row.get(column)));
      made.add(List.copyOf(row));
    }
    return made;
  }
}
