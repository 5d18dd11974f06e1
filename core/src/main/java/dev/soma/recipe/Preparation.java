package dev.soma.recipe;

import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import dev.soma.nn.Loss;
import dev.soma.recipe.effort.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rows turned into what a network learns from: encoders learned on the training rows only, and the
/// encoded training and validation rows.
///
/// @param split the rows
/// @param encoder learned on the training rows
/// @param target learned on the training rows
/// @param training encoded, with weights of mean 1 if there are any
/// @param validation encoded
public record Preparation(
    Split split, Encoder encoder, TargetEncoder target, Dataset training, Dataset validation) {

  private static final double LARGEST_TARGET = 1e150;

  /// Learns the encoders and encodes the rows.
  ///
  /// @param parts three parts of a table that knows its target
  /// @param missing what becomes of missing values; under [MissingPolicy#DROP] training and
  ///   validation rows with one are left out
  /// @param loss decides whether number targets are scaled: not for [Loss.Poisson], whose targets
  ///   are counts; null means scaled
  /// @throws SomaException.Usage E241 if the loss is not for the task
  /// @throws SomaException.Data for rows that cannot be learned from, such as E321 for negative
  ///   counts
  public static Preparation of(Split parts, MissingPolicy missing, @Nullable Loss loss) {
    return of(parts, Encoder.Rules.of(missing), loss);
  }

  /// Learns the encoders by these rules and encodes the rows.
  ///
  /// @throws SomaException as in [#of(Split, MissingPolicy, Loss)]
  public static Preparation of(Split parts, Encoder.Rules rules, @Nullable Loss loss) {
    return of(parts, rules, loss, ClassWeights.NONE);
  }

  /// Learns the encoders by these rules, encodes the rows and weighs them by class.
  ///
  /// @throws SomaException as in [#of(Split, MissingPolicy, Loss)], and E207, E326 for class
  ///   weights that do not go with the target
  public static Preparation of(
      Split parts, Encoder.Rules rules, @Nullable Loss loss, ClassWeights classes) {
    MissingPolicy missing = rules.missing();
    Split split =
        new Split(
            missing.prepare(parts.train(), List.of(parts.validation(), parts.test())),
            missing.prepare(parts.validation(), List.of(parts.train(), parts.test())),
            parts.test());
    Encoder learned = Encoder.learn(split.train(), rules);
    TargetEncoder target = target(split.train(), rules, loss);
    Encoder encoder = learned.inUnitsOf(target);
    Weighing weighing = Weighing.of(split.train(), target, classes);
    boolean finite = encoder.columns().stream().allMatch(Preparation::staysFinite);
    Dataset training =
        encoded(split.train(), encoder, target, loss, weighing, finite ? null : rules);
    Dataset validation = encoded(split.validation(), encoder, target, loss, weighing, null);
    return new Preparation(split, encoder, target, training, validation);
  }

  /// @param weighing what becomes of the weights
  /// @param search by which the encoder was learned, if a number may not be finite; else null
  private static Dataset encoded(
      Table table,
      Encoder encoder,
      TargetEncoder target,
      @Nullable Loss loss,
      Weighing weighing,
      Encoder.@Nullable Rules search) {
    return encoder.encodeEach(
        table,
        target,
        d -> {
          Dataset rows = outputs(target, weighing.weighed(d), loss);
          if (search != null) {
            checkFinite(table, encoder, search, rows);
          }
          checkCounts(table, target, rows, loss);
          return rows;
        });
  }

  private static TargetEncoder target(Table train, Encoder.Rules rules, @Nullable Loss loss) {
    TargetEncoder learned = TargetEncoder.learn(train);
    TargetEncoder target =
        rules.clipTargets() && learned instanceof TargetEncoder.Numbers numbers
            ? numbers.clipped(train)
            : learned;
    if (loss != null) {
      Recipe.check(target.task(), loss);
    }
    checkSize(train, target);
    Offset offset = train.offset();
    if (offset != null) {
      OffsetChecks.check(offset, target, loss == null ? Recipe.loss(target.task()) : loss);
    }
    if (!(target instanceof TargetEncoder.Numbers n)) {
      return target;
    }
    int targets = n.names().size();
    return loss instanceof Loss.Poisson
        ? n.scaled(Collections.nCopies(targets, 0.0), Collections.nCopies(targets, 1.0))
        : offset == null ? n : n.beside(offset, train);
  }

  /// The square of an error has to be a finite double.
  private static void checkSize(Table train, TargetEncoder target) {
    if (!(target instanceof TargetEncoder.Numbers n)) {
      return;
    }
    for (int k = 0; k < n.names().size(); k++) {
      if (!(Math.abs(n.means().get(k)) + n.sds().get(k) < LARGEST_TARGET)) {
        throw new SomaException.Data(
            "E324",
            "number too large · "
                + train.source().name()
                + ", target \""
                + n.names().get(k)
                + "\": mean and spread have to be below 1e150, so that errors can be squared",
            "divide the column by a constant");
      }
    }
  }

  /// Whether the encoded training rows are finite, from what was learned of them: every number of a
  /// column is between the smallest and the largest, and so is what it is encoded to.
  private static boolean staysFinite(InputColumn column) {
    return switch (column) {
      case InputColumn.NumberInput n ->
          DoubleStream.of(n.min(), n.max(), n.fill())
              .allMatch(x -> Float.isFinite((float) n.scale().function().applyAsDouble(x)));
      case InputColumn.DateInput d -> d.numbers().stream().allMatch(Preparation::staysFinite);
      case InputColumn.LevelledInput l -> staysFinite(l.number());
      case InputColumn.CategoryInput _, InputColumn.OneHotInput _ -> true;
    };
  }

  /// Numbers near the largest double have no mean or spread, and would make every weight NaN.
  private static void checkFinite(Table rows, Encoder encoder, Encoder.Rules rules, Dataset data) {
    Matrix numbers = data.numbers();
    for (int i = 0, n = numbers.rows() * numbers.cols(); i < n; i++) {
      if (!Float.isFinite(numbers.data()[numbers.offset() + i])) {
        String input = encoder.inputNames().get(i % numbers.cols());
        String column =
            encoder.columns().stream()
                .filter(c -> c.inputNames().contains(input))
                .map(InputColumn::name)
                .findFirst()
                .orElse(input);
        throw new SomaException.Data(
            "E324",
            "number too large · "
                + rows.source().name()
                + " line "
                + largest(rows, column, data.line(i / numbers.cols()))
                + "\nthe values of the column have no finite mean and spread, so they cannot be"
                + " standardised",
            fixes(rows, rules, encoder));
      }
    }
  }

  /// Where the largest number of a column is: because of it no row can be standardised, so the
  /// first that is not finite says nothing. `9, column "x": 1e300`.
  ///
  /// @param line to be named where the column is none of numbers
  private static String largest(Table rows, String name, int line) {
    String where = ", column \"" + name + "\"";
    if (!(rows.column(name) instanceof Column.Numbers numbers)) {
      return line + where;
    }
    int row = 0;
    double most = -1;
    for (int r = 0; r < numbers.rows(); r++) {
      double size = Math.abs(numbers.value(r));
      if (Double.isFinite(size) && size > most) {
        most = size;
        row = r;
      }
    }
    return rows.line(row) + where + ": " + NumberText.typed(numbers.value(row));
  }

  /// Another scaling, or logarithms, if that makes finite numbers of all columns; else without
  /// those that are not finite, if there are others.
  private static String[] fixes(Table rows, Encoder.Rules rules, Encoder encoder) {
    List<String> fixes = new ArrayList<>();
    Stream.of(NumberScaling.ROBUST, NumberScaling.QUANTILE)
        .filter(s -> s != rules.scaling() && staysFinite(rows, rules.scaling(s)))
        .limit(1)
        .forEach(s -> fixes.add("--scaling " + s.label()));
    if (!rules.heavyTails() && staysFinite(rows, rules.heavyTails(true))) {
      fixes.add("--heavy-tails log");
    }
    List<InputColumn> large = encoder.columns().stream().filter(c -> !staysFinite(c)).toList();
    if (large.size() < encoder.columns().size()) {
      fixes.add(
          "--ignore " + Names.listed(large.stream().map(InputColumn::name).toArray(String[]::new)));
    }
    return fixes.toArray(String[]::new);
  }

  private static boolean staysFinite(Table rows, Encoder.Rules rules) {
    return Encoder.learn(rows, rules).columns().stream().allMatch(Preparation::staysFinite);
  }

  private static void checkCounts(
      Table rows, TargetEncoder target, Dataset data, @Nullable Loss loss) {
    if (!(loss instanceof Loss.Poisson)) {
      return;
    }
    for (int r = 0; r < data.rows(); r++) {
      for (int k = 0; k < data.targets().cols(); k++) {
        if (data.targets().get(r, k) < 0) {
          throw new SomaException.Data(
              "E321",
              "negative count · "
                  + rows.source().name()
                  + " line "
                  + data.line(r)
                  + ", column \""
                  + target.names().get(k)
                  + "\": "
                  + data.targets().get(r, k)
                  + "\npoisson is for counts and rates, which are never negative",
              "--loss squared_error");
        }
      }
    }
  }

  /// Encoded rows for a loss: classes as one column of 0 and 1 each where the loss wants an output
  /// a class.
  private static Dataset outputs(TargetEncoder target, Dataset data, @Nullable Loss loss) {
    int outputs = target.outputs();
    if (loss == null || target.task() != Task.MULTICLASS || loss.targetColumns(outputs) == 1) {
      return data;
    }
    Matrix oneHot = Matrix.zeros(data.rows(), outputs);
    for (int r = 0; r < data.rows(); r++) {
      oneHot.set(r, (int) data.targets().get(r, 0), 1);
    }
    return data.aiming(oneHot);
  }

  /// The same with a split of no rows: the encoded rows are all that training needs, and who lets
  /// go of the tables as well trains with the encoded rows alone in the heap.
  public Preparation encoded() {
    Split none =
        new Split(split.train().rows(0, 0), split.validation().rows(0, 0), split.test().rows(0, 0));
    return new Preparation(none, encoder, target, training, validation);
  }

  /// Bytes of the encoded rows.
  public long bytes() {
    return training.bytes() + validation.bytes();
  }

  /// What is learned.
  public Task task() {
    return target.task();
  }
}
