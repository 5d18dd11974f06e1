package dev.soma.model.explain;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.Member;
import dev.soma.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How much worse a metric of a model gets when the values of one column are permuted among the
/// rows: what the model loses if it cannot tell which value belongs to which row.
///
/// All inputs of a column go together, a missing value as well. Target, weight and offset or
/// exposure stay with their rows. A column that the network does not use has exactly 0; below 0 is
/// chance, or a column that does harm. Of several members all are given the same permuted column.
///
/// What it does not say: a model that reads the same from another column loses little, so two
/// columns that go together may both seem unimportant; and a permuted row may be one that cannot
/// be, where the model was never trained. The spread is that of the permutations, not of the rows.
///
/// Source: Breiman, Random Forests, 2001, section 10; for any model: Fisher, Rudin and Dominici,
/// All Models are Wrong, but Many are Useful, 2019, section 3.
///
/// ```java
/// Importance.of(model, parts.test(), Importance.Rules.of(model)).columns()
///     .forEach(c -> IO.println(c.name() + " " + c.mean()));
/// ```
///
/// @param metric that is made worse
/// @param value of the rows as they are; NaN if it cannot be said of them: then no column is there
/// @param rows how many were predicted
/// @param of how many rows the table has
/// @param repeats permutations of each column
/// @param columns by falling mean, of equals in the order of the training table
/// @param left columns of the model that were left out, the last ones, since the work would have
///   been more than the rules allow
public record Importance(
    Metric metric, double value, int rows, int of, int repeats, List<Column> columns, int left) {
  /// The most rows that are predicted, drawn from the table.
  public static final int ROWS = 2_000;

  /// Permutations of each column if nothing is said.
  public static final int REPEATS = 5;

  /// Multiplications if nothing is said: some seconds.
  public static final long WORK = 20_000_000_000L;

  private static final int FEW_ROWS = 200;
  private static final int FEW_REPEATS = 2;

  /// Copies.
  public Importance {
    columns = List.copyOf(columns);
  }

  /// What is asked, and how much it may cost.
  ///
  /// Rows times columns times repeats times the weights of all members is at most `work`: first
  /// rows are saved, down to 200, then repeats, down to 2, then columns.
  ///
  /// @param metric that is made worse
  /// @param repeats permutations of each column, >= 1
  /// @param work multiplications, each weight counted once a row
  /// @param seeds a stream for each column and repeat, and one for the rows
  public record Rules(Metric metric, int repeats, long work, Seeds seeds) {
    /// Checks the number of repeats.
    ///
    /// @throws IllegalArgumentException if it is less than 1
    public Rules {
      if (repeats < 1) {
        throw new IllegalArgumentException("repeats are >= 1, got " + repeats);
      }
    }

    /// The metric that chose the epoch, 5 repeats, the seed of the model.
    public static Rules of(Model model) {
      return new Rules(chosen(model), REPEATS, WORK, Seeds.of(model.provenance().seed()));
    }

    /// The same with another metric.
    public Rules metric(Metric other) {
      return new Rules(other, repeats, work, seeds);
    }

    /// The same with another number of permutations of each column.
    public Rules repeats(int other) {
      return new Rules(metric, other, work, seeds);
    }

    /// The same with another bound of the multiplications.
    public Rules work(long other) {
      return new Rules(metric, repeats, other, seeds);
    }

    /// The same with another seed.
    public Rules seeds(Seeds other) {
      return new Rules(metric, repeats, work, other);
    }
  }

  /// One column.
  ///
  /// @param name of the column
  /// @param drops how much worse the metric was, one a permutation; above 0 is worse, whether
  ///   higher or lower values are better
  public record Column(String name, List<Double> drops) {
    /// Copies.
    public Column {
      drops = List.copyOf(drops);
    }

    /// Mean over the permutations.
    public double mean() {
      return drops.stream().mapToDouble(d -> d).sum() / drops.size();
    }

    /// Standard deviation over the permutations; NaN for a single one.
    public double sd() {
      double mean = mean();
      double squares = drops.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
      return drops.size() < 2 ? Double.NaN : StrictMath.sqrt(squares / (drops.size() - 1));
    }
  }

  /// Permutes the columns of the model one after the other.
  ///
  /// @param table with the targets
  /// @throws dev.soma.error.SomaException.Usage E235 if the metric does not apply
  /// @throws dev.soma.error.SomaException.Mismatch as [Model#outcomes(Table)]
  public static Importance of(Model model, Table table, Rules rules) {
    List<String> names = columns(model);
    Size size = Size.of(table.rows(), names.size(), rules, weights(model));
    Table some = sample(table, size.rows, rules.seeds);
    Map<Encoder, Exchange> exchanges = new LinkedHashMap<>(); // equal encoders need but one
    List<Dataset> data = new ArrayList<>();
    for (Member m : model.members()) {
      data.add(
          exchanges
              .computeIfAbsent(m.encoder(), e -> new Exchange(e, some, model.target()))
              .changed());
    }
    double value = score(model, data, rules.metric);
    List<Column> columns = new ArrayList<>();
    int[] own = new int[some.rows()];
    Arrays.setAll(own, r -> r);
    for (String name :
        Double.isFinite(value) ? names.subList(0, size.columns) : List.<String>of()) {
      List<Double> drops = new ArrayList<>();
      for (int i = 0; i < size.repeats; i++) {
        int[] from =
            Seeds.permutation(own.length, rules.seeds.stream("importance " + i + " " + name));
        exchanges.values().forEach(e -> e.take(name, from));
        double worse = score(model, data, rules.metric);
        drops.add(rules.metric.higherIsBetter() ? value - worse : worse - value);
      }
      exchanges.values().forEach(e -> e.take(name, own));
      columns.add(new Column(name, drops));
    }
    columns.sort(Comparator.comparingDouble(c -> -c.mean()));
    return new Importance(
        rules.metric,
        value,
        some.rows(),
        table.rows(),
        size.repeats,
        columns,
        names.size() - size.columns);
  }

  /// The metric that chose the epoch; of a model that does not know it the log loss, or the root
  /// mean squared error.
  public static Metric chosen(Model model) {
    String known = model.provenance().settings().get("metric");
    boolean numbers = model.target() instanceof TargetEncoder.Numbers;
    return known != null ? Metric.parse(known) : numbers ? Metric.RMSE : Metric.LOG_LOSS;
  }

  /// The weights of all members: the multiplications that a row costs, look-ups of categories
  /// counted as if they were products.
  public static long weights(Model model) {
    return model.members().stream().mapToLong(m -> m.network().parameters().size()).sum();
  }

  /// How much of the work is done.
  private record Size(int rows, int repeats, int columns) {
    static Size of(int all, int columns, Rules rules, long weights) {
      long passes = rules.work / Math.max(1, weights);
      long each = Math.max(1L, columns);
      int most = Math.min(all, ROWS);
      int rows = Math.clamp(passes / each / rules.repeats, Math.min(all, FEW_ROWS), most);
      long perColumn = Math.max(1, rows);
      int least = Math.min(FEW_REPEATS, rules.repeats);
      int repeats = Math.clamp(passes / each / perColumn, least, rules.repeats);
      return new Size(rows, repeats, (int) Math.min(columns, passes / perColumn / repeats));
    }
  }

  private static Table sample(Table table, int rows, Seeds seeds) {
    int[] drawn = Seeds.permutation(table.rows(), seeds.stream("importance rows"));
    return table.rows(Arrays.stream(drawn).limit(rows).sorted().toArray());
  }

  private static List<String> columns(Model model) {
    Set<String> names = new LinkedHashSet<>();
    for (Member m : model.members()) {
      m.encoder().columns().stream().map(InputColumn::name).forEach(names::add);
    }
    return List.copyOf(names);
  }

  private static double score(Model model, List<Dataset> data, Metric metric) {
    return metric.of(model.predict(data).against(data.getFirst()));
  }
}
