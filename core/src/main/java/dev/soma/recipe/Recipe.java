package dev.soma.recipe;

import dev.soma.data.Task;
import dev.soma.data.encode.TargetEncoder;
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
import java.util.List;
import java.util.Locale;

/// The defaults: a network and its training, chosen from the number of training rows.
///
/// @param hidden units of the hidden layers, first to last; may be empty
/// @param activation of the hidden layers
/// @param dropout rate after each hidden layer, 0 = none
/// @param optimizer with its base rate
/// @param schedule factor of the rate over the run
/// @param l2 the lambda
/// @param batch rows a step
/// @param epochs at most
/// @param patience epochs without a better validation metric
public record Recipe(
    List<Integer> hidden,
    Activation activation,
    double dropout,
    Optimizer optimizer,
    Schedule schedule,
    double l2,
    int batch,
    int epochs,
    int patience) {
  /// Copies.
  public Recipe {
    hidden = List.copyOf(hidden);
  }

  /// The default for this many training rows, found by trial on nine tables.
  ///
  /// | rows | units | dropout | rate | batch | steps |
  /// |---|---|---|---|---|---|
  /// | below 1,000 | 32, 16 | 0.2 | 0.002 | 32 | 8,000 |
  /// | below 2,000 | 128, 128 | 0.2 | 0.002 | 32 | 8,000 |
  /// | below 10,000 | 128, 128 | 0.2 | 0.002 | 64 | 8,000 |
  /// | below 32,000 | 256, 256 | 0.1 | 0.003 | 128 | 8,000 |
  /// | more | 256, 256 | 0.2 | 0.001 | 256 | 4,000 |
  ///
  /// ReLU; AdamW of decay 0.01, the rate falling along a cosine; as many epochs as make about so
  /// many steps, at least 20 and at most 100; patience a quarter of the epochs, at least 10.
  ///
  /// @param rows that the network learns from, >= 1, the validation rows not among them
  public static Recipe forRows(int rows) {
    int batch = rows < 2_000 ? 32 : rows < 10_000 ? 64 : rows < 32_000 ? 128 : 256;
    int steps = rows < 32_000 ? 8_000 : 4_000;
    double rate = rows < 10_000 ? 0.002 : rows < 32_000 ? 0.003 : 0.001;
    int epochs = Math.clamp(steps / Math.ceilDiv(rows, batch), 20, 100);
    return new Recipe(
        rows < 1_000 ? List.of(32, 16) : rows < 10_000 ? List.of(128, 128) : List.of(256, 256),
        Activation.RELU,
        rows < 10_000 || rows >= 32_000 ? 0.2 : 0.1,
        Optimizer.adamW(rate, 0.01),
        new Schedule.Cosine(0),
        0,
        batch,
        epochs,
        Math.max(10, epochs / 4));
  }

  /// The hidden layers of this recipe, each followed by dropout if there is any.
  public List<Layer> hiddenLayers() {
    List<Layer> layers = new ArrayList<>();
    for (int units : hidden) {
      layers.add(new Layer.Dense(units, activation));
      if (dropout > 0) {
        layers.add(new Layer.Dropout(dropout));
      }
    }
    return layers;
  }

  /// A network: hidden layers, then the output layer that goes with the target and the loss.
  public static NetworkSpec network(
      InputShape input, List<Layer> hidden, TargetEncoder target, Loss loss) {
    List<Layer> layers = new ArrayList<>(hidden);
    layers.add(output(target, loss));
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
  static int outputs(TargetEncoder target, Loss loss) {
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
  static void check(Task task, Loss loss) {
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

  /// The metric that chooses the best epoch: log loss, or RMSE for numbers.
  public static Metric metric(Task task) {
    return task.isClassification() ? Metric.LOG_LOSS : Metric.RMSE;
  }

  /// The settings of a run by this recipe.
  public TrainingConfig config(Loss loss, long seed) {
    return new TrainingConfig(
        loss,
        optimizer,
        schedule,
        Pace.STEADY,
        Regularization.l2(l2),
        Clipping.NONE,
        Initializer.AUTO,
        0,
        batch,
        epochs,
        0,
        patience,
        Keep.BEST,
        seed);
  }
}
