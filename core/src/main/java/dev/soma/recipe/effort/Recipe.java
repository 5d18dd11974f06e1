package dev.soma.recipe.effort;

import dev.soma.data.Column;
import dev.soma.data.Schema.Kind;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/// The defaults: how columns become inputs, a network, and its training.
///
/// @param effort what it is the recipe of
/// @param rules how columns become inputs
/// @param front what stands before the hidden layers
/// @param hidden units of the hidden layers, first to last; may be empty
/// @param activation of the hidden layers
/// @param ntp whether the layers with W are of neural-tangent form and the hidden ones parametric
/// @param dropout rate after each hidden layer, 0 = none
/// @param optimizer with its base rate
/// @param schedule factor of the rate over the run
/// @param pace how rates, decay and dropout differ by tensor and over the run
/// @param initializer how weights begin
/// @param batch rows a step
/// @param epochs at most
/// @param patience epochs without a better validation metric; 0 = all are run
/// @param keep which weights are kept
/// @param metric chooses the best epoch
/// @param members networks that differ by their seeds, averaged
public record Recipe(
    Effort effort,
    Encoder.Rules rules,
    Front front,
    List<Integer> hidden,
    Activation activation,
    boolean ntp,
    double dropout,
    Optimizer optimizer,
    Schedule schedule,
    Pace pace,
    Initializer initializer,
    int batch,
    int epochs,
    int patience,
    Keep keep,
    Metric metric,
    int members) {
  /// Copies, and checks the numbers that networks are made of.
  ///
  /// @throws SomaException.Usage E201 for one out of its range
  public Recipe {
    hidden = List.copyOf(hidden);
    String works = "hidden(List.of(64), Activation.RELU, 0.1)";
    Given.require(hidden.stream().allMatch(n -> n >= 1), "hidden", hidden, "1 or more", works);
    Given.require(
        dropout >= 0 && dropout < 1, "hidden", "with dropout " + dropout, "0 to below 1", works);
    Given.require(batch >= 1, "batch", batch, "1 or more", "batch(32)");
    Given.require(members >= 1, "members", members, "1 or more", "members(8)");
  }

  /// The default for an effort and the rows that the network learns from.
  ///
  /// @param train rows that know their target
  /// @param rows how many of them there are, >= 1; of several folds those of the first
  public static Recipe of(Effort effort, Table train, int rows) {
    if (isPlain(effort, train)) {
      Recipe plain =
          effort == Effort.FAST
              ? Fast.recipe(train.task(), rows)
              : Wide.recipe(effort, train.task(), rows, isImages(train));
      return plain.lookUp(Front.of(levels(train)));
    }
    return Tabular.recipe(effort, train.task(), rows);
  }

  private static List<Integer> levels(Table train) {
    return train.schema().inputs().stream()
        .filter(c -> c.kind() == Kind.CATEGORY)
        .map(c -> distinct(train.column(c.name())))
        .toList();
  }

  /// Levels in these rows, which may be fewer than the whole table has.
  private static int distinct(Column column) {
    BitSet seen = new BitSet();
    if (column instanceof Column.Text text) {
      for (int r = 0; r < text.rows(); r++) {
        if (!text.isMissing(r)) {
          seen.set(text.code(r));
        }
      }
    }
    return seen.cardinality();
  }

  private static boolean isImages(Table train) {
    return train.schema().inputs().stream()
        .allMatch(c -> train.column(c.name()) instanceof Column.Numbers n && n.isBytes());
  }

  /// With categories looked up before the hidden layers, at rates of their own; as it is where
  /// there are none to look up.
  private Recipe lookUp(Front other) {
    return other.equals(Front.NONE)
        ? this
        : new Recipe(
            effort,
            rules,
            other,
            hidden,
            activation,
            ntp,
            dropout,
            optimizer,
            schedule,
            pace.factors(other.factors()),
            initializer,
            batch,
            epochs,
            patience,
            keep,
            metric,
            members);
  }

  /// How many folds the rows are cut into, each held out by a network that learns from the others;
  /// 0 for none.
  ///
  /// @param rows those of the folds and of the test part
  public static int folds(Effort effort, Table rows) {
    return effort == Effort.FAST ? 0 : Tabular.folds(rows.rows());
  }

  /// How columns become inputs: the same for any number of rows. Predictions are not clipped where
  /// there is an offset: a large one rightly leads beyond the training targets. Numbers that are
  /// standardised, not clipped, are logarithms of those over decades for classes alone: a number
  /// may be a sum of such.
  ///
  /// @param table rows that know their target
  public static Encoder.Rules rules(Effort effort, Table table) {
    Encoder.Rules rules =
        isWide(table) ? Wide.RULES : effort == Effort.FAST ? Fast.RULES : Tabular.RULES;
    Encoder.Rules clipped = table.offset() == null ? rules : rules.clipTargets(false);
    return isPlain(effort, table) ? clipped.heavyTails(table.task().isClassification()) : clipped;
  }

  private static boolean isPlain(Effort effort, Table table) {
    return effort == Effort.FAST || isWide(table);
  }

  private static boolean isWide(Table table) {
    return table.schema().inputs().size() >= Wide.COLUMNS;
  }

  /// With other hidden layers of the same kind.
  ///
  /// @param rate of dropout
  public Recipe hidden(List<Integer> units, Activation function, double rate) {
    return with(front, units, function, rate, optimizer, batch, members);
  }

  /// With something else before the hidden layers.
  public Recipe front(Front other) {
    return with(other, hidden, activation, dropout, optimizer, batch, members);
  }

  /// With another optimizer, or another rate.
  public Recipe optimizer(Optimizer other) {
    return with(front, hidden, activation, dropout, other, batch, members);
  }

  /// With so many rows a step.
  public Recipe batch(int rows) {
    return with(front, hidden, activation, dropout, optimizer, rows, members);
  }

  /// With so many networks that differ by their seeds.
  public Recipe members(int networks) {
    return with(front, hidden, activation, dropout, optimizer, batch, networks);
  }

  private Recipe with(
      Front other,
      List<Integer> units,
      Activation function,
      double rate,
      Optimizer steps,
      int rows,
      int networks) {
    return new Recipe(
        effort,
        rules,
        other,
        units,
        function,
        ntp,
        rate,
        steps,
        schedule,
        pace,
        initializer,
        rows,
        epochs,
        patience,
        keep,
        metric,
        networks);
  }

  /// For an optimizer that needs the same loss each time it asks, and chooses the length of its
  /// steps itself, such as [Optimizer.Lbfgs]: without dropout, schedules and rate factors.
  public Recipe steady() {
    return new Recipe(
        effort,
        rules,
        front.dropout(0),
        hidden,
        activation,
        ntp,
        0,
        optimizer,
        Schedule.CONSTANT,
        Pace.STEADY,
        initializer,
        batch,
        epochs,
        patience,
        keep,
        metric,
        members);
  }

  /// The network of this recipe: what stands in front, the hidden layers, each followed by dropout
  /// if there is any, and the output layer that goes with the target and the loss.
  public NetworkSpec network(Encoder encoder, TargetEncoder target, Loss loss) {
    boolean linear = hidden.isEmpty() && !ntp; // then each level has a weight of its own
    List<Layer> layers = new ArrayList<>(linear ? List.of() : front.layers(encoder));
    for (int units : hidden) {
      layers.add(new Layer.Dense(units, activation, ntp, ntp));
      if (dropout > 0) {
        layers.add(new Layer.Dropout(dropout));
      }
    }
    Layer.Dense output = output(target, loss);
    layers.add(new Layer.Dense(output.units(), output.activation(), ntp, false));
    return new NetworkSpec(encoder.shape(), layers);
  }

  /// A network: hidden layers, then the output layer that goes with the target and the loss.
  public static NetworkSpec network(
      InputShape input, List<Layer> hidden, TargetEncoder target, Loss loss) {
    List<Layer> layers = new ArrayList<>(hidden);
    layers.add(output(target, loss).after(hidden));
    return new NetworkSpec(input, layers);
  }

  /// The output layer for a target: softmax for [Loss.CrossEntropy], logistic for classes and
  /// labels, exp for [Loss.Poisson], else linear.
  public static Layer.Dense output(TargetEncoder target, Loss loss) {
    Activation activation =
        switch (loss) {
          case Loss.CrossEntropy _ -> Activation.SOFTMAX;
          case Loss.LogisticCrossEntropy _ -> Activation.LOGISTIC;
          case Loss.Poisson _ -> Activation.EXPONENTIAL;
          case Loss.Perceptron _ -> Activation.STEP;
          case Loss.SquaredError _,
              Loss.AbsoluteError _,
              Loss.Huber _,
              Loss.Quantile _,
              Loss.Custom _ ->
              target.task().isClassification() ? Activation.LOGISTIC : Activation.IDENTITY;
        };
    return new Layer.Dense(outputs(target, loss), activation);
  }

  /// Outputs of a network for a target: one a class for softmax, else as many as the target says.
  private static int outputs(TargetEncoder target, Loss loss) {
    return loss instanceof Loss.CrossEntropy && target instanceof TargetEncoder.Classes c
        ? c.levels().size()
        : target.outputs();
  }

  /// The loss for a task: logistic cross-entropy for two classes and for labels, softmax
  /// cross-entropy for more classes, squared error for numbers.
  public static Loss loss(Task task) {
    return switch (task) {
      case BINARY, MULTI_LABEL -> Loss.LOGISTIC_CROSS_ENTROPY;
      case MULTICLASS -> Loss.CROSS_ENTROPY;
      case REGRESSION -> Loss.SQUARED_ERROR;
    };
  }

  /// Checks that a loss can be asked of a task: cross_entropy of one target with classes,
  /// logistic_cross_entropy and perceptron of classes and labels, poisson of numbers, all others of
  /// any.
  ///
  /// @throws SomaException.Usage E241 if it cannot
  public static void check(Task task, Loss loss) {
    boolean fits =
        switch (loss) {
          case Loss.CrossEntropy _ -> task == Task.BINARY || task == Task.MULTICLASS;
          case Loss.LogisticCrossEntropy _, Loss.Perceptron _ -> task.isClassification();
          case Loss.Poisson _ -> !task.isClassification();
          case Loss.SquaredError _,
              Loss.AbsoluteError _,
              Loss.Huber _,
              Loss.Quantile _,
              Loss.Custom _ ->
              true;
        };
    if (!fits) {
      throw new SomaException.Usage(
          "E241",
          "loss "
              + loss
              + " is not for the task "
              + task.name().toLowerCase(Locale.ROOT)
              + ": cross_entropy is for one target with classes, logistic_cross_entropy and"
              + " perceptron for classes and labels, poisson for numbers",
          "--loss " + loss(task));
    }
  }

  /// The usual metric of a task: log loss, or RMSE for numbers.
  public static Metric metric(Task task) {
    return task.isClassification() ? Metric.LOG_LOSS : Metric.RMSE;
  }

  /// The usual metric of a task and a loss: that of the task, but for counts the deviance, which
  /// falls and rises as their loss does.
  public static Metric metric(Task task, Loss loss) {
    return loss instanceof Loss.Poisson ? Metric.POISSON_DEVIANCE : metric(task);
  }

  /// What chooses the best epoch where nothing else is asked for: [#metric()], but for counts the
  /// deviance, as in [#metric(Task, Loss)].
  public Metric metric(Loss loss) {
    return loss instanceof Loss.Poisson ? Metric.POISSON_DEVIANCE : metric;
  }

  /// The settings of a run by this recipe.
  public TrainingConfig config(Loss loss, long seed) {
    return new TrainingConfig(
        loss,
        optimizer,
        schedule,
        pace,
        Regularization.NONE,
        Clipping.NONE,
        initializer,
        0,
        batch,
        epochs,
        0,
        patience,
        keep,
        seed);
  }
}
